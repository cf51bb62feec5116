//! Who publishes what: five publishers, each with a feed in a format of its own and its pages.
//!
//! In the texts each has the address that it would have on the web; the site puts its loopback address there.

use std::net::SocketAddr;

use url::Url;

use super::edition::Edition;
use super::page;
use crate::config::{Config, Feed};

/// A publisher.
#[derive(Debug)]
pub(super) struct Publisher {
    /// The name of its feed.
    pub(super) name: &'static str,
    /// What there is to see.
    pub(super) about: &'static str,
    /// Its address in the texts.
    pub(super) home: &'static str,
    /// What it serves, its feed first.
    pub(super) resources: &'static [Resource],
}

/// Something that can be asked for.
#[derive(Debug)]
pub(super) struct Resource {
    /// Its path.
    pub(super) path: &'static str,
    /// Its `Content-Type`.
    pub(super) media_type: &'static str,
    source: Source,
    /// What the first request for it is answered with instead, if it is.
    pub(super) at_first: Option<AtFirst>,
}

/// What stands in the way of a page at first.
#[derive(Debug, Clone, Copy)]
pub(super) enum AtFirst {
    /// The server is down: 503.
    Down,
    /// A page in its place: a wall.
    Wall(&'static str),
}

#[derive(Debug)]
enum Source {
    Whole(&'static str),
    Story { template: &'static str, story: &'static str },
}

impl Publisher {
    /// Its feed, if it listens there.
    pub(super) fn feed(&self, at: SocketAddr, config: &Config) -> Feed {
        let url = format!("http://{at}{}", self.resources[0].path);
        let url = Url::parse(&url).expect("an address and a path make one");
        Feed::new(self.name.parse().expect("the names are valid"), url, config)
    }
}

impl Resource {
    const fn feed(path: &'static str, media_type: &'static str, text: &'static str) -> Self {
        Self { path, media_type, source: Source::Whole(text), at_first: None }
    }

    const fn page(path: &'static str, html: &'static str) -> Self {
        Self::feed(path, "text/html", html)
    }

    const fn story(path: &'static str, template: &'static str, story: &'static str) -> Self {
        let source = Source::Story { template, story };
        Self { path, media_type: "text/html", source, at_first: None }
    }

    const fn at_first(self, what: AtFirst) -> Self {
        Self { at_first: Some(what), ..self }
    }

    /// Its text in an edition; `address` is its own.
    pub(super) fn text(&self, edition: Edition, address: &str) -> String {
        match self.source {
            Source::Whole(text) => edition.of(text),
            Source::Story { template, story } => {
                page::render(template, &edition.of(story), address)
            }
        }
    }

    /// The charset that it goes out in.
    pub(super) fn charset(&self) -> &'static encoding_rs::Encoding {
        let label = match self.source {
            Source::Whole(_) => None,
            Source::Story { story, .. } => page::value(story, "charset"),
        };
        label
            .and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes()))
            .unwrap_or(encoding_rs::UTF_8)
    }
}

const BULLETIN: &str = include_str!("pages/bulletin.html");
const MODERN: &str = include_str!("pages/modern.html");
const PAPER: &str = include_str!("pages/paper.html");
const TABLE: &str = include_str!("pages/table.html");
const WORLD: &str = include_str!("pages/world.html");

/// All of them.
pub(super) const PUBLISHERS: [Publisher; 5] = [
    Publisher {
        name: "dw",
        about: "RSS 1.0: the article that courant began with, in its publisher's template of today; two more",
        home: "https://www.dw.com",
        resources: &[
            Resource::feed("/rdf/rss-en-all", "application/rdf+xml", include_str!("feeds/dw.rdf")),
            Resource::page(
                "/en/japan-south-korea-agree-to-intelligence-deal/a-36388413",
                include_str!("pages/dw-2022.html"),
            ),
            Resource::story(
                "/en/a-bridge-for-the-valley/a-36390002",
                MODERN,
                include_str!("stories/bridge.txt"),
            ),
            Resource::story(
                "/en/what-the-ice-remembers/a-36390003",
                MODERN,
                include_str!("stories/ice.txt"),
            ),
        ],
    },
    Publisher {
        name: "attic",
        about: "Atom: the same article in the template before that; a story on two pages; layout by tables",
        home: "http://attic.example",
        resources: &[
            Resource::feed("/atom.xml", "application/atom+xml", include_str!("feeds/attic.atom")),
            Resource::page("/kept/a-36388413", include_str!("pages/dw-classic.html")),
            Resource::story("/people/ferrywoman", TABLE, include_str!("stories/ferry-1.txt")),
            Resource::story("/people/ferrywoman/2", TABLE, include_str!("stories/ferry-2.txt")),
            Resource::story("/people/keeper", TABLE, include_str!("stories/lighthouse.txt")),
        ],
    },
    Publisher {
        name: "courier",
        about: "RSS 2.0: a report that will be corrected, and later a copy of another under a new link",
        home: "http://courier.example",
        resources: &[
            Resource::feed("/rss", "application/rss+xml", include_str!("feeds/courier.rss")),
            Resource::story(
                "/town/harbour-counts-its-boats",
                PAPER,
                include_str!("stories/boats.txt"),
            ),
            Resource::story("/town/midnight-bakery", PAPER, include_str!("stories/bakery.txt")),
            Resource::story("/town/library-forgives", PAPER, include_str!("stories/library.txt")),
            Resource::story("/wire/rye-at-midnight", PAPER, include_str!("stories/wire.txt")),
        ],
    },
    Publisher {
        name: "world",
        about: "JSON Feed: articles in Arabic, in Chinese, and in Russian as windows-1251",
        home: "http://world.example",
        resources: &[
            Resource::feed("/feed.json", "application/feed+json", include_str!("feeds/world.json")),
            Resource::story("/ar/maktaba", WORLD, include_str!("stories/ar.txt")),
            Resource::story("/zh/chaguan", WORLD, include_str!("stories/zh.txt")),
            Resource::story("/ru/chasovshchik", WORLD, include_str!("stories/ru.txt")),
        ],
    },
    Publisher {
        name: "harbour",
        about: "RSS with faults: one page fails at first, one is gone, one has a wall; later a copy of a report",
        home: "http://harbour.example",
        resources: &[
            Resource::feed("/feed.xml", "text/xml", include_str!("feeds/harbour.rss")),
            Resource::story("/news/214", BULLETIN, include_str!("stories/flood.txt"))
                .at_first(AtFirst::Down),
            Resource::story("/news/213", BULLETIN, include_str!("stories/market.txt")),
            Resource::story("/news/210", BULLETIN, include_str!("stories/tides.txt"))
                .at_first(AtFirst::Wall(include_str!("pages/wall.html"))),
            Resource::story("/news/216", BULLETIN, include_str!("stories/rye.txt")),
        ],
    },
];

//! The outside world of the replay: a stub that serves the polls as they come, and pages for their entries.

use std::collections::HashMap;
use std::sync::Mutex;

use courant::feed;
use courant::fetch::{Accept, Exchange, Fetch, FetchError, Headers, Request, Validators};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use url::Url;

/// Where a feed is served.
pub(crate) fn address(feed: &str) -> String {
    format!("https://{feed}.example/feed")
}

/// The outside world: the feeds as they stand, and pages that say what the feeds say of them.
#[derive(Default)]
pub(crate) struct Server {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    feeds: HashMap<String, (&'static str, Vec<u8>)>,
    pages: HashMap<Url, String>,
    /// Pages stay as they are.
    frozen: bool,
}

impl Server {
    /// From now on pages stay as they are.
    pub(crate) fn freeze(&self) {
        self.inner.lock().unwrap().frozen = true;
    }

    /// From now on a feed is answered so.
    pub(crate) fn serve(&self, feed: &str, media_type: &'static str, body: Vec<u8>) {
        let url = address(feed).parse().unwrap();
        let mut inner = self.inner.lock().unwrap();
        let read = feed::read(&body, Some(media_type), &url).ok().filter(|_| !inner.frozen);
        for entry in read.into_iter().flat_map(|feed| feed.entries) {
            if let Some(link) = entry.link.clone() {
                let page = page(&entry, &link);
                inner.pages.insert(link, page);
            }
        }
        inner.feeds.insert(address(feed), (media_type, body));
    }

    fn answer(&self, request: &Request) -> Exchange {
        let inner = self.inner.lock().unwrap();
        let mut headers = Headers::default();
        let (mut status, mut body) = (404, Vec::new());
        if let Some((media_type, content)) = inner.feeds.get(request.url.as_str()) {
            let etag = blake3::hash(content).to_hex().as_bytes().to_vec();
            status = if request.validators.etag.as_ref() == Some(&etag) { 304 } else { 200 };
            body.clone_from(content);
            headers.content_type = Some((*media_type).to_owned());
            headers.validators = Validators { etag: Some(etag), last_modified: None };
        } else if let Some(page) = inner.pages.get(&request.url)
            && request.accept == Accept::Page
        {
            status = 200;
            headers.content_type = Some("text/html; charset=utf-8".to_owned());
            body = page.clone().into_bytes();
        }
        if status == 304 {
            body.clear();
        }
        Exchange {
            url: request.url.clone(),
            status,
            headers,
            body,
            cut: false,
            room: courant::fetch::Room::default(),
        }
    }
}

impl Fetch for Server {
    fn exchange(&self, request: Request) -> BoxFuture<'_, Result<Exchange, FetchError>> {
        std::future::ready(Ok(self.answer(&request))).boxed()
    }
}

/// What pages tell of besides.
const NOUNS: [&str; 16] = [
    "mayor", "ferry", "council", "bridge", "engineer", "harbour", "market", "river", "school",
    "station", "garden", "theatre", "library", "museum", "orchard", "railway",
];

/// A page that says what the feed says, and a little more that no other page of its site says: what all of them
/// said would be furniture.
fn page(entry: &feed::Entry, link: &Url) -> String {
    let title = entry.title.as_deref().unwrap_or("Untitled").replace('<', "&lt;");
    let text = entry.content.as_deref().or(entry.summary.as_deref()).unwrap_or_default();
    let text = feed::text_of_html(text).unwrap_or_default().replace('<', "&lt;");
    let digest = blake3::hash(link.as_str().as_bytes());
    let sentence = |bytes: &[u8; 4]| {
        let [who, whom, place, matter] = bytes.map(|byte| NOUNS[usize::from(byte % 16)]);
        format!(
            "The {who} met the {whom} at the {place} and heard what there was to say of the {matter}. "
        )
    };
    let more: String = digest.as_bytes().as_chunks().0.iter().map(sentence).collect();
    format!(
        "<!doctype html><html><head><title>{title}</title></head><body><article><h1>{title}</h1>\
         <p>{text}</p><p>{more}</p></article></body></html>"
    )
}

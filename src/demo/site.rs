//! The site: each publisher listens on a loopback address of its own, so that each is a host of its own.

use std::collections::HashSet;
use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{
    CONTENT_TYPE, ETAG, HeaderMap, HeaderName, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED,
};
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::edition::Edition;
use super::publishers::{AtFirst, PUBLISHERS, Publisher, Resource};
use crate::config::{AllowedAddress, Config, Feed};

/// The site; it closes when it is dropped.
#[derive(Debug)]
pub struct Site {
    addresses: Vec<SocketAddr>,
    newsroom: Arc<Newsroom>,
    _listeners: JoinSet<()>,
}

/// What the site was asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Requests for a feed.
    pub feeds: usize,
    /// Of these, those that asked only for what is newer than the copy that the client has.
    pub conditional: usize,
    /// Of these, those that were answered with 304 Not Modified.
    pub not_modified: usize,
    /// Requests for anything else.
    pub pages: usize,
}

/// What all publishers share.
#[derive(Debug)]
struct Newsroom {
    /// What stands in the texts, and what is to stand there.
    names: Vec<(&'static str, String)>,
    opened: Timestamp,
    now: Mutex<Now>,
}

/// What changes while the site is open.
#[derive(Debug, Default)]
struct Now {
    /// Since when it is the corrected edition that is served.
    corrected: Option<Timestamp>,
    /// What had something in its way, and has not any more.
    asked_for: HashSet<&'static str>,
    traffic: Traffic,
}

impl Site {
    /// Opens the site; `now` is when its first edition came out.
    pub async fn open(now: Timestamp) -> io::Result<Self> {
        let mut listeners = Vec::new();
        for (own, _) in (1..).zip(&PUBLISHERS) {
            listeners.push(TcpListener::bind((Ipv4Addr::new(127, 0, 0, own), 0)).await?);
        }
        let addresses: Vec<SocketAddr> =
            listeners.iter().map(TcpListener::local_addr).collect::<io::Result<_>>()?;
        let names = PUBLISHERS.iter().zip(&addresses);
        let names = names.map(|(who, at)| (who.home, format!("http://{at}"))).collect();
        let newsroom = Arc::new(Newsroom { names, opened: now, now: Mutex::default() });
        let mut tasks = JoinSet::new();
        for (publisher, listener) in PUBLISHERS.iter().zip(listeners) {
            tasks.spawn(listen(publisher, listener, newsroom.clone()));
        }
        Ok(Self { addresses, newsroom, _listeners: tasks })
    }

    /// The feeds of all publishers, as a configuration has them.
    pub fn feeds(&self, config: &Config) -> Vec<Arc<Feed>> {
        let feeds = PUBLISHERS.iter().zip(&self.addresses);
        feeds.map(|(publisher, address)| Arc::new(publisher.feed(*address, config))).collect()
    }

    /// Where it listens: the configuration must allow that, since none of it is public.
    pub fn addresses(&self) -> Vec<AllowedAddress> {
        let allowed =
            |at: &SocketAddr| AllowedAddress { net: at.ip().into(), port: Some(at.port()) };
        self.addresses.iter().map(allowed).collect()
    }

    /// Who publishes there: the feed's name, and what there is to see.
    pub fn publishers(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        PUBLISHERS.iter().map(|publisher| (publisher.name, publisher.about))
    }

    /// How many pages there are.
    pub fn pages(&self) -> usize {
        PUBLISHERS.iter().map(|publisher| publisher.resources.len() - 1).sum()
    }

    /// Corrects one report, in its page and in its feed; two feeds now show a copy of another as well.
    pub fn correct(&self, now: Timestamp) {
        self.newsroom.now().corrected = Some(now);
    }

    /// What it was asked for since the last time that somebody wanted to know.
    pub fn take_traffic(&self) -> Traffic {
        std::mem::take(&mut self.newsroom.now().traffic)
    }
}

async fn listen(publisher: &'static Publisher, listener: TcpListener, newsroom: Arc<Newsroom>) {
    let mut conversations = JoinSet::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else { continue };
        while conversations.try_join_next().is_some() {}
        let newsroom = newsroom.clone();
        let answer = service_fn(move |request: Request<Incoming>| {
            let response = newsroom.answer(publisher, &request);
            async move { Ok::<_, Infallible>(response) }
        });
        let server = hyper::server::conn::http1::Builder::new();
        conversations.spawn(async move {
            // A client that hangs up has its reasons.
            let _ = server.serve_connection(TokioIo::new(stream), answer).await;
        });
    }
}

impl Newsroom {
    fn answer(&self, publisher: &Publisher, request: &Request<Incoming>) -> Response<Full<Bytes>> {
        let path = request.uri().path();
        let Some(at) = publisher.resources.iter().position(|known| known.path == path) else {
            // What robots ask for before they read is no page.
            self.now().traffic.pages += usize::from(path != "/robots.txt");
            return bare(StatusCode::NOT_FOUND, "There is no such page.\n");
        };
        let resource = &publisher.resources[at];
        if let Some(what) = resource.at_first
            && self.now().asked_for.insert(resource.path)
        {
            self.now().traffic.pages += 1;
            return match what {
                AtFirst::Down => {
                    bare(StatusCode::SERVICE_UNAVAILABLE, "Please come again later.\n")
                }
                AtFirst::Wall(html) => Response::builder()
                    .header(CONTENT_TYPE, resource.media_type)
                    .body(Full::new(Bytes::from_static(html.as_bytes())))
                    .expect("this header is valid"),
            };
        }
        let (body, modified) = self.copy(publisher, resource);
        let etag = format!("\"{}\"", &blake3::hash(&body).to_hex()[..16]);
        let modified = modified.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        let unchanged = is_unchanged(request.headers(), &etag, &modified);
        self.count(at == 0, request.headers(), unchanged);
        let mut response = Response::builder()
            .header(CONTENT_TYPE, resource.media_type)
            .header(ETAG, etag)
            .header(LAST_MODIFIED, modified);
        let body = if unchanged {
            response = response.status(StatusCode::NOT_MODIFIED);
            Bytes::new()
        } else {
            body.into()
        };
        response.body(Full::new(body)).expect("these headers are valid")
    }

    /// What is served of a resource now, and since when.
    fn copy(&self, publisher: &Publisher, resource: &Resource) -> (Vec<u8>, Timestamp) {
        let address = format!("{}{}", publisher.home, resource.path);
        let first = resource.text(Edition::First, &address);
        let (text, since) = match self.now().corrected {
            None => (first, self.opened),
            Some(corrected) => {
                let text = resource.text(Edition::Corrected, &address);
                let since = if text == first { self.opened } else { corrected };
                (text, since)
            }
        };
        let text = self.names.iter().fold(text, |text, (name, here)| text.replace(name, here));
        (resource.charset().encode(&text).0.into_owned(), since)
    }

    fn count(&self, is_feed: bool, headers: &HeaderMap, unchanged: bool) {
        let traffic = &mut self.now().traffic;
        if is_feed {
            let asks = |name: HeaderName| headers.contains_key(name);
            traffic.feeds += 1;
            traffic.conditional += usize::from(asks(IF_NONE_MATCH) || asks(IF_MODIFIED_SINCE));
            traffic.not_modified += usize::from(unchanged);
        } else {
            traffic.pages += 1;
        }
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// RFC 9110, section 13.2.2. Dates are compared as text: ours come back as we wrote them, or not at all.
fn is_unchanged(headers: &HeaderMap, etag: &str, modified: &str) -> bool {
    let value =
        |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    match (value(IF_NONE_MATCH), value(IF_MODIFIED_SINCE)) {
        (Some(tags), _) => tags.contains(etag),
        (None, Some(since)) => since == modified,
        (None, None) => false,
    }
}

fn bare(status: StatusCode, sentence: &'static str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from_static(sentence.as_bytes())));
    *response.status_mut() = status;
    response
}

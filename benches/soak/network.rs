//! The network: the one part of the daemon that is not real here.

use std::time::Duration;

use courant::clock::{Clock, SimulatedClock};
use courant::fetch::{Exchange, Fetch, FetchError, Headers, Request, Room, Validators};
use futures_util::future::BoxFuture;
use url::Url;

use crate::dice::{Of, is_one_in, roll};
use crate::faults::{self, Trouble};
use crate::log::{Kind, Log};
use crate::world::{self, Shown, World};

/// Of so many feeds one offers no validators.
const CARELESS: u64 = 10;

pub(crate) struct Network {
    pub(crate) world: World,
    pub(crate) clock: SimulatedClock,
    pub(crate) log: Log,
}

impl Fetch for Network {
    fn exchange(&self, request: Request) -> BoxFuture<'_, Result<Exchange, FetchError>> {
        Box::pin(async move {
            let asked = feed_at(&request.url);
            let takes = 20 + roll(Of::Delay, asked.unwrap_or_default().into(), self.now(), 300);
            tokio::time::sleep(Duration::from_millis(takes)).await;
            let (kind, answer) = self.answer(asked, &request);
            if matches!(answer, Err(FetchError::Timeout { .. })) {
                tokio::time::sleep(request.timeout.saturating_sub(Duration::from_millis(takes)))
                    .await;
            }
            self.log.write(self.now(), asked.unwrap_or(u32::MAX), kind);
            answer
        })
    }
}

impl Network {
    fn now(&self) -> i64 {
        self.clock.now().as_millisecond()
    }

    fn answer(
        &self,
        asked: Option<u32>,
        request: &Request,
    ) -> (Kind, Result<Exchange, FetchError>) {
        let now = self.now();
        let place = request.url.host_str().unwrap_or_default().to_owned();
        if faults::is_away(now) {
            return (Kind::Away, Err(FetchError::Connect { place, source: unreachable() }));
        }
        let says = |status, headers, body| {
            let (url, room) = (request.url.clone(), Room::default());
            Ok(Exchange { url, status, headers, body, cut: false, room })
        };
        let Some(feed) = asked else {
            return (Kind::Missing, says(404, Headers::default(), Vec::new()));
        };
        // Feeds that share a host share its troubles.
        let host = if feed % 10 == 9 { feed / 100 * 100 + 9 } else { feed };
        match faults::trouble(host, now) {
            Some(Trouble::Broken) => {
                return (Kind::Failed, says(503, Headers::default(), Vec::new()));
            }
            Some(Trouble::Silent) => {
                let after = request.timeout;
                return (Kind::Failed, Err(FetchError::Timeout { place, after }));
            }
            Some(Trouble::Refusing) => {
                let retry_after = Some("1800".to_owned());
                return (
                    Kind::Failed,
                    says(429, Headers { retry_after, ..Headers::default() }, Vec::new()),
                );
            }
            None => {}
        }
        if faults::has_moved(feed, now) && !place.starts_with("moved-") {
            let location = Some(format!("https://moved-{feed}.example/{feed}"));
            return (
                Kind::Moved,
                says(301, Headers { location, ..Headers::default() }, Vec::new()),
            );
        }
        let shown = self.world.shown(feed, now);
        let etag =
            Some(etag_of(&shown)).filter(|_| !is_one_in(CARELESS, Of::Validators, feed.into(), 0));
        let same = etag.is_some() && request.validators.etag == etag;
        let validators = Validators { etag, last_modified: None };
        let content_type = Some("application/rss+xml".to_owned());
        let headers = Headers { validators, content_type, ..Headers::default() };
        if same {
            return (Kind::Unchanged, says(304, headers, Vec::new()));
        }
        let document = self.world.document(feed, &shown);
        (Kind::Sent, says(200, headers, document.into_bytes()))
    }
}

fn feed_at(url: &Url) -> Option<u32> {
    let feed = url.path().strip_prefix('/')?.parse().ok()?;
    let moved = format!("moved-{feed}.example");
    let host = url.host_str()?;
    (host == world::host(feed) || host == moved).then_some(feed)
}

fn etag_of(shown: &[Shown]) -> Vec<u8> {
    let mut hasher = blake3::Hasher::new();
    for Shown { number, edit } in shown {
        hasher.update(&number.to_le_bytes()).update(&[*edit]);
    }
    format!("\"{}\"", &hasher.finalize().to_hex()[..16]).into_bytes()
}

/// Some error of the library, of which a failure tells as its source.
fn unreachable() -> reqwest::Error {
    reqwest::Proxy::all("http://").expect_err("no address")
}

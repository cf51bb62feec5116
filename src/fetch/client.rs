//! The network behind [`Fetch`]: reqwest, made to do one guarded and bounded exchange at a time.

#![allow(clippy::disallowed_types, reason = "this is the one door to the network")]

use std::io;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::future::BoxFuture;
use reqwest::header::HeaderValue;
use reqwest::{Certificate, Response, redirect};
use tokio::time::error::Elapsed;
use tokio::time::{Instant, timeout_at};

use super::error::{asks_for_calm, place};
use super::guard::{Guarded, Lookup, Permit, SystemLookup};
use super::layers::{Layers, TooMany};
use super::{Accept, Exchange, Fetch, FetchError, OverLong, Request, Room, Validators, headers};
use crate::identity::is_web;

/// The longest that all addresses of a name together may take to connect. It is shared out among them,
/// so that a dead address leaves time for a living one.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// An answer whose head is not whole so shortly before the deadline has no time left for a body: a server that
/// sends hints (1xx) without end, which nobody is shown, is left before the deadline.
const LAST_HEAD: Duration = Duration::from_millis(250);

/// A server that we let wait for longer, for want of room, may break off because of that.
const LET_WAIT: Duration = Duration::from_secs(1);

/// How long an idle connection is kept: a few gaps of a host.
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);

/// The most headers of an answer (HTTP/1; together at most 400 KiB, which hyper sets).
const MAX_HEADERS: usize = 100;

/// The most bytes of all headers of an answer (HTTP/2).
const MAX_HEADER_BYTES: u32 = 64 * 1024;

/// The most bytes that are read of the body of a refusal or an error: enough to tell what it is.
const MAX_ERROR_BODY: usize = 64 * 1024;

/// A body of this length is given [`LONG_ROOM`] at once. Doubling again and again would leave copies
/// behind that together are as large as the body; room that is never written to costs nothing.
const LONG: usize = 512 * 1024;

/// See [`LONG`].
const LONG_ROOM: usize = 16 * 1024 * 1024;

/// After so many exchanges a client gives way to a new one, and its idle connections (16 KiB each) go with it: reqwest
/// bounds them for each host only, and a sweep asks thousands of hosts within [`IDLE_TIMEOUT`].
pub(super) const EXCHANGES: u32 = 400;

/// How many clients are kept. There is one for each set of allowed addresses, because a connection
/// that was opened with an allowance must never serve a request without it.
const MAX_CLIENTS: NonZeroUsize = NonZeroUsize::new(32).expect("more than none");

/// What a client is made of.
#[derive(Clone, Default)]
pub struct Settings {
    /// Whom to write to about our requests: an address or a URL, put into the User-Agent.
    pub contact: Option<String>,
    /// How names are resolved, if not by the system. The guard stands behind it all the same.
    pub resolver: Option<Arc<dyn Lookup>>,
    /// Authorities that are trusted besides those of the system.
    pub authorities: Vec<Certificate>,
}

/// Makes exchanges over the network.
pub struct Client {
    user_agent: HeaderValue,
    lookup: Arc<dyn Lookup>,
    authorities: Vec<Certificate>,
    /// The clients by what they permit, the last used one last. A lock of the standard library, because
    /// nothing is awaited while it is held.
    clients: Mutex<Vec<Pooled>>,
}

/// A client of reqwest's, with its pool of connections.
struct Pooled {
    permit: Permit,
    client: reqwest::Client,
    /// How many exchanges it may still begin.
    left: u32,
}

impl Client {
    /// A client with no connections yet.
    ///
    /// # Errors
    ///
    /// If the contact cannot stand in a header, or TLS cannot be set up.
    pub fn new(settings: Settings) -> Result<Self, FetchError> {
        let client = Self {
            user_agent: headers::user_agent(settings.contact.as_deref())?,
            lookup: settings.resolver.unwrap_or_else(|| Arc::new(SystemLookup)),
            authorities: settings.authorities,
            clients: Mutex::default(),
        };
        // Most requests go through this one; and what is wrong shall show at start.
        client.for_permit(&Permit::default())?;
        Ok(client)
    }

    /// The client whose connections all keep to a permit.
    fn for_permit(&self, permit: &Permit) -> Result<reqwest::Client, FetchError> {
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        let known = clients.iter().position(|pooled| pooled.permit == *permit);
        let mut pooled = match known.map(|at| clients.remove(at)).filter(|pooled| pooled.left > 0) {
            Some(pooled) => pooled,
            None => Pooled {
                permit: permit.clone(),
                client: self.build(permit.clone())?,
                left: EXCHANGES,
            },
        };
        if clients.len() >= MAX_CLIENTS.get() {
            clients.remove(0);
        }
        pooled.left -= 1;
        let client = pooled.client.clone();
        clients.push(pooled);
        Ok(client)
    }

    /// How many kinds of permit there are clients for.
    #[cfg(test)]
    pub(super) fn kinds(&self) -> usize {
        self.clients.lock().unwrap().len()
    }

    #[allow(clippy::disallowed_methods, reason = "this is the one door to the network")]
    fn build(&self, permit: Permit) -> Result<reqwest::Client, FetchError> {
        reqwest::Client::builder()
            .user_agent(self.user_agent.clone())
            .dns_resolver(Guarded { lookup: self.lookup.clone(), permit })
            .no_proxy()
            .tls_certs_merge(self.authorities.iter().cloned())
            .redirect(redirect::Policy::none())
            .referer(false)
            // A second request costs a second turn, so whoever keeps the turns decides on it.
            .retry(reqwest::retry::never())
            .connect_timeout(CONNECT_TIMEOUT)
            .pool_idle_timeout(IDLE_TIMEOUT)
            .pool_max_idle_per_host(1)
            .http1_max_headers(MAX_HEADERS)
            .http2_max_header_list_size(MAX_HEADER_BYTES)
            .build()
            .map_err(FetchError::Client)
    }

    async fn run(&self, request: Request) -> Result<Exchange, FetchError> {
        let deadline = Instant::now() + request.timeout;
        let place = place(&request.url);
        let timed_out = || FetchError::Timeout { place: place.clone(), after: request.timeout };

        let port = request.url.port_or_known_default().filter(|_| is_web(&request.url));
        let Some(port) = port else { return Err(FetchError::BadUrl { place }) };
        let permit = Permit::at_port(&request.allow, port);
        if permit.judge(&request.url).is_err() {
            return Err(FetchError::BlockedAddress { place });
        }

        let client = self.for_permit(&permit)?;
        let sent =
            client.get(request.url.clone()).headers(headers::asking(&request, &place)?).send();
        let head_by = deadline - LAST_HEAD.min(request.timeout / 10);
        let mut response = timeout_at(head_by, sent)
            .await
            .map_err(|_| timed_out())?
            .map_err(|error| FetchError::no_answer(place.clone(), error))?;

        let status = response.status().as_u16();
        let mut answer = Exchange {
            status,
            headers: headers::read(response.headers()),
            body: Vec::new(),
            cut: false,
            room: Room::default(),
            url: request.url,
        };
        let bad = |reason| FetchError::BadResponse { place: place.clone(), reason, source: None };
        match status {
            // No range was asked for (RFC 9110, section 15.3.7).
            206 => return Err(bad("a part of a document (206) that nobody asked for")),
            200..300 => {}
            304 if request.validators == Validators::default() => {
                return Err(bad("a 304 that nobody asked for"));
            }
            300..400 => return Ok(answer),
            400..600 => {
                // The status is the answer: it counts, with its headers, even if its body breaks.
                let mut until = deadline;
                let read = read_body(&mut response, &mut answer, MAX_ERROR_BODY, &mut until).await;
                answer.cut = !matches!(read, Ok(Read::Whole));
                return Ok(answer);
            }
            _ => return Err(bad("a status that does not exist")),
        }

        if request.accept == Accept::Page
            && headers::is_media(answer.headers.content_type.as_deref())
        {
            answer.cut = true;
            return Ok(answer);
        }
        let too_large =
            || FetchError::BodyTooLarge { place: place.clone(), limit: request.max_body };
        if request.over_long == OverLong::Refuse
            && headers::announced_length(response.headers())
                .is_some_and(|length| length > request.max_body)
        {
            return Err(too_large());
        }
        let bound = usize::try_from(request.max_body).unwrap_or(usize::MAX);
        let mut until = deadline;
        let read = read_body(&mut response, &mut answer, bound, &mut until).await;
        let read = read.map_err(|broken| match broken {
            Broken::Late => timed_out(),
            Broken::Layered => bad("its body is compressed more than three times over"),
            Broken::Damaged(source) if asks_for_calm(&*source) => {
                FetchError::TooMuch { place: place.clone() }
            }
            Broken::Damaged(source) if until <= deadline + LET_WAIT => {
                FetchError::Truncated { place: place.clone(), source }
            }
            Broken::Damaged(_) | Broken::NoRoom => FetchError::NoRoom { place: place.clone() },
        })?;
        answer.cut = read == Read::Cut;
        if answer.cut && request.over_long == OverLong::Refuse {
            return Err(too_large());
        }
        Ok(answer)
    }
}

impl Fetch for Client {
    fn exchange(&self, request: Request) -> BoxFuture<'_, Result<Exchange, FetchError>> {
        Box::pin(self.run(request))
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Read {
    Whole,
    Cut,
}

/// How a body broke.
enum Broken {
    Late,
    NoRoom,
    Layered,
    Damaged(Box<dyn std::error::Error + Send + Sync>),
}

impl From<Elapsed> for Broken {
    fn from(_: Elapsed) -> Self {
        Self::Late
    }
}

impl From<TooMany> for Broken {
    fn from(_: TooMany) -> Self {
        Self::Layered
    }
}

impl From<reqwest::Error> for Broken {
    fn from(error: reqwest::Error) -> Self {
        Self::Damaged(error.without_url().into())
    }
}

impl From<io::Error> for Broken {
    fn from(error: io::Error) -> Self {
        Self::Damaged(error.into())
    }
}

/// Reads a decoded body up to `bound` bytes, `until` a time that every wait for room puts off. What was read stays in
/// the answer, whatever happens.
async fn read_body(
    response: &mut Response,
    answer: &mut Exchange,
    bound: usize,
    until: &mut Instant,
) -> Result<Read, Broken> {
    let mut layers = Layers::left_in(response.headers(), bound)?;
    loop {
        let chunk = timeout_at(*until, response.chunk()).await??;
        let Some(layers) = &mut layers else {
            let Some(chunk) = chunk else { return Ok(Read::Whole) };
            if take(answer, &chunk, bound, until).await? == Read::Cut {
                return Ok(Read::Cut);
            }
            continue;
        };
        layers.take(chunk);
        loop {
            let decoded = match layers.decoded() {
                Ok(Some(decoded)) => decoded,
                Ok(None) => break,
                Err(error) if error.kind() == io::ErrorKind::FileTooLarge => return Ok(Read::Cut),
                Err(error) => return Err(error.into()),
            };
            if take(answer, &decoded, bound, until).await? == Read::Cut {
                return Ok(Read::Cut);
            }
        }
        if layers.is_over() {
            return Ok(Read::Whole);
        }
    }
}

/// Takes what came of a body, up to `bound` bytes in all.
async fn take(
    answer: &mut Exchange,
    chunk: &[u8],
    bound: usize,
    until: &mut Instant,
) -> Result<Read, Broken> {
    let Exchange { body, room: taken, .. } = answer;
    let room = bound - body.len();
    let began = Instant::now();
    if !taken.extend(body.len() + chunk.len()).await {
        return Err(Broken::NoRoom);
    }
    *until += began.elapsed();
    if chunk.len() > room {
        body.extend_from_slice(&chunk[..room]);
        return Ok(Read::Cut);
    }
    if body.len() >= LONG && body.capacity() - body.len() < chunk.len() {
        body.reserve_exact(room.min(LONG_ROOM));
    }
    body.extend_from_slice(chunk);
    Ok(Read::Whole)
}

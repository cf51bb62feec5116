//! One HTTP exchange: an address in, bounded and decoded bytes out.
//!
//! Always: no connection to an address that is not public unless allowed, the body counted after
//! decompression, one deadline over the whole exchange but waiting for room, no proxy, no cookie, no referrer.
//! Never: follow a redirect by itself (each hop needs its host's turn, so the pipeline asks for it).

mod client;
mod coding;
mod date;
mod error;
mod freshness;
mod guard;
mod headers;
mod layers;
pub mod redirect;
mod room;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::config::AllowedAddress;

pub use client::{Client, Settings};
pub use date::{http_date, retry_after};
pub use error::{Class, FetchError};
pub use guard::{Lookup, SystemLookup, is_public};
pub use room::{LONG_BODIES, LONG_ENTRIES, Room, SHORT_BODY};

/// A way to make one exchange: the network, or a replay.
pub trait Fetch: Send + Sync {
    /// Sends one GET and reads its answer. Redirects come back as they are.
    fn exchange(&self, request: Request) -> BoxFuture<'_, Result<Exchange, FetchError>>;
}

/// What to ask for.
#[derive(Clone)]
pub struct Request {
    /// The address.
    pub url: Url,
    /// What kind of document is wanted; decides the `Accept` header.
    pub accept: Accept,
    /// Validators of the copy that we have; sent back byte for byte.
    pub validators: Validators,
    /// Credentials of a feed; the caller sends them to the feed's own origin only.
    pub headers: Vec<(String, String)>,
    /// The time left for everything from connecting to the last byte, but waiting for room.
    pub timeout: Duration,
    /// The most bytes of decoded body that are taken.
    pub max_body: u64,
    /// What happens at `max_body`.
    pub over_long: OverLong,
    /// Addresses that may be reached besides public ones.
    pub allow: Arc<[AllowedAddress]>,
}

/// The kind of document asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accept {
    /// RSS, Atom, JSON Feed.
    Feed,
    /// An HTML page.
    Page,
    /// A `robots.txt`.
    Robots,
}

/// What happens to a body over the bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OverLong {
    /// It is an error.
    Refuse,
    /// What was read so far is returned, marked as cut.
    Cut,
}

/// A server's opaque validators, byte for byte (RFC 9110, section 8.8).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validators {
    /// The last `ETag`, quotes and `W/` included.
    pub etag: Option<Vec<u8>>,
    /// The last `Last-Modified`, in whatever form it came.
    pub last_modified: Option<Vec<u8>>,
}

/// An answer.
#[derive(Clone)]
pub struct Exchange {
    /// The address that was asked; with user and password if it had any.
    pub url: Url,
    /// The status code.
    pub status: u16,
    /// The headers that matter to anyone here.
    pub headers: Headers,
    /// The decoded body; empty for any 3xx, and for a sound, film or picture in a page's place. Of a 4xx or 5xx its
    /// first 64 KiB, as far as they came.
    pub body: Vec<u8>,
    /// The body was cut at the bound ([`OverLong::Cut`]), was not read, or is not all of a 4xx or 5xx.
    pub cut: bool,
    /// What the body takes of the room for long ones; to be kept as long as anything that was made of it.
    pub room: Room,
}

// Both may carry credentials in their addresses and headers, so neither shows them to a log.

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = error::place(&self.url);
        f.debug_struct("Request")
            .field("place", &place)
            .field("accept", &self.accept)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange")
            .field("place", &error::place(&self.url))
            .field("status", &self.status)
            .field("length", &self.body.len())
            .field("cut", &self.cut)
            .finish_non_exhaustive()
    }
}

/// The headers of an answer that matter, as text where they are text.
#[derive(Debug, Clone, Default)]
pub struct Headers {
    /// `ETag` and `Last-Modified`.
    pub validators: Validators,
    /// `Content-Type`.
    pub content_type: Option<String>,
    /// `Location`.
    pub location: Option<String>,
    /// `Retry-After`.
    pub retry_after: Option<String>,
    /// `Cache-Control`.
    pub cache_control: Option<String>,
    /// `Age`.
    pub age: Option<String>,
    /// `Date`.
    pub date: Option<String>,
    /// `Expires`.
    pub expires: Option<String>,
    /// `X-Robots-Tag`: all of its lines, as one list.
    pub robots: Option<String>,
}

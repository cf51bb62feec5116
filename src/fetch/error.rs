//! Why an exchange failed, in sentences that can be shown to anyone.
//!
//! Always: a failure names the place that was asked as `host` or `host:port`, and nothing more of the
//! address, for user names, passwords and tokens stand in the rest. The cause stays attached as source.

use std::error::Error;
use std::time::Duration;

use url::Url;

use super::guard::Blocked;
use crate::config::duration_text;

/// Why an exchange failed.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The client could not be built.
    #[error(
        "the client for HTTP cannot be built, because the system's certificates or the TLS library failed"
    )]
    Client(#[source] reqwest::Error),
    /// The contact does not fit into a header.
    #[error(
        "the contact {0:?} cannot stand in a User-Agent: leave out line breaks, controls and brackets"
    )]
    Contact(String),
    /// A feed's own header is malformed, or one that only we set.
    #[error(
        "the header {name:?} for {place} cannot be sent: it is malformed, or not a feed's to choose"
    )]
    Header {
        /// Whom it was for.
        place: String,
        /// The header's name; its value may be a secret.
        name: String,
    },
    /// Not an address for HTTP.
    #[error("{place} cannot be fetched: only http and https addresses with a host can")]
    BadUrl {
        /// What was asked for.
        place: String,
    },
    /// The address is not a public one, and not allowed.
    #[error(
        "{place} is not at a public address; if it is to be reached, list it in `allow_addresses` of the configuration"
    )]
    BlockedAddress {
        /// What was asked for.
        place: String,
    },
    /// A redirect leads where we do not go.
    #[error("{place} redirects {reason}")]
    BlockedRedirect {
        /// Who redirects.
        place: String,
        /// Where it leads, as the sentence goes on.
        reason: String,
    },
    /// A chain of redirects is too long, or a circle.
    #[error("{place} redirects once more after {hops} redirects: a loop, or nearly one")]
    TooManyRedirects {
        /// The last one asked.
        place: String,
        /// How many redirects were followed.
        hops: usize,
    },
    /// The decoded body is over the bound.
    #[error("the answer of {place} is longer than {limit} bytes; `max_body` may be raised")]
    BodyTooLarge {
        /// Who answered.
        place: String,
        /// The bound that it broke.
        limit: u64,
    },
    /// The deadline of the whole exchange passed.
    #[error("{place} did not complete its answer within {}", rounded(*.after))]
    Timeout {
        /// Who was asked.
        place: String,
        /// How long it had.
        after: Duration,
    },
    /// There was no room in memory for the body: others took it for too long.
    #[error("too many long answers came at once, and there was no room for that of {place}")]
    NoRoom {
        /// Who answered.
        place: String,
    },
    /// The body ended early, or its transfer or content coding is broken.
    #[error("the answer of {place} broke off or is damaged")]
    Truncated {
        /// Who answered.
        place: String,
        /// How it broke.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// The name has no address.
    #[error(
        "the name of {place} could not be resolved (is it spelt right, and is this machine online?)"
    )]
    Dns {
        /// Who was to be asked.
        place: String,
        /// What the resolver said.
        #[source]
        source: reqwest::Error,
    },
    /// No connection.
    #[error("{place} could not be connected to")]
    Connect {
        /// Who was to be asked.
        place: String,
        /// What the system said.
        #[source]
        source: reqwest::Error,
    },
    /// A connection, but no secure one.
    #[error("no secure connection to {place}: its certificate or its TLS is at fault")]
    Tls {
        /// Who was to be asked.
        place: String,
        /// What is wrong with it.
        #[source]
        source: reqwest::Error,
    },
    /// The connection ended before an answer came.
    #[error("{place} closed the connection without an answer")]
    Reset {
        /// Who was asked.
        place: String,
        /// What the connection said.
        #[source]
        source: reqwest::Error,
    },
    /// HTTP/2's nearest word to 429 (RFC 9113, section 7).
    #[error("{place} asks for fewer requests (ENHANCE_YOUR_CALM of HTTP/2)")]
    TooMuch {
        /// Who was asked.
        place: String,
    },
    /// An answer that is not HTTP, or breaks its rules or our bounds.
    #[error("{place} answered with bad HTTP: {reason}")]
    BadResponse {
        /// Who answered.
        place: String,
        /// What is wrong with it.
        reason: &'static str,
        /// What the parser said.
        #[source]
        source: Option<reqwest::Error>,
    },
}

/// Whether trying again can help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// The reason may pass by itself.
    Retry,
    /// It will be the same until somebody changes something.
    Permanent,
}

impl FetchError {
    /// The stable name of the failure, for logs and counters.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Client(_) => "client",
            Self::Contact(_) => "contact",
            Self::Header { .. } => "bad_header",
            Self::BadUrl { .. } => "bad_url",
            Self::BlockedAddress { .. } => "blocked_address",
            Self::BlockedRedirect { .. } => "blocked_redirect",
            Self::TooManyRedirects { .. } => "too_many_redirects",
            Self::BodyTooLarge { .. } => "body_too_large",
            Self::Timeout { .. } => "timeout",
            Self::NoRoom { .. } => "no_room",
            Self::Truncated { .. } => "truncated",
            Self::Dns { .. } => "dns",
            Self::Connect { .. } => "connect",
            Self::Tls { .. } => "tls",
            Self::Reset { .. } => "reset",
            Self::TooMuch { .. } => "refused",
            Self::BadResponse { .. } => "bad_response",
        }
    }

    /// Whether trying again can help: what lies with the network may pass, what lies with the document
    /// or with us does not.
    pub fn class(&self) -> Class {
        match self {
            Self::Timeout { .. }
            | Self::NoRoom { .. }
            | Self::Truncated { .. }
            | Self::Dns { .. }
            | Self::Connect { .. }
            | Self::Tls { .. }
            | Self::Reset { .. }
            | Self::TooMuch { .. } => Class::Retry,
            _ => Class::Permanent,
        }
    }

    /// The same failure of a request that a redirect from there led to: a blocked address becomes a blocked
    /// redirect, for the one at fault is who sent us there.
    #[must_use]
    pub fn after_redirect(self, from: &Url) -> Self {
        match self {
            Self::BlockedAddress { place: to } => {
                let reason = format!(
                    "to {to}, which is not at a public address; if it is to be reached, list it in `allow_addresses` of the configuration"
                );
                Self::BlockedRedirect { place: place(from), reason }
            }
            other => other,
        }
    }

    /// What reqwest's error means when no answer came.
    pub(super) fn no_answer(place: String, error: reqwest::Error) -> Self {
        // Its own text would show the whole address.
        let source = error.without_url();
        if asks_for_calm(&source) {
            Self::TooMuch { place }
        } else if has_cause::<Blocked>(&source, |_| true) {
            Self::BlockedAddress { place }
        } else if source.is_builder() {
            Self::BadUrl { place }
        } else if source.is_dns() {
            Self::Dns { place, source }
        } else if source.is_connect() {
            // TLS reports what it finds as invalid data inside an I/O error; TCP never does.
            if has_cause(&source, |e: &std::io::Error| e.kind() == std::io::ErrorKind::InvalidData)
            {
                Self::Tls { place, source }
            } else {
                Self::Connect { place, source }
            }
        } else if has_cause(&source, |e: &hyper::Error| e.is_parse()) {
            let reason = "its head cannot be read, or is too large";
            Self::BadResponse { place, reason, source: Some(source) }
        } else {
            Self::Reset { place, source }
        }
    }
}

/// A deadline up to a tenth of a second: after a first try it is what that left.
fn rounded(after: Duration) -> String {
    let tenths = after.as_millis().div_ceil(100);
    duration_text(Duration::from_millis(u64::try_from(100 * tenths).unwrap_or(u64::MAX)))
}

/// What a failure may show of an address.
pub(super) fn place(url: &Url) -> String {
    match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) => host.to_owned(),
        (None, _) => format!("a {}: address", url.scheme()),
    }
}

/// The server, not our side of the connection, ended it or the exchange as one too many.
pub(super) fn asks_for_calm(error: &(dyn Error + 'static)) -> bool {
    has_cause(error, |error: &h2::Error| {
        error.is_remote() && error.reason() == Some(h2::Reason::ENHANCE_YOUR_CALM)
    })
}

fn has_cause<E: Error + 'static>(error: &(dyn Error + 'static), is: impl Fn(&E) -> bool) -> bool {
    let mut cause = error.source();
    while let Some(error) = cause {
        if error.downcast_ref::<E>().is_some_and(&is) {
            return true;
        }
        // An I/O error keeps what it wraps to itself: its `source` is that error's source.
        let wrapped = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        if wrapped.and_then(|inner| inner.downcast_ref::<E>()).is_some_and(&is) {
            return true;
        }
        cause = error.source();
    }
    false
}

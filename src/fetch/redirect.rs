//! Where an answer leads on to. Pure.
//!
//! Never: to anything but http and https, and with credentials to another origin. Whether the address
//! behind the next hop may be reached is judged when it is asked (see [`FetchError::after_redirect`]).

use url::Url;

use super::error::place;
use super::{Exchange, FetchError};
use crate::identity::is_web;

/// How many redirects are followed, one after another; a server in a loop sees one request more.
pub const MAX_HOPS: usize = 5;

/// The address that an answer redirects to, or `None` if it is no redirect. `hop` counts the redirects
/// that were followed before.
///
/// # Errors
///
/// `blocked_redirect` for a `Location` that is missing, malformed, or no http or https address;
/// `too_many_redirects` after [`MAX_HOPS`].
pub fn next(exchange: &Exchange, hop: usize) -> Result<Option<Url>, FetchError> {
    if !is_redirect(exchange.status) {
        return Ok(None);
    }
    let place = || place(&exchange.url);
    let blocked =
        |reason: &str| FetchError::BlockedRedirect { place: place(), reason: reason.to_owned() };
    if hop >= MAX_HOPS {
        return Err(FetchError::TooManyRedirects { place: place(), hops: hop });
    }
    let location = exchange.headers.location.as_deref().ok_or_else(|| blocked("nowhere"))?;
    let mut target = exchange
        .url
        .join(location.trim())
        .map_err(|_| blocked("to something that is no address"))?;
    if !is_web(&target) {
        return Err(blocked("to an address that is neither http nor https"));
    }
    carry_credentials(&exchange.url, &mut target);
    Ok(Some(target))
}

/// Whether an answer of this status leads to another address.
pub fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

/// Whether a redirect says that the old address should not be used any more.
pub fn is_permanent(status: u16) -> bool {
    matches!(status, 301 | 308)
}

/// Whether it leads from a secure address to an insecure one.
pub fn is_downgrade(from: &Url, to: &Url) -> bool {
    from.scheme() == "https" && to.scheme() != "https"
}

/// Whether credentials for one address may be shown to the other: same scheme, host and port.
pub fn same_origin(a: &Url, b: &Url) -> bool {
    a.origin() == b.origin()
}

/// User and password in the address stay with their origin; a server cannot set any.
fn carry_credentials(from: &Url, to: &mut Url) {
    let (user, password) =
        if same_origin(from, to) { (from.username(), from.password()) } else { ("", None) };
    to.set_username(user).expect("an http address with a host has room for a user");
    to.set_password(password).expect("an http address with a host has room for a password");
}

//! Who is answered, and what every answer carries.
//!
//! Always: only GET and HEAD, only under an address or `localhost`. A web site that points its own name at us
//! (DNS rebinding) asks by that name, and is refused.

use std::net::IpAddr;

use axum::extract::Request;
use axum::http::header::{ALLOW, CACHE_CONTROL, HOST, HeaderName};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::plain;

/// Nothing is loaded but our own style, nothing runs, nothing is sent, and nobody frames it.
const POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Goes on every answer.
const HEADERS: [(&str, &str); 6] = [
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

pub(super) async fn only_own_names(request: Request, next: Next) -> Response {
    let mut answer = if !is_asked_by_own_name(&request) {
        let told = "This page is told under an address or the name localhost only. Behind a proxy, let it pass the address that it connects to as Host.";
        plain(StatusCode::MISDIRECTED_REQUEST, told)
    } else if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let refused = plain(StatusCode::METHOD_NOT_ALLOWED, "Only GET and HEAD are answered.");
        ([(ALLOW, "GET, HEAD")], refused).into_response()
    } else {
        next.run(request).await
    };
    for (name, value) in HEADERS {
        let name = HeaderName::from_static(name);
        answer.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    let keep = HeaderValue::from_static("no-store");
    answer.headers_mut().entry(CACHE_CONTROL).or_insert(keep);
    answer
}

fn is_asked_by_own_name(request: &Request) -> bool {
    let mut hosts = request.headers().get_all(HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
    let in_target = request.uri().authority().map(|authority| authority.as_str());
    host.to_str().is_ok_and(is_own) && in_target.is_none_or(is_own)
}

/// An address or `localhost`, with a port or without.
fn is_own(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split_once(']').map_or("", |(address, _)| address),
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::is_own;

    #[test]
    fn only_addresses_and_localhost_are_own_names() {
        for own in
            ["localhost", "LOCALHOST:8420", "127.0.0.1:8420", "192.168.1.20", "[::1]:8420", "[::1]"]
        {
            assert!(is_own(own), "{own}");
        }
        for other in [
            "",
            "evil.example",
            "evil.example:8420",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "[evil]",
            "2130706433",
            "127.0.0.1@evil.example",
        ] {
            assert!(!is_own(other), "{other}");
        }
    }
}

//! robots.txt (RFC 9309): where it is, and what an answer to the question for it means. Pure.
//!
//! Always: no file means that all is allowed, a server in trouble that nothing is, for now.

pub use robotxt::Robots;
use robotxt::{AccessResult, BYTE_LIMIT};
use url::Url;

/// The name that the rules know us by.
const NAME: &str = "courant";

/// The most bytes that are read of a robots.txt: the 500 KiB that the RFC asks for, and one to know that there
/// were more.
pub const MAX_BODY: u64 = BYTE_LIMIT as u64 + 1;

/// Where the rules for a page are.
pub fn address(page: &Url) -> Option<Url> {
    robotxt::robots_url(page).ok()
}

/// What an answer means, redirects followed.
pub fn rules(status: u16, body: &[u8]) -> Robots {
    match status {
        200..300 => Robots::parse(body, NAME),
        400..500 => none(),
        _ => unreachable(),
    }
}

/// The rules of a host that has none.
pub fn none() -> Robots {
    Robots::from_access(AccessResult::Unavailable, NAME)
}

/// The rules of a host that cannot be asked.
pub fn unreachable() -> Robots {
    Robots::from_access(AccessResult::Unreachable, NAME)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_file_allows_all_and_a_server_in_trouble_nothing() {
        let page = Url::parse("https://a.example:8443/one?two#three").unwrap();
        assert_eq!(address(&page).unwrap().as_str(), "https://a.example:8443/robots.txt");
        assert!(rules(404, b"").is_url_allowed(&page));
        assert!(rules(403, b"User-agent: *\nDisallow: /").is_url_allowed(&page));
        assert!(!rules(503, b"").is_url_allowed(&page));
        assert!(!rules(200, b"User-agent: courant\nDisallow: /one").is_url_allowed(&page));
        assert!(rules(200, b"User-agent: other\nDisallow: /").is_url_allowed(&page));
    }
}

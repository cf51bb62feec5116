//! The address of a page: the one that it names as its own, if it may, else the one that answered.
//!
//! Never: credentials, tracking parameters, or a name that another host's page has.

use url::Url;

use crate::hosts::Host;
use crate::identity::{MAX_ADDRESS, clean_url};

/// The canonical address if it is on the page's own host and no mere front page, else the final one.
pub fn address_of(page: &Url, canonical: Option<&Url>) -> Option<Url> {
    canonical_of(page, canonical).or_else(|| clean_url(page).filter(is_short))
}

/// The canonical address, if the page may name it as its own.
pub(super) fn canonical_of(page: &Url, canonical: Option<&Url>) -> Option<Url> {
    let canonical = clean_url(canonical?)?;
    let own = Host::of(&canonical) == Host::of(page) && !is_front_page(&canonical);
    Some(canonical).filter(|canonical| own && is_short(canonical))
}

/// Many pages of a bad site lead to, or name, its front page: that tells nothing apart.
pub(super) fn is_front_page(url: &Url) -> bool {
    url.path() == "/" && url.query().is_none()
}

fn is_short(url: &Url) -> bool {
    url.as_str().len() <= MAX_ADDRESS
}

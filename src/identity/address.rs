//! Addresses on the web: which are, how long they may be, and links as they identify, without what says where a
//! reader came from.
//!
//! Always: http or https with a host. Never: credentials in what identifies.

use url::Url;

/// The longest address that is taken from people, feeds and pages, in bytes.
pub const MAX_ADDRESS: usize = 8_192;

/// Query parameters that say where a reader came from, and nothing about what is read.
///
/// A name that ends in `*` stands for every name with that beginning.
pub const TRACKING_PARAMETERS: &[&str] = &[
    "utm_*",
    "at_*",
    "mtm_*",
    "pk_*",
    "piwik_*",
    "hsa_*",
    "fbclid",
    "gclid",
    "gclsrc",
    "dclid",
    "gbraid",
    "wbraid",
    "msclkid",
    "yclid",
    "twclid",
    "ttclid",
    "igshid",
    "li_fat_id",
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "vero_id",
    "_hsenc",
    "_hsmi",
    "oly_anon_id",
    "oly_enc_id",
    "ns_campaign",
    "ns_mchannel",
    "ns_source",
    "ns_linkname",
    "ns_fee",
    "maca",
    "cmpid",
    "cmp",
    "ito",
    "ftag",
    "xtor",
    "wt_mc",
    "wt_zmc",
    "wtrid",
    "icid",
    "ncid",
    "sr_share",
    "smid",
    "smtyp",
    "taid",
    "guccounter",
    "guce_referrer",
    "guce_referrer_sig",
];

/// Whether an address leads to the web: http or https, with a host.
pub fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && url.has_host()
}

/// Whether a page may make its addresses relative to this one (HTML, section 4.2.3).
pub fn may_be_base(url: &Url) -> bool {
    !matches!(url.scheme(), "data" | "javascript")
}

/// Takes user and password out of an address.
pub fn remove_credentials(url: &mut Url) {
    // Both fail only where there is no room for them, and then there are none.
    let _ = url.set_username("");
    let _ = url.set_password(None);
}

/// A link as it identifies: without fragment, credentials and [`TRACKING_PARAMETERS`].
///
/// `None` for what is not http or https. A fragment that is a route of its own (`#!…`, `#/…`) stays.
pub fn clean_url(url: &Url) -> Option<Url> {
    if !is_web(url) {
        return None;
    }
    let mut clean = url.clone();
    if !clean.fragment().is_some_and(|fragment| fragment.starts_with(['!', '/'])) {
        clean.set_fragment(None);
    }
    remove_credentials(&mut clean);
    if let Some(query) = url.query() {
        let kept: Vec<&str> =
            query.split('&').filter(|pair| !pair.is_empty() && !is_tracking(pair)).collect();
        clean.set_query((!kept.is_empty()).then(|| kept.join("&")).as_deref());
    }
    Some(clean)
}

pub(super) fn is_tracking(pair: &str) -> bool {
    let name = pair.split('=').next().unwrap_or_default().to_ascii_lowercase();
    TRACKING_PARAMETERS.iter().any(|parameter| match parameter.strip_suffix('*') {
        Some(beginning) => name.starts_with(beginning),
        None => name == *parameter,
    })
}

pub(super) fn without_scheme(url: &Url) -> &str {
    url.as_str().split_once("://").map_or(url.as_str(), |(_, rest)| rest)
}

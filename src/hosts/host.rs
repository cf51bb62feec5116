//! What counts as one host: those who run it get our requests together, whatever the names.

use std::fmt;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use url::Url;

/// A registrable domain, private suffixes of the public suffix list included; else an address without
/// its port. Lower case, in the ASCII form of internationalised names, without a trailing dot.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Host(String);

impl Host {
    /// The host behind an address; `None` for an address without one, as of a file.
    pub fn of(url: &Url) -> Option<Self> {
        Some(Self(match url.host()? {
            url::Host::Ipv4(address) => address.to_string(),
            url::Host::Ipv6(address) => IpAddr::V6(address).to_canonical().to_string(),
            url::Host::Domain(name) => registrable(name),
        }))
    }

    /// A host by the name that it was kept under.
    pub fn named(name: &str) -> Self {
        Self(name.to_owned())
    }

    /// The name or address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The part of a name that somebody registered. A name that is itself a public suffix, or has a single
/// label, stands for itself.
fn registrable(name: &str) -> String {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    match psl::domain_str(&name) {
        Some(domain) => domain.to_owned(),
        None => name,
    }
}

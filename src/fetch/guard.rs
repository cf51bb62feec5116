//! Which addresses may be reached: public ones, and those that the user allows.
//!
//! Always: a literal is judged before the request, a name by the very addresses that are then dialled,
//! at every resolution. Never: trust a name, or an address that was judged earlier.
//!
//! Public is what the IANA special-purpose address registries call globally reachable. Of the forms
//! that carry an IPv4 address in an IPv6 one, the mapped form is judged by what it carries; the others
//! (compatible, NAT64, 6to4, Teredo) are blocked, because the network decides where they end.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use futures_util::future::BoxFuture;
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

use crate::config::AllowedAddress;

/// The most addresses of one name that are tried.
const MAX_ADDRESSES: usize = 16;

/// IPv4 networks that are not public: IANA's registry of 2025, multicast added. The few addresses
/// inside 192.0.0.0/24 that are reachable serve protocols, no news.
const NOT_PUBLIC_V4: [Ipv4Net; 15] = [
    v4(0, 0, 0, 0, 8),
    v4(10, 0, 0, 0, 8),
    v4(100, 64, 0, 0, 10),
    v4(127, 0, 0, 0, 8),
    v4(169, 254, 0, 0, 16),
    v4(172, 16, 0, 0, 12),
    v4(192, 0, 0, 0, 24),
    v4(192, 0, 2, 0, 24),
    v4(192, 88, 99, 0, 24),
    v4(192, 168, 0, 0, 16),
    v4(198, 18, 0, 0, 15),
    v4(198, 51, 100, 0, 24),
    v4(203, 0, 113, 0, 24),
    v4(224, 0, 0, 0, 4),
    v4(240, 0, 0, 0, 4),
];

/// All of IPv6 that is given out as global unicast.
const GLOBAL_V6: Ipv6Net = v6(0x2000, 0, 3);

/// Parts of [`GLOBAL_V6`] that are not public: protocol assignments with Teredo, documentation, 6to4.
const NOT_PUBLIC_V6: [Ipv6Net; 4] =
    [v6(0x2001, 0, 23), v6(0x2001, 0x0db8, 32), v6(0x2002, 0, 16), v6(0x3fff, 0, 20)];

const fn v4(a: u8, b: u8, c: u8, d: u8, length: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), length)
}

const fn v6(a: u16, b: u16, length: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, 0, 0, 0, 0, 0, 0), length)
}

/// Whether an address is one that everybody on the internet can reach.
pub fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(a) => !NOT_PUBLIC_V4.iter().any(|net| net.contains(&a)),
        IpAddr::V6(a) => {
            GLOBAL_V6.contains(&a) && !NOT_PUBLIC_V6.iter().any(|net| net.contains(&a))
        }
    }
}

/// A way to find the addresses of a name: the system's, or a test's.
pub trait Lookup: Send + Sync {
    /// All addresses of a name.
    fn lookup(&self, name: &str) -> BoxFuture<'static, io::Result<Vec<IpAddr>>>;
}

/// The system's resolver.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemLookup;

impl Lookup for SystemLookup {
    #[allow(clippy::disallowed_methods, reason = "what it finds is judged behind it")]
    fn lookup(&self, name: &str) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        let name = name.to_owned();
        Box::pin(async move {
            let found = tokio::net::lookup_host((name, 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}

/// What may be reached at one port besides public addresses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Permit(Arc<[IpNet]>);

impl Permit {
    /// The part of the user's list that matters for a port.
    pub(super) fn at_port(allowed: &[AllowedAddress], port: u16) -> Self {
        let applies = |a: &&AllowedAddress| a.port.is_none_or(|its| its == port);
        let mut nets: Vec<IpNet> = allowed.iter().filter(applies).map(|a| a.net).collect();
        nets.sort_unstable();
        nets.dedup();
        Self(nets.into())
    }

    /// Whether a literal address in a URL may be asked. Names are judged when they are resolved.
    pub(super) fn judge(&self, url: &Url) -> Result<(), Blocked> {
        let address = match url.host() {
            Some(Host::Ipv4(a)) => IpAddr::V4(a),
            Some(Host::Ipv6(a)) => IpAddr::V6(a),
            Some(Host::Domain(_)) | None => return Ok(()),
        };
        if self.allows(address) { Ok(()) } else { Err(Blocked) }
    }

    fn allows(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        is_public(address) || self.0.iter().any(|net| net.contains(&address))
    }
}

/// None of the addresses may be reached.
#[derive(Debug, thiserror::Error)]
#[error("no public address")]
pub(super) struct Blocked;

/// Hands reqwest those addresses of a name that may be dialled, and no others.
pub(super) struct Guarded {
    pub(super) lookup: Arc<dyn Lookup>,
    pub(super) permit: Permit,
}

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let found = self.lookup.lookup(name.as_str());
        let permit = self.permit.clone();
        Box::pin(async move {
            let found = found.await?;
            if found.is_empty() {
                return Err(io::Error::from(io::ErrorKind::NotFound).into());
            }
            let mut open: Vec<IpAddr> = found.into_iter().filter(|&a| permit.allows(a)).collect();
            if open.is_empty() {
                return Err(Blocked.into());
            }
            open.truncate(MAX_ADDRESSES);
            // Port 0 stands for the one in the URL.
            Ok(Box::new(open.into_iter().map(|a| SocketAddr::new(a, 0))) as Addrs)
        })
    }
}

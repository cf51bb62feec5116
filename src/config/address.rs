//! Addresses that may be reached although they are not public: `[fetch] allow_addresses`.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use ipnet::IpNet;

/// What may be reached besides public addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AllowedAddress {
    /// The addresses; a single one is a net of full length.
    pub net: IpNet,
    /// This port only, if given.
    pub port: Option<u16>,
}

/// Not an address, a net, or an address with a port.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "is not an address; write one (\"192.168.1.20\"), a net (\"127.0.0.0/8\"), or one with a port \
     (\"127.0.0.1:8080\", \"[::1]:8080\"); names are not taken, since what they mean can change"
)]
pub struct InvalidAddress;

impl FromStr for AllowedAddress {
    type Err = InvalidAddress;

    fn from_str(text: &str) -> Result<Self, InvalidAddress> {
        let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
        if let Ok(net) = text.parse::<IpNet>() {
            return Ok(Self { net: net.trunc(), port: None });
        }
        if let Ok(address) = bare.parse::<IpAddr>() {
            return Ok(Self { net: address.into(), port: None });
        }
        let with_port: SocketAddr = text.parse().map_err(|_| InvalidAddress)?;
        Ok(Self { net: with_port.ip().into(), port: Some(with_port.port()) })
    }
}

impl fmt::Display for AllowedAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let single = self.net.prefix_len() == self.net.max_prefix_len();
        match self.port {
            Some(port) => SocketAddr::new(self.net.addr(), port).fmt(f),
            None if single => self.net.addr().fmt(f),
            None => self.net.fmt(f),
        }
    }
}

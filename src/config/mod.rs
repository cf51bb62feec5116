//! The configuration: typed, validated in one place, unknown keys refused with file and line.

use ipnet::IpNet;

/// What may be reached besides public addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AllowedAddress {
    /// The addresses; a single one is a net of full length.
    pub net: IpNet,
    /// This port only, if given.
    pub port: Option<u16>,
}

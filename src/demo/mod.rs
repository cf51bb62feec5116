//! A little news site on loopback, for newcomers and tests: five publishers, all of their feeds and pages
//! written by us and part of the binary.
//!
//! Always: it is served over real HTTP, with validators and 304, and every address in it leads back to it;
//! nothing about it is known to the pipeline. Never: a listener on an address that others can reach; a
//! request to the outside.

mod clock;
mod edition;
mod page;
mod publishers;
mod site;

pub use clock::DemoClock;
pub use site::{Site, Traffic};

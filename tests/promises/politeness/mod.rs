//! A good guest, as a site sees it; what takes days is held by the tests of the daemon.

mod answers;
mod crowd;
mod requests;
mod robots;
mod turns;
mod validators;

use crate::daemon::{Daemon, Settings};
use crate::feeds::{self, Format};
use crate::newsroom;
use crate::site::{Reply, Request, Site};

/// A feed of these reports, without validators.
fn plain(site: &Site, numbers: std::ops::RangeInclusive<usize>) -> Reply {
    let entries = newsroom::reports(site, numbers);
    Reply::ok("application/rss+xml", feeds::document(Format::Rss2, "Courier", &entries))
}

fn river(site: &Site) -> Daemon {
    Daemon::new(&Settings::reading(site, &[("river", "/feed")]))
}

fn paths(requests: &[Request]) -> Vec<&str> {
    requests.iter().map(|request| request.path.as_str()).collect()
}

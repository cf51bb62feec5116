//! What the server wishes about timing, as the daemon tells of it.

use crate::daemon::{Daemon, Settings};
use crate::feeds::{self, Format};
use crate::newsroom;
use crate::site::{Reply, Site};

use rustix::process::Signal;

#[test]
fn a_max_age_beyond_the_ceiling_is_capped_and_told() {
    let site = Site::open();
    let document = feeds::document(Format::Rss2, "Courier", &newsroom::reports(&site, 1..=1));
    let reply = Reply::ok("application/rss+xml", document);
    site.serve("/feed", reply.header("Cache-Control", "max-age=31536000"));
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    let mut run = daemon.start(&["run"]);
    run.until("the cap was told", || {
        let said = std::fs::read_to_string(daemon.path("run-0.stderr")).unwrap();
        said.contains("for longer than max_interval") && said.contains("max-age asked for 365 days")
    });
    run.signal(Signal::TERM);
    assert_eq!(run.wait().code, Some(0));
    let told = daemon.start(&["why", "river"]).wait().stdout;
    assert!(told.contains("max-age asked for 365 days, and max_interval is less"), "{told}");
}

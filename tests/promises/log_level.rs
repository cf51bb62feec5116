//! The service tells from the configured level on, and `COURANT_LOG` goes over it.

use rustix::process::Signal;

use crate::daemon::{Daemon, Settings};
use crate::newsroom;
use crate::site::Site;

/// What a service with this level writes until it has asked its feed and is stopped.
fn told(level: &str, variable: &str) -> String {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=1));
    let settings = Settings::reading(&site, &[("river", "/feed")]);
    let daemon = Daemon::new(&Settings { fetch: format!("[log]\nlevel = {level:?}"), ..settings });
    let mut run = daemon.start_under("courant.toml", &["run"], &[("COURANT_LOG", variable)]);
    run.until("its page is asked for", || !site.requests_for(&newsroom::path(1)).is_empty());
    run.signal(Signal::TERM);
    let ran = run.wait();
    assert_eq!(ran.code, Some(0), "{ran}");
    ran.stderr
}

#[test]
fn the_configured_level_holds_unless_the_variable_says_otherwise() {
    assert!(told("info", "").contains(" INFO "));
    assert_eq!(told("error", ""), "");
    assert!(told("error", "courant=debug").contains(" INFO "));
    assert_eq!(told("debug", "error"), "");
    let faulty = told("warn", "verbose");
    assert!(faulty.contains("verbose") && faulty.contains("This is no level"), "{faulty}");
}

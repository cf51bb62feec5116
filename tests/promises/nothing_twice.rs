//! What came out once does not come again, and the second look at a feed is a conditional one.

use crate::daemon::{Daemon, Settings};
use crate::feeds::{self, Format};
use crate::newsroom::{self, path};
use crate::output::Output;
use crate::site::Site;

#[test]
fn two_passes_emit_nothing_twice_and_the_second_is_conditional() {
    for format in Format::ALL {
        let site = Site::open();
        site.serve("/feed", feeds::reply(format, &newsroom::reports(&site, 1..=5)));
        let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
        daemon.pass();
        let first = Output::sound(&daemon.output());
        assert_eq!(first.journal.len(), 5, "{format:?}");
        daemon.pass();
        let second = Output::sound(&daemon.output());
        assert_eq!(second.journal, first.journal, "{format:?}");
        assert_eq!(second.files, first.files, "{format:?}");

        let polls = site.requests_for("/feed");
        assert_eq!(polls.len(), 2, "{format:?}");
        assert!(
            !polls[0].is_conditional(),
            "the first poll has nothing to compare with: {:?}",
            polls[0]
        );
        assert!(polls[1].is_conditional(), "{:?}", polls[1]);
        for number in 1..=5 {
            assert_eq!(site.requests_for(&path(number)).len(), 1, "a page is read once");
        }
    }
}

#[test]
fn only_what_is_new_comes_out_of_a_feed_that_changed() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=3));
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    daemon.pass();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 2..=5));
    daemon.pass();
    let output = Output::sound(&daemon.output());
    assert_eq!(output.journal.len(), 5);
    assert_eq!(site.requests_for(&path(3)).len(), 1, "an old page is not read again");
}

#[test]
fn the_same_document_without_validators_emits_nothing_again() {
    let site = Site::open();
    let document = feeds::document(Format::Atom, "Courier", &newsroom::reports(&site, 1..=3));
    site.serve("/feed", crate::site::Reply::ok("application/atom+xml", document));
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    for _ in 0..3 {
        daemon.pass();
    }
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 3);
}

#[test]
fn what_a_consumer_took_away_does_not_come_again() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=3));
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    daemon.pass();
    let taken = crate::consumer::Consumer::start(&daemon.output()).stop();
    assert_eq!(taken.len(), 9);
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=4));
    daemon.pass();
    let output = Output::read(&daemon.output());
    assert_eq!(output.journal_faults(), Vec::<String>::new());
    assert_eq!(output.journal.len(), 4);
    assert_eq!(output.files.len(), 3, "only the fourth report: {:?}", output.files.keys());
}

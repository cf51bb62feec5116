//! A poll that shows nothing of what was shown before is told of: entries may have come and gone unseen.

use std::ops::RangeInclusive;

use crate::daemon::{Daemon, Ran, Settings};
use crate::newsroom;
use crate::output::Output;
use crate::site::{Reply, Site};

const SENTENCE: &str = "a gap: entries may have been missed";

#[test]
fn a_poll_without_overlap_is_a_gap_that_is_counted_and_shown() {
    let (site, daemon) = river();
    assert!(!is_gap(&show(&site, &daemon, 1..=5)), "nothing was read before");
    let ran = show(&site, &daemon, 6..=10);
    assert!(is_gap(&ran), "{ran}");
    assert!(ran.stderr.contains("\"gap\"") || ran.stderr.contains("error=gap"), "{ran}");
    assert!(feeds(&daemon).contains("good; a gap at "), "{}", feeds(&daemon));
    assert!(!is_gap(&show(&site, &daemon, 10..=14)), "one entry joins the two");
    assert!(is_gap(&show(&site, &daemon, 21..=25)));
    assert!(feeds(&daemon).contains("good; 2 gaps, the last at "), "{}", feeds(&daemon));
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 19, "what is shown comes out");
}

#[test]
fn a_feed_that_shows_nothing_for_a_while_is_compared_with_what_it_showed_before() {
    let (site, daemon) = river();
    show(&site, &daemon, 1..=5);
    newsroom::post(&site, "/feed", &[]);
    assert!(!is_gap(&daemon.pass()), "nothing is shown");
    assert!(!is_gap(&show(&site, &daemon, 3..=7)), "the old ones are still there");
    site.serve("/feed", Reply::page("<html><body>down for maintenance</body></html>"));
    daemon.pass();
    assert!(is_gap(&show(&site, &daemon, 8..=12)));
}

#[test]
fn entries_that_only_got_other_guids_are_no_gap() {
    let (site, daemon) = river();
    show(&site, &daemon, 1..=5);
    let mut migrated = newsroom::reports(&site, 1..=5);
    for entry in &mut migrated {
        entry.guid = entry.guid.take().map(|guid| format!("https://courier.example/?p={guid}"));
    }
    newsroom::post(&site, "/feed", &migrated);
    let ran = daemon.pass();
    assert!(!is_gap(&ran) && ran.stdout.contains("nothing new"), "{ran}");
}

#[test]
fn what_came_through_another_feed_does_not_hide_a_gap() {
    let site = Site::open();
    let settings = Settings::reading(&site, &[("rare", "/feed"), ("often", "/often")]);
    let daemon = Daemon::new(&settings);
    newsroom::post(&site, "/often", &newsroom::reports(&site, 1..=9));
    show(&site, &daemon, 1..=3);
    assert!(is_gap(&show(&site, &daemon, 7..=9)));
}

#[test]
fn a_backlog_that_is_not_wanted_was_shown_all_the_same() {
    let site = Site::open();
    let settings =
        Settings::reading(&site, &[]).and("river", &site.url("/feed"), "backlog = \"none\"");
    let daemon = Daemon::new(&settings);
    assert!(!is_gap(&show(&site, &daemon, 1..=5)));
    assert!(!is_gap(&show(&site, &daemon, 5..=9)));
    assert!(is_gap(&show(&site, &daemon, 10..=14)));
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 9);

    let why = |number: usize| daemon.start(&["why", &site.url(&newsroom::path(number))]).wait();
    for (number, shown) in [(14, "revision 1"), (3, "no feed shows it now")] {
        let ran = why(number);
        assert_eq!(ran.code, Some(0), "{ran}");
        assert_eq!(ran.stdout.contains("`backlog` left it out"), number < 6, "{ran}");
        assert!(ran.stdout.contains(shown), "{ran}");
    }
    show(&site, &daemon, 5..=9);
    assert!(why(5).stdout.contains("left it out; shown by river"), "{}", why(5));
    assert_eq!(why(99).code, Some(65));
}

#[test]
fn a_renamed_feed_is_compared_with_what_it_showed_under_its_old_name() {
    let (site, daemon) = river();
    show(&site, &daemon, 1..=5);
    daemon.configure(&Settings::reading(&site, &[("stream", "/feed")]));
    assert!(is_gap(&show(&site, &daemon, 6..=10)));
}

fn river() -> (Site, Daemon) {
    let site = Site::open();
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    (site, daemon)
}

/// A pass over a feed that shows these reports.
fn show(site: &Site, daemon: &Daemon, numbers: RangeInclusive<usize>) -> Ran {
    newsroom::post(site, "/feed", &newsroom::reports(site, numbers));
    daemon.pass()
}

fn is_gap(ran: &Ran) -> bool {
    ran.stdout.contains(SENTENCE)
}

fn feeds(daemon: &Daemon) -> String {
    daemon.start(&["feeds"]).wait().stdout
}

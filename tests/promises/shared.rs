//! What several entries share tells none of them apart, and none of them is lost or doubled for it.

use crate::daemon::{Daemon, Settings};
use crate::feeds::Entry;
use crate::identity::{emitted, with_canonical};
use crate::newsroom::{self, path};
use crate::output::Output;
use crate::pages;
use crate::site::{Reply, Site};

#[test]
fn many_entries_with_one_link_are_told_apart() {
    let site = Site::open();
    let mut entries = newsroom::reports(&site, 1..=6);
    for entry in &mut entries {
        entry.link = Some(site.url(&path(1)));
    }
    let output = emitted(&site, &entries, 3);
    let guids: Vec<_> =
        output.articles().iter().map(|article| article["_courant"]["entry_id"].clone()).collect();
    assert_eq!(guids.len(), 6, "{guids:?}");
}

#[test]
fn many_entries_with_one_guid_are_told_apart() {
    let site = Site::open();
    let mut entries = newsroom::reports(&site, 1..=6);
    for entry in &mut entries {
        entry.guid = Some("the-one-guid".to_owned());
    }
    let output = emitted(&site, &entries, 3);
    assert_eq!(output.journal.len(), 6);
}

#[test]
fn what_entries_shared_once_tells_them_apart_no_more_when_one_stands_alone() {
    let site = Site::open();
    let show = site.url(&path(1));
    let one_guid = |entry: Entry| Entry { guid: Some("the-one-guid".to_owned()), ..entry };
    let bulletin = |entry: Entry| Entry {
        title: Some("The bulletin".to_owned()),
        content: Some("<p>The river is as it was.</p>".to_owned()),
        published: entry.published,
        ..Entry::default()
    };
    let kinds: [(&str, &dyn Fn(Entry) -> Entry); 4] = [
        ("one guid, own links", &one_guid),
        ("one guid, no links", &|entry| Entry { link: None, ..one_guid(entry) }),
        ("own guids, one link", &|entry| Entry { link: Some(show.clone()), ..entry }),
        ("one text, own dates", &bulletin),
    ];
    for (kind, made) in kinds {
        let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
        for shown in [vec![2, 1], vec![2], vec![3, 2], vec![3], vec![4], vec![4]] {
            let entries = shown.into_iter().map(|number| {
                let published = Some(format!("2026-10-0{number}T08:00:00Z"));
                made(Entry { published, ..newsroom::report(&site, number) })
            });
            newsroom::post(&site, "/feed", &entries.collect::<Vec<_>>());
            daemon.pass();
        }
        assert_eq!(Output::sound(&daemon.output()).journal.len(), 4, "{kind}");
    }
}

#[test]
fn what_came_out_under_a_shared_guid_comes_out_no_more_when_the_state_is_lost() {
    let site = Site::open();
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    let reports = newsroom::reports(&site, 1..=2).into_iter().map(|mut entry| {
        (entry.guid, entry.link) = (Some("the-one-guid".to_owned()), None);
        entry
    });
    let reports: Vec<Entry> = reports.collect();
    newsroom::post(&site, "/feed", &reports);
    daemon.pass();
    std::fs::remove_dir_all(daemon.state()).expect("the state goes");
    newsroom::post(&site, "/feed", &reports[..1]);
    daemon.pass();
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 2);
}

#[test]
fn pages_that_all_name_one_address_as_their_own_are_articles_of_their_own() {
    let site = Site::open();
    let entries = newsroom::reports(&site, 1..=4);
    for number in 1..=4 {
        // A text of its own: what the reports of the newsroom have in common makes copies of them.
        let words: Vec<String> = (0..60).map(|at| format!("ferry{}", at * 7 + number)).collect();
        let page = pages::around(&pages::headline(number), &[words.join(" ") + "."]);
        site.serve(&path(number), Reply::page(with_canonical(&page, &site.url("/news/"))));
    }
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    // Each alone, then all at once.
    for shown in [&entries[..1], &entries[1..2], &entries[..]] {
        newsroom::post(&site, "/feed", shown);
        daemon.pass();
    }
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 4);
}

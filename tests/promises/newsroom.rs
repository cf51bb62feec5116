//! A newsroom: puts reports on a site, each with its page and its entry.

use crate::feeds::{self, Entry, Format};
use crate::pages;
use crate::site::{Reply, Site};

/// Where the page of a report stands.
pub(crate) fn path(number: usize) -> String {
    format!("/reports/{number}")
}

/// Serves the page of a report, and gives its entry.
pub(crate) fn report(site: &Site, number: usize) -> Entry {
    site.serve(&path(number), Reply::page(pages::article(number)));
    announce(site, number)
}

/// The entry of a report whose page is served otherwise, or not at all.
pub(crate) fn announce(site: &Site, number: usize) -> Entry {
    let guid = format!("report-{number}");
    Entry::new(&guid, &pages::headline(number), &site.url(&path(number)))
        .summary(&format!("<p>In short: report number {number} from the river.</p>"))
        .published("2026-11-20T08:30:00Z")
}

/// Serves the pages of some reports, and gives their entries.
pub(crate) fn reports(site: &Site, numbers: impl IntoIterator<Item = usize>) -> Vec<Entry> {
    numbers.into_iter().map(|number| report(site, number)).collect()
}

/// Serves an RSS 2.0 feed of these entries, with both validators.
pub(crate) fn post(site: &Site, path: &str, entries: &[Entry]) {
    site.serve(path, feeds::reply(Format::Rss2, entries));
}

/// The entries of some reports whose pages are served otherwise.
pub(crate) fn announce_all(site: &Site, numbers: impl IntoIterator<Item = usize>) -> Vec<Entry> {
    numbers.into_iter().map(|number| announce(site, number)).collect()
}

//! What stands on several articles of a site is part of none of them, whatever the markup says.

use crate::daemon::{Daemon, Settings};
use crate::newsroom::{self, path};
use crate::output::Output;
use crate::pages;
use crate::site::{Reply, Site};

const PROMO: &str = "The Courier comes to your door six days a week, and the first month is free.";

/// Serves a report amid whose paragraphs stands, without any mark, what stands in all of them.
fn publish(site: &Site, number: usize) {
    let mut paragraphs = pages::paragraphs(number);
    paragraphs.insert(2, PROMO.to_owned());
    site.serve(&path(number), Reply::page(pages::around(&pages::headline(number), &paragraphs)));
}

fn text(daemon: &Daemon, number: usize) -> String {
    let article = Output::sound(&daemon.output()).titled(&pages::headline(number));
    article["content_text"].as_str().unwrap().to_owned()
}

#[test]
fn a_sites_standing_line_goes_from_the_second_article_on_and_across_restarts() {
    let site = Site::open();
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    for number in 1..=3 {
        publish(&site, number);
        let entries: Vec<_> =
            (1..=number).map(|number| newsroom::announce(&site, number)).collect();
        newsroom::post(&site, "/feed", &entries);
        daemon.pass(); // Each is a life of its own.
    }
    assert!(text(&daemon, 1).contains(PROMO), "nothing tells it on the first");
    for number in 2..=3 {
        assert_eq!(text(&daemon, number), pages::paragraphs(number).join("\n\n"));
    }
}

#[test]
fn an_article_that_comes_again_keeps_its_own_text() {
    let site = Site::open();
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=1));
    daemon.pass();
    // Its feed shows it changed, so its page is read again.
    let addition = "One more thing was said about the river on Friday, and then nobody spoke.";
    site.serve(&path(1), Reply::page(pages::edited(1, addition)));
    let changed = newsroom::announce(&site, 1).summary("<p>In short, and anew: the river.</p>");
    newsroom::post(&site, "/feed", &[changed]);
    daemon.pass();
    let text = text(&daemon, 1);
    for paragraph in pages::paragraphs(1) {
        assert!(text.contains(&paragraph), "{paragraph}\nis not in\n{text}");
    }
    assert!(text.contains(addition));
}

#[test]
fn a_story_under_two_addresses_keeps_its_text_both_times() {
    let site = Site::open();
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=1));
    daemon.pass();
    site.serve(&path(2), Reply::page(pages::around(&pages::headline(2), &pages::paragraphs(1))));
    let entries = [newsroom::announce(&site, 1), newsroom::announce(&site, 2)];
    newsroom::post(&site, "/feed", &entries);
    daemon.pass();
    assert_eq!(text(&daemon, 2), pages::paragraphs(1).join("\n\n"));
}

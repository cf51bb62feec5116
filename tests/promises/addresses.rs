//! No request reaches an address that is not public, unless it was allowed; redirects lead nowhere else.

use std::net::TcpListener;

use crate::daemon::{Daemon, Settings};
use crate::feeds::Entry;
use crate::newsroom::{self, path};
use crate::output::Output;
use crate::pages;
use crate::site::{Reply, Site};

#[test]
fn a_redirect_to_a_private_address_makes_no_connection() {
    let (site, inner) = (Site::open(), Site::open());
    inner.serve("/secret", Reply::page(pages::article(9)));
    let port = inner.address().rsplit(':').next().unwrap().to_owned();
    let targets = [
        inner.url("/secret"),
        format!("http://localhost:{port}/secret"),
        format!("http://[::1]:{port}/secret"),
        format!("http://[::ffff:127.0.0.1]:{port}/secret"),
        format!("http://2130706433:{port}/secret"),
        format!("http://0x7f.1:{port}/secret"),
        "file:///etc/passwd".to_owned(),
        "ftp://127.0.0.1/secret".to_owned(),
        "data:text/html,<p>secret</p>".to_owned(),
    ];
    let mut entries = Vec::new();
    for (number, target) in targets.iter().enumerate() {
        site.serve(&path(number), Reply::redirect(target));
        entries.push(newsroom::announce(&site, number));
    }
    newsroom::post(&site, "/feed", &entries);
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    daemon.pass();

    assert_eq!(inner.connects(), 0);
    let output = Output::sound(&daemon.output());
    assert_eq!(output.journal.len(), targets.len(), "each article comes from the feed");
    for (article, target) in output.articles().iter().zip(&targets) {
        assert_eq!(article["_courant"]["body_from"], "summary", "{target}");
        assert_eq!(article["_courant"]["reason"], "blocked_redirect", "{target}");
    }
}

#[test]
fn a_private_address_in_a_feed_makes_no_connection() {
    let (site, inner) = (Site::open(), Site::open());
    let port = inner.address().rsplit(':').next().unwrap().to_owned();
    let hosts = [
        "127.0.0.1",
        "0x7f000001",
        "0x7f.1",
        "2130706433",
        "0177.0.0.1",
        "0",
        "[::1]",
        "localhost",
    ];
    let entries: Vec<_> = hosts
        .iter()
        .enumerate()
        .map(|(number, host)| {
            let link = format!("http://{host}:{port}/secret/{number}");
            Entry::new(host, &format!("From {host}"), &link).summary("<p>A summary of it.</p>")
        })
        .collect();
    newsroom::post(&site, "/feed", &entries);
    let settings = Settings::reading(&site, &[("river", "/feed")]);
    let daemon = Daemon::new(&settings.and("inner", &inner.url("/feed"), ""));
    let ran = daemon.pass();

    assert_eq!(inner.connects(), 0, "{ran}");
    let output = Output::sound(&daemon.output());
    assert!(!output.journal.is_empty());
    for article in output.articles() {
        assert_eq!(article["_courant"]["body_from"], "summary", "{article}");
        assert_eq!(article["_courant"]["reason"], "blocked_address", "{article}");
    }
}

#[test]
fn a_feed_that_redirects_to_a_private_address_fails_alone() {
    let (site, inner) = (Site::open(), Site::open());
    site.serve("/moved", Reply::redirect(&inner.url("/feed")));
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=1));
    let daemon = Daemon::new(&Settings::reading(&site, &[("moved", "/moved"), ("river", "/feed")]));
    let ran = daemon.pass();
    assert_eq!(inner.connects(), 0, "{ran}");
    let told = format!("{} redirects to {}, which", site.address(), inner.address());
    assert!(ran.stdout.contains(&told), "it says who sent us where: {ran}");
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 1);
}

#[test]
fn a_redirect_loop_ends_after_five_hops() {
    let site = Site::open();
    site.serve(&path(1), Reply::redirect(&site.url(&path(1))));
    newsroom::post(&site, "/feed", &[newsroom::announce(&site, 1)]);
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    daemon.pass();
    assert_eq!(site.requests_for(&path(1)).len(), 6, "the first request and five hops");
    let article = Output::sound(&daemon.output()).titled(&pages::headline(1));
    assert_eq!(article["_courant"]["reason"], "too_many_redirects");
}

#[test]
fn a_redirect_to_an_allowed_address_is_followed() {
    let (site, other) = (Site::open(), Site::open());
    other.serve("/moved/1", Reply::page(pages::article(1)));
    site.serve(&path(1), Reply::redirect(&other.url("/moved/1")));
    newsroom::post(&site, "/feed", &[newsroom::announce(&site, 1)]);
    let mut settings = Settings::reading(&site, &[("river", "/feed")]);
    settings.allow.push(other.address());
    let daemon = Daemon::new(&settings);
    daemon.pass();
    let article = Output::sound(&daemon.output()).titled(&pages::headline(1));
    assert_eq!(article["url"], other.url("/moved/1"), "the final address");
    assert_eq!(article["_courant"]["body_from"], "page");
}

#[test]
fn nothing_listens_and_the_rest_goes_on() {
    let site = Site::open();
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=2));
    let mut settings = Settings::reading(&site, &[("river", "/feed")]);
    settings.allow.push(closed.to_string());
    let daemon = Daemon::new(&settings.and("closed", &format!("http://{closed}/feed"), ""));
    let ran = daemon.pass();
    assert!(ran.stdout.contains("closed"), "the feed that failed is listed: {ran}");
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 2);
}

#[test]
fn what_one_feed_may_reach_its_pages_on_the_same_host_may_too_and_no_other_feed() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=1));
    let mut settings = Settings::reading(&site, &[]);
    settings.allow.clear();
    let allowed = format!("allow_addresses = [{:?}]", site.address());
    let settings = settings.and("trusted", &site.url("/feed"), &allowed).and(
        "other",
        &site.url("/feed?other"),
        "",
    );
    let daemon = Daemon::new(&settings);
    let ran = daemon.pass();
    let output = Output::sound(&daemon.output());
    assert_eq!(output.journal.len(), 1, "{ran}");
    assert_eq!(output.articles()[0]["_courant"]["body_from"], "page", "{ran}");
    assert_eq!(site.requests_for("/feed?other").len(), 0);
}

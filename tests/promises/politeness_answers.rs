//! A good guest takes an answer for what it is: nothing new, a refusal, a test for robots, a nonsense; and keeps
//! what it was entrusted with to itself.

use std::fs;
use std::path::Path;

use crate::daemon::{Daemon, Ran, Settings};
use crate::feeds::{self, Format};
use crate::newsroom::{self, path};
use crate::output::Output;
use crate::site::{Reply, Site};

fn plain(site: &Site, numbers: std::ops::RangeInclusive<usize>) -> Reply {
    let entries = newsroom::reports(site, numbers);
    Reply::ok("application/rss+xml", feeds::document(Format::Rss2, "Courier", &entries))
}

fn river(site: &Site) -> Daemon {
    Daemon::new(&Settings::reading(site, &[("river", "/feed")]))
}

/// What `why` says of the feed.
fn why(daemon: &Daemon) -> Ran {
    daemon.start(&["why", "river"]).wait()
}

#[test]
fn the_same_document_again_brings_nothing() {
    let site = Site::open();
    site.serve("/feed", plain(&site, 1..=2));
    let daemon = river(&site);
    daemon.pass();
    for _ in 0..2 {
        let again = daemon.pass();
        assert!(again.stdout.contains("same as before"), "{again}");
    }
    let polls = site.requests_for("/feed");
    assert!(polls.len() == 3 && polls.iter().all(|poll| !poll.is_conditional()), "{polls:?}");
    assert_eq!(site.requests_for(&path(1)).len(), 1, "its pages are not read again");
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 2);
}

#[test]
fn a_304_that_nobody_asked_for_is_a_bad_response_and_one_that_was_is_no_work() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=2));
    site.script("/feed", [Reply::status(304).header("ETag", "\"early\"")]);
    let daemon = river(&site);
    let ran = daemon.pass();
    assert_eq!(site.requests_for("/feed").len(), 1, "no loop: {ran}");
    assert!(ran.stderr.contains("bad_response"), "{ran}");
    daemon.pass();
    let before = site.requests().len();
    assert!(!site.requests_for("/feed")[1].is_conditional(), "what it brought is not believed");
    let asked_for = daemon.pass();
    assert!(site.requests_for("/feed")[2].is_conditional());
    assert_eq!(site.requests().len(), before + 1, "one request, and no page");
    assert!(!asked_for.stderr.contains("error"), "the feed is healthy: {asked_for}");
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 2);
}

#[test]
fn a_refusal_of_the_client_is_not_tried_again_at_once() {
    for status in [400, 401, 403, 404, 405, 406, 410, 418, 429, 451] {
        let site = Site::open();
        site.serve("/refusing", Reply::status(status));
        site.serve("/feed", plain(&site, 1..=2));
        // A page refuses last, so that a cool-down holds nothing else back.
        site.serve(&path(2), Reply::status(status));
        let feeds = [("river", "/feed")];
        Daemon::new(&Settings::reading(&site, &feeds)).pass();
        Daemon::new(&Settings::reading(&site, &[("refusing", "/refusing")])).pass();
        assert_eq!(site.requests_for("/refusing").len(), 1, "the feed, {status}");
        assert_eq!(site.requests_for(&path(2)).len(), 1, "the page, {status}");
    }
}

#[test]
fn a_test_for_robots_is_called_one_and_asked_under_no_other_name() {
    let body = "<html><head><title>Just a moment...</title></head><body>\
                <script>window._cf_chl_opt = {};</script></body></html>";
    for status in [200, 403, 503] {
        let site = Site::open();
        site.serve("/feed", Reply::status(status).body(body).header("Content-Type", "text/html"));
        let daemon = river(&site);
        let ran = daemon.pass();
        assert!(ran.stderr.contains("challenge"), "{status}: {ran}");
        daemon.pass();
        let requests = site.requests();
        assert_eq!(requests.len(), 1, "{status}: {requests:?}");
        let name = requests[0].header_text("user-agent").unwrap();
        assert_eq!(name, concat!("courant/", env!("CARGO_PKG_VERSION")));
        assert!(why(&daemon).stdout.contains("under no other name"), "{status}");
    }
}

#[test]
fn nothing_is_added_to_a_request_not_even_what_a_site_gave() {
    let site = Site::open();
    let cookie = |reply: Reply| reply.header("Set-Cookie", "track=1; Path=/");
    let mut entry = newsroom::report(&site, 1);
    entry.link = Some(site.url("/go?to=1&x=%20y"));
    let document = feeds::document(Format::Rss2, "Courier", &[entry]);
    site.serve("/moved?tag=a%2Fb", cookie(Reply::ok("application/rss+xml", document)));
    site.serve("/feed?q=1", cookie(Reply::redirect("/moved?tag=a%2Fb")));
    site.serve("/robots.txt", cookie(Reply::ok("text/plain", "")));
    site.serve("/go?to=1&x=%20y", cookie(Reply::redirect(&path(1))));
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed?q=1")]));
    daemon.pass();
    daemon.pass();
    let requests = site.requests();
    for request in &requests {
        assert_eq!(request.method, "GET");
        for unwanted in ["cookie", "referer", "origin", "x-forwarded-for", "from"] {
            assert_eq!(request.header(unwanted), None, "{request:?}");
        }
    }
    let asked: Vec<_> = requests.iter().map(|request| request.path.as_str()).collect();
    let (feed, moved) = ("/feed?q=1", "/moved?tag=a%2Fb");
    let page = path(1);
    assert_eq!(asked, [feed, moved, "/robots.txt", "/go?to=1&x=%20y", &page, feed, moved]);
}

#[test]
fn a_feed_is_followed_for_five_hops_and_a_loop_is_left() {
    let site = Site::open();
    for hop in 0..6 {
        let next = if hop < 5 { format!("/hop/{}", hop + 1) } else { "/feed".to_owned() };
        site.serve(&format!("/hop/{hop}"), Reply::redirect(&next));
    }
    site.serve("/round", Reply::redirect("/about"));
    site.serve("/about", Reply::redirect("/round"));
    site.serve("/feed", plain(&site, 1..=1));
    let all = [("five", "/hop/1"), ("six", "/hop/0"), ("round", "/round")];
    for (name, start) in all {
        let before = site.requests().len();
        let daemon = Daemon::new(&Settings::reading(&site, &[(name, start)]));
        let ran = daemon.pass();
        let polls = site.requests()[before..]
            .iter()
            .filter(|asked| !asked.path.starts_with("/rep") && asked.path != "/robots.txt")
            .count();
        assert_eq!(polls, 6, "{name}: the first request and five hops: {ran}");
        assert_eq!(ran.stderr.contains("too_many_redirects"), name != "five", "{name}: {ran}");
    }
}

#[test]
fn credentials_go_to_their_own_origin_and_are_told_to_nobody() {
    const SECRETS: [&str; 3] = ["k3y-0f-th3-r1v3r", "s3cr3t-pa55", "dXNlcjpzM2NyM3QtcGE1NQ"];
    let (site, other) = (Site::open(), Site::open());
    other.serve("/feed", plain(&site, 1..=1));
    site.serve("/own", plain(&site, 2..=2));
    site.serve("/away", Reply::redirect(&other.url("/feed")));
    site.serve("/failing", Reply::status(500));
    site.serve("/nonsense", Reply::page("<p>no feed</p>"));
    let key = "headers = { X-Key = \"k3y-0f-th3-r1v3r\" }";
    let mut settings = Settings::reading(&site, &[]);
    settings.allow.push(other.address());
    for name in ["own", "away", "failing", "nonsense"] {
        settings = settings.and(name, &site.url(&format!("/{name}")), key);
    }
    let with_password = site.url("/own?again").replace("http://", "http://user:s3cr3t-pa55@");
    site.serve("/own?again", plain(&site, 3..=3));
    let daemon = Daemon::new(&settings.and("password", &with_password, ""));
    let debug = [("RUST_LOG", "trace")];
    let mut told = vec![daemon.start_under("courant.toml", &["once"], &debug).wait()];
    for command in [&["feeds"][..], &["why", "own"], &["why", "failing"], &["config"], &["report"]]
    {
        told.push(daemon.start(command).wait());
    }
    for request in site.requests() {
        let own = ["/own", "/away", "/failing", "/nonsense"].contains(&request.path.as_str());
        assert_eq!(request.header("x-key").is_some(), own, "{request:?}");
        let password = request.path == "/own?again";
        assert_eq!(request.header("authorization").is_some(), password, "{request:?}");
    }
    assert!(!other.requests().is_empty(), "the redirect was followed");
    for request in other.requests() {
        assert_eq!(request.header("x-key").or(request.header("authorization")), None);
    }
    for secret in SECRETS {
        for ran in &told {
            assert!(!format!("{ran}").contains(secret), "{secret}: {ran}");
        }
        none_holds(&daemon.output(), secret);
        none_holds(&daemon.state(), secret);
    }
}

/// No file below a directory has this in it.
fn none_holds(directory: &Path, secret: &str) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            none_holds(&path, secret);
        } else {
            let bytes = fs::read(&path).unwrap_or_default();
            let held = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!held, "{} holds {secret}", path.display());
        }
    }
}

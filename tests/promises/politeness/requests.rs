//! Requests are honest and bare, and secrets stay where they belong.

use std::fs;
use std::path::Path;

use super::plain;
use crate::daemon::{Daemon, Settings};
use crate::feeds::{self, Format};
use crate::newsroom::{self, path};
use crate::site::{Reply, Site};

#[test]
fn every_request_is_honest_and_bare() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=2));
    let page = Reply::page(crate::pages::article(1)).header("Set-Cookie", "track=1; Path=/");
    site.serve(&path(1), page);
    let settings = Settings::reading(&site, &[("river", "/feed")]);
    let daemon = Daemon::new(&settings);
    daemon.pass();
    let named = Settings { fetch: "contact = \"desk@courier.example\"".to_owned(), ..settings };
    let daemon = Daemon::new(&named);
    let unnamed = site.requests().len();
    daemon.pass();

    let version = env!("CARGO_PKG_VERSION");
    for (at, request) in site.requests().iter().enumerate() {
        assert_eq!(request.method, "GET");
        for unwanted in ["cookie", "referer", "origin", "x-forwarded-for"] {
            assert_eq!(request.header(unwanted), None, "{request:?}");
        }
        let name = request.header_text("user-agent").unwrap();
        let contact = if at < unnamed { "" } else { " (+desk@courier.example)" };
        assert_eq!(name, format!("courant/{version}{contact}"));
        let encodings = request.header_text("accept-encoding").unwrap();
        for encoding in ["gzip", "br", "zstd"] {
            assert!(encodings.contains(encoding), "{encodings}");
        }
        let accept = request.header_text("accept").unwrap();
        let first = accept.split(',').next().unwrap();
        match request.path.as_str() {
            "/feed" => assert!(first.contains("rss") || first.contains("atom"), "{accept}"),
            "/robots.txt" => {}
            _ => assert!(first.starts_with("text/html"), "{accept}"),
        }
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

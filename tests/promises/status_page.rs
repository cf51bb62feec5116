//! The status page tells how courant stands, to whoever looks, and nothing that a feed says is more than text there.

mod looks;
mod metrics;

use std::collections::BTreeSet;
use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use rustix::process::Signal;
use scraper::{Html, Selector};
use serde_json::Value;

use crate::browser::{ask, get, page_of};
use crate::daemon::{Daemon, PATIENCE, Running, Settings};
use crate::feeds::Entry;
use crate::newsroom::{self, post, reports};
use crate::output::days;
use crate::pages;
use crate::site::{Reply, Site};
use metrics::value;

/// What wants to be more than text, and a mark that turns the direction of it.
const HOSTILE: &str = "</title></a><script>window.hacked=1</script><img src=\"BEACON/x\" onerror=\"window.hacked=2\">\u{202e}";

/// A daemon that has read a feed of four reports, one of them hostile, and one feed that fails in hostile words.
fn running() -> (Site, Daemon, Running, SocketAddr) {
    let site = Site::open();
    post(&site, "/feed", &entries(&site));
    site.serve(
        "/broken",
        Reply::status(302).header("Location", "javascript:<script>alert(1)</script>"),
    );
    let daemon =
        Daemon::new(&Settings { listen: "127.0.0.1:0", output: "feeds = true", ..settings(&site) });
    let mut run = daemon.start(&["run"]);
    let page = page_of(&mut run);
    run.until("four articles came out and one feed failed", || {
        let metrics = get(page, "/metrics").body;
        value(&metrics, "courant_emissions") == Some(4.0)
            && value(&metrics, "courant_owed_emissions") == Some(0.0)
            && value(&metrics, "courant_polls_total{outcome=\"failed\"}") == Some(1.0)
    });
    run.until("its full-text feed is there", || get(page, "/feeds/news.xml").status == 200);
    (site, daemon, run, page)
}

fn settings(site: &Site) -> Settings {
    Settings::reading(site, &[]).and("news", &site.url("/feed"), "tags = [\"<b>water</b>\"]").and(
        "broken",
        &site.url("/broken"),
        "",
    )
}

fn entries(site: &Site) -> Vec<Entry> {
    let mut entries = reports(site, 1..=3);
    let escaped = hostile(site).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let mut entry = Entry::new("hostile", &escaped, &site.url("/hostile"))
        .summary("<p>In short: nothing of it is true, said the harbour master, and meant it.</p>");
    entry.content = Some(format!(
        "<p>She wrote: {escaped}, and meant every word of it, and the harbour office counted the words for three days before the flood.</p><p><img src=\"{}\" alt=\"A picture of the river\"></p><p>A <a href=\"https://example.org/?a=1&amp;b=2\">link</a>.</p>",
        site.url("/beacon.jpg")
    ));
    entries.push(entry);
    entries
}

fn hostile(site: &Site) -> String {
    HOSTILE.replace("BEACON", &site.url("/beacon"))
}

fn words(html: &str) -> String {
    let page = Html::parse_document(html);
    page.root_element().text().flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

/// The addresses that a page links to in our own site.
fn links(html: &str) -> BTreeSet<String> {
    let page = Html::parse_document(html);
    let links = Selector::parse("a[href^='/']").unwrap();
    page.select(&links).map(|link| link.value().attr("href").unwrap().to_owned()).collect()
}

#[test]
fn the_pages_tell_of_feeds_and_articles_and_link_to_each_other() {
    let (site, daemon, _run, page) = running();
    let mut seen = BTreeSet::new();
    let mut open = BTreeSet::from(["/".to_owned()]);
    while let Some(path) = open.pop_first() {
        let answer = get(page, &path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.head);
        is_guarded(&answer);
        seen.insert(path);
        open.extend(links(&answer.body).into_iter().filter(|link| !seen.contains(link)));
    }
    assert_eq!(seen.iter().filter(|path| path.starts_with("/article/")).count(), 4, "{seen:?}");
    for path in ["/feed/news", "/feed/broken", "/metrics", "/healthz", "/feeds/news.xml"] {
        assert!(seen.contains(path), "{path} is linked from nowhere: {seen:?}");
    }

    let overview = words(&get(page, "/").body);
    for told in [
        "One feed fails",
        "2 feeds",
        "4 articles in 24 h",
        "broken",
        "The Loopback Courier",
        &pages::headline(2),
    ] {
        assert!(overview.contains(told), "{told:?} is missing in {overview}");
    }
    let feed = words(&get(page, "/feed/news").body);
    for told in [
        "The Loopback Courier",
        "good",
        "4 new entries",
        "1 poll since",
        "Next poll",
        "own interval",
        &pages::headline(1),
    ] {
        assert!(feed.contains(told), "{told:?} is missing in {feed}");
    }
    let broken = words(&get(page, "/feed/broken").body);
    assert!(
        broken.contains("backing off")
            && broken.contains("Last failures")
            && broken.contains("blocked_redirect"),
        "{broken}"
    );

    let id = daemon.start(&["why", &site.url("/reports/2"), "--json"]).wait();
    let id: Value = serde_json::from_str(&id.stdout).unwrap();
    let article = get(page, &format!("/article/{}", id["article"]["id"].as_str().unwrap())).body;
    let told = words(&article);
    for paragraph in pages::paragraphs(2) {
        assert!(
            told.contains(&paragraph.split_whitespace().collect::<Vec<_>>().join(" ")),
            "{paragraph:?} is missing in {told}"
        );
    }
    for told_of in [
        "from the page, fetched",
        "Title from the page",
        "Summary from the feed",
        "Revision 1",
        "came out",
        "Quality",
    ] {
        assert!(told.contains(told_of), "{told_of:?} is missing in {told}");
    }
    for nothing in
        ["/nothing", "/feed/nobody", "/article/nobody", "/article/000000000000000000000000"]
    {
        let answer = get(page, nothing);
        assert_eq!(answer.status, 404, "{nothing}");
        is_guarded(&answer);
    }
}

/// What every answer carries.
fn is_guarded(answer: &crate::browser::Answer) {
    let policy = answer.header("content-security-policy").unwrap_or_default();
    assert!(policy.starts_with("default-src 'none'; style-src 'self';"), "{}", answer.head);
    assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
    assert_eq!(answer.header("access-control-allow-origin"), None);
}

#[test]
fn markup_in_titles_names_addresses_and_errors_is_text() {
    const ELEMENTS: &str = "html head meta title link body header nav main footer a h1 h2 p span b small ul ol li section svg line text \
        rect table thead tbody tr th td time dl dt dd code article aside div em strong meter figure figcaption";
    const ATTRIBUTES: &str = "lang charset name content rel href class viewBox role aria-label aria-hidden aria-current dir datetime title \
        data-label preserveAspectRatio value low high optimum x y x1 x2 y1 y2 width height rx";
    let (site, _daemon, _run, page) = running();
    let paths = links(&get(page, "/").body).into_iter().chain(["/".to_owned()]);
    let mut shown = String::new();
    for path in paths.filter(|path| path != "/metrics" && path != "/healthz") {
        let html = get(page, &path).body;
        let read = Html::parse_document(&html);
        for element in read.tree.nodes().filter_map(|node| node.value().as_element()) {
            let name = element.name();
            assert!(ELEMENTS.split_whitespace().any(|known| known == name), "<{name}> in {path}");
            for (attribute, value) in element.attrs() {
                assert!(
                    ATTRIBUTES.split_whitespace().any(|known| known == attribute),
                    "{attribute} in {path}"
                );
                let is_link = name == "a"
                    && attribute == "href"
                    && (value.starts_with("http")
                        || value.starts_with('/')
                        || value.starts_with("/?"));
                let is_style = name == "link" && value == "/style.css";
                assert!(
                    attribute != "href" || is_link || is_style,
                    "{name} {attribute}={value} in {path}"
                );
            }
        }
        assert!(!html.contains('\u{202e}'), "a mark that turns the direction of text in {path}");
        shown.push_str(&words(&html));
    }
    let expected = format!(
        "</title></a><script>window.hacked=1</script><img src=\"{}/x\"",
        site.url("/beacon")
    );
    assert!(shown.contains(&expected), "{expected} is not shown as text in {shown}");
}

#[test]
fn only_whoever_asks_by_an_own_name_to_look_is_answered() {
    let (_site, _daemon, _run, page) = running();
    let port = page.port();
    for (head, status) in [
        (format!("GET / HTTP/1.1\r\nHost: localhost:{port}\r\n"), 200),
        (format!("HEAD / HTTP/1.1\r\nHost: {page}\r\n"), 200),
        (format!("GET / HTTP/1.1\r\nHost: evil.example:{port}\r\n"), 421),
        ("GET / HTTP/1.1\r\nHost: 127.0.0.1.evil.example\r\n".to_owned(), 421),
        ("GET / HTTP/1.1\r\n".to_owned(), 421),
        (format!("GET / HTTP/1.1\r\nHost: {page}\r\nHost: evil.example\r\n"), 421),
        (format!("GET http://evil.example/ HTTP/1.1\r\nHost: {page}\r\n"), 421),
        (format!("POST /?feed=news HTTP/1.1\r\nHost: {page}\r\nContent-Length: 0\r\n"), 405),
        (format!("DELETE /feed/news HTTP/1.1\r\nHost: {page}\r\n"), 405),
        (format!("OPTIONS /nothing HTTP/1.1\r\nHost: {page}\r\n"), 405),
        (format!("POST /reload HTTP/1.1\r\nHost: {page}\r\nContent-Length: 0\r\n"), 405),
    ] {
        let answer = ask(page, &head);
        assert_eq!(answer.status, status, "{head}{}", answer.head);
        is_guarded(&answer);
        assert!(status == 200 || !answer.body.contains("The Loopback Courier"), "{}", answer.body);
        if head.starts_with("HEAD") {
            assert_eq!(answer.body, "");
        }
    }
}

#[test]
fn whoever_floods_it_is_bounded_and_holds_nobody_up() {
    let (site, daemon, run, page) = running();
    // Hundreds who say nothing, and some who never end.
    let idle: Vec<TcpStream> = (0..300).map(|_| TcpStream::connect(page).unwrap()).collect();
    for mut stream in idle.iter().take(20) {
        let _ = stream.write_all(b"GET / HTTP/1.1\r\nX: ");
    }
    newsroom::report(&site, 9);
    let told = daemon.start(&["poll", "news", "--json"]).wait();
    assert_eq!(told.code, Some(0), "the daemon goes on: {told}");
    assert_eq!(
        get(page, "/healthz").status,
        200,
        "and so does the page, once the silent ones are let go"
    );
    drop(idle);
    for (what, head) in [
        (
            "a long head",
            format!("GET / HTTP/1.1\r\nHost: {page}\r\nX: {}\r\n", "x".repeat(1 << 20)),
        ),
        ("many headers", format!("GET / HTTP/1.1\r\nHost: {page}\r\n{}", "X: x\r\n".repeat(1_000))),
        ("a long address", format!("GET /{} HTTP/1.1\r\nHost: {page}\r\n", "x".repeat(1 << 20))),
        ("garbage", "\u{0}\u{1}\u{2}\r\n\r\n".repeat(1_000)),
    ] {
        let mut stream = TcpStream::connect(page).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let _ = stream.write_all(format!("{head}\r\n").as_bytes());
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer).into_owned();
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{what}: {answer}");
    }
    assert_eq!(get(page, "/").status, 200);
    run.signal(Signal::TERM);
    assert_eq!(run.wait().code, Some(0));
}

#[test]
fn health_is_told_as_it_is() {
    let site = Site::open();
    post(&site, "/feed", &reports(&site, 1..=2));
    let daemon = Daemon::new(&Settings {
        listen: "127.0.0.1:0",
        ..Settings::reading(&site, &[("news", "/feed")])
    });
    // A file stands where tomorrow's and today's articles are to go.
    let blocked: Vec<_> = days().iter().map(|day| daemon.output().join(day)).collect();
    for path in &blocked {
        fs::write(path, "").unwrap();
    }
    let mut run = daemon.start(&["run"]);
    let page = page_of(&mut run);
    run.until("it is not well", || get(page, "/healthz").status == 503);
    let told = get(page, "/healthz").body;
    assert!(told.contains("is not a directory of its own"), "{told}");
    assert!(words(&get(page, "/").body).contains("Something is wrong"));
    assert_eq!(value(&get(page, "/metrics").body, "courant_healthy"), Some(0.0));
    for path in &blocked {
        fs::remove_file(path).unwrap();
    }
    run.until("it is well again", || get(page, "/healthz").status == 200);
    assert_eq!(get(page, "/healthz").body, "well\n");
}

#[test]
fn what_needs_a_look_and_what_was_kept_back_is_told() {
    let site = Site::open();
    let ago = |hours: i64| jiff::Timestamp::now() - jiff::SignedDuration::from_hours(hours);
    // One an hour, until ten days ago.
    let old = |(number, hours): (usize, i64)| {
        newsroom::report(&site, number).published(&ago(hours).to_string())
    };
    post(&site, "/feed", &(1..=9).zip(241..).map(old).collect::<Vec<_>>());
    let drop = "drop = { words = [\"report 3\"] }";
    let settings = Settings { listen: "127.0.0.1:0", ..Settings::reading(&site, &[]) };
    let daemon = Daemon::new(&settings.and("river", &site.url("/feed"), drop));
    let mut run = daemon.start(&["run"]);
    let page = page_of(&mut run);
    run.until("the others came out", || {
        value(&get(page, "/metrics").body, "courant_emissions") == Some(8.0)
    });
    let quiet = "courant_feed_concerns{concern=\"quiet\"}";
    run.until("one is kept back", || {
        value(&get(page, "/metrics").body, "courant_kept_back_entries") == Some(1.0)
    });
    run.until("the silence is told", || value(&get(page, "/metrics").body, quiet) == Some(1.0));
    let metrics = get(page, "/metrics").body;
    assert_eq!(value(&metrics, "courant_feed_concerns{concern=\"no_feed\"}"), Some(0.0));
    assert_eq!(get(page, "/healthz").status, 200, "a feed's silence is no trouble of the daemon's");
    let overview = words(&get(page, "/?show=look").body);
    assert!(overview.contains("One feed needs a look") && overview.contains("gone quiet"));
    let feed = words(&get(page, "/feed/river").body);
    assert!(feed.contains("gone quiet") && feed.contains("1, by a filter"), "{feed}");
    let why = daemon.start(&["why", &site.url(&newsroom::path(3)), "--json"]).wait();
    let why: Value = serde_json::from_str(&why.stdout).unwrap();
    let article =
        words(&get(page, &format!("/article/{}", why["article"]["id"].as_str().unwrap())).body);
    assert!(article.contains("It did not come out") && article.contains("report 3"), "{article}");
}

//! An article on several pages comes out as one, whole and once, and its pages are asked for politely.

use std::thread;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use serde_json::Value;

use crate::daemon::{Daemon, PATIENCE, Settings};
use crate::feeds::Entry;
use crate::newsroom;
use crate::output::Output;
use crate::pages;
use crate::site::{Reply, Site};

const STORY: &str = "/world/the-river";

/// Where a page of the story stands.
fn at(page: usize) -> String {
    if page == 1 { STORY.to_owned() } else { format!("{STORY}/{page}") }
}

/// The text of a page of the story.
fn text(page: usize) -> Vec<String> {
    pages::paragraphs(100 + page)
}

/// A page of the story, with a pager that goes on at `next`.
fn html(page: usize, next: Option<&str>) -> String {
    let pager = next.map(|next| {
        format!("<div class=\"pager\"><b>{page}</b> <a href=\"{next}\">{}</a> <a href=\"{next}\">Next</a></div>", page + 1)
    });
    let html = pages::around(&pages::headline(1), &text(page));
    let head = next.map(|next| format!("<link rel=\"next\" href=\"{next}\"></head>"));
    html.replace("</head>", head.as_deref().unwrap_or("</head>"))
        .replace("</article>", &format!("{}</article>", pager.unwrap_or_default()))
}

/// Serves a story of so many pages, and the feed that announces it.
fn publish(site: &Site, count: usize) {
    for page in 1..=count {
        let next = at(page + 1);
        site.serve(&at(page), Reply::page(html(page, (page < count).then_some(next.as_str()))));
    }
    announce(site);
}

fn announce(site: &Site) {
    let entry = Entry::new("story", &pages::headline(1), &site.url(STORY))
        .summary("<p>In short: the river.</p>")
        .published("2026-11-20T08:30:00Z");
    newsroom::post(site, "/feed", &[entry]);
}

fn expected(count: usize) -> String {
    (1..=count).flat_map(text).collect::<Vec<_>>().join("\n\n")
}

fn settings(site: &Site) -> Settings {
    Settings::reading(site, &[("river", "/feed")])
}

fn article(daemon: &Daemon) -> Value {
    let output = Output::sound(&daemon.output());
    assert_eq!(output.journal.len(), 1);
    output.titled(&pages::headline(1))
}

#[test]
fn three_pages_are_one_article_and_each_waits_for_its_turn() {
    let site = Site::open();
    publish(&site, 3);
    let daemon = Daemon::new(&Settings { host_delay: "200ms", ..settings(&site) });
    daemon.pass();
    let article = article(&daemon);
    assert_eq!(article["content_text"], expected(3));
    assert_eq!(article["url"], site.url(STORY));
    assert!(article["_courant"].get("reason").is_none(), "{article}");
    let requests = site.requests();
    let paths: Vec<&str> = requests.iter().map(|request| request.path.as_str()).collect();
    let asked: Vec<&str> = paths.into_iter().filter(|path| path.starts_with(STORY)).collect();
    assert_eq!(asked, [at(1), at(2), at(3)], "each once, in order");
    for pair in requests.windows(2) {
        assert!(pair[1].at - pair[0].at >= Duration::from_millis(200), "{pair:?}");
    }
    assert_eq!(site.most_in_flight(), 1);
}

#[test]
fn more_long_pages_than_there_is_room_for_are_one_article_and_none_is_read_twice() {
    const PAGES: usize = 9;
    let site = Site::open();
    publish(&site, PAGES);
    let script = format!("<script>/*{}*/</script></head>", "x".repeat(300 << 10));
    for page in 1..=PAGES {
        let next = at(page + 1);
        let html = html(page, (page < PAGES).then_some(next.as_str()));
        site.serve(&at(page), Reply::page(html.replacen("</head>", &script, 1)));
    }
    let daemon = Daemon::new(&settings(&site));
    daemon.pass();
    let article = article(&daemon);
    assert_eq!(article["content_text"], expected(PAGES));
    assert!(article["_courant"].get("reason").is_none(), "{article}");
    let requests = site.requests();
    let asked = requests.iter().filter(|request| request.path.starts_with(STORY));
    assert_eq!(asked.count(), PAGES, "each once");
}

#[test]
fn an_article_keeps_no_room_from_others_while_it_waits_for_its_next_page() {
    // Of one host only four are under way.
    const ARTICLES: usize = 8;
    let sites = [Site::open(), Site::open_at("127.0.0.2".parse().unwrap())];
    let site = |article: usize| &sites[article % 2];
    let script = format!("<script>/*{}*/</script></head>", "x".repeat(300 << 10));
    let first = |article: usize| format!("/world/river-{article}");
    for article in 1..=ARTICLES {
        let second = format!("{}/2", first(article));
        let page = |number| {
            let html = pages::around(&pages::headline(article), &pages::paragraphs(number));
            html.replacen("</head>", &script, 1)
        };
        let link = format!("<a href=\"{second}\">Next</a></article>");
        let opening = page(article).replacen("</article>", &link, 1);
        site(article).serve(&first(article), Reply::page(opening));
        site(article).serve(&second, Reply::page(page(100 + article)));
    }
    let entry = |article: usize| {
        Entry::new(
            &article.to_string(),
            &pages::headline(article),
            &site(article).url(&first(article)),
        )
    };
    newsroom::post(&sites[0], "/feed", &(1..=ARTICLES).map(entry).collect::<Vec<_>>());
    // Their second pages wait in line behind the first ones.
    let allow = sites.iter().map(Site::address).collect();
    let daemon = Daemon::new(&Settings { host_delay: "50ms", allow, ..settings(&sites[0]) });
    daemon.pass();
    let articles = Output::sound(&daemon.output()).articles();
    assert_eq!(articles.len(), ARTICLES);
    for article in &articles {
        assert!(article["_courant"].get("reason").is_none(), "{article}");
    }
    let asked: Vec<_> = sites.iter().flat_map(Site::requests).collect();
    let asked = asked.iter().filter(|request| request.path.starts_with("/world/"));
    assert_eq!(asked.count(), 2 * ARTICLES, "each once");
}

#[test]
fn a_text_that_is_long_by_itself_waits_for_no_further_page() {
    let site = Site::open();
    publish(&site, 2);
    let long: Vec<String> = (0..200).flat_map(pages::paragraphs).collect();
    assert!(long.join("").len() > 256 << 10);
    let html = html(1, Some(&at(2))).replace(&text(1)[0], &long.join("</p><p>"));
    site.serve(STORY, Reply::page(html));
    let daemon = Daemon::new(&settings(&site));
    daemon.pass();
    let article = article(&daemon);
    assert_eq!(article["_courant"]["reason"], "incomplete", "{}", article["_courant"]);
    assert!(article["content_text"].as_str().unwrap().len() > 256 << 10);
    assert!(site.requests_for(&at(2)).is_empty());
}

#[test]
fn the_next_article_is_not_the_next_page() {
    let site = Site::open();
    for (at, next) in
        [("/world/1", "/world/2"), (STORY, "/world/another-river"), ("/blog?p=1", "/blog?p=2")]
    {
        site.serve(at, Reply::page(html(1, Some(next))));
        site.serve(next, Reply::page(html(2, None)));
    }
    let entries = ["/world/1", STORY, "/blog?p=1"]
        .map(|path| Entry::new(path, &pages::headline(1), &site.url(path)));
    newsroom::post(&site, "/feed", &entries);
    let daemon = Daemon::new(&settings(&site));
    daemon.pass();
    let articles = Output::sound(&daemon.output()).articles();
    assert_eq!(articles.len(), 3);
    assert!(articles.iter().all(|article| article["content_text"] == expected(1)), "{articles:?}");
    for next in ["/world/2", "/world/another-river", "/blog?p=2"] {
        assert!(site.requests_for(next).is_empty(), "{next} was asked for");
    }
}

#[test]
fn a_page_of_the_same_address_about_something_else_is_left_out() {
    let site = Site::open();
    publish(&site, 2);
    site.serve(&at(2), Reply::page(pages::around("Quite different matters, at length", &text(2))));
    let daemon = Daemon::new(&settings(&site));
    daemon.pass();
    assert_eq!(article(&daemon)["content_text"], expected(1));
}

#[test]
fn a_pager_without_end_stops_at_the_bound_and_says_so() {
    let site = Site::open();
    publish(&site, 30);
    let daemon = Daemon::new(&settings(&site));
    daemon.pass();
    let article = article(&daemon);
    assert_eq!(article["content_text"], expected(10));
    assert_eq!(article["_courant"]["reason"], "incomplete");
    assert!(site.requests_for(&at(11)).is_empty());
}

#[test]
fn ten_pages_are_read_whole() {
    let site = Site::open();
    publish(&site, 10);
    let daemon = Daemon::new(&settings(&site));
    daemon.pass();
    let article = article(&daemon);
    assert_eq!(article["content_text"], expected(10));
    assert!(article["_courant"].get("reason").is_none(), "{article}");
}

#[test]
fn a_pager_that_goes_in_circles_ends() {
    for second in [
        Reply::redirect(STORY),             // back to the first
        Reply::redirect("/world/overview"), // to a page of its own
        Reply::page(html(1, Some(&at(3)))), // the first once more
        Reply::page(html(2, Some(&at(2)))), // a link to itself
        Reply::page(html(2, Some(STORY))),  // a link back
    ] {
        let site = Site::open();
        publish(&site, 1);
        site.serve(STORY, Reply::page(html(1, Some(&at(2)))));
        site.serve(&at(2), second);
        site.serve(&at(3), Reply::page(html(1, Some(&at(4)))));
        site.serve("/world/overview", Reply::page(html(4, Some(&at(3)))));
        let daemon = Daemon::new(&settings(&site));
        daemon.pass();
        let article = article(&daemon);
        assert!(
            [expected(1), expected(2)]
                .contains(&article["content_text"].as_str().unwrap().to_owned())
        );
        assert!(article["_courant"].get("reason").is_none(), "{article}");
        assert!(site.requests().len() <= 5, "{:?}", site.requests());
    }
}

#[test]
fn what_the_first_page_shows_beside_the_article_is_left_out_of_the_others() {
    let site = Site::open();
    let laid_out = |page: usize, text: &[String]| {
        let (other, link) = if page == 1 { (2, at(2)) } else { (1, at(1)) };
        format!(
            "<html><head><title>{0}</title></head><body><table><tr><td><h2>{0}</h2><p>{1}</p><p><a href='{link}'>{other}</a></p></td>\
             <td>The clockmaker of Gull Street has stopped all his clocks, and nobody knows why he did.</td></tr>\
             <tr><td>Best seen at 1024 by 768. You are visitor number 48,113, and welcome.</td></tr></table></body></html>",
            pages::headline(1),
            text.join("</p><p>")
        )
    };
    let last = pages::paragraphs(102).swap_remove(0);
    site.serve(STORY, Reply::page(laid_out(1, &text(1))));
    site.serve(&at(2), Reply::page(laid_out(2, std::slice::from_ref(&last))));
    announce(&site);
    let daemon = Daemon::new(&settings(&site));
    daemon.pass();
    assert_eq!(article(&daemon)["content_text"], format!("{}\n\n{last}", expected(1)));
}

#[test]
fn a_page_that_is_gone_leaves_what_there_is_and_says_so() {
    for gone in [
        Reply::status(404),
        Reply::ok("application/pdf", "no page"),
        Reply::page(pages::consent_wall()),
    ] {
        let site = Site::open();
        publish(&site, 3);
        site.serve(&at(2), gone);
        let daemon = Daemon::new(&settings(&site));
        let ran = daemon.pass();
        let article = article(&daemon);
        assert_eq!(article["content_text"], expected(1), "{ran}");
        assert_eq!(article["_courant"]["body_from"], "page");
        assert_eq!(article["_courant"]["reason"], "incomplete", "{article}");
        assert!(article["_courant"]["quality"].as_f64().unwrap() <= 0.5);
        assert!(site.requests_for(&at(3)).is_empty());
    }
}

#[test]
fn a_page_that_is_down_is_waited_for_and_then_the_article_is_whole() {
    let site = Site::open();
    publish(&site, 3);
    // A connection that was reset is tried once more.
    site.script(&at(2), [Reply::hang_up(), Reply::hang_up()]);
    let daemon = Daemon::new(&Settings { patience: "5s", ..settings(&site) });
    let ran = daemon.pass();
    assert!(Output::sound(&daemon.output()).journal.is_empty(), "it is held: {ran}");
    until_emitted(&daemon);
    let article = article(&daemon);
    assert_eq!(article["content_text"], expected(3));
    assert!(article["_courant"].get("reason").is_none(), "{article}");
}

#[test]
fn a_page_that_stays_down_is_done_without_when_patience_ends() {
    let site = Site::open();
    publish(&site, 3);
    site.serve(&at(2), Reply::hang_up());
    let daemon = Daemon::new(&Settings { patience: "2s", ..settings(&site) });
    daemon.pass();
    assert!(Output::sound(&daemon.output()).journal.is_empty(), "it is held");
    until_emitted(&daemon);
    let article = article(&daemon);
    assert_eq!(article["content_text"], expected(1));
    assert_eq!(article["_courant"]["reason"], "incomplete");
}

#[test]
fn a_kill_between_two_pages_leaves_one_whole_article() {
    let site = Site::open();
    publish(&site, 3);
    site.script(&at(3), [Reply::page("late").after(PATIENCE)]);
    let daemon = Daemon::new(&settings(&site));
    let mut run = daemon.start(&["run"]);
    run.until("the third page was asked for", || !site.requests_for(&at(3)).is_empty());
    run.signal(Signal::KILL);
    run.wait();
    daemon.pass();
    assert_eq!(article(&daemon)["content_text"], expected(3));
}

fn until_emitted(daemon: &Daemon) {
    let begun = Instant::now();
    while Output::read(&daemon.output()).journal.is_empty() {
        assert!(begun.elapsed() < PATIENCE, "never emitted");
        thread::sleep(Duration::from_millis(500));
        daemon.pass();
    }
}

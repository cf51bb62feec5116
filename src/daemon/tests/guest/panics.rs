//! What a panic costs, wherever it happens: one poll or one article, and it is counted.

use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use super::*;
use crate::pipeline::fail_point;

/// The articles that came out: feed, and what each says of where its text is from and why.
pub(super) fn articles(world: &World) -> Vec<(String, serde_json::Value)> {
    let journal = world.home.path().join("articles/journal");
    let days = std::fs::read_dir(journal).expect("it is there").map(|day| day.expect("one").path());
    let mut found = Vec::new();
    for line in
        days.map(|day| std::fs::read_to_string(day).expect("text")).collect::<String>().lines()
    {
        let line: serde_json::Value = serde_json::from_str(line).expect("a line");
        let path = world.home.path().join("articles").join(line["path"].as_str().expect("a path"));
        let article = std::fs::read_to_string(path).expect("it stands there");
        let article: serde_json::Value = serde_json::from_str(&article).expect("an article");
        found.push((
            line["url"].as_str().unwrap_or_default().to_owned(),
            article["_courant"].clone(),
        ));
    }
    found
}

const TWO: [(&str, &str); 2] =
    [("a", "url = \"https://a.example/feed\""), ("b", "url = \"https://b.example/feed\"")];

#[tokio::test(start_paused = true)]
async fn a_panic_over_a_feed_costs_that_poll_and_no_other() {
    let feeds = "[poll]\nmin_interval = \"15m\"\nmax_interval = \"1h\"";
    let world = World::new(feeds, &TWO, |url, at| match (url.host_str(), url.path()) {
        (Some("a.example"), "/feed") if at < 3 * HOUR => panic!("over the feed"),
        (_, "/feed") => says(200, rss(items(0..1, url.host_str().expect("it has one")))),
        (_, "/robots.txt") => says(404, ""),
        (_, path) => page(path),
    });
    let life = world.start(true);
    pass(150).await;
    let failed = life.report("a", world.clock.now());
    assert_eq!((failed.error.as_deref(), failed.standing), (Some("panic"), Standing::BackingOff));
    let tries = world.asked("b.example/feed").len();
    // Its phase within the hour may leave room for only two.
    assert!(tries >= 2, "the other feed keeps its schedule: {tries}");
    assert!(life.pipeline.panics() >= 2, "{}", life.pipeline.panics());
    assert_eq!(u64::from(failed.failures), life.pipeline.panics(), "each is a failure of the feed");
    pass(150).await;
    let healed = life.report("a", world.clock.now());
    assert_eq!((healed.error, healed.standing, healed.articles), (None, Standing::Good, 1));
    life.end().await;
}

#[tokio::test(start_paused = true)]
async fn a_page_that_something_panics_over_is_tried_again_thrice_and_then_emitted_from_the_feed() {
    static PANICKED: AtomicBool = AtomicBool::new(false);
    let world = World::new("", &TWO[..1], |url, _| match url.path() {
        "/feed" => says(200, rss(items(0..3, "a.example"))),
        "/robots.txt" => says(404, ""),
        "/page/1" => {
            PANICKED.store(true, Ordering::SeqCst);
            panic!("over the page")
        }
        path => page(path),
    });
    let life = world.start(true);
    pass(5).await;
    assert!(PANICKED.load(Ordering::SeqCst));
    assert_eq!(articles(&world).len(), 2, "the others are out");
    pass(180).await;
    let panics = life.pipeline.panics();
    life.end().await;
    assert_eq!(panics, 3, "the fourth try leaves the page alone");
    let out = articles(&world);
    assert_eq!(out.len(), 3);
    let (_, one) = out.iter().find(|(url, _)| url.ends_with("/page/1")).expect("it came out");
    assert_eq!(
        (one["body_from"].as_str(), one["reason"].as_str()),
        (Some("summary"), Some("panic"))
    );
}

#[tokio::test(start_paused = true)]
async fn a_panic_of_the_extractor_costs_the_page_alone() {
    let page_of = |url: &Url, _| match url.path() {
        "/feed" => says(200, rss(items(0..3, "extracted.example"))),
        "/robots.txt" => says(404, ""),
        path => page(path),
    };
    let feeds = [("a", "url = \"https://extracted.example/feed\"")];
    let world = World::new("", &feeds, page_of);
    fail_point::arm("https://extracted.example/page/1", u32::MAX);
    let life = world.start(true);
    pass(120).await;
    assert_eq!(world.asked("/page/1").len(), 1, "it would panic over the page again");
    assert_eq!(life.pipeline.panics(), 1);
    life.end().await;
    let out = articles(&world);
    assert_eq!(out.len(), 3);
    for (url, told) in out {
        let (from, why) = (told["body_from"].as_str(), told["reason"].as_str());
        let expected = if url.ends_with("/1") {
            (Some("summary"), Some("panic"))
        } else {
            (Some("page"), None)
        };
        assert_eq!((from, why), expected, "{url}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_panic_over_one_article_of_a_group_costs_the_others_nothing() {
    let feeds = [("a", "url = \"https://written.example/feed\"\nbody = \"feed\"")];
    let world = World::new("", &feeds, |url, _| match url.path() {
        "/feed" => says(200, rss(items(0..6, "written.example"))),
        _ => says(404, ""),
    });
    fail_point::arm("writing https://written.example/page/2", 1);
    let life = world.start(true);
    pass(15).await;
    assert_eq!((life.pipeline.panics(), articles(&world).len()), (1, 5));
    pass(40).await;
    life.end().await;
    assert_eq!(articles(&world).len(), 6);
    let staging = world.home.path().join("articles/.staging");
    let left: Vec<_> = std::fs::read_dir(staging).unwrap().flatten().collect();
    assert_eq!(left.len(), 1, "the lock alone is left: {left:?}");
}

#[tokio::test(start_paused = true)]
#[allow(clippy::disallowed_methods, reason = "a test takes away what it put there")]
async fn a_panic_over_an_article_that_has_no_place_is_one_all_the_same() {
    static PLACE: OnceLock<PathBuf> = OnceLock::new();
    let feeds = [("a", "url = \"https://unplaced.example/feed\"")];
    let world = World::new("", &feeds, |url, _| match url.path() {
        "/feed" => says(200, rss(items(1..2, "unplaced.example"))),
        "/robots.txt" => says(404, ""),
        path => {
            write_to(PLACE.get().expect("it is known"), "");
            page(path)
        }
    });
    let place = world.home.path().join("articles/2026-11-23");
    PLACE.set(place.clone()).expect("it is the first");
    fail_point::arm("writing https://unplaced.example/page/1", 1);
    let life = world.start(true);
    pass(5).await;
    assert_eq!((world.asked("/page/1").len(), life.pipeline.panics()), (1, 1));
    std::fs::remove_file(place).expect("it stands there");
    life.end().await;
}

#[tokio::test(start_paused = true)]
async fn a_panic_of_the_publisher_delays_what_is_owed_and_loses_nothing() {
    let world = World::new("", &TWO[..1], |url, _| match url.path() {
        "/feed" => says(200, rss(items(0..3, "a.example"))),
        "/robots.txt" => says(404, ""),
        path => page(path),
    });
    let place = world.home.path().join("state");
    fail_point::arm(&place.to_string_lossy(), 3);
    let life = world.start(true);
    pass(5).await;
    assert_eq!(life.pipeline.panics(), 3);
    life.end().await;
    assert_eq!(articles(&world).len(), 3);

    // One that does not end ends the daemon, in order; the next start pays what is owed.
    fail_point::arm(&place.to_string_lossy(), u32::MAX);
    let mut life = world.start(true);
    while life.tasks.join_next().await.is_some() {}
    assert!(life.pipeline.take_fault().is_some_and(|fault| fault.code() == "panic"));
    fail_point::arm(&place.to_string_lossy(), 0);
}

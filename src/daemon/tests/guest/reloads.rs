//! Reloads while something is under way: a poll, or another reload.

use super::*;

const SETTINGS: &str = "[extract]\nbody = \"feed\"";
const SLOW: &str = "url = \"https://a.example/slow\"";

/// A daemon that asks a feed for the first time, which takes six seconds, and is told meanwhile that there is another
/// one in its place.
async fn replaced_while_it_is_asked(name: &str, rest: &str) -> (World, Life) {
    let world = World::new(SETTINGS, &[("news", SLOW)], |url, _| {
        let takes = if url.path() == "/slow" { 6_000 } else { 100 };
        Says { takes, ..says(200, rss(items(0..2, "a.example"))) }
    });
    let life = world.start(true);
    tokio::time::sleep(Duration::from_secs(2)).await;
    world.configure(SETTINGS, &[(name, rest)]);
    life.pipeline.reload().await.expect("no fault").expect("it is valid");
    pass(2).await;
    (world, life)
}

#[tokio::test(start_paused = true)]
async fn a_feed_whose_address_changes_while_it_is_asked_is_asked_at_the_new_one_at_once() {
    let (world, life) = replaced_while_it_is_asked("news", "url = \"https://a.example/new\"").await;
    assert_eq!((world.asked("/slow").len(), world.asked("/new").len()), (1, 1));
    life.end().await;
}

#[tokio::test(start_paused = true)]
async fn a_feed_that_is_renamed_while_it_is_asked_keeps_its_answer_and_its_floor() {
    let (world, life) = replaced_while_it_is_asked("other", SLOW).await;
    let report = life.report("other", world.clock.now());
    assert_eq!((report.articles, report.standing), (2, Standing::Good));
    pass(60 * 24).await;
    let asked = world.asked("/slow");
    let gaps: Vec<i64> = asked.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(!gaps.is_empty() && gaps.iter().all(|gap| *gap >= 15 * 60), "{gaps:?}");
    life.end().await;
}

/// The first one takes its time over a long list.
#[tokio::test]
async fn of_two_reloads_at_a_time_the_one_that_was_asked_for_last_holds() {
    let world = World::new(SETTINGS, &[("news", SLOW)], |_, _| says(200, rss([])));
    let life = world.start(false);
    let names: Vec<String> = (0..3000).map(|at| format!("n{at}")).collect();
    let urls: Vec<String> =
        names.iter().map(|name| format!("url = \"https://{name}.example/\"")).collect();
    let long: Vec<(&str, &str)> =
        names.iter().map(|name| &**name).zip(urls.iter().map(|url| &**url)).collect();
    world.configure(SETTINGS, &long);
    let pipeline = life.pipeline.clone();
    let first = tokio::spawn(async move { pipeline.reload().await });
    tokio::time::sleep(Duration::from_millis(50)).await;
    world.configure(SETTINGS, &[("news", SLOW), ("other", "url = \"https://b.example/\"")]);
    let second = life.pipeline.reload().await.expect("no fault").expect("it is valid");
    assert!(!second.added.is_empty(), "{second:?}");
    let _ = first.await.expect("no panic").expect("no fault");
    assert!(life.pipeline.feed("other").is_some(), "what was told holds");
    life.end().await;
}

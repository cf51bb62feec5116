//! Thousands of feeds on one host.

use std::collections::HashSet;

use super::turns::assert_in_turn;
use super::*;

#[tokio::test(start_paused = true)]
async fn five_thousand_feeds_on_one_host_are_asked_in_its_turns_and_their_intervals_stretch() {
    // Each has a name of its own, below the one that is registered.
    let feeds: Vec<(String, String)> = (0..5000)
        .map(|at| (format!("news{at}"), format!("url = \"https://n{at}.a.example/feed\"")))
        .collect();
    let feeds: Vec<(&str, &str)> = feeds.iter().map(|(name, rest)| (&**name, &**rest)).collect();
    let world = World::new("[poll]\nmax_interval = \"1h\"", &feeds, |_, _| says(200, rss([])));
    let mut life = world.start(true);
    pass(30).await;
    life.end().await;
    // A restart polls nothing before its time.
    life = world.start(true);
    pass(30).await;
    let seen = world.seen();
    assert_in_turn(&seen, 2);
    // A turn takes the gap and the tenth of a second of its answer.
    assert!((1650..=1716).contains(&seen.len()), "all of its time is used: {}", seen.len());
    let asked: HashSet<&str> = seen.iter().map(|seen| seen.url.as_str()).collect();
    // What was under way at the restart is asked once more.
    assert!(asked.len() + 1 >= seen.len(), "{} of {} are others", asked.len(), seen.len());
    let first = seen[0].url.trim_start_matches("https://n").split('.').next().expect("a number");
    let report = life.report(&format!("news{first}"), world.clock.now());
    let because = report.because.expect("it is due");
    assert!(because.contains("its host's turns stretch the interval to 2.7 h"), "{because}");
    life.end().await;
}

#[tokio::test(start_paused = true)]
async fn a_feed_of_which_ten_thousand_entries_wait_is_left_alone_until_some_are_out() {
    let feeds = [
        ("flood", "url = \"https://a.example/feed\""),
        ("other", "url = \"https://b.example/feed\""),
    ];
    let world = World::new("", &feeds, |url, at| match (url.host_str(), url.path()) {
        (Some("a.example"), "/feed") => {
            let first = 10_000 * usize::try_from(at / 60).expect("small");
            let many = if first == 0 { 1 } else { 5_000 };
            says(200, rss(items(first..first + many, "a.example")))
        }
        (_, "/feed") => says(200, rss(items(0..1, "b.example"))),
        _ => says(404, ""),
    });
    let life = world.start(false);
    let state = life.pipeline.state();
    for waiting in [1, 5_001, 10_001] {
        assert!(matches!(life.poll("flood", Occasion::Once).await, Outcome::Read { .. }));
        assert_eq!(state.waiting_of("flood"), waiting);
        pass(1).await;
    }
    let left = life.poll("flood", Occasion::Once).await;
    assert!(
        matches!(&left, Outcome::Left { sentence, .. } if sentence.contains("wait")),
        "{left:?}"
    );
    assert!(matches!(life.poll("other", Occasion::Once).await, Outcome::Read { .. }));
    for _ in 0..2 {
        let flood = |feed: &str| feed == "flood";
        let waiting = state.claim(world.clock.now(), flood).expect("reads").expect("one waits");
        state.dismiss(&waiting).expect("it goes");
    }
    assert_eq!(state.waiting_of("flood"), 9_999);
    assert!(matches!(life.poll("flood", Occasion::Once).await, Outcome::Read { .. }));
    life.end().await;
}

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

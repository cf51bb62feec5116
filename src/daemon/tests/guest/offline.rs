//! Errors everywhere at once are ours.

use super::*;

#[tokio::test(start_paused = true)]
async fn when_many_hosts_are_away_at_once_no_feed_is_charged_and_all_come_back_spread() {
    const DOWN: std::ops::Range<i64> = 2 * HOUR..4 * HOUR;
    let feeds: Vec<(String, String)> = (0..30)
        .map(|at| (format!("news{at}"), format!("url = \"https://news{at}.example/feed\"")))
        .collect();
    let feeds: Vec<(&str, &str)> = feeds.iter().map(|(name, rest)| (&**name, &**rest)).collect();
    let settings = "[poll]\nmax_interval = \"20m\"";
    let world =
        World::new(
            settings,
            &feeds,
            |_, at| {
                if DOWN.contains(&at) { away() } else { says(200, rss([])) }
            },
        );
    let life = world.start(true);
    pass(230).await;
    for (name, _) in &feeds {
        let report = life.report(name, world.clock.now());
        assert_eq!((report.failures, report.error), (0, None), "{name} is charged");
    }
    pass(70).await;
    life.end().await;
    let asked = world.asked("");
    let down: Vec<&i64> = asked.iter().filter(|at| DOWN.contains(at)).collect();
    assert!(down.len() <= 3 + 121, "one try a minute: {}", down.len());
    let back = |minutes: i64| {
        asked.iter().filter(|at| (0..minutes * 60).contains(&(*at - DOWN.end))).count()
    };
    assert!(back(2) <= 12, "no crowd: {} in two minutes", back(2));
    assert!(back(60) >= 60, "all are polled again: {}", back(60));
}

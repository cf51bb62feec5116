//! What one feed brings holds up no other.

use super::*;

/// A host that takes all the time that it is given.
fn hangs() -> Says {
    Says { takes: 30_000, ..slow() }
}

#[tokio::test(start_paused = true)]
async fn pages_that_hang_by_the_thousand_leave_room_for_those_of_other_feeds() {
    let feeds = [
        ("crowd", "url = \"https://crowd.example/feed\""),
        ("news", "url = \"https://news.example/feed\""),
    ];
    let world = World::new("", &feeds, |url, at| match url.host_str() {
        Some("crowd.example") => {
            let link = |at| (at, format!("https://host{at}.example/a"), format!("Report {at}"));
            says(200, rss((0..1000).map(link)))
        }
        Some("news.example") if url.path() == "/feed" && at < 60 => says(200, rss([])),
        Some("news.example") if url.path() == "/feed" => {
            says(200, rss(items(0..3, "news.example")))
        }
        Some("news.example") => page("the quay"),
        _ => hangs(),
    });
    let life = world.start(true);
    pass(2).await;
    assert!(world.asked("host").len() > 16, "they are under way");
    let _ = life.poll("news", Occasion::Once).await;
    pass(1).await;
    life.end().await;
    assert_eq!(world.asked("news.example/page").len(), 3, "within a minute");
}

/// Each of them may have half of the requests in flight under way.
#[tokio::test(start_paused = true)]
async fn pages_that_hang_leave_room_for_polls() {
    let feeds = [
        ("crowd", "url = \"https://crowd.example/feed\""),
        ("mob", "url = \"https://mob.example/feed\""),
        ("news", "url = \"https://news.example/feed\""),
    ];
    let world = World::new("", &feeds, |url, _| match url.host_str() {
        Some(of @ ("crowd.example" | "mob.example")) => {
            let link = |at| (at, format!("https://{at}{of}/a"), format!("Report {at} of the {of}"));
            says(200, rss((0..1000).map(link)))
        }
        Some("news.example") => says(200, rss([])),
        _ => hangs(),
    });
    let life = world.start(true);
    let mut longest = SignedDuration::ZERO;
    for _ in 0..12 {
        tokio::time::sleep(Duration::from_secs(11)).await;
        let ordered = world.clock.now();
        let _ = life.poll("news", Occasion::Once).await;
        longest = longest.max(world.clock.now().duration_since(ordered));
    }
    life.end().await;
    assert!(world.asked("/robots.txt").len() > 56, "they are under way");
    assert!(longest < SignedDuration::from_secs(3), "a poll waited for {longest:#}");
}

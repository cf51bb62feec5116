//! Lines: what waits for its host's turn, and what a pass does not wait for.

use super::turns::assert_in_turn;
use super::*;

#[tokio::test(start_paused = true)]
async fn a_pass_asks_no_page_twice_and_leaves_what_failed_in_the_queue() {
    // The polls of other feeds make it long, and the last of them brings an entry.
    let feeds: Vec<(String, String)> = (0..40)
        .map(|at| (format!("other{at}"), format!("url = \"https://b.example/feed/{at}\"")))
        .chain([("news".to_owned(), "url = \"https://a.example/feed\"".to_owned())])
        .collect();
    let feeds: Vec<(&str, &str)> = feeds.iter().map(|(name, rest)| (&**name, &**rest)).collect();
    let world = World::new("", &feeds, |url, _| match (url.host_str(), url.path()) {
        (Some("a.example"), "/feed") => says(200, rss(items(0..20, "a.example"))),
        (_, "/feed/39") => says(200, rss(items(50..51, "b.example"))),
        (_, "/robots.txt") => says(404, ""),
        (Some("a.example"), _) => Says { takes: 4_000, ..says(500, "") },
        (_, path) if path.starts_with("/page") => page(path),
        _ => says(200, rss([])),
    });
    let mut asked = 0;
    for tries in 1..=2 {
        let life = world.start(false);
        let feeds = life.pipeline.config().feeds.clone();
        life.pipeline.pass(&feeds, || (), || ()).await;
        let state = life.pipeline.state();
        let waiting = state.all_waiting().expect("it is read");
        asked += 20;
        assert_eq!(world.asked("a.example/page/").len(), asked, "each once");
        assert_eq!(waiting.iter().filter(|waiting| waiting.attempts == tries).count(), 20);
        assert!(waiting.iter().all(|waiting| waiting.error.is_some()), "and why is told");
        assert_eq!(life.report("other39", world.clock.now()).articles, 1, "it was found late");
        life.end().await;
        // The next pass tries again what may be tried by then.
        pass(5).await;
    }
    assert_in_turn(&world.seen(), 2);
}

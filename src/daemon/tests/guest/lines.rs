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

#[tokio::test(start_paused = true)]
async fn a_poll_waits_for_the_page_under_way_and_for_no_other() {
    let feeds = [("news", "url = \"https://a.example/feed\"")];
    let world = World::new("", &feeds, |url, _| match (url.port(), url.path()) {
        (None, "/feed") => {
            let ports = (1..60).map(|at| (at, format!("https://a.example:{}/page", 9000 + at)));
            says(200, rss(ports.map(|(at, link)| (at, link, format!("Report {at}")))))
        }
        (_, "/robots.txt") => says(404, ""),
        _ => Says { takes: 30_000, ..slow() },
    });
    let life = world.start(true);
    pass(3).await;
    for _ in 0..5 {
        let asked = world.clock.now();
        assert!(matches!(life.poll("news", Occasion::Once).await, Outcome::Unchanged { .. }));
        let waited = world.clock.now().duration_since(asked).as_secs();
        // The rest of a page, and its host's gap; or the page that is called while that gap lasts.
        assert!(waited <= 35, "{waited} s");
        tokio::time::sleep(Duration::from_secs(47)).await;
    }
    life.end().await;
    let seen = world.seen();
    assert_in_turn(&seen, 2);
    let pages = seen.iter().filter(|seen| seen.accept == Accept::Page).count();
    assert!(pages > 8, "they are asked meanwhile: {pages}");
}

#[tokio::test(start_paused = true)]
async fn pages_do_not_wait_for_all_the_polls_of_their_host() {
    let feeds: Vec<(String, String)> = (0..300)
        .map(|at| (format!("news{at}"), format!("url = \"https://a.example/feed/{at}\"")))
        .collect();
    let feeds: Vec<(&str, &str)> = feeds.iter().map(|(name, rest)| (&**name, &**rest)).collect();
    let world = World::new("", &feeds, |url, _| match url.path() {
        path if path.starts_with("/feed") => {
            let at: usize = path.trim_start_matches("/feed/").parse().expect("a number");
            says(200, rss(items(at..at + 1, "a.example")))
        }
        "/robots.txt" => says(404, ""),
        path => page(path),
    });
    let mut life = world.start(false);
    let working = life.pipeline.clone();
    life.tasks.spawn(async move { working.work(None, |_| true, || ()).await });
    // All of them are asked for at once.
    for feed in life.pipeline.config().feeds.clone() {
        let polling = life.pipeline.clone();
        life.tasks.spawn(async move {
            let polled = tokio::select! {
                polled = polling.poll(&feed, Occasion::Once) => polled.map(|_| ()),
                () = polling.stopped() => Ok(()),
            };
            polled.expect("no fault");
        });
    }
    pass(8).await;
    life.end().await;
    let seen = world.seen();
    assert_in_turn(&seen, 2);
    let polls = seen.iter().filter(|seen| seen.accept == Accept::Feed).count();
    let half = seen.len() / 2;
    assert!(seen.len() > 200 && polls.abs_diff(half) <= 2, "{polls} of {}", seen.len());
}

/// Its page was asked for before its feed, at each pass, and what it brought was behind what the feed said then.
#[tokio::test(start_paused = true)]
async fn passes_keep_up_with_an_entry_that_changes_between_them() {
    const DAY: i64 = 24 * HOUR;
    let feeds = [("news", "url = \"https://a.example/feed\"")];
    let world = World::new("", &feeds, |url, at| match url.path() {
        "/feed" => {
            let text = rss(items(0..8, "a.example"));
            says(200, text.replacen("report 0", &format!("report 0 at {at}"), 1))
        }
        "/robots.txt" => says(404, ""),
        "/page/0" => page(&format!("moment {at}")),
        path => page(path),
    });
    for _ in 0..72 {
        let life = world.start(false);
        let feeds = life.pipeline.config().feeds.clone();
        life.pipeline.pass(&feeds, || (), || ()).await;
        life.end().await;
        pass(60).await;
    }
    let asked = world.asked("a.example/page/0");
    let out = super::panics::articles(&world);
    let out = out.iter().filter(|(url, _)| url.ends_with("/page/0")).count();
    assert_eq!(out, asked.len(), "no page is asked for in vain");
    let began = world.web.began.as_second();
    let of_day = |day: i64| {
        let day = began.div_euclid(DAY) + day;
        asked.iter().filter(|at| (began + **at).div_euclid(DAY) == day).count()
    };
    assert_eq!((of_day(1), of_day(2)), (3, 3), "thrice a day, {asked:?}");
}

//! Feeds that are not found or gone: left alone ever longer, or for good.

use super::*;

#[tokio::test(start_paused = true)]
async fn a_feed_that_is_not_found_is_asked_down_to_once_a_week_and_is_never_given_up() {
    const BACK: i64 = 60 * 24 * HOUR;
    let world = World::new("", &[("news", "url = \"https://a.example/feed\"")], |_, at| {
        says(if at < BACK { 404 } else { 200 }, rss([]))
    });
    let life = world.start(false);
    life.polls_for(&world.clock, 45 * 24).await;
    let report = life.report("news", world.clock.now());
    assert_eq!(
        (report.standing, report.error.as_deref()),
        (Standing::BackingOff, Some("not_found"))
    );
    assert!(report.due.is_some(), "it is asked again");
    let asked = world.asked("feed");
    let gaps: Vec<i64> = asked.windows(2).map(|pair| (pair[1] - pair[0]) / HOUR).collect();
    assert!(gaps.windows(2).all(|pair| pair[0] <= pair[1] * 11 / 10 + 1), "{gaps:?}");
    let last = *gaps.last().expect("some");
    assert!((7 * 24..8 * 24).contains(&last), "weekly in the end: {gaps:?}");
    life.polls_for(&world.clock, 30 * 24).await;
    assert_eq!(life.report("news", world.clock.now()).standing, Standing::Good, "and it came back");
    life.end().await;
}

#[tokio::test(start_paused = true)]
async fn a_feed_that_is_gone_is_asked_again_only_when_a_person_acts_and_that_lasts() {
    const BACK: i64 = 37 * 24 * HOUR;
    let here = [("news", "url = \"https://a.example/feed\"")];
    let world = World::new("", &here, |url, at| {
        says(if at < BACK && url.path() == "/feed" { 410 } else { 200 }, rss([]))
    });
    let mut life = world.start(false);
    for _ in 0..3 {
        life.polls_for(&world.clock, 10 * 24).await;
        life.end().await;
        life = world.start(false);
    }
    assert_eq!(world.asked("").len(), 1, "not over a month and three restarts");
    assert!(matches!(life.poll("news", Occasion::Once).await, Outcome::Left { .. }));
    assert_eq!(world.asked("").len(), 1, "a pass over all feeds is no decision about this one");
    // Asked for by its name.
    assert!(matches!(life.poll("news", Occasion::Asked).await, Outcome::Failed { .. }));
    assert_eq!(world.asked("").len(), 2);
    life.polls_for(&world.clock, 5 * 24).await;
    assert_eq!(world.asked("").len(), 2, "it is still gone");
    life.polls_for(&world.clock, 6 * 24).await;
    assert!(matches!(life.poll("news", Occasion::Asked).await, Outcome::Read { .. }));
    assert_eq!(life.report("news", world.clock.now()).standing, Standing::Good);
    life.polls_for(&world.clock, 3 * 24).await;
    assert!(world.asked("").len() >= 5, "it has its place in the timetable again");
    life.end().await;
}

#[tokio::test(start_paused = true)]
async fn a_host_that_asks_for_calm_over_http_2_is_left_alone_as_after_a_429() {
    let refused = || Says { fails: Some(|place, _| FetchError::TooMuch { place }), ..says(0, "") };
    let feeds = ["a", "b"].map(|host| format!("url = \"https://{host}.calm.example/feed\""));
    let feeds = [("news", feeds[0].as_str()), ("more", feeds[1].as_str())];
    let world = World::new("", &feeds, move |_, _| refused());
    let life = world.start(false);
    assert!(matches!(life.poll("news", Occasion::Due).await, Outcome::Failed { .. }));
    assert_eq!(world.asked("").len(), 1, "not once more");
    assert!(matches!(life.poll("more", Occasion::Once).await, Outcome::Left { .. }));
    life.end().await;
    let life = world.start(false);
    assert!(matches!(life.poll("news", Occasion::Once).await, Outcome::Left { .. }));
    assert_eq!(world.asked("").len(), 1, "neither for another feed, nor after a restart");
    let report = life.report("news", world.clock.now());
    assert_eq!(report.error.as_deref(), Some("refused"));
    assert!(report.detail.is_some_and(|told| told.contains("ENHANCE_YOUR_CALM")));
    life.end().await;
}

#[tokio::test(start_paused = true)]
async fn a_feed_that_was_gone_is_asked_at_its_new_address_and_when_it_is_put_back_in() {
    let world = World::new("", &[("news", "url = \"https://a.example/feed\"")], |url, _| {
        says(if url.path() == "/feed" { 410 } else { 200 }, rss([]))
    });
    for (feeds, asked) in [
        (vec![("news", "url = \"https://a.example/feed\"")], 1),
        (vec![], 1),
        (vec![("news", "url = \"https://a.example/feed\"")], 2),
        (vec![("news", "url = \"https://a.example/new\"")], 3),
    ] {
        world.configure("", &feeds);
        let life = world.start(false);
        if !feeds.is_empty() {
            let _ = life.poll("news", Occasion::Due).await;
        }
        life.end().await;
        pass(30).await;
        assert_eq!(world.asked("").len(), asked, "{feeds:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_pass_asks_a_feed_that_refused_again_when_its_back_off_is_over() {
    for (status, retry_after) in [(429, Some("1")), (503, Some("1")), (503, None), (404, None)] {
        let world = World::new("", &[("news", "url = \"https://a.example/feed\"")], move |_, _| {
            Says { retry_after: retry_after.map(str::to_owned), ..says(status, "") }
        });
        let life = world.start(false);
        assert!(matches!(life.poll("news", Occasion::Once).await, Outcome::Failed { .. }));
        // Longer than the host asked for, and less than the back-off of half an hour.
        pass(20).await;
        let left = life.poll("news", Occasion::Once).await;
        let Outcome::Left { until: Some(until), .. } = left else { panic!("{status}: {left:?}") };
        assert_eq!(Some(until), life.report("news", world.clock.now()).due);
        assert_eq!(world.asked("feed").len(), 1, "{status}");
        pass(20).await;
        assert!(matches!(life.poll("news", Occasion::Once).await, Outcome::Failed { .. }));
        assert_eq!(world.asked("feed").len(), 2, "{status}");
        life.end().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_feed_for_which_there_was_no_room_is_not_charged_and_asked_again_after_its_floor() {
    let feeds = [("news", "url = \"https://a.example/feed\"")];
    let crowded = || Says { fails: Some(|place, _| FetchError::NoRoom { place }), ..says(0, "") };
    let world = World::new("", &feeds, move |_, at| match at {
        0..600 => crowded(),
        _ => says(200, rss([])),
    });
    let life = world.start(true);
    pass(5).await;
    let report = life.report("news", world.clock.now());
    assert_eq!((report.failures, report.error.is_some()), (0, false), "{report:?}");
    pass(15).await;
    life.end().await;
    let asked = world.asked("/feed");
    assert!(asked.len() == 2 && asked[1] - asked[0] >= 900, "{asked:?}");
}

#[tokio::test(start_paused = true)]
async fn a_feed_that_its_host_holds_up_before_its_first_poll_is_told_of_with_when_and_why() {
    let feeds = [("a", "url = \"https://a.example/a\""), ("b", "url = \"https://a.example/b\"")];
    let world = World::new("", &feeds, |_, _| Says {
        retry_after: Some("7200".to_owned()),
        ..says(429, "")
    });
    let life = world.start(false);
    life.poll("a", Occasion::Once).await;
    let report = life.report("b", world.clock.now());
    assert_eq!((report.standing, report.polled), (Standing::CooledDown, None));
    let wait = report.due.expect("it is told").duration_since(world.clock.now());
    assert_eq!(wait.as_mins(), 120, "{report:?}");
    assert!(report.because.is_some_and(|why| why.contains("cooled down until")), "why is told");
    life.end().await;
}

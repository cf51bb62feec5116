//! Feeds that move: what is learnt of it, and when it is not believed.

use super::*;

const SECRET: &str = "url = \"https://a.example/feed\"\nheaders = { Authorization = \"Bearer 1\" }";

/// Where a feed is asked first at its latest polls over six days of such redirects, and its report.
async fn after_six_days_of(
    hops: &'static [(&'static str, u16, &'static str)],
) -> (World, Vec<String>, FeedReport) {
    let world = World::new(
        "[poll]\nmax_interval = \"8h\"\n[fetch]\nhost_delay = \"0s\"",
        &[("news", SECRET), ("other", "url = \"https://other.example/feed\"")],
        move |url, at| {
            let hop = hops.iter().find(|(from, ..)| *from == url.as_str());
            match hop {
                // Until four days have passed, then it answers itself.
                Some((_, status, to)) => leads(*status, to),
                None if url.path() == "/dies" && at > 5 * 24 * HOUR => says(404, ""),
                None => says(200, rss([])),
            }
        },
    );
    let life = world.start(false);
    life.polls_for(&world.clock, 6 * 24).await;
    let report = life.report("news", world.clock.now());
    life.end().await;
    let since = world.clock.now() - SignedDuration::from_hours(20);
    let late = world.seen().into_iter().filter(|seen| seen.began > since);
    let late = late.map(|seen| seen.url).filter(|url| url != "https://other.example/feed");
    let late = late.collect();
    (world, late, report)
}

#[tokio::test(start_paused = true)]
async fn a_feed_that_moved_for_good_is_asked_at_its_new_address_after_days_of_the_same_answer() {
    let (world, late, report) = after_six_days_of(&[
        ("https://a.example/feed", 301, "https://b.example/between"),
        ("https://b.example/between", 308, "https://b.example/new"),
    ])
    .await;
    assert!(!late.is_empty() && late.iter().all(|url| url == "https://b.example/new"), "{late:?}");
    assert_eq!(report.moved.as_deref(), Some("https://b.example/new"));
    assert!(report.because.expect("it is due").contains("moved for good"));
    let old = world.asked("a.example");
    assert!(old.len() >= 5, "at five polls at the least: {old:?}");
    assert!(old[old.len() - 1] >= 48 * HOUR, "and over two days: {old:?}");
    assert!(old[old.len() - 1] < 60 * HOUR, "and not for much longer: {old:?}");
    let seen = world.seen();
    let told =
        |host: &str| seen.iter().filter(|seen| seen.url.contains(host)).any(|seen| seen.secret);
    assert!(told("a.example") && !told("b.example"), "credentials stay where they belong");
}

#[tokio::test(start_paused = true)]
async fn a_move_is_not_believed_where_it_may_be_none() {
    for hops in [
        &[("https://a.example/feed", 302, "https://b.example/new")],
        &[("https://a.example/feed", 303, "https://b.example/new")],
        &[("https://a.example/feed", 307, "https://b.example/new")],
        &[("https://a.example/feed", 301, "http://b.example/new")],
        &[("https://a.example/feed", 301, "https://10.0.0.1/new")],
        &[("https://a.example/feed", 301, "https://other.example/feed")],
    ] {
        let (_, late, report) = after_six_days_of(hops).await;
        assert!(late.iter().any(|url| url == "https://a.example/feed"), "{hops:?}: {late:?}");
        assert_eq!(report.moved, None, "{hops:?}");
    }
    let (_, late, report) = after_six_days_of(&[
        ("https://a.example/feed", 301, "https://b.example/between"),
        ("https://b.example/between", 302, "https://b.example/new"),
    ])
    .await;
    assert!(late.iter().any(|url| url == "https://a.example/feed"), "one hop is not for good");
    assert_eq!(report.moved, None);
}

#[tokio::test(start_paused = true)]
async fn an_address_that_was_learnt_and_fails_is_left_for_the_configured_one() {
    let (_, late, report) =
        after_six_days_of(&[("https://a.example/feed", 301, "https://b.example/dies")]).await;
    assert!(late.iter().any(|url| url == "https://a.example/feed"), "{late:?}");
    assert_eq!(report.moved, None);
}

#[tokio::test(start_paused = true)]
async fn an_answer_to_a_feed_whose_name_is_anothers_by_now_is_not_taken_for_that_ones() {
    let feeds = |north: &str, south: &str| {
        [("north", format!("url = \"{north}\"")), ("south", format!("url = \"{south}\""))]
    };
    let named = |world: &World, feeds: [(&str, String); 2]| {
        let [(north, its), (south, other)] = &feeds;
        world.configure("", &[(north, its), (south, other)]);
    };
    let (a, b) = ("https://a.example/feed", "https://b.example/feed");
    let world = World::new("", &[], |url, _| {
        let host = url.host_str().unwrap_or_default();
        Says { takes: 5_000, ..says(200, rss(items(0..2, host))) }
    });
    named(&world, feeds(a, b));
    let life = world.start(false);
    let (pipeline, north) = (life.pipeline.clone(), life.pipeline.feed("north").expect("one"));
    let poll = tokio::spawn(async move { pipeline.poll(&north, Occasion::Once).await });
    tokio::time::sleep(Duration::from_secs(1)).await;
    named(&world, feeds(b, a));
    let config = Config::load(&world.home.path().join("courant.toml")).expect("it is valid");
    life.pipeline.reconfigure(Arc::new(config)).await.expect("it holds");
    let (outcome, _) = poll.await.expect("no panic").expect("no fault");
    let Outcome::Read { discovered, .. } = outcome else { panic!("{outcome:?}") };
    assert_eq!(discovered.fresh, 2);
    assert!(matches!(life.poll("north", Occasion::Once).await, Outcome::Read { .. }));
    let again = life.poll("south", Occasion::Once).await;
    assert!(matches!(again, Outcome::Unchanged { .. }), "its answer is known: {again:?}");
    for (name, url) in [("north", b), ("south", a)] {
        assert_eq!(life.pipeline.state().feed(name).unwrap().unwrap().url, url);
        assert_eq!(life.report(name, world.clock.now()).waiting, 2, "{name}");
    }
    life.end().await;
}

//! Second looks over days: after what came out poor, at what is not found any more, and where they are asked for.

use super::*;

/// Works for some hours, a minute at a time, after one poll.
async fn works_for(life: &Life, hours: i64) {
    let _ = life.poll("news", Occasion::Once).await;
    for _ in 0..hours * 60 {
        let last_call = CancellationToken::new();
        last_call.cancel();
        life.pipeline.work(Some(last_call.clone()), |_| true, || ()).await;
        life.pipeline.publish(last_call, || ()).await;
        pass(1).await;
    }
}

/// What came out, in order: action and revision.
fn told(world: &World) -> Vec<(String, u64)> {
    let mut lines = Vec::new();
    let journal = world.home.path().join("articles/journal");
    let mut days: Vec<_> =
        std::fs::read_dir(journal).expect("there").map(|day| day.expect("one").path()).collect();
    days.sort();
    for day in days {
        let text = std::fs::read_to_string(day).expect("read");
        lines.extend(text.lines().map(|line| {
            let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
            let action = line["action"].as_str().expect("a word").to_owned();
            (action, line["revision"].as_u64().expect("a number"))
        }));
    }
    lines
}

/// A page that asks for consent and tells nothing.
fn wall() -> Says {
    let words = "We and our partners store and access information on your device, such as cookies, and process \
         personal data. With your consent we and our 812 partners use precise location and identify devices. ";
    says(
        200,
        format!(
            "<html><head><title>Before you continue</title></head><body><div class=\"consent-wall\" role=\"dialog\"><h1>Before you continue</h1><p>{words}</p><p>{words}</p><button>Accept all</button><button>Reject all</button></div></body></html>"
        ),
    )
}

/// A web with one entry whose page is what `page_at` says.
fn world(settings: &str, page_at: impl Fn(i64) -> Says + Send + Sync + 'static) -> World {
    World::new(settings, &[("news", "url = \"https://a.example/feed\"")], move |url, at| match url
        .path()
    {
        "/feed" => says(200, rss(items(0..1, "a.example"))),
        "/robots.txt" => says(404, ""),
        _ => page_at(at),
    })
}

#[tokio::test(start_paused = true)]
async fn a_page_behind_a_wall_is_looked_at_again_after_minutes_hours_and_a_day_and_no_oftener() {
    let world = world("", |_| wall());
    let life = world.start(false);
    works_for(&life, 48).await;
    life.end().await;
    let looks = world.asked("/page/0");
    assert_eq!(looks.len(), 4, "{looks:?}");
    let waits: Vec<i64> = looks.windows(2).map(|pair| (pair[1] - pair[0]) / 60).collect();
    for (wait, expected) in waits.iter().zip([10, 180, 1440]) {
        assert!((expected..expected + 3).contains(wait), "{waits:?} minutes");
    }
    assert_eq!(told(&world), [("new".to_owned(), 1)], "and comes out once, from the feed");
}

#[tokio::test(start_paused = true)]
async fn a_page_that_can_be_read_an_hour_later_is_a_revision() {
    let world = world("", |at| if at < HOUR { wall() } else { page("/page/0") });
    let life = world.start(false);
    works_for(&life, 30).await;
    life.end().await;
    assert_eq!(told(&world), [("new".to_owned(), 1), ("revised".to_owned(), 2)]);
    assert_eq!(world.asked("/page/0").len(), 3, "and is left alone from then on");
}

#[tokio::test(start_paused = true)]
async fn a_page_is_read_again_within_its_day_only_where_that_is_asked_for() {
    for (rereads, expected) in [(0, 1), (3, 4)] {
        let settings = format!("[revise]\nrereads = {rereads}");
        let world = world(&settings, |_| page("/page/0"));
        let life = world.start(false);
        works_for(&life, 30).await;
        life.end().await;
        let looks = world.asked("/page/0");
        assert_eq!(looks.len(), expected, "{looks:?}");
        assert_eq!(told(&world), [("new".to_owned(), 1)], "it says the same each time");
    }
}

#[tokio::test(start_paused = true)]
async fn what_changed_too_often_on_one_day_is_read_again_on_the_next_although_the_feed_is_silent() {
    let world = World::new("", &[("news", "url = \"https://a.example/feed\"")], |url, at| {
        let edits = (at / HOUR).min(5);
        let edited = |text: &str| text.replace("three boats", &format!("{edits} boats"));
        match url.path() {
            "/feed" => says(
                200,
                edited(&rss(items(0..1, "a.example")
                    .into_iter()
                    .map(|(number, link, title)| (number, link, format!("{title}, three boats"))))),
            ),
            "/robots.txt" => says(404, ""),
            path => {
                let Says { body, .. } = page(path);
                says(200, edited(&body))
            }
        }
    });
    let life = world.start(false);
    for _ in 0..6 {
        works_for(&life, 1).await;
    }
    assert_eq!(told(&world).len(), 1 + 3, "three times that day");
    for _ in 0..23 {
        works_for(&life, 1).await;
    }
    life.end().await;
    let lines = told(&world);
    assert_eq!(lines.last(), Some(&("revised".to_owned(), 5)), "{lines:?}");
    assert_eq!(world.asked("/page/0").len(), 5);
}

#[tokio::test(start_paused = true)]
async fn a_second_look_that_meets_a_wall_an_error_or_another_text_replaces_nothing() {
    for worse in [
        || wall(),
        || says(404, "gone"),
        || says(503, "later"),
        || {
            says(
                200,
                "<html><head><title>Sorry</title></head><body><article><h1>Sorry</h1><p>Our site is being worked on, and will be back in a few hours; please come again later.</p></article></body></html>",
            )
        },
    ] {
        let world =
            world(
                "[revise]\nrereads = 3",
                move |at| if at < HOUR { page("/page/0") } else { worse() },
            );
        let life = world.start(false);
        works_for(&life, 24).await;
        life.end().await;
        assert_eq!(told(&world), [("new".to_owned(), 1)]);
        assert!(world.asked("/page/0").len() >= 2, "it was looked at");
    }
}

#[tokio::test(start_paused = true)]
async fn a_page_that_is_not_found_for_days_is_withdrawn() {
    let world = world("[revise]\nrereads = 1", |at| {
        if at < HOUR { page("/page/0") } else { says(404, "not here") }
    });
    let life = world.start(false);
    works_for(&life, 30).await;
    assert_eq!(told(&world).len(), 1, "not at once");
    works_for(&life, 48).await;
    life.end().await;
    assert_eq!(told(&world), [("new".to_owned(), 1), ("withdrawn".to_owned(), 1)]);
    let looks = world.asked("/page/0");
    assert_eq!(looks.len(), 4, "{looks:?}");
}

#[tokio::test(start_paused = true)]
async fn a_page_that_is_not_found_once_and_then_never_answers_is_left_alone_after_a_week() {
    let world = world("[revise]\nrereads = 1", |at| match at / HOUR {
        0 => page("/page/0"),
        1..3 => says(404, "not here"),
        _ => says(503, "later"),
    });
    let life = world.start(false);
    works_for(&life, 14 * 24).await;
    life.end().await;
    assert_eq!(told(&world), [("new".to_owned(), 1)]);
    let looks = world.asked("/page/0");
    assert!((8..=10).contains(&looks.len()), "one a day for a week, and no more: {looks:?}");
}

//! Errors everywhere at once are ours.

use super::panics::articles;
use super::*;

/// So many feeds, each on a host of its own.
fn newspapers(count: usize) -> Vec<(String, String)> {
    let feed = |at| (format!("news{at}"), format!("url = \"https://news{at}.example/feed\""));
    (0..count).map(feed).collect()
}

#[tokio::test(start_paused = true)]
async fn when_many_hosts_are_away_at_once_no_feed_is_charged_and_all_come_back_spread() {
    const DOWN: std::ops::Range<i64> = 2 * HOUR..4 * HOUR;
    let feeds = newspapers(30);
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
    assert!(down.len() <= 30 + 121, "each once, and one a minute: {}", down.len());
    let back = |minutes: i64| {
        asked.iter().filter(|at| (0..minutes * 60).contains(&(*at - DOWN.end))).count()
    };
    // Six or seven in the mean, since each has its share of a quarter of an hour; a crowd would be all thirty.
    assert!(back(2) <= 16, "no crowd: {} in two minutes", back(2));
    assert!(back(60) >= 60, "all are polled again: {}", back(60));
}

/// What is under way when the line goes down ends in a time-out, which is no answer.
#[tokio::test(start_paused = true)]
async fn requests_that_the_outage_held_up_charge_no_other_feed_with_it() {
    let feeds = newspapers(100);
    let feeds: Vec<(&str, &str)> = feeds.iter().map(|(name, rest)| (&**name, &**rest)).collect();
    let is_held_up = |name: &str| name.contains(['0', '2', '4', '6', '8']);
    let world =
        World::new("[poll]\nmax_interval = \"20m\"", &feeds, move |url, at| match url.host_str() {
            _ if at < HOUR => says(200, rss([])),
            Some(host) if is_held_up(host) => slow(),
            _ => away(),
        });
    let life = world.start(true);
    pass(120).await;
    for (name, _) in feeds.iter().filter(|(name, _)| !is_held_up(name)) {
        let report = life.report(name, world.clock.now());
        assert_eq!((report.failures, report.error), (0, None), "{name} is charged");
    }
    life.end().await;
}

/// Forty feeds that a daemon finds no names for until an hour after its start: when each was asked, and the world.
async fn without_names_for_an_hour() -> (World, Vec<(String, String)>, Life) {
    let feeds = newspapers(40);
    let named: Vec<(&str, &str)> = feeds.iter().map(|(name, rest)| (&**name, &**rest)).collect();
    let world =
        World::new("", &named, |_, at| if at < HOUR { nameless() } else { says(200, rss([])) });
    let life = world.start(true);
    pass(59).await;
    (world, feeds, life)
}

#[tokio::test(start_paused = true)]
async fn a_start_without_names_is_waited_out_and_caught_up_without_a_burst() {
    let (world, feeds, life) = without_names_for_an_hour().await;
    let down = world.asked("").len();
    assert!((40..=100).contains(&down), "each once until it shows, then one a minute: {down}");
    for (name, _) in &feeds {
        let report = life.report(name, world.clock.now());
        assert_eq!((report.failures, report.error), (0, None), "{name} is charged");
    }
    pass(1 + 20).await;
    let back: Vec<i64> = world.asked("").into_iter().filter(|at| *at >= HOUR).collect();
    for (name, _) in &feeds {
        assert_eq!(life.report(name, world.clock.now()).standing, Standing::Good, "{name}");
    }
    let minutes = |from: i64| back.iter().filter(|at| (*at - HOUR) / 60 == from).count();
    let fullest = (0..20).map(minutes).max().unwrap_or_default();
    assert!(fullest <= 10, "no crowd: {fullest} in one minute: {back:?}");
    life.end().await;
}

#[tokio::test(start_paused = true)]
async fn a_host_that_is_away_alone_is_asked_ever_more_rarely_and_is_back_when_it_answers() {
    let feeds = [
        ("news", "url = \"https://a.example/feed\""),
        ("other", "url = \"https://b.example/feed\""),
    ];
    let world = World::new("", &feeds, |url, at| {
        let away = url.host_str() == Some("a.example") && at < 20 * HOUR;
        if away { nameless() } else { says(200, rss([])) }
    });
    let life = world.start(false);
    life.polls_for(&world.clock, 72).await;
    assert_eq!(life.report("news", world.clock.now()).standing, Standing::Good);
    life.end().await;
    let asked = world.asked("a.example");
    let gaps: Vec<i64> = asked.windows(2).map(|pair| (pair[1] - pair[0]) / 60).collect();
    // Twice as long each time, and up to a tenth more.
    assert!(gaps.len() > 5, "{gaps:?}");
    for (gap, least) in gaps.iter().zip([30, 60, 120, 240, 480]) {
        assert!((least..=least * 11 / 10 + 1).contains(gap), "{gap} for {least}: {gaps:?}");
    }
}

/// One in four: `news4.example`.
fn is_dead(url: &Url) -> bool {
    let name = url.host_str().unwrap_or_default().trim_end_matches(".example");
    name.trim_start_matches("news").parse::<usize>().is_ok_and(|number| number.is_multiple_of(4))
}

#[tokio::test(start_paused = true)]
async fn dead_links_of_one_feed_hold_up_no_page_and_no_poll_of_another() {
    let feeds = [
        ("bad", "url = \"https://bad.example/feed\""),
        ("good", "url = \"https://good.example/feed\""),
    ];
    let world = World::new("[poll]\nmax_interval = \"20m\"", &feeds, |url, _| match url.path() {
        "/feed" if url.host_str() == Some("bad.example") => {
            let link =
                |at: usize| (at, format!("https://dead{at}.example/a"), format!("Dead {at}"));
            says(200, rss((0..30).map(link)))
        }
        "/feed" => says(200, rss(items(0..5, "good.example"))),
        _ if url.host_str() == Some("good.example") => page("the quay"),
        _ => away(),
    });
    let life = world.start(true);
    pass(5).await;
    let read = |at| world.asked(&format!("good.example/page/{at}")).len();
    assert_eq!((0..5).map(read).collect::<Vec<_>>(), [1; 5], "all pages are read");
    pass(60).await;
    life.end().await;
    let polls = world.asked("good.example/feed").len();
    assert!(polls > 2, "and it is polled as ever: {polls}");
}

#[tokio::test(start_paused = true)]
async fn a_list_with_dead_feeds_is_polled_at_once_for_all_that_the_living_are_slower() {
    let feeds = newspapers(200);
    let feeds: Vec<(&str, &str)> = feeds.iter().map(|(name, rest)| (&**name, &**rest)).collect();
    let world = World::new("", &feeds, |url, _| {
        if is_dead(url) { away() } else { Says { takes: 3000, ..says(200, rss([])) } }
    });
    let life = world.start(true);
    pass(1).await;
    assert_eq!(world.asked("").len(), 200, "each is asked");
    for (name, _) in &feeds {
        let failures = life.report(name, world.clock.now()).failures;
        assert_eq!(
            failures,
            u32::from(is_dead(&Url::parse(&format!("https://{name}.example")).expect("valid"))),
            "{name}"
        );
    }
    life.end().await;
}

#[tokio::test(start_paused = true)]
async fn where_most_of_a_short_list_dies_at_once_the_pages_of_the_rest_are_tried() {
    let mut feeds = newspapers(3);
    feeds.push((
        "good".to_owned(),
        "url = \"https://good.example/feed\"\nmin_interval = \"6h\"\nmax_interval = \"6h\""
            .to_owned(),
    ));
    let feeds: Vec<(&str, &str)> = feeds.iter().map(|(name, rest)| (&**name, &**rest)).collect();
    let settings =
        "[poll]\nmin_interval = \"4m\"\nmax_interval = \"4m\"\n[extract]\npatience = \"3h\"";
    let world = World::new(settings, &feeds, |url, at| match url.host_str() {
        Some("good.example") => says(200, rss(items(0..1, "late.example"))),
        Some("late.example") if at < HOUR => says(500, ""),
        Some("late.example") => page("the quay"),
        _ if at < HOUR / 2 => says(200, rss([])),
        _ => away(),
    });
    let life = world.start(true);
    pass(100).await;
    life.end().await;
    let read = world.asked("late.example/page").into_iter().filter(|at| *at >= HOUR).count();
    assert_eq!(read, 1, "{:?}", world.asked("late.example/page"));
}

#[tokio::test(start_paused = true)]
async fn an_outage_longer_than_patience_costs_no_article_its_page() {
    const DOWN: std::ops::Range<i64> = 600..3 * HOUR;
    let feeds = newspapers(8);
    let feeds: Vec<(&str, &str)> = feeds.iter().map(|(name, rest)| (&**name, &**rest)).collect();
    let settings = "[poll]\nmax_interval = \"20m\"\n[extract]\npatience = \"1h\"";
    let world = World::new(settings, &feeds, |url, at| match url.path() {
        _ if DOWN.contains(&at) => away(),
        "/feed" => says(200, rss(items(0..2, url.host_str().unwrap_or_default()))),
        _ if at < DOWN.start => says(500, ""),
        _ => page("the quay"),
    });
    let life = world.start(true);
    pass(240).await;
    life.end().await;
    let articles = articles(&world);
    assert_eq!(articles.len(), 16);
    for (_, article) in &articles {
        assert_eq!(article["body_from"], "page", "{article}");
    }
}

/// It holds up those whose own host was silent, not those whose way has led from there to another.
#[tokio::test(start_paused = true)]
async fn an_entry_that_waits_for_a_host_that_was_not_silent_goes_on_there_in_an_outage() {
    let feeds = newspapers(4);
    let feeds: Vec<(&str, &str)> = feeds.iter().map(|(name, rest)| (&**name, &**rest)).collect();
    let world = World::new("", &feeds, |url, at| match (url.host_str(), url.path()) {
        (_, "/robots.txt") => says(404, ""),
        (Some("slow.example"), _) if at < 40 => Says { takes: 30_000, ..slow() },
        (Some("slow.example"), path) => page(path),
        _ if (31..40).contains(&at) => away(),
        (Some("news0.example"), "/feed") => says(200, rss(items(0..12, "news0.example"))),
        (_, "/feed") => says(200, rss([])),
        (_, path) => leads(302, &format!("https://slow.example{path}")),
    });
    let life = world.start(true);
    tokio::time::sleep(Duration::from_millis(31_500)).await;
    assert_eq!(world.asked("news0.example/page").len(), 12, "all have been led away");
    let polls = feeds.iter().map(|(name, _)| life.poll(name, Occasion::Once));
    futures_util::future::join_all(polls).await;
    pass(10).await;
    life.end().await;
    // Two pages did not come in time; those entries begin anew.
    assert_eq!(world.asked("news0.example/page").len(), 12 + 2, "no other redirect is asked again");
}

//! The pages of a feed: one after the other, by the rules of their sites, and again only for a reason.

use super::turns::assert_in_turn;
use super::*;

#[tokio::test(start_paused = true)]
async fn fifty_entries_on_one_host_are_read_one_after_the_other_with_robots_txt_first() {
    let world = World::new("", &[("news", "url = \"https://a.example/feed\"")], |url, _| match url
        .path()
    {
        "/feed" => says(200, rss(items(0..50, "a.example"))),
        "/robots.txt" => says(200, "User-agent: *\nCrawl-delay: 5\n"),
        "/page/7" => leads(302, "https://a.example/elsewhere"),
        path => page(path),
    });
    let life = world.start(true);
    pass(14).await;
    life.end().await;
    let seen = world.seen();
    assert_in_turn(&seen, 2);
    assert_in_turn(&seen[1..], 5);
    assert_eq!(seen[1].url, "https://a.example/robots.txt", "before the first page");
    assert_eq!(world.asked("/robots.txt").len(), 1);
    // The last waited for four minutes, and still has all its time, or what a hop has left of it.
    assert!(seen.iter().all(|seen| seen.timeout > Duration::from_secs(29)), "{seen:?}");
    for at in 0..50 {
        let url = format!("https://a.example/page/{at}");
        assert_eq!(seen.iter().filter(|seen| seen.url == url).count(), 1, "{url}");
    }
}

#[tokio::test(start_paused = true)]
async fn robots_txt_is_asked_for_at_most_once_a_day_however_much_is_read() {
    let world =
        World::new("", &[("news", "url = \"https://a.example/feed\"")], |url, at| {
            match url.path() {
                "/feed" => {
                    let hour = usize::try_from(at / HOUR).expect("small");
                    says(200, rss(items(hour..hour + 3, "a.example")))
                }
                "/robots.txt" => says(200, "User-agent: *\nDisallow: /feed\nDisallow: /page/7\n"),
                path => page(path),
            }
        });
    for _ in 0..5 {
        let life = world.start(false);
        for _ in 0..11 {
            let _ = life.poll("news", Occasion::Once).await;
            let last_call = CancellationToken::new();
            last_call.cancel();
            life.pipeline.work(Some(last_call), |_| true, || ()).await;
            pass(60).await;
        }
        life.end().await;
    }
    let asked = world.asked("/robots.txt");
    assert!(asked.len() == 3, "in 55 hours: {asked:?}");
    assert!(asked.windows(2).all(|pair| pair[1] - pair[0] >= 24 * HOUR), "{asked:?}");
    assert!(world.asked("/page/").len() > 40, "{}", world.asked("/page/").len());
    assert!(world.asked("/page/7").is_empty(), "it is obeyed");
    assert!(world.asked("/feed").len() > 40, "a feed is exempt, since its reader listed it");
}

/// Eight entries, at each poll of which the first has another title, the next another text, the third another date of
/// its update, and the fourth other markup.
fn changing_in_their_ways(at: i64) -> String {
    let mut text = rss(items(0..8, "a.example"));
    for (part, changed) in [
        ("<title>Report 0</title>", format!("<title>Report 0 at {at}</title>")),
        ("In short, report 1.", format!("In short, report 1 at {at}.")),
        (
            "In short, report 2.</description>",
            format!(
                "In short, report 2.</description><updated xmlns=\"http://www.w3.org/2005/Atom\">{}</updated>",
                Timestamp::from_second(1_795_000_000 + at).expect("in range")
            ),
        ),
        ("In short, report 3.", format!("In short, report 3.&lt;img src=\"/count?{at}\"&gt;")),
    ] {
        assert!(text.contains(part), "{text}");
        text = text.replacen(part, &changed, 1);
    }
    text
}

#[tokio::test(start_paused = true)]
async fn a_page_is_read_again_only_if_its_entry_changed_thrice_a_day_and_if_the_feed_is_believed() {
    let world = World::new(
        "[poll]\nmax_interval = \"15m\"",
        &[("one", "url = \"https://a.example/feed\""), ("all", "url = \"https://b.example/feed\"")],
        |url, at| {
            let host = url.host_str().unwrap_or_default();
            match url.path() {
                "/feed" if host == "a.example" => says(200, changing_in_their_ways(at)),
                "/feed" => {
                    let all = items(0..6, host).into_iter();
                    says(
                        200,
                        rss(all.map(|(n, link, title)| (n, link, format!("{title} at {at}")))),
                    )
                }
                "/robots.txt" => says(404, ""),
                path => page(path),
            }
        },
    );
    let life = world.start(true);
    pass(10 * 60).await;
    life.end().await;
    assert!(world.asked("a.example/feed").len() > 5);
    for at in 0..8 {
        let times = world.asked(&format!("a.example/page/{at}")).len();
        assert_eq!(times, if at < 3 { 1 + 3 } else { 1 }, "{at}: once, and again thrice that day");
    }
    for at in 0..6 {
        assert_eq!(world.asked(&format!("b.example/page/{at}")).len(), 1, "not believed");
    }
}

#[tokio::test(start_paused = true)]
#[allow(clippy::disallowed_methods, reason = "a test stands in the daemon's way")]
async fn an_entry_whose_text_cannot_be_read_for_some_minutes_comes_out_when_it_can() {
    let world =
        World::new("", &[("news", "url = \"https://a.example/feed\"")], |url, at| {
            match url.path() {
                "/feed" if at < 30 => says(200, rss(items(0..1, "a.example"))),
                "/feed" => says(200, rss([])),
                "/robots.txt" => says(404, ""),
                _ if at < 60 => says(500, ""),
                path => page(path),
            }
        });
    let life = world.start(true);
    pass(1).await;
    life.end().await;
    let spool = world.home.path().join("state").join("spool");
    let file = std::fs::read_dir(spool).unwrap().next().expect("its text").unwrap().path();
    let aside = world.home.path().join("aside");
    std::fs::rename(&file, &aside).unwrap();
    std::fs::create_dir(&file).unwrap();
    let life = world.start(true);
    pass(10).await;
    assert_eq!(life.report("news", world.clock.now()).waiting, 1);
    std::fs::remove_dir(&file).unwrap();
    std::fs::rename(&aside, &file).unwrap();
    pass(30).await;
    let report = life.report("news", world.clock.now());
    assert_eq!((report.waiting, report.articles), (0, 1));
    life.end().await;
}

/// A look that was put off to a day on which nothing ran used to be none of those of the day on which it was made up for.
#[tokio::test(start_paused = true)]
async fn a_page_is_read_again_thrice_a_day_at_most_whatever_was_put_off_and_however_long_nothing_ran()
 {
    const DAY: i64 = 24 * HOUR;
    let world = World::new(
        "[poll]\nmax_interval = \"15m\"",
        &[("news", "url = \"https://a.example/feed\"")],
        |url, at| match url.path() {
            "/feed" => says(200, changing_in_their_ways(at)),
            "/robots.txt" => says(404, ""),
            path => page(path),
        },
    );
    for away in [2 * 24 * 60, 24 * 60, 0] {
        let life = world.start(true);
        pass(20 * 60).await;
        life.end().await;
        pass(away).await;
    }
    let began = world.web.began.as_second();
    let mut days = std::collections::BTreeMap::new();
    for at in &world.asked("a.example/page/0")[1..] {
        *days.entry((began + at).div_euclid(DAY)).or_insert(0) += 1;
    }
    assert!(days.len() > 3 && days.values().any(|reads| *reads == 3), "{days:?}");
    assert!(days.values().all(|reads| *reads <= 3), "{days:?}");
}

/// The addresses of what failed used to be kept for each feed, 8 KiB each, for as long as the daemon ran.
#[tokio::test(start_paused = true)]
async fn a_daemon_keeps_no_list_of_pages_that_failed() {
    let feeds = [("a", "url = \"https://a.example/feed\"")];
    let world = World::new("", &feeds, |url, _| match url.path() {
        "/feed" => says(200, rss(items(0..30, "a.example"))),
        _ => says(404, ""),
    });
    let life = world.start(true);
    pass(60).await;
    assert_eq!(life.pipeline.figures().articles(), 30);
    assert!(life.pipeline.counts().is_empty(), "it keeps them for nobody");
    life.end().await;
}

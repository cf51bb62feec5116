//! What one feed brings holds up no other.

use futures_util::future::join_all;

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

/// How long a poll of a feed waits at the longest, with its host saying this, while the pages of two others hang. Each of
/// those may have half of the requests in flight under way.
async fn longest_poll_beside_pages_that_hang(
    says_news: impl Fn(&Url, i64) -> Says + Send + Sync + 'static,
) -> (World, SignedDuration) {
    let feeds = [
        ("crowd", "url = \"https://crowd.example/feed\""),
        ("mob", "url = \"https://mob.example/feed\""),
        ("news", "url = \"https://news.example/feed\""),
    ];
    let world = World::new("", &feeds, move |url, at| match url.host_str() {
        Some(of @ ("crowd.example" | "mob.example")) => {
            let link = |at| (at, format!("https://{at}{of}/a"), format!("Report {at} of the {of}"));
            says(200, rss((0..1000).map(link)))
        }
        Some("news.example") => says_news(url, at),
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
    assert!(world.asked("/robots.txt").len() > 100, "they are under way");
    (world, longest)
}

#[tokio::test(start_paused = true)]
async fn pages_that_hang_leave_room_for_polls() {
    let (_, longest) = longest_poll_beside_pages_that_hang(|_, _| says(200, rss([]))).await;
    assert!(longest < SignedDuration::from_secs(3), "a poll waited for {longest:#}");
}

#[tokio::test(start_paused = true)]
async fn pages_that_hang_leave_room_for_polls_of_a_host_whose_own_page_waits_for_them() {
    let news = |url: &Url, at: i64| match url.path() {
        "/feed" => {
            let newest = usize::try_from(at / 10).expect("small");
            says(200, rss(items(newest..newest + 1, "news.example")))
        }
        "/robots.txt" => says(404, ""),
        _ => page("the quay"),
    };
    let (world, longest) = longest_poll_beside_pages_that_hang(news).await;
    assert!(longest < SignedDuration::from_secs(6), "a poll waited for {longest:#}");
    let pages = world.asked("news.example/page").len();
    assert!(pages > 1, "each page has its turn among those that wait: {pages}");
    turns::assert_in_turn(&world.seen(), 2);
}

/// A feed of 60 entries, the first 40 of which lead to a host that takes its time.
fn leading_away() -> World {
    let feeds = [("news", "url = \"https://news.example/feed\"")];
    World::new("", &feeds, |url, _| {
        let number = url.path().rsplit('/').next().and_then(|number| number.parse::<usize>().ok());
        match (url.host_str(), number) {
            (Some("news.example"), None) if url.path() == "/feed" => {
                says(200, rss(items(100..160, "news.example")))
            }
            (Some("news.example"), Some(number @ ..140)) => {
                leads(302, &format!("https://slow.example/page/{number}"))
            }
            (Some("slow.example"), Some(number)) => {
                Says { takes: 25_000, ..page(&format!("the slow quay {number}")) }
            }
            (_, Some(number)) => page(&format!("the quay {number}")),
            (_, None) => says(404, ""),
        }
    })
}

#[tokio::test(start_paused = true)]
async fn pages_that_lead_to_a_slow_host_hold_up_no_other_page_of_their_feed() {
    let world = leading_away();
    let life = world.start(true);
    pass(4).await;
    for number in 140..160 {
        let asked = world.asked(&format!("news.example/page/{number}")).len();
        assert_eq!(asked, 1, "page {number}, within the minutes that the gaps take");
    }
    pass(20).await;
    life.end().await;
    for number in 100..140 {
        let asked = |of: &str| world.asked(&format!("{of}.example/page/{number}")).len();
        assert_eq!((asked("news"), asked("slow")), (1, 1), "{number}: each is asked once");
    }
    turns::assert_in_turn(&world.seen(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_pass_waits_for_pages_that_lead_to_a_slow_host() {
    let world = leading_away();
    let life = world.start(false);
    let feeds: Vec<_> = life.pipeline.feed("news").into_iter().collect();
    life.pipeline.pass(&feeds, || (), || ()).await;
    let articles = life.pipeline.figures().articles();
    life.end().await;
    assert_eq!(articles, 60);
    let asked = (world.asked("news.example/page/").len(), world.asked("slow.example/page/").len());
    assert_eq!(asked, (60, 40), "each is asked once");
}

/// Each page leads to a host of its own, all of which take their time.
#[tokio::test(start_paused = true)]
async fn a_host_that_leads_away_is_asked_for_its_next_page_at_once() {
    let feeds = [("news", "url = \"https://news.example/feed\"")];
    let settings = "[fetch]\nhost_delay = \"0s\"";
    let world = World::new(settings, &feeds, |url, _| match (url.host_str(), url.path()) {
        (_, "/robots.txt") => says(404, ""),
        (Some("news.example"), "/feed") => says(200, rss(items(0..24, "news.example"))),
        (Some("news.example"), path) => {
            let number = path.rsplit('/').next().unwrap_or_default();
            leads(302, &format!("https://host{number}.example/page"))
        }
        _ => Says { takes: 20_000, ..page("the quay") },
    });
    let life = world.start(true);
    tokio::time::sleep(Duration::from_secs(9)).await;
    life.end().await;
    assert_eq!(world.asked("news.example/page").len(), 24, "each takes a tenth of a second");
}

#[tokio::test(start_paused = true)]
async fn feeds_that_hang_leave_room_for_those_that_answer() {
    let answer = |url: &Url, _| match url.host_str() {
        Some("news.example") => says(200, rss([])),
        _ => hangs(),
    };
    let news = [("news", "url = \"https://news.example/feed\"")];
    let world = World::new("", &news, answer);
    let life = world.start(true);
    pass(1).await;
    life.end().await;
    // A long list of dead feeds comes to it.
    let dead: Vec<(String, String)> = (0..500)
        .map(|at| (format!("dead{at}"), format!("url = \"https://dead{at}.example/feed\"")))
        .collect();
    let dead = dead.iter().map(|(name, rest)| (&**name, &**rest));
    world.configure("", &news.into_iter().chain(dead).collect::<Vec<_>>());
    let life = world.start(true);
    let mut longest = SignedDuration::ZERO;
    for _ in 0..9 {
        tokio::time::sleep(Duration::from_secs(11)).await;
        let ordered = world.clock.now();
        let _ = life.poll("news", Occasion::Once).await;
        longest = longest.max(world.clock.now().duration_since(ordered));
    }
    life.end().await;
    assert!(world.asked("dead").len() > 150, "they are under way");
    assert!(longest < SignedDuration::from_secs(3), "a poll waited for {longest:#}");
}

#[tokio::test(start_paused = true)]
async fn feeds_that_hang_since_they_answered_leave_room_for_those_that_answer() {
    let names: Vec<String> = (0..100).map(|at| format!("dead{at}")).collect();
    let urls: Vec<String> =
        names.iter().map(|name| format!("url = \"https://{name}.example/feed\"")).collect();
    let dead = names.iter().zip(&urls).map(|(name, url)| (&**name, &**url));
    let news = ("news", "url = \"https://news.example/feed\"");
    let feeds: Vec<_> = dead.chain([news]).collect();
    let world = World::new("", &feeds, |url, at| match url.host_str() {
        Some("news.example") => says(200, rss([])),
        _ if at < 60 => says(200, rss([])),
        _ => hangs(),
    });
    let life = world.start(false);
    let all = || join_all(names.iter().map(|name| life.poll(name, Occasion::Once)));
    let _ = (life.poll("news", Occasion::Once).await, all().await);
    pass(1).await;
    let _ = all().await;
    let beside = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let ordered = world.clock.now();
        let _ = life.poll("news", Occasion::Once).await;
        world.clock.now().duration_since(ordered)
    };
    let (_, took) = tokio::join!(all(), beside);
    life.end().await;
    assert_eq!(world.asked("dead").len(), 300, "each is asked three times");
    assert!(took < SignedDuration::from_secs(3), "a poll waited for {took:#}");
}

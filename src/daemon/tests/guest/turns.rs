//! Turns: no request that a gap or a cool-down forbids, whatever asks for it.

use super::*;

/// Each request of a host begins the gap after the end of the one before at the earliest, and after its wish.
pub(super) fn assert_in_turn(seen: &[Seen], gap: i64) {
    let mut last: std::collections::HashMap<&str, &Seen> = std::collections::HashMap::new();
    for one in seen {
        if let Some(before) = last.insert(one.host.as_str(), one) {
            assert!(before.ended <= one.began, "two in flight: {before:?}, {one:?}");
            let rest = one.began.duration_since(before.ended);
            let refused = matches!(before.status, Some(429 | 503));
            let wish = before.retry_after.as_deref().filter(|_| refused);
            let wish = wish.map_or(0, |wish| wish.parse().expect("seconds"));
            let bare = if before.status == Some(429) && wish == 0 { HOUR } else { 0 };
            let wanted = SignedDuration::from_secs(gap.max(wish).max(bare));
            assert!(rest >= wanted, "{rest:#} instead of {wanted:#}: {before:?}, {one:?}");
        }
    }
}

#[test]
fn no_request_is_made_that_a_gap_or_a_cool_down_forbids_whatever_asks_for_it() {
    for seed in 0..6u64 {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_all().start_paused(true).build().expect("it starts");
        runtime.block_on(any_world(seed));
    }
}

/// Two hours of a world that this number draws: feeds, pages, hops, refusals, on three hosts that lead to each other.
async fn any_world(seed: u64) {
    let drawn = move |of: &str, sides: u64| {
        let hash = blake3::hash(format!("{seed} {of}").as_bytes());
        u64::from(hash.as_bytes()[0]) % sides
    };
    let feeds: Vec<(String, String)> = (0..6)
        .map(|at| {
            (format!("f{at}"), format!("url = \"https://n{at}.h{}.example/feed/{at}\"", at % 3))
        })
        .collect();
    let feeds: Vec<(&str, &str)> = feeds.iter().map(|(name, rest)| (&**name, &**rest)).collect();
    let world = World::new("[poll]\nmax_interval = \"15m\"", &feeds, move |url, at| {
        // Each of the hosts has many names.
        let name = drawn(&format!("name of {url} {at}"), 4);
        let other = format!("n{name}.h{}.example", drawn(&format!("host of {url} {at}"), 3));
        let takes = drawn(&format!("time of {url} {at}"), 7) * 900;
        let wish =
            |status, wish: &str| Says { retry_after: Some(wish.to_owned()), ..says(status, "") };
        let answer = match (url.path(), drawn(&format!("{url} {at}"), 16)) {
            ("/robots.txt", 0..8) => says(404, ""),
            (_, 0) => wish(429, "900"),
            (_, 1) => wish(503, "300"),
            (_, 2) => leads(302, &format!("https://{other}/hop/{at}")),
            (_, 3) => says(500, ""),
            (_, 4) => away(),
            (_, 5) if at > 5000 => says(429, ""),
            ("/robots.txt", _) => says(200, "User-agent: *\nDisallow: /page/3\n"),
            (path, _) if path.starts_with("/feed") => {
                let first = usize::try_from(at / 60).expect("small");
                says(200, rss(items(first..first + 4, &other)))
            }
            (path, _) => page(path),
        };
        Says { takes, ..answer }
    });
    for _ in 0..2 {
        let life = world.start(true);
        for minute in 0..60 {
            let name = format!("f{}", drawn(&format!("asks {minute}"), 6));
            let occasion = if drawn(&format!("how {minute}"), 2) == 0 {
                Occasion::Asked
            } else {
                Occasion::Once
            };
            let _ = life.poll(&name, occasion).await;
            tokio::time::sleep(Duration::from_secs(47)).await;
        }
        // What is under way may end, so that the web sees its end.
        life.end().await;
        pass(1).await;
    }
    let all: Vec<Seen> = world.seen();
    assert!(all.len() > 40, "too little was asked to tell: {}", all.len());
    let kinds = |kind| all.iter().filter(|seen| seen.accept == kind).count();
    assert!(kinds(Accept::Feed) > 0 && kinds(Accept::Page) > 0 && kinds(Accept::Robots) > 0);
    assert_in_turn(&all, 2);
}

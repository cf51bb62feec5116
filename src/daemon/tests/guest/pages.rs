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
    for at in 0..50 {
        let url = format!("https://a.example/page/{at}");
        assert_eq!(seen.iter().filter(|seen| seen.url == url).count(), 1, "{url}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_page_is_read_again_only_if_its_entry_changed_thrice_a_day_and_if_the_feed_is_believed() {
    let world = World::new(
        "[poll]\nmax_interval = \"15m\"",
        &[("one", "url = \"https://a.example/feed\""), ("all", "url = \"https://b.example/feed\"")],
        |url, at| {
            let host = url.host_str().unwrap_or_default();
            let mut entries = items(0..6, host);
            match url.path() {
                "/feed" => {
                    let changing = if host == "a.example" { 1 } else { 6 };
                    for (_, _, title) in &mut entries[..changing] {
                        write!(title, " at {at}").expect("it grows");
                    }
                    says(200, rss(entries))
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
    assert_eq!(world.asked("a.example/page/0").len(), 1 + 3, "once, and again thrice that day");
    for at in 1..6 {
        assert_eq!(world.asked(&format!("a.example/page/{at}")).len(), 1, "it never changed");
    }
    for at in 0..6 {
        assert_eq!(world.asked(&format!("b.example/page/{at}")).len(), 1, "not believed");
    }
}

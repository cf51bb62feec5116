//! What an answer means for the requests that follow, over days and restarts: validators, whole downloads,
//! refusals and cool-downs, with pages and robots.txt on the same network.

use std::sync::atomic::Ordering;

use super::*;
use crate::pipeline::Outcome;

mod place;

use place::{Place, Reply, feed, refusal, status, tagged};

const HOUR: SignedDuration = SignedDuration::from_hours(1);
const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);

#[tokio::test(start_paused = true)]
async fn a_feed_is_asked_without_conditions_once_in_its_life() {
    // News, nothing, failures and refusals, and a restart after each.
    let place = Place::new("", &["https://news.example/feed"], |_, before| {
        let tag = format!("\"{before}\"");
        match before % 7 {
            0 | 3 => tagged(feed(&[]), &tag),
            1 | 4 => tagged(Reply { status: 304, ..Reply::default() }, &tag),
            2 => status(500),
            5 => Reply { body: "<html><title>Sorry</title></html>".to_owned(), ..status(200) },
            _ => refusal(503, "7200"),
        }
    });
    place.follow(30).await;
    let polls = place.asked("/feed");
    assert!(polls.len() > 14, "{}", polls.len());
    let bare = polls.iter().filter(|asked| asked.etag.is_none()).count();
    assert_eq!(bare, 1, "{polls:?}");
    assert!(polls[0].etag.is_none());
    // Each brings the tag of the latest answer that was one.
    for (number, poll) in polls.iter().enumerate().skip(1) {
        let latest = (0..number).rev().find(|n| matches!(n % 7, 0 | 1 | 3 | 4)).expect("the first");
        assert_eq!(poll.etag, Some(format!("\"{latest}\"").into_bytes()), "poll {number}");
    }
}

#[tokio::test(start_paused = true)]
async fn validators_are_the_latest_ones_however_many_ask_at_once() {
    let place = Place::new("", &["https://news.example/feed"], |_, before| Reply {
        after: Duration::from_secs(3),
        ..tagged(feed(&[]), &format!("\"{before}\""))
    });
    let (pipeline, _stop) = place.pipeline();
    let feed = pipeline.config().feeds[0].clone();
    for round in 0..5 {
        let all = (0..8).map(|_| pipeline.poll(&feed, Occasion::Once));
        let outcomes = futures_util::future::join_all(all).await;
        let polled =
            outcomes.iter().filter(|done| !matches!(done, Ok((Outcome::Left { .. }, _)))).count();
        assert_eq!(polled, 1, "one poll at a time: {outcomes:?}");
        let latest = (round > 0).then(|| format!("\"{}\"", round - 1).into_bytes());
        assert_eq!(place.asked("/feed")[round].etag, latest);
    }
    assert_eq!(place.asked("/feed").len(), 5);
    assert_eq!(place.network.most.load(Ordering::SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn validators_do_not_outlive_a_change_of_what_is_asked() {
    let etags = |place: &Place| -> Vec<bool> {
        place.asked("/").iter().map(|asked| asked.etag.is_some()).collect()
    };
    let rule = |_: &Request, _| tagged(feed(&[]), "\"one\"");
    let place = Place::new("", &["https://news.example/feed"], rule);
    let poll = async || {
        let (pipeline, _stop) = place.pipeline();
        let feed = pipeline.config().feeds[0].clone();
        pipeline.poll(&feed, Occasion::Once).await.expect("polled");
        pipeline
    };
    poll().await;
    poll().await;
    assert_eq!(etags(&place), [false, true]);
    place.configure("", &["https://news.example/other"]);
    poll().await;
    poll().await;
    assert_eq!(etags(&place)[2..], [false, true], "another address");
    place.configure("", &["https://news.example/other\"\nheaders = { X-Key = \"secret\" }\n#"]);
    poll().await;
    let pipeline = poll().await;
    assert_eq!(etags(&place)[4..], [false, true], "other credentials");
    // Another version may ask for other kinds of documents; that is part of what was asked.
    let record = pipeline.state().feed("feed0").expect("read").expect("known");
    let older = crate::state::FeedRecord { asked: record.asked ^ 1, ..record };
    pipeline.state().save_feed("feed0", &older, true).expect("saved");
    drop(pipeline);
    poll().await;
    poll().await;
    assert_eq!(etags(&place)[6..], [false, true], "another Accept");
}

#[tokio::test(start_paused = true)]
async fn a_feed_without_validators_and_freshness_is_downloaded_less_often() {
    // It publishes every few minutes, so that it would be worth a poll at its floor.
    let busy = |validated: bool| {
        move |_: &Request, before: usize| {
            let pages: Vec<String> =
                (before..before + 10).map(|n| format!("https://other.example/{n}")).collect();
            let pages: Vec<&str> = pages.iter().map(String::as_str).collect();
            let reply = feed(&pages);
            if validated { tagged(reply, &format!("\"{before}\"")) } else { reply }
        }
    };
    let polls = async |settings: &str, validated: bool| {
        let place = Place::new(settings, &["https://news.example/feed"], busy(validated));
        place.live(24 * 60).await;
        place.waits("/feed")
    };
    let often = polls("", true).await;
    assert!(often.iter().any(|wait| *wait < HOUR), "worth its while: {often:?}");
    let default = polls("", false).await;
    assert!(default.iter().all(|wait| *wait >= HOUR), "{default:?}");
    assert!(default.len() >= 10, "and no less often than that: {default:?}");
    let configured = polls("[poll]\nfull_interval = \"3h\"", false).await;
    assert!(configured.iter().all(|wait| *wait >= 3 * HOUR), "{configured:?}");
}

#[tokio::test(start_paused = true)]
async fn a_retry_after_is_obeyed_between_our_own_back_off_and_a_week() {
    // It is Monday noon.
    let back_off = SignedDuration::from_mins(30);
    for code in [429, 503] {
        let own = if code == 429 { HOUR } else { back_off };
        for (value, least) in [
            ("60", back_off),
            ("7200", 2 * HOUR),
            ("86400", 24 * HOUR),
            ("Mon, 23 Nov 2026 18:00:00 GMT", 6 * HOUR),
            ("Monday, 23-Nov-26 18:00:00 GMT", 6 * HOUR),
            ("604800", WEEK),
            ("1000000000000", WEEK),
            ("99999999999999999999999999", WEEK),
            ("Wed, 23 Nov 2033 12:00:00 GMT", WEEK),
            ("Mon, 23 Nov 2026 11:00:00 GMT", own),
            ("-5", own),
            ("0", own),
            ("soon", own),
            ("", own),
        ] {
            let place = Place::new("", &["https://news.example/feed"], move |_, before| {
                if before == 0 { refusal(code, value) } else { feed(&[]) }
            });
            place.follow(2).await;
            let wait = place.waits("/feed")[0];
            let most = least + (least / 4).max(SignedDuration::from_mins(10));
            assert!(wait >= least && wait <= most, "{code} {value:?}: {wait:#}, not {least:#}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_retry_after_beside_any_other_failure_holds_for_the_feed() {
    for code in [403, 404, 500, 502] {
        for (value, least) in [("86400", 24 * HOUR), ("1000000000000", WEEK)] {
            let place = Place::new("", &["https://news.example/feed"], move |_, before| {
                if before == 0 { refusal(code, value) } else { feed(&[]) }
            });
            place.follow(2).await;
            let wait = place.waits("/feed")[0];
            assert!(wait >= least && wait <= least + least / 4, "{code} {value}: {wait:#}");
        }
    }
    let test = "<html><title>Just a moment...</title><script>_cf_chl_opt</script></html>";
    let place = Place::new("", &["https://news.example/feed"], move |_, before| match before {
        0 => Reply { body: test.to_owned(), ..refusal(403, "86400") },
        _ => feed(&[]),
    });
    place.follow(2).await;
    assert!(place.waits("/feed")[0] >= 24 * HOUR, "beside a test for robots, too");
}

#[tokio::test(start_paused = true)]
async fn a_429_without_a_time_costs_an_hour_and_each_further_one_more() {
    let place = Place::new("", &["https://news.example/feed"], |_, _| refusal(429, ""));
    place.follow(11).await;
    let waits = place.waits("/feed");
    let mut least = HOUR;
    assert!(waits.len() >= 7, "{waits:?}");
    for wait in &waits {
        assert!(*wait >= least, "{wait:#} is under {least:#}: {waits:?}");
        assert!(*wait <= least + least / 4 + HOUR / 6, "{wait:#} for {least:#}: {waits:?}");
        least = (2 * least).min(WEEK);
    }
}

#[tokio::test(start_paused = true)]
async fn a_cool_down_holds_for_the_registrable_domain_and_whatever_is_asked_of_it() {
    // A page refuses; then neither feeds, pages nor robots.txt of that domain are asked, whatever the name.
    let feeds = [
        "https://feeds.daily.co.uk/a",
        "https://www.daily.co.uk:8443/b",
        "https://weekly.co.uk/c",
        "https://one.github.io/d",
        "https://two.github.io/e",
    ];
    let place = Place::new("[poll]\nmax_interval = \"30m\"", &feeds, |request, _| {
        match request.url.as_str() {
            "https://feeds.daily.co.uk/a" => {
                feed(&["https://www.daily.co.uk/refused", "https://www.daily.co.uk/late"])
            }
            "https://www.daily.co.uk/refused" => refusal(429, "10800"),
            "https://one.github.io/d" => refusal(503, "10800"),
            url if url.contains("robots.txt") => status(404),
            url if url.ends_with("/late") => {
                Reply { body: "<p>Late.</p>".to_owned(), ..status(200) }
            }
            _ => feed(&[]),
        }
    });
    place.live_and_read(5).await;
    let refused = place.asked("/refused")[0].at;
    // Restarts forget nothing of it.
    for _ in 0..5 {
        place.live_and_read(30).await;
    }
    let since = |part: &str, from: Timestamp| {
        let later = place.asked(part).into_iter().filter(|asked| asked.at > from);
        later.map(|asked| (asked.at.duration_since(from).as_mins(), asked.url)).collect::<Vec<_>>()
    };
    assert_eq!(since("daily.co.uk", refused), [], "three hours are not over");
    assert_eq!(since("one.github.io", place.asked("one.github.io")[0].at), []);
    assert!(place.asked("weekly.co.uk").len() > 1, "another domain under the same suffix");
    assert!(place.asked("two.github.io").len() > 1, "a private suffix has many domains");
    for _ in 0..4 {
        place.live_and_read(30).await;
    }
    assert!(!since("daily.co.uk/a", refused).is_empty(), "it is asked again afterwards");
}

#[tokio::test(start_paused = true)]
async fn a_403_or_a_test_for_robots_is_left_alone_for_four_hours_from_the_answer_on() {
    let challenge = "<html><title>Just a moment...</title><script>_cf_chl_opt</script></html>";
    for (code, body) in [(403, ""), (403, challenge), (503, challenge), (200, challenge)] {
        // Twenty feeds wait for a turn at one host, the last of them for an hour and more.
        let feeds: Vec<String> = (0..20).map(|n| format!("https://news.example/{n:02}")).collect();
        let feeds: Vec<&str> = feeds.iter().map(String::as_str).collect();
        let place = Place::new("[fetch]\nhost_delay = \"4m\"", &feeds, move |_, _| Reply {
            body: body.to_owned(),
            ..status(code)
        });
        place.live(10 * 60).await;
        for url in feeds {
            let waits = place.waits(url);
            assert!(!waits.is_empty(), "{code}: it is asked again");
            assert!(waits.iter().all(|wait| *wait >= 4 * HOUR), "{code} {url}: {waits:?}");
        }
    }
}

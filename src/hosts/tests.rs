//! What hosts may rely on.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use url::Url;

use super::*;

const GAP: Duration = Duration::from_secs(2);
const DAY: Duration = Duration::from_hours(24);

fn host(url: &str) -> String {
    Host::of(&Url::parse(url).unwrap()).unwrap().to_string()
}

fn some_host(n: usize) -> Host {
    Host::of(&Url::parse(&format!("http://host-{n}.example/")).unwrap()).unwrap()
}

fn noon() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

#[test]
fn a_host_is_what_somebody_registered() {
    for (url, name) in [
        ("https://www.news.example/a", "news.example"),
        ("https://a.b.c.news.example:8443/", "news.example"),
        ("https://news.example/", "news.example"),
        ("https://www.bbc.co.uk/news", "bbc.co.uk"),
        ("https://alice.github.io/feed.xml", "alice.github.io"),
        ("https://www.alice.github.io/feed.xml", "alice.github.io"),
        ("https://bob.blogspot.com/", "bob.blogspot.com"),
        ("https://github.io/", "github.io"),
        ("https://co.uk/", "co.uk"),
        ("http://localhost:8080/", "localhost"),
        ("http://localhost./", "localhost"),
    ] {
        assert_eq!(host(url), name, "{url}");
    }
}

#[test]
fn a_host_is_the_same_however_its_name_is_written() {
    for url in
        ["http://WWW.News.EXAMPLE/", "http://www.news.example./", "https://u:p@news.example:1/"]
    {
        assert_eq!(host(url), "news.example", "{url}");
    }
    assert_eq!(host("http://www.bücher.example/"), "xn--bcher-kva.example");
    assert_eq!(host("http://www.食狮.公司.cn/"), "xn--85x722f.xn--55qx5d.cn");
}

#[test]
fn an_address_is_a_host_whatever_its_port_and_form() {
    for url in [
        "http://127.0.0.1/",
        "http://127.0.0.1:8080/",
        "http://0x7f.1/",
        "http://[::ffff:127.0.0.1]/",
    ] {
        assert_eq!(host(url), "127.0.0.1", "{url}");
    }
    assert_eq!(host("http://[2A00:0:0::1]:81/"), "2a00::1");
    assert_ne!(host("http://127.0.0.1/"), host("http://127.0.0.2/"));
    assert_eq!(Host::of(&Url::parse("data:text/html,a").unwrap()), None);
}

#[test]
fn between_two_requests_lies_the_gap() {
    let (mut hosts, a, b) = (Hosts::new(), some_host(1), some_host(2));
    let now = noon();
    assert_eq!(hosts.ready_at(&a, now), now);
    hosts.asked(&a, now, GAP);
    assert_eq!(hosts.ready_at(&a, now), now + GAP);
    let ended = now + Duration::from_secs(30);
    hosts.asked(&a, ended, GAP);
    assert_eq!(hosts.ready_at(&a, ended), ended + GAP);
    assert_eq!(hosts.ready_at(&b, ended), ended, "another host is not held up");
    assert_eq!(hosts.ready_at(&a, ended + GAP), ended + GAP);
}

/// A host is told to leave us in peace until then, as a former life kept it.
fn until(until: Timestamp) -> CoolDown {
    CoolDown { until, bare: 0 }
}

#[test]
fn nothing_goes_to_a_host_before_its_cool_down_ends() {
    let (mut hosts, a) = (Hosts::new(), some_host(1));
    let now = noon();
    hosts.cool_down(&a, now, until(now + DAY));
    hosts.asked(&a, now, GAP);
    assert_eq!(hosts.ready_at(&a, now), now + DAY);
    assert_eq!(hosts.cooled_until(&a, now + GAP), Some(now + DAY));
    hosts.heed(&a, 503, Some(GAP), now + GAP);
    assert_eq!(hosts.ready_at(&a, now + GAP), now + DAY, "a later wish never shortens it");
    assert_eq!(hosts.ready_at(&a, now + DAY), now + DAY);
    assert_eq!(hosts.cooled_until(&a, now + DAY), None);
}

#[test]
fn a_cool_down_outlives_a_restart_and_is_bounded() {
    let (mut hosts, a, b) = (Hosts::new(), some_host(1), some_host(2));
    let now = noon();
    let kept = hosts.heed(&a, 429, Some(DAY), now).unwrap();
    let long = hosts.heed(&b, 429, Some(Duration::MAX), now).unwrap();
    let later = now + Duration::from_hours(1);
    let mut again = Hosts::new();
    again.cool_down(&a, later, kept);
    again.cool_down(&b, later, CoolDown { until: Timestamp::MAX, ..long });
    assert_eq!(again.ready_at(&a, later), now + DAY);
    assert_eq!(again.ready_at(&b, later), later + MAX_COOL_DOWN);
    assert_eq!(long.until, now + MAX_COOL_DOWN);
}

#[test]
fn a_clock_set_back_makes_nobody_wait_longer() {
    let (mut hosts, a) = (Hosts::new(), some_host(1));
    let (now, then) = (noon(), noon() - SignedDuration::from_hours(24 * 3650));
    hosts.asked(&a, now, GAP);
    assert_eq!(hosts.ready_at(&a, then), then + GAP);
    assert_eq!(hosts.ready_at(&a, then + GAP), then + GAP, "the wait passes, asked or not");
    hosts.cool_down(&a, now, until(now + DAY));
    assert_eq!(hosts.ready_at(&a, then), then + DAY);
    assert_eq!(hosts.ready_at(&a, then + DAY), then + DAY);
}

#[test]
fn hosts_whose_moment_is_past_are_forgotten() {
    let mut hosts = Hosts::new();
    let mut now = noon();
    for n in 0..100_000 {
        hosts.asked(&some_host(n), now, GAP);
        now += Duration::from_millis(10);
    }
    assert!(hosts.gaps.holds.len() <= FEW, "{}", hosts.gaps.holds.len());
    let waiting = now + DAY;
    for n in 0..5000 {
        hosts.cool_down(&some_host(n), now, CoolDown { until: waiting, bare: 1 });
    }
    let waiting = (0..5000).filter(|n| hosts.cooled_until(&some_host(*n), now).is_some()).count();
    assert_eq!(waiting, 5000, "those that still wait are not");
    let next_month = now + 31 * DAY;
    for n in 0..200_000 {
        let soon = next_month + Duration::from_millis(n as u64);
        hosts.heed(&some_host(n), 429, None, soon);
        hosts.pace(&some_host(n), soon, GAP, soon + GAP);
    }
    assert!(hosts.paces.len() <= 8 * FEW, "{}", hosts.paces.len());
}

#[test]
fn a_refusal_is_obeyed_as_far_as_it_says() {
    let now = noon();
    let hour = Duration::from_hours(1);
    let heed = |status, wish| {
        Hosts::new().heed(&some_host(1), status, wish, now).map(|cool_down| cool_down.until)
    };
    assert_eq!(heed(429, Some(hour)), Some(now + hour));
    assert_eq!(heed(503, Some(DAY)), Some(now + DAY), "a whole day is obeyed in full");
    assert_eq!(heed(429, Some(Duration::MAX)), Some(now + MAX_COOL_DOWN));
    for status in [200, 304, 403, 404, 410, 500, 502] {
        assert_eq!(heed(status, Some(hour)), None, "{status}");
    }
    assert_eq!(heed(503, None), None);
}

#[test]
fn a_refusal_without_a_time_costs_an_hour_and_each_further_one_twice_as_much() {
    let (mut hosts, a) = (Hosts::new(), some_host(1));
    let mut now = noon();
    let mut least = BARE_REFUSAL;
    for _ in 0..12 {
        let cool_down = hosts.heed(&a, 429, None, now).unwrap();
        let wait = Duration::try_from(cool_down.until.duration_since(now)).unwrap();
        assert!(wait >= least && wait <= (least + least / 4).min(MAX_COOL_DOWN), "{wait:?}");
        least = (2 * least).min(MAX_COOL_DOWN);
        now = cool_down.until;
        let mut again = Hosts::new();
        again.cool_down(&a, now, cool_down);
        hosts = again; // A restart forgets none of it.
    }
    assert_eq!(least, MAX_COOL_DOWN);
    assert_eq!(hosts.heed(&a, 200, None, now), None);
    let after = hosts.heed(&a, 429, None, now).unwrap();
    assert!(after.until <= now + 2 * BARE_REFUSAL, "an answer ends the row");
    let others = (1..=50).map(|n| Hosts::new().heed(&some_host(n), 429, None, now).unwrap().until);
    let apart: std::collections::HashSet<_> = others.collect();
    assert!(apart.len() > 40, "they do not all come back at once: {}", apart.len());
}

#[test]
fn a_host_that_asks_for_a_longer_gap_gets_it_as_long_as_that_holds() {
    let (mut hosts, a, b) = (Hosts::new(), some_host(1), some_host(2));
    let (now, slow) = (noon(), 10 * GAP);
    hosts.asked(&a, now, GAP);
    hosts.pace(&a, now, slow, now + DAY);
    assert_eq!(hosts.ready_at(&a, now), now + slow, "from the last request on");
    assert_eq!(hosts.gap(&a, now, GAP), slow);
    assert_eq!(hosts.gap(&a, now, 20 * GAP), 20 * GAP, "it never shortens ours");
    assert_eq!(hosts.gap(&b, now, GAP), GAP);
    hosts.pace(&a, now, GAP, now + DAY);
    assert_eq!(hosts.gap(&a, now, GAP), slow, "of two wishes the longer one holds");
    assert_eq!(hosts.gap(&a, now + DAY, GAP), GAP, "not for ever");
}

#[test]
fn of_the_gaps_that_a_hosts_sites_ask_for_the_longest_holds_as_long_as_it_does() {
    let (mut hosts, a, now) = (Hosts::new(), some_host(1), noon());
    let (slow, slower, hour) = (5 * GAP, 30 * GAP, Duration::from_hours(1));
    let expected = [slower, slow, slow, GAP];
    let ends = [now + 12 * hour, now + 23 * hour, now + 24 * hour];
    let sites = [(slower, ends[0]), (slow, ends[2]), (slow, ends[1])];
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let mut hosts = Hosts::new();
        for site in order {
            let (delay, until) = sites[site];
            hosts.pace(&a, now, delay, until);
        }
        let gaps = [now, ends[0], ends[1], ends[2]].map(|at| hosts.gap(&a, at, GAP));
        assert_eq!(gaps, expected, "{order:?}");
    }
    // The rules of a site are had anew each day.
    for day in 0..1000 {
        hosts.pace(&a, now + day * DAY, slow, now + (day + 1) * DAY);
        hosts.pace(&a, now + day * DAY + hour, slower, now + (day + 1) * DAY + hour);
    }
    let kept = hosts.paces.values().map(|(paces, _)| paces.len()).sum::<usize>();
    assert!(kept <= 4, "what is past or says nothing takes no room: {kept}");
    hosts.asked(&a, now + 2000 * DAY, GAP);
    let later = now + 2000 * DAY + GAP;
    hosts.pace(&a, later, slow, later + DAY);
    hosts.pace(&a, later, GAP, later + DAY);
    hosts.pace(&a, later + GAP, slow, later + 2 * DAY);
    assert_eq!(
        hosts.ready_at(&a, later + GAP),
        later + slow,
        "a wish that is none holds nobody up"
    );
}

#[test]
fn shares_are_spread_evenly_and_stay_the_same() {
    let span = Duration::from_mins(10);
    let mut minutes = [0; 10];
    for n in 0..1000 {
        let part = share(&format!("feed-{n}"), span);
        assert_eq!(part, share(&format!("feed-{n}"), span));
        minutes[usize::try_from(part.as_secs() / 60).unwrap().min(9)] += 1;
    }
    assert!(minutes.iter().all(|count| (60..150).contains(count)), "{minutes:?}");
}

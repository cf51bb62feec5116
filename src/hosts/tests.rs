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

#[test]
fn nothing_goes_to_a_host_before_its_cool_down_ends() {
    let (mut hosts, a) = (Hosts::new(), some_host(1));
    let now = noon();
    hosts.cool_down(&a, now, now + DAY);
    hosts.asked(&a, now, GAP);
    assert_eq!(hosts.ready_at(&a, now), now + DAY);
    assert_eq!(hosts.cooled_until(&a, now + GAP), Some(now + DAY));
    hosts.cool_down(&a, now + GAP, now + GAP + GAP);
    assert_eq!(hosts.ready_at(&a, now + GAP), now + DAY, "a later wish never shortens it");
    assert_eq!(hosts.ready_at(&a, now + DAY), now + DAY);
    assert_eq!(hosts.cooled_until(&a, now + DAY), None);
}

#[test]
fn a_cool_down_outlives_a_restart_and_is_bounded() {
    let (mut hosts, a, b) = (Hosts::new(), some_host(1), some_host(2));
    let now = noon();
    hosts.cool_down(&a, now, now + DAY);
    hosts.cool_down(&b, now, Timestamp::MAX);
    let later = now + Duration::from_hours(1);
    let kept: Vec<_> = hosts.cool_downs(later).map(|(host, until)| (host.clone(), until)).collect();
    let mut again = Hosts::new();
    for (host, until) in kept {
        again.cool_down(&host, later, until);
    }
    assert_eq!(again.ready_at(&a, later), now + DAY);
    assert_eq!(again.ready_at(&b, later), now + MAX_COOL_DOWN);
    assert_eq!(again.cool_downs(now + MAX_COOL_DOWN).count(), 0);
}

#[test]
fn a_clock_set_back_makes_nobody_wait_longer() {
    let (mut hosts, a) = (Hosts::new(), some_host(1));
    let (now, then) = (noon(), noon() - SignedDuration::from_hours(24 * 3650));
    hosts.asked(&a, now, GAP);
    assert_eq!(hosts.ready_at(&a, then), then + GAP);
    assert_eq!(hosts.ready_at(&a, then + GAP), then + GAP, "the wait passes, asked or not");
    hosts.cool_down(&a, now, now + DAY);
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
        hosts.cool_down(&some_host(n), now, waiting);
    }
    assert_eq!(hosts.cool_downs(now).count(), 5000, "those that still wait are not");
}

#[test]
fn a_refusal_is_obeyed_as_far_as_it_says() {
    let now = noon();
    let hour = Duration::from_hours(1);
    assert_eq!(refusal(429, Some(hour), now), Some(now + hour));
    assert_eq!(refusal(503, Some(DAY), now), Some(now + DAY), "a whole day is obeyed in full");
    assert_eq!(refusal(429, Some(Duration::MAX), now), Some(now + MAX_COOL_DOWN));
    assert_eq!(refusal(429, None, now), Some(now + BARE_REFUSAL));
    for status in [200, 304, 403, 404, 410, 500, 502] {
        assert_eq!(refusal(status, Some(hour), now), None, "{status}");
    }
    assert_eq!(refusal(503, None, now), None);
}

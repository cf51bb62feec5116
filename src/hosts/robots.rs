//! robots.txt (RFC 9309): where it is, what an answer to the question for it means, and for how long. Pure.
//!
//! Always: no file means that all is allowed, a server in trouble that nothing is, for now. Never: lines that are
//! for others; only what concerns us is kept.

use std::fmt::Write as _;
use std::time::Duration;

use jiff::Timestamp;
use robotxt::{BYTE_LIMIT, Robots};
use serde::{Deserialize, Serialize};
use url::{Position, Url};

/// The name that the rules know us by.
const NAME: &str = "courant";

/// The line above rules that are for every robot, and so for us.
const FOR_ALL: &str = "User-agent: *\n";

/// The most bytes that are read of a robots.txt: the 500 KiB that the RFC asks for, and one to know that there
/// were more.
pub const MAX_BODY: u64 = BYTE_LIMIT as u64 + 1;

/// For how long the rules hold; nobody is asked for them twice within that time.
pub const HOLD: Duration = Duration::from_hours(24);

/// For how long nothing is read where the rules cannot be had; then they are asked for again.
pub const TROUBLE: Duration = Duration::from_mins(30);

/// The longest `Crawl-delay` that is obeyed; a longer one counts as this.
pub const MAX_CRAWL_DELAY: Duration = Duration::from_mins(1);

/// Where the rules for a page are.
pub fn address(page: &Url) -> Option<Url> {
    robotxt::robots_url(page).ok()
}

/// What a site asks of robots, as far as it concerns us.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    asked: Timestamp,
    /// A robots.txt with the lines that concern us; `None` if the site's cannot be had.
    lines: Option<String>,
}

/// Whether a page may be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It may.
    Allowed,
    /// It may not.
    Disallowed,
    /// The rules cannot be had, so it may not before that moment.
    NotBefore(Timestamp),
}

impl Rules {
    /// What an answer means, redirects followed.
    ///
    /// A 429 is a server in trouble like a 5xx, though the RFC would let it pass as "no file".
    pub fn of_answer(status: u16, body: &[u8], now: Timestamp) -> Self {
        match status {
            200..300 => {
                let robots = Robots::parse(&with_plain_names(body), NAME);
                Self { asked: now, lines: Some(our_lines(&robots)) }
            }
            429 => Self::unreachable(now),
            400..500 => Self::none(now),
            _ => Self::unreachable(now),
        }
    }

    /// The rules of a site that has none.
    pub fn none(now: Timestamp) -> Self {
        Self { asked: now, lines: Some(String::new()) }
    }

    /// The rules of a site that cannot be asked.
    pub fn unreachable(now: Timestamp) -> Self {
        Self { asked: now, lines: None }
    }

    /// Until when they hold, if they still do. Those from a time when the clock was ahead do not.
    pub fn hold_until(&self, now: Timestamp) -> Option<Timestamp> {
        let span = if self.lines.is_some() { HOLD } else { TROUBLE };
        let until = self.asked.checked_add(span).unwrap_or(Timestamp::MAX);
        (self.asked <= now && now < until).then_some(until)
    }

    /// Whether a page of the site may be read.
    pub fn judge(&self, page: &Url) -> Verdict {
        match &self.lines {
            None => Verdict::NotBefore(self.asked.checked_add(TROUBLE).unwrap_or(Timestamp::MAX)),
            Some(lines) => {
                let path = &page[Position::BeforePath..Position::AfterQuery];
                // The rules stand in order: the first that matches wins.
                let mut files = files(lines).filter(|file| file.matching_rule(path).is_some());
                if files.next().is_none_or(|file| file.is_url_allowed(page)) {
                    Verdict::Allowed
                } else {
                    Verdict::Disallowed
                }
            }
        }
    }

    /// The time that the site wants between two requests, as far as it is obeyed.
    pub fn crawl_delay(&self) -> Option<Duration> {
        let delay = files(self.lines.as_deref()?).next()?.crawl_delay()?;
        Some(delay.min(MAX_CRAWL_DELAY))
    }

    /// When they were asked for.
    pub fn asked(&self) -> Timestamp {
        self.asked
    }
}

/// The file with no more than its name behind each `User-agent:`: publishers copy "courant/0.1.0" out of their logs,
/// and a name ends at the first sign that none has (RFC 9309, 2.2.1).
fn with_plain_names(body: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(body.len());
    for line in body.split_inclusive(|byte| matches!(byte, b'\n' | b'\r')) {
        let at = line.iter().position(|byte| *byte == b':').map_or(line.len(), |at| at + 1);
        let (key, value) = line.split_at(at);
        plain.extend_from_slice(key);
        let (name, end) = value.split_at(value.trim_ascii_end().len());
        let is_agent = key.trim_ascii().eq_ignore_ascii_case(b"user-agent:");
        let is_name = |byte: &u8| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'_');
        let named = name.trim_ascii_start().iter().take_while(|byte| is_name(byte)).count();
        let length = if is_agent && named > 0 {
            name.len() - name.trim_ascii_start().len() + named
        } else {
            name.len()
        };
        plain.extend_from_slice(&name[..length]);
        plain.extend_from_slice(end);
    }
    plain
}

/// A robots.txt that holds for us what the whole one does.
fn our_lines(robots: &Robots) -> String {
    let mut lines = String::new();
    if robots.rules().is_empty() && robots.crawl_delay().is_none() {
        return lines;
    }
    lines.push_str(FOR_ALL);
    // Writing to a string cannot fail.
    if let Some(delay) = robots.crawl_delay() {
        let _ = writeln!(lines, "Crawl-delay: {}", delay.min(MAX_CRAWL_DELAY).as_secs_f64());
    }
    for rule in robots.rules() {
        let word = if rule.is_allow() { "Allow" } else { "Disallow" };
        let _ = writeln!(lines, "{word}: {}", rule.pattern());
    }
    lines
}

/// Our lines as files that are parsed whole: written out, patterns are longer than the site wrote them, and of a file
/// the parser reads no more than of a site's.
fn files(lines: &str) -> impl Iterator<Item = Robots> {
    let mut lines = lines.lines().peekable();
    std::iter::from_fn(move || {
        let mut file = format!("{FOR_ALL}{}\n", lines.next()?);
        while let Some(line) = lines.next_if(|line| file.len() + line.len() < BYTE_LIMIT) {
            file.push_str(line);
            file.push('\n');
        }
        Some(Robots::parse(file.as_bytes(), NAME))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-23T12:00:00Z".parse().unwrap()
    }

    fn page(path: &str) -> Url {
        Url::parse(&format!("https://a.example:8443{path}")).unwrap()
    }

    fn verdict(status: u16, body: &str, path: &str) -> Verdict {
        Rules::of_answer(status, body.as_bytes(), now()).judge(&page(path))
    }

    #[test]
    fn no_file_allows_all_and_a_server_in_trouble_nothing() {
        let at = address(&page("/one?two#three")).unwrap();
        assert_eq!(at.as_str(), "https://a.example:8443/robots.txt");
        let all = "User-agent: *\nDisallow: /";
        for (status, expected) in [
            (200, Verdict::Disallowed),
            (401, Verdict::Allowed),
            (403, Verdict::Allowed),
            (404, Verdict::Allowed),
            (410, Verdict::Allowed),
            (429, Verdict::NotBefore(now() + TROUBLE)),
            (500, Verdict::NotBefore(now() + TROUBLE)),
            (503, Verdict::NotBefore(now() + TROUBLE)),
        ] {
            assert_eq!(verdict(status, all, "/one"), expected, "{status}");
        }
    }

    #[test]
    fn a_name_out_of_the_publishers_logs_is_ours() {
        for name in
            ["courant", "courant/0.1.0", "Courant/*", "courant*", "COURANT (+https://a.example)"]
        {
            for end in ["\n", "\r\n", "\r"] {
                let file = format!(
                    "User-agent: {name}{end}Disallow: /private{end}{end}User-agent: *{end}Allow: /"
                );
                assert_eq!(verdict(200, &file, "/private"), Verdict::Disallowed, "{file:?}");
                assert_eq!(verdict(200, &file, "/one"), Verdict::Allowed, "{file:?}");
            }
        }
        let others = "User-agent: courantbot/2\nDisallow: /\n";
        assert_eq!(verdict(200, others, "/one"), Verdict::Allowed);
    }

    #[test]
    fn the_lines_that_concern_us_say_what_the_whole_file_says() {
        let file = "User-agent: other\nDisallow: /\n\nUser-agent: Courant\nCrawl-delay: 2.5\n\
                    Disallow: /private # not for us\nAllow: /private/open\nDisallow: /*.pdf$\n\
                    Disallow: /caf%C3%A9\nDisallow: /a%3Cb\n\nUser-agent: *\nDisallow: /\n\
                    Sitemap: https://a.example/map.xml\n";
        let rules = Rules::of_answer(200, file.as_bytes(), now());
        let whole = Robots::parse(file.as_bytes(), NAME);
        for path in [
            "/",
            "/private",
            "/private/open/1",
            "/x.pdf",
            "/x.pdf?a",
            "/café/1",
            "/caf%c3%a9",
            "/a<b",
            "/other",
        ] {
            let allowed = rules.judge(&page(path)) == Verdict::Allowed;
            assert_eq!(allowed, whole.is_url_allowed(&page(path)), "{path}");
        }
        assert_eq!(rules.crawl_delay(), Some(Duration::from_millis(2500)));
        assert!(!rules.lines.as_ref().unwrap().contains("Sitemap"), "{rules:?}");
    }

    #[test]
    fn a_crawl_delay_is_obeyed_up_to_its_bound() {
        let delay = |value: &str| {
            let file = format!("User-agent: *\nCrawl-delay: {value}\n");
            Rules::of_answer(200, file.as_bytes(), now()).crawl_delay()
        };
        assert_eq!(delay("10"), Some(Duration::from_secs(10)));
        assert_eq!(delay("60"), Some(MAX_CRAWL_DELAY));
        assert_eq!(delay("61"), Some(MAX_CRAWL_DELAY));
        assert_eq!(delay("86400"), Some(MAX_CRAWL_DELAY));
        for junk in ["-1", "soon", "", "1e400"] {
            assert_eq!(delay(junk), None, "{junk}");
        }
    }

    #[test]
    fn rules_hold_for_a_day_and_trouble_for_half_an_hour() {
        for (rules, span) in [(Rules::none(now()), HOLD), (Rules::unreachable(now()), TROUBLE)] {
            let end = now() + span;
            assert_eq!(rules.hold_until(end - jiff::SignedDuration::from_secs(1)), Some(end));
            assert_eq!(rules.hold_until(end), None);
        }
        let rules = Rules::none(now());
        assert_eq!(rules.hold_until(now() - jiff::SignedDuration::from_secs(1)), None);
    }

    #[test]
    fn no_rule_is_lost_however_many_there_are_and_in_whatever_script() {
        let long = |rule: &dyn Fn(usize) -> String, count| {
            let rules: String = (0..count).map(rule).collect();
            format!("user-agent:*\ncrawl-delay:7\nDisallow:/search\nAllow:/search/help\n{rules}")
        };
        for (file, others) in [
            (
                long(&|at| format!("Disallow: /новости/статья-{at:05}\n"), 6000),
                ["/новости/статья-00000", "/новости/статья-05999"],
            ),
            (
                // As far as it is read.
                long(&|at| format!("disallow:/tag/{at:05}\n"), 27_000),
                ["/tag/00000", "/tag/25000"],
            ),
        ] {
            let rules = Rules::of_answer(200, file.as_bytes(), now());
            for path in [&others[..], &["/search/one"]].concat() {
                assert_eq!(rules.judge(&page(path)), Verdict::Disallowed, "{path}");
            }
            for path in ["/search/help", "/one"] {
                assert_eq!(rules.judge(&page(path)), Verdict::Allowed, "{path}");
            }
            assert_eq!(rules.crawl_delay(), Some(Duration::from_secs(7)));
        }
    }

    #[test]
    fn of_a_robots_txt_the_first_500_kib_count() {
        let last = "Disallow: /last\n";
        let filling = |room: usize| {
            let head = "User-agent: *\n";
            let mut file = head.to_owned();
            file.push_str(&"#".repeat(room - head.len() - last.len() - 1));
            file.push('\n');
            file + last
        };
        let limit = usize::try_from(MAX_BODY).unwrap() - 1;
        assert_eq!(verdict(200, &filling(limit), "/last"), Verdict::Disallowed);
        assert_eq!(verdict(200, &filling(limit + 2), "/last"), Verdict::Allowed);
    }
}

//! Identities keep to the vectors of `docs/output.md`, and tell apart what is apart.

use url::Url;

use super::*;

const DOCUMENT: &str = include_str!("../../docs/output.md");
const FEED: &str = "https://feeds.example.org/news";

fn url(text: &str) -> Url {
    text.parse().expect("an address")
}

fn identities(parts: &[Parts<'_>]) -> Vec<Identity> {
    identify(&url(FEED), parts, |_| false)
}

fn alone(part: Parts<'_>) -> Identity {
    identities(&[part]).remove(0)
}

/// The value in the last column of the row that begins with `beginning`.
fn documented(beginning: &str) -> String {
    let row = DOCUMENT.lines().find(|line| line.starts_with(&format!("| {beginning} |")));
    let row = row.unwrap_or_else(|| panic!("docs/output.md has no row {beginning}"));
    row.split('`').rev().find(|part| part.len() == 24).expect("a value").to_owned()
}

#[test]
fn ids_are_those_of_the_document() {
    for link in [
        "https://www.example.org/news/a-bridge",
        "https://www.example.org/news/a-bridge#comments",
        "HTTPS://ada:secret@WWW.Example.org:443/news/a-bridge",
        "https://www.example.org/news/a-bridge?utm_source=rss&id=7&fbclid=Ab1",
        "https://www.example.org/#!/news/12",
        "http://www.example.org/news/a-bridge",
    ] {
        let address = url(link);
        let identity = alone(Parts { link: Some(&address), ..Parts::default() });
        assert_eq!(identity.id.to_string(), documented(&format!("link `{link}`")), "{link}");
    }
    let title = Some("A bridge opens");
    let by_guid = alone(Parts { guid: Some("tag:example.org,2026:12"), title, ..Parts::default() });
    let row = "guid `tag:example.org,2026:12`, title `A bridge opens`, no link";
    assert_eq!(by_guid.id.to_string(), documented(row));
    let by_title = alone(Parts { title, ..Parts::default() });
    assert_eq!(by_title.id.to_string(), documented("title `A bridge opens` alone"));
    let mail = url("mailto:desk@example.org");
    let by_mail = alone(Parts { link: Some(&mail), title, ..Parts::default() });
    assert_eq!(
        by_mail.id.to_string(),
        documented("link `mailto:desk@example.org`, title `A bridge opens`")
    );
}

#[test]
fn entries_that_share_a_link_have_the_documented_ids() {
    let live = url("https://www.example.org/live");
    let part = |guid| Parts { guid: Some(guid), link: Some(&live), ..Parts::default() };
    let (one, other) =
        (Parts { raw: b"1", ..part("live-1") }, Parts { raw: b"2", ..part("live-2") });
    let both = identities(&[one, other]);
    let row = "guid `live-1`, link `https://www.example.org/live`; another entry of the document has guid `live-2` and the same link";
    assert_eq!(both[0].id.to_string(), documented(row));
    assert_eq!(both[1].id.to_string(), documented("that other entry"));
    assert!(both.iter().all(|identity| identity.shared_link));
    assert!(both[0].known_by.iter().all(|key| !both[1].keys.contains(key)));
    assert_eq!(both[0].known_by[0].to_string(), documented("guid `live-1`"));
    assert_eq!(
        both[0].known_by[1].to_string(),
        documented("guid `live-1`, and `www.example.org/live`")
    );
}

#[test]
fn keys_are_those_of_the_document_and_in_its_order() {
    let address = url("https://www.example.org/news/a-bridge");
    let entry = alone(Parts {
        guid: Some("tag:example.org,2026:12"),
        link: Some(&address),
        title: Some("A bridge opens"),
        content: Some("It took nine years."),
        number: Some("12"),
        ..Parts::default()
    });
    let rows = [
        "guid `tag:example.org,2026:12`",
        "that guid, and `www.example.org/news/a-bridge`",
        "address `www.example.org/news/a-bridge`",
        "number `12`",
        "title `A bridge opens`, content `It took nine years.`",
    ];
    let keys: Vec<String> = entry.keys.iter().map(ToString::to_string).collect();
    assert_eq!(keys, rows.map(documented));
    assert_eq!(
        entry.known_by,
        entry.keys[..4],
        "a title that recurs is no proof where there is better"
    );
}

#[test]
fn a_site_that_turns_to_https_shows_nothing_new() {
    let (plain, secure) =
        (url("http://example.org/a"), url("https://example.org/a?utm_medium=rss"));
    assert_eq!(url_key(&plain), url_key(&secure));
}

#[test]
fn many_entries_with_one_guid_are_told_apart() {
    let links: Vec<Url> = (0..3).map(|n| url(&format!("https://example.org/{n}"))).collect();
    let parts: Vec<Parts<'_>> = links
        .iter()
        .zip([b"1", b"2", b"3"])
        .map(|(link, raw)| Parts { guid: Some("1"), link: Some(link), raw, ..Parts::default() })
        .collect();
    let identities = identities(&parts);
    for (at, identity) in identities.iter().enumerate() {
        for other in &identities[at + 1..] {
            assert_ne!(identity.id, other.id);
            assert!(identity.known_by.iter().all(|key| !other.known_by.contains(key)));
        }
    }
}

#[test]
fn entries_alike_but_for_their_date_are_told_apart() {
    let part = |raw| Parts {
        title: Some("Bulletin"),
        content: Some("As every day."),
        raw,
        ..Parts::default()
    };
    let both = identities(&[part(b"monday"), part(b"tuesday")]);
    assert_ne!(both[0].id, both[1].id);
    let same = identities(&[part(b"monday"), part(b"monday")]);
    assert_eq!(same[0].id, same[1].id, "equal raw parts are one entry");
}

#[test]
fn an_entry_without_guid_is_known_again_when_its_link_is_no_longer_shared() {
    let live = url("https://example.org/live");
    let part =
        |title, raw| Parts { link: Some(&live), title: Some(title), raw, ..Parts::default() };
    let (first, second) =
        (part("Doors open", b"1".as_slice()), part("Doors close", b"2".as_slice()));
    let both = identities(&[first, second]);
    let alone = alone(first);
    assert!(alone.known_by.iter().any(|key| both[0].keys.contains(key)));
    assert!(alone.known_by.iter().all(|key| !both[1].keys.contains(key)));
}

#[test]
fn an_article_with_a_number_is_known_under_another_address() {
    let links = ["https://example.org/old/a-12", "https://example.org/new/a-12"].map(url);
    let part = |at: usize, number| Parts {
        guid: Some(links[at].as_str()),
        link: Some(&links[at]),
        number,
        ..Parts::default()
    };
    let (old, new) = (alone(part(0, Some("12"))), alone(part(1, Some("12"))));
    assert_ne!(old.id, new.id);
    assert!(new.known_by.iter().any(|key| old.keys.contains(key)));
    let other = alone(part(1, Some("13")));
    assert!(other.known_by.iter().all(|key| !old.keys.contains(key)));
    // A number that entries share is a section's, or the programme's.
    let both = identities(&[part(0, Some("12")), part(1, Some("12"))]);
    assert!(both[1].known_by.iter().all(|key| !both[0].keys.contains(key)));
}

#[test]
fn a_guid_that_is_an_address_is_known_under_any_tracking() {
    let address = url("https://example.org/a?id=1");
    let part = |guid| Parts { guid: Some(guid), link: Some(&address), ..Parts::default() };
    let plain = alone(part("https://example.org/a?id=1"));
    for guid in ["https://example.org/a?id=1&utm_term=top", "https://example.org/a?fbclid=x&id=1"] {
        assert_eq!(alone(part(guid)), plain, "{guid}");
    }
    for guid in [
        "https://example.org/a?id=2",
        "tag:example.org?utm_term=top",
        "https://example.org/a?id=1#2",
    ] {
        assert_ne!(alone(part(guid)).known_by[0], plain.known_by[0], "{guid}");
    }
}

#[test]
fn the_document_lists_every_tracking_parameter() {
    let words: HashSet<&str> = DOCUMENT.split_whitespace().collect();
    for parameter in TRACKING_PARAMETERS {
        assert!(words.contains(parameter), "docs/output.md does not list {parameter}");
    }
}

#[test]
fn credentials_go_from_every_address_and_only_http_and_https_lead_to_the_web() {
    for (given, left, web) in [
        ("https://user:secret@a.example/x", "https://a.example/x", true),
        ("http://user@a.example:8080/", "http://a.example:8080/", true),
        ("https://:secret@a.example/", "https://a.example/", true),
        ("ftp://user:secret@a.example/", "ftp://a.example/", false),
        ("mailto:user@a.example", "mailto:user@a.example", false),
        ("file:///etc/passwd", "file:///etc/passwd", false),
        ("javascript:alert(1)", "javascript:alert(1)", false),
    ] {
        let mut address = url(given);
        assert_eq!(is_web(&address), web, "{given}");
        remove_credentials(&mut address);
        assert_eq!(address.as_str(), left);
    }
}

//! What an article takes from its page, and what from its feed.

use super::*;
use crate::extract::Hints;
use crate::fetch::Room;

#[test]
fn a_canonical_address_counts_on_the_own_host_alone() {
    let found_at = |canonical: &str| {
        let url = Url::parse("https://m.example.org/a").unwrap();
        let text = "The bridge opened after nine years, and all the town came to see it. ";
        let page = format!(
            "<html><head><link rel=canonical href='{canonical}'></head><body><h1>A bridge</h1>\
             <article><p>{}</p><p>{}</p></article></body></html>",
            text.repeat(5),
            text.repeat(6)
        );
        let extraction = extract::extract(&page, &url, &Hints::default()).unwrap();
        Page {
            extraction,
            url,
            fetched: Timestamp::UNIX_EPOCH,
            missing: None,
            room: Room::default(),
        }
        .address()
        .unwrap()
        .to_string()
    };
    // A host is a registrable domain.
    assert_eq!(found_at("https://www.example.org/b?utm_source=m"), "https://www.example.org/b");
    assert_eq!(found_at("https://www.example.org/"), "https://m.example.org/a");
    assert_eq!(found_at("https://www.example.net/b"), "https://m.example.org/a");
}

#[test]
fn a_person_in_the_feed_goes_before_a_house_on_the_page() {
    let signed = |on_page: &[&str], by_house: bool, in_feed: &[&str]| {
        let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        let read = Extraction {
            authors: owned(on_page),
            signed_by_house: by_house,
            ..Extraction::default()
        };
        names_more(&Entry { authors: owned(in_feed), ..Entry::default() }, &read)
    };
    assert!(signed(&["Reuters"], true, &["Ada Lund"]));
    assert!(!signed(&["Reuters"], true, &["Editorial team"]));
    assert!(!signed(&["Reuters"], true, &["Reuters"]));
    assert!(!signed(&["Reuters"], true, &[]));
    assert!(!signed(&["Bo Ek"], false, &["Ada Lund"]));
}

#[test]
fn a_date_with_its_time_wins_over_a_day_and_the_page_over_the_feed() {
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    let (early, late) = (at("2024-03-01T00:00:00Z"), at("2024-03-02T09:30:00Z"));
    let page = |has_time| Some(PageDate { at: early, has_time });
    let fed = |confidence| Entry {
        published: Some(late),
        confidence: Some(confidence),
        ..Entry::default()
    };
    for sure in [Confidence::Exact, Confidence::ZoneAssumed] {
        assert_eq!(choose_date(page(true), &fed(sure)), Some(early));
        assert_eq!(choose_date(page(false), &fed(sure)), Some(late));
    }
    for vague in [Confidence::DayOnly, Confidence::Guessed] {
        assert_eq!(choose_date(page(false), &fed(vague)), Some(early));
        assert_eq!(choose_date(None, &fed(vague)), Some(late));
    }
}

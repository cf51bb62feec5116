//! What the feed tells of a page: its title, its summary, its body.

use url::Url;

use super::{FIRST, SECOND, THIRD, page, story};
use crate::extract::{Doubt, Hints, extract};

const FOURTH: &str = "Members of the ferry's first crew are invited to write to the harbour office, which keeps a list of all who sailed in her.";

/// The text of the page at the entry's address, with and without the entry's body.
fn both(html: &str, body: &[&str]) -> (String, String) {
    let url = Url::parse("https://news.example/2024/05/06/story").unwrap();
    let read = |body: Option<String>| {
        let hints = Hints { body, ..Hints::default() };
        extract(html, &url, &hints).unwrap().body.to_text()
    };
    (read(Some(body.join("\n\n"))), read(None))
}

#[test]
fn what_the_feed_carries_in_full_is_kept_where_the_page_dresses_it_as_something_else() {
    let dressed = format!(r#"<div class="newsletter-signup"><p>{FOURTH}</p></div>"#);
    let html = page(&format!("{}{dressed}", story()));
    let (told, untold) = both(&html, &[FIRST, SECOND, "A bell in the office", THIRD, FOURTH]);
    assert_eq!(told, [FIRST, SECOND, "A bell in the office", THIRD, FOURTH].join("\n\n"));
    assert_eq!(untold, [FIRST, SECOND, "A bell in the office", THIRD].join("\n\n"));
    // What the page does not have, it does not get; what it has twice, it has once.
    let (told, _) =
        both(&page(&format!("{}<p>{FIRST}</p>", story())), &[FIRST, SECOND, THIRD, FOURTH]);
    assert_eq!(told, [FIRST, SECOND, "A bell in the office", THIRD].join("\n\n"));
}

#[test]
fn of_two_stories_on_a_page_the_one_that_the_feed_carries_is_the_article() {
    let other: String = (1..=60)
        .map(|number| format!("<p>The council of the town heard speaker number {number} on the bridge, who said, as those before had, that it ought to be built at last, and soon.</p>"))
        .collect();
    let html = format!(
        "<html><head><title>The ferry that came back</title></head><body><div class=first><h1>The ferry that came back</h1>{}</div><div class=second><h2>The bridge</h2>{other}</div></body></html>",
        story()
    );
    let (told, untold) = both(&html, &[FIRST, SECOND, THIRD]);
    assert!(untold.contains("speaker number 7"), "{untold}");
    assert_eq!(told, [FIRST, SECOND, "A bell in the office", THIRD].join("\n\n"));
}

#[test]
fn a_page_about_something_else_than_its_entry_is_a_mismatch() {
    let url = Url::parse("https://news.example/2024/05/06/story").unwrap();
    let judged = |html: &str, title: Option<&str>, summary: Option<&str>| {
        let hints = Hints {
            title: title.map(str::to_owned),
            summary: summary.map(str::to_owned),
            ..Hints::default()
        };
        let found = extract(html, &url, &hints).unwrap();
        (found.reasons.contains(&Doubt::Mismatch), found.quality)
    };
    let own = "The harbour master rang the bell, which he had kept in his office, as the ferry crossed the sound.";
    let foreign = "Parliament adopted the budget after a debate of eleven hours, though several ministers of the coalition abstained.";
    let (budget, ferry) =
        ("Parliament adopts controversial budget", "Harbour master rings his bell for ferry");
    let html = page(&story());
    let (without, plain) = judged(&html, None, None);
    assert!(!without);
    for (title, summary, is) in [
        (Some(budget), Some(foreign), true),
        (Some(budget), Some(own), false),
        (Some(ferry), Some(foreign), false),
        (Some(budget), None, false),
        (None, Some(foreign), false),
        (Some(budget), Some("Read more"), false),
        (Some("News"), Some(foreign), false),
    ] {
        let (mismatch, quality) = judged(&html, title, summary);
        assert_eq!(mismatch, is, "{title:?} {summary:?}");
        assert!(if is { quality <= 0.1 } else { quality >= plain - 0.2 }, "{quality} {title:?}");
    }
    // Where words are not set apart.
    let japanese = page(
        &"<p>港の古い渡し船が四十年ぶりに月曜日、海峡を渡り、島の人々の半分が岸壁に立って見守った。</p><p>船長は事務所に保管していた鐘を鳴らし、船は秋まで一日に二回運航すると会社は発表した。</p>"
            .repeat(2),
    );
    let ours = (
        "渡し船が海峡を渡る",
        "島の人々が岸壁に立って見守る中、古い渡し船が四十年ぶりに運航した。",
    );
    let theirs = (
        "予算案が国会で可決",
        "与党は十一時間に及ぶ審議の末に来年度予算案を可決したが、閣僚数名が棄権した。",
    );
    assert!(!judged(&japanese, Some(ours.0), Some(ours.1)).0);
    assert!(judged(&japanese, Some(theirs.0), Some(theirs.1)).0);
}

#[test]
fn what_the_feed_carries_is_kept_where_it_closes_the_text_as_well() {
    let bio = "Ada Lund is a reporter who has lived on the island since the year 1999, and she keeps bees in her garden by the quay.";
    let lines: Vec<String> = (0..8).map(|at| format!("{SECOND} {THIRD} {at}.")).collect();
    let paragraphs: String = lines.iter().map(|line| format!("<p>{line}</p>")).collect();
    let html = page(&format!("{paragraphs}<p>{bio}</p>"));
    let carried: Vec<&str> = lines.iter().map(String::as_str).chain([bio]).collect();
    let (told, untold) = both(&html, &carried);
    assert!(told.ends_with(bio), "{told}");
    assert!(!untold.contains(bio), "{untold}");
}

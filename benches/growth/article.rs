//! An article on its whole way, and the line of one that was known before.

use courant::article::{Article, BodyFrom, Extension, Rights, Source, Sources, VERSION};
use courant::config::Config;
use courant::emission::{Action, Line};
use courant::identity::{Identity, Parts, identify};
use courant::output::{Output, stem};
use courant::state::{Emission, FeedRecord, Found, Met, State};
use jiff::{SignedDuration, Timestamp};
use url::Url;

/// What an entry with this number is known by.
fn identity(number: u64) -> (Identity, Url) {
    let feed: Url = "https://news.example/feed".parse().unwrap();
    let link = feed.join(&format!("/2026/report-{number}")).unwrap();
    let guid = format!("guid {number}");
    let text = format!("What happened on the way to number {number}.");
    let parts = Parts {
        guid: Some(&guid),
        link: Some(&link),
        title: Some("A report"),
        content: Some(&text),
        raw: text.as_bytes(),
        ..Parts::default()
    };
    (identify(&feed, &[parts], |_| false).remove(0), link)
}

/// The journal's line of an article that came out before.
pub(crate) fn line(number: u64, seq: u64) -> Line {
    let (identity, link) = identity(number);
    Line {
        seq,
        at: at(number),
        action: Action::New,
        id: identity.id,
        revision: 1,
        path: format!("2026-11-24/news/report-{number}.{}.json", identity.id),
        feed: "news".to_owned(),
        url: Some(link.to_string()),
        title: Some("A report".to_owned()),
        keys: identity.keys,
        story: None,
        changes: None,
    }
}

/// Discovers, claims, stages, marks, publishes and settles a new article.
pub(crate) fn emit(state: &State, output: &Output, config: &Config, number: u64) {
    let (identity, _) = identity(number);
    let found = Found { index: 0, identity, host: String::new(), print: number, wanted: true };
    let record =
        FeedRecord { url: "https://news.example/feed".to_owned(), ..FeedRecord::default() };
    let document = format!("a document with entry {number}");
    let now = at(number);
    let brought = state.discover("news", |_| record, &document, &[found], now, |_| true).unwrap();
    assert_eq!(brought.fresh, 1, "it is new");
    let waiting = state.claim(now, |_| true).unwrap().expect("it waits");
    let place = stem(now, "news", Some("A report"), waiting.id);
    let article = Article {
        id: waiting.id,
        url: None,
        title: Some("A report".to_owned()),
        summary: None,
        content_text: "What happened on the way. ".repeat(100),
        content_html: None,
        content_markdown: "What happened on the way. ".repeat(100),
        image: None,
        date_published: None,
        date_modified: None,
        authors: Vec::new(),
        tags: Vec::new(),
        language: None,
        attachments: Vec::new(),
        courant: Extension {
            version: VERSION,
            revision: 1,
            emitted: now,
            feed: Source { name: "news".to_owned(), url: String::new(), title: None },
            fetched: None,
            entry_id: None,
            body_from: BodyFrom::Feed,
            sources: Sources::default(),
            reason: None,
            byline: None,
            agencies: Vec::new(),
            images: Vec::new(),
            words: 500,
            content_hash: String::new(),
            quality: 0.9,
            story: None,
            similarity: None,
            also: Vec::new(),
            rights: Rights::default(),
        },
    };
    let staged = output.stage(&article, &place, &config.output.formats).unwrap();
    let emission = Emission {
        at: now,
        revision: 1,
        url: None,
        title: None,
        met: Met::default(),
        lasting: number,
        from_page: false,
        portrait: None,
        changes: None,
        look: None,
    };
    state.mark([(&waiting, &staged, &emission)], |_| ()).unwrap();
    let owed = state.next_owed(1).unwrap();
    assert_eq!(output.publish(&owed).unwrap(), 1, "it is owed");
    state.settle(&owed).unwrap();
}

fn at(number: u64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_secs(number.cast_signed())
}

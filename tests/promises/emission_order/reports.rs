//! What the feed shows, what is made of it, and copies of directories.

use std::fs;
use std::path::Path;

use courant::article::{Article, BodyFrom, Extension, Source};
use courant::identity::{ArticleId, Identity};
use courant::state::{Found, Portrait, Rank, Teller, Waiting};
use jiff::Timestamp;

pub(super) fn found(entry: usize, version: u32, identity: Identity) -> Found {
    let index = u32::try_from(entry).expect("few entries");
    Found { index, identity, host: String::new(), print: u64::from(version), wanted: true }
}

pub(super) fn article(waiting: &Waiting, revision: u32, now: Timestamp) -> Article {
    Article {
        id: waiting.id,
        url: None,
        title: None,
        summary: None,
        content_text: format!("version {} whole", waiting.print),
        content_html: None,
        content_markdown: "whole".to_owned(),
        image: None,
        date_published: None,
        date_modified: None,
        authors: Vec::new(),
        tags: Vec::new(),
        language: None,
        attachments: Vec::new(),
        courant: Extension {
            version: 1,
            revision,
            emitted: now,
            fetched: None,
            feed: Source {
                name: "news".to_owned(),
                url: "https://news.example/feed".to_owned(),
                title: None,
            },
            entry_id: None,
            body_from: BodyFrom::Feed,
            reason: None,
            byline: None,
            agencies: Vec::new(),
            images: Vec::new(),
            words: 3,
            sources: courant::article::Sources::default(),
            content_hash: String::new(),
            quality: 1.0,
            story: None,
            similarity: None,
            also: Vec::new(),
            rights: courant::article::Rights::default(),
        },
    }
}

pub(super) fn portrait(id: ArticleId, now: Timestamp) -> Portrait {
    Portrait {
        at: now,
        first: now,
        story: id,
        similarity: None,
        source: 0,
        headline: 0,
        sketch: None,
        rank: Rank::Page,
        quality: 100,
        words: 3,
        teller: Teller { feed: "news".to_owned(), url: None, title: None },
        also: Vec::new(),
        looks: 0,
        look_at: None,
        missing: None,
        withdrawn: true,
    }
}

/// Copies a directory with all that is in it.
pub(super) fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).expect("made");
    for entry in fs::read_dir(from).expect("reads").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("copies");
        }
    }
}

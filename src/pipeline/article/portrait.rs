//! What is kept of an article's text, to know copies and worse second looks by.
//!
//! Always: made from the article alone, so that it can be made again from what stands in the output. Never: the
//! text itself.

use crate::article::{Article, BodyFrom, Extension};
use crate::pipeline::emit::stories::hundredths;
use crate::pipeline::fingerprint;
use crate::state::{Portrait, Rank, Teller};
use crate::stories::Sketch;

/// What is kept of an article's text.
pub(in crate::pipeline) fn portrait_of(article: &Article) -> Portrait {
    let extension = &article.courant;
    Portrait {
        at: extension.emitted,
        first: extension.emitted,
        story: extension.story.unwrap_or(article.id),
        similarity: extension.similarity.map(hundredths),
        source: fingerprint::of_source(&extension.feed.name, article.url.as_deref()),
        headline: fingerprint::of_headline(article.title.as_deref()),
        sketch: Sketch::of(&article.content_text),
        rank: rank(extension),
        quality: hundredths(extension.quality),
        words: u32::try_from(extension.words).unwrap_or(u32::MAX),
        teller: Teller {
            feed: extension.feed.name.clone(),
            url: article.url.clone(),
            title: article.title.clone(),
        },
        also: extension
            .also
            .iter()
            .map(|also| Teller {
                feed: also.feed.clone(),
                url: also.url.clone(),
                title: also.title.clone(),
            })
            .collect(),
        looks: 0,
        look_at: None,
        missing: None,
        withdrawn: false,
    }
}

fn rank(extension: &Extension) -> Rank {
    match extension.body_from {
        BodyFrom::Title => Rank::Title,
        BodyFrom::Summary => Rank::Summary,
        BodyFrom::Feed => Rank::Feed,
        BodyFrom::Page if extension.reason.is_some() => Rank::DoubtfulPage,
        BodyFrom::Page => Rank::Page,
    }
}

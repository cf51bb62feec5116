//! Several pages of one article become one.
//!
//! Always: in the order of the pages, nothing twice: headline, standfirst and boxes that each page shows stand
//! there once. Never: two articles; the caller says that the pages are of one.

use std::collections::HashSet;

use crate::extract::prune::standing::MAX_TRACES;
use crate::extract::quality::SHORT;
use crate::extract::{Block, Body, Doubt, Extraction, Image};

/// What an article is worth of which only each page by itself was short.
const LONG_ENOUGH: f64 = 0.8;

/// A shorter line may be said again on a later page, in characters.
const TELLING: usize = 40;

impl Extraction {
    /// Appends the article's next page; `false`, and nothing is changed, if it has nothing new.
    pub fn append(&mut self, further: Self) -> bool {
        let new = self.new_in(further.body.blocks);
        if !new.iter().any(|block| !text(block).is_empty()) {
            return false;
        }
        self.body.blocks.extend(new);
        self.images = self.body.images().into_iter().cloned().collect();
        self.next = further.next;
        self.byline = self.byline.take().or(further.byline);
        if self.agencies.is_empty() {
            self.agencies = further.agencies;
        }
        if self.reasons.contains(&Doubt::Short) && self.body.words() >= SHORT {
            self.reasons.retain(|reason| *reason != Doubt::Short);
            self.quality = self.quality.max(LONG_ENOUGH);
        }
        if further.reasons.contains(&Doubt::Paywall) && !self.reasons.contains(&Doubt::Paywall) {
            self.reasons.push(Doubt::Paywall);
            self.quality = self.quality.min(further.quality);
        }
        let mut met: HashSet<u64> = self.traces.iter().map(|trace| trace.block).collect();
        self.traces.extend(further.traces.into_iter().filter(|trace| met.insert(trace.block)));
        self.traces.truncate(MAX_TRACES);
        true
    }

    fn new_in(&self, further: Vec<Block>) -> Vec<Block> {
        let mut seen: HashSet<String> = self.body.blocks.iter().map(text).collect();
        seen.extend(self.title.clone());
        let shown = |image: &Image| self.images.iter().any(|own| own.url == image.url);
        let mut new: Vec<Block> = Vec::new();
        for block in further {
            let text = text(&block);
            let again = match &block {
                Block::Figure(image) => shown(image),
                // What a page opens with, it repeats; further down only a whole sentence is no chance.
                _ => seen.contains(&text) && (new.is_empty() || text.chars().count() >= TELLING),
            };
            if !again {
                new.push(block);
            }
        }
        new
    }
}

fn text(block: &Block) -> String {
    Body { blocks: vec![block.clone()] }.to_text()
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;
    use crate::extract::{Hints, extract};

    const DEK: &str =
        "Forty years after it was sold, the ferry is back, and nobody knows who paid for it.";

    fn page(own: &str) -> Extraction {
        let url = Url::parse("https://a.example/ferry").unwrap();
        let html = format!(
            "<html><head><title>The ferry that came back</title></head><body><article><h1>The ferry that came back</h1>\
             <p>{DEK}</p><figure><img src='/ferry.jpg' width=640 height=400></figure>{own}</article></body></html>"
        );
        extract(&html, &url, &Hints::default()).unwrap()
    }

    fn prose(at: usize) -> String {
        format!(
            "The {at} crossing took an hour, the harbour master said, and the wind came from the west all day."
        )
    }

    #[test]
    fn pages_follow_each_other_and_what_they_repeat_stands_once() {
        let mut whole = page(&format!("<p>{}</p><p>Why?</p><p>{}</p>", prose(1), prose(2)));
        let second = page(&format!(
            "<p>{}</p><p>Why?</p><p>{}</p><figure><img src='/bell.jpg' width=640 height=400></figure><p>{}</p>",
            prose(3),
            prose(4),
            prose(5)
        ));
        assert!(whole.append(second.clone()));
        let expected = [DEK, &prose(1), "Why?", &prose(2), &prose(3), "Why?", &prose(4), &prose(5)];
        assert_eq!(whole.body.to_text(), expected.join("\n\n"));
        let images: Vec<&str> = whole.images.iter().map(|image| image.url.path()).collect();
        assert_eq!(images, ["/ferry.jpg", "/bell.jpg"]);
        assert!(!whole.append(second), "the same page has nothing new");
        assert_eq!(whole.body.to_text(), expected.join("\n\n"));
    }

    #[test]
    fn several_short_pages_make_a_long_article() {
        let mut whole = page("");
        assert_eq!(whole.reasons, [Doubt::Short]);
        for at in 1..6 {
            whole.append(page(&format!("<p>{}</p>", prose(at))));
        }
        assert!(
            whole.reasons.is_empty() && whole.quality > 0.5,
            "{} {:?}",
            whole.quality,
            whole.reasons
        );
    }
}

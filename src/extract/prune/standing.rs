//! Standing matter: what stands on several articles of one host is part of none of them.
//!
//! Pure: the caller brings what it knows of the host and takes home what this page leaves there. Always: a
//! label stays with what it heads, a list and a table stay or go as a whole. Never: most of the text; a page
//! that shares so much with another is a copy of it, and then memory has no say and learns nothing.

use std::collections::{HashMap, HashSet};
use std::hash::Hasher;

use rustc_hash::FxHasher;

use super::sections;
use crate::extract::labels::families::Families;
use crate::extract::leaves::{Leaf, Why};
use crate::extract::page::tag::Tag;
use crate::extract::page::{Page, attr};

/// A page leaves at most so many blocks with its host's memory.
pub const MAX_TRACES: usize = 256;

/// Shorter texts stand on two articles by chance, and what is left out of one is a menu's, in characters.
const SHORT: u32 = 20;

/// Longer ones are paragraphs that a writer may use again.
const LONG: u32 = 240;

/// A block stands on one in so many of the host's articles at least, since it was first seen.
const ONE_IN: u32 = 3;

/// A host's furniture is there from its first articles on, so one other that shows a block tells enough. What
/// comes later and stands on two is mostly a sentence of two reports of one event, and a third has to show it.
const EARLY: u32 = 4;

/// Standfirst and first paragraph are among so many lines at the beginning.
const OPENING: usize = 2;

/// A block of a page, as its host's memory keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trace {
    /// A hash of its text and its place.
    pub block: u64,
    /// Nothing but memory could speak against it.
    pub kept: bool,
}

/// Where a block stood before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stood {
    /// On so many other articles of the host,
    pub on: u32,
    /// of so many since it was first seen,
    pub of: u32,
    /// which was on this one of the host's articles, counted from 1.
    pub first: u32,
    /// On so many of those it was left out for reasons of its own.
    pub aside: u32,
}

/// What is known of the other articles of a page's host: where each block stood, by its hash.
pub type HostMemory = HashMap<u64, Stood>;

impl Trace {
    /// What it says of the article's next page.
    pub fn of_same_article(self) -> Stood {
        Stood { on: 1, of: 1, first: 1, aside: u32::from(!self.kept) }
    }
}

impl Stood {
    /// What others left out may be their teaser of the article that `opens` with it.
    fn is_furniture(self, leaf: &Leaf, opens: bool) -> bool {
        leaf.text.chars().any(char::is_alphabetic)
            && self.on.saturating_mul(ONE_IN) >= self.of
            && !(opens && self.aside == self.on)
            && (self.aside > 0
                || self.on > 1
                || self.first <= EARLY && (SHORT..=LONG).contains(&leaf.chars))
    }
}

/// Takes what the host's memory knows as furniture out of what is kept; gives what this page leaves there. The page
/// `begins` its article, or is a further one of it.
pub(in crate::extract) fn forget(
    page: &Page<'_>,
    leaves: &mut [Leaf],
    kept: &mut Vec<usize>,
    memory: &HostMemory,
    begins: bool,
) -> Vec<Trace> {
    let blocks: HashMap<usize, u64> =
        kept.iter().map(|&at| (at, block(page, &leaves[at]))).collect();
    let furniture = |place: usize, at: usize| {
        let opens = begins && (place < OPENING || leaves[at].above.any(Families::STANDFIRST));
        memory.get(&blocks[&at]).is_some_and(|stood| stood.is_furniture(&leaves[at], opens))
    };
    let known: HashSet<usize> = kept
        .iter()
        .enumerate()
        .filter(|(place, at)| furniture(*place, **at))
        .map(|(_, at)| *at)
        .collect();
    let gone = whole(page, leaves, kept, &known);
    let prose = |of: &dyn Fn(&usize) -> bool| -> u32 {
        kept.iter().filter(|at| of(at)).map(|&at| leaves[at].prose()).sum()
    };
    let aside = |at: &usize| memory.get(&blocks[at]).map(|stood| stood.aside > 0);
    let all = prose(&|_| true);
    let sure = prose(&|at| gone.contains(at) && aside(at) == Some(true));
    let shared = prose(&|at| aside(at) == Some(false));
    if sure * 3 > all * 2 || shared * 3 > all - sure {
        return Vec::new();
    }
    let traces = traces(page, leaves, kept, &blocks);
    if !gone.is_empty() {
        for &at in &gone {
            leaves[at].verdict = Some(Why::Standing);
        }
        sections::empty(leaves);
        kept.retain(|&at| leaves[at].verdict.is_none());
        sections::trim_ends(page, leaves, kept);
    }
    traces
}

/// Those of the known that go: a label if what it heads goes, a list if all of it is known.
fn whole(
    page: &Page<'_>,
    leaves: &[Leaf],
    kept: &[usize],
    known: &HashSet<usize>,
) -> HashSet<usize> {
    let lists = lists(page, leaves, kept);
    let unknown = kept.iter().filter(|at| !known.contains(at));
    let mixed: HashSet<usize> = unknown.filter_map(|at| lists.get(at)).copied().collect();
    let mut gone = HashSet::new();
    let mut next: Option<usize> = None;
    for &at in kept.iter().rev() {
        let leaf = &leaves[at];
        let list = lists.get(&at);
        let heads = |next: usize| is_label(leaf) || list.is_none() && lists.contains_key(&next);
        let stays_with = next.is_some_and(|next| heads(next) && !gone.contains(&next))
            || next.is_none() && is_label(leaf);
        let whole = list.is_none_or(|list| leaf.chars >= SHORT && !mixed.contains(list));
        if known.contains(&at) && !stays_with && whole {
            gone.insert(at);
        }
        next = Some(at);
    }
    gone
}

/// The innermost list or table that each leaf is in, where it is in one. A table that holds most of the text
/// is no table of the article's, but the page laid out in one.
fn lists(page: &Page<'_>, leaves: &[Leaf], kept: &[usize]) -> HashMap<usize, usize> {
    let mut lists: HashMap<usize, usize> = HashMap::new();
    let mut held: HashMap<usize, u32> = HashMap::new();
    let mut all = 0;
    for &at in kept {
        let leaf = &leaves[at];
        let list = std::iter::once(leaf.block).chain(page.ancestors(leaf.block)).find(|&at| {
            matches!(page.nodes[at].tag, Tag::List | Tag::Ordered | Tag::Terms | Tag::Table)
        });
        all += leaf.prose();
        if let Some(list) = list {
            lists.insert(at, list);
            *held.entry(list).or_default() += leaf.prose();
        }
    }
    lists.retain(|_, list| held[list] * 2 <= all || page.nodes[*list].tag != Tag::Table);
    lists
}

/// The line names what follows it.
fn is_label(leaf: &Leaf) -> bool {
    leaf.tag.is_heading()
        || leaf.text.ends_with([':', '：'])
        || leaf.chars < 80 && leaf.stressed * 10 > leaf.chars * 8
}

fn traces(
    page: &Page<'_>,
    leaves: &[Leaf],
    kept: &[usize],
    blocks: &HashMap<usize, u64>,
) -> Vec<Trace> {
    let text = kept.iter().map(|at| Trace { block: blocks[at], kept: true });
    let aside = leaves
        .iter()
        .filter(|leaf| leaf.verdict.is_some_and(|why| why != Why::Title) && leaf.chars >= SHORT);
    let aside = aside.map(|leaf| Trace { block: block(page, leaf), kept: false });
    let mut seen = HashSet::new();
    text.chain(aside).filter(|trace| seen.insert(trace.block)).take(MAX_TRACES).collect()
}

/// The hash of a leaf's text and its place: element and class of its block and of the one around it.
///
/// Not for ever the same: with another one, memory begins anew, and no more happens.
fn block(page: &Page<'_>, leaf: &Leaf) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(leaf.text.as_bytes());
    for at in [leaf.block, page.nodes[leaf.block].parent] {
        let Some(element) = page.nodes[at].element else { continue };
        hasher.write(element.name().as_bytes());
        // Numbers count the blocks of a page or of a site: they differ from article to article.
        let class = attr(element, "class").unwrap_or_default().bytes();
        class.filter(|byte| !byte.is_ascii_digit()).for_each(|byte| hasher.write_u8(byte));
        hasher.write_u8(0);
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use url::Url;

    use super::*;
    use crate::extract::{Extraction, Hints, extract};

    const PROMO: &str = "The Courier brings the news of the islands to your door, six days a week.";

    /// Paragraphs that no other number has.
    fn prose(number: usize) -> String {
        (0..6).fold(String::new(), |mut html, at| {
            let _ = write!(
                html,
                "<p>In the year {number}, the ferry crossed the sound {at} times, and the harbour master, who had seen \
                 {number} of them come and go, rang the bell each time, as the council had asked of him.</p>"
            );
            html
        })
    }

    fn read(number: usize, body: &str, memory: &HostMemory) -> Extraction {
        let html = format!(
            "<html><head><title>Ferry {number} came back</title></head><body><h1>Ferry {number} came back</h1>\
             <div class=x>{body}</div></body></html>"
        );
        let url = Url::parse("https://a.example/ferry").unwrap();
        extract(&html, &url, &Hints { host: Some(memory.clone()), ..Hints::default() }).unwrap()
    }

    /// The memory that articles leave, each block as if it had stood on `on` of `of`.
    fn memory(of: &[&Extraction], stood: Stood) -> HostMemory {
        of.iter().flat_map(|read| &read.traces).map(|trace| (trace.block, stood)).collect()
    }

    const ONCE: Stood = Stood { on: 1, of: 1, first: 1, aside: 0 };

    fn told(number: usize, body: &str, stood: Stood) -> String {
        let other =
            read(number + 1, &body.replace(&prose(number), &prose(number + 1)), &HostMemory::new());
        read(number, body, &memory(&[&other], stood)).body.to_text()
    }

    #[test]
    fn what_stood_on_another_article_is_furniture_and_nothing_else_is() {
        let body = format!("<p>{PROMO}</p>{0}<p>{PROMO} Again.</p>", prose(1));
        let alone = read(1, &body, &HostMemory::new()).body.to_text();
        assert!(alone.contains(PROMO), "the first article has nothing to go by");
        let told = told(1, &body, ONCE);
        assert!(!told.contains(PROMO), "{told}");
        assert_eq!(told, read(1, &prose(1), &HostMemory::new()).body.to_text());
    }

    #[test]
    fn a_copy_of_an_article_keeps_its_text_and_teaches_nothing() {
        let first = read(1, &format!("{}<p>{PROMO}</p>", prose(1)), &HostMemory::new());
        let other = format!("<p>New in this version: the bell is gone.</p>{}", prose(1));
        let copy = read(1, &other, &memory(&[&first], ONCE));
        assert_eq!(copy.body.to_text(), read(1, &other, &HostMemory::new()).body.to_text());
        assert!(copy.traces.is_empty() && !first.traces.is_empty());
    }

    #[test]
    fn a_third_of_the_prose_is_the_most_that_goes() {
        let paragraph = |at: usize| {
            format!("<p>{}</p>", format!("Word{at} ").repeat(19) + "and the end, as said.")
        };
        let shared = paragraph(1);
        let of = |own: usize| (2..2 + own).fold(shared.clone(), |html, at| html + &paragraph(at));
        let other = read(9, &format!("{shared}{}", prose(9)), &HostMemory::new());
        let memory = memory(&[&other], Stood { on: 2, of: 2, first: 1, aside: 0 });
        assert!(read(1, &of(1), &memory).body.to_text().contains("Word1 "), "half of it");
        assert!(!read(1, &of(2), &memory).body.to_text().contains("Word1 "), "a third");
    }

    #[test]
    fn it_stood_on_one_in_three_articles_since_it_was_first_seen() {
        let body = format!("{}<p>{PROMO}</p><p>{}</p>", prose(1), prose(1).len());
        let stands = |on, of| told(1, &body, Stood { on, of, first: 1, aside: 0 }).contains(PROMO);
        assert!(!stands(1, 3) && stands(1, 4));
        assert!(!stands(30, 90) && stands(30, 91));
    }

    #[test]
    fn what_came_later_has_to_stand_on_two_others() {
        let body = format!("{}<p>{PROMO}</p><p>{}</p>", prose(1), prose(1).len());
        let stands =
            |on, first| told(1, &body, Stood { on, of: 2, first, aside: 0 }).contains(PROMO);
        assert!(!stands(1, EARLY) && stands(1, EARLY + 1) && !stands(2, EARLY + 1));
    }

    #[test]
    fn short_and_long_texts_need_two_others_or_one_that_left_them_out() {
        for (chars, once) in [(SHORT - 1, true), (SHORT, false), (LONG, false), (LONG + 1, true)] {
            let line = "x".repeat(chars as usize - 1) + ".";
            let body = format!("{}<p>{line}</p><p>{}</p>", prose(1), prose(1).len());
            let stands =
                |on, aside| told(1, &body, Stood { on, of: 2, first: 1, aside }).contains(&line);
            assert_eq!(stands(1, 0), once, "{chars} characters, on one other");
            assert!(!stands(2, 0) && !stands(1, 1), "{chars} characters");
        }
    }

    #[test]
    fn a_label_stays_with_what_it_heads_and_a_list_stays_whole() {
        let boxed = |own: &str| {
            format!(
                "{}<h2>What we like about it</h2><ul><li>It comes on time, every day</li><li>{own}</li></ul>\
                 <p><b>What we do not like at all</b></p><p>{own}, and that is what it is.</p>{0}",
                prose(1)
            )
        };
        let other = read(
            2,
            &boxed("The bell of the second ferry").replace(&prose(1), &prose(2)),
            &HostMemory::new(),
        );
        let body = boxed("The coffee on the first deck");
        let with = read(1, &body, &memory(&[&other], ONCE)).body.to_text();
        assert_eq!(with, read(1, &body, &HostMemory::new()).body.to_text());
        let all = format!(
            "{}<h2>Our promise to you all</h2><ul><li>It comes on time, every day</li></ul>",
            prose(1)
        );
        assert!(
            !told(1, &all, ONCE).contains("promise"),
            "what a label heads goes, and so does it"
        );
    }

    #[test]
    fn the_teaser_of_an_article_is_not_held_against_it() {
        let dek = "Forty years after it was sold, the ferry is back, and nobody knows who paid.";
        let body = format!("<p>{dek}</p>{}<p>{PROMO}</p>{0}", prose(1));
        let told = told(1, &body, Stood { on: 3, of: 3, first: 1, aside: 3 });
        assert!(told.contains(dek) && !told.contains(PROMO), "{told}");
    }

    #[test]
    fn the_same_text_in_another_place_is_another_block() {
        let other = read(2, &format!("{}<p>{PROMO}</p>", prose(2)), &HostMemory::new());
        let body = format!("{}<blockquote><p>{PROMO}</p></blockquote>", prose(1));
        assert!(read(1, &body, &memory(&[&other], ONCE)).body.to_text().contains(PROMO));
    }

    #[test]
    fn a_page_leaves_so_many_traces_and_no_more() {
        let lines = |count: usize| {
            (0..count).fold(String::new(), |html, at| {
                html + &format!("<p>Line {at} of the long list of all ferries, as it stands.</p>")
            })
        };
        assert_eq!(read(1, &lines(MAX_TRACES), &HostMemory::new()).traces.len(), MAX_TRACES);
        assert_eq!(read(1, &lines(MAX_TRACES + 9), &HostMemory::new()).traces.len(), MAX_TRACES);
    }

    #[test]
    fn nobody_pays_who_does_not_ask() {
        let url = Url::parse("https://a.example/ferry").unwrap();
        let html = format!("<html><body><h1>Ferry</h1>{}</body></html>", prose(1));
        assert!(extract(&html, &url, &Hints::default()).unwrap().traces.is_empty());
    }
}

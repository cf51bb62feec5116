//! The page's leaf blocks: runs of text that stand on lines of their own.
//!
//! Everything that decides what is kept decides on leaves. Always: leaves are in reading order, do not
//! overlap, and hold some text.

use std::ops::Range;

use super::labels::families::Families;
use super::page::Page;
use super::page::characters::{push_collapsed, ratio, weight};
use super::page::tag::Tag;

/// A run of text with a line of its own.
#[derive(Debug)]
pub(super) struct Leaf {
    /// Its first node.
    pub first: usize,
    /// One past its last node.
    pub end: usize,
    /// The block that it is in.
    pub block: usize,
    /// That block's kind.
    pub tag: Tag,
    /// White space collapsed.
    pub text: String,
    /// Weighted characters.
    pub chars: u32,
    /// Those of them in links.
    pub linked: u32,
    /// Those of them in bold or italics.
    pub stressed: u32,
    /// Marks that end or part sentences.
    pub stops: u32,
    /// How much it counts as an article's prose.
    prose: u32,
    /// The families of all that it is in, as far as they are believed.
    pub above: Families,
    /// Why it is not part of the body, if it is not.
    pub verdict: Option<Why>,
    /// How likely it is part of the body, 0 to 1; `None` where only rules have looked.
    pub score: Option<f32>,
}

/// Why a leaf is no part of the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It lies outside of the container.
    Outside,
    /// Its classes say so.
    Furniture,
    /// Mostly links.
    Links,
    /// The headline once more.
    Title,
    /// It belongs to a picture.
    Caption,
    /// Who, when, how long to read.
    Byline,
    /// Its wording says so.
    Wording,
    /// A heading with nothing, or nothing that is kept, under it.
    Heading,
    /// The page repeats it.
    Repeated,
    /// The learnt model says so.
    Model,
    /// It stood on other articles of the host.
    Standing,
}

impl Leaf {
    /// The innermost node that holds all of it.
    pub(super) fn scope(&self, page: &Page<'_>) -> usize {
        let mut at = self.first;
        while page.nodes[at].end < self.end {
            at = page.nodes[at].parent;
        }
        at
    }

    /// The preformatted element that it is, or is a line of.
    pub(super) fn preformatted(&self, page: &Page<'_>) -> Option<usize> {
        let mut near = std::iter::once(self.block).chain(page.ancestors(self.block)).take(4);
        near.find(|&at| page.nodes[at].tag == Tag::Pre)
    }

    /// Weighted characters outside of links.
    pub(super) fn plain(&self) -> u32 {
        self.chars - self.linked
    }

    /// The share of its text that is in links.
    pub(super) fn link_density(&self) -> f32 {
        ratio(self.linked, self.chars)
    }

    /// Ends as sentences do.
    pub(super) fn ends_sentence(&self) -> bool {
        let text = self.text.trim_end_matches(|c: char| {
            matches!(
                c,
                '"' | '\''
                    | '”'
                    | '’'
                    | '»'
                    | ')'
                    | '」'
                    | '』'
                    | '“'
                    | ']'
                    | '*'
                    | '↩'
                    | '↑'
                    | ' '
                    | '\u{fe0e}'
            )
        });
        // Speech in Chinese and Japanese; Thai, Lao, Burmese and Khmer have no mark that ends a sentence.
        if self.text.ends_with(['」', '』']) || self.chars >= 20 && self.text.ends_with(is_unmarked)
        {
            return true;
        }
        text.ends_with(['.', '!', '?', '…', '。', '！', '？', '।', '؟', '۔', ':', '।', '։', '።'])
    }

    /// Written in a script that ends sentences with a blank, and has one: Thai and Lao.
    fn parts_by_blanks(&self) -> bool {
        let thai = |c: char| matches!(c, '\u{e00}'..='\u{eff}');
        self.text.split(' ').filter(|part| part.starts_with(thai)).nth(1).is_some()
    }

    /// How much it counts as an article's prose.
    pub(super) fn prose(&self) -> u32 {
        self.prose
    }

    /// Counts so much as an article's prose, whatever it looks like.
    pub(super) fn count_as_prose(&mut self, chars: u32) {
        self.prose = chars;
    }

    fn weigh(&self) -> u32 {
        let plain = self.plain();
        if plain < 30 || self.linked > plain {
            return 0;
        }
        let per_cent = match self.tag {
            Tag::Paragraph | Tag::Quote | Tag::Pre => 100,
            Tag::Heading(_) | Tag::FigCaption => 10,
            Tag::Item | Tag::Detail | Tag::Cell | Tag::Term => 60,
            _ => 90,
        };
        let per_cent =
            if self.stops == 0 && !self.parts_by_blanks() { per_cent / 4 } else { per_cent };
        plain.min(4000) * per_cent / 100
    }
}

/// Which of the leaves begin in a node.
pub(super) fn within(page: &Page<'_>, leaves: &[Leaf], node: usize) -> Range<usize> {
    let first = leaves.partition_point(|leaf| leaf.first < node);
    let end = page.nodes[node].end;
    first..first + leaves[first..].partition_point(|leaf| leaf.first < end)
}

/// All leaves of the page.
pub(super) fn leaves(page: &Page<'_>) -> Vec<Leaf> {
    let mut run = Run { page, leaves: Vec::new(), first: None, end: 0, block: 0 };
    let mut open: Vec<usize> = Vec::new();
    let mut breaks = 0;
    for (at, node) in page.nodes.iter().enumerate() {
        while open.last().is_some_and(|&block| page.nodes[block].end <= at) {
            run.flush();
            open.pop();
        }
        if node.is_block() {
            run.flush();
            breaks = 0;
            open.push(at);
        } else if node.tag == Tag::Break {
            breaks += 1;
            if breaks == 2 && page.nodes[*open.last().unwrap_or(&0)].tag != Tag::Pre {
                run.flush();
            }
        } else if node.tag == Tag::Text && node.chars > 0 {
            breaks = 0;
            run.extend(at, *open.last().unwrap_or(&0));
        }
    }
    run.flush();
    run.leaves
}

struct Run<'p, 'a> {
    page: &'p Page<'a>,
    leaves: Vec<Leaf>,
    first: Option<usize>,
    end: usize,
    block: usize,
}

impl Run<'_, '_> {
    fn extend(&mut self, text: usize, block: usize) {
        if self.first.is_none() {
            // Inline elements that begin with this text belong to the run.
            let mut first = text;
            while first > block + 1 && {
                let parent = self.page.nodes[first].parent;
                parent + 1 == first && !self.page.nodes[parent].is_block() && parent != block
            } {
                first -= 1;
            }
            self.first = Some(first);
            self.block = block;
        }
        self.end = text + 1;
    }

    fn flush(&mut self) {
        let Some(first) = self.first.take() else { return };
        let tag = self.page.nodes[self.block].tag;
        let nodes = &self.page.nodes[first..self.end];
        let mut leaf = Leaf {
            first,
            end: self.end,
            block: self.block,
            tag,
            text: String::with_capacity(nodes.iter().map(|node| node.text.len()).sum()),
            chars: 0,
            linked: 0,
            stressed: 0,
            stops: 0,
            prose: 0,
            above: Families::NONE,
            verdict: None,
            score: None,
        };
        let mut stressed_until = 0;
        for (at, node) in nodes.iter().enumerate() {
            match node.tag {
                Tag::Text => {
                    push_collapsed(&mut leaf.text, node.text);
                    leaf.chars += node.chars;
                    leaf.linked += node.linked;
                    if first + at < stressed_until {
                        leaf.stressed += node.chars;
                    }
                }
                Tag::Break => push_collapsed(&mut leaf.text, " "),
                Tag::Strong | Tag::Emphasis => stressed_until = stressed_until.max(node.end),
                _ => {}
            }
        }
        leaf.text.truncate(leaf.text.trim_end().len());
        leaf.stops = stops(&leaf.text);
        leaf.prose = leaf.weigh();
        debug_assert!(weight(&leaf.text) > 0, "a leaf holds text");
        self.leaves.push(leaf);
    }
}

/// Of a script that has no mark which ends a sentence: Thai, Lao, Burmese, Khmer.
fn is_unmarked(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

fn stops(text: &str) -> u32 {
    let (mut count, mut open) = (0, false);
    for c in text.chars() {
        if open && (c.is_whitespace() || matches!(c, '"' | '”' | '\'' | '’' | '»' | ')')) {
            count += 1;
        }
        open = matches!(c, '.' | ',' | '!' | '?' | ';');
        if matches!(c, '。' | '、' | '，' | '！' | '？' | '।' | '،' | '؟' | '۔' | '；') {
            count += 1;
        }
    }
    count + u32::from(open)
}

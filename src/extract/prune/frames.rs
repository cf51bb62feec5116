//! Boxes amid the text around what comes from elsewhere: one begins with a link to its own end, another asks before it
//! shows what is none of the page's.
//!
//! Known by how they are built, in whatever language. Never: a post, a table, a picture that such a box frames; a text with
//! a button behind it, which is a step of a recipe, an offer or a question as often as not, unless it speaks of consent.

use rustc_hash::FxHashMap;

use super::drop_under;
use crate::extract::labels::families::Families;
use crate::extract::leaves::{Leaf, Why, within};
use crate::extract::page::Page;
use crate::extract::page::tag::Tag;

/// A longer line ends no box, in weighted characters.
const MAX_END: u32 = 80;

/// A longer box asks for nothing, in weighted characters.
const MAX_ASKED: u32 = 350;

/// Parts of the names of boxes that ask before they show something.
const MARKS: &[&str] =
    &["consent", "cookie", "embed", "external", "gdpr", "opt-in", "optin", "privacy", "2click"];

/// Parts of words that only they say, in the languages of the press.
const CONSENT: &[&str] = &[
    "cookie",
    "consent",
    "kakor",
    "informasjonskapsl",
    "evästei",
    "ciastecz",
    "çerez",
    "kolačić",
    "piškot",
    "sütik",
    "третьих сторон",
    "файлы куки",
    "クッキー",
    "쿠키",
    "คุกกี้",
    "תוכן חיצוני",
    "تعريف الارتباط",
    "einwillig",
    "externen inhalt",
    "diesen inhalt",
    "drittanbieter",
    "toestemming",
    "samtyck",
    "samtykke",
];

/// It has no more lines beside its button.
const MAX_LINES: usize = 3;

/// More boxes with a button are how the page is built.
const MAX_BOXES: usize = 4;

/// Drops what one may skip, and what asks before it shows something.
pub(super) fn drop(page: &Page<'_>, leaves: &mut [Leaf], region: usize) {
    for (frame, is_whole) in skipped(page, leaves, region) {
        if is_whole {
            drop_under(page, leaves, frame, Why::Furniture);
        } else {
            // Its own first and last line.
            let lines = within(page, leaves, frame);
            for at in [lines.start, lines.end - 1] {
                leaves[at].verdict.get_or_insert(Why::Furniture);
            }
        }
    }
    let asking = asking(page, leaves, region);
    if asking.len() <= MAX_BOXES {
        for asks in asking.into_iter().filter(|&asks| page.nodes[asks].chars <= MAX_ASKED) {
            drop_under(page, leaves, asks, Why::Furniture);
        }
    }
}

/// Headings of boxes whose sentences have all gone.
pub(in crate::extract) fn empty(page: &Page<'_>, leaves: &mut [Leaf], region: usize) {
    for at in 0..leaves.len() {
        let heading = &leaves[at];
        if !heading.tag.is_heading() || heading.verdict.is_some() {
            continue;
        }
        let holds_more = |&above: &usize| page.nodes[above].chars > heading.chars;
        let Some(frame) = page.ancestors(heading.block).find(holds_more) else { continue };
        let lines = within(page, leaves, frame);
        let under = &leaves[lines.start + 1..lines.end];
        let is_gone = |leaf: &Leaf| matches!(leaf.verdict, Some(Why::Furniture | Why::Wording));
        if frame > region
            && lines.start == at
            && under.iter().all(is_gone)
            && under.iter().any(|leaf| leaf.ends_sentence() && leaf.prose() > 0)
        {
            leaves[at].verdict = Some(Why::Heading);
        }
    }
}

/// The boxes that begin with a link to the line that ends them; and whether all of them goes, or what frames them.
fn skipped(page: &Page<'_>, leaves: &[Leaf], region: usize) -> Vec<(usize, bool)> {
    let mut frames = Vec::new();
    let mut ends: Option<FxHashMap<&str, usize>> = None;
    let all = within(page, leaves, region);
    let lines = all.clone().zip(&leaves[all]);
    for (at, leaf) in lines.filter(|(_, leaf)| leaf.linked * 2 > leaf.chars) {
        let place = |node: usize| page.nodes[node].attr("href")?.strip_prefix('#');
        let link = (leaf.first..leaf.end).find(|&node| place(node).is_some());
        let link = link.filter(|&link| !leaf.tag.is_heading() && !unfolds(page, link));
        let Some(place) = link.and_then(place) else { continue };
        let ends = ends.get_or_insert_with(|| {
            let within = region..page.nodes[region].end;
            within.filter_map(|node| Some((page.nodes[node].attr("id")?, node))).collect()
        });
        let Some(&end) = ends.get(place).filter(|&&end| end >= leaf.end) else { continue };
        let Some(frame) = page.ancestors(leaf.first).find(|&above| page.nodes[above].end > end)
        else {
            continue;
        };
        let lines = within(page, leaves, frame);
        let last = &leaves[lines.end - 1];
        // A question leads to its answer, an entry of a table of contents to its section.
        let is_framed = lines.start == at
            && last.first < page.nodes[end].end
            && lines.len() > 2
            && !last.tag.is_heading()
            && !last.ends_sentence();
        let is_small = page.nodes[frame].chars * 4 < page.nodes[region].chars;
        if frame > region && is_framed && is_small && page.nodes[end].chars <= MAX_END {
            frames.push((frame, !holds_matter(page, frame)));
        }
    }
    frames
}

/// A link or a button that unfolds something.
fn unfolds(page: &Page<'_>, at: usize) -> bool {
    let signs = ["aria-controls", "aria-expanded", "data-bs-toggle", "data-toggle"];
    signs.iter().any(|sign| page.nodes[at].attr(sign).is_some())
}

/// What an article shows of elsewhere, or has beside its lines.
fn holds_matter(page: &Page<'_>, frame: usize) -> bool {
    page.nodes[frame..page.nodes[frame].end].iter().any(|node| {
        matches!(node.tag, Tag::Quote | Tag::Table | Tag::Pre | Tag::Figure)
            || node.families.any(Families::POST)
    })
}

/// The boxes amid the text that are no more than a sentence or two and a button behind them.
fn asking(page: &Page<'_>, leaves: &[Leaf], region: usize) -> Vec<usize> {
    let mut all = within(page, leaves, region);
    let is_text = |&at: &usize| leaves[at].verdict.is_none() && leaves[at].prose() > 0;
    let (first, last) = (all.clone().find(is_text), all.rfind(is_text));
    let is_amid = |asks: usize| {
        let lines = within(page, leaves, asks);
        first.is_some_and(|first| first < lines.start) && last.is_some_and(|last| last >= lines.end)
    };
    let buttons = (region..page.nodes[region].end)
        .filter(|&at| page.nodes[at].tag == Tag::Button && page.nodes[at].chars > 0);
    buttons
        .filter_map(|at| asks(page, leaves, at))
        .filter(|&at| at > region && is_amid(at))
        .collect()
}

/// Its words or its classes do, or those of what is around it.
fn speaks_of_consent(page: &Page<'_>, asks: usize, said: &[Leaf]) -> bool {
    let is_marked = |at: usize| {
        let names = ["class", "id"].into_iter().filter_map(|name| page.nodes[at].attr(name));
        names.into_iter().any(|name| {
            let name = name.to_ascii_lowercase();
            MARKS.iter().any(|mark| name.contains(mark))
        })
    };
    let around = page.ancestors(asks).take(2);
    let is_told = |leaf: &Leaf| {
        let line = leaf.text.to_lowercase();
        CONSENT.iter().any(|word| line.contains(word))
    };
    said.iter().any(is_told)
        || around
            .chain(asks..page.nodes[asks].end)
            .any(|at| page.nodes[at].families.any(Families::CONSENT) || is_marked(at))
}

/// The box that a button ends, if it asks to be pressed.
fn asks(page: &Page<'_>, leaves: &[Leaf], button: usize) -> Option<usize> {
    let node = &page.nodes[button];
    if unfolds(page, button) {
        return None;
    }
    let asks = page.ancestors(button).find(|&above| page.nodes[above].chars > node.chars)?;
    let frame = &page.nodes[asks];
    let lines = &leaves[within(page, leaves, asks)];
    let [said @ .., pressed] = lines else { return None };
    let is_such = |tag| {
        matches!(
            tag,
            Tag::Image | Tag::List | Tag::Table | Tag::Pre | Tag::Quote | Tag::Figure | Tag::Form
        )
    };
    let buttons = page.nodes[asks..frame.end].iter().filter(|node| node.tag == Tag::Button);
    // What a question's button shows is its answer.
    let is_question = |leaf: &Leaf| !leaf.tag.is_heading() && leaf.text.ends_with(['?', '？', '؟']);
    let is_asked = (1..=MAX_LINES).contains(&said.len())
        && pressed.chars == node.chars
        && pressed.first + 1 >= button
        && said.iter().any(Leaf::ends_sentence)
        && !said.iter().any(is_question)
        && buttons.count() == 1
        && !page.holds(asks, is_such)
        && speaks_of_consent(page, asks, said);
    is_asked.then_some(asks)
}

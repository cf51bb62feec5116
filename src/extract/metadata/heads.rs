//! The headings that may be the article's headline, as the page shows them.

use url::Url;

use crate::extract::body::text::one_line;
use crate::extract::labels::families::Families;
use crate::extract::page::characters::push_collapsed;
use crate::extract::page::tag::Tag;
use crate::extract::page::{Node, Page};

/// How many headings below the first level are looked at.
const MAX_LOWER: usize = 12;

/// Headings are looked at down to this level; what is only marked as a headline is worth as much.
const MARKED: u8 = 3;

/// The longest headline, in weighted characters.
const MAX_CHARS: u32 = 400;

/// What an anchor at the end of a heading is shown as.
const ANCHOR: [char; 3] = ['¶', '🔗', ' '];

/// What stands in a heading and is none of the headline: what it is filed under, when, what nobody sees.
const BESIDE: Families =
    Families::TAGS.with(Families::HIDDEN).with(Families::DATE).with(Families::COMMENTS);

/// Where no headline stands.
const ELSEWHERE: Families = Families::NAV
    .with(Families::FOOTER)
    .with(Families::SIDEBAR)
    .with(Families::RELATED)
    .with(Families::COMMENTS)
    .with(Families::PROMO)
    .with(Families::GOODS)
    .with(Families::CONSENT);

/// A heading.
#[derive(Debug)]
pub(super) struct Head {
    /// Its text without what stands beside the headline.
    pub text: String,
    /// What else its headline may be: all of its text, and that without its first or last element.
    pub variants: Vec<String>,
}

/// The headings: `h1`s first, those inside of the article or marked as headlines before others.
#[derive(Debug, Default)]
pub(super) struct Heads {
    pub first: Vec<Head>,
    /// Those of lower levels, and what is marked as a headline without being one.
    pub lower: Vec<String>,
    /// The node of the first of them all.
    pub at: Option<usize>,
    /// What is around it.
    pub around: Families,
    /// What the page calls its site: a heading that leads to the front page.
    pub home: Option<String>,
}

impl Heads {
    pub(super) fn of(page: &Page<'_>, url: &Url) -> Self {
        let mut first: Vec<(u8, usize, Head)> = Vec::new();
        let (mut lower, mut below, mut home) = (Vec::new(), None, None);
        let mut until = 0;
        for (at, node) in page.nodes.iter().enumerate() {
            if at < until || node.chars == 0 || node.chars > MAX_CHARS {
                continue;
            }
            let level = match node.tag {
                Tag::Heading(level) => level,
                _ if node.families.any(Families::TITLE) && !page.holds(at, Tag::is_heading) => {
                    MARKED
                }
                _ => continue,
            };
            until = node.end;
            if level == 1 && leads_to_front(page, at, url) {
                home = home.or_else(|| one_line(&page.text_of(at)));
                continue;
            }
            if level == 1 {
                let article =
                    |above: usize| matches!(page.nodes[above].tag, Tag::Article | Tag::Main);
                let inside = page.ancestors(at).any(article) || node.families.any(Families::TITLE);
                let rank = u8::from(!inside) + 2 * u8::from(node.families.any(Families::HIDDEN));
                first.extend(head(page, at).map(|head| (rank, at, head)));
            } else if level <= MARKED && lower.len() < MAX_LOWER {
                let elsewhere = |above: usize| page.nodes[above].families.any(ELSEWHERE);
                if !page.ancestors(at).any(elsewhere) {
                    below.get_or_insert(at);
                    lower.extend(one_line(&page.text_of(at)));
                }
            }
        }
        first.sort_by_key(|(rank, ..)| *rank);
        let at = first.first().map(|(_, at, _)| *at).or(below);
        let around = at.into_iter().flat_map(|at| page.ancestors(at));
        Self {
            at,
            around: around.fold(Families::NONE, |all, above| all | page.nodes[above].families),
            first: first.into_iter().map(|(.., head)| head).collect(),
            lower,
            home,
        }
    }
}

/// All of it is a link to the front page: the site's name.
fn leads_to_front(page: &Page<'_>, at: usize, url: &Url) -> bool {
    let node = &page.nodes[at];
    let mut links = page.nodes[at..node.end].iter().filter(|node| node.tag == Tag::Anchor);
    let to = |link: &Node<'_>| link.attr("href").and_then(|href| url.join(href.trim()).ok());
    let host = |url: &Url| {
        let host = url.host_str().unwrap_or_default();
        host.strip_prefix("www.").unwrap_or(host).to_owned()
    };
    let is_home = |to: Url| host(&to) == host(url) && to.path() == "/" && to.query().is_none();
    node.linked == node.chars
        && url.path() != "/"
        && links.any(|link| to(link).is_some_and(is_home))
}

fn head(page: &Page<'_>, at: usize) -> Option<Head> {
    let whole = one_line(page.text_of(at).trim_end_matches(ANCHOR))?;
    let text = without_beside(page, at);
    let text = one_line(text.trim().trim_start_matches(':').trim_end_matches(ANCHOR))
        .unwrap_or_else(|| whole.clone());
    let mut variants = Vec::new();
    if text != whole {
        variants.push(whole);
    }
    // A kicker, or a subtitle, in an element of its own.
    let mut children: Vec<usize> =
        page.children(at).filter(|&child| page.nodes[child].chars > 0).collect();
    if let [only] = children[..]
        && page.nodes[only].tag != Tag::Text
    {
        children = page.children(only).filter(|&child| page.nodes[child].chars > 0).collect();
    }
    if let [one, .., other] = children[..] {
        for (beside, range) in [(one, page.nodes[one].end..page.nodes[at].end), (other, at..other)]
        {
            if page.nodes[beside].tag != Tag::Text {
                let text = text_in(page, range);
                let text = text.trim().trim_start_matches([':', '–', '—', '|', '•', '-']);
                variants.extend(one_line(text));
            }
        }
    }
    Some(Head { text, variants })
}

/// A heading's text without the elements that stand beside the headline.
fn without_beside(page: &Page<'_>, at: usize) -> String {
    let mut text = String::new();
    let mut next = at + 1;
    while next < page.nodes[at].end {
        let node = &page.nodes[next];
        if node.families.any(BESIDE) || page.is_anchor(next) {
            next = node.end;
            continue;
        }
        push(&mut text, page, next);
        next += 1;
    }
    text
}

fn text_in(page: &Page<'_>, range: std::ops::Range<usize>) -> String {
    let mut text = String::new();
    range.for_each(|at| push(&mut text, page, at));
    text
}

fn push(text: &mut String, page: &Page<'_>, at: usize) {
    let node = &page.nodes[at];
    match node.tag {
        Tag::Text => push_collapsed(text, node.text),
        _ if node.is_block() || node.tag == Tag::Break => push_collapsed(text, " "),
        _ => {}
    }
}

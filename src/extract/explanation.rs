//! What became of each line of a page, and why: for people who ask why an article came out as it did.
//!
//! Made on request only, from the same reading that makes the article. Always: owned and bounded; the page's
//! text as it stands there, so what shows it must escape it. Never: part of a decision.

use url::Url;

use super::Image;
use super::body::images::{self, Album};
use super::bounds::Lead;
use super::labels::families::Families;
use super::leaves::{Leaf, Why};
use super::page::tag::Tag;
use super::page::{Node, Page};
use super::quality::Grounds;

/// How many lines of one page are told of.
pub const MAX_LINES: usize = 5_000;

/// How much of a line's text is told, in characters.
pub const MAX_TEXT: usize = 2_000;

/// How many elements of a path are named, the innermost.
const MAX_STEPS: usize = 7;

/// How much of an id or a class is named, in characters.
const MAX_NAME: usize = 32;

/// What became of each line of a page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Explanation {
    /// The path of the element in which the article was looked for.
    pub region: String,
    /// The page's lines of text and the article's pictures, in the order of the page.
    pub lines: Vec<Line>,
    /// How many lines more the page has.
    pub left_out: usize,
    /// Where the body comes from, if not from these lines.
    pub body_from: Option<&'static str>,
    /// What the quality is made of.
    pub grounds: Grounds,
}

/// A run of text that stands on a line of its own, or a picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Its text on one line, cut to [`MAX_TEXT`] characters; for a picture what is said of it.
    pub text: String,
    /// The name of its element, e.g. `p`.
    pub element: String,
    /// Where it stands, e.g. `main > article.story > p`.
    pub path: String,
    /// What the classes, ids and roles of the elements that it is in were read as, the nearest first, e.g.
    /// `related: div.related-posts`.
    pub labels: Vec<String>,
    /// Why it is not part of the body; `None` if it is.
    pub verdict: Option<Why>,
    /// How likely it is part of the body, 0 to 1, where that was asked.
    pub score: Option<f32>,
    /// Its length in weighted characters: one of a script without word spaces counts three.
    pub chars: u32,
    /// The share of them in links, 0 to 1.
    pub linked: f32,
    /// Marks that end or part sentences.
    pub stops: u32,
    /// It lies in the region.
    pub inside: bool,
    /// It is this picture.
    pub picture: Option<Image>,
}

impl Why {
    /// A short name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Outside => "outside",
            Self::Furniture => "furniture",
            Self::Links => "links",
            Self::Title => "title",
            Self::Caption => "caption",
            Self::Byline => "byline",
            Self::Wording => "wording",
            Self::Heading => "heading",
            Self::Repeated => "repeated",
            Self::Standing => "standing",
            Self::Model => "model",
        }
    }

    /// The reason as a sentence.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Outside => "It stands outside of the element that holds the article.",
            Self::Furniture => "Its markup says that it is furniture of the site.",
            Self::Links => "It is mostly links, or in a box that is.",
            Self::Title => "It is the headline once more.",
            Self::Caption => "It belongs to a picture, and is kept with it.",
            Self::Byline => "It tells who wrote the article, or when.",
            Self::Wording => "It says what furniture says, or stands under a heading that does.",
            Self::Heading => "It is a label or a heading with nothing under it.",
            Self::Repeated => "The page shows the same text twice.",
            Self::Standing => "Other articles of this site show the same text in the same place.",
            Self::Model => "The model holds it for no part of the article.",
        }
    }
}

/// Tells what became of the lines of a page.
pub(super) fn explain(
    page: &Page<'_>,
    leaves: &[Leaf],
    lead: &Lead,
    region: usize,
    base: &Url,
    album: Album<'_>,
) -> Explanation {
    let inside = region..page.nodes[region].end;
    let pictures = images::pictures(page, leaves, lead, region, base, album);
    let mut pictures = pictures.into_iter().peekable();
    let mut lines = Vec::new();
    for leaf in leaves {
        while let Some((node, image)) = pictures.next_if(|(node, _)| *node < leaf.first) {
            lines.push(picture(page, node, image, inside.contains(&node)));
        }
        lines.push(line(page, leaf, inside.contains(&leaf.first)));
        if lines.len() >= MAX_LINES {
            break;
        }
    }
    lines.extend(pictures.map(|(node, image)| {
        let inside = inside.contains(&node);
        picture(page, node, image, inside)
    }));
    let texts = lines.iter().filter(|line| line.picture.is_none()).count();
    Explanation {
        region: path(page, region),
        left_out: leaves.len() - texts,
        lines,
        body_from: None,
        grounds: Grounds::default(),
    }
}

fn line(page: &Page<'_>, leaf: &Leaf, inside: bool) -> Line {
    let scope = leaf.scope(page);
    Line {
        text: leaf.text.chars().take(MAX_TEXT).collect(),
        element: name(&page.nodes[leaf.block]).to_owned(),
        path: path(page, scope),
        labels: labels(page, scope),
        verdict: leaf.verdict,
        score: leaf.score,
        chars: leaf.chars,
        linked: leaf.link_density(),
        stops: leaf.stops,
        inside,
        picture: None,
    }
}

fn picture(page: &Page<'_>, node: usize, image: Image, inside: bool) -> Line {
    let said = image.alt.as_deref().or(image.caption.as_deref()).unwrap_or_default();
    Line {
        text: said.chars().take(MAX_TEXT).collect(),
        element: name(&page.nodes[node]).to_owned(),
        path: path(page, node),
        labels: labels(page, node),
        verdict: None,
        score: None,
        chars: 0,
        linked: 0.0,
        stops: 0,
        inside,
        picture: Some(image),
    }
}

fn name<'a>(node: &Node<'a>) -> &'a str {
    node.element.map_or("page", |element| element.name())
}

/// The node and what it is in, the outermost first, as far as it says something.
fn path(page: &Page<'_>, at: usize) -> String {
    let mut steps: Vec<String> = std::iter::once(at)
        .chain(page.ancestors(at))
        .filter(|&at| page.nodes[at].tag != Tag::Text)
        .take(MAX_STEPS + 1)
        .map(|at| step(&page.nodes[at]))
        .collect();
    if steps.len() > MAX_STEPS {
        "…".clone_into(&mut steps[MAX_STEPS]);
    }
    steps.reverse();
    steps.join(" > ")
}

/// An element as a selector would name it: `div#main.story.wide`.
fn step(node: &Node<'_>) -> String {
    let short = |name: &str| name.chars().take(MAX_NAME).collect::<String>();
    let mut step = short(name(node));
    if let Some(id) = node.attr("id") {
        step.push('#');
        step.push_str(&short(id));
    }
    for class in node.attr("class").unwrap_or_default().split_ascii_whitespace().take(2) {
        step.push('.');
        step.push_str(&short(class));
    }
    step
}

/// What the elements around a node were read as, the nearest first, each label once.
fn labels(page: &Page<'_>, at: usize) -> Vec<String> {
    let mut told = Families::NONE;
    let mut labels = Vec::new();
    for node in std::iter::once(at).chain(page.ancestors(at)).map(|at| &page.nodes[at]) {
        for (family, name) in LABELS {
            if node.families.any(*family) && !told.any(*family) {
                told |= *family;
                labels.push(format!("{name}: {}", step(node)));
            }
        }
    }
    labels
}

const LABELS: &[(Families, &str)] = &[
    (Families::BODY, "body"),
    (Families::STORY, "story"),
    (Families::TITLE, "title"),
    (Families::STANDFIRST, "standfirst"),
    (Families::BYLINE, "byline"),
    (Families::DATE, "date"),
    (Families::BIO, "biography"),
    (Families::CAPTION, "caption"),
    (Families::CREDIT, "credit"),
    (Families::SHARE, "sharing"),
    (Families::RELATED, "related"),
    (Families::PROMO, "promotion"),
    (Families::GOODS, "goods"),
    (Families::CONSENT, "consent"),
    (Families::PAYWALL, "paywall"),
    (Families::AD, "advertisement"),
    (Families::COMMENTS, "comments"),
    (Families::TAGS, "tags"),
    (Families::NAV, "navigation"),
    (Families::FOOTER, "footer"),
    (Families::SIDEBAR, "sidebar"),
    (Families::PLAYER, "player"),
    (Families::HIDDEN, "hidden"),
    (Families::TOOLS, "tools"),
    (Families::CONTENTS, "contents"),
    (Families::PULL_QUOTE, "pull quote"),
    (Families::POST, "embedded post"),
    (Families::PICTURE, "picture"),
    (Families::LETTER, "letter"),
];

//! What class, id and role say a node is.
//!
//! Tokens are read the BEM way: `article__share-bar` has the parts article, share, bar, and each part and
//! each pair of neighbours is looked up. A class that begins with a word of layout or state (`l-sidebar`,
//! `has-comments`, `tag-politics`) says nothing of the node's own text. Never: the name of a host.

use std::ops::{BitOr, BitOrAssign};
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::classes::WORDS;
use crate::extract::page::tag::Tag;
use crate::extract::page::tree::Element;

/// A set of families.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub(in crate::extract) struct Families(u32);

impl Families {
    pub(in crate::extract) const NONE: Self = Self(0);
    /// The article's text itself.
    pub(in crate::extract) const BODY: Self = Self(1);
    /// The article with what belongs to it.
    pub(in crate::extract) const STORY: Self = Self(1 << 1);
    pub(in crate::extract) const TITLE: Self = Self(1 << 2);
    pub(in crate::extract) const STANDFIRST: Self = Self(1 << 3);
    pub(in crate::extract) const BYLINE: Self = Self(1 << 4);
    pub(in crate::extract) const DATE: Self = Self(1 << 5);
    pub(in crate::extract) const BIO: Self = Self(1 << 6);
    pub(in crate::extract) const CAPTION: Self = Self(1 << 7);
    pub(in crate::extract) const CREDIT: Self = Self(1 << 8);
    pub(in crate::extract) const SHARE: Self = Self(1 << 9);
    pub(in crate::extract) const RELATED: Self = Self(1 << 10);
    pub(in crate::extract) const PROMO: Self = Self(1 << 11);
    pub(in crate::extract) const CONSENT: Self = Self(1 << 12);
    pub(in crate::extract) const PAYWALL: Self = Self(1 << 13);
    pub(in crate::extract) const AD: Self = Self(1 << 14);
    pub(in crate::extract) const COMMENTS: Self = Self(1 << 15);
    pub(in crate::extract) const TAGS: Self = Self(1 << 16);
    pub(in crate::extract) const NAV: Self = Self(1 << 17);
    pub(in crate::extract) const FOOTER: Self = Self(1 << 18);
    pub(in crate::extract) const SIDEBAR: Self = Self(1 << 19);
    pub(in crate::extract) const PLAYER: Self = Self(1 << 20);
    pub(in crate::extract) const HIDDEN: Self = Self(1 << 21);
    pub(in crate::extract) const TOOLS: Self = Self(1 << 22);
    pub(in crate::extract) const CONTENTS: Self = Self(1 << 23);
    pub(in crate::extract) const PULL_QUOTE: Self = Self(1 << 24);
    /// An embedded post of a social network.
    pub(in crate::extract) const POST: Self = Self(1 << 25);

    /// A box around a picture.
    pub(in crate::extract) const PICTURE: Self = Self(1 << 26);

    /// What is sold, and what leads to it.
    pub(in crate::extract) const GOODS: Self = Self(1 << 27);
    /// Who wrote a letter that is part of the text.
    pub(in crate::extract) const LETTER: Self = Self(1 << 28);

    /// What is furniture wherever it stands.
    pub(in crate::extract) const FURNITURE: Self = Self(
        Self::BIO.0
            | Self::SHARE.0
            | Self::RELATED.0
            | Self::PROMO.0
            | Self::GOODS.0
            | Self::CONSENT.0
            | Self::PAYWALL.0
            | Self::AD.0
            | Self::COMMENTS.0
            | Self::TAGS.0
            | Self::NAV.0
            | Self::FOOTER.0
            | Self::SIDEBAR.0
            | Self::PLAYER.0
            | Self::HIDDEN.0
            | Self::TOOLS.0
            | Self::CONTENTS.0,
    );

    pub(in crate::extract) fn any(self, of: Self) -> bool {
        self.0 & of.0 != 0
    }

    pub(in crate::extract) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Each family in the set.
    pub(in crate::extract) fn each(self) -> impl Iterator<Item = Self> {
        (0..u32::BITS).map(|bit| Self(1 << bit)).filter(move |family| self.any(*family))
    }

    pub(in crate::extract) fn without(self, of: Self) -> Self {
        Self(self.0 & !of.0)
    }
}

impl BitOr for Families {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOrAssign for Families {
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

static LOOKUP: LazyLock<FxHashMap<&'static str, Families>> = LazyLock::new(|| {
    let mut lookup = FxHashMap::default();
    for (family, words) in WORDS {
        for word in words.split('|') {
            *lookup.entry(word).or_insert(Families::NONE) |= *family;
        }
    }
    lookup
});

/// A class that begins so is about layout, state or the post's labels, not about its own text.
const PREFIXES: &[&str] = &[
    "has",
    "with",
    "without",
    "no",
    "not",
    "is",
    "l",
    "col",
    "grid",
    "tag",
    "category",
    "cat",
    "js",
    "hide",
    "show",
    "single",
    "template",
    "theme",
    "page",
    "wp",
    "elementor",
    "et",
    "fusion",
    "uk",
    "border",
    "bg",
    "text",
    "theia",
];

/// One that begins so says what the post is filed under, or what stands elsewhere, to its end: of `tag-social-media` no
/// more than its first two words may be read (`tag-list`).
const LABELS: &[&str] = &["tag", "category", "cat", "has", "no", "not", "without", "theia"];

/// Words of hiding, which tell of the element itself only where they end its class: `hide-on-print` and `hidden-xs` hide
/// it somewhere, `hidden-label` something else.
const HIDING: &[&str] = &["hidden", "hide"];

/// What shows an element on some screens that is hidden on others: `hidden md:block`.
const SHOWING: &[&str] = &[
    "block",
    "flex",
    "grid",
    "inline",
    "inline-block",
    "inline-flex",
    "table",
    "table-cell",
    "contents",
];

/// Reads the attributes of elements; remembers what it has read, since classes recur.
#[derive(Debug, Default)]
pub(super) struct Reader<'a> {
    known: FxHashMap<&'a str, Families>,
    words: String,
}

impl<'a> Reader<'a> {
    /// The families of an element; by its id too, or not.
    pub(super) fn read(&mut self, element: &'a Element, tag: Tag, by_id: bool) -> Families {
        let mut families = match tag {
            Tag::Nav => Families::NAV,
            Tag::Footer => Families::FOOTER,
            Tag::Aside => Families::SIDEBAR,
            Tag::FigCaption => Families::CAPTION,
            Tag::Time if !lasts(element) => Families::DATE,
            _ => Families::NONE,
        };
        for (name, value) in element.attrs() {
            families |= match name {
                "id" if !by_id => Families::NONE,
                "class" | "id" | "data-component" | "data-testid" | "data-tracking-name"
                | "data-block" | "data-type" | "data-module" => self.classes(value),
                "itemprop" => itemprop(value),
                "role" => role(value),
                "rel" if tag == Tag::Anchor && value == "author" => Families::BYLINE,
                "rel" if tag == Tag::Anchor && value == "tag" => Families::TAGS,
                "hidden" => Families::HIDDEN,
                "aria-hidden" if value == "true" => Families::HIDDEN,
                "style" if is_hidden(value) => Families::HIDDEN,
                _ => Families::NONE,
            };
        }
        families
    }

    fn classes(&mut self, value: &'a str) -> Families {
        if let Some(&families) = self.known.get(value) {
            return families;
        }
        let mut families = Families::NONE;
        let (mut is_body, mut is_shown) = (false, false);
        for class in value.split_ascii_whitespace().take(32).filter(|class| class.len() < 80) {
            // "md:hidden": what holds on some screens, or under some pointer, tells nothing.
            if let Some((_, what)) = class.rsplit_once(':') {
                is_shown |= SHOWING.contains(&what.strip_prefix("tw-").unwrap_or(what));
                continue;
            }
            is_shown |= is_shown_on_some(class);
            let told = self.class(class);
            is_body |= told.any(Families::BODY) && !told.any(Families::PAYWALL);
            families |= told;
        }
        // What stands behind a wall is often named after it, too.
        if is_body {
            families = families.without(Families::PAYWALL);
        }
        if is_shown {
            families = families.without(Families::HIDDEN);
        }
        self.known.insert(value, families);
        families
    }

    fn class(&mut self, class: &str) -> Families {
        self.words.clear();
        let mut starts = [0; 12];
        let mut count = 0;
        let (mut inside, mut lower) = (false, false);
        for c in class.chars() {
            if !c.is_alphanumeric() {
                inside = false;
                continue;
            }
            if !inside || (c.is_uppercase() && lower) {
                if !self.words.is_empty() {
                    self.words.push(' ');
                }
                if count < starts.len() {
                    starts[count] = self.words.len();
                    count += 1;
                }
                inside = true;
            }
            lower = c.is_lowercase();
            if c.is_ascii() {
                self.words.push(c.to_ascii_lowercase());
            } else {
                self.words.extend(c.to_lowercase());
            }
        }
        let words = self.words.as_str();
        let part = |at: usize| {
            let end = if at + 1 < count { starts[at + 1] - 1 } else { words.len() };
            (starts[at].min(end), end)
        };
        let mut families = Families::NONE;
        let first = usize::from(count > 1 && PREFIXES.contains(&&words[part(0).0..part(0).1]));
        let is_label = first > 0 && LABELS.contains(&&words[part(0).0..part(0).1]);
        let pair = |at: usize| {
            (at + 1 < count).then(|| LOOKUP.get(&words[part(at).0..part(at + 1).1])).flatten()
        };
        // Pairs that tell nothing, or of a standfirst, say more than their words do: "teaser text" is no teaser.
        let is_idiom = |at: usize| {
            pair(at).is_some_and(|told| *told == Families::NONE || told.any(Families::STANDFIRST))
        };
        for at in 0..if is_label { 1 } else { count } {
            let word = &words[part(at).0..part(at).1];
            let told = LOOKUP.get(word).copied().unwrap_or_default();
            let is_silent = || {
                let is_partly = at + 1 < count && HIDING.contains(&word);
                is_partly || is_idiom(at) || at > 0 && is_idiom(at - 1)
            };
            if at >= 2 * first && told != Families::NONE && !is_silent() {
                families |= told;
            }
            let is_told = at == 0 || pair(at - 1) != Some(&Families::NONE);
            families |= pair(at).copied().filter(|_| is_told).unwrap_or_default();
        }
        families
    }
}

/// What Bootstrap shows from some width on: `d-md-block`, beside `d-none`.
fn is_shown_on_some(class: &str) -> bool {
    let parts = class.strip_prefix("d-").and_then(|rest| rest.split_once('-'));
    parts.is_some_and(|(screen, what)| {
        matches!(screen, "sm" | "md" | "lg" | "xl" | "xxl") && SHOWING.contains(&what)
    })
}

/// The element of a time says how long something takes.
fn lasts(element: &Element) -> bool {
    element.attrs().any(|(name, value)| name == "datetime" && value.starts_with('P'))
}

fn itemprop(value: &str) -> Families {
    match value {
        "articleBody" | "reviewBody" | "text" => Families::BODY,
        "headline" => Families::TITLE,
        "author" | "creator" => Families::BYLINE,
        "datePublished" | "dateModified" => Families::DATE,
        "caption" => Families::CAPTION,
        "comment" => Families::COMMENTS,
        "breadcrumb" => Families::NAV,
        _ => Families::NONE,
    }
}

fn role(value: &str) -> Families {
    match value {
        "navigation" | "menu" | "menubar" | "search" | "toolbar" | "tablist" | "banner" => {
            Families::NAV
        }
        "contentinfo" => Families::FOOTER,
        "complementary" => Families::SIDEBAR,
        "dialog" | "alertdialog" => Families::PROMO,
        _ => Families::NONE,
    }
}

fn is_hidden(style: &str) -> bool {
    let style: String =
        style.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
    style.contains("display:none") || style.contains("visibility:hidden")
}

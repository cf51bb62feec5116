//! The headline among all that a page calls a title.
//!
//! What the page shows as its headline is right most often where its metadata agree; a news article's own
//! metadata are, where they agree with each other. Never: a title that is only the site's name.

use std::collections::HashSet;

use super::heads::{Head, Heads};
use super::site::{Site, parts, words};
use super::source::Source;
use crate::extract::is_dense;
use crate::extract::prune::squeezed;

/// The shortest headline that may be the beginning of a longer claim, squeezed, in bytes.
const MIN_BEGINNING: usize = 10;

/// The share of words that a headline has in common with a claim that words it otherwise.
const ALIKE: f32 = 0.5;

/// What parts a kicker from a headline in one line, where no colon does.
const PARTED: &[&str] = &[" – ", " — ", " - "];

/// What is said of the headline outside of the text.
#[derive(Debug, Default)]
pub(super) struct Claims {
    /// A news article's JSON-LD says so, with the authority that newsrooms give to it.
    pub is_news: bool,
    pub linked: Option<String>,
    pub open_graph: Option<String>,
    pub twitter: Option<String>,
    /// The `title` element.
    pub document: Option<String>,
    /// What the feed calls it.
    pub hint: Option<String>,
}

/// A claim, without the site's name.
struct Claim<'c> {
    text: &'c str,
    squeezed: String,
    source: Source,
}

/// All that a page calls a title, by who calls it so.
struct Titles<'a> {
    /// The headings that may be the headline; none of them is the site's name.
    first: Vec<&'a Head>,
    lower: &'a [String],
    claims: Vec<Claim<'a>>,
    site: &'a Site,
}

/// Chooses.
pub(super) fn choose(heads: &Heads, claims: &Claims, site: &Site) -> Option<(String, Source)> {
    let home = heads.home.as_deref();
    let titles = Titles {
        first: heads.first.iter().filter(|head| !site.is(&head.text)).collect(),
        lower: &heads.lower,
        claims: claimed(claims, home, site),
        site,
    };
    let shown = |text: &str| (text.to_owned(), Source::Headline);
    let of_hint = claims.hint.as_deref().and_then(|hint| of_hint(hint, heads, &titles.claims));
    of_hint
        .or_else(|| claims.is_news.then(|| titles.of_newsroom()).flatten())
        .or_else(|| titles.repeated().map(shown))
        .or_else(|| titles.in_a_claim().map(shown))
        .or_else(|| titles.repeated_below().map(shown))
        .or_else(|| titles.alike().or_else(|| titles.alone()).map(shown))
        .or_else(|| titles.claims.first().map(|claim| (claim.text.to_owned(), claim.source)))
        .or_else(|| titles.first.first().map(|head| shown(&head.text)))
        .or_else(|| shown_under(&heads.lower, home))
}

/// What is claimed, the surest first.
fn claimed<'c>(claims: &'c Claims, home: Option<&str>, site: &Site) -> Vec<Claim<'c>> {
    let all = [
        (&claims.hint, Source::Feed),
        (&claims.linked, Source::JsonLd),
        (&claims.open_graph, Source::OpenGraph),
        (&claims.twitter, Source::Twitter),
        (&claims.document, Source::Title),
    ];
    let claimed = all.into_iter().filter_map(|(claim, source)| {
        let text = site.cut(claim.as_deref()?);
        // A headline that the feed has cut short is worth what it begins alone.
        if source == Source::Feed && (text.ends_with('…') || text.ends_with("...")) {
            return None;
        }
        Some(Claim { text, squeezed: squeezed(text), source })
    });
    claimed
        .filter(|claim| !claim.squeezed.is_empty() && !site.is(claim.text))
        .filter(|claim| home.is_none_or(|home| squeezed(home) != claim.squeezed))
        .collect()
}

impl Titles<'_> {
    fn claim_of(&self, source: Source) -> Option<&Claim<'_>> {
        self.claims.iter().find(|claim| claim.source == source)
    }

    /// What a newsroom's own metadata agree on, if the page shows something else as its headline.
    fn of_newsroom(&self) -> Option<(String, Source)> {
        let is_shown = |claim: &Claim<'_>| {
            self.first.iter().any(|head| squeezed(&head.text) == claim.squeezed)
        };
        let news = self.claim_of(Source::JsonLd).filter(|news| !is_shown(news))?;
        let same = |source| self.claim_of(source).is_some_and(|it| it.squeezed == news.squeezed);
        let agree = same(Source::OpenGraph)
            || same(Source::Twitter)
            || self.lower.iter().any(|head| squeezed(head) == news.squeezed)
            || same(Source::Title) && !self.claim_of(Source::OpenGraph).is_some_and(is_shown);
        agree.then(|| (spelled(news.text, &self.claims).to_owned(), news.source))
    }

    /// A head that another source repeats is the headline: with its kicker, or without, as most have it.
    fn repeated(&self) -> Option<&str> {
        let repeated =
            self.first.iter().find_map(|head| most_repeated(head, &self.claims, self.site));
        repeated.map(|text| spelled(text, &self.claims))
    }

    /// So is one that stands in a claim beside a site, a section, or a kicker; of several, the longest.
    fn in_a_claim(&self) -> Option<&str> {
        // "市政府-見出し"
        let behind_dash = self.claims.iter().filter_map(|claim| claim.text.split_once('-'));
        let behind_dash =
            behind_dash.map(|(_, tail)| tail).filter(|tail| tail.starts_with(is_dense));
        let stated: HashSet<String> = self
            .claims
            .iter()
            .flat_map(|claim| parts(claim.text))
            .chain(behind_dash)
            .map(squeezed)
            .collect();
        let part = |text: &&str| {
            let text = squeezed(text);
            text.len() > 3 && stated.contains(&text)
        };
        let within = |text: &&str| {
            let text = squeezed(text);
            let is_end = |claim: &Claim<'_>| {
                claim.squeezed.starts_with(&text) || claim.squeezed.ends_with(&text)
            };
            text.len() >= MIN_BEGINNING && self.claims.iter().any(is_end)
        };
        let all = self.first.iter().flat_map(|&head| texts(head));
        let all = all.filter(|text| part(text) || within(text));
        let under = self.lower.iter().map(String::as_str);
        let under = under.filter(|text| part(text) || self.first.is_empty() && within(text));
        let partial: Vec<&str> = all.chain(under).collect();
        partial.into_iter().rev().max_by_key(|text| squeezed(text).len())
    }

    fn repeated_below(&self) -> Option<&str> {
        let mut lower = self.lower.iter().map(String::as_str);
        lower.find(|text| repeats(text, &self.claims) > 0)
    }

    /// Else one that shares most of its words with a claim: papers word a page's title for search.
    fn alike(&self) -> Option<&str> {
        let is_alike =
            |text: &&str| self.claims.iter().any(|claim| overlap(text, claim.text) >= ALIKE);
        self.first.iter().map(|head| head.text.as_str()).find(is_alike)
    }

    /// Or the only head, unless a claim has more to say.
    fn alone(&self) -> Option<&str> {
        let [only] = self.first[..] else { return None };
        // A claim that begins with fewer words is the kind of page, or its site: "Home".
        let is_less = |claim: &Claim<'_>| {
            parts(claim.text).first().is_none_or(|first| words(first) < words(&only.text))
        };
        let is_long = only.text.split_whitespace().count() > 3;
        (is_long || self.claims.iter().all(is_less)).then_some(only.text.as_str())
    }
}

/// Where nothing but the site's name is told, the first heading below it; that name, if there is none.
fn shown_under(lower: &[String], home: Option<&str>) -> Option<(String, Source)> {
    let home = home?;
    let shown = lower.first().map_or(home, String::as_str);
    Some((shown.to_owned(), Source::Headline))
}

/// The page's title that is the feed's, or that the feed's has with a name beside it, or begins.
fn of_hint(hint: &str, heads: &Heads, claims: &[Claim<'_>]) -> Option<(String, Source)> {
    let shown = heads.first.iter().flat_map(texts).chain(heads.lower.iter().map(String::as_str));
    let told = claims.iter().filter(|claim| claim.source != Source::Feed);
    let titles: Vec<(&str, Source)> = shown
        .map(|text| (text, Source::Headline))
        .chain(told.map(|claim| (claim.text, claim.source)))
        .collect();
    let whole = hint.trim_end_matches(['…', '.', ' ']);
    let is_cut = whole.len() < hint.len() && (hint.ends_with('…') || hint.ends_with("..."));
    let hinted: Vec<String> = if is_cut {
        vec![squeezed(whole)]
    } else {
        std::iter::once(hint).chain(parts(hint)).map(squeezed).collect()
    };
    let long = |text: &&String| text.len() >= MIN_BEGINNING;
    for hinted in hinted.iter().filter(long) {
        let same = |title: &&(&str, Source)| {
            let title = squeezed(title.0);
            title == *hinted || is_cut && title.starts_with(hinted.as_str())
        };
        if let Some((title, source)) = titles.iter().find(same) {
            return Some(((*title).to_owned(), *source));
        }
        // "Site: Headline" on the page, the headline alone in the feed.
        let beside = |title: &(&str, Source)| {
            let part = parts(title.0).into_iter().find(|part| squeezed(part) == *hinted)?;
            Some((part.to_owned(), title.1))
        };
        if let Some(part) = titles.iter().find_map(beside) {
            return Some(part);
        }
    }
    None
}

/// How many claims say just this.
fn repeats(text: &str, claims: &[Claim<'_>]) -> usize {
    let text = squeezed(text);
    claims.iter().filter(|claim| claim.squeezed == text).count()
}

/// What most claims repeat of a heading: where they do so, without the names behind it.
fn most_repeated<'h>(head: &'h Head, claims: &[Claim<'_>], site: &Site) -> Option<&'h str> {
    let is_named = |cut: &&str| {
        let behind = head.text.strip_prefix(*cut).unwrap_or_default().trim_start();
        // A slash parts a headline's own words.
        !behind.is_empty() && !behind.starts_with('/')
    };
    let cut = Some(site.cut(&head.text)).filter(is_named);
    let counted = texts(head).chain(cut).map(|text| (repeats(text, claims), text));
    let mut counted: Vec<(usize, &str)> = counted.filter(|(count, _)| *count > 0).collect();
    counted.reverse();
    let (_, text) = counted.into_iter().max_by_key(|(count, _)| *count)?;
    // "Opinion | Headline": a bar parts a kicker.
    let key = squeezed(text);
    let said = claims.iter().filter(|claim| claim.squeezed == key);
    let behind_bar: Vec<String> =
        said.filter_map(|claim| Some(squeezed(claim.text.rsplit_once(" | ")?.1))).collect();
    let behind = texts(head).find(|text| behind_bar.contains(&squeezed(text)));
    Some(behind.unwrap_or(text))
}

/// The headline as a claim spells it: with what parts it from its kicker, where the markup has swallowed it, and not
/// in capitals alone.
fn spelled<'t>(text: &'t str, claims: &[Claim<'t>]) -> &'t str {
    let key = squeezed(text);
    let is_loud = |text: &str| !text.chars().any(char::is_lowercase);
    let words = |text: &str| text.split(' ').filter(|word| !squeezed(word).is_empty()).count();
    let is_better = |claim: &&Claim<'t>| {
        claim.squeezed == key
            && (!text.contains(':') && claim.text.contains(": ")
                || words(claim.text) > words(text)
                || is_loud(text) && !is_loud(claim.text))
    };
    let has_dash = |text: &str| PARTED.iter().any(|dash| text.contains(dash));
    let is_parted = |claim: &&Claim<'t>| {
        claim.squeezed == key && !text.contains(':') && !has_dash(text) && has_dash(claim.text)
    };
    let better = claims.iter().find(is_better).or_else(|| claims.iter().find(is_parted));
    better.map_or(text, |claim| claim.text)
}

/// The heading that the page shows for a title from elsewhere.
pub(super) fn shown(heads: &Heads, title: &str, source: Source) -> Option<String> {
    let alike = |head: &&Head| overlap(&head.text, title) >= ALIKE;
    let head = heads.first.iter().find(alike).or(heads.first.first());
    head.filter(|_| source != Source::Headline).map(|head| head.text.clone())
}

fn texts(head: &Head) -> impl Iterator<Item = &str> {
    std::iter::once(head.text.as_str()).chain(head.variants.iter().map(String::as_str))
}

/// The share of the shorter text's words that the other has as well.
fn overlap(one: &str, other: &str) -> f32 {
    let words = |text: &str| -> HashSet<String> {
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect()
    };
    let (one, other) = (words(one), words(other));
    let shared = one.intersection(&other).count();
    #[allow(clippy::cast_precision_loss, reason = "a ratio of counts of words")]
    let ratio = shared as f32 / one.len().min(other.len()).max(1) as f32;
    if one.len().min(other.len()) < 3 { 0.0 } else { ratio }
}

//! What the page says of its article outside of the text: one record from many sources.
//!
//! The order of the sources follows how often each is right (`docs/extraction.md`).

pub(super) mod authors;
pub(super) mod dates;
pub(super) mod jsonld;
pub(super) mod title;

use url::Url;

use super::families::Families;
use super::leaves::Leaf;
use super::page::{Page, attr};
use super::tag::Tag;
use super::text::one_line;
use super::{Hints, PageDate, build};

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Metadata {
    pub title: Option<String>,
    pub description: Option<String>,
    pub authors: Vec<String>,
    pub published: Option<PageDate>,
    pub modified: Option<PageDate>,
    pub language: Option<String>,
    pub canonical: Option<Url>,
    pub image: Option<Url>,
    /// The JSON-LD's `articleBody`.
    pub body: Option<String>,
    pub locked: bool,
}

/// Names of `meta` elements that hold the day of publishing, the surest first.
const PUBLISHED: &[&str] = &[
    "article:published_time",
    "article:published",
    "og:published_time",
    "og:article:published_time",
    "datepublished",
    "parsely-pub-date",
    "publish-date",
    "publishdate",
    "publish_date",
    "publication_date",
    "pubdate",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.date",
    "dc.date",
    "dc.date.created",
    "date",
    "article.published",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "citation_publication_date",
    "citation_date",
    "originalpublicationdate",
    "displaydate",
    "article_date_original",
    "news_keywords_date",
    "last-published",
    "iso-8601-publish-date",
    "dat:published",
    "bt:pubdate",
    "shareaholic:article_published_time",
    "created",
    "rnews:datepublished",
    "lang_published",
    "vr:published_time",
    "dcsext.artdate",
    "publishedtime",
    "published_time",
    "ga-publishdate",
    "release_date",
    "publish_time",
];

const MODIFIED: &[&str] = &[
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "last-modified",
    "lastmod",
    "dcterms.modified",
    "dc.date.modified",
    "article.updated",
];

const AUTHORS: &[&str] = &[
    "author",
    "article:author",
    "article:author_name",
    "parsely-author",
    "dc.creator",
    "dcterms.creator",
    "sailthru.author",
    "cxenseparse:author",
    "byl",
    "byline",
    "citation_author",
    "twitter:data1",
    "og:article:author",
    "article.author",
    "authors",
    "dc.contributor",
];

/// Reads all sources.
pub(super) fn read(page: &Page<'_>, leaves: &[Leaf], url: &Url, hints: &Hints) -> Metadata {
    let linked = jsonld::read(&page.json);
    let metas = Metas::of(page);
    let site = metas
        .get("og:site_name")
        .or_else(|| metas.get("application-name"))
        .or_else(|| linked.publisher.clone());
    let heads = heads(page, leaves);
    let sources = title::Sources {
        heads,
        json: linked.headline.as_deref().map(decoded),
        open_graph: metas.get("og:title"),
        twitter: metas.get("twitter:title"),
        document: page.title.and_then(one_line),
        site: site.clone(),
        hint: hints.title.clone(),
    };
    let title = title::choose(&sources);
    let published = linked
        .published
        .as_deref()
        .and_then(dates::parse)
        .or_else(|| PUBLISHED.iter().find_map(|name| dates::parse(&metas.get(name)?)));
    let modified = linked
        .modified
        .as_deref()
        .and_then(dates::parse)
        .or_else(|| MODIFIED.iter().find_map(|name| dates::parse(&metas.get(name)?)));
    let base = page.base.and_then(|base| url.join(base).ok()).unwrap_or_else(|| url.clone());
    let image = linked.image.clone().into_iter().chain(
        ["og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src"]
            .iter()
            .filter_map(|name| metas.get(name)),
    );
    let canonical = page
        .links
        .iter()
        .find(|link| attr(link, "rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")))
        .and_then(|link| attr(link, "href"));
    Metadata {
        description: metas
            .get("og:description")
            .or_else(|| metas.get("description"))
            .or_else(|| linked.description.clone())
            .or_else(|| metas.get("twitter:description")),
        authors: who(page, leaves, &linked, &metas, site.as_deref()),
        published: published
            .or_else(|| visible_date(page, leaves))
            .or_else(|| dates::in_path(url.path())),
        modified: modified
            .filter(|modified| published.is_none_or(|published| modified.at >= published.at)),
        language: language(page, &metas, linked.language.as_deref()),
        canonical: canonical.and_then(|href| build::address(href, &base)),
        image: image.into_iter().find_map(|href| build::address(&href, &base)),
        title,
        body: linked.body,
        locked: linked.locked,
    }
}

/// The page's `meta` elements by lower-cased name.
struct Metas<'p>(Vec<(String, &'p str)>);

impl<'p> Metas<'p> {
    fn of(page: &Page<'p>) -> Self {
        let pairs = page.metas.iter().filter_map(|meta| {
            let name = attr(meta, "property")
                .or_else(|| attr(meta, "name"))
                .or_else(|| attr(meta, "itemprop"))
                .or_else(|| attr(meta, "http-equiv"))?;
            Some((name.to_lowercase(), attr(meta, "content")?))
        });
        Self(pairs.collect())
    }

    fn get(&self, name: &str) -> Option<String> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .and_then(|(_, value)| one_line(&decoded(value)))
    }

    fn all(&self, name: &str) -> Vec<String> {
        self.0
            .iter()
            .filter(|(known, _)| known == name)
            .filter_map(|(_, value)| one_line(&decoded(value)))
            .collect()
    }
}

/// Some publishers escape twice.
fn decoded(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let mut text = text.to_owned();
    for (entity, plain) in [
        ("&quot;", "\""),
        ("&#039;", "'"),
        ("&#39;", "'"),
        ("&#8217;", "’"),
        ("&#8216;", "‘"),
        ("&#8220;", "“"),
        ("&#8221;", "”"),
        ("&#8211;", "–"),
        ("&#8212;", "—"),
        ("&#8230;", "…"),
        ("&apos;", "'"),
        ("&nbsp;", " "),
        ("&rsquo;", "’"),
        ("&lsquo;", "‘"),
        ("&ldquo;", "“"),
        ("&rdquo;", "”"),
        ("&ndash;", "–"),
        ("&amp;", "&"),
    ] {
        text = text.replace(entity, plain);
    }
    text
}

/// The texts of the page's `h1`s, those marked as headlines or inside of the article first.
fn heads(page: &Page<'_>, leaves: &[Leaf]) -> Vec<String> {
    let mut heads: Vec<(bool, String)> = Vec::new();
    let mut until = 0;
    for (at, node) in page.nodes.iter().enumerate() {
        if node.tag == Tag::Heading(1) && node.chars > 0 && at >= until {
            until = node.end;
            let inside = page
                .ancestors(at)
                .any(|above| matches!(page.nodes[above].tag, Tag::Article | Tag::Main));
            let marked = node.families.any(Families::TITLE);
            heads.extend(one_line(&page.text_of(at)).map(|text| (!(inside || marked), text)));
        }
    }
    if heads.is_empty() {
        heads.extend(
            leaves
                .iter()
                .filter(|leaf| leaf.tag.is_heading() && leaf.above.any(Families::TITLE))
                .map(|leaf| (true, leaf.text.clone()))
                .take(2),
        );
    }
    heads.sort_by_key(|(outside, _)| *outside);
    heads.into_iter().map(|(_, text)| text).collect()
}

fn who(
    page: &Page<'_>,
    leaves: &[Leaf],
    linked: &jsonld::Linked,
    metas: &Metas<'_>,
    site: Option<&str>,
) -> Vec<String> {
    let owners: Vec<&str> = site.into_iter().chain(linked.publisher.as_deref()).collect();
    let mut found = authors::clean(&linked.authors, &owners);
    for name in AUTHORS {
        if found.is_empty() {
            found = authors::clean(&metas.all(name), &owners);
        }
    }
    if found.is_empty() {
        let marked = page.nodes.iter().enumerate().filter(|(_, node)| {
            node.tag == Tag::Anchor
                && (node.attr("rel") == Some("author") || node.attr("itemprop") == Some("author"))
                || node.attr("itemprop") == Some("author") && node.chars < 80
        });
        let texts: Vec<String> = marked.map(|(at, _)| page.text_of(at)).take(4).collect();
        found = authors::clean(&texts, &owners);
    }
    if found.is_empty() {
        let lines: Vec<String> = leaves
            .iter()
            .filter(|leaf| {
                leaf.chars < 80
                    && leaf.above.any(Families::BYLINE)
                    && !leaf.above.any(Families::COMMENTS | Families::SIDEBAR | Families::RELATED)
            })
            .map(|leaf| leaf.text.clone())
            .filter(|text| !dates::is_date_line(text))
            .take(1)
            .collect();
        found = authors::clean(&lines, &owners);
        found.retain(|name| name.split_whitespace().count() >= 2);
    }
    found
}

/// The date that the page shows: `time` elements and what is marked as a date, nearest to the headline.
fn visible_date(page: &Page<'_>, leaves: &[Leaf]) -> Option<PageDate> {
    let headline = page.nodes.iter().position(|node| node.tag == Tag::Heading(1)).unwrap_or(0);
    let outside = |at: usize| {
        page.ancestors(at).any(|above| {
            page.nodes[above].families.any(
                Families::COMMENTS
                    | Families::RELATED
                    | Families::SIDEBAR
                    | Families::FOOTER
                    | Families::NAV,
            )
        })
    };
    let marked = page.nodes.iter().enumerate().filter(|(at, node)| {
        node.attr("itemprop") == Some("datePublished") || node.tag == Tag::Time && !outside(*at)
    });
    let mut times: Vec<(usize, PageDate)> = marked
        .filter_map(|(at, node)| {
            let date = node
                .attr("datetime")
                .or_else(|| node.attr("content"))
                .and_then(dates::parse)
                .or_else(|| dates::parse(&page.text_of(at)))?;
            Some((at.abs_diff(headline), date))
        })
        .collect();
    times.sort_by_key(|(distance, _)| *distance);
    if let Some((_, date)) = times.first() {
        return Some(*date);
    }
    let line = |leaf: &&Leaf| {
        leaf.text.len() < 120
            && leaf.text.bytes().any(|b| b.is_ascii_digit())
            && !leaf.above.any(Families::COMMENTS | Families::RELATED | Families::FOOTER)
    };
    let mut dated: Vec<(usize, PageDate)> = leaves
        .iter()
        .filter(line)
        .filter(|leaf| {
            leaf.above.any(Families::DATE | Families::BYLINE) || dates::is_date_line(&leaf.text)
        })
        .filter_map(|leaf| Some((leaf.first.abs_diff(headline), dates::parse(&leaf.text)?)))
        .collect();
    dated.sort_by_key(|(distance, _)| *distance);
    dated.first().map(|(_, date)| *date).or_else(|| {
        page.title.and_then(|title| dates::parse(title.rsplit(['|', '–', '-']).next()?))
    })
}

/// The language as BCP 47.
fn language(page: &Page<'_>, metas: &Metas<'_>, linked: Option<&str>) -> Option<String> {
    let sources = [
        page.lang.map(str::to_owned),
        linked.map(str::to_owned),
        metas.get("og:locale"),
        metas.get("content-language"),
        metas.get("language"),
    ];
    sources.into_iter().flatten().find_map(|value| bcp47(&value))
}

fn bcp47(value: &str) -> Option<String> {
    let value = value.trim().replace('_', "-");
    let mut parts = value.split('-');
    let language = parts.next()?.to_lowercase();
    if !(2..=3).contains(&language.len()) || !language.bytes().all(|b| b.is_ascii_lowercase()) {
        return None;
    }
    let mut tag = language;
    for part in parts.take(2).filter(|part| part.bytes().all(|b| b.is_ascii_alphanumeric())) {
        match part.len() {
            2 => tag = format!("{tag}-{}", part.to_uppercase()),
            3 if part.bytes().all(|b| b.is_ascii_digit()) => tag = format!("{tag}-{part}"),
            4 => tag = format!("{tag}-{}{}", part[..1].to_uppercase(), part[1..].to_lowercase()),
            _ => break,
        }
    }
    Some(tag)
}

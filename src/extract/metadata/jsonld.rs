//! What JSON-LD says of the article.
//!
//! Graphs, lists and references by `@id` are followed; broken JSON is mended where that is simple. Never:
//! trust in its `articleBody` beyond a hint and a last resort.

use std::collections::HashMap;

use serde_json::Value;

use crate::extract::body::text::one_line;
use crate::extract::page::json::Allowance;
use crate::json;

/// How many objects of one page are looked at.
const MAX_OBJECTS: usize = 2000;

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Linked {
    pub headline: Option<String>,
    /// The headline is a news article's.
    pub is_news: bool,
    pub published: Option<String>,
    pub modified: Option<String>,
    /// People, and those of whom it does not say what they are.
    pub authors: Vec<String>,
    /// Organisations.
    pub organisations: Vec<String>,
    pub publisher: Option<String>,
    /// What it is filed under.
    pub section: Option<String>,
    pub image: Option<String>,
    pub language: Option<String>,
    pub description: Option<String>,
    pub body: Option<String>,
    /// The publisher says that the text is not free to read.
    pub locked: bool,
    /// It says that it is.
    pub open: bool,
    /// The address of its licence.
    pub licence: Option<String>,
}

/// Reads the page's JSON-LD scripts.
pub(super) fn read(scripts: &[&str]) -> Linked {
    let mut allowance = Allowance::default();
    let documents: Vec<Value> =
        scripts.iter().filter_map(|script| parse(script, &mut allowance)).collect();
    let mut objects = Vec::new();
    for document in &documents {
        collect(document, &mut objects);
    }
    let by_id: HashMap<&str, &Value> = objects
        .iter()
        .filter(|object| object.get("name").is_some() || object.get("url").is_some())
        .filter_map(|object| Some((object.get("@id")?.as_str()?, *object)))
        .collect();

    let mut ranked: Vec<(u8, &Value)> =
        objects.iter().filter_map(|object| Some((rank(object)?, *object))).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    let mut linked = Linked::default();
    for (rank, object) in ranked {
        // Names and dates of a page or a site are not those of its article, unless there is no article.
        let text =
            |key: &str| object.get(key).and_then(first_text).and_then(|text| one_line(&text));
        if linked.headline.is_none() {
            linked.headline = text("headline").or_else(|| text("name").filter(|_| rank <= 2));
            linked.is_news = linked.headline.is_some() && is_news(object);
        }
        linked.published = linked
            .published
            .take()
            .or_else(|| text("datePublished"))
            .or_else(|| text("uploadDate"))
            .or_else(|| text("dateCreated").filter(|_| rank <= 1));
        linked.modified = linked.modified.take().or_else(|| text("dateModified"));
        linked.language = linked.language.take().or_else(|| text("inLanguage"));
        linked.description = linked.description.take().or_else(|| text("description"));
        linked.section = linked.section.take().or_else(|| text("articleSection"));
        if linked.authors.is_empty() && linked.organisations.is_empty() {
            for key in ["author", "creator"] {
                if let Some(author) = object.get(key).filter(|_| linked.authors.is_empty()) {
                    authors(author, &by_id, &mut linked);
                }
            }
        }
        if linked.publisher.is_none() {
            let mut publisher = Vec::new();
            if let Some(value) = object.get("publisher") {
                names(value, &by_id, &mut publisher, 0);
            }
            linked.publisher = publisher.into_iter().next();
        }
        if linked.image.is_none() {
            linked.image = object
                .get("image")
                .and_then(|image| address(image, &by_id))
                .or_else(|| text("thumbnailUrl"));
        }
        if linked.body.is_none() {
            linked.body = object.get("articleBody").and_then(Value::as_str).map(str::to_owned);
        }
        linked.licence = linked.licence.take().or_else(|| text("license"));
        linked.open |= object.get("isAccessibleForFree").is_some_and(|free| match free {
            Value::Bool(free) => *free,
            Value::String(free) => free.eq_ignore_ascii_case("true"),
            _ => false,
        });
        linked.locked |= object.get("isAccessibleForFree").is_some_and(|free| match free {
            Value::Bool(free) => !free,
            Value::String(free) => free.eq_ignore_ascii_case("false"),
            _ => false,
        });
    }
    linked
}

/// How near an object is to being the article: 0 an article, 1 another work, 2 the page; `None` for the rest.
fn rank(object: &Value) -> Option<u8> {
    let kind = first_text(object.get("@type")?)?;
    let kind = kind.rsplit(['/', ':']).next()?;
    match kind {
        _ if kind.ends_with("Article")
            || kind.ends_with("BlogPosting")
            || kind.ends_with("NewsArticle") =>
        {
            Some(0)
        }
        "Report"
        | "LiveBlogPosting"
        | "SocialMediaPosting"
        | "Review"
        | "DiscussionForumPosting" => Some(0),
        "Recipe" | "HowTo" | "VideoObject" | "PodcastEpisode" | "CreativeWork" | "Course"
        | "ImageGallery" | "MediaGallery" => Some(1),
        "WebPage" | "ItemPage" | "AboutPage" | "FAQPage" | "QAPage" | "ProfilePage"
        | "MedicalWebPage" => Some(3),
        _ => None,
    }
}

/// A newsroom's article.
fn is_news(object: &Value) -> bool {
    object.get("@type").and_then(first_text).is_some_and(|kind| kind.ends_with("NewsArticle"))
}

fn collect<'v>(value: &'v Value, objects: &mut Vec<&'v Value>) {
    // serde_json refuses nesting beyond 128, so this recursion is bounded.
    match value {
        Value::Array(values) => values.iter().for_each(|value| collect(value, objects)),
        Value::Object(map) if objects.len() < MAX_OBJECTS => {
            objects.push(value);
            for (key, value) in map {
                if matches!(
                    key.as_str(),
                    "@graph"
                        | "mainEntity"
                        | "mainEntityOfPage"
                        | "itemListElement"
                        | "author"
                        | "publisher"
                        | "article"
                        | "hasPart"
                ) && !matches!(key.as_str(), "itemListElement")
                {
                    collect(value, objects);
                }
            }
        }
        _ => {}
    }
}

fn first_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(values) => values.iter().find_map(first_text),
        Value::Object(map) => map.get("@value").or_else(|| map.get("name")).and_then(first_text),
        _ => None,
    }
}

fn authors(value: &Value, by_id: &HashMap<&str, &Value>, linked: &mut Linked) {
    if let Value::Array(values) = value {
        for value in values {
            authors(value, by_id, linked);
        }
        return;
    }
    let mut found = Vec::new();
    names(value, by_id, &mut found, 0);
    let kind = value.get("@type").and_then(first_text).unwrap_or_default();
    let is_person = !kind.ends_with("Organization") && kind != "WebSite" && kind != "Corporation";
    if is_person { &mut linked.authors } else { &mut linked.organisations }.extend(found);
}

fn names(value: &Value, by_id: &HashMap<&str, &Value>, to: &mut Vec<String>, depth: u8) {
    match value {
        Value::String(name) => to.push(name.clone()),
        Value::Array(values) => values.iter().for_each(|value| names(value, by_id, to, depth)),
        Value::Object(map) => match map.get("name") {
            Some(Value::String(name)) => to.push(name.clone()),
            Some(name @ Value::Array(_)) => names(name, by_id, to, depth),
            _ if map.contains_key("familyName") => {
                let part = |key: &str| map.get(key).and_then(first_text);
                let parts = [part("givenName"), part("familyName")];
                to.push(parts.into_iter().flatten().collect::<Vec<_>>().join(" "));
            }
            _ => {
                let known = map.get("@id").and_then(Value::as_str).and_then(|id| by_id.get(id));
                if let Some(known) = known.filter(|_| depth == 0) {
                    names(known, by_id, to, 1);
                }
            }
        },
        _ => {}
    }
}

fn address(image: &Value, by_id: &HashMap<&str, &Value>) -> Option<String> {
    match image {
        Value::String(url) => Some(url.clone()),
        Value::Array(images) => images.iter().find_map(|image| address(image, by_id)),
        Value::Object(map) => {
            map.get("url").or_else(|| map.get("contentUrl")).and_then(first_text).or_else(|| {
                let known = by_id.get(map.get("@id")?.as_str()?)?;
                known.get("url").or_else(|| known.get("contentUrl")).and_then(first_text)
            })
        }
        _ => None,
    }
}

fn parse(script: &str, allowance: &mut Allowance) -> Option<Value> {
    let text = script.trim().trim_start_matches("<!--").trim_end_matches("-->").trim();
    // A section that is commented out by either kind of comment.
    let text = text
        .trim_start_matches("//")
        .trim_start_matches("/*")
        .trim_start_matches("<![CDATA[")
        .trim_start_matches("*/")
        .trim_end_matches("*/")
        .trim_end_matches("]]>")
        .trim_end_matches("//")
        .trim_end_matches("/*")
        .trim()
        .trim_end_matches(';');
    allowance.whole(text).or_else(|| allowance.whole(&json::mend(text)))
}

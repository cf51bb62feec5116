//! JSON Feed 1.0 and 1.1 (<https://www.jsonfeed.org/version/1.1/>), read leniently.
//!
//! Always: each item that can be read is kept, whatever stands between, as far as `items` can tell where it begins; at
//! most [`MAX_ENTRIES`] of them. Never: a tree of what stands in them, which takes a hundred times its text.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Number, Value};
use url::Url;

use super::members::{self, Members};
use super::read::language_tag;
use super::repair::{Rule, Rules};
use super::split::MAX_ENTRIES;
use super::{Enclosure, Entry, Feed, FeedError, Format, dates, items, links, plain, text};
use crate::identity::clean_url;
use crate::json;

/// Reads a JSON Feed.
pub(super) fn read(json: &str, url: &Url) -> Result<Feed, FeedError> {
    let mut rules = Rules::default();
    let text = json::whole_characters(json);
    if let Cow::Owned(_) = text {
        rules.add(Rule::HalfCharacter);
    }
    let (mut feed, mut is_broken) = attempt(&text, url);
    if is_broken && let Cow::Owned(mended) = json::mend(&text) {
        let (of_mended, stays_broken) = attempt(&mended, url);
        if !stays_broken {
            rules.add(Rule::LooseJson);
            (feed, is_broken) = (of_mended, false);
        }
    }
    if is_broken && let Some(found) = items::readable(&text) {
        (feed, is_broken) = attempt(&found.json, url);
        if found.lost {
            rules.add(Rule::LostItem);
        }
        if found.mended || !found.lost && !is_broken {
            rules.add(Rule::LooseJson);
        }
    }
    if is_broken {
        rules.add(Rule::Truncated);
    }
    feed.map(|feed| Feed { repaired: rules.names(), ..feed })
}

/// The feed as far as it can be read, and whether that is not to its end.
fn attempt(json: &str, url: &Url) -> (Result<Feed, FeedError>, bool) {
    let mut found = Found::default();
    let outcome = Top(&mut found).deserialize(&mut serde_json::Deserializer::from_str(json));
    let is_broken = outcome.is_err();
    let is_feed = found.items.is_some()
        && (found.head.get("version").is_some() || found.head.get("title").is_some());
    let Some(items) = found.items.filter(|_| is_feed) else {
        let error = match outcome {
            Err(error) => FeedError::Broken(format!("its JSON cannot be read ({error})")),
            Ok(()) => FeedError::NotAFeed("JSON that is no JSON Feed".to_owned()),
        };
        return (Err(error), is_broken);
    };
    let feed = Feed {
        title: found.head.text("title").as_deref().and_then(text::line),
        home: found.head.text("home_page_url").and_then(|home| links::join(&home, url)),
        language: found.head.text("language").as_deref().and_then(language_tag),
        cut: found.cut,
        format: Format::Json,
        entries: items.iter().filter_map(|item| entry(item, url)).collect(),
        ..Feed::default()
    };
    (Ok(feed), is_broken)
}

/// What has been read until the end, or until a fault.
#[derive(Default)]
struct Found<'a> {
    head: Members<'a>,
    items: Option<Vec<&'a RawValue>>,
    cut: bool,
}

struct Top<'f, 'a>(&'f mut Found<'a>);

impl<'de> DeserializeSeed<'de> for Top<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Top<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "items" => map.next_value_seed(Items(self.0))?,
                "version" | "title" | "home_page_url" | "language" => {
                    let value = map.next_value()?;
                    self.0.head.0.insert(key, value);
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

struct Items<'f, 'a>(&'f mut Found<'a>);

impl<'de> DeserializeSeed<'de> for Items<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Items<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of items")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let items = self.0.items.get_or_insert_default();
        while items.len() < MAX_ENTRIES {
            match list.next_element()? {
                Some(item) => items.push(item),
                None => return Ok(()),
            }
        }
        while list.next_element::<IgnoredAny>()?.is_some() {
            self.0.cut = true;
        }
        Ok(())
    }
}

fn entry(item: &RawValue, base: &Url) -> Option<Entry> {
    let mut item = Members::of(item)?;
    let text_at = |name: &str| item.text(name).filter(|text| !text.trim().is_empty());
    let body = || text_at("content_text").map(|text| plain::html_of_body(&text).into_owned());
    let url_at = |name: &str| links::join(&item.text(name)?, base);
    let guid = match item.scalar("id") {
        Some(Value::String(id)) => Some(id.trim().to_owned()).filter(|id| !id.is_empty()),
        Some(Value::Number(id)) => Some(number(item.get("id"), &id)),
        _ => None,
    };
    let by_guid = || {
        let guid = guid.as_deref().filter(|guid| guid.starts_with("http"))?;
        Url::parse(guid).ok().and_then(links::web)
    };
    let date_at = |name: &str| text_at(name).as_deref().and_then(dates::parse);
    let (published, updated) = (date_at("date_published"), date_at("date_modified"));
    let authors = item.list("authors").into_iter().chain(item.get("author"));
    let name_of = |author| text::line(&Members::of(author)?.text("name")?);
    let tags = item.list("tags").into_iter().filter_map(members::text);
    let files = item.list("attachments").into_iter();
    let mut entry = Entry {
        link: url_at("url").or_else(|| url_at("external_url")).or_else(by_guid),
        title: text_at("title").as_deref().and_then(plain::title),
        summary: text_at("summary").map(|text| plain::html(&text).into_owned()),
        content: text_at("content_html").or_else(body),
        authors: authors.filter_map(name_of).collect(),
        categories: tags.filter_map(|tag| text::line(&tag)).collect(),
        published: published.map(|date| date.at),
        updated: updated.map(|date| date.at),
        confidence: published.or(updated).map(|date| date.confidence),
        enclosures: files.filter_map(|file| attachment(file, base)).collect(),
        image: url_at("image").or_else(|| url_at("banner_image")),
        language: text_at("language").as_deref().and_then(language_tag),
        guid,
        ..Entry::default()
    };
    if entry.guid.is_none() || entry.link.is_none() {
        // All that stands in it, its link as it identifies.
        let address = entry.link.as_ref().and_then(clean_url);
        if address.is_some() {
            item.0.retain(|name, _| !["url", "external_url"].contains(&name.as_str()));
        }
        let address = address.map(|address| String::from(address).into_bytes());
        entry.raw = Some(super::digest(item.form().chain(address)));
    }
    Some(entry)
}

/// A number as an id: one of many digits is no float.
fn number(written: Option<&RawValue>, number: &Number) -> String {
    match written.map(RawValue::get) {
        Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => digits.to_owned(),
        _ => number.to_string(),
    }
}

fn attachment(file: &RawValue, base: &Url) -> Option<Enclosure> {
    let file = Members::of(file)?;
    let number = |name: &str| file.scalar(name)?.as_f64().filter(|number| *number >= 1.0);
    // Sizes and lengths far beyond what an f64 holds exactly are nonsense anyway.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "at least 1, saturating"
    )]
    let whole = |number: f64| number as u64;
    Some(Enclosure {
        url: links::join(&file.text("url")?, base)?,
        media_type: file.text("mime_type"),
        bytes: number("size_in_bytes").map(whole),
        seconds: number("duration_in_seconds").map(whole),
    })
}

//! Lists of feeds: `[[feed]]` tables as they are read, and all lists brought together under names that
//! are unique.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use toml::de::DeValue;
use url::Url;

use super::credentials::{Credentials, take_user};
use super::feed::hash_of;
use super::option::{Form as _, set};
use super::report::{Place, Report};
use super::sections::read_intervals;
use super::table::Table;
use super::values::{Understood, boolean, duration, quoted, text};
use super::{Backlog, Config, Extract, Feed, FeedName, Fetch, Filter, Secret, bounds};
use crate::identity::{MAX_ADDRESS, is_web};

/// A feed of some list, and where it stands there.
#[derive(Debug)]
pub(super) struct Listed {
    pub(super) feed: Feed,
    /// The text that its name is made of; `None` if the name was given.
    pub(super) named_by: Option<String>,
    pub(super) file: PathBuf,
    pub(super) line: Option<usize>,
    /// The key of its name, in a list that has keys.
    pub(super) key: Option<String>,
}

/// An address, and the header that carries the user and password that stood in it.
pub(super) type Address = (Url, Option<(String, Secret)>);

/// Reads one `[[feed]]`; `None` if it has no name or address, which is reported.
pub(super) fn read(
    mut table: Table<'_>,
    config: &Config,
    credentials: &Credentials,
) -> Option<Listed> {
    let name = table.demand("name", "\"dw\"", |value| {
        text(value)?.parse::<FeedName>().map_err(|error| format!("cannot be a name: {error}"))
    });
    let address = table.demand("url", "\"https://…\"", |value| address(text(value)?));
    let line = table.place_of("name").line;

    // Without name or address the rest is read all the same, to tell of its faults.
    let complete = name.is_some() && address.is_some();
    let name = name.unwrap_or_else(|| FeedName::from_text("", None));
    let (url, user) =
        address.unwrap_or_else(|| ("http://feed.invalid".parse().expect("this is a URL"), None));
    let mut feed = Feed::new(name, url, config);
    set(&mut feed.tags, tags(&mut table));
    set(&mut feed.enabled, table.read("enabled", boolean));
    set(&mut feed.backlog, table.read("backlog", backlog));
    feed.headers = credentials.read_headers(table.table("headers"));
    if let Some((name, secret)) = user {
        if feed.headers.iter().any(|(other, _)| *other == name) {
            let message = "has a user in it, which is not sent: the Authorization header is";
            table.warning("url", message.to_owned());
        } else {
            feed.headers.push((name, secret));
        }
    }
    read_intervals(&mut table, &mut feed.min_interval, &mut feed.max_interval);
    set(&mut feed.timeout, Fetch::timeout().read(&mut table, "timeout"));
    set(&mut feed.max_body, Fetch::max_body().read(&mut table, "max_body"));
    set(&mut feed.body, Extract::body().read(&mut table, "body"));
    feed.retention.read(&mut table.table("retention"));
    let filter = Filter::read(&mut table, &config.filter);
    if filter != *config.filter {
        feed.filter = filter.into();
    }
    let allowed = Fetch::allow_addresses().read(&mut table, "allow_addresses");
    feed.allow_addresses.extend(allowed.unwrap_or_default());
    let (file, key) = (table.source.path.clone(), Some(table.key("name")));
    table.finish();
    complete.then_some(Listed { feed, named_by: None, file, line, key })
}

/// Reads the address of a feed. Its errors do not repeat it: there may be a password in it.
pub(super) fn address(text: &str) -> Understood<Address> {
    const FORM: &str = "write it whole, such as \"https://rss.dw.com/rdf/rss-en-all\"";
    if text.len() > MAX_ADDRESS {
        return Err(format!("is longer than {MAX_ADDRESS} bytes"));
    }
    let mut url = Url::parse(text).map_err(|error| match error {
        url::ParseError::RelativeUrlWithoutBase => format!("has no scheme; {FORM}"),
        error => format!("is not a URL ({error}); {FORM}"),
    })?;
    if !is_web(&url) {
        return Err(format!("is a {}: address; only http: and https: are fetched", url.scheme()));
    }
    url.set_fragment(None);
    let user = take_user(&mut url);
    Ok((url, user))
}

fn tags(table: &mut Table<'_>) -> Option<Vec<String>> {
    let tags = table.list("tags", |value| tag(text(value)?))?;
    if tags.len() > bounds::MAX_TAGS {
        table.error("tags", format!("has more than {} tags", bounds::MAX_TAGS));
    }
    let mut unique = Vec::new();
    add_tags(&mut unique, tags);
    Some(unique)
}

/// Reads a tag.
pub(super) fn tag(text: &str) -> Understood<String> {
    let tag = text.trim();
    let fits = (1..=bounds::MAX_TAG_CHARS).contains(&tag.chars().count());
    if !fits || tag.contains(char::is_control) {
        return Err(format!(
            "is not a tag; write 1 to {} characters, no control characters",
            bounds::MAX_TAG_CHARS
        ));
    }
    Ok(tag.to_owned())
}

/// Adds tags that are not there yet, as far as there is room.
pub(super) fn add_tags(tags: &mut Vec<String>, more: Vec<String>) {
    for tag in more {
        if tags.len() < bounds::MAX_TAGS && !tags.contains(&tag) {
            tags.push(tag);
        }
    }
}

fn backlog(value: &DeValue<'_>) -> Understood<Backlog> {
    match value.as_str() {
        Some("all") => Ok(Backlog::All),
        Some("none") => Ok(Backlog::None),
        _ => duration(value, &bounds::BACKLOGS)
            .map(Backlog::Within)
            .map_err(|message| format!("{message}; or \"all\", or \"none\"")),
    }
}

/// Brings all lists together: names for those that have none, each name once, doubles told of.
pub(super) fn gather(mut listed: Vec<Listed>, report: &Report) -> Vec<Arc<Feed>> {
    merge_doubles(&mut listed, report);
    give_names(&mut listed);
    refuse_same_names(&listed, report);
    listed.into_iter().map(|listed| Arc::new(listed.feed)).collect()
}

/// The same address twice is a warning. A feed that stands in several folders of an OPML file is one
/// feed with the tags of all.
fn merge_doubles(listed: &mut Vec<Listed>, report: &Report) {
    let mut firsts: HashMap<Url, usize> = HashMap::new();
    let mut kept: Vec<Listed> = Vec::with_capacity(listed.len());
    for one in listed.drain(..) {
        if let Some(&first) = firsts.get(&one.feed.url) {
            let first = &mut kept[first];
            let here = Place { file: &one.file, line: one.line };
            let there = place_text(&first.file, first.line);
            if first.named_by.is_some() && one.named_by.is_some() {
                let message = format!("{} is already in {there}: one feed", one.feed.url);
                report.warning(here, None, message);
                add_tags(&mut first.feed.tags, one.feed.tags);
                continue;
            }
            let message = format!("{} is already in {there}: it is polled twice", one.feed.url);
            report.warning(here, None, message);
        } else {
            firsts.insert(one.feed.url.clone(), kept.len());
        }
        kept.push(one);
    }
    *listed = kept;
}

/// Names feeds by the slug of their text; where two would be alike, each gets a part of the hash of its
/// address, and a longer one where even these are alike. A name that is made is never that of the feed of all
/// articles.
fn give_names(listed: &mut [Listed]) {
    for digits in [6, 24] {
        let mut uses: HashMap<FeedName, usize> = HashMap::new();
        for one in listed.iter() {
            *uses.entry(one.feed.name.clone()).or_default() += 1;
        }
        for one in listed.iter_mut() {
            let Some(text) = &one.named_by else { continue };
            if uses[&one.feed.name] > 1 || one.feed.name.as_str() == FeedName::ALL {
                let ending = &hash_of(&one.feed.url)[..digits];
                one.feed.name = FeedName::from_text(text, Some(ending));
            }
        }
    }
}

/// With `[output] feeds` the name is taken.
pub(super) fn refuse_all(listed: &[Listed], report: &Report) {
    let given = listed.iter().filter(|one| one.named_by.is_none());
    for one in given.filter(|one| one.feed.name.as_str() == FeedName::ALL) {
        let message = format!(
            "a feed cannot be called `{}` with [output] feeds, which keeps all articles under that name; give it another",
            FeedName::ALL
        );
        report.error(Place { file: &one.file, line: one.line }, one.key.clone(), message);
    }
}

fn refuse_same_names(listed: &[Listed], report: &Report) {
    let mut firsts: HashMap<&FeedName, &Listed> = HashMap::new();
    for one in listed {
        let Some(first) = firsts.insert(&one.feed.name, one) else { continue };
        let message = format!(
            "the name {} is already taken in {}; give this feed another",
            quoted(one.feed.name.as_str()),
            place_text(&first.file, first.line)
        );
        report.error(Place { file: &one.file, line: one.line }, one.key.clone(), message);
    }
}

fn place_text(file: &Path, line: Option<usize>) -> String {
    line.map_or_else(|| file.display().to_string(), |line| format!("{}:{line}", file.display()))
}

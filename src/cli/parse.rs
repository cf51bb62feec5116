//! `courant parse`: a feed as courant reads it, as JSON Feed 1.1.
//!
//! Every entry in document order, not deduplicated, `id` the raw guid or else the link, `url` as the feed gives
//! it, dates unclamped. What is absent is left out. Never: what turns text around on a terminal, but for a batch, whose
//! answers are read by programs and have each text as the feed has it.

use std::io::{self, Write};
use std::num::NonZeroUsize;

use serde_json::{Map, Value, json};
use url::Url;

use super::Shared;
use super::batch::{self, Item};
use super::failure::{self, Failure, Status};
use super::input;
use crate::feed::{self, Enclosure, Entry, Feed};
use crate::fetch::Accept;

/// What may follow `courant parse`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  courant parse https://rss.dw.com/rdf/rss-en-all")]
pub(super) struct Args {
    /// The feed: a file, an http address, or - for standard input
    #[arg(value_name = "FILE|URL|-", required_unless_present = "batch", conflicts_with = "batch")]
    source: Option<String>,
    /// The address that the feed's relative links are relative to
    #[arg(long, value_name = "URL", conflicts_with = "batch")]
    url: Option<Url>,
    /// Read lines of {"id", "url", "path"} from standard input and answer each with a line
    #[arg(long)]
    batch: bool,
    /// How many feeds to read at a time [default: one a core]
    #[arg(long, value_name = "N", conflicts_with = "source")]
    jobs: Option<NonZeroUsize>,
}

/// Runs the command.
pub(super) fn run(args: &Args, shared: &Shared) -> Result<(), Failure> {
    let written = if let Some(source) = &args.source {
        let input = input::read(source, Accept::Feed, shared)?;
        let url = args.url.clone().or(input.url).unwrap_or_else(nowhere);
        let feed = feed::read(&input.bytes, input.content_type.as_deref(), &url)
            .map_err(|error| Failure::sentence(Status::Data, format!("{source}: {error}")))?;
        write(&json_feed(&visible(feed), &url, None))
    } else {
        let cores = || std::thread::available_parallelism().ok();
        let jobs = args.jobs.or_else(cores).unwrap_or(NonZeroUsize::MIN);
        batch::run(io::BufReader::new(io::stdin()), io::stdout().lock(), jobs, answer)
    };
    failure::printed(written)
}

fn write(feed: &Value) -> io::Result<()> {
    let mut output = io::stdout().lock();
    serde_json::to_writer_pretty(&mut output, feed)?;
    output.write_all(b"\n")
}

/// The answer to one line of a batch.
fn answer(item: &Item) -> Result<Value, String> {
    let url = match &item.url {
        Some(url) => Url::parse(url).map_err(|error| format!("{url:?} is no address: {error}"))?,
        None => nowhere(),
    };
    let feed = feed::read(&item.bytes()?, None, &url).map_err(|error| error.to_string())?;
    Ok(json_feed(&feed, &url, Some(&item.id)))
}

/// A feed whose texts of any length are fit to be shown; titles and names are so in any case.
fn visible(mut feed: Feed) -> Feed {
    for entry in &mut feed.entries {
        for text in [&mut entry.guid, &mut entry.content, &mut entry.summary].into_iter().flatten()
        {
            *text = feed::visible(text).into_owned();
        }
    }
    feed
}

/// The base where none is known: relative links lead nowhere on the web and are left out.
fn nowhere() -> Url {
    Url::parse("file:///").expect("a valid address")
}

fn json_feed(feed: &Feed, url: &Url, asked: Option<&Value>) -> Value {
    let mut extension = Map::new();
    put(&mut extension, "id", asked);
    put(&mut extension, "repaired", Some(&feed.repaired).filter(|rules| !rules.is_empty()));
    put(&mut extension, "cut", Some(true).filter(|_| feed.cut));

    let mut json = Map::new();
    put(&mut json, "version", Some("https://jsonfeed.org/version/1.1"));
    // JSON Feed demands a title.
    put(&mut json, "title", Some(feed.title.as_deref().unwrap_or_default()));
    put(&mut json, "home_page_url", feed.home.as_ref());
    put(&mut json, "feed_url", Some(url).filter(|url| url.has_host()));
    put(&mut json, "language", feed.language.as_ref());
    put(&mut json, "items", Some(feed.entries.iter().map(item).collect::<Vec<_>>()));
    put(&mut json, "_courant", Some(extension).filter(|extension| !extension.is_empty()));
    Value::Object(json)
}

fn item(entry: &Entry) -> Value {
    let link = entry.given.as_ref().or(entry.link.as_ref());
    let authors = entry.authors.iter().map(|name| json!({ "name": name })).collect::<Vec<_>>();
    let files = entry.enclosures.iter().map(attachment).collect::<Vec<_>>();
    let original = entry.given.as_ref().and(entry.link.as_ref());

    let mut json = Map::new();
    put(&mut json, "id", entry.guid.as_deref().or(link.map(Url::as_str)));
    put(&mut json, "url", link);
    put(&mut json, "title", entry.title.as_ref());
    // JSON Feed wants a content; its summary is text, so a summary alone is the content.
    match &entry.content {
        Some(content) => {
            put(&mut json, "summary", entry.summary.as_deref().and_then(feed::text_of_html));
            put(&mut json, "content_html", Some(content));
        }
        None => put(&mut json, "content_html", Some(entry.summary.as_deref().unwrap_or_default())),
    }
    put(&mut json, "image", entry.image.as_ref());
    put(&mut json, "date_published", entry.published);
    put(&mut json, "date_modified", entry.updated);
    put(&mut json, "authors", Some(authors).filter(|list| !list.is_empty()));
    put(&mut json, "tags", Some(&entry.categories).filter(|list| !list.is_empty()));
    put(&mut json, "language", entry.language.as_ref());
    put(&mut json, "attachments", Some(files).filter(|list| !list.is_empty()));
    let mut extension = Map::new();
    put(&mut extension, "original_url", original);
    put(&mut extension, "date_confidence", entry.confidence);
    put(&mut json, "_courant", Some(extension).filter(|extension| !extension.is_empty()));
    Value::Object(json)
}

fn attachment(file: &Enclosure) -> Value {
    let mut json = Map::new();
    put(&mut json, "url", Some(&file.url));
    // JSON Feed demands a media type.
    put(
        &mut json,
        "mime_type",
        Some(file.media_type.as_deref().unwrap_or("application/octet-stream")),
    );
    put(&mut json, "size_in_bytes", file.bytes);
    put(&mut json, "duration_in_seconds", file.seconds);
    Value::Object(json)
}

/// Adds what is there.
fn put(object: &mut Map<String, Value>, name: &str, value: Option<impl serde::Serialize>) {
    if let Some(value) = value {
        object.insert(name.to_owned(), json!(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_come_in_document_order_with_raw_ids_and_nothing_dropped() {
        let rss = "<rss version='2.0'><channel><title>T</title>\
            <item><guid isPermaLink='false'>g</guid><link>http://a.example/1</link></item>\
            <item><guid isPermaLink='false'>g</guid><link>http://a.example/1</link></item>\
            <item><link>http://a.example/2</link><pubDate>Sat, 01 Jan 2050 00:00:00 GMT</pubDate></item>\
            <item><title>neither</title></item></channel></rss>";
        let url = Url::parse("http://a.example/feed").unwrap();
        let feed = feed::read(rss.as_bytes(), None, &url).unwrap();
        let json = json_feed(&feed, &url, Some(&json!(7)));
        let ids: Vec<_> =
            json["items"].as_array().unwrap().iter().map(|item| item.get("id")).collect();
        assert_eq!(
            ids,
            [Some(&json!("g")), Some(&json!("g")), Some(&json!("http://a.example/2")), None]
        );
        assert_eq!(json["items"][2]["date_published"], "2050-01-01T00:00:00Z");
        assert_eq!(json["items"][2]["_courant"]["date_confidence"], "exact");
        assert_eq!(json["_courant"]["id"], 7);
    }
    #[test]
    fn what_is_shown_to_people_turns_no_text_around() {
        let rss = "<rss version='2.0'><channel><title>T</title><item><guid isPermaLink='false'>g\u{202E}h</guid>\
            <description>a\u{202E}b\u{2066}c\n d</description></item></channel></rss>";
        let url = Url::parse("http://a.example/feed").unwrap();
        let feed = feed::read(rss.as_bytes(), None, &url).unwrap();
        let raw = json_feed(&feed, &url, Some(&json!(1)));
        assert_eq!(raw["items"][0]["id"], "g\u{202E}h", "a batch has it as it is");
        let shown = json_feed(&visible(feed), &url, None);
        assert_eq!(shown["items"][0]["id"], "gh");
        assert_eq!(shown["items"][0]["content_html"], "abc\n d");
    }
}

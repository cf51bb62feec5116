//! `courant parse`: a feed as courant reads it, as JSON Feed 1.1.
//!
//! Every entry in document order, not deduplicated, `id` the raw guid or else the link, `url` as the feed gives
//! it, dates unclamped. What is absent is left out. Never: what turns text around on a terminal, but for a batch, whose
//! answers are read by programs and have each text as the feed has it.

use std::io::{self, Write};
use std::num::NonZeroUsize;

use serde_json::{Value, json};
use url::Url;

use super::Shared;
use super::batch::{self, Answer, Item};
use super::failure::{self, Failure, Status};
use super::input;
use super::record::present;
use crate::article::{Attachment, Author};
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
        let url = args.url.clone().or(input.url).unwrap_or_else(input::nowhere);
        let feed = feed::read(&input.bytes, input.content_type.as_deref(), &url)
            .map_err(|error| Failure::sentence(Status::Data, format!("{source}: {error}")))?;
        write(&json_feed(&visible(feed), &url))
    } else {
        batch::run(args.jobs, answer)
    };
    failure::printed(written)
}

fn write(feed: &Value) -> io::Result<()> {
    let mut output = io::stdout().lock();
    serde_json::to_writer_pretty(&mut output, feed)?;
    output.write_all(b"\n")
}

/// The answer to one line of a batch.
fn answer(item: &Item) -> Result<Answer, String> {
    let url = item.address()?.unwrap_or_else(input::nowhere);
    let feed = feed::read(&item.bytes()?, None, &url).map_err(|error| error.to_string())?;
    let mut extension = batch::answer_of(extension(&feed));
    extension.insert("id".to_owned(), item.id.clone());
    let mut answer = batch::answer_of(json_feed(&feed, &url));
    answer.insert("_courant".to_owned(), batch::written(&extension));
    Ok(answer)
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

/// What is courant's own of a feed.
fn extension(feed: &Feed) -> Value {
    present(json!({
        "repaired": feed.repaired,
        "cut": feed.cut.then_some(true),
    }))
}

fn json_feed(feed: &Feed, url: &Url) -> Value {
    let mut json = present(json!({
        "version": "https://jsonfeed.org/version/1.1",
        // JSON Feed demands a title.
        "title": feed.title.as_deref().unwrap_or_default(),
        "home_page_url": feed.home,
        "feed_url": Some(url).filter(|url| url.has_host()),
        "language": feed.language,
        "_courant": extension(feed),
    }));
    // It demands a list of items as well, empty or not.
    json["items"] = feed.entries.iter().map(item).collect();
    json
}

fn item(entry: &Entry) -> Value {
    let link = entry.given.as_ref().or(entry.link.as_ref());
    let author = |name: &String| Author { name: name.clone() };
    // JSON Feed wants a content; its summary is text, so a summary alone is the content.
    let (content, summary) = match &entry.content {
        Some(content) => (content.as_str(), entry.summary.as_deref().and_then(feed::text_of_html)),
        None => (entry.summary.as_deref().unwrap_or_default(), None),
    };
    present(json!({
        "id": entry.guid.as_deref().or(link.map(Url::as_str)),
        "url": link,
        "title": entry.title,
        "summary": summary,
        "content_html": content,
        "image": entry.image,
        "date_published": entry.published,
        "date_modified": entry.updated,
        "authors": entry.authors.iter().map(author).collect::<Vec<_>>(),
        "tags": entry.categories,
        "language": entry.language,
        "attachments": entry.enclosures.iter().map(attachment).collect::<Vec<_>>(),
        "_courant": present(json!({
            "original_url": entry.given.as_ref().and(entry.link.as_ref()),
            "date_confidence": entry.confidence,
        })),
    }))
}

fn attachment(file: &Enclosure) -> Attachment {
    let media_type = file.media_type.as_deref();
    Attachment {
        url: file.url.to_string(),
        // JSON Feed demands a media type.
        mime_type: media_type.unwrap_or("application/octet-stream").to_owned(),
        size_in_bytes: file.bytes,
        duration_in_seconds: file.seconds,
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
        let json = json_feed(&feed, &url);
        let ids: Vec<_> =
            json["items"].as_array().unwrap().iter().map(|item| item.get("id")).collect();
        assert_eq!(
            ids,
            [Some(&json!("g")), Some(&json!("g")), Some(&json!("http://a.example/2")), None]
        );
        assert_eq!(json["items"][2]["date_published"], "2050-01-01T00:00:00Z");
        assert_eq!(json["items"][2]["_courant"]["date_confidence"], "exact");
    }
    #[test]
    fn what_is_shown_to_people_turns_no_text_around() {
        let rss = "<rss version='2.0'><channel><title>T</title><item><guid isPermaLink='false'>g\u{202E}h</guid>\
            <description>a\u{202E}b\u{2066}c\n d</description></item></channel></rss>";
        let url = Url::parse("http://a.example/feed").unwrap();
        let feed = feed::read(rss.as_bytes(), None, &url).unwrap();
        let raw = json_feed(&feed, &url);
        assert_eq!(raw["items"][0]["id"], "g\u{202E}h", "a batch has it as it is");
        let shown = json_feed(&visible(feed), &url);
        assert_eq!(shown["items"][0]["id"], "gh");
        assert_eq!(shown["items"][0]["content_html"], "abc\n d");
    }
}

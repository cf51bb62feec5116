//! Feed documents, written from a list of entries in each format that courant reads.
//!
//! Always well-formed XML or JSON, whatever is in the entries; what an entry leaves out is left out.

use std::fmt::Write as _;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::site::Reply;

/// The format of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Rss2,
    Rss1,
    Atom,
    Json,
}

impl Format {
    pub(crate) const ALL: [Self; 4] = [Self::Rss2, Self::Rss1, Self::Atom, Self::Json];

    fn media_type(self) -> &'static str {
        match self {
            Self::Rss2 => "application/rss+xml; charset=utf-8",
            Self::Rss1 => "application/rdf+xml; charset=utf-8",
            Self::Atom => "application/atom+xml; charset=utf-8",
            Self::Json => "application/feed+json",
        }
    }
}

/// An entry, as its publisher has it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Entry {
    pub(crate) guid: Option<String>,
    pub(crate) link: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) summary: Option<String>,
    pub(crate) content: Option<String>,
    /// RFC 3339; anything else goes out as it is.
    pub(crate) published: Option<String>,
    pub(crate) updated: Option<String>,
    pub(crate) author: Option<String>,
    pub(crate) categories: Vec<String>,
    /// Address, media type and size.
    pub(crate) enclosure: Option<(String, String, u64)>,
}

impl Entry {
    /// An entry with guid, title and link, as almost every feed gives.
    pub(crate) fn new(guid: &str, title: &str, link: &str) -> Self {
        let some = |text: &str| Some(text.to_owned());
        Self { guid: some(guid), title: some(title), link: some(link), ..Self::default() }
    }

    /// The same with a summary.
    pub(crate) fn summary(mut self, html: &str) -> Self {
        self.summary = Some(html.to_owned());
        self
    }

    /// The same with a date.
    pub(crate) fn published(mut self, date: &str) -> Self {
        self.published = Some(date.to_owned());
        self
    }

    /// The same, said to have been updated.
    pub(crate) fn updated(mut self, date: &str) -> Self {
        self.updated = Some(date.to_owned());
        self
    }
}

/// The answer that serves these entries, with both validators, which change whenever the document does.
pub(crate) fn reply(format: Format, entries: &[Entry]) -> Reply {
    let body = document(format, "The Loopback Courier", entries);
    let digest = blake3::hash(body.as_bytes()).to_hex();
    // A moment that depends on nothing but the body, in the past.
    let second = u64::from_str_radix(&digest[..6], 16).unwrap().cast_signed();
    let modified = Timestamp::from_second(1_600_000_000 + second).unwrap();
    Reply::ok(format.media_type(), body)
        .header("ETag", format!("\"{}\"", &digest[..16]))
        .header("Last-Modified", modified.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string())
}

/// The document of these entries.
pub(crate) fn document(format: Format, title: &str, entries: &[Entry]) -> String {
    match format {
        Format::Rss2 => rss2(title, entries),
        Format::Rss1 => rss1(title, entries),
        Format::Atom => atom(title, entries),
        Format::Json => json_feed(title, entries),
    }
}

fn rss2(title: &str, entries: &[Entry]) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" \
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:atom=\"http://www.w3.org/2005/Atom\">\n<channel>\n",
    );
    element(&mut out, "title", Some(title));
    out.push_str("<link>https://courier.example/</link><description>News</description><language>en</language>\n");
    for entry in entries {
        out.push_str("<item>");
        element(&mut out, "title", entry.title.as_deref());
        element(&mut out, "link", entry.link.as_deref());
        if let Some(guid) = &entry.guid {
            let _ = write!(out, "<guid isPermaLink=\"false\">{}</guid>", escape(guid));
        }
        element(&mut out, "description", entry.summary.as_deref());
        element(&mut out, "content:encoded", entry.content.as_deref());
        element(&mut out, "pubDate", entry.published.as_deref().map(rfc822).as_deref());
        element(&mut out, "atom:updated", entry.updated.as_deref());
        element(&mut out, "dc:creator", entry.author.as_deref());
        for category in &entry.categories {
            element(&mut out, "category", Some(category));
        }
        if let Some((url, kind, size)) = &entry.enclosure {
            let (url, kind) = (escape(url), escape(kind));
            let _ = write!(out, "<enclosure url=\"{url}\" type=\"{kind}\" length=\"{size}\"/>");
        }
        out.push_str("</item>\n");
    }
    out + "</channel></rss>\n"
}

/// RSS 1.0 in the manner of dw.com, with the article's number in a namespace of its own.
fn rss1(title: &str, entries: &[Entry]) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
         xmlns:dcterms=\"http://purl.org/dc/terms/\" xmlns:dwsyn=\"http://rss.dw.com/syndication/dwsyn/\">\n\
         <channel rdf:about=\"https://courier.example/\">\n",
    );
    element(&mut out, "title", Some(title));
    out.push_str("<link>https://courier.example/</link><description>News</description><dc:language>en</dc:language>\n");
    out.push_str("<items><rdf:Seq>");
    let about =
        |entry: &Entry| escape(entry.guid.as_deref().or(entry.link.as_deref()).unwrap_or_default());
    for entry in entries {
        let _ = write!(out, "<rdf:li rdf:resource=\"{}\"/>", about(entry));
    }
    out.push_str("</rdf:Seq></items>\n</channel>\n");
    for entry in entries {
        let _ = write!(out, "<item rdf:about=\"{}\">", about(entry));
        element(&mut out, "title", entry.title.as_deref());
        element(&mut out, "link", entry.link.as_deref());
        element(&mut out, "description", entry.summary.as_deref());
        element(&mut out, "content:encoded", entry.content.as_deref());
        element(&mut out, "dc:date", entry.published.as_deref());
        element(&mut out, "dcterms:modified", entry.updated.as_deref());
        element(&mut out, "dc:creator", entry.author.as_deref());
        for category in &entry.categories {
            element(&mut out, "dc:subject", Some(category));
        }
        out.push_str("<dc:language>en</dc:language>");
        let number = entry.link.as_deref().unwrap_or_default();
        let number = number.split(['?', '#']).next().unwrap_or_default().rsplit("a-").next();
        let number = number.filter(|digits| digits.bytes().all(|digit| digit.is_ascii_digit()));
        element(&mut out, "dwsyn:contentID", number.filter(|digits| !digits.is_empty()));
        out.push_str("</item>\n");
    }
    out + "</rdf:RDF>\n"
}

fn atom(title: &str, entries: &[Entry]) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\">\n",
    );
    element(&mut out, "title", Some(title));
    out.push_str(
        "<id>tag:courier.example,2026:news</id><link href=\"https://courier.example/\"/>\n",
    );
    out.push_str("<updated>2026-11-23T10:00:00Z</updated>\n");
    for entry in entries {
        out.push_str("<entry>");
        element(&mut out, "id", entry.guid.as_deref());
        element(&mut out, "title", entry.title.as_deref());
        if let Some(link) = &entry.link {
            let _ = write!(out, "<link rel=\"alternate\" href=\"{}\"/>", escape(link));
        }
        for (name, html) in [("summary", &entry.summary), ("content", &entry.content)] {
            if let Some(html) = html {
                let _ = write!(out, "<{name} type=\"html\">{}</{name}>", escape(html));
            }
        }
        element(&mut out, "published", entry.published.as_deref());
        element(&mut out, "updated", entry.updated.as_deref());
        if let Some(author) = &entry.author {
            let _ = write!(out, "<author><name>{}</name></author>", escape(author));
        }
        for category in &entry.categories {
            let _ = write!(out, "<category term=\"{}\"/>", escape(category));
        }
        if let Some((url, kind, size)) = &entry.enclosure {
            let (url, kind) = (escape(url), escape(kind));
            let _ = write!(
                out,
                "<link rel=\"enclosure\" href=\"{url}\" type=\"{kind}\" length=\"{size}\"/>"
            );
        }
        out.push_str("</entry>\n");
    }
    out + "</feed>\n"
}

fn json_feed(title: &str, entries: &[Entry]) -> String {
    let items: Vec<Value> = entries.iter().map(json_item).collect();
    let feed = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": "https://courier.example/",
        "language": "en",
        "items": items,
    });
    serde_json::to_string_pretty(&feed).unwrap()
}

fn json_item(entry: &Entry) -> Value {
    let mut item = Map::new();
    let texts = [
        ("id", &entry.guid),
        ("url", &entry.link),
        ("title", &entry.title),
        ("summary", &entry.summary),
        ("content_html", &entry.content),
        ("date_published", &entry.published),
        ("date_modified", &entry.updated),
    ];
    for (name, text) in texts {
        if let Some(text) = text {
            item.insert(name.to_owned(), json!(text));
        }
    }
    if let Some(author) = &entry.author {
        item.insert("authors".to_owned(), json!([{ "name": author }]));
    }
    if !entry.categories.is_empty() {
        item.insert("tags".to_owned(), json!(entry.categories));
    }
    if let Some((url, kind, size)) = &entry.enclosure {
        let attachment = json!([{ "url": url, "mime_type": kind, "size_in_bytes": size }]);
        item.insert("attachments".to_owned(), attachment);
    }
    Value::Object(item)
}

fn element(out: &mut String, name: &str, text: Option<&str>) {
    if let Some(text) = text {
        let _ = write!(out, "<{name}>{}</{name}>", escape(text));
    }
}

fn rfc822(date: &str) -> String {
    match date.parse::<Timestamp>() {
        Ok(date) => date.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string(),
        Err(_) => date.to_owned(),
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

//! A full-text feed as Atom (RFC 4287).
//!
//! Always: valid, whatever an article says; ids are made of courant's own, so they are the same on every machine.

use std::io;

use jiff::Timestamp;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::channel::Channel;
use super::document::Document;
use crate::article::Article;

const NAMESPACE: &str = "http://www.w3.org/2005/Atom";

type Xml = Writer<Vec<u8>>;

/// The bytes of a document.
pub(super) fn write(document: &Document, channel: &Channel) -> Vec<u8> {
    let mut xml = Writer::new(Vec::new());
    feed(&mut xml, document, channel).expect("memory takes everything");
    let mut bytes = xml.into_inner();
    bytes.push(b'\n');
    bytes
}

fn feed(xml: &mut Xml, document: &Document, channel: &Channel) -> io::Result<()> {
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let place = format!("{}/{}", channel.directory.unwrap_or_default(), channel.stem());
    let updated = document.items.iter().map(|article| article.courant.emitted).max();
    xml.create_element("feed").with_attribute(("xmlns", NAMESPACE)).write_inner_content(|xml| {
        element(xml, "id", &urn("feed", &place))?;
        element(xml, "title", &document.title)?;
        element(xml, "updated", &updated.unwrap_or(Timestamp::UNIX_EPOCH).to_string())?;
        // Each entry without an author of its own has this one.
        person(xml, &document.title)?;
        xml.create_element("generator")
            .with_attribute(("version", env!("CARGO_PKG_VERSION")))
            .write_text_content(BytesText::new("courant"))?;
        document.items.iter().try_for_each(|article| entry(xml, article))
    })?;
    Ok(())
}

fn entry(xml: &mut Xml, article: &Article) -> io::Result<()> {
    let mut element_of = xml.create_element("entry");
    if let Some(language) = article.language.as_deref().filter(|language| is_tag(language)) {
        element_of = element_of.with_attribute(("xml:lang", language));
    }
    element_of.write_inner_content(|xml| {
        let ours = &article.courant;
        element(xml, "id", &urn("article", &article.id.to_string()))?;
        element(xml, "title", article.title.as_deref().unwrap_or_default())?;
        element(xml, "updated", &ours.emitted.to_string())?;
        if let Some(at) = article.date_published {
            element(xml, "published", &at.to_string())?;
        }
        for author in &article.authors {
            person(xml, &author.name)?;
        }
        if let Some(url) = &article.url {
            link(xml, "alternate", url).write_empty()?;
        }
        for attachment in &article.attachments {
            let mut link = link(xml, "enclosure", &attachment.url);
            if attachment
                .mime_type
                .split_once('/')
                .is_some_and(|(a, b)| !a.is_empty() && !b.is_empty())
            {
                link = link.with_attribute(("type", &*legal(&attachment.mime_type)));
            }
            if let Some(size) = attachment.size_in_bytes {
                link = link.with_attribute(("length", &*size.to_string()));
            }
            link.write_empty()?;
        }
        for tag in &article.tags {
            xml.create_element("category").with_attribute(("term", &*legal(tag))).write_empty()?;
        }
        if let Some(summary) = &article.summary {
            element(xml, "summary", summary)?;
        }
        let (kind, text) = match &article.content_html {
            Some(html) => ("html", html),
            None => ("text", &article.content_text),
        };
        xml.create_element("content")
            .with_attribute(("type", kind))
            .write_text_content(BytesText::new(&legal(text)))?;
        xml.create_element("source").write_inner_content(|xml| {
            element(xml, "id", &ours.feed.url)?;
            element(xml, "title", ours.feed.title.as_deref().unwrap_or(&ours.feed.name))?;
            element(xml, "updated", &ours.emitted.to_string())
        })?;
        Ok(())
    })?;
    Ok(())
}

fn element(xml: &mut Xml, name: &str, text: &str) -> io::Result<()> {
    xml.create_element(name).write_text_content(BytesText::new(&legal(text)))?;
    Ok(())
}

fn person(xml: &mut Xml, name: &str) -> io::Result<()> {
    xml.create_element("author").write_inner_content(|xml| element(xml, "name", name))?;
    Ok(())
}

fn link<'a>(
    xml: &'a mut Xml,
    relation: &str,
    url: &str,
) -> quick_xml::writer::ElementWriter<'a, Vec<u8>> {
    xml.create_element("link")
        .with_attribute(("rel", relation))
        .with_attribute(("href", &*legal(url)))
}

/// Without the characters that XML 1.0 has no way to write.
fn legal(text: &str) -> String {
    let is_legal =
        |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..) && !matches!(c, '\u{fffe}' | '\u{ffff}');
    text.chars().filter(is_legal).collect()
}

/// Whether a language is of the form that XML wants.
fn is_tag(language: &str) -> bool {
    let part = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    let first = language.split('-').next().unwrap_or_default();
    language.split('-').all(part) && first.bytes().all(|b| b.is_ascii_alphabetic())
}

/// A UUID (RFC 9562, version 8) made of a name, as a URN.
fn urn(kind: &str, name: &str) -> String {
    let hash = blake3::hash(format!("courant\0{kind}\0{name}").as_bytes());
    let mut bytes: [u8; 16] = hash.as_bytes()[..16].try_into().expect("a hash has 32 bytes");
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!(
        "urn:uuid:{}-{}-{}-{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..]
    )
}

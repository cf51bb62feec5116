//! The configured feeds as OPML 2.0, for other feed readers and for `opml` to read again.
//!
//! Always: tags are nested outlines in their order, and `category` for readers that know it; what is written
//! reads back as the same names, addresses and tags. Never: a secret.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::{Config, Feed};

/// A folder: the feeds that have its tags and no more, and the folders in it, in the order of the feeds.
#[derive(Default)]
struct Folder<'a> {
    feeds: Vec<&'a Feed>,
    folders: Vec<(&'a str, Folder<'a>)>,
}

impl Config {
    /// The feeds as OPML 2.0, tags as folders; disabled ones too.
    pub fn to_opml(&self) -> String {
        let mut root = Folder::default();
        for feed in &self.feeds {
            root.put(feed);
        }
        root.text()
    }
}

impl<'a> Folder<'a> {
    fn put(&mut self, feed: &'a Feed) {
        let mut folder = self;
        for tag in &feed.tags {
            let at = folder.folders.iter().position(|(name, _)| name == tag);
            let at = at.unwrap_or_else(|| {
                folder.folders.push((tag, Folder::default()));
                folder.folders.len() - 1
            });
            folder = &mut folder.folders[at].1;
        }
        folder.feeds.push(feed);
    }

    fn text(&self) -> String {
        let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
        self.document(&mut writer).expect("memory takes everything");
        let text = String::from_utf8(writer.into_inner()).expect("what is made of texts is a text");
        text + "\n"
    }

    fn document(&self, writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        let opml = writer.create_element("opml").with_attribute(("version", "2.0"));
        opml.write_inner_content(|writer| {
            let head = writer.create_element("head");
            head.write_inner_content(|writer| {
                let title = writer.create_element("title");
                title.write_text_content(BytesText::new("Feeds of courant")).map(drop)
            })?;
            writer.create_element("body").write_inner_content(|writer| self.write(writer))?;
            Ok(())
        })?;
        Ok(())
    }

    fn write(&self, writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
        for feed in &self.feeds {
            outline(feed, writer)?;
        }
        for (name, folder) in &self.folders {
            let element = writer.create_element("outline").with_attribute(("text", *name));
            element.write_inner_content(|writer| folder.write(writer))?;
        }
        Ok(())
    }
}

fn outline(feed: &Feed, writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
    let name = feed.name.as_str();
    let mut element = writer.create_element("outline").with_attributes([
        ("type", "rss"),
        ("text", name),
        ("title", name),
        ("xmlUrl", feed.url.as_str()),
    ]);
    // Commas and slashes mean something here; the folders have those tags all the same.
    let plain = feed.tags.iter().map(String::as_str).filter(|tag| !tag.contains([',', '/']));
    let categories = plain.collect::<Vec<_>>().join(",");
    if !categories.is_empty() {
        element = element.with_attribute(("category", categories.as_str()));
    }
    element.write_empty().map(drop)
}

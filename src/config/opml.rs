//! Lists of feeds in OPML 2.0 (<http://opml.org/spec2.opml>), as other feed readers export them.
//!
//! Always: bounded in depth, tags and time; entities of the document's own stay as they are written.
//! An outline that cannot be a feed is left out with a warning, since other programs wrote the file.

use std::borrow::Cow;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::feeds::{Listed, add_tags, address, tag};
use super::report::{Place, Report};
use super::source::Source;
use super::{Config, Feed, FeedName, bounds};
use crate::charset;

/// Reads the feeds of an OPML file.
pub(super) fn read(source: &Source, config: &Config, report: &Report) -> Vec<Listed> {
    let mut list = List { source, config, report, folders: Vec::new(), listed: Vec::new() };
    if let Err((offset, message)) = list.read() {
        let line = Some(source.line(offset));
        report.error(Place { file: &source.path, line }, None, message);
    }
    list.listed
}

/// The text of an OPML file, whatever its charset.
pub(super) fn decode(bytes: &[u8]) -> String {
    charset::decode(bytes, None, charset::prolog).into_owned()
}

struct List<'a> {
    source: &'a Source,
    config: &'a Config,
    report: &'a Report,
    /// The open outlines: a folder's name, or `None` for what is no folder.
    folders: Vec<Option<String>>,
    listed: Vec<Listed>,
}

/// What an outline says of itself.
#[derive(Default)]
struct Outline {
    text: String,
    title: String,
    address: Option<String>,
    /// Tags with commas between, or paths of them with slashes.
    categories: String,
}

impl List<'_> {
    fn read(&mut self) -> Result<(), (usize, String)> {
        let mut reader = Reader::from_str(&self.source.text);
        let mut opml = false;
        let mut depth = 0_usize;
        loop {
            let offset = at(reader.buffer_position());
            let event = reader
                .read_event()
                .map_err(|error| (at(reader.error_position()), format!("is not OPML: {error}")))?;
            match event {
                Event::Start(tag) => {
                    depth += 1;
                    if depth > bounds::MAX_OUTLINE_DEPTH {
                        let deepest = bounds::MAX_OUTLINE_DEPTH;
                        let message = format!("is nested deeper than {deepest} levels; flatten it");
                        return Err((offset, message));
                    }
                    opml |= is(&tag, "opml");
                    if is(&tag, "outline") {
                        let folder = self.outline(&tag, offset);
                        self.folders.push(folder);
                    }
                }
                Event::Empty(tag) if is(&tag, "outline") => {
                    self.outline(&tag, offset);
                }
                Event::End(tag) => {
                    depth = depth.saturating_sub(1);
                    if tag.local_name().as_ref().eq_ignore_ascii_case("outline") {
                        self.folders.pop();
                    }
                }
                Event::Eof if depth > 0 => {
                    return Err((offset, "ends in the middle; get it again".to_owned()));
                }
                Event::Eof if !opml => {
                    return Err((0, "is not OPML: there is no <opml> in it".to_owned()));
                }
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    /// Takes in an outline; the name of the folder, if it is one.
    fn outline(&mut self, tag: &BytesStart<'_>, offset: usize) -> Option<String> {
        let outline = Outline::read(tag);
        let text = if outline.text.is_empty() { outline.title } else { outline.text };
        let Some(written) = outline.address else { return Some(text) };
        let line = Some(self.source.line(offset));
        let (url, user) = match address(written.trim()) {
            Ok(address) => address,
            Err(message) => {
                let place = Place { file: &self.source.path, line };
                let message = format!("the address {message}; this outline is left out");
                self.report.warning(place, Some("xmlUrl".to_owned()), message);
                return None;
            }
        };
        let text = if text.is_empty() { url.host_str().unwrap_or_default() } else { &text };
        let text: String = text.chars().take(bounds::MAX_TAG_CHARS).collect();
        let name = text.parse().unwrap_or_else(|_| FeedName::from_text(&text, None));
        let mut feed = Feed::new(name, url, self.config);
        feed.headers.extend(user);
        let folders = self.folders.iter().flatten().map(String::as_str);
        let categories = outline.categories.split([',', '/']);
        let tags = folders.chain(categories).filter_map(short_tag).collect();
        add_tags(&mut feed.tags, tags);
        let file = self.source.path.clone();
        self.listed.push(Listed { feed, named_by: Some(text), file, line, key: None });
        None
    }
}

impl Outline {
    fn read(tag: &BytesStart<'_>) -> Self {
        let mut outline = Self::default();
        for attribute in tag.attributes().with_checks(false).flatten() {
            // Entities that the document defines itself are not expanded: the value stays as written.
            let value = || {
                attribute
                    .normalized_value(XmlVersion::Implicit1_0)
                    .unwrap_or(Cow::Borrowed(&attribute.value))
                    .trim()
                    .to_owned()
            };
            match attribute.key.local_name().as_ref() {
                name if name.eq_ignore_ascii_case("text") => outline.text = value(),
                name if name.eq_ignore_ascii_case("title") => outline.title = value(),
                name if name.eq_ignore_ascii_case("xmlurl") => outline.address = Some(value()),
                name if name.eq_ignore_ascii_case("category") => outline.categories = value(),
                _ => {}
            }
        }
        outline
    }
}

/// The name of a folder or category as a tag, cut where it is too long.
fn short_tag(name: &str) -> Option<String> {
    let short: String = name.chars().take(bounds::MAX_TAG_CHARS).collect();
    tag(&short).ok()
}

fn is(tag: &BytesStart<'_>, name: &str) -> bool {
    tag.local_name().as_ref().eq_ignore_ascii_case(name)
}

fn at(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

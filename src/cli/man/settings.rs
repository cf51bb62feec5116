//! courant.toml(5), made of the example that explains every option (`config/courant.toml`).
//!
//! The example is made of lines: a setting is `key = value`, commented out as `#key = value`; prose is `# Prose`
//! and stands above what it tells of; a line of prose that is indented is shown as it stands.

use std::io;
use std::iter;

use clap_mangen::roff::{Roff, bold, roman};

use super::{FILES, rows};

/// The configuration in which every option is explained.
const EXAMPLE: &str = include_str!("../../../config/courant.toml");
/// How a line of prose begins that is shown as it stands.
const AS_IT_STANDS: &str = "    ";

/// The page.
pub(super) fn page() -> io::Result<Vec<u8>> {
    let mut page = Roff::new();
    let version = concat!("courant ", env!("CARGO_PKG_VERSION"));
    page.control("TH", ["courant.toml", "5", "", version]);
    page.control("SH", ["NAME"]).text([roman("courant.toml - the configuration of courant")]);
    page.control("SH", ["DESCRIPTION"]);
    page.extend(iter::once(options(EXAMPLE)));
    page.extend(iter::once(rows("FILES", &FILES)));
    page.control("SH", ["SEE ALSO"]).text([bold("courant"), roman("(1)")]);
    let mut bytes = Vec::new();
    page.to_writer(&mut bytes)?;
    Ok(bytes)
}

/// The example as a manual tells it.
fn options(example: &str) -> Roff {
    let mut telling = Telling::default();
    for line in example.lines() {
        if let Some(table) = table(line) {
            telling.begin(table);
        } else if let Some(setting) = setting(line) {
            telling.settings.push(setting);
        } else {
            // Prose after settings tells of the next ones.
            telling.tell_settings();
            match line.strip_prefix('#') {
                Some(prose) => telling.said.push(prose.strip_prefix(' ').unwrap_or(prose)),
                None => telling.hold(),
            }
        }
    }
    telling.tell_settings();
    telling.page
}

/// What is told, and what was read and is not told yet.
#[derive(Default)]
struct Telling<'a> {
    page: Roff,
    /// Lines of prose that stand above a setting, or by themselves.
    said: Vec<&'a str>,
    /// The settings that the prose tells of.
    settings: Vec<&'a str>,
    /// Prose by itself above a table tells of the table.
    held: Vec<Vec<&'a str>>,
}

impl Telling<'_> {
    fn hold(&mut self) {
        if !self.said.is_empty() {
            self.held.push(std::mem::take(&mut self.said));
        }
    }

    fn begin(&mut self, table: &str) {
        self.page.control("SS", [table]);
        self.tell_held();
    }

    fn tell_held(&mut self) {
        for prose in std::mem::take(&mut self.held) {
            self.page.control("PP", []);
            self.tell(&prose, "PP");
        }
    }

    fn tell_settings(&mut self) {
        if self.settings.is_empty() {
            return;
        }
        self.tell_held();
        for (at, setting) in std::mem::take(&mut self.settings).into_iter().enumerate() {
            self.page.control(if at == 0 { "TP" } else { "TQ" }, []).text([bold(setting)]);
        }
        let prose = std::mem::take(&mut self.said);
        self.tell(&prose, "IP");
    }

    /// Paragraphs, each after the first by the macro `next`, and lines as they stand.
    fn tell(&mut self, prose: &[&str], next: &str) {
        for lines in prose.chunk_by(|one, next| stands(one) == stands(next)) {
            if stands(lines[0]) {
                self.page.control("RS", []).control("nf", []);
                for line in lines {
                    self.page.text([roman(line.strip_prefix(AS_IT_STANDS).unwrap_or(line))]);
                }
                self.page.control("fi", []).control("RE", []);
                continue;
            }
            let paragraphs = lines.split(|line| line.is_empty()).filter(|lines| !lines.is_empty());
            for (at, paragraph) in paragraphs.enumerate() {
                if at > 0 {
                    self.page.control(next, []);
                }
                self.page.text([roman(paragraph.join("\n"))]);
            }
        }
    }
}

/// Whether a line of prose is shown as it stands.
fn stands(prose: &str) -> bool {
    prose.starts_with(AS_IT_STANDS)
}

/// `[table]`, or one that is commented out.
fn table(line: &str) -> Option<&str> {
    let line = line.strip_prefix('#').unwrap_or(line);
    line.starts_with('[').then_some(line)
}

/// `key = value`, or one that is commented out.
fn setting(line: &str) -> Option<&str> {
    let line = line.strip_prefix('#').unwrap_or(line);
    line.starts_with(|first: char| first.is_ascii_lowercase()).then_some(line)
}

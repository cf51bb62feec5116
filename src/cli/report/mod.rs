//! `--explain`: the page as one sees it, and why each line of it is in the article or not, as one HTML file.
//!
//! Always: whatever the page says is text in it, escaped, in isolation from the direction of the rest; nothing
//! is requested and nothing runs (a strict Content-Security-Policy says so, too); bounded in size.
//! Never: markup or an address of a resource from the page.

mod header;
mod line;
mod shown;

use std::time::Duration;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use url::Url;

use crate::extract::{Explanation, ExtractError, Extraction, Line};
pub(super) use shown::is_hidden;
use shown::shown;

const STYLE: &str = include_str!("style.css");

/// What nothing in the report may go past.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// About how much HTML the lines of one report may take, in bytes.
const MAX_LINES_HTML: usize = 4 << 20;

/// What a report tells of.
pub(super) struct Report<'a> {
    /// What was asked for: a file, an address, `-`.
    pub(super) source: &'a str,
    /// The page's address, where it is known.
    pub(super) url: Option<&'a Url>,
    /// What came of the page.
    pub(super) found: &'a Result<Extraction, ExtractError>,
    /// What became of its lines.
    pub(super) explanation: &'a Explanation,
    /// How long that took.
    pub(super) took: Duration,
}

impl Report<'_> {
    /// The report as an HTML document.
    pub(super) fn html(&self) -> String {
        let all = &self.explanation.lines;
        let mut length = 0;
        let fits = |line: &Markup| {
            let fits = length <= MAX_LINES_HTML;
            length += line.0.len();
            fits
        };
        let lines: Vec<Markup> = (0..all.len()).map(|at| self.line(at)).take_while(fits).collect();
        let left = self.explanation.left_out + all.len() - lines.len();
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta http-equiv="Content-Security-Policy" content=(POLICY);
                    meta name="referrer" content="no-referrer";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (shown(self.title().unwrap_or(self.source), 200)) " · explained by courant" }
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    header { (header::html(self)) }
                    fieldset.legend aria-label="Show" { (self.legend()) }
                    div.page {
                        main {
                            @for line in &lines { (line) }
                            @if left > 0 { p.warning { (left) " more lines of the page are not shown." } }
                        }
                        aside.hint aria-hidden="true" {
                            "Point at a line, tap it, or go to it with the Tab key, and here stands why it is part of the article, or why not."
                        }
                    }
                    nav.map aria-label="The page at a glance" {
                        @for (at, line) in all[..lines.len()].iter().enumerate() {
                            a class=(kind(line)) href={ "#l" (at) } style={ "flex:" (line.chars.max(20)) } tabindex="-1" {}
                        }
                    }
                }
            }
        };
        page.0
    }

    fn title(&self) -> Option<&str> {
        self.found.as_ref().ok()?.title.as_deref()
    }

    /// A line, and before it where the search for the article began or ended.
    fn line(&self, at: usize) -> Markup {
        let lines = &self.explanation.lines;
        let line = &lines[at];
        let was_inside = at > 0 && lines[at - 1].inside;
        html! {
            @if line.inside != was_inside {
                p.edge {
                    @if line.inside { "the article was looked for from here: " } @else { "to here: " }
                    code { (shown(&self.explanation.region, 400)) }
                }
            }
            (line::html(at, line))
        }
    }

    /// A button for each verdict that was given, with how often.
    fn legend(&self) -> Markup {
        let lines = &self.explanation.lines;
        let kept = lines.iter().filter(|line| line.verdict.is_none()).count();
        let mut counts =
            vec![("all", lines.len()), ("kept", kept), ("dropped", lines.len() - kept)];
        let fixed = counts.len();
        for name in lines.iter().map(kind).filter(|name| *name != "kept") {
            match counts[fixed..].iter_mut().find(|(other, _)| *other == name) {
                Some((_, count)) => *count += 1,
                None => counts.push((name, 1)),
            }
        }
        counts[fixed..].sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        html! {
            @for (name, count) in counts {
                label class={ "chip " (name) } {
                    input type="radio" name="show" id={ "show-" (name) } checked[name == "all"];
                    (name) " " b { (count) }
                }
                "\n"
            }
        }
    }
}

/// The class of a line: `kept`, `picture`, or the name of its verdict.
fn kind(line: &Line) -> &'static str {
    match line.verdict {
        Some(why) => why.name(),
        None if line.picture.is_some() => "picture",
        None => "kept",
    }
}

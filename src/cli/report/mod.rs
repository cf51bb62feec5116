//! `--explain`: the page as one sees it, and why each line of it is in the article or not, as one HTML file.
//!
//! Always: whatever the page says is text in it, escaped, in isolation from the direction of the rest; nothing
//! is requested and nothing runs (a strict Content-Security-Policy says so, too); bounded in size.
//! Never: markup or an address of a resource from the page.

mod escape;
mod header;
mod line;

use std::fmt::Write as _;
use std::time::Duration;

use url::Url;

use crate::extract::{Explanation, ExtractError, Extraction, Line};
use escape::escaped;

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("style.css");

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
        let title = self.found.as_ref().ok().and_then(|found| found.title.as_deref());
        let (mut lines, mut map) = (String::new(), String::new());
        let mut shown = 0;
        let mut inside = false;
        for (at, line) in self.explanation.lines.iter().enumerate() {
            if lines.len() > MAX_LINES_HTML {
                break;
            }
            if line.inside != inside {
                inside = line.inside;
                edge(&mut lines, inside, &self.explanation.region);
            }
            line::write(&mut lines, at, line);
            let chars = line.chars.max(20);
            let _ = write!(
                map,
                "<a class={} href=\"#l{at}\" style=\"flex:{chars}\" tabindex=-1></a>",
                kind(line)
            );
            shown += 1;
        }
        let left = self.explanation.left_out + self.explanation.lines.len() - shown;
        if left > 0 {
            let _ = writeln!(
                lines,
                "<p class=warning>{left} more lines of the page are not shown.</p>"
            );
        }
        let parts = [
            ("title", escaped(title.unwrap_or(self.source), 200)),
            ("style", STYLE.to_owned()),
            ("header", header::html(self)),
            ("legend", self.legend()),
            ("lines", lines),
            ("map", map),
        ];
        fill(PAGE, &parts)
    }

    /// A button for each verdict that was given, with how often.
    fn legend(&self) -> String {
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
        let mut legend = String::new();
        for (name, count) in counts {
            let checked = if name == "all" { " checked" } else { "" };
            let _ = writeln!(
                legend,
                "<label class=\"chip {name}\"><input type=radio name=show id=show-{name}{checked}>{name} <b>{count}</b></label>"
            );
        }
        legend
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

fn edge(out: &mut String, begins: bool, region: &str) {
    let told = if begins { "the article was looked for from here:" } else { "to here:" };
    let _ = writeln!(out, "<p class=edge>{told} <code>{}</code></p>", escaped(region, 400));
}

/// Puts the parts where the template names them, in one pass: what a part holds is never read as a name.
fn fill(template: &str, parts: &[(&str, String)]) -> String {
    let mut out = String::with_capacity(
        template.len() + parts.iter().map(|(_, part)| part.len()).sum::<usize>(),
    );
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').expect("the template closes its names");
        let (_, part) =
            parts.iter().find(|(of, _)| *of == name).expect("the template's names are known");
        out.push_str(before);
        out.push_str(part);
        rest = after;
    }
    out.push_str(rest);
    out
}

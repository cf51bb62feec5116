//! The body as CommonMark (tables as GitHub writes them).
//!
//! Always: what the page says is text. Every character that could begin markup or HTML is escaped, so no
//! page writes a heading, a link or an element that the body's tree does not hold.

use url::Url;

use super::text::{line as plain, one_line, raised};
use super::{Block, Body, Inline};

impl Body {
    /// The body as CommonMark.
    pub fn to_markdown(&self) -> String {
        blocks(&self.blocks).join("\n\n")
    }
}

fn blocks(of: &[Block]) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    let mut is_second = false;
    for (at, block) in of.iter().enumerate() {
        // With the same marks a list would go on in the next.
        is_second = !is_second && at > 0 && are_lists_alike(&of[at - 1], block);
        texts.push(self::block(block, is_second));
    }
    texts.retain(|text| !text.is_empty());
    texts
}

fn are_lists_alike(one: &Block, other: &Block) -> bool {
    let kind = |block: &Block| match block {
        Block::List { ordered, .. } => Some(*ordered),
        _ => None,
    };
    kind(one).is_some() && kind(one) == kind(other)
}

/// A block; a list with the marks of a second one beside its like.
fn block(block: &Block, is_second: bool) -> String {
    match block {
        Block::Paragraph(line) => guard_lines(&inlines(line)),
        Block::Heading(level, line) => {
            format!(
                "{} {}",
                "#".repeat(usize::from((*level).clamp(2, 6))),
                inlines(line).replace("\\\n", " ")
            )
        }
        Block::List { ordered, items } => items
            .iter()
            .enumerate()
            .map(|(at, item)| {
                let marker = match (ordered, is_second) {
                    (true, false) => format!("{}. ", at + 1),
                    (true, true) => format!("{}) ", at + 1),
                    (false, false) => "- ".to_owned(),
                    (false, true) => "* ".to_owned(),
                };
                indent(&blocks(item).join("\n\n"), &marker, &" ".repeat(marker.len()))
            })
            .collect::<Vec<_>>()
            .join("\n"),
        Block::Quote(content) => indent(&blocks(content).join("\n\n"), "> ", "> "),
        Block::Pre(text) => {
            let fence = "`".repeat(longest_run(text).max(2) + 1);
            format!("{fence}\n{text}\n{fence}")
        }
        Block::Table(rows) => table(rows),
        Block::Figure(image) => {
            let words = image.alt.as_ref().or(image.caption.as_ref());
            format!("![{}]({})", escape(words.map_or("", |words| words)), destination(&image.url))
        }
    }
}

fn table(rows: &[Vec<super::Cell>]) -> String {
    let width = rows.iter().map(Vec::len).max().unwrap_or_default();
    let mut lines = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let cells: Vec<String> = (0..width)
            .map(|column| {
                let mut lines = Vec::new();
                if let Some(cell) = row.get(column) {
                    in_one_line(&cell.blocks, &mut lines);
                }
                lines.retain(|line: &String| !line.is_empty());
                // A bar parts cells in code and addresses, too.
                lines.join(" ").replace("\\\n", " ").replace('|', "\\|")
            })
            .collect();
        lines.push(format!("| {} |", cells.join(" | ")));
        if at == 0 {
            lines.push(format!("|{}", " --- |".repeat(width)));
        }
    }
    lines.join("\n")
}

/// The lines of a cell, which has no room for blocks.
fn in_one_line(blocks: &[Block], lines: &mut Vec<String>) {
    for block in blocks {
        match block {
            Block::Paragraph(line) | Block::Heading(_, line) => lines.push(inlines(line)),
            Block::List { items, .. } => items.iter().for_each(|item| in_one_line(item, lines)),
            Block::Quote(content) => in_one_line(content, lines),
            Block::Table(rows) => {
                rows.iter().flatten().for_each(|cell| in_one_line(&cell.blocks, lines));
            }
            Block::Pre(text) => lines.extend(one_line(text).map(|text| escape(&text))),
            Block::Figure(_) => lines.push(self::block(block, false)),
        }
    }
}

fn indent(text: &str, first: &str, rest: &str) -> String {
    let lines = text.lines().enumerate().map(|(at, line)| match (at, line) {
        (0, line) => format!("{first}{line}"),
        (_, "") => rest.trim_end().to_owned(),
        (_, line) => format!("{rest}{line}"),
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn inlines(line: &[Inline]) -> String {
    between(None, line, None)
}

/// Part of a line, between these characters.
fn between(before: Option<char>, line: &[Inline], after: Option<char>) -> String {
    let mut out = String::new();
    let mut code = String::new();
    for (at, inline) in line.iter().enumerate() {
        let before = out.chars().next_back().or(before);
        let next = line.get(at + 1);
        let after = match next {
            Some(next) => plain(std::slice::from_ref(next)).chars().next(),
            None => after,
        };
        match inline {
            Inline::Text(text) => out.push_str(&escape(text)),
            Inline::Break => out.push_str("\\\n"),
            Inline::Link(url, inner) => {
                out.extend(["[", &unlinked(inner), "](", &destination(url), ")"]);
            }
            Inline::Em(inner) | Inline::Strong(inner) => {
                let mark = if matches!(inline, Inline::Em(_)) { "*" } else { "**" };
                let inner = between(before, inner, after);
                if stands_apart(before, &inner, after) {
                    out.extend([mark, &inner, mark]);
                } else {
                    out.push_str(&inner);
                }
            }
            Inline::Sub(inner) => out.push_str(&between(before, inner, after)),
            Inline::Sup(inner) => {
                match raised(&plain(&line[at.saturating_sub(1)..at]), &plain(inner)) {
                    Some(number) => out.push_str(&number),
                    None => out.push_str(&between(before, inner, after)),
                }
            }
            // The fences of two that touch would be one.
            Inline::Code(text) => {
                code.push_str(text);
                match next {
                    Some(Inline::Code(_)) => continue,
                    _ if before == Some('`') => out.push_str(&escape(&code)),
                    _ => {
                        let fence = "`".repeat(longest_run(&code) + 1);
                        out.extend([&fence, " ", &code.replace('\n', " "), " ", &fence]);
                    }
                }
                code.clear();
            }
        }
    }
    out
}

/// The text of a link, without links in it.
fn unlinked(inner: &[Inline]) -> String {
    let flat: Vec<Inline> = inner
        .iter()
        .flat_map(|inline| match inline {
            Inline::Link(_, inner) => inner.clone(),
            other => vec![other.clone()],
        })
        .collect();
    inlines(&flat)
}

/// CommonMark reads the marks of emphasis only where they touch words from outside.
fn stands_apart(before: Option<char>, inner: &str, after: Option<char>) -> bool {
    let touches = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '*');
    let inside = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace() && c != '*');
    !touches(before)
        && !touches(after)
        && inside(inner.chars().next())
        && inside(inner.chars().next_back())
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '~' | '|' | '#' | '!' | '$'
        ) {
            out.push('\\');
        }
        out.push(if c == '\n' { ' ' } else { c });
    }
    // A mark of exclamation matters only before a link.
    out.replace("\\! ", "! ")
}

/// Escapes what would begin a list, a rule or a heading at the start of a line.
fn guard_lines(text: &str) -> String {
    let guarded = text.lines().map(|line| {
        let digits = line.bytes().take_while(u8::is_ascii_digit).count();
        if line.starts_with(['-', '+', '=', ':']) {
            format!("\\{line}")
        } else if digits > 0 && line[digits..].starts_with(['.', ')']) {
            format!("{}\\{}", &line[..digits], &line[digits..])
        } else {
            line.to_owned()
        }
    });
    guarded.collect::<Vec<_>>().join("\n")
}

fn destination(url: &Url) -> String {
    format!("<{}>", url.as_str().replace('\\', "%5C").replace('<', "%3C").replace('>', "%3E"))
}

fn longest_run(text: &str) -> usize {
    let (mut longest, mut run) = (0, 0);
    for c in text.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

//! Pages made of a template and a story.
//!
//! A story is a few lines `name: value`, an empty line, and paragraphs with empty lines between; `## ` begins
//! a subhead. A template has `{{name}}` where a value goes; `{{body}}` is the paragraphs, `{{canonical}}` the
//! page's own address unless the story has another. A value that the story lacks is empty.

use std::collections::HashMap;

/// The page that tells a story in a template.
pub(super) fn render(template: &str, story: &str, address: &str) -> String {
    let (head, text) = story.split_once("\n\n").unwrap_or((story, ""));
    let mut values = values(head);
    let body = body(text);
    values.insert("body", &body);
    values.entry("canonical").or_insert(address);
    let mut page = String::with_capacity(template.len() + body.len());
    let mut rest = template;
    while let Some((before, name, after)) = next_name(rest) {
        page.push_str(before);
        page.push_str(values.get(name).copied().unwrap_or_default());
        rest = after;
    }
    page + rest
}

/// The value of a line of a story's head.
pub(super) fn value<'a>(story: &'a str, name: &str) -> Option<&'a str> {
    let head = story.split("\n\n").next().unwrap_or_default();
    values(head).get(name).copied()
}

fn values(head: &str) -> HashMap<&str, &str> {
    head.lines().filter_map(|line| line.split_once(": ")).collect()
}

fn body(text: &str) -> String {
    let paragraphs = text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty());
    let lines = paragraphs.map(|paragraph| match paragraph.strip_prefix("## ") {
        Some(subhead) => format!("<h2>{subhead}</h2>\n"),
        None => format!("<p>{paragraph}</p>\n"),
    });
    lines.collect()
}

/// What stands before the next `{{name}}`, the name, and what stands after it.
fn next_name(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once("{{")?;
    let (name, after) = rest.split_once("}}")?;
    Some((before, name, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_story_fills_its_template() {
        let story = "title: A\nlead: B: C\n\none\n\n## two\n\nthree\n";
        let template = "{{title}}|{{lead}}|{{missing}}|{{canonical}}|{{body}}.";
        assert_eq!(
            render(template, story, "http://a.example/"),
            "A|B: C||http://a.example/|<p>one</p>\n<h2>two</h2>\n<p>three</p>\n."
        );
        assert_eq!(value(story, "title"), Some("A"));
        assert_eq!(value(story, "charset"), None);
    }
}

//! An article as a file: JSON Feed item, Markdown with YAML front matter, or plain text.
//!
//! Always: every format carries the id, the revision and the address. Never: a value that becomes
//! another key of the front matter (each is a JSON string, which is also YAML).

use std::fmt::Write;

use serde::Serialize;

use crate::article::Article;
use crate::config::Format;

/// The format whose file is published last and named by the journal: JSON where configured, else the first.
pub(super) fn last(formats: &[Format]) -> Format {
    if formats.contains(&Format::Json) {
        Format::Json
    } else {
        formats.first().copied().unwrap_or(Format::Json)
    }
}

/// The bytes of an article's file.
pub(super) fn render(article: &Article, format: Format) -> Vec<u8> {
    match format {
        Format::Json => {
            let mut bytes = serde_json::to_vec_pretty(article).expect("an article is plain data");
            bytes.push(b'\n');
            bytes
        }
        Format::Markdown => markdown(article).into_bytes(),
        Format::Text => text(article).into_bytes(),
    }
}

fn markdown(article: &Article) -> String {
    let mut out = String::from("---\n");
    let extension = &article.courant;
    line(&mut out, "id", &article.id);
    line(&mut out, "revision", &extension.revision);
    optional(&mut out, "title", article.title.as_ref());
    optional(&mut out, "url", article.url.as_ref());
    optional(&mut out, "date", article.date_published.as_ref());
    optional(&mut out, "modified", article.date_modified.as_ref());
    list(
        &mut out,
        "authors",
        &article.authors.iter().map(|author| &author.name).collect::<Vec<_>>(),
    );
    optional(&mut out, "byline", extension.byline.as_ref());
    list(&mut out, "agencies", &extension.agencies);
    optional(&mut out, "summary", article.summary.as_ref());
    list(&mut out, "tags", &article.tags);
    optional(&mut out, "language", article.language.as_ref());
    optional(&mut out, "image", article.image.as_ref());
    line(&mut out, "feed", &extension.feed.name);
    line(&mut out, "body_from", &extension.body_from);
    optional(&mut out, "reason", extension.reason.as_ref());
    line(&mut out, "quality", &extension.quality);
    line(&mut out, "words", &extension.words);
    optional(&mut out, "story", extension.story.as_ref());
    optional(&mut out, "similarity", extension.similarity.as_ref());
    line(&mut out, "emitted", &extension.emitted);
    out.push_str("---\n\n");
    out.push_str(article.content_markdown.trim_end());
    out.push('\n');
    out
}

fn line(out: &mut String, key: &str, value: &impl Serialize) {
    let value = serde_json::to_string(value).expect("a front matter value is plain data");
    writeln!(out, "{key}: {value}").expect("writing to a string cannot fail");
}

fn optional(out: &mut String, key: &str, value: Option<&impl Serialize>) {
    if let Some(value) = value {
        line(out, key, value);
    }
}

fn list<T: Serialize>(out: &mut String, key: &str, values: &[T]) {
    if !values.is_empty() {
        line(out, key, &values);
    }
}

/// Title, a line of date, revision and address, body.
fn text(article: &Article) -> String {
    let mut out = String::new();
    if let Some(title) = &article.title {
        out.push_str(title);
        out.push_str("\n\n");
    }
    let mut parts = Vec::new();
    parts.extend(article.date_published.map(|date| date.to_string()));
    parts.push(format!("revision {}", article.courant.revision));
    parts.extend(article.url.clone());
    out.push_str(&parts.join(" · "));
    out.push_str("\n\n");
    out.push_str(article.content_text.trim_end());
    out.push('\n');
    out
}

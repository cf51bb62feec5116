//! What came of the page as a whole: verdict, figures, metadata, the article itself.

use std::fmt::Write as _;

use super::Report;
use super::escape::escaped;
use crate::extract::{Extraction, PageDate, Source};

/// How much of the article is shown as it comes out, in characters.
const MAX_ARTICLE: usize = 200_000;

/// How much of a piece of metadata is shown, in characters.
const MAX_FACT: usize = 1_000;

pub(super) fn html(report: &Report<'_>) -> String {
    let mut out = String::new();
    let found = report.found.as_ref();
    let title = found.ok().and_then(|found| found.title.as_deref());
    let _ = write!(
        out,
        "<p class=eyebrow>What courant made of this page, and why</p>\n<h1 dir=auto>{}</h1>\n<p class=address dir=ltr>{}</p>\n",
        escaped(title.unwrap_or("No title was found"), 400),
        escaped(report.url.map_or(report.source, |url| url.as_str()), 400),
    );
    match found {
        Ok(found) => article(&mut out, report, found),
        Err(error) => {
            let _ = writeln!(
                out,
                "<p class=warning><b>No article came of it</b> (<code>{}</code>): {}.</p>",
                error.code(),
                escaped(&error.to_string(), MAX_FACT)
            );
        }
    }
    if let Some(source) = report.explanation.body_from {
        let _ = writeln!(
            out,
            "<p class=warning>The page shows no body; the article was taken from {}, and none of the lines below is in it.</p>",
            escaped(source, MAX_FACT)
        );
    }
    out
}

fn article(out: &mut String, report: &Report<'_>, found: &Extraction) {
    let lines = &report.explanation.lines;
    let kept = lines.iter().filter(|line| line.verdict.is_none() && line.picture.is_none()).count();
    let texts = lines.iter().filter(|line| line.picture.is_none()).count();
    let _ = writeln!(
        out,
        "<ul class=sums><li><b>{0:.2}</b><span>quality</span><meter value=\"{0:.2}\" low=0.5 high=0.8 optimum=1></meter></li>\
         <li><b>{1}</b><span>words</span></li><li><b>{kept} of {texts}</b><span>lines kept</span></li>\
         <li><b>{2}</b><span>pictures</span></li><li><b>{3:.1} ms</b><span>to read it</span></li></ul>",
        found.quality,
        found.body.words(),
        found.images.len(),
        report.took.as_secs_f64() * 1000.0,
    );
    if !found.reasons.is_empty() {
        out.push_str("<ul class=reasons>");
        for reason in &found.reasons {
            let _ = write!(out, "<li><b>{}</b>: {}.</li>", reason.code(), reason.sentence());
        }
        out.push_str("</ul>\n");
    }
    facts(out, found);
    let _ = writeln!(
        out,
        "<details><summary>The article as it comes out</summary><pre dir=auto>{}</pre></details>",
        escaped(&found.body.to_markdown(), MAX_ARTICLE)
    );
}

fn facts(out: &mut String, found: &Extraction) {
    out.push_str("<details open><summary>Metadata</summary><dl>\n");
    let date = |date: &PageDate| {
        let moment = date.at.to_string();
        if date.has_time { moment } else { moment[..10].to_owned() }
    };
    let list = |names: &[String]| (!names.is_empty()).then(|| names.join(", "));
    let from = &found.found;
    let link = found.canonical.as_ref().map(|_| Source::Link);
    let facts = [
        ("Title", found.title.clone(), from.title),
        ("Authors", list(&found.authors), from.authors),
        ("Published", found.published.as_ref().map(date), from.published),
        ("Modified", found.modified.as_ref().map(date), from.modified),
        ("Byline", found.byline.clone(), None),
        ("Agencies", list(&found.agencies), None),
        ("Standfirst", found.standfirst.clone(), None),
        ("Description", found.description.clone(), from.description),
        ("Language", found.language.clone(), from.language),
        ("Canonical", found.canonical.as_ref().map(ToString::to_string), link),
        ("Image", found.image.as_ref().map(ToString::to_string), from.image),
    ];
    let mut absent = Vec::new();
    for (name, value, source) in facts {
        let Some(value) = value else {
            absent.push(name.to_lowercase());
            continue;
        };
        let source = source.map_or_else(String::new, |source| {
            format!(" <span class=source>{}</span>", source.name())
        });
        let value = escaped(&value, MAX_FACT);
        let _ = writeln!(out, "<dt>{name}</dt><dd dir=auto>{value}{source}</dd>");
    }
    if !absent.is_empty() {
        let absent = absent.join(", ");
        let _ = writeln!(out, "<dt>Not found</dt><dd class=absent>{absent}</dd>");
    }
    out.push_str("</dl></details>\n");
}

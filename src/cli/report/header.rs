//! What came of the page as a whole: verdict, figures, metadata, the article itself.

use maud::{Markup, html};

use super::Report;
use super::shown::shown;
use crate::extract::{Extraction, PageDate, Source};

/// How much of the article is shown as it comes out, in characters.
const MAX_ARTICLE: usize = 200_000;

/// How much of a piece of metadata is shown, in characters.
const MAX_FACT: usize = 1_000;

pub(super) fn html(report: &Report<'_>) -> Markup {
    let title = report.title().unwrap_or("No title was found");
    let address = report.url.map_or(report.source, |url| url.as_str());
    html! {
        p.eyebrow { "What courant made of this page, and why" }
        h1 dir="auto" { (shown(title, 400)) }
        p.address dir="ltr" { (shown(address, 400)) }
        @match report.found {
            Ok(found) => (article(report, found)),
            Err(error) => p.warning {
                b { "No article came of it" } " (" code { (error.code()) } "): " (shown(&error.to_string(), MAX_FACT)) "."
            },
        }
        @if let Some(source) = report.explanation.body_from {
            p.warning {
                "The page shows no body; the article was taken from " (shown(source, MAX_FACT))
                ", and none of the lines below is in it."
            }
        }
    }
}

fn article(report: &Report<'_>, found: &Extraction) -> Markup {
    let lines = &report.explanation.lines;
    let kept = lines.iter().filter(|line| line.verdict.is_none() && line.picture.is_none()).count();
    let texts = lines.iter().filter(|line| line.picture.is_none()).count();
    let quality = format!("{:.2}", found.quality);
    let took = format!("{:.1} ms", report.took.as_secs_f64() * 1000.0);
    html! {
        ul.sums {
            li { b { (quality) } span { "quality" } meter value=(quality) low="0.5" high="0.8" optimum="1" {} }
            li { b { (found.body.words()) } span { "words" } }
            li { b { (kept) " of " (texts) } span { "lines kept" } }
            li { b { (found.images.len()) } span { "pictures" } }
            li { b { (took) } span { "to read it" } }
        }
        @if !found.reasons.is_empty() {
            ul.reasons {
                @for reason in &found.reasons { li { b { (reason.code()) } ": " (reason.sentence()) "." } }
            }
        }
        (facts(found))
        details {
            summary { "The article as it comes out" }
            pre dir="auto" { (shown(&found.body.to_markdown(), MAX_ARTICLE)) }
        }
    }
}

fn facts(found: &Extraction) -> Markup {
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
    let absent = facts.iter().filter(|(_, value, _)| value.is_none());
    let absent: Vec<String> = absent.map(|(name, ..)| name.to_lowercase()).collect();
    html! {
        details open {
            summary { "Metadata" }
            dl {
                @for (name, value, source) in facts {
                    @if let Some(value) = value {
                        dt { (name) }
                        dd dir="auto" {
                            (shown(&value, MAX_FACT))
                            @if let Some(source) = source { " " span.source { (source.name()) } }
                        }
                    }
                }
                @if !absent.is_empty() { dt { "Not found" } dd.absent { (absent.join(", ")) } }
            }
        }
    }
}

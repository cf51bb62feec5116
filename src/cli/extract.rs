//! `courant extract`: one page, the article of it.
//!
//! The record is that of `docs/output.md` as far as one page alone gives it: no feed, no revision, no
//! emission. What is absent is left out.

use std::fs::File;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Instant;

use serde_json::{Value, json};
use url::Url;

use super::Shared;
use super::batch::{self, Answer, Item};
use super::failure::{self, Failure, Status};
use super::input;
use super::record::present;
use super::report::Report;
use crate::article::{Author, BodyFrom, Image, VERSION};
use crate::extract::{self, Extraction, Hints};
use crate::fetch::Accept;
use crate::identity::clean_url;
use crate::pipeline::{self, address_of};

/// What may follow `courant extract`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  courant extract https://www.example.org/news/a-bridge --format markdown"
)]
pub(super) struct Args {
    /// The page: a file, an http address, or - for standard input
    #[arg(value_name = "FILE|URL|-", required_unless_present = "batch", conflicts_with = "batch")]
    source: Option<String>,
    /// The address that the page's relative links are relative to
    #[arg(long, value_name = "URL", conflicts_with = "batch")]
    url: Option<Url>,
    /// What to print
    #[arg(long, value_name = "FORMAT", default_value = "json", conflicts_with = "batch")]
    format: Format,
    /// Write a page for your browser that tells of each line why it is in the article or not
    #[arg(long, value_name = "REPORT.html", conflicts_with = "batch")]
    explain: Option<PathBuf>,
    /// Read lines of {"id", "url", "path"} from standard input and answer each with a line
    #[arg(long)]
    batch: bool,
    /// How many pages to read at a time [default: one a core]
    #[arg(long, value_name = "N", conflicts_with = "source")]
    jobs: Option<NonZeroUsize>,
}

/// How the article is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// The article's record.
    Json,
    /// The title and the body as CommonMark.
    Markdown,
    /// The title and the body as text.
    Text,
}

/// Runs the command.
pub(super) fn run(args: &Args, shared: &Shared) -> Result<(), Failure> {
    let written = if let Some(source) = &args.source {
        let input = input::read(source, Accept::Page, shared)?;
        let url = args.url.clone().or(input.url);
        let html = extract::decode(&input.bytes, input.content_type.as_deref());
        let found = match &args.explain {
            Some(path) => explained(path, source, &html, url.as_ref()),
            None => extract::extract(&html, &base(url.as_ref()), &Hints::default())
                .map_err(|error| not_an_article(source, error)),
        }?;
        write(&found, url.as_ref(), args.format)
    } else {
        batch::run(args.jobs, answer)
    };
    failure::printed(written)
}

/// The article, with the report on it written to `path`; written, too, where no article comes of the page.
fn explained(
    path: &Path,
    source: &str,
    html: &str,
    url: Option<&Url>,
) -> Result<Extraction, Failure> {
    let begun = Instant::now();
    let (found, explanation) = extract::explain(html, &base(url), &Hints::default());
    let shown = url.and_then(clean_url);
    let report = Report {
        source,
        url: shown.as_ref(),
        found: &found,
        explanation: &explanation,
        took: begun.elapsed(),
    };
    let written = File::create(path).and_then(|mut file| file.write_all(report.html().as_bytes()));
    written.map_err(|error| {
        let told = format!(
            "the report cannot be written to {}: {error}; name a file in a directory that you may write to",
            path.display()
        );
        Failure::sentence(Status::Io, told)
    })?;
    found.map_err(|error| {
        let told = format!("{source}: {error}; {} tells what became of each line", path.display());
        Failure::sentence(Status::Data, told)
    })
}

fn not_an_article(source: &str, error: extract::ExtractError) -> Failure {
    let told = format!(
        "{source}: {error}; give the page of one article, as a browser would get it (`courant parse` reads feeds)"
    );
    Failure::sentence(Status::Data, told)
}

/// What relative links are relative to.
fn base(url: Option<&Url>) -> Url {
    url.cloned().unwrap_or_else(input::nowhere)
}

fn write(found: &Extraction, url: Option<&Url>, format: Format) -> io::Result<()> {
    let mut output = io::stdout().lock();
    let title = found.title.as_deref().unwrap_or_default();
    match format {
        Format::Json => {
            serde_json::to_writer_pretty(&mut output, &article(found, url))?;
            output.write_all(b"\n")
        }
        Format::Markdown => {
            let title = extract::Body::plain(title).to_markdown();
            let heading = if title.is_empty() { title } else { format!("# {title}\n\n") };
            writeln!(output, "{heading}{}", found.body.to_markdown())
        }
        Format::Text => {
            let heading = if title.is_empty() { String::new() } else { format!("{title}\n\n") };
            writeln!(output, "{heading}{}", found.body.to_text())
        }
    }
}

/// The answer to one line of a batch.
fn answer(item: &Item) -> Result<Answer, String> {
    let url = item.address()?;
    let html = extract::decode(&item.bytes()?, None);
    let found = extract::extract(&html, &base(url.as_ref()), &Hints::default())
        .map_err(|error| error.code().to_owned())?;
    let mut answer = batch::answer_of(article(&found, url.as_ref()));
    answer.insert("id".to_owned(), item.id.clone());
    Ok(answer)
}

fn article(found: &Extraction, url: Option<&Url>) -> Value {
    let text = found.body.to_text();
    let author = |name: &String| Author { name: name.clone() };
    present(json!({
        "url": address(found, url),
        "title": found.title,
        "summary": found.standfirst.as_ref().or(found.description.as_ref()),
        "content_text": text,
        "content_html": Some(found.body.to_html()).filter(|html| !html.is_empty()),
        "image": found.image,
        "date_published": found.published.map(|date| date.at.to_string()),
        "date_modified": found.modified.map(|date| date.at.to_string()),
        "authors": found.authors.iter().map(author).collect::<Vec<_>>(),
        "language": found.language,
        "_courant": present(json!({
            "version": VERSION,
            "body_from": BodyFrom::Page,
            "byline": found.byline,
            "agencies": found.agencies,
            "images": found.images.iter().map(image).collect::<Vec<_>>(),
            "words": found.body.words(),
            "content_hash": pipeline::content_hash(found.title.as_deref(), &text),
            "quality": found.quality,
            "reasons": found.reasons,
            "rights": found.rights,
        })),
    }))
}

fn image(image: &extract::Image) -> Image {
    let extract::Image { url, caption, credit, alt } = image.clone();
    Image { url: url.into(), caption, credit, alt }
}

/// The page's address as an article has it. Of a page from nowhere nothing is known but what it says itself.
fn address(found: &Extraction, url: Option<&Url>) -> Option<Url> {
    match url {
        Some(url) => address_of(url, found.canonical.as_ref()),
        None => clean_url(found.canonical.as_ref()?),
    }
}

//! Runs page sets through the extraction, for `pages/evaluate.py`, and times it.
//!
//! `cargo bench --bench extraction -- [SET…] [--predictions DIR] [--table FILE] [--leaves DIR] [--time] [--sizes] [--trees]`
//!
//! The pages are under `$COURANT_DATA/pages` (default `../shared/data`). With `--predictions` each set's
//! predictions go to `DIR/SET.json`; with `--time` the extraction is timed against the bare parse of the
//! same pages, in this process, on one thread; `--sizes` times a page of one, two, four and eight times
//! the length; `--trees` requires of each page that our tokens make the tree that html5ever's make. `train/` uses the others: `--leaves` writes the leaves of each set
//! with their features to `DIR/SET.jsonl`, `--table` judges by another table than the one compiled in.

mod captured;

use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::PathBuf;
use std::time::Duration;

use captured::{Captured, each, read, write};
use courant::extract::parity::trees;
use courant::extract::training::{Model, extract_by, sample};
use courant::extract::{ExtractError, Extraction, Hints, extract};
use rustix::time::{ClockId, clock_gettime};
use serde_json::{Value, json};

const SETS: &[&str] = &["blend-a", "daily-a", "world-a", "guides-a", "snippets-a"];

fn main() {
    let mut sets: Vec<String> = Vec::new();
    let mut predictions: Option<PathBuf> = None;
    let mut leaves: Option<PathBuf> = None;
    let mut model: Option<Model> = None;
    let (mut time, mut same, mut sizes) = (false, false, false);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--bench" => {}
            "--time" => time = true,
            "--trees" => same = true,
            "--sizes" => sizes = true,
            "--predictions" => {
                predictions =
                    Some(arguments.next().expect("--predictions takes a directory").into());
            }
            "--leaves" => {
                leaves = Some(arguments.next().expect("--leaves takes a directory").into());
            }
            "--table" => {
                let file = arguments.next().expect("--table takes a file");
                let table = std::fs::read_to_string(&file).expect("the table can be read");
                model = Some(Model::read(&table).expect("the file is a table of trees"));
            }
            set => sets.push(set.to_owned()),
        }
    }
    if sets.is_empty() {
        sets = SETS.iter().map(|&set| set.to_owned()).collect();
    }
    let pages = captured::folder();
    for set in &sets {
        let captured = read(&pages.join(set));
        if let Some(directory) = &predictions {
            let judge = |page: &Captured| match &model {
                Some(model) => extract_by(&page.html, &page.url, model),
                None => extract(&page.html, &page.url, &Hints::default()),
            };
            let found = each(&captured, |_, page| (page.id.as_str(), prediction(judge(page))));
            let found: BTreeMap<&str, Value> = found.into_iter().collect();
            write(
                &serde_json::to_vec(&found).expect("plain values"),
                &directory.join(format!("{set}.json")),
            );
        }
        if let Some(directory) = &leaves {
            let lines = each(&captured, |_, page| format!("{}\n", lines(page)));
            let text = lines.concat();
            write(text.as_bytes(), &directory.join(format!("{set}.jsonl")));
        }
        if same {
            same_trees(set, &captured);
        }
        if sizes {
            grow(set, &captured);
        }
        if time || predictions.is_none() && leaves.is_none() && !same && !sizes {
            compare(set, &captured);
        }
    }
}

/// A page's leaves, and its publisher: the registrable domain.
fn lines(page: &Captured) -> Value {
    let sample = sample(&page.html, &page.url);
    let host = page.url.host_str().unwrap_or_default();
    let leaves: Vec<Value> =
        sample.leaves.iter().map(|leaf| json!([leaf.text, leaf.kept, leaf.row])).collect();
    json!({
        "id": page.id,
        "publisher": psl::domain_str(host).unwrap_or(host),
        "names": sample.names,
        "leaves": leaves,
    })
}

fn prediction(found: Result<Extraction, ExtractError>) -> Value {
    match found {
        Ok(found) => json!({
            "body": found.body.to_text(),
            "title": found.title,
            "authors": found.authors,
            "date": found.published.map(|date| date.at.to_string()),
            "quality": found.quality,
            "reasons": found.reasons,
        }),
        Err(error) => json!({ "error": error.code() }),
    }
}

/// Requires that our tokens and html5ever's make one tree of each page.
fn same_trees(set: &str, captured: &[Captured]) {
    let same = each(captured, |_, page| {
        let [ours, html5evers] = trees(&page.html).expect("a captured page is within the budget");
        assert!(ours == html5evers, "{set}/{}: two trees", page.id);
        ours.lines().count()
    });
    println!("{set}: {} pages, {} nodes, the same trees", same.len(), same.iter().sum::<usize>());
}

/// Times the page of the middle length, with all that is in its body again and again.
fn grow(set: &str, captured: &[Captured]) {
    let mut by_length: Vec<&Captured> = captured.iter().collect();
    by_length.sort_by_key(|page| page.html.len());
    let page = by_length[by_length.len() / 2];
    let begin = page.html.find("<body").unwrap_or_default();
    let end = page.html.rfind("</body").unwrap_or(page.html.len()).max(begin);
    let (body, after) = (&page.html[begin..end], &page.html[end..]);
    for times in [1, 2, 4, 8] {
        let html = format!("{}{}{after}", &page.html[..begin], body.repeat(times));
        let whole = best(|| {
            let _ = black_box(extract(&html, &page.url, &Hints::default()));
        });
        println!(
            "{set}: {} of {times} times the length, {} KB: {whole:.1?}",
            page.id,
            html.len() / 1000
        );
    }
}

/// Times every page on its own, the best of three each, bare parse and extraction side by side.
fn compare(set: &str, captured: &[Captured]) {
    let (mut bare, mut whole, mut worst) = (Duration::ZERO, Duration::ZERO, (Duration::ZERO, ""));
    for page in captured {
        let parse = best(|| {
            black_box(scraper::Html::parse_document(&page.html));
        });
        let article = best(|| {
            let _ = black_box(extract(&page.html, &page.url, &Hints::default()));
        });
        bare += parse;
        whole += article;
        if article > worst.0 {
            worst = (article, &page.id);
        }
    }
    let bytes: usize = captured.iter().map(|page| page.html.len()).sum();
    #[allow(clippy::cast_precision_loss, reason = "megabytes for people")]
    let megabytes = bytes as f64 / 1e6;
    println!(
        "{set}: {} pages, {megabytes:.1} MB; bare parse {bare:.0?}, extraction {whole:.0?}, ratio {:.2}; slowest {:.0?} ({})",
        captured.len(),
        whole.as_secs_f64() / bare.as_secs_f64(),
        worst.0,
        worst.1,
    );
}

/// The least of three, in time of this thread: what other work takes of the machine does not count.
fn best(mut run: impl FnMut()) -> Duration {
    let spent = || clock_gettime(ClockId::ThreadCPUTime).try_into().unwrap_or(Duration::ZERO);
    (0..3)
        .map(|_| {
            let begun = spent();
            run();
            spent().saturating_sub(begun)
        })
        .min()
        .expect("three runs")
}

//! How often the quality that extraction gives is right, and the fit of its weights.
//!
//! `cargo bench --bench quality [-- --fit FILE]`
//!
//! The pages are under `$COURANT_DATA/pages` (default `../shared/data`). A body is right if its F1 against
//! the truth, by runs of four words, is at least 0.9. Printed are the tenths of the quality as shipped, and
//! of weights fitted anew to four fifths of the publishers and asked about the fifth, for each fifth. With
//! `--fit` the weights fitted to all pages go to FILE (`src/extract/quality/weights.rs`). There is no
//! chance in it: the same pages give the same weights.

mod captured;

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use captured::Captured;
use courant::extract::{Doubt, Grounds, Hints, explain, extract};
use serde_json::Value;
use url::Url;

const SETS: &[&str] = &["blend-a", "daily-a", "world-a", "guides-a"];
const FOLDS: u8 = 5;
/// From this F1 on a body is right.
const RIGHT: f64 = 0.9;
/// What weights cost by their squares: there are few pages with a wrong body.
const RIDGE: f64 = 1.0;

/// A captured page, and what became of it.
struct Judged {
    set: &'static str,
    fold: u8,
    quality: f64,
    grounds: Grounds,
    right: bool,
    /// With title and summary of its own, and of the next page's.
    mismatch: Option<(bool, bool)>,
}

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let mut fit_to: Option<PathBuf> = None;
    while let Some(argument) = arguments.next() {
        assert_eq!(argument, "--fit", "the only option is --fit FILE");
        fit_to = Some(arguments.next().expect("--fit takes a file").into());
    }
    let pages = captured::folder();
    let judged: Vec<Judged> = SETS.iter().flat_map(|set| judge(set, &pages.join(set))).collect();

    let shipped: Vec<f64> = judged.iter().map(|page| page.quality).collect();
    report("as shipped", &judged, &shipped);
    let mut held_out = vec![0.0; judged.len()];
    for fold in 0..FOLDS {
        let weights = fit(judged.iter().filter(|page| page.fold != fold));
        for (page, value) in judged.iter().zip(&mut held_out).filter(|(page, _)| page.fold == fold)
        {
            *value = quality(&weights, page);
        }
    }
    report("held out by publisher", &judged, &held_out);
    mismatches(&judged);

    let weights = fit(&judged);
    let fitted: Vec<f64> = judged.iter().map(|page| quality(&weights, page)).collect();
    report("fitted to all", &judged, &fitted);
    if let Some(file) = fit_to {
        write(&file, &judged, &weights);
    }
}

fn judge(set: &'static str, directory: &Path) -> Vec<Judged> {
    let mut pages = captured::read(directory);
    pages.retain(|page| page.truth["body"].is_string());
    let judged = captured::each(&pages, |at, page| {
        // Some other page of the set, of another publisher as a rule.
        let judged = judge_page(set, page, &pages[(at + 7) % pages.len()].truth);
        if judged.is_none() {
            println!("{set} {}: no body came of it", page.id);
        }
        judged
    });
    judged.into_iter().flatten().collect()
}

fn judge_page(set: &'static str, page: &Captured, other: &Value) -> Option<Judged> {
    let Captured { url, html, truth, .. } = page;
    let (found, explanation) = explain(html, url, &Hints::default());
    let found = found.ok()?;
    let is_mismatch = |title: Option<&str>, summary: Option<&str>| {
        let hints = Hints {
            title: Some(title?.to_owned()),
            summary: Some(summary?.to_owned()),
            ..Hints::default()
        };
        Some(extract(html, url, &hints).ok()?.reasons.contains(&Doubt::Mismatch))
    };
    let own = is_mismatch(truth["title"].as_str(), found.description.as_deref());
    let foreign = is_mismatch(other["title"].as_str(), other["body"].as_str().map(opening));
    Some(Judged {
        set,
        fold: fold(url),
        quality: found.quality,
        grounds: explanation.grounds,
        right: f1(truth, &found.body.to_text()) >= RIGHT,
        mismatch: own.zip(foreign),
    })
}

/// The first 300 bytes or so: as much as a summary has.
fn opening(text: &str) -> &str {
    &text[..text.floor_char_boundary(300)]
}

/// Publishers are registrable domains; each is in one fold.
fn fold(url: &Url) -> u8 {
    let host = url.host_str().unwrap_or_default();
    let publisher = psl::domain_str(host).unwrap_or(host);
    blake3::hash(publisher.as_bytes()).as_bytes()[0] % FOLDS
}

/// The body's F1; lines of the truth that are optional count only where most of them is there.
fn f1(truth: &Value, body: &str) -> f64 {
    let mut wanted = String::new();
    let have: HashSet<Vec<&str>> = shingles(body).into_keys().collect();
    let optional: Vec<u64> = truth["optional"]
        .as_array()
        .map(|lines| lines.iter().filter_map(Value::as_u64).collect())
        .unwrap_or_default();
    let lines = truth["body"].as_str().unwrap_or_default().split('\n');
    for (at, line) in (0..).zip(lines) {
        let parts = shingles(line);
        let there = parts.keys().filter(|part| have.contains(*part)).count();
        let short = tokens(line).count() < 4;
        let is_there = if short { body.contains(line.trim()) } else { there * 2 > parts.len() };
        if !optional.contains(&at) || is_there && !parts.is_empty() {
            wanted.push_str(line);
            wanted.push('\n');
        }
    }
    let (wanted, found) = (shingles(&wanted), shingles(body));
    let both: u32 =
        wanted.iter().map(|(part, count)| *found.get(part).unwrap_or(&0).min(count)).sum();
    let all = wanted.values().sum::<u32>() + found.values().sum::<u32>();
    if all == 0 { 1.0 } else { 2.0 * f64::from(both) / f64::from(all) }
}

fn tokens(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|token| !token.is_empty())
}

/// Runs of four words, and how often each is there.
fn shingles(text: &str) -> HashMap<Vec<&str>, u32> {
    let tokens: Vec<&str> = tokens(text).collect();
    let mut shingles = HashMap::new();
    for run in tokens.windows(tokens.len().clamp(1, 4)) {
        *shingles.entry(run.to_vec()).or_default() += 1;
    }
    shingles
}

/// Bias first, then a weight for each sign.
fn quality(weights: &[f64], page: &Judged) -> f64 {
    let signs = page.grounds.signs.iter().zip(&weights[1..]);
    let sum = signs.fold(weights[0], |sum, (sign, weight)| sum + sign.value * weight);
    (1.0 / (1.0 + (-sum).exp())).min(page.grounds.most)
}

/// A logistic regression with a ridge, by Newton's method.
#[allow(clippy::needless_range_loop, reason = "a matrix")]
fn fit<'a>(pages: impl IntoIterator<Item = &'a Judged>) -> Vec<f64> {
    let rows: Vec<(Vec<f64>, f64)> = pages
        .into_iter()
        .map(|page| {
            let signs = page.grounds.signs.iter().map(|sign| sign.value);
            (std::iter::once(1.0).chain(signs).collect(), f64::from(u8::from(page.right)))
        })
        .collect();
    let count = rows[0].0.len();
    let mut weights = vec![0.0; count];
    for _ in 0..50 {
        let mut matrix = vec![vec![0.0; count + 1]; count];
        for at in 1..count {
            matrix[at][at] = RIDGE;
            matrix[at][count] = -RIDGE * weights[at];
        }
        for (row, right) in &rows {
            let sum: f64 = row.iter().zip(&weights).map(|(value, weight)| value * weight).sum();
            let odds = 1.0 / (1.0 + (-sum).exp());
            for i in 0..count {
                for j in 0..count {
                    matrix[i][j] += row[i] * row[j] * odds * (1.0 - odds);
                }
                matrix[i][count] += row[i] * (right - odds);
            }
        }
        let step = solve(matrix);
        weights.iter_mut().zip(&step).for_each(|(weight, step)| *weight += step);
        if step.iter().all(|step| step.abs() < 1e-9) {
            break;
        }
    }
    weights
}

/// Solves linear equations; the last column is the right side.
#[allow(clippy::needless_range_loop, reason = "a matrix")]
fn solve(mut matrix: Vec<Vec<f64>>) -> Vec<f64> {
    let count = matrix.len();
    for at in 0..count {
        let best = (at..count)
            .max_by(|&one, &other| matrix[one][at].abs().total_cmp(&matrix[other][at].abs()))
            .unwrap_or(at);
        matrix.swap(at, best);
        let pivot = matrix[at].clone();
        for (_, row) in matrix.iter_mut().enumerate().filter(|(other, _)| *other != at) {
            let factor = row[at] / pivot[at];
            for column in at..=count {
                row[column] -= factor * pivot[column];
            }
        }
    }
    (0..count).map(|at| matrix[at][count] / matrix[at][at]).collect()
}

#[allow(clippy::cast_precision_loss, reason = "shares of counts")]
fn report(name: &str, judged: &[Judged], qualities: &[f64]) {
    println!("\n{name}\n| quality | pages | mean quality | right |\n|---|---|---|---|");
    let pages = || judged.iter().zip(qualities.iter().copied());
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len().max(1) as f64;
    let share = |page: &Judged| f64::from(u8::from(page.right));
    for tenth in (0..10_u8).rev() {
        let from = f64::from(tenth) / 10.0;
        let within: Vec<(&Judged, f64)> = pages()
            .filter(|(_, quality)| *quality >= from && (tenth == 9 || *quality < from + 0.1))
            .collect();
        let given: Vec<f64> = within.iter().map(|(_, quality)| *quality).collect();
        let right: Vec<f64> = within.iter().map(|(page, _)| share(page)).collect();
        if !within.is_empty() {
            let (count, given, right) = (within.len(), mean(&given), mean(&right));
            println!("| {from:.1}–{:.1} | {count} | {given:.2} | {right:.2} |", from + 0.1);
        }
    }
    for set in std::iter::once(None).chain(SETS.iter().map(Some)) {
        let within = || pages().filter(|(page, _)| set.is_none_or(|set| page.set == *set));
        let brier: Vec<f64> =
            within().map(|(page, quality)| (quality - share(page)).powi(2)).collect();
        let right: Vec<f64> = within().map(|(page, _)| share(page)).collect();
        let given: Vec<f64> = within().map(|(_, quality)| quality).collect();
        println!(
            "{}: {} pages, {:.3} right, mean quality {:.3}, Brier {:.4} (the share for each page: {:.4}), AUC {:.3}",
            set.unwrap_or(&"all"),
            brier.len(),
            mean(&right),
            mean(&given),
            mean(&brier),
            mean(&right) * (1.0 - mean(&right)),
            auc(&within().map(|(page, quality)| (page.right, quality)).collect::<Vec<_>>()),
        );
    }
}

/// How often a right page has the higher quality of two.
fn auc(pages: &[(bool, f64)]) -> f64 {
    let (mut higher, mut pairs) = (0.0, 0.0);
    for (_, right) in pages.iter().filter(|(is_right, _)| *is_right) {
        for (_, wrong) in pages.iter().filter(|(is_right, _)| !*is_right) {
            pairs += 1.0;
            higher += if right > wrong { 1.0 } else { f64::from(u8::from(right >= wrong)) / 2.0 };
        }
    }
    higher / pairs
}

fn mismatches(judged: &[Judged]) {
    println!();
    for set in SETS {
        let asked: Vec<(bool, bool)> = judged
            .iter()
            .filter(|page| page.set == *set)
            .filter_map(|page| page.mismatch)
            .collect();
        let own = asked.iter().filter(|(own, _)| *own).count();
        let foreign = asked.iter().filter(|(_, foreign)| *foreign).count();
        if !asked.is_empty() {
            println!(
                "mismatch, {set}: {own} of {} with title and description of their own, {foreign} with another page's",
                asked.len()
            );
        }
    }
}

#[allow(clippy::disallowed_methods, reason = "a program that makes a source file")]
fn write(file: &Path, judged: &[Judged], weights: &[f64]) {
    let wrong = judged.iter().filter(|page| !page.right).count();
    let mut out = format!(
        "//! What each sign is worth; made by `cargo bench --bench quality -- --fit src/extract/quality/weights.rs`.\n\
         //!\n\
         //! A logistic regression (ridge {RIDGE}) over the {} captured pages with a known body of {},\n\
         //! {wrong} of which come out wrong. Nothing of the pages is in it but these figures.\n\n\
         /// What is added for every page.\npub(super) const BIAS: f64 = {:.3};\n\n\
         /// What all of a sign adds to the logarithm of the odds, in the order of the signs.\n#[rustfmt::skip]\n\
         #[allow(clippy::approx_constant, reason = \"a weight may be near any number\")]\n\
         pub(super) const WEIGHTS: [f64; super::signs::COUNT] = [\n",
        judged.len(),
        SETS.join(", "),
        weights[0],
    );
    for (sign, weight) in judged[0].grounds.signs.iter().zip(&weights[1..]) {
        let _ = writeln!(out, "    {:.3}, // {}", weight + 0.0, sign.name);
    }
    out.push_str("];\n");
    std::fs::write(file, out).expect("the file can be written");
}

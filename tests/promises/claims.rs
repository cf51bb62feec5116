//! The tables of the documents name tests that exist: `docs/politeness.md` for each promise of a good guest,
//! `docs/feeds.md` for each cause of faulty feeds, `docs/threats.md` for each input and fault of a hostile world.

use std::fs;
use std::path::{Path, PathBuf};

use crate::figures;

/// So many promises of a good guest there are.
const PROMISES: usize = 41;
/// So many causes of faults in feeds there are.
const CAUSES: usize = 25;
/// So many rows the catalogue of a hostile world has.
const HOSTILE: usize = 51;

/// A row: its number, what is promised, and the names in its last cell.
struct Row {
    number: usize,
    names: Vec<String>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// The rows of the table behind a heading; each has its number, in order, three cells, and names something.
fn rows(document: &str, heading: &str, most: usize) -> Vec<Row> {
    let page = read(document);
    let (_, table) = page.split_once(&format!("\n## {heading}\n")).unwrap();
    let table = table.split("\n## ").next().unwrap();
    let rows: Vec<Row> = table
        .lines()
        .filter_map(|row| row.strip_prefix("| ")?.strip_suffix(" |"))
        .map(|row| row.split(" | ").collect::<Vec<_>>())
        .filter(|row| row[0].parse::<usize>().is_ok())
        .map(|row| {
            let [number, promise, names] = row[..] else { panic!("three cells: {row:?}") };
            let names: Vec<_> = names.split('`').skip(1).step_by(2).map(str::to_owned).collect();
            assert!(!promise.is_empty() && !names.is_empty(), "{document}: {number} names no test");
            Row { number: number.parse().unwrap(), names }
        })
        .collect();
    let numbers: Vec<usize> = rows.iter().map(|row| row.number).collect();
    assert_eq!(numbers, (1..=most).collect::<Vec<_>>(), "{document}: each has its row, in order");
    rows
}

/// All the Rust that tests stand in.
fn sources() -> String {
    let mut sources = String::new();
    let mut open = vec![root().join("src"), root().join("tests")];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|end| end == "rs") {
            sources += &fs::read_to_string(path).unwrap();
        }
    }
    sources
}

/// Whether there is a function of this name that is marked as a test, among the attributes that stand before it.
fn is_test(sources: &str, name: &str) -> bool {
    sources.match_indices(&format!("fn {name}(")).any(|(at, _)| {
        let before = sources[..at].trim_end().trim_end_matches("async").trim_end();
        let attributes =
            before.lines().rev().map(str::trim).take_while(|line| line.starts_with("#["));
        attributes.into_iter().any(|line| line == "#[test]" || line.starts_with("#[tokio::test"))
    })
}

#[test]
fn each_promise_of_a_good_guest_has_a_test_that_exists() {
    let sources = sources();
    for Row { number, names } in rows("docs/politeness.md", "What holds it", PROMISES) {
        for name in names {
            let found = is_test(&sources, &name);
            assert!(found, "docs/politeness.md names {name} for {number}, which is no test");
        }
    }
}

#[test]
fn each_cause_of_faulty_feeds_has_a_test_that_exists() {
    let sources = sources();
    for Row { number, names } in rows("docs/feeds.md", "Cause by cause", CAUSES) {
        for name in names {
            assert!(
                is_test(&sources, &name),
                "docs/feeds.md names {name} for {number}, which is no test"
            );
        }
    }
}

#[test]
fn each_row_of_a_hostile_world_has_a_test_that_exists() {
    let sources = sources();
    let faults = read("tests/faults/checks.py");
    let service = read("tests/service/checks");
    let rows = rows("docs/threats.md", "Row by row", HOSTILE);
    for Row { number, names } in &rows {
        for name in names {
            let found = match name.split_once(": ") {
                Some(("faults", check)) => faults.contains(&format!("Check(\"{check}\", ")),
                Some(("service", check)) => service.contains(check),
                Some(("fuzz", target)) => {
                    let file = root().join(format!("fuzz/targets/{target}.rs"));
                    let seeds = fs::read_dir(root().join(format!("fuzz/seeds/{target}")));
                    file.exists() && seeds.is_ok_and(|mut seeds| seeds.next().is_some())
                }
                _ => is_test(&sources, name),
            };
            assert!(found, "docs/threats.md names {name} for {number}, which is no test");
        }
    }
    // Whatever else looks like the name of a test there is one.
    for name in read("docs/threats.md").split('`').skip(1).step_by(2) {
        let is_name =
            name.chars().all(|c| c == '_' || c.is_ascii_lowercase() || c.is_ascii_digit());
        if is_name && name.matches('_').count() > 2 {
            assert!(is_test(&sources, name), "docs/threats.md names {name}, which is no test");
        }
    }
    // And each check of the faults that says that it covers a row is named there.
    let checks = faults.lines().filter_map(|line| line.strip_prefix("    Check(\""));
    for (check, covered) in checks.filter_map(|line| line.split_once("\", ")) {
        let covered = covered.rsplit('(').next().unwrap_or_default();
        for number in covered.split(|c: char| !c.is_ascii_digit()).filter(|text| !text.is_empty()) {
            let row = rows.iter().find(|row| row.number.to_string() == number).unwrap();
            let is_named = row.names.iter().any(|name| *name == format!("faults: {check}"));
            assert!(is_named, "docs/threats.md names {check} not for {number}");
        }
    }
    figures::measure("rows of the 51 of a hostile world that have tests", rows.len() as u64);
}

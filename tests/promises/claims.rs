//! `docs/politeness.md` has each promise of a good guest, with tests that exist.

use std::fs;
use std::path::Path;

/// So many promises there are.
const PROMISES: usize = 41;

#[test]
fn each_promise_of_a_good_guest_has_a_test_that_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("docs/politeness.md")).unwrap();
    let (_, table) = page.split_once("\n## What holds it\n").unwrap();
    let rows: Vec<Vec<&str>> = table
        .lines()
        .filter_map(|row| row.strip_prefix("| ")?.strip_suffix(" |"))
        .map(|row| row.split(" | ").collect())
        .filter(|row: &Vec<&str>| row[0].parse::<usize>().is_ok())
        .collect();
    let numbers: Vec<usize> = rows.iter().map(|row| row[0].parse().unwrap()).collect();
    assert_eq!(numbers, (1..=PROMISES).collect::<Vec<_>>(), "each has its row, in order");
    let mut sources = String::new();
    let mut open = vec![root.join("src"), root.join("tests")];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|end| end == "rs") {
            sources += &fs::read_to_string(path).unwrap();
        }
    }
    for row in rows {
        let [number, promise, tests] = row[..] else { panic!("three cells: {row:?}") };
        let named: Vec<&str> = tests.split('`').skip(1).step_by(2).collect();
        assert!(!promise.is_empty() && !named.is_empty(), "{number} names no test");
        for name in named {
            let is_test = sources.match_indices(&format!("fn {name}()")).any(|(at, _)| {
                // Its attribute stands on the line before.
                let before = sources[..at].trim_end().trim_end_matches("async").trim_end();
                before.ends_with("#[test]")
                    || before.ends_with("#[tokio::test]")
                    || before.ends_with("#[tokio::test(start_paused = true)]")
            });
            assert!(is_test, "docs/politeness.md names {name} for {number}, which is no test");
        }
    }
}

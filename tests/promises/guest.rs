//! `docs/politeness.md` names tests that exist.

use std::fs;
use std::path::Path;

#[test]
fn each_test_that_the_page_on_politeness_names_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("docs/politeness.md")).unwrap();
    let (_, table) = page.split_once("\n## What holds it\n").unwrap();
    let rows = table.lines().filter_map(|row| row.strip_prefix("| ")?.strip_suffix(" |"));
    let cells = rows.filter_map(|row| row.split_once(" | ")).map(|(_, cell)| cell);
    let named: Vec<&str> = cells.flat_map(|cell| cell.split('`').skip(1).step_by(2)).collect();
    assert!(named.len() > 10, "{named:?}");
    let mut sources = String::new();
    let mut open = vec![root.join("src"), root.join("tests")];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|end| end == "rs") {
            sources += &fs::read_to_string(path).unwrap();
        }
    }
    let is_missing = |name: &&&str| !sources.contains(&format!("fn {name}()"));
    let missing: Vec<_> = named.iter().filter(is_missing).collect();
    assert!(missing.is_empty(), "docs/politeness.md names {missing:?}, which no test is called");
}

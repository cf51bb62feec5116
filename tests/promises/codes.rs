//! Every code of a failure stands in `docs/operations.md` with what to do, and no other does.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// What precedes a code in the sources, and what ends the stretch in which codes stand.
const MARKS: [(&str, &str); 3] =
    [(": Code = \"", "\""), ("error = \"", "\""), ("fn code(", "\n    }\n")];

#[test]
fn every_code_is_told_with_what_to_do() {
    let told = told();
    let used = used();
    assert!(used.len() > 30, "only these were found: {used:?}");
    let untold: Vec<_> = used.difference(&told).collect();
    assert!(untold.is_empty(), "docs/operations.md does not tell of {untold:?}");
    let unused: Vec<_> = told.difference(&used).collect();
    assert!(unused.is_empty(), "docs/operations.md tells of {unused:?}, which nothing says");
}

/// The codes in the first column of the tables below "Codes".
fn told() -> BTreeSet<String> {
    let text = read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/operations.md"));
    let (_, codes) = text.split_once("\n## Codes\n").unwrap();
    let rows = codes.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.flat_map(|row| names(&format!("`{}", row.split_once(" |").unwrap().0), '`')).collect()
}

/// The codes in the sources.
fn used() -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else if !path
            .components()
            .any(|part| part.as_os_str().to_string_lossy().starts_with("tests"))
        {
            codes.extend(used_in(&read(&path)));
        }
    }
    codes
}

fn used_in(source: &str) -> Vec<String> {
    // The tests of a module end it.
    let source = source.split("#[cfg(test)]\nmod tests {").next().unwrap();
    let mut codes = Vec::new();
    for (mark, end) in MARKS {
        for stretch in source.split(mark).skip(1) {
            let stretch = stretch.split(end).next().unwrap();
            let quoted = if end == "\"" { format!("\"{stretch}\"") } else { stretch.to_owned() };
            codes.extend(names(&quoted, '"'));
        }
    }
    codes
}

/// The snake-case names that stand between such quotes.
fn names(text: &str, quote: char) -> Vec<String> {
    let parts = text.split(quote).skip(1).step_by(2);
    let name = |part: &&str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    };
    parts.filter(name).map(str::to_owned).collect()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

//! Any bytes as a configuration, or as OPML where they begin with `<`: read, or refused in lines that can be shown;
//! and what is printed reads back as itself.

#![no_main]

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use courant::config::{Config, Problem};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // A configuration is the machine's owner's, and may name any file: here it names none but its own.
    let text = String::from_utf8_lossy(bytes);
    if text.contains("include") && text.contains(['/', '\\', '*']) || text.contains("file:") {
        return;
    }
    let home = tempfile::tempdir().expect("a directory");
    let begun = Instant::now();
    if bytes.first() == Some(&b'<') {
        let file = home.path().join("list.opml");
        fs::write(&file, bytes).expect("a file");
        match Config::for_directory(home.path()).read_opml(&file) {
            Ok((feeds, _)) => assert!(feeds.iter().all(|feed| is_on_the_web(feed.url.scheme()))),
            Err(problems) => problems.iter().for_each(can_be_shown),
        }
    } else {
        let file = home.path().join("courant.toml");
        fs::write(&file, bytes).expect("a file");
        match Config::load(&file) {
            Ok(config) => {
                config.warnings.iter().for_each(can_be_shown);
                assert!(config.feeds.iter().all(|feed| is_on_the_web(feed.url.scheme())));
                // Secrets are left out, and missed then.
                if !text.contains("header") && !text.contains('@') {
                    reads_back(&config, &file);
                }
            }
            Err(problems) => problems.iter().for_each(can_be_shown),
        }
    }
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
});

fn reads_back(config: &Config, file: &Path) {
    let printed = config.to_toml();
    fs::write(file, &printed).expect("a file");
    match Config::load(file) {
        Ok(again) => assert_eq!(again.to_toml(), printed),
        Err(problems) => panic!("{problems}, in\n{printed}"),
    }
}

fn is_on_the_web(scheme: &str) -> bool {
    matches!(scheme, "http" | "https")
}

fn can_be_shown(problem: &Problem) {
    let shown = problem.to_string();
    assert!(!shown.contains(char::is_control), "{shown:?}");
    assert!(shown.len() < 20_000, "{} bytes", shown.len());
}

//! What the first pass is held against: one page after the other on one core, and trafilatura on all of them.

use std::hint::black_box;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use courant::extract::{Hints, decode, extract};
use flate2::read::MultiGzDecoder;
use url::Url;

/// How long it takes in the mean to decode, parse and extract one of these pages, each of them once.
pub(crate) fn one_page<'p>(pages: impl Iterator<Item = &'p [u8]>) -> Duration {
    let nowhere = Url::parse("https://page.invalid/").unwrap();
    let (mut spent, mut count) = (Duration::ZERO, 0);
    for gzip in pages {
        let mut bytes = Vec::new();
        MultiGzDecoder::new(gzip).read_to_end(&mut bytes).unwrap();
        let begun = Instant::now();
        let _ = black_box(extract(&decode(&bytes, None), &nowhere, &Hints::default()));
        spent += begun.elapsed();
        count += 1;
    }
    spent / count
}

/// How long trafilatura takes for the same pages, and of how many it makes an article.
pub(crate) fn trafilatura(python: &Path, cores: usize, addresses: &[String]) -> (Duration, usize) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/serve/reader.py");
    let articles = tempfile::tempdir().unwrap();
    let begun = Instant::now();
    let mut child = Command::new(python)
        .arg(script)
        .arg(cores.to_string())
        .arg(articles.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(addresses.join("\n").as_bytes()).unwrap();
    let ended = child.wait_with_output().unwrap();
    assert!(ended.status.success(), "trafilatura ended with {}", ended.status);
    let made = String::from_utf8(ended.stdout).unwrap().trim().parse().unwrap();
    (begun.elapsed(), made)
}

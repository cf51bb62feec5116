//! Any bytes as the last day of a journal: opened, cut behind its last newline, read in order, and written on.

#![no_main]

use std::fs;

use courant::output::{Output, OutputError, Tail};
use libfuzzer_sys::fuzz_target;

const DAY: &str = "2026-11-23.ndjson";

fuzz_target!(|bytes: &[u8]| {
    let home = tempfile::tempdir().expect("a directory");
    let directory = home.path().join("journal");
    fs::create_dir(&directory).expect("a directory");
    fs::write(directory.join(DAY), bytes).expect("a file");
    let opened = || {
        let output = Output::open(home.path()).expect("a journal is opened, whatever is in it");
        let mut numbers = Vec::new();
        let read = output.read_journal::<OutputError>(|lines| {
            numbers.extend(lines.iter().map(|line| line.seq));
            Ok(())
        });
        read.expect("what can be read of it is read");
        let lines = usize::try_from(output.lines()).expect("few lines");
        assert!(numbers.len() <= lines, "{} of {lines} lines", numbers.len());
        assert_eq!(output.last_seq(), numbers.last().copied().unwrap_or(0));
        (numbers, lines)
    };
    let first = opened();
    let kept = fs::read(directory.join(DAY)).expect("the day stays");
    let end = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    assert!(kept == bytes[..end], "only what follows the last newline goes");
    assert_eq!(opened(), first, "opening it changes nothing more");
    // A consumer gets no line twice, and none out of order.
    let mut tail = Tail::after(home.path(), 0).expect("a consumer reads it");
    let mut last = 0;
    loop {
        let told = tail.read().expect("a consumer reads on");
        if told.is_empty() {
            break;
        }
        for one in told {
            assert!(one.line.seq > last, "{} after {last}", one.line.seq);
            last = one.line.seq;
        }
    }
});

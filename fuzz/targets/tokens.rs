//! Any text: our tokens make the tree that html5ever's own tokenizer makes.

#![no_main]

use courant::extract::parity::trees;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // A text that is too much for the budget has a test of its own.
    if let Some([ours, html5evers]) = trees(&String::from_utf8_lossy(bytes)) {
        assert_eq!(ours, html5evers);
    }
});

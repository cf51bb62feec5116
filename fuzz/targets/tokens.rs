//! Any text: our tokens make the tree that html5ever's own tokenizer makes.

#![no_main]

use courant::extract::parity::trees;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    // A `pre` ignores the line break that it begins with (HTML, section 13.2.6.4.7). html5ever keeps it where it tells
    // an error of the markup in between, as in `<pre>&#10x`.
    if text.contains(">&#") {
        return;
    }
    // A text that is too much for the budget has a test of its own.
    if let Some([ours, html5evers]) = trees(&text) {
        assert_eq!(ours, html5evers);
    }
});

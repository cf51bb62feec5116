//! The kinds of records: the first byte of a key of the database says what it holds.
//!
//! Always: a letter means the same for as long as records of this version are read.

/// A feed, by its name.
pub(super) const FEED: u8 = b'f';
/// What a feed shows, by its name.
pub(super) const WINDOW: u8 = b's';
/// What a feed's pages yield, by its name.
pub(super) const HARVEST: u8 = b'y';
/// An entry that waits, by its article's id.
pub(super) const WAITING: u8 = b'q';
/// What is known of an article that was emitted, by its id.
pub(super) const KNOWN: u8 = b'a';
/// What is remembered of an article, with the keys that lead to it, by its id.
pub(super) const REMEMBERED: u8 = b'm';
/// The place of an article that no feed shows, by the day of its leaving and its id.
pub(super) const LEFT: u8 = b'l';
/// What is kept of an article's text, by its id.
pub(super) const PORTRAIT: u8 = b'p';
/// When the journal first tells of a feed, by its name.
pub(super) const FIRST_LINE: u8 = b'b';
/// A debt, by its number.
pub(super) const DEBT: u8 = b'o';
/// The cool-down of a host, by its name.
pub(super) const COOL_DOWN: u8 = b'c';
/// What a site asks of robots, by the address of that.
pub(super) const RULES: u8 = b'r';
/// What stood on a host's articles, by its name.
pub(super) const HOST: u8 = b'h';
/// The totals.
pub(super) const TOTALS: u8 = b't';
/// Nothing: the state was begun, and has not met all that stands in journal and output.
pub(super) const UNMET: u8 = b'u';
/// This installation's number.
pub(super) const INSTALLATION: u8 = b'i';
/// Nothing: it is written to see whether anything can be.
pub(super) const NOTHING: u8 = b'z';

/// A key: what it holds, then of what.
pub(super) fn key_of(kind: u8, rest: &[u8]) -> Vec<u8> {
    let mut key = Vec::with_capacity(1 + rest.len());
    key.push(kind);
    key.extend_from_slice(rest);
    key
}

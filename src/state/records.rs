//! What the state keeps: small records, encoded with postcard.
//!
//! Never an article's text: that stands in the spool until it is emitted, and in the output afterwards.

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::StateError;
use super::spool::DocumentHash;
use crate::identity::{ArticleId, Key};
use crate::schedule::{Reason, Rhythm, Silences, Wishes};

/// The version of the records. A state with a higher one is refused, one with a lower made anew.
pub(super) const VERSION: u32 = 5;

/// What is known of a feed from its polls.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FeedRecord {
    /// The configured address, by which a renamed feed is found again.
    pub url: String,
    /// The address under which it was first polled. Its guids belong to that one, wherever the feed moves.
    pub scope: Option<String>,
    /// The feed's own title.
    pub title: Option<String>,
    /// A digest of address and credentials. If these change, validators and refusals are void.
    pub asked: u64,
    /// The address, after redirects, that gave the validators; they are sent there only.
    pub answered_by: Option<String>,
    /// The last `ETag`, byte for byte.
    pub etag: Option<Vec<u8>>,
    /// The last `Last-Modified`, byte for byte.
    pub last_modified: Option<Vec<u8>>,
    /// A hash of the last document that was read.
    pub document: Option<DocumentHash>,
    /// When the feed was last asked.
    pub polled: Option<Timestamp>,
    /// When it last answered as it should.
    pub answered: Option<Timestamp>,
    /// When it is next due.
    pub due: Option<Timestamp>,
    /// What led to that moment.
    pub because: Vec<Reason>,
    /// What is known of its publishing.
    pub rhythm: Rhythm,
    /// What it said last about when to come again.
    pub wishes: Wishes,
    /// Failures since it last answered.
    pub failures: u32,
    /// Why the last poll failed.
    pub error: Option<Trouble>,
    /// It refused us: it is not asked before, whoever wants it.
    pub refused_until: Option<Timestamp>,
    /// It answered 410 Gone: it is not asked again until the user acts.
    pub gone: bool,
    /// How often a poll showed nothing of what was shown before, so that entries may have been lost.
    pub gaps: u32,
    /// When it last was so.
    pub gap: Option<Timestamp>,
    /// The rules by which its last document had to be repaired.
    pub repaired: Vec<String>,
    /// Where its permanent redirects lead, as long as that is not believed yet.
    pub moving: Option<Moving>,
    /// Where it has moved for good, as its own redirects taught: it is asked there.
    pub moved: Option<String>,
    /// How long it is silent between its news.
    pub silences: Silences,
    /// Since when it is told of as gone quiet.
    pub quiet: Option<Timestamp>,
    /// Since when it is told of as no feed any more.
    pub no_feed: Option<Timestamp>,
}

impl FeedRecord {
    /// The address and the scope in an encoded record, which begins with them.
    pub(super) fn place_in(record: &[u8]) -> Result<(&str, Option<&str>), StateError> {
        let read = postcard::take_from_bytes(record);
        read.map(|(place, _)| place)
            .map_err(|_| StateError::Damaged("a feed's record cannot be read".to_owned()))
    }
}

/// Why something came to nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// A stable code, for programs.
    pub code: String,
    /// What happened, for people.
    pub sentence: String,
}

/// A chain of permanent redirects that was met again and again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Moving {
    /// Where it leads.
    pub to: String,
    /// Since when.
    pub since: Timestamp,
    /// At how many polls in a row.
    pub times: u32,
}

/// An entry that waits to become an article, or to be looked at again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Waiting {
    /// The article's id.
    pub id: ArticleId,
    /// Its place in the queue.
    pub order: u64,
    /// The feed that it came through.
    pub feed: String,
    /// The host of its page; empty where there is none to ask.
    pub host: String,
    /// The address of its page, for messages.
    pub page: Option<String>,
    /// The spooled document that holds it.
    pub document: DocumentHash,
    /// Its index there.
    pub index: u32,
    /// The keys that are believed.
    pub known_by: Vec<Key>,
    /// All its keys.
    pub keys: Vec<Key>,
    /// Other entries of its document have the same link.
    pub shared_link: bool,
    /// A fingerprint of what the feed says of it.
    pub print: u64,
    /// When it was discovered.
    pub found: Timestamp,
    /// How often its page was tried in vain.
    pub attempts: u32,
    /// Not to be tried before.
    pub not_before: Timestamp,
    /// Why the last try failed.
    pub error: Option<Trouble>,
    /// It was emitted before: its feed shows it changed, or its page is looked at again.
    pub again: bool,
    /// Which of all claims this is, where it is one; it is not stored.
    #[serde(skip)]
    pub claim: Option<u64>,
}

/// An article that was emitted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// The last revision; 0 if it was left out as a copy.
    pub revision: u32,
    /// How many lines of the journal tell of it.
    pub lines: u32,
    /// The feed that emitted it, and may revise it.
    pub feed: String,
    /// Where its files were published: day, feed and name, without extension.
    pub stem: String,
    /// Its text is the page's, and nothing speaks against it; `None` when rebuilt.
    pub from_page: Option<bool>,
    /// A hash of what lasts of its title and text: what comes with the same is no revision. `None` when rebuilt from
    /// the journal.
    pub lasting: Option<u64>,
    /// The fingerprint of what its feed said; `None` when rebuilt.
    pub print: Option<u64>,
    /// The day (since 1970) on which it was last read again, and how often on that day.
    pub reread: (i64, u32),
}

/// How often an article is read again on one day.
const REREADS_A_DAY: u32 = 3;

impl Known {
    /// The feed that it came out through, if it did.
    pub(super) fn came_through(&self) -> Option<&str> {
        (self.revision > 0).then_some(&self.feed)
    }

    /// Whether it may be read once more today, beside those that are under way.
    pub(super) fn may_be_read_again(&self, today: i64, under_way: u32) -> bool {
        self.read_again_on(today) + under_way < REREADS_A_DAY
    }

    /// What [`Known::reread`] is when it was read again today.
    pub(super) fn read_again(&self, today: i64) -> (i64, u32) {
        (today, self.read_again_on(today) + 1)
    }

    fn read_again_on(&self, day: i64) -> u32 {
        if self.reread.0 == day { self.reread.1 } else { 0 }
    }
}

/// What is remembered of an article, emitted or only seen in a new feed's backlog.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Remembered {
    /// The keys that lead to it.
    pub(super) keys: Vec<Key>,
    /// The day (since 1970) on which the last feed ceased to show it; `None` while one does.
    pub(super) gone: Option<i64>,
    /// A filter of its feed kept it back.
    pub(super) kept: Option<Kept>,
}

/// An entry that a filter kept back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Whose filter it was.
    pub feed: String,
    /// The id that its article would have.
    pub id: ArticleId,
    /// What kept it back, in words.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Its title.
    pub title: Option<String>,
    /// Its address.
    pub url: Option<String>,
}

/// An emission that is marked and not settled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Debt {
    pub(super) token: Option<String>,
    /// The journal's line as JSON: its optional fields do not survive a codec without names.
    pub(super) line: String,
}

/// Counts that tell whether records were lost in silence.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Totals {
    /// Stands first in every version, so that it can be read before the rest.
    pub(super) version: u32,
    /// The last number given to an emission.
    pub(super) seq: u64,
    /// Lines of the journal that the articles account for.
    pub(super) lines: u64,
    /// Lines of the journal that told of articles that are forgotten.
    pub(super) forgotten: u64,
    /// Lines of the journal that could not be read when they were to be learnt.
    pub(super) unreadable: u64,
    /// Keys seen.
    pub(super) keys: u64,
    /// Articles that they lead to.
    pub(super) articles: u64,
    /// The day (since 1970) on which the journal was last learnt.
    pub(super) learnt: Option<i64>,
    /// The last place given in the queue.
    pub(super) order: u64,
}

impl Totals {
    /// The number of one more emission, which is one more line of the journal.
    pub(super) fn emit(&mut self) -> u64 {
        self.seq += 1;
        self.lines += 1;
        self.seq
    }
}

pub(super) fn encode<T: Serialize>(record: &T) -> Vec<u8> {
    postcard::to_stdvec(record).expect("records are plain data, and memory is all that they need")
}

pub(super) fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, StateError> {
    postcard::from_bytes(bytes)
        .map_err(|_| StateError::Damaged("a record cannot be read".to_owned()))
}

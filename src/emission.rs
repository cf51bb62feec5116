//! What passes between state and output: a staged article, a debt to the world, a line of the journal.
//!
//! The types carry the order: only a [`Staged`] article can be marked as seen, and only what is [`Owed`]
//! can be published. See `docs/design.md`, "the way of one article".

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::identity::{ArticleId, Key};

/// An article whose files stand complete and synced in a staging directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staged {
    pub(crate) token: Token,
    pub(crate) path: String,
}

/// The name of a staging directory: 24 random hex digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Token(pub(crate) String);

impl Token {
    /// The token as the directory is called.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Staged {
    /// The path of the file that is published last, relative to the output directory.
    pub fn path(&self) -> &str {
        &self.path
    }
}

/// An emission that was marked as seen and not yet settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// Where its files wait; `None` for a line without files.
    pub(crate) token: Option<Token>,
    /// Nothing that is owed after it waits there, too.
    pub(crate) is_last: bool,
    /// The line that tells of it.
    pub(crate) line: Line,
}

impl Owed {
    /// Its number, which is also the order of publishing.
    pub fn seq(&self) -> u64 {
        self.line.seq
    }

    /// Where its files wait, if it has any.
    pub fn token(&self) -> Option<&Token> {
        self.token.as_ref()
    }

    /// The journal's line.
    pub fn line(&self) -> &Line {
        &self.line
    }
}

/// One line of the journal: one emission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Grows by one for ever.
    pub seq: u64,
    /// When the article was marked.
    pub at: Timestamp,
    /// What happened.
    pub action: Action,
    /// Which article.
    pub id: ArticleId,
    /// Which revision of it.
    pub revision: u32,
    /// The file published last, relative to the output directory.
    pub path: String,
    /// The feed's name.
    pub feed: String,
    /// The article's address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The article's title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What its entry is known by.
    pub keys: Vec<Key>,
    /// The story's first article, of a skipped copy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub story: Option<ArticleId>,
    /// What a revision changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes: Option<Changes>,
}

/// What a revision changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    /// Its title is another.
    pub title: bool,
    /// Its text is another.
    pub body: bool,
    /// Words of the text that the revision before did not have, where that one was still at hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub added: Option<u32>,
    /// Words that only the revision before had.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removed: Option<u32>,
}

/// What a line of the journal tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// The first revision came out.
    New,
    /// A later revision came out.
    Revised,
    /// A copy of another article was left out.
    Skipped,
    /// The publisher took it back; the file stays.
    Withdrawn,
}

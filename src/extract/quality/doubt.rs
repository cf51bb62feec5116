//! What speaks against a body.

use serde::{Serialize, Serializer};

/// Why one cannot be sure that a body is the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// A test for robots stands in its place.
    Challenge,
    /// A consent wall stands in its place.
    Consent,
    /// The page is about something else than the feed says.
    Mismatch,
    /// The rest is sold.
    Paywall,
    /// There are hardly any words.
    Short,
    /// It is mostly links.
    Listing,
}

impl Doubt {
    /// All of them.
    const ALL: [Self; 6] =
        [Self::Challenge, Self::Consent, Self::Mismatch, Self::Paywall, Self::Short, Self::Listing];

    /// Its stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Challenge => "challenge",
            Self::Consent => "consent",
            Self::Mismatch => "mismatch",
            Self::Paywall => "paywall",
            Self::Short => "short",
            Self::Listing => "listing",
        }
    }

    /// The doubt of this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|doubt| doubt.code() == code)
    }

    /// What it means, as a sentence without its end.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Challenge => "the link leads to a test whether a person is reading",
            Self::Consent => "the link leads to a consent wall",
            Self::Mismatch => "the page is about something else than the entry",
            Self::Paywall => "the page shows the beginning only, and sells the rest",
            Self::Short => "the page has fewer words than an article mostly has",
            Self::Listing => "the page reads as a list of links rather than as prose",
        }
    }

    /// Something else stands where the article should.
    pub fn is_wall(self) -> bool {
        matches!(self, Self::Challenge | Self::Consent)
    }

    /// The text is none of the article's.
    pub fn is_foreign(self) -> bool {
        self.is_wall() || self == Self::Mismatch
    }

    /// The most that such a body is worth.
    pub(super) fn most(self) -> f64 {
        match self {
            Self::Challenge | Self::Consent => 0.05,
            Self::Mismatch => 0.1,
            Self::Paywall => 0.35,
            Self::Short => 0.4,
            Self::Listing => 0.45,
        }
    }
}

impl Serialize for Doubt {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

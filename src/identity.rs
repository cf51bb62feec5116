//! What an entry is known by, and the article's id.
//!
//! An entry has several keys. The ones in [`Identity::known_by`] decide whether it was seen before; all in
//! [`Identity::keys`] are remembered with it. A url or guid that several entries of one document share
//! tells nothing apart (podcasts, live blogs) and is no key, and stays none when one of them stands alone
//! later. Title and content are always remembered, but believed only together with the url where there is
//! no guid, or where there is neither, since a daily bulletin repeats both.
//! The scheme of an address is no part of a key: a site that turns to https shows nothing new.
//!
//! Always: the same entry gives the same keys and the same id, on every machine and in every version;
//! the test vectors in `docs/output.md` hold it so. Never: a key made from what a parser made up.

mod address;
#[cfg(test)]
mod tests;

pub use address::{
    MAX_ADDRESS, TRACKING_PARAMETERS, clean_url, is_web, may_be_base, remove_credentials,
};

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;
use std::str::FromStr;

use address::{is_tracking, without_scheme};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use url::Url;

// Both kinds are the first 96 bits of BLAKE3, written as 24 lower-case hex digits, and never mixed up.
macro_rules! digest {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 12]);

        impl $name {
            fn of(parts: &[&[u8]]) -> Self {
                let mut hasher = blake3::Hasher::new();
                for (at, part) in parts.iter().enumerate() {
                    if at > 0 {
                        hasher.update(b"\0");
                    }
                    hasher.update(part);
                }
                let mut first = [0; 12];
                first.copy_from_slice(&hasher.finalize().as_bytes()[..12]);
                Self(first)
            }

            /// Its bytes, as they are stored.
            pub fn as_bytes(&self) -> &[u8; 12] {
                &self.0
            }

            /// From stored bytes; `None` unless there are twelve.
            pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = NotHex;

            fn from_str(text: &str) -> Result<Self, NotHex> {
                if text.len() != 24 || !text.is_ascii() {
                    return Err(NotHex);
                }
                let mut bytes = [0; 12];
                for (at, byte) in bytes.iter_mut().enumerate() {
                    let pair = &text[2 * at..2 * at + 2];
                    if pair.bytes().any(|digit| !matches!(digit, b'0'..=b'9' | b'a'..=b'f')) {
                        return Err(NotHex);
                    }
                    *byte = u8::from_str_radix(pair, 16).map_err(|_| NotHex)?;
                }
                Ok(Self(bytes))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                if serializer.is_human_readable() { serializer.collect_str(self) } else { self.0.serialize(serializer) }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                if deserializer.is_human_readable() {
                    String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
                } else {
                    <[u8; 12]>::deserialize(deserializer).map(Self)
                }
            }
        }
    };
}

digest! {
    /// One of the things an entry is known by.
    Key
}

digest! {
    /// The id of an article, fixed when its entry is discovered.
    ArticleId
}

/// A text that should have been 24 lower-case hex digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an id or key is 24 lower-case hex digits")]
pub struct NotHex;

/// The raw parts of an entry, as its document gives them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Parts<'a> {
    /// The guid, Atom id, JSON Feed id or `rdf:about`; never a made-up one.
    pub guid: Option<&'a str>,
    /// The number that the publisher gives the article besides, whatever its address is.
    pub number: Option<&'a str>,
    /// The link.
    pub link: Option<&'a Url>,
    /// The title.
    pub title: Option<&'a str>,
    /// Content, else summary.
    pub content: Option<&'a str>,
    /// A digest of the whole raw entry, dates included, its link without tracking; empty where it is not needed,
    /// because there are both a guid and a link.
    pub raw: &'a [u8],
}

/// What one entry is known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The id of its article.
    pub id: ArticleId,
    /// The keys that are believed: if one was seen, the entry is known.
    pub known_by: Vec<Key>,
    /// The keys that are remembered: the believed ones, then title + content.
    pub keys: Vec<Key>,
    /// The key of the whole raw entry, where it has no guid or no link. An entry that is known by it alone was met when
    /// it shared with others what it could be known by.
    pub whole: Option<Key>,
    /// What it shares with other entries of this document, or shared in one before: a key of each guid, number, address
    /// and text that tells nothing apart in this feed.
    pub shares: Vec<Key>,
    /// The cleaned link.
    pub url: Option<Url>,
    /// Other entries of the feed have the same link, so where it leads tells nothing apart.
    pub shared_link: bool,
}

/// Identifies the entries of one document, in its order; `was_shared` knows what those of the feed's documents before had shared.
///
/// Entries that are one (equal raw parts, or equal guid and link) get the same identity.
pub fn identify(
    feed: &Url,
    entries: &[Parts<'_>],
    was_shared: impl Fn(Key) -> bool,
) -> Vec<Identity> {
    let urls: Vec<Option<Url>> =
        entries.iter().map(|entry| entry.link.and_then(clean_url)).collect();
    let addresses: Vec<Option<&str>> =
        urls.iter().map(|url| url.as_ref().map(without_scheme)).collect();
    let guids: Vec<Option<Cow<'_, str>>> = entries.iter().map(Parts::guid).collect();
    let guids: Vec<Option<&str>> = guids.iter().map(Option::as_deref).collect();
    let shared = Shared::among(entries, &guids, &addresses);
    let scope = without_scheme(feed);
    let mut identities = Vec::with_capacity(entries.len());
    for (((entry, url), address), guid) in entries.iter().zip(&urls).zip(&addresses).zip(guids) {
        let mut in_common = Vec::new();
        let mut tells = |here: bool, parts: &[&[u8]]| {
            let key = Key::of(&[&[b"s", scope.as_bytes()], parts].concat());
            let is_shared = here || was_shared(key);
            in_common.extend(is_shared.then_some(key));
            !is_shared
        };
        let own_guid =
            guid.filter(|guid| tells(shared.guids.contains(guid), &[b"g", guid.as_bytes()]));
        let own_number = entry
            .number
            .filter(|number| tells(shared.numbers.contains(number), &[b"n", number.as_bytes()]));
        let own_address = address.filter(|address| {
            tells(shared.addresses.contains(address), &[b"u", address.as_bytes()])
        });
        let own_text = entry.text().filter(|text| {
            let here = shared.texts.contains(&(*address, *text));
            // With a guid of its own it is not known by its text.
            if own_guid.is_some() {
                return !here;
            }
            let at = address.unwrap_or_default();
            tells(here, &[b"t", at.as_bytes(), text.0.as_bytes(), text.1.as_bytes()])
        });
        let by_text =
            |(title, content): (&str, &str)| Key::of(&[b"t", title.as_bytes(), content.as_bytes()]);
        let by_url_and_text = |url: &str, (title, content): (&str, &str)| {
            Key::of(&[b"ut", url.as_bytes(), title.as_bytes(), content.as_bytes()])
        };

        let mut known_by = Vec::with_capacity(4);
        known_by.extend(own_guid.map(|guid| Key::of(&[b"g", scope.as_bytes(), guid.as_bytes()])));
        known_by.extend(
            guid.zip(*address)
                .map(|(guid, url)| Key::of(&[b"gu", guid.as_bytes(), url.as_bytes()])),
        );
        known_by.extend(own_address.map(|url| Key::of(&[b"u", url.as_bytes()])));
        known_by
            .extend(own_number.map(|number| Key::of(&[b"n", scope.as_bytes(), number.as_bytes()])));
        if guid.is_none() {
            // Whether a link is shared can change from poll to poll; link and text together cannot.
            known_by.extend(address.zip(own_text).map(|(url, text)| by_url_and_text(url, text)));
        }
        let by_whole = || Key::of(&[b"r", scope.as_bytes(), entry.raw]);
        if known_by.is_empty() {
            known_by.extend(own_text.map(by_text));
            if known_by.is_empty() || guid.is_some() && !entry.raw.is_empty() {
                known_by.push(by_whole());
            }
        }
        let id = match url {
            Some(url) if own_address.is_some() => of_address(url),
            _ => ArticleId::of(&[b"e", scope.as_bytes(), known_by[0].to_string().as_bytes()]),
        };
        let mut keys = known_by.clone();
        keys.extend(own_text.map(by_text).filter(|key| !known_by.contains(key)));
        let shared_link = address.is_some() && own_address.is_none();
        let whole = (!entry.raw.is_empty()).then(by_whole);
        let url = url.clone();
        identities.push(Identity {
            id,
            known_by,
            keys,
            whole,
            shares: in_common,
            url,
            shared_link,
        });
    }
    identities
}

/// The key of an address met after discovery: the page's final URL, or its canonical one.
pub fn url_key(url: &Url) -> Option<Key> {
    clean_url(url).map(|url| Key::of(&[b"u", without_scheme(&url).as_bytes()]))
}

/// The id of an article whose entry had this address for itself.
pub fn id_at(url: &Url) -> Option<ArticleId> {
    clean_url(url).map(|url| of_address(&url))
}

fn of_address(cleaned: &Url) -> ArticleId {
    ArticleId::of(&[b"u", cleaned.as_str().as_bytes()])
}

/// The key that tells that pages of different texts name a canonical address as their own.
pub fn shared_address(key: Key) -> Key {
    Key::of(&[b"sc", key.as_bytes()])
}

/// The id under which it is remembered that something is shared.
pub fn id_of_shared(key: Key) -> ArticleId {
    ArticleId::of(&[b"s", key.as_bytes()])
}

/// Whether an id, remembered with these keys, is one of those.
pub fn is_of_shared(id: ArticleId, keys: &[Key]) -> bool {
    matches!(keys, [key] if id_of_shared(*key) == id)
}

/// The key by which a feed alone knows an entry of its own that a filter kept back: to other feeds it is new.
pub fn key_in(feed: &str, key: Key) -> Key {
    Key::of(&[b"f", feed.as_bytes(), key.as_bytes()])
}

/// The id under which such an entry is remembered.
pub fn id_in(feed: &str, id: ArticleId) -> ArticleId {
    ArticleId::of(&[b"f", feed.as_bytes(), id.as_bytes()])
}

/// The guids, the numbers, the addresses, and the texts at one address, that several different entries of one document
/// give.
#[derive(Default)]
struct Shared<'a> {
    guids: HashSet<&'a str>,
    numbers: HashSet<&'a str>,
    addresses: HashSet<&'a str>,
    texts: HashSet<(Option<&'a str>, (&'a str, &'a str))>,
}

impl<'a> Shared<'a> {
    fn among(
        entries: &[Parts<'a>],
        guids: &[Option<&'a str>],
        addresses: &[Option<&'a str>],
    ) -> Self {
        let mut shared = Self::default();
        let (mut raws, mut pairs) = (HashSet::new(), HashSet::new());
        let mut numbers = HashSet::new();
        let (mut names, mut urls, mut texts) = (HashSet::new(), HashSet::new(), HashSet::new());
        for ((entry, guid), address) in entries.iter().zip(guids).zip(addresses) {
            let again = !entry.raw.is_empty() && !raws.insert(entry.raw);
            if guid.zip(*address).is_some_and(|pair| !pairs.insert(pair)) || again {
                continue; // The same entry once more says nothing about sharing.
            }
            shared.guids.extend(guid.filter(|guid| !names.insert(*guid)));
            shared.numbers.extend(entry.number.filter(|number| !numbers.insert(*number)));
            shared.addresses.extend(address.filter(|address| !urls.insert(*address)));
            let text = entry.text().map(|text| (*address, text));
            shared.texts.extend(text.filter(|text| !texts.insert(*text)));
        }
        shared
    }
}

impl<'a> Parts<'a> {
    /// The guid; one that is an address, without what says where a reader came from.
    fn guid(&self) -> Option<Cow<'a, str>> {
        let guid = self.guid.map(str::trim).filter(|guid| !guid.is_empty())?;
        let url = guid.starts_with("http").then(|| Url::parse(guid).ok()).flatten();
        let tracks = |url: &Url| url.query().is_some_and(|query| query.split('&').any(is_tracking));
        let clean = url.filter(tracks).as_ref().and_then(clean_url);
        Some(clean.map_or(Cow::Borrowed(guid), |url| Cow::Owned(url.into())))
    }

    /// Title and content, if there is either.
    fn text(&self) -> Option<(&'a str, &'a str)> {
        let text = (self.title.unwrap_or_default().trim(), self.content.unwrap_or_default().trim());
        (text != ("", "")).then_some(text)
    }
}

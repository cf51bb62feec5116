//! What the polls taught about feeds and hosts, across restarts.

use std::hash::{BuildHasher, Hasher, RandomState};

use jiff::Timestamp;

use super::records::{FeedRecord, decode, encode};
use super::{State, StateError, key_of, kind};
use crate::hosts::{CoolDown, Host};

impl State {
    /// What is known of a feed.
    pub fn feed(&self, name: &str) -> Result<Option<FeedRecord>, StateError> {
        self.database.read(key_of(kind::FEED, name.as_bytes()))
    }

    /// Shows the record of every feed that has one, configured or not, in one pass.
    pub fn each_feed(&self, mut show: impl FnMut(&str, FeedRecord)) -> Result<(), StateError> {
        for record in self.database.scan_prefix([kind::FEED]) {
            let (key, value) = record?;
            show(&String::from_utf8_lossy(&key[1..]), decode(&value)?);
        }
        Ok(())
    }

    /// Whether any feed was ever polled.
    pub fn knows_feeds(&self) -> Result<bool, StateError> {
        Ok(self.database.scan_prefix([kind::FEED]).next().transpose()?.is_some())
    }

    /// A number that this installation drew once, so that two machines do not do the same at the same time.
    pub fn installation(&self) -> Result<u64, StateError> {
        if let Some(number) = self.database.read([kind::INSTALLATION])? {
            return Ok(number);
        }
        // The standard library's keys for its hash maps are drawn at random.
        let number = RandomState::new().build_hasher().finish();
        let _writing = self.writing();
        self.database.insert([kind::INSTALLATION], encode(&number))?;
        Ok(number)
    }

    /// Saves a feed's record. Refusals and endings are to be `durable`; others are saved with the next change that is.
    pub fn save_feed(
        &self,
        name: &str,
        record: &FeedRecord,
        durable: bool,
    ) -> Result<(), StateError> {
        let totals = self.writing();
        self.write_polled(name, record)?;
        if durable { self.secure(totals, &[]) } else { Ok(()) }
    }

    /// Saves the record of a poll that brought nothing, with the next change that is durable. Nothing else is decided
    /// by it, so it waits for none of those who write.
    pub fn note_poll(&self, name: &str, record: &FeedRecord) -> Result<(), StateError> {
        self.write_polled(name, record)
    }

    /// Remembers that a host asked us to wait.
    pub fn save_cool_down(&self, host: &str, cool_down: CoolDown) -> Result<(), StateError> {
        let _writing = self.writing();
        self.database.insert(key_of(kind::COOL_DOWN, host.as_bytes()), encode(&cool_down))?;
        self.sync()
    }

    /// Until when a host is to be left alone, if it is.
    pub fn cooled_until(
        &self,
        host: &Host,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, StateError> {
        let key = key_of(kind::COOL_DOWN, host.as_str().as_bytes());
        let cool_down: Option<CoolDown> = self.database.read(key)?;
        Ok(cool_down.filter(|cool_down| cool_down.holds(now)).map(|cool_down| cool_down.until))
    }

    /// The cool-downs that are worth remembering; the others are forgotten.
    pub fn cool_downs(&self, now: Timestamp) -> Result<Vec<(String, CoolDown)>, StateError> {
        // One that is saved anew meanwhile must not be forgotten for what it was.
        let _writing = self.writing();
        let mut standing = Vec::new();
        for record in self.database.scan_prefix([kind::COOL_DOWN]) {
            let (key, value) = record?;
            let cool_down: CoolDown = decode(&value)?;
            let is_over = cool_down.until <= now;
            if cool_down.remembered_until() > now && (is_over || cool_down.holds(now)) {
                standing.push((String::from_utf8_lossy(&key[1..]).into_owned(), cool_down));
            } else {
                self.database.remove(key)?;
            }
        }
        Ok(standing)
    }
}

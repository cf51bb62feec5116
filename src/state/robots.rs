//! What sites ask of robots, across restarts.
//!
//! Always: bounded in bytes; what is oldest goes first. Nothing here is synced by itself: after a crash, a site is
//! asked once more.

use std::sync::atomic::Ordering;

use jiff::Timestamp;
use url::Url;

use super::records::{decode, encode};
use super::{State, StateError, key_of, kind};
use crate::hosts::robots::Rules;

/// The most bytes that all rules together may take; half of them are kept when it is more.
const MAX_RULES: usize = 32 << 20;

/// What a record counts for at the least, so that their number is bounded as well: by 128 Ki.
const LEAST: usize = 256;

impl State {
    /// The rules that were had from an address, if they still hold.
    pub fn rules(&self, address: &Url, now: Timestamp) -> Result<Option<Rules>, StateError> {
        let rules: Option<Rules> = self.database.read(key(address))?;
        Ok(rules.filter(|rules| rules.hold_until(now).is_some()))
    }

    /// Every set of rules that still holds, with its address.
    pub fn all_rules(
        &self,
        now: Timestamp,
    ) -> impl Iterator<Item = Result<(Url, Rules), StateError>> {
        self.database.scan_prefix([kind::RULES]).filter_map(move |record| {
            let read = record.map_err(StateError::from).and_then(|(key, value)| {
                let address = Url::parse(&String::from_utf8_lossy(&key[1..])).ok();
                Ok((address, decode::<Rules>(&value)?))
            });
            match read {
                Ok((Some(address), rules)) => {
                    rules.hold_until(now).is_some().then_some(Ok((address, rules)))
                }
                Ok((None, _)) => None,
                Err(error) => Some(Err(error)),
            }
        })
    }

    /// Keeps the rules that were had from an address.
    pub fn save_rules(&self, address: &Url, rules: &Rules) -> Result<(), StateError> {
        let _writing = self.writing();
        let record = encode(rules);
        let size = size_of(&record);
        let before = self.database.insert(key(address), record)?;
        let freed = before.map_or(0, |record| size_of(&record));
        let all = self.rules.fetch_add(size, Ordering::Relaxed) + size - freed;
        self.rules.fetch_sub(freed, Ordering::Relaxed);
        if all > MAX_RULES { self.forget_rules() } else { Ok(()) }
    }

    fn forget_rules(&self) -> Result<(), StateError> {
        let mut kept = Vec::new();
        for record in self.database.scan_prefix([kind::RULES]) {
            let (key, value) = record?;
            kept.push((decode::<Rules>(&value)?.asked(), key, size_of(&value)));
        }
        kept.sort_unstable_by(|one, other| other.cmp(one));
        let mut all = 0;
        for (_, key, size) in kept {
            if all + size > MAX_RULES / 2 {
                self.database.remove(key)?;
            } else {
                all += size;
            }
        }
        self.rules.store(all, Ordering::Relaxed);
        Ok(())
    }
}

/// What a record of rules counts for.
pub(super) fn size_of(record: &[u8]) -> usize {
    LEAST + record.len()
}

fn key(address: &Url) -> Vec<u8> {
    key_of(kind::RULES, address.as_str().as_bytes())
}

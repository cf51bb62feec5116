//! Adopt: feeds are found again by their address, whatever their names are in a new configuration.
//!
//! Always: what is known of a feed follows it as one change: its record, what it shows, its articles and its waiting
//! entries. Never: two feeds whose guids are of one scope, for they number their entries alike.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::records::{FeedRecord, Known, Waiting, decode, encode};
use super::{State, StateError, key_of, kind};
use crate::config::FeedName;

/// What is kept under a feed's name: its record, its window, its harvest, and since when the journal tells of it.
const KINDS: [u8; 4] = [kind::FEED, kind::WINDOW, kind::HARVEST, kind::FIRST_LINE];

/// How the records stand to the feeds that are configured.
#[derive(Default)]
struct Records {
    /// The addresses of those whose name has another one now, or is no feed's any more, by name.
    strays: BTreeMap<String, String>,
    /// Whose guids are of the scope of an address that the feed has left.
    held: HashMap<String, String>,
}

impl State {
    /// Finds feeds, each a name and an address, again by their address. What is known under a name whose address no feed
    /// has stays with that name.
    pub fn adopt(&self, feeds: &[(String, String)]) -> Result<(), StateError> {
        let _writing = self.writing();
        let records = self.records_beside(feeds)?;
        let moved = self.moves(feeds, &records.strays)?;
        let mut batch = sled::Batch::default();
        let mut is_changed = !moved.is_empty();
        for kind in KINDS {
            let known = |name: &str| self.database.get(key_of(kind, name.as_bytes()));
            let moving = moved.iter().map(|(former, name)| Ok((name, known(former)?)));
            let moving = moving.collect::<Result<Vec<_>, StateError>>()?;
            // A name may be left by one feed and taken by another.
            for former in moved.keys() {
                batch.remove(key_of(kind, former.as_bytes()));
            }
            for (name, record) in moving {
                if let Some(record) = record {
                    batch.insert(key_of(kind, name.as_bytes()), record);
                }
            }
        }
        let names: HashSet<&str> = feeds.iter().map(|(name, _)| name.as_str()).collect();
        // A feed that was gone and is taken out may be asked again when it is put back in.
        for former in records.strays.keys() {
            let name = moved.get(former).unwrap_or(former);
            if names.contains(name.as_str()) {
                continue;
            }
            if let Some(record) = self.feed(former)?.filter(|record| record.gone) {
                let record = FeedRecord { gone: false, ..record };
                batch.insert(key_of(kind::FEED, name.as_bytes()), encode(&record));
                is_changed = true;
            }
        }
        let taken: HashSet<&String> = moved.values().collect();
        for (name, url) in feeds {
            let Some(holder) = records.held.get(url) else { continue };
            let has_none = || {
                Ok::<_, StateError>(self.feed(name)?.is_none_or(|record| record.scope.is_none()))
            };
            let is_new = !taken.contains(name) && (moved.contains_key(name) || has_none()?);
            if moved.get(holder).unwrap_or(holder) != name && is_new {
                let mut scope = format!("{url}#{name}");
                while records.held.contains_key(&scope) {
                    scope.push('+');
                }
                let record =
                    FeedRecord { url: url.clone(), scope: Some(scope), ..FeedRecord::default() };
                batch.insert(key_of(kind::FEED, name.as_bytes()), encode(&record));
                is_changed = true;
            }
        }
        if !is_changed {
            return Ok(());
        }
        let followed = self.follow(&moved, &mut batch)?;
        self.database.apply_batch(batch)?;
        self.sync()?;
        self.move_census(&moved);
        let mut queue = self.queue();
        for waiting in &followed {
            queue.rename(waiting);
        }
        Ok(())
    }

    fn records_beside(&self, feeds: &[(String, String)]) -> Result<Records, StateError> {
        let urls: HashMap<&str, &str> =
            feeds.iter().map(|(name, url)| (name.as_str(), url.as_str())).collect();
        let mut records = Records::default();
        for record in self.database.scan_prefix([kind::FEED]) {
            let (key, value) = record?;
            let name = String::from_utf8_lossy(&key[1..]);
            let (url, scope) = FeedRecord::place_in(&value)?;
            if let Some(left) = scope.filter(|scope| *scope != url) {
                records.held.insert(left.to_owned(), name.clone().into_owned());
            }
            if urls.get(&*name) != Some(&url) {
                records.strays.insert(name.into_owned(), url.to_owned());
            }
        }
        Ok(records)
    }

    /// Which name each stray record has from now on: that of the feed at its address; one that is free, where another
    /// takes its own.
    fn moves(
        &self,
        feeds: &[(String, String)],
        strays: &BTreeMap<String, String>,
    ) -> Result<HashMap<String, String>, StateError> {
        let mut by_url: HashMap<&str, &str> = HashMap::new();
        for (name, url) in strays {
            by_url.entry(url).or_insert(name);
        }
        let mut moved = HashMap::new();
        for (name, url) in feeds.iter().filter(|_| !strays.is_empty()) {
            let is_settled =
                || Ok::<_, StateError>(!strays.contains_key(name) && self.feed(name)?.is_some());
            if by_url.contains_key(url.as_str())
                && !is_settled()?
                && let Some(former) = by_url.remove(url.as_str())
            {
                moved.insert(former.to_owned(), name.clone());
            }
        }
        let takers: HashSet<String> = moved.values().cloned().collect();
        let mut taken: HashSet<String> = feeds.iter().map(|(name, _)| name.clone()).collect();
        for (name, url) in strays.iter().filter(|(name, _)| takers.contains(*name)) {
            if moved.contains_key(name) {
                continue;
            }
            let mut seed = url.clone();
            // As a list of feeds names one whose name is taken.
            let free = loop {
                let ending = blake3::hash(seed.as_bytes()).to_hex();
                let free = FeedName::from_text(name, Some(&ending[..6])).to_string();
                if !taken.contains(&free) && self.feed(&free)?.is_none() {
                    break free;
                }
                seed.push('+');
            };
            taken.insert(free.clone());
            moved.insert(name.clone(), free);
        }
        Ok(moved)
    }

    /// Lets articles and waiting entries follow their feeds; gives the latter.
    fn follow(
        &self,
        moved: &HashMap<String, String>,
        batch: &mut sled::Batch,
    ) -> Result<Vec<Waiting>, StateError> {
        let mut followed = Vec::new();
        if moved.is_empty() {
            return Ok(followed);
        }
        for waiting in self.all_waiting()? {
            if let Some(name) = moved.get(&waiting.feed) {
                let waiting = Waiting { feed: name.clone(), ..waiting };
                batch.insert(key_of(kind::WAITING, waiting.id.as_bytes()), encode(&waiting));
                followed.push(waiting);
            }
        }
        for article in self.database.scan_prefix([kind::KNOWN]) {
            let (key, value) = article?;
            let known: Known = decode(&value)?;
            if let Some(name) = moved.get(&known.feed) {
                batch.insert(key, encode(&Known { feed: name.clone(), ..known }));
            }
        }
        Ok(followed)
    }

    fn move_census(&self, moved: &HashMap<String, String>) {
        let mut census = self.census();
        let counted =
            |(former, name): (&String, &String)| Some((name.clone(), census.remove(former)?));
        for (name, articles) in moved.iter().filter_map(counted).collect::<Vec<_>>() {
            *census.entry(name).or_default() += articles;
        }
    }
}

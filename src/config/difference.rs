//! What changes when a running daemon reads its configuration again.

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Config, Feed, FeedName, Problem, Problems};

/// What a new configuration changes, as people and programs are told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Feeds that are new by their name.
    pub added: Vec<FeedName>,
    /// Feeds that are gone.
    pub removed: Vec<FeedName>,
    /// Feeds for which anything changed, inherited settings included.
    pub changed: Vec<FeedName>,
    /// A setting outside the feeds changed; for the log alone.
    #[serde(skip)]
    pub settings_changed: bool,
    /// Settings that changed and hold from the next start on only.
    pub at_restart: Vec<String>,
}

impl Config {
    /// What `new` changes.
    ///
    /// # Errors
    /// The directories and `listen` belong to the running process: if they differ, each is a problem.
    pub fn difference(&self, new: &Self) -> Result<Difference, Problems> {
        let fixed = [
            ("output.directory", self.output.directory != new.output.directory),
            ("state.directory", self.state.directory != new.state.directory),
            ("status.listen", self.status != new.status),
        ];
        let problems: Vec<Problem> = fixed
            .into_iter()
            .filter(|(_, differs)| *differs)
            .map(|(key, _)| Problem {
                file: new.file.clone(),
                line: None,
                key: Some(key.to_owned()),
                message: "cannot change while courant runs; put the old value back, or restart \
                          courant"
                    .to_owned(),
            })
            .collect();
        if !problems.is_empty() {
            return Err(Problems(problems));
        }
        let mut kept: HashMap<&FeedName, &Arc<Feed>> =
            self.feeds.iter().map(|feed| (&feed.name, feed)).collect();
        let mut difference = Difference {
            settings_changed: !self.same_settings(new),
            at_restart: self.later(new),
            ..Difference::default()
        };
        for feed in &new.feeds {
            match kept.remove(&feed.name) {
                None => difference.added.push(feed.name.clone()),
                Some(before) if before != feed => difference.changed.push(feed.name.clone()),
                Some(_) => {}
            }
        }
        let gone = |feed: &&Arc<Feed>| kept.contains_key(&feed.name);
        difference.removed = self.feeds.iter().filter(gone).map(|feed| feed.name.clone()).collect();
        Ok(difference)
    }

    /// The settings that hold from a start on, where `new` has others.
    pub fn later(&self, new: &Self) -> Vec<String> {
        let later = [
            ("fetch.contact", self.fetch.contact != new.fetch.contact),
            ("fetch.ca_file", self.fetch.ca_file != new.fetch.ca_file),
            ("log.level", self.log != new.log),
        ];
        later.into_iter().filter(|(_, differs)| *differs).map(|(key, _)| key.to_owned()).collect()
    }

    fn same_settings(&self, new: &Self) -> bool {
        self.output == new.output
            && self.poll == new.poll
            && self.fetch == new.fetch
            && self.extract == new.extract
            && self.dedup == new.dedup
            && self.revise == new.revise
            && self.retention == new.retention
            && self.filter == new.filter
    }
}

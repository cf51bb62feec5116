//! What is wrong with the daemon at this moment, if anything is, as sentences.
//!
//! Always: what passed is taken back by whoever said it. A feed that fails is no trouble of the daemon's.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The troubles of this moment, by the part that has them.
#[derive(Debug, Default)]
pub struct Health {
    troubles: Mutex<BTreeMap<&'static str, String>>,
}

impl Health {
    /// Says what is wrong with a part; `true` if nothing was before.
    pub fn trouble(&self, part: &'static str, sentence: String) -> bool {
        self.troubles().insert(part, sentence).is_none()
    }

    /// Nothing is wrong with a part any more; `true` if something was.
    pub fn passed(&self, part: &'static str) -> bool {
        self.troubles().remove(part).is_some()
    }

    /// All that is wrong; nothing, when all is well.
    pub fn all(&self) -> Vec<String> {
        self.troubles().values().cloned().collect()
    }

    fn troubles(&self) -> MutexGuard<'_, BTreeMap<&'static str, String>> {
        self.troubles.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

//! Lines to stand in: one at a time, first come, first served, and a line for each key.
//!
//! Always: lines that nobody stands in take no room for long.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use tokio::sync::OwnedMutexGuard;

/// Up to so many, lines that nobody stands in are not worth a sweep.
const FEW: usize = 1024;

type Line = tokio::sync::Mutex<()>;

/// Lines by their keys. Tokio's mutex is fair, and may be held while something is awaited.
pub(in crate::pipeline) struct Lines<K>(Mutex<HashMap<K, Weak<Line>>>);

impl<K: Hash + Eq + Clone> Lines<K> {
    pub(in crate::pipeline) fn new() -> Self {
        Self(Mutex::default())
    }

    /// Waits for its turn.
    pub(in crate::pipeline) async fn stand(&self, key: &K) -> OwnedMutexGuard<()> {
        self.line(key).lock_owned().await
    }

    fn line(&self, key: &K) -> Arc<Line> {
        let mut lines = self.lines();
        if let Some(line) = lines.get(key).and_then(Weak::upgrade) {
            return line;
        }
        if lines.len() >= FEW && lines.len() == lines.capacity() {
            lines.retain(|_, line| line.strong_count() > 0);
        }
        let line = Arc::new(Line::new(()));
        lines.insert(key.clone(), Arc::downgrade(&line));
        line
    }

    fn lines(&self) -> MutexGuard<'_, HashMap<K, Weak<Line>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

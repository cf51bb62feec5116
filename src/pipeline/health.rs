//! What is wrong with the daemon at this moment, if anything is, as sentences.
//!
//! Always: what passed is taken back by whoever said it. A feed that fails is no trouble of the daemon's.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// What stands in the way of articles is said again by each of them that tries; that which nobody met for so long is
/// gone, or they are.
const GONE_AFTER: Duration = Duration::from_mins(3);
/// So many hindrances are remembered though nobody meets them any more.
const FEW: usize = 64;

/// The troubles of this moment.
#[derive(Debug, Default)]
pub struct Health {
    /// By the part that has them.
    troubles: Mutex<BTreeMap<&'static str, String>>,
    /// What stands in the way of some articles.
    hindrances: Mutex<BTreeMap<String, Met>>,
}

/// When something was met first, and last.
#[derive(Debug, Clone, Copy)]
struct Met {
    first: Instant,
    last: Instant,
}

impl Health {
    /// Says what is wrong with a part; `true` if nothing was before.
    pub fn trouble(&self, part: &'static str, sentence: String) -> bool {
        lock(&self.troubles).insert(part, sentence).is_none()
    }

    /// Nothing is wrong with a part any more; `true` if something was.
    pub fn passed(&self, part: &'static str) -> bool {
        lock(&self.troubles).remove(part).is_some()
    }

    /// Says what stands in the way of some articles; gives for how long it has, if it is no news.
    pub fn hindered(&self, sentence: String) -> Option<Duration> {
        let mut hindrances = lock(&self.hindrances);
        if hindrances.len() > FEW {
            hindrances.retain(|_, met| met.last.elapsed() < GONE_AFTER);
        }
        let now = Instant::now();
        let former = hindrances.get(&sentence).filter(|met| met.last.elapsed() < GONE_AFTER);
        let first = former.map(|met| met.first);
        hindrances.insert(sentence, Met { first: first.unwrap_or(now), last: now });
        first.map(|first| now - first)
    }

    /// It stands in nobody's way any more; `true` if it did.
    pub fn freed(&self, sentence: &str) -> bool {
        lock(&self.hindrances).remove(sentence).is_some()
    }

    /// What stands in the way of articles that were tried within such a time.
    pub fn hindrance(&self, within: Duration) -> Option<String> {
        let hindrances = lock(&self.hindrances);
        let mut met = hindrances.iter().filter(|(_, met)| met.last.elapsed() < within);
        let (first, others) = (met.next()?.0, met.count());
        let more = if others > 0 { format!(" (and {others} more such)") } else { String::new() };
        Some(format!("some articles wait, all others come out: {first}{more}"))
    }

    /// All that is wrong; nothing, when all is well.
    pub fn all(&self) -> Vec<String> {
        let troubles = lock(&self.troubles).values().cloned().collect::<Vec<_>>();
        troubles.into_iter().chain(self.hindrance(GONE_AFTER)).collect()
    }
}

fn lock<T>(kept: &Mutex<T>) -> MutexGuard<'_, T> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}

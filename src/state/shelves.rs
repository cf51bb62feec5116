//! A map from hashes to small numbers that takes no more memory than it holds.
//!
//! A hash table keeps up to half of its places empty, and holds itself twice while it grows. Here the entries stand in
//! order on shelves, parted by how their hashes begin. Always: sixteen bytes an entry, and a tenth of that in reserve.
//! With four million entries a search takes ten steps, and a new entry moves half a shelf, 8 KiB.

use std::mem::size_of;

use parking_lot::{Mutex, MutexGuard};

use crate::identity::{ArticleId, Key};

/// The hashes are even, so their first twelve bits part them evenly.
const SHELVES: usize = 1 << 12;

/// A hash of twelve bytes.
pub(super) trait Hashed: Copy + Ord {
    /// Its bytes.
    fn bytes(&self) -> &[u8; 12];
}

impl Hashed for Key {
    fn bytes(&self) -> &[u8; 12] {
        self.as_bytes()
    }
}

impl Hashed for ArticleId {
    fn bytes(&self) -> &[u8; 12] {
        self.as_bytes()
    }
}

/// Each shelf has a lock of its own, so that several threads may fill them at a start.
#[derive(Debug)]
pub(super) struct Shelves<H>(Vec<Mutex<Vec<(H, u32)>>>);

impl<H: Hashed> Default for Shelves<H> {
    fn default() -> Self {
        Self::with_room(0)
    }
}

impl<H: Hashed> Shelves<H> {
    /// With room for so many entries.
    pub(super) fn with_room(entries: usize) -> Self {
        const { assert!(size_of::<(H, u32)>() == 16) };
        // Few shelves have more than four standard deviations above the mean.
        let mean = entries / SHELVES;
        let each = if mean == 0 { 0 } else { mean + 4 * mean.isqrt() };
        Self((0..SHELVES).map(|_| Mutex::new(Vec::with_capacity(each))).collect())
    }

    /// Puts down an entry that is not there yet, in no order; [`Shelves::sort`] comes before anything else.
    pub(super) fn put_down(&self, hash: H, number: u32) {
        self.shelf(hash).push((hash, number));
    }

    /// Puts in order what was put down; `false` if something was put down twice.
    #[must_use]
    pub(super) fn sort(&self) -> bool {
        self.0.iter().all(|shelf| {
            let mut entries = shelf.lock();
            entries.sort_unstable();
            entries.is_sorted_by(|one, next| one.0 < next.0)
        })
    }

    pub(super) fn get(&self, hash: H) -> Option<u32> {
        let entries = self.shelf(hash);
        Some(entries[place(&entries, hash).ok()?].1)
    }

    pub(super) fn insert(&self, hash: H, number: u32) {
        let mut entries = self.shelf(hash);
        match place(&entries, hash) {
            Ok(at) => entries[at].1 = number,
            Err(at) => {
                if entries.len() == entries.capacity() {
                    let reserve = 4 + entries.len() / 16;
                    entries.reserve_exact(reserve);
                }
                entries.insert(at, (hash, number));
            }
        }
    }

    pub(super) fn remove(&self, hash: H) {
        let mut entries = self.shelf(hash);
        if let Ok(at) = place(&entries, hash) {
            entries.remove(at);
        }
    }

    /// How many entries there are.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.0.iter().map(|shelf| shelf.lock().len()).sum()
    }

    fn shelf(&self, hash: H) -> MutexGuard<'_, Vec<(H, u32)>> {
        let [first, second, ..] = *hash.bytes();
        self.0[usize::from(first) << 4 | usize::from(second) >> 4].lock()
    }
}

fn place<H: Hashed>(shelf: &[(H, u32)], hash: H) -> Result<usize, usize> {
    shelf.binary_search_by_key(&hash, |entry| entry.0)
}

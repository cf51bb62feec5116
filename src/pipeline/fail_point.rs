//! Where tests make something panic that never does by itself.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

static ARMED: LazyLock<Mutex<HashMap<String, u32>>> = LazyLock::new(Mutex::default);

/// Panics the next so many times that this place is reached.
pub(crate) fn arm(place: &str, times: u32) {
    let mut armed = ARMED.lock().unwrap_or_else(PoisonError::into_inner);
    armed.insert(place.to_owned(), times);
}

/// Such a place, named by what only one test has: an address, a directory.
pub(super) fn reach(place: &str) {
    let mut armed = ARMED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(left) = armed.get_mut(place).filter(|left| **left > 0) {
        *left -= 1;
        panic!("a fail point at {place}");
    }
}

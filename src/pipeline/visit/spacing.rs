//! Spacing: how much time really lies between two requests to one host, measured beside what grants the turns.
//!
//! Always: by the monotonic clock, not by the one that the turns go by; bounded, since hosts asked long ago are
//! forgotten. Never: a wait.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::hosts::Host;

/// Up to so many hosts, those asked long ago are not worth a sweep.
const FEW: usize = 1024;
/// What is longer ago tells nothing of the least gap.
const LONG: Duration = Duration::from_mins(5);

/// When the last request to each host ended.
#[derive(Debug, Default)]
pub(super) struct Spacing {
    ended: Mutex<HashMap<Host, Instant>>,
}

impl Spacing {
    /// A request starts: how long ago the last one to its host ended.
    pub(super) fn starts(&self, host: &Host) -> Option<Duration> {
        let ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        ended.get(host).map(Instant::elapsed)
    }

    /// A request ended.
    pub(super) fn ended(&self, host: &Host) {
        let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        if ended.len() >= FEW && ended.len() == ended.capacity() {
            ended.retain(|_, ended| ended.elapsed() < LONG);
        }
        ended.insert(host.clone(), Instant::now());
    }
}

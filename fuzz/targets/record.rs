//! Any bytes as a stored record: refused, or one that writes back as it was read, and that no decision panics over.

#![no_main]

use std::time::Duration;

use courant::schedule::{Polled, Price, Seen, next_due};
use courant::state::{FeedRecord, Kept, Known, Portrait, Waiting};
use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;
use serde::Serialize;
use serde::de::DeserializeOwned;

fuzz_target!(|bytes: &[u8]| {
    let _ = read::<Waiting>(bytes);
    let _ = read::<Known>(bytes);
    let _ = read::<Kept>(bytes);
    let _ = read::<Portrait>(bytes);
    if let Some(record) = read::<FeedRecord>(bytes) {
        decided(record);
    }
});

/// What a disk gave back, if it is a record.
fn read<T: DeserializeOwned + Serialize>(bytes: &[u8]) -> Option<T> {
    let record: T = postcard::from_bytes(bytes).ok()?;
    let written = postcard::to_stdvec(&record).expect("plain data");
    let again: T = postcard::from_bytes(&written).expect("what was written is read");
    assert_eq!(postcard::to_stdvec(&again).expect("plain data"), written);
    Some(record)
}

/// The feed is polled once more, and is due again: not now, and not never.
fn decided(mut record: FeedRecord) {
    let at = Timestamp::UNIX_EPOCH + Duration::from_hours(24 * 365 * 56);
    let hour = Duration::from_hours(1);
    record.rhythm.learn(Seen { at, dates: &[Some(at - hour), None], fresh: 1 });
    record.silences.learn(at, &[Some(at - hour)], 1);
    let _ = record.silences.quiet_since(at + 300 * hour);
    for failures in [0, record.failures] {
        let due = next_due(&Polled {
            name: "news",
            installation: 1,
            at,
            first: false,
            failures,
            fresh: Duration::ZERO,
            wishes: record.wishes,
            refused_until: None,
            gap: None,
            turns: Duration::ZERO,
            whole: None,
            rhythm: &record.rhythm,
            price: Price::DEFAULT,
            min_interval: hour / 4,
            max_interval: 24 * hour,
        });
        assert!(due.at >= at + hour / 4, "{due:?}");
        // What the feed skips may delay it by a week.
        assert!(due.at <= at + 9 * 24 * hour, "{due:?}");
    }
}

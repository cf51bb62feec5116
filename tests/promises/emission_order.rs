//! The order stage, mark, publish, settle, on the real state and output: whatever is interleaved, wherever
//! it is cut off, and however greedy the consumer, every revision of every article is delivered once, and every
//! copy that is left out has one line.
//!
//! The model is a table in memory of what was announced and what the consumer got; it knows nothing of
//! how the code does it.

mod reports;
mod world;

use courant::config::Format;
use proptest::prelude::*;
use world::World;

/// How many entries the feed has.
const ENTRIES: usize = 4;

#[derive(Debug, Clone)]
enum Step {
    /// The feed is polled; the entries up to the first number show the second as their version.
    Poll(usize, u32),
    Claim,
    /// So many of what was claimed longest ago are written to staging together.
    Stage(usize),
    /// What was staged together first is marked together.
    Mark,
    /// What was claimed longest ago turns out to be a copy of an article that came out, and takes its place.
    Replace,
    /// It turns out to be a copy, and no better one.
    LeaveOut,
    /// The files of so many debts and one file of the next are moved into place, as by a publisher that is killed
    /// then.
    HalfPublish(usize),
    /// So many debts are published together, if there are as many that may be.
    Publish(usize),
    /// What was published last.
    Settle,
    /// The consumer takes every file that it sees, and removes the directories.
    Consume,
    /// The process ends here and starts again.
    Restart,
    /// The state directory is lost while nothing runs.
    LoseState,
    /// A copy of the state is kept while nothing runs.
    Backup,
    /// An older copy of the state is put back while nothing runs.
    Restore,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (1..=ENTRIES, 1..4_u32).prop_map(|(entries, version)| Step::Poll(entries, version)),
        6 => Just(Step::Claim),
        6 => (1..4_usize).prop_map(Step::Stage),
        6 => Just(Step::Mark),
        3 => Just(Step::Replace),
        2 => Just(Step::LeaveOut),
        2 => (0..3_usize).prop_map(Step::HalfPublish),
        5 => (1..4_usize).prop_map(Step::Publish),
        4 => Just(Step::Settle),
        3 => Just(Step::Consume),
        2 => Just(Step::Restart),
        1 => Just(Step::LoseState),
        1 => Just(Step::Backup),
        1 => Just(Step::Restore),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_shrink_iters: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_revision_is_delivered_once_whatever_is_interleaved(steps in proptest::collection::vec(step(), 1..60)) {
        let mut world = World::new();
        assert_eq!(world.config.output.formats, [Format::Json, Format::Markdown]);
        for step in steps {
            world.take(&step);
        }
        world.settle_down();
        world.check();
    }
}

/// A kill forgets that debts were paid, so files behind those that are paid next may be in place already.
#[test]
fn what_was_moved_before_its_turn_is_not_taken_for_lost() {
    let mut world = World::new();
    let begin = [Step::Poll(2, 1), Step::Claim, Step::Claim, Step::Stage(2), Step::Mark];
    let end = [Step::HalfPublish(2), Step::Publish(1), Step::Consume];
    for step in begin.iter().chain(&end) {
        world.take(step);
    }
    world.settle_down();
    world.check();
}

fn cases() -> u32 {
    std::env::var("COURANT_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(24)
}

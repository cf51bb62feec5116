//! The order stage, mark, publish, settle, on the real state and output: whatever is interleaved, wherever
//! it is cut off, and however greedy the consumer, every revision of every article is delivered once, and every
//! copy that is left out has one line.
//!
//! The model is a table in memory of what was announced and what the consumer got; it knows nothing of
//! how the code does it.

mod ends;
mod publishing;
mod reports;
mod world;

use courant::config::Format;
use proptest::prelude::*;
use world::World;

const FEED: &str = "https://news.example/feed";
/// How many entries the feed has.
const ENTRIES: usize = 5;
/// Entries with one page: the address of the second leads to the first.
const TWINS: [usize; 2] = [2, 3];
/// Lists of formats.
const FORMATS: [&[Format]; 4] = [
    &[Format::Json, Format::Markdown],
    &[Format::Markdown],
    &[Format::Text, Format::Json],
    &[Format::Markdown, Format::Text, Format::Json],
];

#[derive(Debug, Clone)]
enum Step {
    /// The feed is polled; the entries up to the first number show the second as their version.
    Poll(usize, u32),
    /// Pages read otherwise from now on.
    Edit,
    Claim,
    /// What was claimed longest ago waits again, at another host: as it is, or for another try.
    PutBack(bool),
    /// A filter keeps it back.
    KeepBack,
    /// It came out before, and its publisher took it back.
    Withdraw,
    /// So many of what was claimed longest ago are written to staging together.
    Stage(usize),
    /// What was staged together first is marked together.
    Mark,
    /// The process is killed when so many of them are marked durably, and the others not.
    MarkSome(usize),
    /// The process is killed when they are marked, and nothing of that is durable.
    MarkInVain,
    /// What was claimed longest ago turns out to be a copy of an article that came out, and takes its place.
    Replace,
    /// It turns out to be a copy, and no better one.
    LeaveOut,
    /// The files of so many debts and one file of the next are moved into place, as by a publisher that is killed
    /// then.
    HalfPublish(usize),
    /// The process is killed when the files of so many debts are moved, and so many of their lines and perhaps half of
    /// one are written.
    TornPublish(usize, usize),
    /// So many debts are published together, if there are as many that may be.
    Publish(usize),
    /// What was published last.
    Settle,
    /// Somebody puts a file where the directory of a debt belongs.
    Obstruct(usize),
    /// Nothing is in the way any more.
    Clear,
    /// The consumer takes every file that it sees, and removes the directories.
    Consume,
    /// Everything so far becomes durable.
    Flush,
    /// The process ends here and starts again.
    Restart,
    /// It is killed, and what was not flushed is lost.
    Kill,
    /// The same; the next life writes these formats, and its feed has another name.
    Reconfigure(usize),
    /// The state directory is lost while nothing runs, and so many lines are learnt before the next kill.
    LoseState(usize),
    /// It is made anew by hand.
    Rebuild,
    /// A copy of the state is kept while nothing runs.
    Backup,
    /// An older copy of the state is put back while nothing runs.
    Restore,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (1..=ENTRIES, 1..4_u32).prop_map(|(entries, version)| Step::Poll(entries, version)),
        2 => Just(Step::Edit),
        14 => Just(Step::Claim),
        2 => any::<bool>().prop_map(Step::PutBack),
        1 => Just(Step::KeepBack),
        1 => Just(Step::Withdraw),
        12 => (1..5_usize).prop_map(Step::Stage),
        12 => Just(Step::Mark),
        2 => (1..3_usize).prop_map(Step::MarkSome),
        1 => Just(Step::MarkInVain),
        4 => Just(Step::Replace),
        3 => Just(Step::LeaveOut),
        4 => (0..3_usize).prop_map(Step::HalfPublish),
        4 => (1..4_usize, 0..4_usize).prop_map(|(moved, lines)| Step::TornPublish(moved, lines)),
        10 => (1..4_usize).prop_map(Step::Publish),
        8 => Just(Step::Settle),
        2 => (0..3_usize).prop_map(Step::Obstruct),
        1 => Just(Step::Clear),
        6 => Just(Step::Consume),
        2 => Just(Step::Flush),
        2 => Just(Step::Restart),
        6 => Just(Step::Kill),
        2 => (0..FORMATS.len()).prop_map(Step::Reconfigure),
        1 => (0..4_usize).prop_map(Step::LoseState),
        1 => Just(Step::Rebuild),
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
        world.take_all(&steps);
        world.settle_down();
        world.check();
    }
}

/// A kill forgets that debts were paid, so files behind those that are paid next may be in place already.
#[test]
fn what_was_moved_before_its_turn_is_not_taken_for_lost() {
    let mut world = World::new();
    world.take_all(&[Step::Poll(2, 1), Step::Claim, Step::Claim, Step::Stage(2), Step::Mark]);
    world.take_all(&[Step::HalfPublish(2), Step::Publish(1), Step::Consume]);
    world.settle_down();
    world.check();
}

/// Files stand that no line tells of when the state is lost; those who make it anew are killed in the middle.
#[test]
fn what_stands_untold_is_told_though_the_rebuilding_of_a_lost_state_is_killed() {
    let mut world = World::new();
    world.take_all(&[Step::Poll(2, 1), Step::Claim, Step::Claim, Step::Stage(2), Step::Mark]);
    world.take_all(&[Step::Publish(1), Step::Settle, Step::HalfPublish(1)]);
    world.lose_state(1);
    world.take(&Step::Consume);
    world.settle_down();
    world.check();
}

#[test]
fn a_revision_that_stands_untold_is_told_when_the_state_is_made_anew() {
    let mut world = World::new();
    let emit = [Step::Claim, Step::Stage(1), Step::Mark];
    world.take(&Step::Poll(1, 2));
    world.take_all(&emit);
    world.take_all(&[Step::Publish(1), Step::Settle, Step::Consume, Step::Poll(1, 3)]);
    world.take_all(&emit);
    world.take(&Step::HalfPublish(1));
    world.lose_state(0);
    world.take(&Step::Consume);
    world.settle_down();
    world.check();
}

/// A copy of the state owes what was never told, and another article has its number in the journal.
#[test]
fn a_copy_that_owes_what_the_journal_tells_otherwise_gives_way_to_it() {
    let mut world = World::new();
    world.take_all(&[Step::Poll(2, 1), Step::Claim, Step::Claim, Step::Stage(1), Step::Mark]);
    world.take_all(&[Step::Backup, Step::LoseState(0), Step::Poll(2, 1), Step::Claim, Step::Claim]);
    world.take_all(&[
        Step::PutBack(false),
        Step::Stage(1),
        Step::Mark,
        Step::Publish(1),
        Step::Settle,
    ]);
    world.take_all(&[Step::Consume, Step::Restore]);
    world.settle_down();
    world.check();
}

fn cases() -> u32 {
    std::env::var("COURANT_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(24)
}

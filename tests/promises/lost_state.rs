//! A lost state is made anew from journal and output: nothing comes twice, and `seq` goes on.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::daemon::{Daemon, Settings};
use crate::feeds::Entry;
use crate::figures;
use crate::newsroom::{self, path};
use crate::output::Output;
use crate::pages;
use crate::random::Random;
use crate::site::{Reply, Site};

/// Within this a daemon starts over a damaged state.
const START: Duration = Duration::from_secs(30);

#[test]
fn a_deleted_state_is_rebuilt_and_nothing_comes_twice() {
    goes_on_after(destroy);
}

#[test]
fn a_deleted_state_is_rebuilt_although_a_consumer_took_every_file() {
    let (site, daemon) = printed();
    crate::consumer::Consumer::start(&daemon.output()).stop();
    destroy(&daemon.state());
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=6));
    daemon.pass();
    let output = Output::read(&daemon.output());
    assert_eq!(output.journal_faults(), Vec::<String>::new());
    assert_eq!(output.journal.len(), 6);
    assert_eq!(output.files.len(), 3, "only the new report: {:?}", output.files.keys());
}

#[test]
fn a_rebuilt_state_knows_every_key_again() {
    let (site, daemon) = printed();
    destroy(&daemon.state());
    let mut entries = newsroom::reports(&site, 1..=5);
    for (number, entry) in (1..).zip(&mut entries) {
        // The addresses changed, and only the guids are as they were.
        let moved = format!("/moved/{number}");
        site.serve(&moved, Reply::page(pages::article(number)));
        entry.link = Some(site.url(&moved));
    }
    newsroom::post(&site, "/feed", &entries);
    daemon.pass();
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 5);
}

#[test]
fn a_state_cut_to_nothing_is_rebuilt() {
    goes_on_after(|state| harm(state, Vec::clear));
}

#[test]
fn a_state_cut_short_is_rebuilt() {
    goes_on_after(|state| harm(state, |bytes| bytes.truncate(1_000)));
}

#[test]
fn a_state_with_flipped_bytes_is_rebuilt() {
    // As if a disk had gone bad: 64 bytes inverted in every 4 KiB.
    goes_on_after(|state| {
        harm(state, |bytes| {
            for block in bytes.chunks_mut(4_096) {
                let at = 64.min(block.len());
                block.iter_mut().skip(at).take(64).for_each(|byte| *byte = !*byte);
            }
        });
    });
}

/// So many entries each of four polls brings: their records fill several of sled's segments.
const SOME: usize = 120;

/// How a state is damaged.
#[derive(Debug, Clone, Copy)]
enum Damage {
    /// So many runs of 64 bytes are inverted.
    Flips(u64),
    /// Every file ends there.
    Cut(usize),
}

#[test]
fn a_state_with_random_damage_goes_on_or_is_rebuilt() {
    // Some damage makes sled hang, panic, fail, or silently lose keys.
    let tries = std::env::var("COURANT_FLIPS").map_or(10, |tries| tries.parse().unwrap());
    let seed = std::env::var("COURANT_SEED")
        .map_or_else(|_| u64::from(std::process::id()), |seed| seed.parse().unwrap());
    println!("COURANT_FLIPS={tries} COURANT_SEED={seed}");
    let site = Site::open();
    let settings = Settings::reading(&site, &[("river", "/feed")]);
    let whole = Daemon::new(&settings);
    let mut entries = Vec::new();
    for poll in 0..4 {
        for at in 0..SOME {
            let name = format!("Note {at} of poll {poll}");
            let content = Some(format!("<p>{name}: the ferry stays on this side.</p>"));
            let (guid, title) = (Some(name.clone()), Some(name));
            entries.push(Entry { guid, title, content, ..Entry::default() });
        }
        newsroom::post(&site, "/feed", &entries);
        whole.pass();
    }
    entries.push(newsroom::report(&site, 1));
    newsroom::post(&site, "/feed", &entries);
    let one = |number: u64| {
        let daemon = Daemon::new(&settings);
        for directory in ["state", "articles"] {
            fs::remove_dir_all(daemon.path(directory)).unwrap();
            copy_all(&whole.path(directory), &daemon.path(directory));
        }
        let mut random = Random::new(seed.wrapping_add(number));
        let damage = match number % 8 {
            _ if number == tries => Damage::Flips(0),
            0 => Damage::Cut(0),
            1 => Damage::Cut(1_000),
            2 => Damage::Cut(300_000),
            3 => Damage::Cut(usize::try_from(random.below(600_000)).unwrap()),
            _ => Damage::Flips(1 + random.below(8)),
        };
        match damage {
            Damage::Cut(length) => harm(&daemon.state(), |bytes| bytes.truncate(length)),
            Damage::Flips(flips) => {
                (0..flips).for_each(|_| flip_somewhere(&daemon.state(), &mut random));
            }
        }
        let begun = Instant::now();
        let ran = daemon.start(&["once"]).wait_for(10 * START);
        let said = format!("try {number}, {damage:?}, {:?}: {ran}", begun.elapsed());
        assert_eq!(ran.code, Some(0), "{said}");
        assert_eq!(Output::sound(&daemon.output()).journal.len(), 4 * SOME + 1, "{said}");
        // What sled itself finds and leaves out makes the state an older one, which learns from the journal.
        let aside = ran.stderr.contains("puts it aside") || ran.stderr.contains("making it anew");
        assert_eq!(daemon.count("state.corrupt-"), usize::from(aside), "{said}");
        let behind = ran.stderr.contains("behind the journal");
        println!(
            "try {number}, {damage:?}, {:?}: put aside {aside}, behind {behind}",
            begun.elapsed()
        );
        [aside, behind]
    };
    assert_eq!(one(tries), [false, false], "without any damage it goes on as it is");
    let next = AtomicU64::new(0);
    let work = || {
        let mut noticed = [0, 0];
        while let number = next.fetch_add(1, Ordering::SeqCst)
            && number < tries
        {
            let found = one(number);
            noticed = [0, 1].map(|at| noticed[at] + u64::from(found[at]));
        }
        noticed
    };
    let noticed = thread::scope(|scope| {
        let workers: Vec<_> = (0..4).map(|_| scope.spawn(work)).collect();
        workers
            .into_iter()
            .map(|worker| worker.join().unwrap())
            .reduce(|one, other| [0, 1].map(|at| one[at] + other[at]))
    });
    let [aside, behind] = noticed.unwrap();
    println!("{tries} damaged states: {aside} put aside, {behind} behind the journal");
    figures::count("flips and cuts of the state tried", tries);
    assert!(tries < 8 || behind > 0, "no damage was any");
}

#[test]
fn a_database_whose_opening_never_ends_is_put_aside_and_its_thread_does_not_live_on() {
    let (site, daemon) = printed();
    let conf = daemon.state().join("sled/conf");
    fs::remove_file(&conf).unwrap();
    // Whoever opens a pipe that nobody writes to waits for ever.
    rustix::fs::mknodat(
        rustix::fs::CWD,
        &conf,
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR,
        0,
    )
    .unwrap();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=6));
    let mut run = daemon.start(&["run"]);
    let threads = |pid: u32| -> Vec<String> {
        let tasks = fs::read_dir(format!("/proc/{pid}/task")).unwrap();
        tasks
            .filter_map(|task| fs::read_to_string(task.unwrap().path().join("comm")).ok())
            .map(|name| name.trim().to_owned())
            .collect()
    };
    let opener = "open-state".to_owned();
    let pid = run.id();
    run.until("it hangs", || threads(pid).contains(&opener));
    run.until("all six are told", || Output::read(&daemon.output()).journal.len() == 6);
    assert!(!threads(pid).contains(&opener), "it started itself afresh: {:?}", threads(pid));
    assert!(daemon.stderr_of(1).contains("starts itself afresh"), "{}", daemon.stderr_of(1));
    run.signal(rustix::process::Signal::TERM);
    assert_eq!(run.wait().code, Some(0));
    Output::sound(&daemon.output());
    assert_eq!(daemon.count("state.corrupt-"), 1, "the damaged copy is kept");
}

#[test]
fn of_damaged_states_the_newest_two_are_kept() {
    let (site, daemon) = printed();
    let mut kept = Vec::new();
    for round in 6..=9 {
        fs::write(daemon.state().join("sled/conf"), "no configuration").unwrap();
        newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=round));
        daemon.pass();
        assert_eq!(Output::sound(&daemon.output()).journal.len(), round);
        let names = fs::read_dir(daemon.path(".")).unwrap();
        let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let now: Vec<String> = names.filter(|name| name.starts_with("state.corrupt-")).collect();
        let fresh: Vec<_> = now.iter().filter(|name| !kept.contains(*name)).cloned().collect();
        assert_eq!(fresh.len(), 1, "round {round}: {kept:?}, {now:?}");
        kept.extend(fresh);
        let newest: Vec<_> = kept.iter().rev().take(2).collect();
        assert!(now.len() == newest.len().min(kept.len()), "{now:?}");
        assert!(newest.iter().all(|name| now.contains(name)), "{now:?}, not {newest:?}");
    }
}

#[test]
fn a_state_older_than_the_journal_gives_way_to_it() {
    let (site, daemon) = printed();
    let copy = daemon.path("older");
    copy_all(&daemon.state(), &copy);
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=7));
    daemon.pass();
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 7);
    fs::remove_dir_all(daemon.state()).unwrap();
    fs::rename(&copy, daemon.state()).unwrap();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=8));
    daemon.pass();
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 8);
}

#[test]
fn an_entry_that_waited_is_found_again_after_its_state_was_lost() {
    let (site, daemon) = printed();
    site.serve(&path(6), Reply::status(503));
    let mut entries = newsroom::reports(&site, 1..=5);
    entries.push(newsroom::announce(&site, 6));
    newsroom::post(&site, "/feed", &entries);
    daemon.pass();
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 5, "it waits");
    destroy(&daemon.state());
    newsroom::report(&site, 6);
    daemon.pass();
    let output = Output::sound(&daemon.output());
    assert_eq!(output.journal.len(), 6);
    assert_eq!(output.titled(&pages::headline(6))["_courant"]["body_from"], "page");
}

#[test]
fn what_came_since_its_feed_was_first_told_of_is_no_backlog_though_the_state_was_lost() {
    let site = Site::open();
    let settings = Settings::reading(&site, &[]);
    let daemon = Daemon::new(&settings.and("river", &site.url("/feed"), "backlog = \"none\""));
    let now = Timestamp::now().to_string();
    let dated = |number| newsroom::report(&site, number).published(&now);
    let left_out = newsroom::report(&site, 1);
    newsroom::post(&site, "/feed", std::slice::from_ref(&left_out));
    daemon.pass();
    let first = dated(2);
    newsroom::post(&site, "/feed", &[left_out.clone(), first.clone()]);
    daemon.pass();
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 1);
    destroy(&daemon.state());
    newsroom::post(&site, "/feed", &[left_out, first, dated(3)]);
    daemon.pass();
    let output = Output::sound(&daemon.output());
    assert_eq!(output.journal.len(), 2, "the one that came meanwhile, and none of the backlog");
    output.titled(&pages::headline(3));
}

#[test]
fn rebuilding_by_hand_loses_nothing_and_repeats_nothing() {
    let (site, daemon) = printed();
    let ran = daemon.start(&["state", "rebuild"]).wait();
    assert_eq!(ran.code, Some(0), "{ran}");
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=6));
    daemon.pass();
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 6);
    let ran = daemon.start(&["state", "check"]).wait();
    assert_eq!(ran.code, Some(0), "{ran}");
    fs::remove_dir_all(daemon.state()).unwrap();
    assert!(daemon.start(&["state", "rebuild"]).wait().stdout.contains("none before"));
}

#[test]
fn a_journal_whose_last_line_is_torn_is_read_up_to_the_last_newline() {
    let (site, daemon) = printed();
    let day =
        fs::read_dir(daemon.output().join("journal")).unwrap().next().unwrap().unwrap().path();
    let mut text = fs::read(&day).unwrap();
    text.extend_from_slice(b"{\"seq\":6,\"at\":\"2026-1");
    fs::write(&day, text).unwrap();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=6));
    daemon.pass();
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 6);
}

#[test]
fn what_a_consumer_left_between_the_articles_does_not_hinder_the_rebuilding() {
    let (site, daemon) = printed();
    let output = daemon.output();
    let day = fs::read_dir(&output).unwrap().map(|day| day.unwrap().path());
    let day = day.into_iter().find(|day| day.join("river").is_dir()).unwrap();
    fs::write(day.join("index.html"), "mine").unwrap();
    fs::write(output.join("2026-01-01"), "mine").unwrap();
    std::os::unix::fs::symlink("/nowhere", day.join("link")).unwrap();
    destroy(&daemon.state());
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=6));
    daemon.pass();
    assert_eq!(Output::read(&output).journal.len(), 6);
}

#[test]
fn a_copy_beside_the_journal_is_no_part_of_it() {
    let (site, daemon) = printed();
    let journal = daemon.output().join("journal");
    let day = fs::read_dir(&journal).unwrap().next().unwrap().unwrap().path();
    let copy = journal.join("saved.ndjson");
    fs::copy(&day, &copy).unwrap();
    let saved = fs::read(&copy).unwrap();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=6));
    daemon.pass();
    assert!(fs::read(&copy).unwrap() == saved, "nothing is written there");
    assert_eq!(daemon.count("state.corrupt-"), 0, "and nothing is counted there");
    fs::remove_file(&copy).unwrap();
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 6);
}

/// Five reports came out, the state was harmed: the sixth comes, and none of the five again.
fn goes_on_after(damage: impl Fn(&Path)) {
    let (site, daemon) = printed();
    damage(&daemon.state());
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=6));
    daemon.pass();
    let output = Output::sound(&daemon.output());
    assert_eq!(output.journal.len(), 6);
    assert_eq!(output.journal[5]["title"], pages::headline(6));
    daemon.pass();
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 6);
}

fn printed() -> (Site, Daemon) {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=5));
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    daemon.pass();
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 5);
    (site, daemon)
}

/// Deletes everything in the state directory.
fn destroy(state: &Path) {
    fs::remove_dir_all(state).unwrap();
    make_private(state);
}

/// Changes the content of every file in the state directory that has any.
fn harm(state: &Path, change: impl Fn(&mut Vec<u8>)) {
    let files = files_below(state).into_iter().filter(|file| fs::metadata(file).unwrap().len() > 0);
    let files: Vec<_> = files.collect();
    assert!(!files.is_empty(), "there is nothing to damage");
    for file in files {
        let mut bytes = fs::read(&file).unwrap();
        change(&mut bytes);
        fs::write(&file, bytes).unwrap();
    }
}

/// Inverts 64 bytes at a random place of the database that holds anything.
fn flip_somewhere(state: &Path, random: &mut Random) {
    let mut full = Vec::new();
    for file in files_below(state) {
        let bytes = fs::read(&file).unwrap();
        let blocks = bytes.chunks(64).enumerate();
        let blocks = blocks.filter(|(_, block)| block.iter().any(|byte| *byte != 0));
        full.extend(blocks.map(|(at, _)| (file.clone(), at)));
    }
    let (file, at) = &full[usize::try_from(random.below(full.len() as u64)).unwrap()];
    let mut bytes = fs::read(file).unwrap();
    bytes.iter_mut().skip(at * 64).take(64).for_each(|byte| *byte = !*byte);
    fs::write(file, bytes).unwrap();
}

fn files_below(directory: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(files_below(&path)) } else { files.push(path) }
    }
    files
}

fn copy_all(from: &Path, to: &Path) {
    make_private(to);
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_all(&path, &target);
        } else {
            fs::copy(&path, &target).map(drop).unwrap();
        }
    }
}

fn make_private(directory: &Path) {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().mode(0o700).create(directory).unwrap();
}

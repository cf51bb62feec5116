//! Kills in the middle of forgetting.

use std::collections::HashMap;
use std::fs::OpenOptions;
use std::io::Write;
use std::process::Stdio;

use super::*;

/// How many entries the feed of the killed process shows, and how many are new at each poll.
const SHOWN: u32 = 8;
const NEW: u32 = 3;

/// The process that is killed: polls, marks, pays and forgets for ever; each line goes to a file first.
#[test]
#[ignore = "runs as a process of its own, to be killed"]
fn polls_until_it_is_killed() {
    let Ok(home) = std::env::var("COURANT_AGEING_HOME") else { return };
    let state = open(Path::new(&home), 2);
    let journal = Path::new(&home).join("journal");
    let written = whole_lines(&journal);
    let mut last = written.lines().last().map_or(0, |line| number_of(line).0);
    let mut file = OpenOptions::new().append(true).create(true).open(journal).unwrap();
    file.set_len(written.len() as u64).unwrap();
    let mut pay = |state: &State| {
        loop {
            let group = state.next_owed(8).unwrap();
            for owed in group.iter().filter(|owed| owed.seq() > last) {
                file.write_all(format!("{} {}\n", owed.seq(), owed.line().id).as_bytes()).unwrap();
            }
            let Some(end) = group.last() else { break };
            last = last.max(end.seq());
            state.settle(&group).unwrap();
        }
    };
    pay(&state);
    let from = fs::read_to_string(Path::new(&home).join("polls")).unwrap_or_default().len();
    for poll in u32::try_from(from).unwrap().. {
        let first = poll * NEW;
        show_reports(&state, "news", i64::from(poll), first..=first + SHOWN - 1);
        // The feed moves on only when all is marked, so that nothing is missed for its being killed.
        while let Some(waiting) = state.claim(day(i64::from(poll)), |_| true).unwrap() {
            let emission = Emission { at: day(i64::from(poll)), ..emission(1, 1) };
            assert!(matches!(mark(&state, &waiting, &emission), Ok(Marked::Owed(_))));
            pay(&state);
        }
        let mut polls =
            OpenOptions::new().append(true).create(true).open(Path::new(&home).join("polls"));
        polls.as_mut().unwrap().write_all(b".").unwrap();
    }
}

/// The lines of a journal, but for one that a kill tore: at the end of a page a write may be cut off.
fn whole_lines(journal: &Path) -> String {
    let mut text = fs::read_to_string(journal).unwrap_or_default();
    text.truncate(text.rfind('\n').map_or(0, |end| end + 1));
    text
}

fn number_of(line: &str) -> (u64, &str) {
    let (seq, id) = line.split_once(' ').unwrap();
    (seq.parse().unwrap(), id)
}

#[test]
fn killed_while_it_forgets_nothing_is_lost_doubled_or_miscounted() {
    let home = tempfile::tempdir().unwrap();
    let polled = || fs::metadata(home.path().join("polls")).map_or(0, |polls| polls.len());
    for kill in 0..12 {
        let before = polled();
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "--ignored",
                "state::tests::ageing::killed::polls_until_it_is_killed",
            ])
            .env("COURANT_AGEING_HOME", home.path())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let begun = Instant::now();
        while polled() < before + 2 + kill % 5 {
            assert!(process.try_wait().unwrap().is_none(), "it ended by itself");
            assert!(begun.elapsed().as_secs() < 60, "it does not come on");
            std::thread::sleep(Duration::from_millis(1));
        }
        // At any moment of the next poll.
        std::thread::sleep(Duration::from_micros(kill * 2_377 % 20_000));
        process.kill().unwrap();
        process.wait().unwrap();
        let state = open(home.path(), 2);
        assert_eq!(state.lines(), state.seq(), "every emission is accounted for");
        assert!(state.remembered() <= u64::from(2 + 2 * SHOWN), "{}", state.remembered());
    }
    let journal = whole_lines(&home.path().join("journal"));
    let state = open(home.path(), 2);
    let told = journal.lines().map(|line| number_of(line).1.to_owned());
    let owed = state.owed().map(|owed| owed.unwrap());
    let last = journal.lines().last().map_or(0, |line| number_of(line).0);
    let owed = owed.filter(|owed| owed.seq() > last).map(|owed| owed.line().id.to_string());
    let mut times: HashMap<String, u32> = HashMap::new();
    for id in told.chain(owed) {
        *times.entry(id).or_default() += 1;
    }
    let polls = u32::try_from(polled()).unwrap();
    let all = (polls - 1) * NEW + SHOWN;
    let missing: Vec<_> = (0..all).filter(|n| !times.contains_key(&id(*n).to_string())).collect();
    let doubled: Vec<_> = times.iter().filter(|(_, times)| **times > 1).collect();
    assert!(missing.is_empty() && doubled.is_empty(), "lost {missing:?}, doubled {doubled:?}");
}

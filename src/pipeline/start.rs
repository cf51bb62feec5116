//! Start: lock both directories, and bring the state up to the journal.
//!
//! Always: the journal wins. A state that is missing, damaged, older, or that lost emissions is taught
//! the journal before anything is polled. Never: a state thrown away; it is put aside. Never: a start beside a
//! thread that hangs over a damaged state; the program starts itself afresh.

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;

use jiff::Timestamp;

use super::Fault;
use super::article::portrait::portrait_of;
use crate::config::Config;
use crate::identity::ArticleId;
use crate::output::{Damage, Output, Tail, Told};
use crate::state::{self, State, StateError};

/// Both directories, locked and of one mind.
#[derive(Debug)]
pub struct Opened {
    /// What is kept.
    pub state: State,
    /// Where articles go.
    pub output: Output,
}

/// What a rebuild did.
#[derive(Debug)]
pub struct Rebuilt {
    /// Where the former state went.
    pub aside: PathBuf,
    /// How many lines of the journal were learnt.
    pub lines: u64,
    /// How many articles were found in the output that no line told of.
    pub found: u64,
}

/// Opens output and state, and makes the state anew if it cannot be trusted.
pub fn open(config: &Config, now: Timestamp) -> Result<Opened, Fault> {
    let output = Output::open(&config.output.directory)?;
    let state = match State::open(&config.state.directory) {
        Ok(state) => state,
        Err(error @ StateError::Older(_)) => {
            return made_anew(config, output, 0, now, &error.to_string());
        }
        Err(error) if error.class() == state::Class::Rebuild => {
            tracing::error!(
                error = "state_damaged",
                reason = error.to_string().as_str(),
                "The state cannot be opened: courant puts it aside and starts itself afresh"
            );
            return Err(Fault::Afresh(State::put_aside(&config.state.directory, now)?));
        }
        Err(error) => return Err(error.into()),
    };
    if output.last_seq() > state.seq() {
        tracing::warn!(
            journal = output.last_seq(),
            state = state.seq(),
            "The state is behind the journal: learning from it"
        );
        learn(&state, &output, 0, now)?;
    }
    if state.is_unmet()? {
        adopt_unjournalled(&state, &output, config)?;
    }
    if let Some(reason) = disagreement(&state, &output)? {
        // What it owes was never told, so its numbers are free.
        let owed = state.owed().next().transpose()?;
        let last = owed.map_or(state.seq(), |owed| owed.seq() - 1);
        drop(state);
        return made_anew(config, output, last, now, &reason);
    }
    resume(&state, &output)?;
    Ok(Opened { state, output })
}

/// What speaks against continuing this state beside this journal, if anything does.
fn disagreement(state: &State, output: &Output) -> Result<Option<String>, Fault> {
    let (mut unpaid, mut told) = (0, BTreeMap::new());
    for owed in state.owed() {
        let owed = owed?;
        if owed.seq() > output.last_seq() {
            unpaid += 1;
        } else {
            told.insert(owed.seq(), (owed.line().id, owed.line().revision));
        }
        if !output.can_publish(&owed)? {
            return Ok(Some(format!(
                "it owes emission {}, whose files are gone from staging",
                owed.seq()
            )));
        }
    }
    if let Some(seq) = told_otherwise(output, told)? {
        return Ok(Some(format!("it owes emission {seq}, and the journal tells of another there")));
    }
    let told = output.lines() + unpaid;
    Ok((state.lines() != told)
        .then(|| format!("it accounts for {} emissions, the journal for {told}", state.lines())))
}

/// The first of these numbers under which the journal tells of another article. A copy of the state may owe what was
/// never told: if the state was lost meanwhile, the number was given to another.
fn told_otherwise(
    output: &Output,
    mut owed: BTreeMap<u64, (ArticleId, u32)>,
) -> Result<Option<u64>, Fault> {
    let Some((first, _)) = owed.first_key_value() else { return Ok(None) };
    let mut journal = Tail::after(output.path(), first - 1)?;
    while !owed.is_empty() {
        let told = journal.read()?;
        if told.is_empty() {
            break;
        }
        for Told { line, .. } in told {
            if owed.remove(&line.seq).is_some_and(|own| own != (line.id, line.revision)) {
                return Ok(Some(line.seq));
            }
        }
    }
    Ok(None)
}

/// What there is to say of the state.
#[derive(Debug)]
pub struct Inspected {
    /// Keys that are remembered.
    pub keys: u64,
    /// Emissions that the state accounts for.
    pub emissions: u64,
    /// Lines of the journal.
    pub lines: u64,
    /// Entries that wait.
    pub waiting: usize,
    /// The number of the next emission.
    pub next: u64,
    /// Why the next start will learn from the journal, or make the state anew.
    pub disagreement: Option<String>,
    /// What of the journal cannot be read.
    pub damage: Option<Damage>,
}

/// Reads the whole state and compares it with the journal; changes neither.
pub fn inspect(config: &Config) -> Result<Inspected, Fault> {
    let directory = &config.state.directory;
    if !State::is_kept(directory) {
        return Err(StateError::None(directory.clone()).into());
    }
    let output = Output::open(&config.output.directory)?;
    let state = State::open(directory)?;
    Ok(Inspected {
        keys: state.keys(),
        emissions: state.lines(),
        lines: output.lines(),
        waiting: state.queue_length(),
        next: state.seq().max(output.last_seq()) + 1,
        disagreement: disagreement(&state, &output)?,
        damage: output.damage()?,
    })
}

/// Puts the state aside and makes it anew from journal and output.
pub fn rebuild(config: &Config, now: Timestamp) -> Result<Rebuilt, Fault> {
    let output = Output::open(&config.output.directory)?;
    let (_, rebuilt) = anew(config, &output, 0, now)?;
    Ok(rebuilt)
}

fn made_anew(
    config: &Config,
    output: Output,
    last: u64,
    now: Timestamp,
    reason: &str,
) -> Result<Opened, Fault> {
    tracing::error!(
        error = "state_damaged",
        reason,
        "The state cannot be trusted: making it anew from journal and output"
    );
    let (state, rebuilt) = anew(config, &output, last, now)?;
    tracing::warn!(aside = %rebuilt.aside.display(), lines = rebuilt.lines, found = rebuilt.found, "The state was made anew");
    Ok(Opened { state, output })
}

/// `last` is the highest number that the former state gave, if it could tell: it is never given again.
fn anew(
    config: &Config,
    output: &Output,
    last: u64,
    now: Timestamp,
) -> Result<(State, Rebuilt), Fault> {
    let (state, aside) = State::anew(&config.state.directory, now)?;
    let lines = learn(&state, output, last, now)?;
    let found = adopt_unjournalled(&state, output, config)?;
    resume(&state, output)?;
    Ok((state, Rebuilt { aside, lines, found }))
}

fn learn(state: &State, output: &Output, last: u64, now: Timestamp) -> Result<u64, Fault> {
    let mut learnt = 0;
    output.read_journal::<Fault>(|lines| {
        learnt += lines.len() as u64;
        Ok(state.learn(lines)?)
    })?;
    let mut unpaid = 0;
    for owed in state.owed() {
        unpaid += u64::from(owed?.seq() > output.last_seq());
    }
    state.learnt(output.lines() + unpaid, output.last_seq().max(last), now)?;
    Ok(learnt)
}

/// Articles whose files were moved into place, and whose line was lost with the state, get their line. What
/// stands tells which stories it belongs to, too.
fn adopt_unjournalled(state: &State, output: &Output, config: &Config) -> Result<u64, Fault> {
    let mut adopted = 0;
    output.each_article::<Fault>(&config.output.formats, |found| {
        if state.known(found.id)?.is_none_or(|known| known.revision < found.revision()) {
            state.owe_line(|seq| found.line(seq))?;
            adopted += 1;
        }
        if let Some(article) = found.article() {
            state.keep_portrait(found.id, &portrait_of(article))?;
        }
        Ok(())
    })?;
    state.has_met_all()?;
    Ok(adopted)
}

/// What was staged and never marked goes; what is owed stays for the publisher.
fn resume(state: &State, output: &Output) -> Result<(), Fault> {
    let mut tokens = HashSet::new();
    for owed in state.owed() {
        tokens.extend(owed?.token().map(|token| token.as_str().to_owned()));
    }
    Ok(output.sweep(&tokens)?)
}

//! The press: articles that are ready at the same time are staged and marked together, with one sync of each kind.
//!
//! Always: what fails or panics over one article costs that one. Never: waited for company; whoever comes first takes
//! along those who came while the group before was written.

use std::collections::{HashSet, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use super::{Emitted, Work, Written};
use crate::output::{self, Output};
use crate::pipeline::{Fault, Pipeline, blocking};
use crate::state::State;

/// How many articles are written together; each takes a descriptor for each format until it is synced.
const AT_ONCE: usize = 64;

/// What is to be printed, and whose turn it is to do so.
#[derive(Default)]
pub(in crate::pipeline) struct Press {
    sheets: Mutex<VecDeque<Sheet>>,
    turn: tokio::sync::Mutex<()>,
}

struct Sheet {
    work: Work,
    printed: oneshot::Sender<Printed>,
}

type Printed = (Result<Emitted, Fault>, Work);

impl Press {
    /// The next group. Of two texts of one article, which a poll may have brought meanwhile, the later one waits.
    fn next(&self) -> Vec<Sheet> {
        let mut sheets = self.sheets();
        let mut articles = HashSet::new();
        let distinct = sheets.iter().take_while(|sheet| articles.insert(sheet.work.waiting.id));
        let most = distinct.take(AT_ONCE).count();
        sheets.drain(..most).collect()
    }

    fn sheets(&self) -> MutexGuard<'_, VecDeque<Sheet>> {
        self.sheets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pipeline {
    /// Stages and marks an article, with those who wait for the same; nothing if the pipeline stopped over it.
    pub(super) async fn print(&self, work: Work) -> Result<Option<Printed>, Fault> {
        let (printed, mut done) = oneshot::channel();
        self.press.sheets().push_back(Sheet { work, printed });
        loop {
            tokio::select! {
                biased;
                done = &mut done => {
                    if let Ok(printed) = done {
                        return Ok(Some(printed));
                    }
                    // Whoever printed says first what became of all, and then ends the turn.
                    let _turn = self.press.turn.lock().await;
                    let stopped = self.stop.is_cancelled();
                    return if stopped { Ok(None) } else { Err(Fault::Panicked) };
                }
                _turn = self.press.turn.lock() => {
                    let group = self.press.next();
                    if !group.is_empty() {
                        self.print_all(group).await;
                    }
                }
            }
        }
    }

    async fn print_all(&self, sheets: Vec<Sheet>) {
        let (state, output) = (self.state.clone(), self.output.clone());
        let rereads = self.config().revise.rereads;
        // If it panicked, each of them is told by its sheet.
        let printed = blocking(move || print_all(sheets, &state, &output, rereads)).await;
        if let Ok(Err(fault)) = printed {
            self.fail(fault);
        }
    }
}

/// Fails only where nothing of the group can be told what became of it.
fn print_all(
    sheets: Vec<Sheet>,
    state: &State,
    output: &Output,
    rereads: u32,
) -> Result<(), Fault> {
    let mut batch = match output.batch() {
        Ok(batch) => batch,
        Err(error) if error.class() == output::Class::Fatal => return Err(error.into()),
        Err(error) if sheets.len() == 1 => {
            let alone = sheets.into_iter().next();
            alone.expect("there is one").tell(Err(error.into()));
            return Ok(());
        }
        Err(_) => {
            let mut alone = sheets.into_iter().map(|sheet| vec![sheet]);
            return alone.try_for_each(|sheet| print_all(sheet, state, output, rereads));
        }
    };
    let mut written = Vec::with_capacity(sheets.len());
    for sheet in sheets {
        match caught(|| sheet.work.write(&mut batch, state, output, rereads)) {
            Ok(Written::Itself(emission)) => written.push((sheet, emission)),
            Ok(Written::LeftOut(left_out)) => sheet.tell(Ok(left_out)),
            Err(fault) => sheet.tell(Err(fault)),
        }
    }
    if !state.is_whole() {
        return Err(Fault::Panicked);
    }
    let staged = batch.sync()?;
    let group = written.iter().zip(&staged);
    let group = group.map(|((sheet, emission), staged)| (&sheet.work.waiting, staged, &**emission));
    let mut marked = Vec::new();
    state.mark(group, |all| {
        marked = all.to_vec();
        for (staged, _) in staged.iter().zip(all).filter(|(_, marked)| !marked.is_owed()) {
            // The next start sweeps what stays.
            let _ = output.discard(staged);
        }
    })?;
    for ((sheet, emission), marked) in written.into_iter().zip(marked) {
        if !marked.is_owed() {
            sheet.work.drop_text(output, sheet.work.article());
        }
        let emitted = Emitted { marked, left_out: None };
        let learnt = caught(|| sheet.work.remember(state, emission.at, &emitted));
        sheet.tell(learnt.map(|()| emitted));
    }
    Ok(())
}

impl Sheet {
    fn tell(self, emitted: Result<Emitted, Fault>) {
        // Nobody is left to hear it when everything ends.
        let _ = self.printed.send((emitted, self.work));
    }
}

/// A panic is a fault like any other.
fn caught<T>(act: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    catch_unwind(AssertUnwindSafe(act)).unwrap_or(Err(Fault::Panicked))
}

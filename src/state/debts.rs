//! Debts: emissions that are marked and not yet published; each is a record of its own, under its number.
//!
//! Always: they are paid in the order of their numbers, and only once they are durable. Never: one that is gone before
//! its files are in place and its line stands in the journal.

use std::collections::HashSet;
use std::iter;
use std::sync::atomic::Ordering;

use super::records::{Debt, decode, encode};
use super::{Change, State, StateError, key_of, kind};
use crate::emission::{Line, Owed, Token};

impl State {
    /// The first debts that are durable, up to so many, each of another article: they may be paid together.
    pub fn next_owed(&self, most: usize) -> Result<Vec<Owed>, StateError> {
        let durable = self.durable.load(Ordering::Acquire);
        let (mut group, mut articles) = (Vec::new(), HashSet::new());
        for owed in self.owed().take(most) {
            let owed = owed?;
            if owed.seq() > durable || !articles.insert(owed.line.id) {
                break;
            }
            group.push(owed);
        }
        Ok(group)
    }

    /// All debts, in order.
    pub fn owed(&self) -> impl Iterator<Item = Result<Owed, StateError>> {
        let records = self.database.scan_prefix([kind::DEBT]).values();
        let mut debts = records.map(|record| debt_in(&record?)).peekable();
        iter::from_fn(move || {
            let debt = debts.next()?;
            Some(debt.map(|(token, line)| {
                // Debts of one directory are marked together, and follow one another.
                let is_last = match debts.peek() {
                    Some(Ok((next, _))) => *next != token,
                    Some(Err(_)) => false,
                    None => true,
                };
                Owed { token, is_last, line }
            }))
        })
    }

    /// These debts are paid: their files are in place and their lines stand in the journal.
    ///
    /// Not flushed: paying once more finds nothing to do.
    pub fn settle(&self, paid: &[Owed]) -> Result<(), StateError> {
        if paid.is_empty() {
            // It is asked twice a second, and sled writes an empty change, too.
            return Ok(());
        }
        let mut batch = sled::Batch::default();
        for owed in paid {
            batch.remove(key_of(kind::DEBT, &owed.seq().to_be_bytes()));
        }
        self.database.apply_batch(batch)?;
        Ok(())
    }
}

impl Change {
    /// Owes a line, and the files that are staged under this token.
    pub(super) fn owe(&mut self, token: Option<Token>, line: &Line) {
        let json = serde_json::to_string(line).expect("a line is plain data");
        let debt = Debt { token: token.map(|token| token.0), line: json };
        self.batch.insert(key_of(kind::DEBT, &line.seq.to_be_bytes()), encode(&debt));
    }
}

/// The debt in a record: where its files wait, and its line.
pub(super) fn debt_in(record: &[u8]) -> Result<(Option<Token>, Line), StateError> {
    let debt: Debt = decode(record)?;
    let line = serde_json::from_str(&debt.line)
        .map_err(|_| StateError::Damaged("a debt cannot be read".to_owned()))?;
    Ok((debt.token.map(Token), line))
}

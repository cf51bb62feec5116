//! What an entry's page turned out to be known by, after its discovery.
//!
//! Never: a canonical address that leads to an article with another text.

use super::mark::{Emission, Group};
use super::{Portrait, State, StateError};
use crate::identity::{ArticleId, Key, shared_address};

/// The keys of the addresses that an entry's page turned out to have.
#[derive(Debug, Clone, Copy, Default)]
pub struct Met {
    /// The final one.
    pub address: Option<Key>,
    /// The canonical one on its host, if it names one.
    pub canonical: Option<Key>,
}

impl State {
    /// The keys of those that an emission met that are believed. Not a canonical address that leads to an article with
    /// another text, for some systems give all their pages one: then the key that tells so is given, too.
    pub(super) fn believed(
        &self,
        emission: &Emission,
        id: ArticleId,
        beside: Option<&Group<'_>>,
    ) -> Result<(Vec<Key>, Option<Key>), StateError> {
        let Met { address, canonical } = emission.met;
        let mut keys: Vec<Key> = address.into_iter().collect();
        let Some(canonical) = canonical.filter(|key| address != Some(*key)) else {
            return Ok((keys, None));
        };
        let shared = shared_address(canonical);
        let owner = beside.and_then(|group| group.change.owner(canonical));
        let owner = owner.or_else(|| self.leads.whose(canonical)).filter(|owner| *owner != id);
        let other = match owner {
            Some(owner) => match beside.and_then(|group| group.portrait_of(owner)) {
                Some(portrait) => Some(portrait.clone()),
                None => self.portrait(owner)?,
            },
            None => None,
        };
        let pair = other.zip(emission.portrait.as_ref());
        let refutes = |(other, own): (Portrait, &Portrait)| own.is_of_another_text(&other);
        if owner.is_some() && self.is_shared(shared) || pair.is_some_and(refutes) {
            return Ok((keys, Some(shared)));
        }
        keys.push(canonical);
        Ok((keys, None))
    }
}

//! The members of an object of JSON, each as it is written until somebody asks for it.
//!
//! Always: the last of each name; one of a wrong type, or that cannot be read, is as good as none. Never: a tree of what
//! nobody asks for, more than [`MAX_MEMBERS`] members, more than [`MAX_LIST`] elements of a list.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::form;

/// So many members of an object are read; those behind them are left out.
const MAX_MEMBERS: usize = 1_024;
/// So many elements of a list are read.
const MAX_LIST: usize = 64;

/// The members of an object.
#[derive(Default)]
pub(super) struct Members<'a>(pub(super) BTreeMap<String, &'a RawValue>);

impl<'a> Members<'a> {
    /// Those of a value; `None` if it is no object.
    pub(super) fn of(json: &'a RawValue) -> Option<Self> {
        serde_json::from_str(json.get()).ok()
    }

    /// The member of this name, whatever it is.
    pub(super) fn get(&self, name: &str) -> Option<&'a RawValue> {
        self.0.get(name).copied()
    }

    /// A member that has no members itself.
    pub(super) fn scalar(&self, name: &str) -> Option<Value> {
        scalar(self.get(name)?)
    }

    /// A member that is a text.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        text(self.get(name)?)
    }

    /// The first elements of a member that is a list; of any other none.
    pub(super) fn list(&self, name: &str) -> Vec<&'a RawValue> {
        let list = self.get(name).and_then(|list| serde_json::from_str(list.get()).ok());
        list.map(|List(elements)| elements).unwrap_or_default()
    }

    /// The object in its one [form], piece by piece.
    pub(super) fn form(&self) -> impl Iterator<Item = Vec<u8>> {
        let members = self.0.iter().enumerate().flat_map(|(at, (name, json))| {
            let before: &[u8] = if at == 0 { b"" } else { b"," };
            [before.to_vec(), form::member(name), form::of(json)]
        });
        [b"{".to_vec()].into_iter().chain(members).chain([b"}".to_vec()])
    }
}

/// A text.
pub(super) fn text(json: &RawValue) -> Option<String> {
    match scalar(json)? {
        Value::String(text) => Some(text),
        _ => None,
    }
}

/// A value without members or elements.
fn scalar(json: &RawValue) -> Option<Value> {
    let has_parts = json.get().starts_with(['{', '[']);
    (!has_parts).then(|| serde_json::from_str(json.get()).ok()).flatten()
}

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Self::default())
    }
}

impl<'de: 'a, 'a> Visitor<'de> for Members<'a> {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut object: A) -> Result<Self, A::Error> {
        while let Some(name) = object.next_key()? {
            if self.0.len() < MAX_MEMBERS {
                self.0.insert(name, object.next_value()?);
            } else {
                object.next_value::<IgnoredAny>()?;
            }
        }
        Ok(self)
    }
}

/// The first elements of a list.
#[derive(Default)]
struct List<'a>(Vec<&'a RawValue>);

impl<'de: 'a, 'a> Deserialize<'de> for List<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Self::default())
    }
}

impl<'de: 'a, 'a> Visitor<'de> for List<'a> {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<Self, A::Error> {
        while self.0.len() < MAX_LIST {
            match list.next_element()? {
                Some(element) => self.0.push(element),
                None => return Ok(self),
            }
        }
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(self)
    }
}

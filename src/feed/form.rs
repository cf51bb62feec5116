//! A value of JSON in one form, however it is written: no blanks, members by their names, the last of each name.
//!
//! Always: as `serde_json` writes the value's tree, since ids rest on it; linear in the input. Never: a tree, nor much more
//! than [`MAX_FORM`] of what has elements or members.

use std::fmt;

use serde::Serialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// What begins behind so many bytes is left out.
const MAX_FORM: usize = 64 * 1024;

/// The form of a value; of one that cannot be read, what stands before the fault.
pub(super) fn of(json: &RawValue) -> Vec<u8> {
    let mut form = Vec::with_capacity(json.get().len());
    let value = Part { form: &mut form, before: b"" };
    let _ = value.deserialize(&mut serde_json::Deserializer::from_str(json.get()));
    form
}

/// A value that is added to a form, behind what belongs before it.
struct Part<'f> {
    form: &'f mut Vec<u8>,
    before: &'f [u8],
}

impl Part<'_> {
    fn put<E: Error>(self, value: impl Serialize) -> Result<(), E> {
        serde_json::to_writer(self.form, &value).map_err(E::custom)
    }
}

impl<'de> DeserializeSeed<'de> for Part<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.form.len() >= MAX_FORM {
            return deserializer.deserialize_ignored_any(IgnoredAny).map(drop);
        }
        self.form.extend_from_slice(self.before);
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Part<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.put(())
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.put(value)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        self.put(number)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        self.put(number)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        self.put(number)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.put(text)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let Self { form, .. } = self;
        form.push(b'[');
        let mut before: &[u8] = b"";
        while list.next_element_seed(Part { form, before })?.is_some() {
            before = b",";
        }
        form.push(b']');
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        let Self { form, .. } = self;
        form.push(b'{');
        let start = form.len();
        let mut members = Vec::new();
        while let Some(name) = object.next_key::<String>()? {
            let from = form.len() - start;
            object.next_value_seed(Part { form, before: &member(&name) })?;
            let written = from..form.len() - start;
            if !written.is_empty() {
                members.push((name, written));
            }
        }
        members.sort_by(|(a, _), (b, _)| a.cmp(b));
        let written = form.split_off(start);
        for (at, (name, range)) in members.iter().enumerate() {
            if members.get(at + 1).is_none_or(|(next, _)| next != name) {
                if form.len() > start {
                    form.push(b',');
                }
                form.extend_from_slice(&written[range.clone()]);
            }
        }
        form.push(b'}');
        Ok(())
    }
}

/// What stands before a member of this name.
pub(super) fn member(name: &str) -> Vec<u8> {
    let mut form = serde_json::to_vec(name).expect("a text can be written");
    form.push(b':');
    form
}

//! JSON that stands in a page's scripts, as values.
//!
//! Always: bounded in memory, for a few bytes of text can be a hundred times as many as values; and in depth, by the
//! parser (128). Never: a part of a value.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::json;

/// What the values of a page may take, in bytes: several times what the state of a large page takes.
const MAX_TAKEN: usize = 48 << 20;

/// What a value takes in a list, and with its key in an object.
const VALUE: usize = 64;

/// What an object takes that has few members: its map is made of nodes for eleven.
const OBJECT: usize = 640;

/// What is left for the values of one page.
pub(in crate::extract) struct Allowance(usize);

impl Default for Allowance {
    fn default() -> Self {
        Self(MAX_TAKEN)
    }
}

impl Allowance {
    /// The text as a value; `None` if it is none, or takes more than is left.
    pub(in crate::extract) fn whole(&mut self, text: &str) -> Option<Value> {
        self.read(&json::whole_characters(text), true)
    }

    /// The value that a text begins with.
    pub(in crate::extract) fn first(&mut self, text: &str) -> Option<Value> {
        self.read(text, false)
    }

    fn read(&mut self, text: &str, whole: bool) -> Option<Value> {
        let mut json = serde_json::Deserializer::from_str(text);
        let value = Bounded(&mut self.0).deserialize(&mut json).ok()?;
        (!whole || json.end().is_ok()).then_some(value)
    }
}

/// Makes a value, and takes what it takes.
struct Bounded<'l>(&'l mut usize);

impl Bounded<'_> {
    fn take<E: Error>(&mut self, bytes: usize) -> Result<(), E> {
        *self.0 = self.0.checked_sub(bytes).ok_or_else(|| E::custom("it takes too much memory"))?;
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Bounded<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Bounded<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E: Error>(mut self, value: &str) -> Result<Value, E> {
        self.take(value.len())?;
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element_seed(Bounded(self.0))? {
            self.take(VALUE)?;
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut object: A) -> Result<Value, A::Error> {
        self.take(OBJECT)?;
        let mut members = Map::new();
        while let Some(key) = object.next_key::<String>()? {
            self.take(VALUE + key.len())?;
            members.insert(key, object.next_value_seed(Bounded(self.0))?);
        }
        Ok(Value::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Allowance;

    #[test]
    fn a_value_is_read_whole_or_not_at_all() {
        let text = r#"{"a":[1,-2,0.5,true,null,"b"],"c":{"d":"é"}} rest"#;
        let expected = json!({"a": [1, -2, 0.5, true, null, "b"], "c": {"d": "é"}});
        assert_eq!(Allowance::default().first(text), Some(expected.clone()));
        assert_eq!(Allowance::default().whole(text), None);
        assert_eq!(Allowance::default().whole(text.trim_end_matches(" rest")), Some(expected));
        assert_eq!(Allowance::default().first("[1, 2"), None);
    }

    #[test]
    fn what_few_bytes_would_make_many_of_is_not_read() {
        let bomb = |objects: usize| format!("[{}{{}}]", "{\"\":0},".repeat(objects));
        assert!(Allowance::default().whole(&bomb(1000)).is_some());
        assert_eq!(Allowance::default().whole(&bomb(100_000)), None);
        // All scripts of a page share it.
        let mut allowance = Allowance::default();
        let read = (0..10).filter(|_| allowance.whole(&bomb(20_000)).is_some()).count();
        assert_eq!(read, 3);
    }
}

//! A JSON record of which what is absent is left out.

use serde_json::Value;

/// An object without what is nothing: null, an empty list, an empty object. An empty text stays: some must be there.
pub(super) fn present(mut object: Value) -> Value {
    if let Value::Object(members) = &mut object {
        members.retain(|_, value| match value {
            Value::Null => false,
            Value::Array(list) => !list.is_empty(),
            Value::Object(members) => !members.is_empty(),
            _ => true,
        });
    }
    object
}

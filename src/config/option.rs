//! An option of the configuration: one row of a `table!` in [`super::settings`], from which come its field, its default,
//! and how it is read and printed.
//!
//! Always: what is printed reads back as the same.

use toml::Value;
use toml::de::DeValue;

use super::source::Source;
use super::table::Table;
use super::values::Understood;

/// Makes the type of a table: `KEY: TYPE = DEFAULT, FORM;` for each option.
macro_rules! table {
    ($(#[$meta:meta])* $name:ident {
        $($(#[$doc:meta])* $key:ident: $type:ty = $default:expr, $form:expr;)*
    }) => {
        $(#[$meta])*
        pub struct $name { $($(#[$doc])* pub $key: $type,)* }

        impl Default for $name {
            fn default() -> Self {
                Self { $($key: $default,)* }
            }
        }

        impl $name {
            $(pub(super) fn $key() -> impl Form<$type> { $form })*

            /// Reads what is written over what holds without it.
            pub(super) fn read(&mut self, table: &mut Table<'_>) {
                $(set(&mut self.$key, Self::$key().read(table, stringify!($key)));)*
                table.finish();
            }

            /// The table as it is written; only what differs from `above`, if that holds without it.
            pub(super) fn written(&self, above: Option<&Self>) -> toml::Table {
                let mut table = toml::Table::new();
                $(if above.is_none_or(|above| above.$key != self.$key) {
                    table.insert(stringify!($key).to_owned(), Self::$key().write(&self.$key));
                })*
                table
            }
        }
    };
}

/// Makes an enum whose values are words in a configuration.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $value:ident = $word:literal,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$doc])* $value,)* }

        impl $name {
            /// Each with the word for it.
            pub(super) const WORDS: &[(&str, Self)] = &[$(($word, Self::$value),)*];

            /// The word for it in a configuration.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$value => $word,)*
                }
            }
        }
    };
}

pub(super) use {table, words};

/// What is written holds over what is there.
pub(super) fn set<T>(setting: &mut T, written: Option<T>) {
    if let Some(written) = written {
        *setting = written;
    }
}

/// How the value of an option stands in a file.
pub(super) trait Form<T> {
    /// What is written at `key`; `None` if nothing is, or, reported, not understood.
    fn read(&self, table: &mut Table<'_>, key: &'static str) -> Option<T>;

    /// The value as it is written.
    fn write(&self, value: &T) -> Value;
}

/// One value: how it is understood, and how it is written.
impl<T, U, W> Form<T> for (U, W)
where
    U: Fn(&DeValue<'_>, &Source) -> Understood<T>,
    W: Fn(&T) -> Value,
{
    fn read(&self, table: &mut Table<'_>, key: &'static str) -> Option<T> {
        let source = table.source;
        table.read(key, |value| self.0(value, source))
    }

    fn write(&self, value: &T) -> Value {
        self.1(value)
    }
}

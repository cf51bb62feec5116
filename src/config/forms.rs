//! The forms of options: how each kind of value is understood, and how it is written so that it reads back.

use std::fmt::Display;
use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::time::Duration;

use toml::Value;
use toml::de::DeValue;

use super::option::Form;
use super::source::Source;
use super::table::Table;
use super::values::{
    self, Understood, boolean, choice, days, duration_text, quoted, size_text, whole,
};
use super::{AllowedAddress, Authorities, Budget};

/// The longest `contact`, in bytes.
const MAX_CONTACT_BYTES: usize = 256;

/// `true` or `false`.
pub(super) fn flag() -> impl Form<bool> {
    (|value: &DeValue<'_>, _: &Source| boolean(value), |on: &bool| Value::from(*on))
}

/// A whole number; the bounds are within the type.
pub(super) fn number<T: TryFrom<u64> + TryInto<i64> + Copy>(
    bounds: RangeInclusive<u64>,
) -> impl Form<T> {
    let understand = move |value: &DeValue<'_>, _: &Source| {
        let number = whole(value, &bounds)?;
        T::try_from(number).map_err(|_| format!("is {number}, which is too much here"))
    };
    (understand, |number: &T| Value::from((*number).try_into().unwrap_or(i64::MAX)))
}

/// A number of bytes.
pub(super) fn size(bounds: RangeInclusive<u64>) -> impl Form<u64> {
    let understand = move |value: &DeValue<'_>, _: &Source| values::size(value, &bounds);
    (understand, |bytes: &u64| Value::from(size_text(*bytes)))
}

/// A duration.
pub(super) fn duration(bounds: RangeInclusive<Duration>) -> impl Form<Duration> {
    let understand = move |value: &DeValue<'_>, _: &Source| values::duration(value, &bounds);
    (understand, |time: &Duration| Value::from(duration_text(*time)))
}

/// One of some words.
pub(super) fn one_of<T: Copy>(
    words: &'static [(&'static str, T)],
    word: fn(T) -> &'static str,
) -> impl Form<T> {
    let understand = move |value: &DeValue<'_>, _: &Source| choice(value, words);
    (understand, move |meaning: &T| Value::from(word(*meaning)))
}

/// What may be there or not; "" stands for none.
fn optional<T: Display>(understand: fn(&str, &Source) -> Understood<T>) -> impl Form<Option<T>> {
    let understand = move |value: &DeValue<'_>, source: &Source| match values::text(value)? {
        "" => Ok(None),
        text => understand(text, source).map(Some),
    };
    let write = |given: &Option<T>| given.as_ref().map_or_else(String::new, T::to_string).into();
    (understand, write)
}

/// The path of a directory; it becomes absolute.
pub(super) fn directory() -> impl Form<PathBuf> {
    let understand = |value: &DeValue<'_>, source: &Source| match values::text(value)? {
        "" => Err("is empty; write the path of a directory".to_owned()),
        path if path.contains('\0') => Err("has a zero byte in it; write a path".to_owned()),
        path => Ok(absolute(source.resolve(path))),
    };
    (understand, |path: &PathBuf| Value::from(path.display().to_string()))
}

/// Intervals between polls: a second, for tests on a machine of one's own, to a year.
pub(super) fn interval() -> impl Form<Duration> {
    duration(Duration::from_secs(1)..=days(366))
}

/// So many polls, if they are bounded.
pub(super) fn budget() -> impl Form<Option<Budget>> {
    optional(|text, _| text.parse().map_err(|error| format!("is {}, which {error}", quoted(text))))
}

/// Where to listen, if anywhere.
pub(super) fn listen() -> impl Form<Option<SocketAddr>> {
    optional(|text, _| {
        text.parse().map_err(|_| {
            let given = quoted(text);
            format!("is {given}; write an address and a port, such as \"127.0.0.1:8420\", or \"\"")
        })
    })
}

/// A file of certificates, if one is named.
pub(super) fn authorities() -> impl Form<Option<Authorities>> {
    optional(|path, source| Authorities::read(&absolute(source.resolve(path))))
}

/// Whom to complain to.
pub(super) fn contact() -> impl Form<String> {
    // It becomes part of a comment in a header (RFC 9110, section 5.6.5), which these would end.
    let fits = |byte: u8| (byte == b' ' || byte.is_ascii_graphic()) && !b"()\\".contains(&byte);
    let understand = move |value: &DeValue<'_>, _: &Source| {
        let text = values::text(value)?.trim();
        if text.len() > MAX_CONTACT_BYTES || !text.bytes().all(fits) {
            return Err(format!(
                "cannot be sent; write a URL or an e-mail address, in ASCII, without parentheses, of at \
                 most {MAX_CONTACT_BYTES} characters"
            ));
        }
        Ok(text.to_owned())
    };
    (understand, |text: &String| Value::from(text.as_str()))
}

/// A list of addresses that are not public.
pub(super) fn addresses() -> impl Form<Vec<AllowedAddress>> {
    let understand = |value: &DeValue<'_>| {
        let text = values::text(value)?;
        text.parse().map_err(|error| format!("{} {error}", quoted(text)))
    };
    List(understand, AllowedAddress::to_string)
}

/// A list of words.
pub(super) fn all_of<T: Copy>(
    words: &'static [(&'static str, T)],
    word: fn(T) -> &'static str,
) -> impl Form<Vec<T>> {
    List(|value: &DeValue<'_>| choice(value, words), move |meaning: &T| word(*meaning).to_owned())
}

/// A list of values, and how each is understood and written.
struct List<U, W>(U, W);

impl<T, U, W> Form<Vec<T>> for List<U, W>
where
    U: Fn(&DeValue<'_>) -> Understood<T>,
    W: Fn(&T) -> String,
{
    fn read(&self, table: &mut Table<'_>, key: &'static str) -> Option<Vec<T>> {
        table.list(key, &self.0)
    }

    fn write(&self, values: &Vec<T>) -> Value {
        values.iter().map(&self.1).collect::<Vec<_>>().into()
    }
}

/// A path that stays the same when the process changes its directory; `.` and `..` go, as in a shell.
fn absolute(path: PathBuf) -> PathBuf {
    use std::path::Component::{CurDir, ParentDir};
    let path = std::path::absolute(&path).unwrap_or(path);
    path.components().fold(PathBuf::new(), |mut clean, part| {
        match part {
            ParentDir => {
                clean.pop();
            }
            CurDir => {}
            part => clean.push(part),
        }
        clean
    })
}

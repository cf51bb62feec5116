//! `--batch`: one JSON line in, one JSON line out, in order.
//!
//! Always: an answer for every line, flushed as it is ready, so a program may write one line and wait;
//! a fixed number of lines under way; each id as it was written. A line that fails is answered with
//! `{"id": …, "error": "…"}`.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Write};
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;

use serde::de::value::MapDeserializer;
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Value, json};
use url::Url;

/// The answer to a line: an object, each value as it is written.
pub(super) type Answer = BTreeMap<String, Box<RawValue>>;

/// One line of input.
#[derive(Debug, Deserialize)]
pub(super) struct Item {
    /// Comes back with the answer.
    pub(super) id: Box<RawValue>,
    /// Where the document came from.
    #[serde(default)]
    url: Option<String>,
    /// The file that holds it; a name in `.gz` is decompressed.
    path: PathBuf,
}

impl Item {
    /// Where the document came from, if that is known.
    pub(super) fn address(&self) -> Result<Option<Url>, String> {
        let parse = |url: &String| {
            Url::parse(url).map_err(|error| format!("{url:?} is no address: {error}"))
        };
        self.url.as_ref().map(parse).transpose()
    }

    /// The bytes of the document.
    pub(super) fn bytes(&self) -> Result<Vec<u8>, String> {
        super::input::file(&self.path)
            .map_err(|error| format!("{} cannot be read: {error}", self.path.display()))
    }
}

/// The answer that is this record.
pub(super) fn answer_of(record: Value) -> Answer {
    let Value::Object(members) = record else { return Answer::new() };
    members.into_iter().map(|(key, value)| (key, written(&value))).collect()
}

/// A value as it is written.
pub(super) fn written(value: &impl Serialize) -> Box<RawValue> {
    to_raw_value(value).expect("what has texts for keys can be written")
}

/// Answers every line of standard input on standard output with what `answer` makes of it, `jobs` at a time: one a
/// core, unless another number was asked for.
pub(super) fn run<A>(jobs: Option<NonZeroUsize>, answer: A) -> io::Result<()>
where
    A: Fn(&Item) -> Result<Answer, String> + Sync,
{
    let cores = || thread::available_parallelism().ok();
    let jobs = jobs.or_else(cores).unwrap_or(NonZeroUsize::MIN);
    answer_all(io::BufReader::new(io::stdin()), io::stdout().lock(), jobs, answer)
}

/// Answers every line of `input` on `output` with what `answer` makes of it, `jobs` at a time.
fn answer_all<A>(
    input: impl BufRead + Send,
    mut output: impl Write,
    jobs: NonZeroUsize,
    answer: A,
) -> io::Result<()>
where
    A: Fn(&Item) -> Result<Answer, String> + Sync,
{
    let jobs = jobs.get();
    let (work, waiting) = mpsc::sync_channel::<(Vec<u8>, mpsc::SyncSender<Box<RawValue>>)>(jobs);
    let (order, answers) = mpsc::sync_channel::<mpsc::Receiver<Box<RawValue>>>(4 * jobs);
    let waiting = Mutex::new(waiting);
    thread::scope(|scope| {
        for _ in 0..jobs {
            scope.spawn(|| {
                loop {
                    let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok((line, slot)) = next else { return };
                    // The writer may be gone (a closed pipe); then nobody waits for the answer.
                    let _ = slot.send(answer_line(&line, &answer));
                }
            });
        }
        let reader = scope.spawn(move || -> io::Result<()> {
            for line in input.split(b'\n') {
                let line = line?;
                let (slot, result) = mpsc::sync_channel(1);
                if order.send(result).is_err() || work.send((line, slot)).is_err() {
                    break;
                }
            }
            Ok(())
        });
        let told = answers.into_iter().try_for_each(|result| {
            let answer = result
                .recv()
                .unwrap_or_else(|_| failed(None, "the worker ended without an answer"));
            output.write_all(answer.get().as_bytes())?;
            output.write_all(b"\n")?;
            output.flush()
        });
        told.and(reader.join().unwrap_or(Ok(())))
    })
}

fn answer_line<A>(line: &[u8], answer: &A) -> Box<RawValue>
where
    A: Fn(&Item) -> Result<Answer, String>,
{
    // Of a list, too, serde would make an item.
    let members = serde_json::from_slice::<BTreeMap<String, &RawValue>>(line);
    let id = members.as_ref().ok().and_then(|members| members.get("id").copied());
    let of = |members: &BTreeMap<String, &RawValue>| {
        let members = members.iter().map(|(key, value)| (key.as_str(), *value));
        Item::deserialize(MapDeserializer::new(members))
    };
    let item = match members.as_ref().map(of) {
        Ok(Ok(item)) => item,
        Ok(Err(error)) => return failed(id, &not_an_item(&error)),
        Err(error) => return failed(id, &not_an_item(error)),
    };
    let answered = catch_unwind(AssertUnwindSafe(|| answer(&item))).unwrap_or_else(|_| {
        Err("this document made courant panic: please report it with the file".to_owned())
    });
    match answered {
        Ok(answer) => written(&answer),
        Err(error) => failed(id, &error),
    }
}

fn not_an_item(error: &serde_json::Error) -> String {
    format!("the line is not {{\"id\", \"url\", \"path\"}}: {error}")
}

/// The answer to a line that fails.
fn failed(id: Option<&RawValue>, error: &str) -> Box<RawValue> {
    let mut answer = answer_of(json!({ "error": error }));
    answer.insert("id".to_owned(), id.map_or_else(|| written(&()), RawValue::to_owned));
    written(&answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_answered_in_order_and_failures_end_nothing() {
        let mut lines: Vec<u8> = (0..50)
            .flat_map(|n| format!("{{\"id\":\"{n}\",\"path\":\"/\"}}\n").into_bytes())
            .collect();
        // Junk, an empty line, and one that is not UTF-8: each has its answer.
        lines.extend(
            b"junk\n\n[\"list\",null,\"/\"]\n{\"id\":\"\xff\",\"path\":\"/\"}\n{\"id\":\"last\",\"path\":\"/\"}\n",
        );
        let mut out = Vec::new();
        answer_all(
            io::Cursor::new(lines),
            &mut out,
            NonZeroUsize::new(3).expect("three"),
            |item| {
                let n: u64 = item.id.get().trim_matches('"').parse().unwrap_or_default();
                thread::sleep(std::time::Duration::from_millis(n % 7));
                if n % 10 == 3 {
                    return Err("no".into());
                }
                Ok(Answer::from([("id".to_owned(), item.id.clone())]))
            },
        )
        .expect("written");
        let out = String::from_utf8(out).expect("text");
        let answers: Vec<Value> =
            out.lines().map(|line| serde_json::from_str(line).expect("json")).collect();
        assert_eq!(answers.len(), 55);
        for (n, answer) in answers.iter().take(50).enumerate() {
            assert_eq!(answer["id"], n.to_string());
            assert_eq!(answer.get("error").is_some(), n % 10 == 3);
        }
        assert!(answers[50..54].iter().all(|answer| answer["error"].is_string()));
        assert_eq!(answers[54]["id"], "last");
    }
}

//! What is found of stories: recall, precision, the time of a look-up and memory.
//!
//! `cargo bench --bench stories -- [SEED] [labelled|full|pages]` writes agency texts by a small grammar of our own,
//! and of each its copies as papers print them (`stories/agency.rs`); beside them other texts on the same topics,
//! sites whose articles share furniture, and articles that share a long quotation. All come in a random order, as
//! they do through feeds. An article that joins a story is right if the story is its own. Then a window of 200,000
//! articles is asked, and the processor's time for it is counted. At last the captured pages under
//! `$COURANT_DATA/pages` go through it, and every two that are joined are printed: they are to be one article,
//! captured twice. Fails if a figure does not hold.

#[path = "stories/agency.rs"]
mod agency;
mod captured;

use std::collections::HashMap;
use std::hint::black_box;
use std::time::Duration;

use courant::extract::{Hints, extract};
use courant::hosts::Host;
use courant::identity::ArticleId;
use courant::stories::{Found, Member, Sketch, Window};
use rustix::time::{ClockId, clock_gettime};

use agency::{Agency, Printed};

/// Of the copies so many are to be found …
const RECALL: f64 = 0.98;
/// … and of those that join a story so many are to be right.
const PRECISION: f64 = 0.995;
/// A look-up is to take less, at the 99th percentile.
const LOOKUP: Duration = Duration::from_millis(1);
/// Articles in the window whose look-ups are timed.
const FULL: u32 = 200_000;
/// Look-ups that are timed.
const LOOKUPS: u32 = 5_000;

fn main() {
    let seed = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(1);
    let only: Vec<String> = std::env::args().skip(1).collect();
    let asked = |part: &str| {
        let named = |name: &String| ["labelled", "full", "pages"].contains(&name.as_str());
        !only.iter().any(named) || only.iter().any(|name| name == part)
    };
    println!("seed {seed}");
    let mut holds = true;
    if asked("labelled") {
        holds &= labelled(seed);
    }
    if asked("full") {
        holds &= full(seed);
    }
    if asked("pages") {
        pages();
    }
    if !holds {
        eprintln!("A figure does not hold.");
        std::process::exit(1);
    }
}

/// Recall and precision on texts of which it is known what they tell; whether they are as wanted.
fn labelled(seed: u64) -> bool {
    let printed = Agency::new(seed).edition();
    let mut window = Window::default();
    let mut stories: HashMap<ArticleId, u32> = HashMap::new();
    let mut first: HashMap<u32, ArticleId> = HashMap::new();
    let (mut copies, mut joined, mut right) = (0_u32, 0_u32, 0_u32);
    let mut by_kind: HashMap<&str, [u32; 4]> = HashMap::new();
    for (number, article) in (1..).zip(&printed) {
        let Printed { story, kind, source, headline, text } = article;
        let id = id(number);
        let mut member = Member { id, story: id, source: *source, headline: *headline };
        let sketch = Sketch::of(text).expect("long enough");
        let is_copy = first.contains_key(story);
        let counts = by_kind.entry(kind).or_default();
        counts[0] += 1;
        counts[1] += u32::from(is_copy);
        copies += u32::from(is_copy);
        if let Found::Copy { story: found, .. } = window.find(&member, &sketch) {
            member.story = found;
            joined += 1;
            let is_right = stories[&found] == *story;
            right += u32::from(is_right);
            counts[2] += u32::from(is_right);
            counts[3] += u32::from(!is_right);
        } else {
            stories.insert(id, *story);
        }
        first.entry(*story).or_insert(id);
        window.put(member, &sketch, 1);
    }
    println!("\nkind                    articles  copies  found  wrong");
    let mut kinds: Vec<_> = by_kind.into_iter().collect();
    kinds.sort_unstable();
    for (kind, [articles, copies, found, wrong]) in kinds {
        println!("{kind:24}{articles:8}{copies:8}{found:7}{wrong:7}");
    }
    let share = |whole: u32| f64::from(right) / f64::from(whole);
    let (recall, precision) = (share(copies), share(joined));
    println!(
        "recall {recall:.4} of {copies} copies, precision {precision:.4} of {joined} that joined a story (wanted: \
         {RECALL}, {PRECISION})"
    );
    recall >= RECALL && precision >= PRECISION
}

/// The time of a look-up in a full window, and its memory; whether the time is as wanted.
fn full(seed: u64) -> bool {
    let mut agency = Agency::new(seed.wrapping_add(1));
    let before = resident();
    let mut window = Window::default();
    let mut words = 0;
    for number in 0..FULL {
        let text = agency.text();
        words += text.split(' ').count();
        let id = id(number);
        let member = Member { id, story: id, source: number.into(), headline: number };
        let sketch = Sketch::of(&text).expect("long enough");
        // Fourteen days.
        window.put(member, &sketch, i64::from(number * 14 / FULL));
    }
    let grown = resident().saturating_sub(before);
    let (mut took, mut sketched) = (Vec::new(), Duration::ZERO);
    for number in 0..LOOKUPS {
        let text = agency.text();
        let begun = worked();
        let sketch = Sketch::of(&text).expect("long enough");
        sketched += worked().saturating_sub(begun);
        let id = id(FULL + number);
        let member = Member { id, story: id, source: 0, headline: number };
        let begun = worked();
        black_box(window.find(&member, &sketch));
        took.push(worked().saturating_sub(begun));
    }
    took.sort_unstable();
    let mean = took.iter().sum::<Duration>() / LOOKUPS;
    let slow = took[took.len() * 99 / 100];
    println!(
        "\n{} articles of {} words on average: a look-up takes {mean:.1?} on average, {slow:.1?} at the 99th \
         percentile (wanted: {LOOKUP:?}); a sketch {:.1?}",
        window.len(),
        words / FULL as usize,
        sketched / LOOKUPS
    );
    println!(
        "memory: {} MiB, {} bytes an article ({} MiB more resident)",
        window.bytes() >> 20,
        window.bytes() / window.len(),
        grown >> 20
    );
    slow < LOOKUP
}

/// Every two captured pages that are taken for one story.
fn pages() {
    let folder = captured::folder();
    let mut sets: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder can be read")
        .map(|entry| entry.expect("an entry").path())
        .filter(|set| set.join("truth.json").is_file())
        .collect();
    sets.sort();
    let (mut window, mut known, mut looked_at) = (Window::default(), HashMap::new(), 0);
    println!("\nCaptured pages that are taken for one story:");
    let mut number = 0;
    for set in sets {
        let name = set.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let all = captured::read(&set);
        let texts = captured::each(&all, |_, page| {
            let read = extract(&page.html, &page.url, &Hints::default()).ok()?;
            let text = read.body.to_text();
            Some((Sketch::of(&text)?, read.title.unwrap_or_default(), text))
        });
        for (page, read) in all.iter().zip(texts) {
            let Some((sketch, title, text)) = read else { continue };
            (number, looked_at) = (number + 1, looked_at + 1);
            let host = Host::of(&page.url).map(|host| host.to_string()).unwrap_or_default();
            let place = format!("{name}/{} {title:?}", page.id);
            let id = id(number);
            let source =
                host.bytes().fold(7, |sum: u64, byte| sum * 31 % 0xffff_fffb + u64::from(byte));
            let mut member = Member { id, story: id, source, headline: number };
            match window.find(&member, &sketch) {
                Found::New => {}
                Found::Repeated => println!("- {place}: repeated on {host}"),
                Found::Copy { of, story, similarity } => {
                    member.story = story;
                    println!("- {place}\n  {} ({similarity:.2})", known[&of]);
                }
            }
            let words = text.split_whitespace().count();
            known.insert(id, format!("{place}, {words} words"));
            window.put(member, &sketch, 1);
        }
    }
    println!("({looked_at} pages with a text)");
}

fn id(number: u32) -> ArticleId {
    format!("{number:024x}").parse().expect("an id")
}

/// The processor's time that this thread took: what else the machine does is no part of it.
fn worked() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::try_from(time).expect("it does not run backwards")
}

fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = status.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok());
    pages.unwrap_or_default() * 4096
}

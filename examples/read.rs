//! Reads the output of courant as a JSON Feed: `cargo run --example read -- OUTPUT`.
//!
//! Each `.json` is an item of JSON Feed 1.1, so a feed is made by putting items together, and any library
//! for JSON Feed reads it. This one prints the newest articles, a line each.

use std::error::Error;
use std::fs;
use std::path::Path;

use feed_rs::model::Feed;
use serde_json::{Value, json};

/// How many articles are shown.
const NEWEST: usize = 20;

fn main() -> Result<(), Box<dyn Error>> {
    let output = std::env::args().nth(1).ok_or("name the output directory")?;
    for entry in read(Path::new(&output), NEWEST)?.entries {
        let date = entry.published.map(|date| date.format("%Y-%m-%d %H:%M").to_string());
        let title = entry.title.map(|title| title.content).unwrap_or_default();
        let link = entry.links.first().map(|link| link.href.as_str()).unwrap_or_default();
        println!("{:16}  {title}  {link}", date.unwrap_or_default());
    }
    Ok(())
}

/// The newest articles of an output directory, as a library for feeds sees them.
pub(crate) fn read(output: &Path, most: usize) -> Result<Feed, Box<dyn Error>> {
    let mut items = Vec::new();
    for path in newest(output)? {
        // Another consumer may have taken it.
        let Ok(item) = fs::read(output.join(path)) else { continue };
        items.push(serde_json::from_slice::<Value>(&item)?);
        if items.len() == most {
            break;
        }
    }
    let feed = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": "What courant put out",
        "items": items,
    });
    Ok(feed_rs::parser::parse(feed.to_string().as_bytes())?)
}

/// The paths that the journal names, the newest first, each once.
fn newest(output: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let days = fs::read_dir(output.join("journal"))?;
    let mut days = days.map(|day| Ok(day?.path())).collect::<Result<Vec<_>, std::io::Error>>()?;
    days.sort();
    let mut paths: Vec<String> = Vec::new();
    for day in days.iter().rev() {
        let text = fs::read_to_string(day)?;
        // What stands behind the last newline is still being written.
        let (whole, _) = text.rsplit_once('\n').unwrap_or_default();
        for line in whole.lines().rev() {
            let emission: Value = serde_json::from_str(line)?;
            let path = emission["path"].as_str().unwrap_or_default();
            if Path::new(path).extension().is_some_and(|ending| ending == "json")
                && !paths.iter().any(|known| known == path)
            {
                paths.push(path.to_owned());
            }
        }
    }
    Ok(paths)
}

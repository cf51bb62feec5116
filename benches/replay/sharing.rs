//! Entries of `real-a` that share their link.

use std::fs;
use std::io::Read;
use std::path::Path;

use courant::feed;
use courant::identity::{Parts, identify};
use url::Url;

use crate::polls::files;

/// Entries that share a link with another of their document stay apart, unless they are one.
pub(crate) fn sharing(set: &Path, show: bool) -> Vec<String> {
    let base: Url = "https://feeds.example/feed".parse().unwrap();
    let (mut documents, mut sharing, mut faults) = (0, 0, Vec::new());
    for file in files(&set.join("files")) {
        let mut bytes = Vec::new();
        flate2::read::GzDecoder::new(fs::File::open(&file).unwrap())
            .read_to_end(&mut bytes)
            .unwrap();
        let Ok(feed) = feed::read(&bytes, None, &base) else { continue };
        let parts: Vec<Parts<'_>> = feed.entries.iter().map(feed::Entry::parts).collect();
        let identities = identify(&base, &parts, |_| false);
        let mut shared = 0;
        for (at, entry) in feed.entries.iter().enumerate() {
            let alike = |other: &usize| {
                *other != at && entry.link.is_some() && feed.entries[*other].link == entry.link
            };
            let others: Vec<usize> = (0..feed.entries.len()).filter(alike).collect();
            shared += usize::from(!others.is_empty());
            for other in others {
                let that = &feed.entries[other];
                let equal = entry.raw.is_some() && entry.raw == that.raw;
                let one = equal || entry.guid.is_some() && entry.guid == that.guid;
                let (this, other) = (&identities[at], &identities[other]);
                let apart = this.id != other.id
                    && this.known_by.iter().all(|key| !other.known_by.contains(key));
                if one == apart {
                    faults.push(format!("{}: {entry:?} and {that:?}", file.display()));
                }
            }
        }
        documents += usize::from(shared > 0);
        sharing += shared;
        if show && shared > 0 {
            println!("{}: {shared} entries share a link", file.display());
        }
    }
    println!("\nreal-a: {sharing} entries in {documents} documents share a link with another");
    faults
}

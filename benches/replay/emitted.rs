//! What came out, held against the distinct entries.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::path::Path;

use courant::emission::{Action, Line};
use serde_json::Value;

use crate::polls::{Counted, Names, files};

/// What stands in the output directory.
pub(crate) struct Emitted {
    pub(crate) lines: Vec<Line>,
    /// Feed, guid and address of each article.
    articles: Vec<(String, Option<String>, Option<String>)>,
}

impl Emitted {
    pub(crate) fn read(output: &Path) -> Self {
        let mut lines: Vec<Line> = Vec::new();
        for day in files(&output.join("journal")) {
            let text = fs::read_to_string(day).unwrap();
            lines.extend(text.lines().map(|line| serde_json::from_str(line).unwrap()));
        }
        let new = lines.iter().filter(|line| line.action == Action::New);
        let article = |line: &Line| {
            let file = fs::read(output.join(&line.path)).unwrap();
            let article: Value = serde_json::from_slice(&file).unwrap();
            let text = |value: &Value| value.as_str().map(str::to_owned);
            (line.feed.clone(), text(&article["_courant"]["entry_id"]), text(&article["url"]))
        };
        let articles = new.map(article).collect();
        Self { lines, articles }
    }

    /// Each distinct entry is to be one article.
    pub(crate) fn compare(&self, truth: &BTreeMap<String, Counted>, show: bool) -> Vec<String> {
        let mut groups: HashMap<(&str, &str), usize> = HashMap::new();
        let all: Vec<(&str, &Names)> = truth
            .iter()
            .flat_map(|(feed, counted)| counted.distinct.iter().map(|names| (feed.as_str(), names)))
            .collect();
        for (at, (feed, names)) in all.iter().enumerate() {
            for name in names.ids.iter().chain(&names.links) {
                groups.insert((feed, name), at);
            }
        }
        let mut found = vec![Vec::new(); all.len()];
        let mut unknown = 0;
        for (feed, guid, url) in &self.articles {
            let group = [guid, url]
                .into_iter()
                .flatten()
                .find_map(|name| groups.get(&(feed.as_str(), name.as_str())));
            if let Some(group) = group {
                found[*group].push((guid, url));
                continue;
            }
            unknown += 1;
            if show {
                println!("{feed}: feedparser has no entry {guid:?} {url:?}");
            }
        }
        let (mut missed, mut twice) = (0, 0);
        for ((feed, names), found) in all.iter().zip(&found) {
            missed += usize::from(found.is_empty());
            twice += usize::from(found.len() > 1);
            if show && found.len() != 1 {
                println!("{feed}: {names:?} came out as {found:?}");
            }
        }
        println!(
            "{} distinct entries: {missed} missed, {twice} more than once; {unknown} articles of no entry",
            all.len()
        );
        let ids: HashSet<_> = self
            .lines
            .iter()
            .filter(|line| line.action == Action::New)
            .map(|line| line.id)
            .collect();
        let mut faults = Vec::new();
        if ids.len() != self.articles.len() {
            faults.push("an id came out twice".to_owned());
        }
        if (missed, twice, unknown) != (0, 0, 0) {
            faults.push("the articles are not the distinct entries".to_owned());
        }
        faults
    }
}

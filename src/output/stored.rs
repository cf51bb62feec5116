//! An article as it is read back from a file of ours.

use std::io::{BufReader, Read};
use std::path::Path;

use super::place::Place;
use crate::article::Article;

/// The most bytes of an article's file that are read back.
const MAX_FILE: u64 = 64 << 20;

/// The article in its own file, by its path in the output directory, where that is JSON and no consumer has taken it.
pub fn stored(output: &Path, path: &str) -> Option<Article> {
    let (directory, name) = path.rsplit_once('/')?;
    let mut place = Place::at(output).ok()?;
    for step in directory.split('/') {
        place = place.open(step).ok()??;
    }
    read(&place, name)
}

/// The article in a JSON file; a file that cannot be read, or is of another format, has none.
pub(super) fn read(place: &Place, name: &str) -> Option<Article> {
    let file = place.file(name).ok()??;
    serde_json::from_reader(BufReader::new(file.take(MAX_FILE))).ok()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use rustix::fs::{CWD, FileType, Mode, mknodat};

    use super::*;
    use crate::output::{history, latest};

    const ARTICLE: &str = r#"{"id":"4b1f0c9a2e7d83b65a1c90ff","content_text":"Text.","_courant":{"version":1,
        "revision":1,"emitted":"2026-11-23T10:00:00Z","feed":{"name":"dw","url":"https://example.org/feed"},
        "body_from":"page","words":1,"content_hash":"0000000000000000","quality":0.9}}"#;

    #[test]
    fn no_link_leads_to_what_is_shown_as_an_article() {
        let (home, away) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let own = home.path().join("2026-11-23/dw");
        fs::create_dir_all(&own).unwrap();
        for directory in [&own, away.path()] {
            let mut file = fs::File::create(directory.join("a.json")).unwrap();
            std::io::Write::write_all(&mut file, ARTICLE.as_bytes()).unwrap();
        }
        assert!(stored(home.path(), "2026-11-23/dw/a.json").is_some());
        symlink(away.path(), home.path().join("2026-11-23/linked")).unwrap();
        symlink(away.path().join("a.json"), own.join("b.json")).unwrap();
        for path in ["2026-11-23/linked/a.json", "2026-11-23/dw/b.json", "a.json"] {
            assert!(stored(home.path(), path).is_none(), "{path}");
        }
    }

    #[test]
    fn nobody_waits_for_a_pipe_where_a_file_should_be() {
        let home = tempfile::tempdir().unwrap();
        let pipe = |path: &str| {
            let path = home.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            mknodat(CWD, &path, FileType::Fifo, Mode::RUSR, 0).unwrap();
        };
        pipe("2026-11-23/dw/a.json");
        pipe("journal/2026-11-23.ndjson");
        assert!(stored(home.path(), "2026-11-23/dw/a.json").is_none());
        let id = "4b1f0c9a2e7d83b65a1c90ff".parse().unwrap();
        let told = history(home.path(), id, "2026-11-23/dw/a");
        assert!(told.is_err(), "{told:?}");
        let told = latest(home.path(), 1, |_| true);
        assert!(told.is_err(), "{told:?}");
    }
}

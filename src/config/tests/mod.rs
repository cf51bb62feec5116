//! What the configuration promises, held with real files.

mod lists;
mod reading;
mod secrets;
mod whole;

use std::path::PathBuf;

use tempfile::TempDir;

use super::{Config, Problems, load};

/// A directory with a configuration in it.
struct Place(TempDir);

impl Place {
    fn with(main: &str) -> Self {
        let place = Self(TempDir::new().unwrap());
        place.and("courant.toml", main)
    }

    #[allow(clippy::disallowed_methods, reason = "a file of the test's own")]
    fn and(self, name: &str, text: impl AsRef<[u8]>) -> Self {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        self
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn load(&self) -> Result<Config, Problems> {
        load::load(&self.path("courant.toml"), Some(self.path("credentials")))
    }

    fn good(&self) -> Config {
        self.load().unwrap_or_else(|problems| panic!("{problems}"))
    }

    /// The problems, with the directory's name left out.
    fn faults(&self) -> Vec<String> {
        let problems = self.load().expect_err("a faulty configuration");
        problems.iter().map(|problem| self.short(problem)).collect()
    }

    fn warnings(&self) -> Vec<String> {
        self.good().warnings.iter().map(|problem| self.short(problem)).collect()
    }

    fn short(&self, shown: &impl ToString) -> String {
        shown.to_string().replace(&format!("{}/", self.0.path().display()), "")
    }

    fn names(&self) -> Vec<String> {
        self.good().feeds.iter().map(|feed| feed.name.to_string()).collect()
    }
}

const DW: &str = "[[feed]]\nname = \"dw\"\nurl = \"https://rss.dw.com/rdf/rss-en-all\"\n";

fn opml(outlines: &str) -> String {
    format!("<opml version=\"2.0\"><head/><body>{outlines}</body></opml>")
}

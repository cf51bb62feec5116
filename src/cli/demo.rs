//! `courant demo`: the bundled news site, the real pipeline over it, and what came out.
//!
//! Always: nothing is written outside the one directory; every figure that is printed was counted.

use std::fmt::Display;
use std::fs::{DirBuilder, File};
use std::io::{self, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::failure::{self, Failure, Status};
use super::{Shared, instance, log, pass};
use crate::article::Article;
use crate::clock::Clock;
use crate::config::Config;
use crate::demo::{DemoClock, Site, Traffic};
use crate::emission::Line;
use crate::output::{Output, OutputError};
use crate::pipeline::Endurance;

/// Between two requests to one publisher: enough to be seen, and over soon.
const HOST_DELAY: Duration = Duration::from_millis(100);
/// How much time passes between two passes.
const PAUSE: Duration = Duration::from_mins(30);
/// How the address of the article to look at ends.
const REFERENCE: &str = "/japan-south-korea-agree-to-intelligence-deal/a-36388413";
/// The configuration to go on with.
const STARTER: &str = "\
# A configuration to begin with: relative paths are relative to this file.
# Every option is explained in config/courant.toml of the source.
output.directory = \"articles\"
state.directory = \"state\"

[[feed]]
name = \"dw\"
url = \"https://rss.dw.com/rdf/rss-en-all\"
";

/// What `demo` understands.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  courant demo try-it")]
pub(super) struct Args {
    /// Where everything goes: a directory that is empty, or not there yet [default: a temporary one]
    #[arg(value_name = "DIR")]
    directory: Option<PathBuf>,
}

/// Opens the site, makes three passes over it, and says what came of each.
pub(super) fn run(args: &Args, shared: &Shared) -> Result<(), Failure> {
    let directory = directory(args.directory.as_deref())?;
    prepare(&directory).map_err(|error| unwritable(&directory, &error))?;
    log::start(shared.log_format, "error");
    let show = Show { directory, clock: Arc::new(DemoClock::behind(2 * PAUSE)) };
    instance::block_on(show.play())
}

/// The demo, as it is shown.
struct Show {
    directory: PathBuf,
    clock: Arc<DemoClock>,
}

impl Show {
    async fn play(&self) -> Result<(), Failure> {
        let opened = Site::open(self.clock.now()).await;
        let site = opened.map_err(|error| {
            let sentence = format!(
                "the demo's site cannot listen on 127.0.0.1 to 127.0.0.5: {error}; is the loopback interface up?"
            );
            Failure::sentence(Status::TryAgain, sentence)
        })?;
        let mut config = Config::for_directory(&self.directory);
        config.fetch.host_delay = HOST_DELAY;
        config.fetch.allow_addresses = site.addresses();
        config.feeds = site.feeds(&config);
        let config = Arc::new(config);

        self.introduce(&site)?;
        self.pass(&config, &site, "1. The first pass: everything is new.").await?;
        self.clock.put_forward(PAUSE);
        let title = "2. Half an hour later by the demo's clock: nothing is new; the page that failed is tried again, and\n   the one behind a wall is looked at again.";
        self.pass(&config, &site, title).await?;
        self.clock.put_forward(PAUSE);
        site.correct(self.clock.now());
        let title = "3. Another half an hour later: the courier has corrected one report, and another of its reports comes\n   twice more, under a new link and from the harbour in its own words.";
        self.pass(&config, &site, title).await?;
        drop(site);
        self.close(&config)
    }

    fn introduce(&self, site: &Site) -> Result<(), Failure> {
        let publishers = site.publishers().map(|(name, about)| format!("  {name:8} {about}\n"));
        say(&format!(
            "A little news site now listens on loopback, and courant reads it as it would any other: \
             {} pages of\n{} publishers. Everything is kept in {}.\n\n{}",
            site.pages(),
            site.publishers().count(),
            self.directory.display(),
            publishers.collect::<String>(),
        ))
    }

    /// One pass with everything opened anew, as three runs of `courant once` would do.
    async fn pass(&self, config: &Arc<Config>, site: &Site, title: &str) -> Result<(), Failure> {
        say(&format!("{title}\n"))?;
        let stop = CancellationToken::new();
        let clock = self.clock.clone();
        let pipeline = instance::open(config.clone(), clock, Endurance::GiveUp, stop)?;
        pass::run(&pipeline, &config.feeds).await?;
        pass::report(&config.feeds, &pipeline)?;
        say(&format!("{}\n", told(site.take_traffic())))
    }

    /// Says where everything is, and what to try next.
    fn close(&self, config: &Config) -> Result<(), Failure> {
        let articles = config.output.directory.display();
        let (lines, copy) = told_of(config).map_err(|error| Failure::new(Status::Io, error))?;
        let emitted = lines.iter().filter(|line| line.revision == 1).count();
        let revised = lines
            .iter()
            .filter(|line| line.revision > 1)
            .map(|line| format!("  {articles}/{}", line.path));
        let revised: Vec<String> = revised.collect();
        if !revised.is_empty() {
            let revised = revised.join("\n");
            say(&format!(
                "A second look, and a correction: these are revision 2 now, in the same place.\n{revised}\n"
            ))?;
        }
        if let Some(copy) = copy
            && let Some(story) = copy.courant.story
            && let Some(first) = lines.iter().find(|line| line.id == story)
        {
            say(&format!(
                "{:?} of {} tells what\n{:?} of {} told, and says so: story, \
                 similarity {:.2}. With [dedup] stories = \"skip\" it would have been left out.\n",
                copy.title.unwrap_or_default(),
                copy.courant.feed.name,
                first.title.as_deref().unwrap_or_default(),
                first.feed,
                copy.courant.similarity.unwrap_or_default(),
            ))?;
        }
        say(&format!(
            "{emitted} articles came out, each once, and are in {articles}/\n\
             journal/ beside them has a line for each emission. The site is closed again.\n\n\
             Try next:"
        ))?;
        let reference =
            |line: &&Line| line.url.as_ref().is_some_and(|url| url.ends_with(REFERENCE));
        let program = std::env::args().next().unwrap_or_else(|| "courant".to_owned());
        if let Some(line) = lines.iter().find(reference) {
            command(&["cat", &path(&config.output.directory.join(markdown(&line.path)))])?;
        }
        command(&[&program, "parse", "https://rss.dw.com/rdf/rss-en-all"])?;
        command(&[&program, "--config", &path(&self.directory.join("try/courant.toml")), "once"])
    }
}

/// Shows a command as a shell takes it.
fn command(words: &[&str]) -> Result<(), Failure> {
    // A word with a zero byte, which no path has, is shown as it is.
    let line = shlex::try_join(words.iter().copied()).unwrap_or_else(|_| words.join(" "));
    say(&format!("  {line}"))
}

fn path(path: &Path) -> String {
    path.display().to_string()
}

/// The directory to use, made if need be: empty, absolute, and ours to write.
fn directory(wanted: Option<&Path>) -> Result<PathBuf, Failure> {
    let Some(wanted) = wanted else {
        let made = tempfile::Builder::new().prefix("courant-demo-").tempdir();
        return made.map(tempfile::TempDir::keep).map_err(|error| {
            let sentence = format!(
                "no temporary directory can be made: {error}; name a directory, as in `courant demo try-it`"
            );
            Failure::sentence(Status::Io, sentence)
        });
    };
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::AlreadyExists => unwritable(wanted, &"it is a file"),
        _ => unwritable(wanted, &error),
    };
    DirBuilder::new().recursive(true).create(wanted).map_err(failed)?;
    let directory = wanted.canonicalize().map_err(failed)?;
    if directory.read_dir().map_err(failed)?.next().is_some() {
        let sentence = format!(
            "{} is not empty, and the demo leaves alone what is not its own: name an empty directory, \
             or one that is not there yet",
            wanted.display()
        );
        return Err(Failure::sentence(Status::Usage, sentence));
    }
    Ok(directory)
}

fn unwritable(directory: &Path, reason: &dyn Display) -> Failure {
    let sentence = format!(
        "{} cannot be used for the demo: {reason}; name a directory that you may write to, or none, for a \
         temporary one",
        directory.display()
    );
    Failure::sentence(Status::Io, sentence)
}

/// Makes the output directory, and a configuration to go on with.
fn prepare(directory: &Path) -> io::Result<()> {
    let folder = directory.join("try");
    let mut builder = DirBuilder::new();
    builder.create(directory.join("articles"))?;
    builder.mode(0o755).create(&folder)?;
    builder.create(folder.join("articles"))?;
    File::create_new(folder.join("courant.toml"))?.write_all(STARTER.as_bytes())
}

/// What the site counted, as a sentence.
fn told(traffic: Traffic) -> String {
    let Traffic { feeds, conditional, not_modified, pages } = traffic;
    let plural = if pages == 1 { "" } else { "s" };
    let conditions = match conditional {
        0 => String::new(),
        _ => format!(" ({conditional} conditionally, {not_modified} answered 304 Not Modified)"),
    };
    format!("The site was asked for {feeds} feeds{conditions} and {pages} page{plural}.")
}

/// The journal's lines, and the last article that is a copy.
fn told_of(config: &Config) -> Result<(Vec<Line>, Option<Article>), OutputError> {
    let mut all = Vec::new();
    let output = Output::open(&config.output.directory)?;
    output.read_journal::<OutputError>(|lines| {
        all.extend_from_slice(lines);
        Ok(())
    })?;
    let mut copy: Option<Article> = None;
    output.each_article::<OutputError>(&config.output.formats, |found| {
        let copies = found.article().filter(|article| article.courant.story.is_some());
        copy = copy.take().into_iter().chain(copies.cloned()).max_by_key(|one| one.courant.emitted);
        Ok(())
    })?;
    Ok((all, copy))
}

/// The Markdown beside an article's `.json`.
fn markdown(path: &str) -> String {
    path.strip_suffix(".json").map_or_else(|| path.to_owned(), |stem| format!("{stem}.md"))
}

/// Writes to standard output at once: it goes on between two sentences.
fn say(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    failure::printed(writeln!(out, "{text}").and_then(|()| out.flush()))
}

//! `courant feeds`: what is known of the feeds; find feeds, and take lists of them in and out.
//!
//! Always: one GET for an address that was given, its redirects apart; what is to be configured is printed, and
//! a person puts it in. Never: a guess at a path, a change of a file.

pub(super) mod alternates;
mod known;

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::Subcommand;
use comfy_table::{Table, presets};

use super::control::Form;
use super::failure::{self, Failure, Status};
use super::sample::Sample;
use super::{Shared, instance, visit};
use crate::clock::{Clock, SystemClock};
use crate::config::{Config, Feed, FeedName};
use crate::feed;
use crate::fetch::Accept;
use crate::pipeline::Brought;
use alternates::Alternate;

/// What to do with feeds.
#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// List the feeds that a page names
    #[command(after_help = "Example:\n  courant feeds find https://www.dw.com/en/")]
    Find {
        /// The page, or a feed
        url: String,
    },
    /// Read a feed and print the lines that configure it
    #[command(
        after_help = "Example:\n  courant feeds add https://rss.dw.com/rdf/rss-en-all >> feeds.toml"
    )]
    Add {
        /// The feed
        url: String,
    },
    /// Print the feeds of an OPML file as configuration
    #[command(after_help = "Example:\n  courant feeds import subscriptions.opml > feeds.toml")]
    Import {
        /// What another feed reader exported
        #[arg(value_name = "FILE.opml")]
        file: PathBuf,
    },
    /// Print the configured feeds as OPML 2.0, tags as folders
    #[command(after_help = "Example:\n  courant feeds export > subscriptions.opml")]
    Export,
}

/// Does it.
pub(super) fn run(action: Option<&Action>, form: Form, shared: &Shared) -> Result<(), Failure> {
    let printed = match action {
        None => return known::run(form, shared),
        Some(Action::Find { url }) => find(url, &shared.configuration_if_named()?)?,
        Some(Action::Add { url }) => add(url, &shared.configuration_if_named()?)?,
        Some(Action::Import { file }) => import(file, &shared.configuration_if_named()?)?,
        Some(Action::Export) => shared.configuration()?.to_opml(),
    };
    failure::printed(io::stdout().lock().write_all(printed.as_bytes()))
}

/// What is at an address that was given.
struct Given {
    /// The address, as if it were configured.
    feed: Feed,
    brought: Brought,
    read: Result<Sample, String>,
}

fn get(address: &str, accept: Accept, config: &Config) -> Result<Given, Failure> {
    let feed = Feed::at(address, config)
        .map_err(|end| Failure::sentence(Status::Usage, format!("the address {end}")))?;
    let errands = visit::errands(config)?;
    instance::block_on(async {
        let brought = errands.feed(&feed, accept).await.map_err(visit::failure)?;
        let exchange = &brought.exchange;
        let content_type = exchange.headers.content_type.as_deref();
        let read = feed::read(&exchange.body, content_type, &exchange.url)
            .map(|read| Sample::of(read, SystemClock.now()))
            .map_err(|error| error.to_string());
        Ok(Given { feed, brought, read })
    })
}

fn find(address: &str, config: &Config) -> Result<String, Failure> {
    let given = get(address, Accept::Page, config)?;
    let url = given.brought.moved.as_ref().unwrap_or(&given.feed.url);
    if let Ok(sample) = &given.read {
        return Ok(format!("{url} is a feed: {}\n", sample.line()));
    }
    let found = alternates::of_answer(&given.brought.exchange)
        .map_err(|sentence| Failure::sentence(Status::Data, format!("{url}: {sentence}")))?;
    if found.is_empty() {
        let sentence = format!(
            "{url} names no feed; look for a link to RSS on the site, and give it to `courant feeds add`"
        );
        return Err(Failure::sentence(Status::Data, sentence));
    }
    Ok(format!("{}\n", table(&found)))
}

fn table(found: &[Alternate]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(["FEED", "TYPE", "TITLE"]);
    for one in found {
        let title = one.title.as_deref().unwrap_or_default();
        table.add_row([one.url.as_str(), one.media_type, title]);
    }
    table
}

fn add(address: &str, config: &Config) -> Result<String, Failure> {
    let Given { mut feed, brought, read } = get(address, Accept::Feed, config)?;
    let sample = match read {
        Ok(sample) => sample,
        Err(sentence) => {
            let mut told = format!("{}: {sentence}", feed.url);
            for one in alternates::of_answer(&brought.exchange).unwrap_or_default() {
                told = format!("{told}\nthe page names this one: {}", one.url);
            }
            return Err(Failure::sentence(Status::Data, told));
        }
    };
    if let Some(moved) = brought.moved {
        failure::remark(format_args!("{} has moved for good to {moved}", feed.url));
        feed.url = moved;
    }
    if let Some(title) = &sample.title {
        feed.name = FeedName::made(title, &feed.url);
    }
    if let Some(known) = config.feeds.iter().find(|known| known.url == feed.url) {
        failure::remark(format_args!(
            "{} is already configured: it is the feed {}",
            feed.url, known.name
        ));
    } else if config.feeds.iter().any(|known| known.name == feed.name) {
        failure::remark(format_args!(
            "the name {} is already taken; give this feed another",
            feed.name
        ));
    }
    if io::stdout().is_terminal() {
        eprintln!("put these lines into your configuration, or into a list that it includes:\n");
    }
    Ok(format!("# {}\n{}", sample.line(), config.feed_to_toml(&feed)))
}

fn import(file: &Path, config: &Config) -> Result<String, Failure> {
    if let Err(error) = std::fs::File::open(file) {
        let sentence = format!(
            "{} cannot be read ({error}); give a file that another feed reader exported",
            file.display()
        );
        return Err(Failure::sentence(Status::Io, sentence));
    }
    let (feeds, warnings) = config
        .read_opml(file)
        .map_err(|problems| Failure::sentence(Status::Data, problems.to_string()))?;
    for warning in warnings {
        failure::remark(format_args!("warning: {warning}"));
    }
    if feeds.is_empty() {
        let sentence = format!(
            "{} lists no feed; give a file that another feed reader exported",
            file.display()
        );
        return Err(Failure::sentence(Status::Data, sentence));
    }
    for feed in feeds.iter().filter(|feed| !feed.headers.is_empty()) {
        failure::remark(format_args!(
            "warning: user and password of {} are not printed: give them to the feed as a header (`headers` in config/courant.toml)",
            feed.name
        ));
    }
    let tables: Vec<String> = feeds.iter().map(|feed| config.feed_to_toml(feed)).collect();
    Ok(tables.join("\n"))
}

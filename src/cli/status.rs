//! `courant status`: the whole of it in a few lines.

use super::Shared;
use super::control::{self, Form};
use super::failure::Failure;
use crate::status::{Overview, overview};

/// What `status` understands.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  courant status")]
pub(super) struct Args {
    #[command(flatten)]
    form: Form,
}

/// Asks the daemon, or reads the state.
pub(super) fn run(args: &Args, shared: &Shared) -> Result<(), Failure> {
    let told = control::ask_or_read(shared, "/status", |config, state, now| {
        Ok(overview(config, state, false, now)?)
    })?;
    control::show(args.form, &told, text)
}

fn text(told: &Overview) -> String {
    let running = if told.running { "running" } else { "not running" };
    let next = match told.next {
        Some(_) if told.running => format!("next poll {} UTC", control::minute(told.next)),
        Some(_) => format!("next poll {} UTC, once it runs", control::minute(told.next)),
        None => "no poll is planned".to_owned(),
    };
    let look = told.concerns.values().sum::<usize>();
    let look = match look {
        1 => "1 feed to look at: `courant feeds` says why\n".to_owned(),
        0 => String::new(),
        look => format!("{look} feeds to look at: `courant feeds` says why\n"),
    };
    let kept = match told.kept_back {
        0 => String::new(),
        kept => format!(", {kept} were kept back by a filter"),
    };
    let left = match told.unattended {
        0 => String::new(),
        left => format!(" ({left} of feeds that are not polled, until they are)"),
    };
    let feeds = if told.feeds == 1 { "feed" } else { "feeds" };
    let articles = if told.articles == 1 { "article" } else { "articles" };
    let wait = if told.waiting == 1 { "entry waits" } else { "entries wait" };
    let troubles = told.troubles.iter().map(|trouble| format!("trouble: {trouble}\n"));
    let troubles = troubles.collect::<Vec<_>>().concat();
    format!(
        "courant {} is {running} with {}\n{troubles}\
         {} {feeds}: {} good, {} failing, {} gone; {next}\n\
         {look}{} {articles} came out, {} {wait}{left}{kept}, {} keys are remembered\n\
         articles in {}\n",
        told.version,
        told.configuration,
        told.feeds,
        told.good,
        told.failing,
        told.gone,
        told.articles,
        told.waiting,
        told.keys,
        told.output,
    )
}

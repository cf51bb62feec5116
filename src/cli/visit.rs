//! Visits of commands that need no pipeline.
//!
//! Always: who asked the daemon or a former run to be left alone is left alone.

use std::sync::Arc;

use url::Url;

use super::failure::{Failure, Status};
use super::input::Input;
use super::{Shared, control, instance};
use crate::clock::SystemClock;
use crate::config::Config;
use crate::fetch::Accept;
use crate::pipeline::{Errands, NotVisited, Refusals};

/// Fetches one document.
pub(super) fn get(url: Url, accept: Accept, shared: &Shared) -> Result<Input, Failure> {
    let config = shared.configuration_if_named()?;
    let errands = errands(&config)?;
    instance::block_on(async {
        let exchange = errands.get(url, accept).await.map_err(failure)?.exchange;
        Ok(Input {
            bytes: exchange.body,
            url: Some(exchange.url),
            content_type: exchange.headers.content_type,
        })
    })
}

/// Who runs a command's errands.
pub(super) fn errands(config: &Config) -> Result<Errands, Failure> {
    let client = instance::client(config)?;
    // A command that needs no configuration meets those whom this machine's daemon has met.
    let needs_none = config.file.as_os_str().is_empty();
    let machines = needs_none.then(|| Config::load(&Config::default_file()).ok()).flatten();
    let knowing = machines.as_ref().unwrap_or(config);
    let known = control::ask_or_read_of(knowing, "/refusals", |state, now| {
        Ok(Refusals::known(knowing, state, now)?)
    });
    // Whoever may not know of them asks as somebody who never did.
    let refusals = known.unwrap_or_default();
    Ok(Errands::new(client, Arc::new(SystemClock), &config.fetch).heeding(refusals))
}

/// What it means for a command that an address could not be visited.
pub(super) fn failure(error: NotVisited) -> Failure {
    Failure::new(if error.passing { Status::TryAgain } else { Status::Io }, error)
}

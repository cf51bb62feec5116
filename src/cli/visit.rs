//! A single visit for a command that needs no pipeline.

use std::sync::Arc;

use url::Url;

use super::failure::{Failure, Status};
use super::input::Input;
use super::{Shared, instance};
use crate::clock::SystemClock;
use crate::config::Config;
use crate::fetch::Accept;
use crate::pipeline::Errands;

/// Fetches one document. A configuration file counts if one was named; none is needed.
pub(super) fn get(url: Url, accept: Accept, shared: &Shared) -> Result<Input, Failure> {
    let config = if shared.config.is_some() { shared.configuration()? } else { Config::default() };
    let client = instance::client(&config)?;
    instance::block_on(async {
        let errands = Errands::new(client, Arc::new(SystemClock), &config.fetch);
        let answer = errands.get(url, accept).await;
        let exchange = answer
            .map_err(|error| {
                let status = if error.passing { Status::TryAgain } else { Status::Io };
                Failure::new(status, error)
            })?
            .exchange;
        Ok(Input {
            bytes: exchange.body,
            url: Some(exchange.url),
            content_type: exchange.headers.content_type,
        })
    })
}

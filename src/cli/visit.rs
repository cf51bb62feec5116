//! A single visit for a command that needs no pipeline.

use std::sync::Arc;

use url::Url;

use super::failure::{Failure, Status};
use super::input::Input;
use super::{Shared, instance};
use crate::clock::SystemClock;
use crate::config::Config;
use crate::fetch::Accept;
use crate::pipeline::visit_once;

/// Fetches one document. A configuration file counts if one was named; none is needed.
pub(super) fn get(url: Url, accept: Accept, shared: &Shared) -> Result<Input, Failure> {
    let config = if shared.config.is_some() { shared.configuration()? } else { Config::default() };
    let client = instance::client(&config)?;
    instance::block_on(async {
        let visit = visit_once(client, Arc::new(SystemClock), &config, url, accept);
        let exchange = visit.await.map_err(|error| {
            let status = if error.passing { Status::TryAgain } else { Status::Io };
            Failure::new(status, error)
        })?;
        Ok(Input {
            bytes: exchange.body,
            url: Some(exchange.url),
            content_type: exchange.headers.content_type,
        })
    })
}

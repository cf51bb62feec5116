//! A single visit for a command that needs no pipeline.

use url::Url;

use super::Shared;
use super::failure::{Failure, Status};
use super::input::Input;
use crate::fetch::Accept;

/// Fetches one document.
pub(super) fn get(_url: Url, _accept: Accept, _shared: &Shared) -> Result<Input, Failure> {
    Err(Failure::sentence(Status::TryAgain, "addresses cannot be fetched yet"))
}

//! A pipeline for a command: configuration read, directories opened, network client made.

use std::future::Future;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;
use std::{env, fs, io, panic};

use tokio_util::sync::CancellationToken;

use super::advice;
use super::failure::{Failure, Status};
use crate::clock::Clock;
use crate::config::{Authorities, Config};
use crate::fetch::{Client, Fetch, FetchError, Settings};
use crate::pipeline::{self, Class, Endurance, Fault, Pipeline};

/// Set for a program that started itself afresh.
const AFRESH: &str = "COURANT_AFRESH";
/// How long threads that still write may take at the end.
const LAST_WRITES: Duration = Duration::from_secs(5);

/// Runs a command's asynchronous part on a runtime of its own.
pub(super) fn block_on<T>(future: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(Status::TryAgain, error))?;
    let done = runtime.block_on(future);
    runtime.shutdown_timeout(LAST_WRITES);
    done
}

/// Runs the part of a command that hands out work on a thread of the runtime's: from any other one each piece wakes two.
pub(super) async fn on_a_worker<T: Send + 'static>(
    future: impl Future<Output = Result<T, Failure>> + Send + 'static,
) -> Result<T, Failure> {
    tokio::spawn(future).await.unwrap_or_else(|ended| panic::resume_unwind(ended.into_panic()))
}

/// Opens everything that a configuration names.
pub(super) fn open(
    config: Arc<Config>,
    clock: Arc<dyn Clock>,
    endurance: Endurance,
    stop: CancellationToken,
) -> Result<Arc<Pipeline>, Failure> {
    refuse_strangers(&config)?;
    let opened = match pipeline::open(&config, clock.now()) {
        Err(fault @ Fault::Afresh(_)) => return Err(start_afresh(fault)),
        opened => opened.map_err(failure)?,
    };
    let client = client(&config)?;
    Pipeline::new(config, client, clock, opened, endurance, stop).map_err(failure)
}

/// Puts this program in its own place, so that no thread lives on that hangs over a damaged state. It comes back
/// with a failure only: if the system refuses, or if this was done already and was of no use.
fn start_afresh(fault: Fault) -> Failure {
    if env::var_os(AFRESH).is_some() {
        return failure(fault);
    }
    let mut arguments = env::args_os();
    let called = arguments.next().unwrap_or_else(|| "courant".into());
    // This very program, though another may stand under its name by now.
    let error = Command::new("/proc/self/exe").arg0(called).args(arguments).env(AFRESH, "1").exec();
    let told = format!("{fault} (courant could not start itself again: {error})");
    Failure::sentence(Status::Io, told)
}

/// Refuses whoever does not own the state, before anything is opened: sled would leave files that the
/// service cannot read.
pub(super) fn refuse_strangers(config: &Config) -> Result<(), Failure> {
    let Some(line) = line_of_owner(config) else { return Ok(()) };
    let told = format!(
        "{} belongs to another user, who could not read what you would leave there; run this \
         instead:\n  {line}",
        config.state.directory.display()
    );
    Err(Failure::sentence(Status::NotPermitted, told))
}

/// The line that runs this command as the state's owner, if that is somebody else.
pub(super) fn line_of_owner(config: &Config) -> Option<String> {
    let directory = &config.state.directory;
    let denied = |error: &io::Error| error.kind() == io::ErrorKind::PermissionDenied;
    let seen =
        directory.ancestors().map(fs::metadata).find(|seen| !seen.as_ref().is_err_and(denied));
    // A missing directory is made; what else is wrong with it is told when it is opened.
    let owner = seen?.ok()?.uid();
    let own = rustix::process::geteuid().as_raw();
    (owner != own).then(|| advice::line_for(owner, &config.file))
}

/// A network client with the configured contact.
pub(super) fn client(config: &Config) -> Result<Arc<dyn Fetch>, Failure> {
    let contact = Some(config.fetch.contact.clone()).filter(|contact| !contact.is_empty());
    let authorities = config.fetch.ca_file.as_ref().map(Authorities::certificates);
    let authorities = authorities.unwrap_or_default().to_vec();
    let client = Client::new(Settings { contact, authorities, ..Settings::default() });
    client
        .map(|client| Arc::new(client) as Arc<dyn Fetch>)
        .map_err(|error: FetchError| Failure::new(Status::TryAgain, error))
}

/// What a fault means for whoever started the command.
pub(super) fn failure(fault: Fault) -> Failure {
    let status = match fault.class() {
        Class::TryAgain => Status::TryAgain,
        Class::NotPermitted => Status::NotPermitted,
        Class::Refused => Status::Configuration,
        Class::Rebuild | Class::Fatal => Status::Io,
    };
    match fault.system().and_then(advice::about) {
        Some(advice) => Failure::sentence(status, format!("{fault}; {advice}")),
        None => Failure::new(status, fault),
    }
}

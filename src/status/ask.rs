//! The asking side of the control socket.

use std::ffi::OsStr;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use http_body_util::{BodyExt, Empty, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use serde_json::value::RawValue;
use tokio::net::UnixStream;

use super::door;
use super::routes::{Refused, STATE};
use crate::config::Config;

/// How long an answer may take: a poll waits for its host's turn.
const ANSWER_TIME: Duration = Duration::from_mins(3);
/// The longest answer, in bytes: 100,000 feeds and their errors fit.
const MAX_ANSWER: usize = 256 << 20;

/// What a daemon answered.
#[derive(Debug)]
pub struct Answered(pub Box<RawValue>);

/// Why a daemon did not do it.
#[derive(Debug, thiserror::Error)]
pub enum NotAsked {
    /// No daemon with this state listens.
    #[error("no daemon listens")]
    NotRunning,
    /// It may only be asked by others.
    #[error("the daemon's socket {} may not be opened by you: its owner and group may", .0.display())]
    NotPermitted(PathBuf),
    /// It refused.
    #[error("{}", .0.error)]
    Refused(Refused),
    /// It has not done it, for a reason of its own.
    #[error("{}", .0.error)]
    NotDone(Refused),
    /// It did not answer as it should.
    #[error("the daemon did not answer: {0}")]
    NoAnswer(String),
}

/// Asks the daemon that works on the state of this configuration.
///
/// # Errors
/// If none does, or it refuses.
pub async fn ask(config: &Config, method: Method, target: &str) -> Result<Answered, NotAsked> {
    // The state directory is shut to others than its owner, whether or not a socket is in it.
    let mut refused = None;
    for path in paths(config) {
        let stream = match UnixStream::connect(&path).await {
            Ok(stream) => stream,
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                refused = Some(path);
                continue;
            }
            Err(_) => continue,
        };
        let asked =
            tokio::time::timeout(ANSWER_TIME, exchange(stream, config, method.clone(), target));
        match asked.await {
            Ok(Err(NotAsked::NotRunning)) => {}
            Ok(answer) => return answer,
            Err(_) => return Err(NotAsked::NoAnswer("it takes too long".to_owned())),
        }
    }
    Err(refused.map_or(NotAsked::NotRunning, NotAsked::NotPermitted))
}

/// Where a daemon may listen: where it would if it ran like this command, and where the service does.
fn paths(config: &Config) -> Vec<PathBuf> {
    let mut paths = vec![door::path(config)];
    let instance = config.file.file_stem().unwrap_or_default().to_string_lossy();
    let service = match &*instance {
        "courant" => "courant".to_owned(),
        other => format!("courant-{other}"),
    };
    paths.push(Path::new("/run").join(service).join(door::NAME));
    paths
}

/// Whether these are one directory, which may have several names. Who may not look at it goes by the name alone.
fn is_same(ours: &Path, theirs: &Path) -> bool {
    let real = |path: &Path| path.canonicalize().ok();
    ours == theirs || real(ours).is_some_and(|ours| real(theirs) == Some(ours))
}

async fn exchange(
    stream: UnixStream,
    config: &Config,
    method: Method,
    target: &str,
) -> Result<Answered, NotAsked> {
    let failed = |error: &dyn std::error::Error| NotAsked::NoAnswer(error.to_string());
    let (mut sender, connection) =
        http1::handshake(TokioIo::new(stream)).await.map_err(|error| failed(&error))?;
    tokio::spawn(connection);
    let ours = &config.state.directory;
    // Nothing is asked of another instance's daemon, so the first question is whose it is.
    let mut answer = None;
    for (method, target) in [(Method::HEAD, "/"), (method, target)] {
        let request = Request::builder()
            .method(method)
            .uri(target)
            .header("host", "courant")
            .body(Empty::<Bytes>::new())
            .map_err(|error| failed(&error))?;
        sender.ready().await.map_err(|error| failed(&error))?;
        let answered = sender.send_request(request).await.map_err(|error| failed(&error))?;
        let state = answered.headers().get(STATE).map(|state| OsStr::from_bytes(state.as_bytes()));
        if state.is_none_or(|state| !is_same(ours, Path::new(state))) {
            return Err(NotAsked::NotRunning);
        }
        answer = Some(answered);
    }
    let answer = answer.expect("two requests were answered");
    let status = answer.status();
    let body = Limited::new(answer.into_body(), MAX_ANSWER).collect().await;
    let body = body.map_err(|error| NotAsked::NoAnswer(error.to_string()))?.to_bytes();
    let unreadable = |error: serde_json::Error| NotAsked::NoAnswer(error.to_string());
    if status.is_success() {
        return serde_json::from_slice(&body).map(Answered).map_err(unreadable);
    }
    let refused = serde_json::from_slice(&body).map_err(unreadable)?;
    let why = if status.is_server_error() { NotAsked::NotDone } else { NotAsked::Refused };
    Err(why(refused))
}

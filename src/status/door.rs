//! The daemon's side of the control socket: HTTP/1.1 over a Unix socket.
//!
//! Always: only its owner and group may connect (mode 0660); a bounded number of connections, each with
//! bounded bytes and time. Never: a socket of somebody else's taken over.

use std::io;
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::UnixListener;
use tokio_util::sync::CancellationToken;

use super::connections::{self, Bounds};
use super::routes;
use crate::config::Config;
use crate::pipeline::Pipeline;

/// The socket's name.
pub(super) const NAME: &str = "courant.sock";
/// Where the service manager makes a directory for what lasts as long as the daemon.
const RUNTIME_DIRECTORY: &str = "RUNTIME_DIRECTORY";
/// Its owner and group may speak to the daemon.
const MODE: u32 = 0o660;
/// A poll waits for its host's turn.
const BOUNDS: Bounds = Bounds { at_once: 16, time: Duration::from_mins(2) };

/// The listening socket. Its name goes when it is dropped.
#[derive(Debug)]
pub struct Door {
    listener: UnixListener,
    path: PathBuf,
}

/// Where the daemon with this configuration listens: in the directory that the service manager made for
/// it, else in its state directory.
pub fn path(config: &Config) -> PathBuf {
    let given = std::env::var_os(RUNTIME_DIRECTORY);
    let given = given.as_deref().and_then(|paths| std::env::split_paths(paths).next());
    given
        .filter(|path| path.is_absolute())
        .unwrap_or_else(|| config.state.directory.clone())
        .join(NAME)
}

impl Door {
    /// Listens at `path`. What an ended daemon left there is removed: its directory belongs to whoever
    /// holds the state's lock.
    ///
    /// # Errors
    /// If something else stands there, or the directory cannot be written.
    pub fn open(path: &Path) -> io::Result<Self> {
        match path.symlink_metadata() {
            Ok(found) if found.file_type().is_socket() => std::fs::remove_file(path)?,
            Ok(_) => return Err(io::Error::other("something else than a socket stands there")),
            Err(_) => {}
        }
        let listener = UnixListener::bind(path)?;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(MODE))?;
        Ok(Self { listener, path: path.to_owned() })
    }

    /// Answers until `stop`.
    pub async fn keep(self, pipeline: Arc<Pipeline>, stop: CancellationToken) {
        let failed = |error: io::Error| {
            tracing::warn!(error = "control_socket", detail = %error, "The control socket could not be answered");
        };
        let accept = |cx: &mut std::task::Context<'_>| {
            self.listener.poll_accept(cx).map_ok(|(stream, _)| stream)
        };
        connections::answer(accept, routes::routes(pipeline), BOUNDS, failed, stop).await;
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

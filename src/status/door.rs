//! The daemon's side of the control socket: HTTP/1.1 over a Unix socket.
//!
//! Always: only its owner and group may connect (mode 0660); a bounded number of connections, each with
//! bounded bytes and time. Never: a socket of somebody else's taken over.

use std::io;
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use super::routes;
use crate::config::Config;
use crate::pipeline::Pipeline;

/// The socket's name.
pub(super) const NAME: &str = "courant.sock";
/// Where the service manager makes a directory for what lasts as long as the daemon.
const RUNTIME_DIRECTORY: &str = "RUNTIME_DIRECTORY";
/// Its owner and group may speak to the daemon.
const MODE: u32 = 0o660;
/// How many may be served at once; more wait in the listener's queue.
const CONNECTIONS: usize = 16;
/// How long a head may take to arrive.
const HEAD_TIME: Duration = Duration::from_secs(5);
/// How long a connection may last: a poll waits for its host's turn.
const CONNECTION_TIME: Duration = Duration::from_mins(2);
/// The longest head of a request, in bytes.
const MAX_HEAD: usize = 16 << 10;

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
        let service = TowerToHyperService::new(routes::routes(pipeline));
        let room = Arc::new(Semaphore::new(CONNECTIONS));
        loop {
            let Ok(place) = room.clone().acquire_owned().await else { return };
            let stream = tokio::select! {
                accepted = self.listener.accept() => match accepted {
                    Ok((stream, _)) => stream,
                    Err(error) => {
                        tracing::warn!(error = "control_socket", detail = %error, "The control socket could not be answered");
                        tokio::time::sleep(Duration::from_secs(1)).await;
                        continue;
                    }
                },
                () = stop.cancelled() => return,
            };
            let (service, stop) = (service.clone(), stop.clone());
            tokio::spawn(async move {
                tokio::select! {
                    () = serve(stream, service) => {}
                    () = tokio::time::sleep(CONNECTION_TIME) => {}
                    () = stop.cancelled() => {}
                }
                drop(place);
            });
        }
    }
}

async fn serve(stream: UnixStream, service: TowerToHyperService<axum::Router>) {
    let mut server = http1::Builder::new();
    server.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME).max_buf_size(MAX_HEAD);
    // Whoever sends garbage or hangs up has told enough.
    let _ = server.serve_connection(TokioIo::new(stream), service).await;
}

impl Drop for Door {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

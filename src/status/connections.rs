//! What both doors do with those who come in: HTTP/1.1, within bounds.
//!
//! Always: a bounded number at a time, each with bounded bytes of head and bounded time. Never: an error of
//! one that touches another, or a place of those who ask for those who say nothing.

use std::future::poll_fn;
use std::io;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, BufReader};
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

/// So many may be inside, those included who have said nothing yet …
const INSIDE: usize = 256;
/// … and these for so long; our own commands ask at once.
const SILENCE: Duration = Duration::from_secs(1);
/// What is read of a question at a time, in bytes.
const BUFFER: usize = 1 << 10;
/// How long a head may take to arrive.
const HEAD_TIME: Duration = Duration::from_secs(5);
/// The longest head of a request, in bytes.
const MAX_HEAD: usize = 16 << 10;
/// The most headers of a request.
const MAX_HEADERS: usize = 64;

/// What those who come in through one door may have.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// How many are served at once; more wait inside, and then in the listener's queue.
    pub(super) at_once: usize,
    /// How long a connection may last.
    pub(super) time: Duration,
}

/// Answers those who come in until `stop`. `failed` tells of a listener that fails; it is tried again.
pub(super) async fn answer<S>(
    mut accept: impl FnMut(&mut Context<'_>) -> Poll<io::Result<S>>,
    routes: Router,
    bounds: Bounds,
    failed: impl Fn(io::Error),
    stop: CancellationToken,
) where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = TowerToHyperService::new(routes);
    let (inside, room) = (Semaphore::new(INSIDE), Semaphore::new(bounds.at_once));
    let (inside, room) = (Arc::new(inside), Arc::new(room));
    loop {
        let Ok(place) = inside.clone().acquire_owned().await else { return };
        let stream = tokio::select! {
            accepted = poll_fn(&mut accept) => match accepted {
                Ok(stream) => stream,
                Err(error) => {
                    failed(error);
                    tokio::time::sleep(Duration::from_secs(1)).await;
                    continue;
                }
            },
            () = stop.cancelled() => return,
        };
        let (service, room, stop) = (service.clone(), room.clone(), stop.clone());
        tokio::spawn(async move {
            tokio::select! {
                () = serve(stream, service, &room, bounds.time) => {}
                () = stop.cancelled() => {}
            }
            drop(place);
        });
    }
}

async fn serve<S>(stream: S, service: TowerToHyperService<Router>, room: &Semaphore, time: Duration)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let mut stream = BufReader::with_capacity(BUFFER, stream);
    if !matches!(timeout(SILENCE, stream.fill_buf()).await, Ok(Ok(said)) if !said.is_empty()) {
        return;
    }
    let Ok(_place) = room.acquire().await else { return };
    let mut server = http1::Builder::new();
    server.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME);
    server.max_buf_size(MAX_HEAD).max_headers(MAX_HEADERS);
    // Whoever sends garbage or hangs up has told enough.
    let _ = timeout(time, server.serve_connection(TokioIo::new(stream), service)).await;
}

//! The status page's listener: HTTP/1.1 over TCP, where `[status] listen` says.
//!
//! Always: within the bounds of [`super::connections`]. Never: an order taken; what may be asked only tells.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::connections::{self, Bounds};
use super::page;
use crate::pipeline::Pipeline;

/// A page, its style, a scraper and some readers of feeds come at a time; a browser that stays is let go.
const BOUNDS: Bounds = Bounds { at_once: 64, time: Duration::from_secs(30) };

/// The listening socket of the status page.
#[derive(Debug)]
pub struct Listener(TcpListener);

impl Listener {
    /// Listens at an address.
    ///
    /// # Errors
    /// If it is taken, not ours, or not permitted.
    pub async fn open(address: SocketAddr) -> io::Result<Self> {
        TcpListener::bind(address).await.map(Self)
    }

    /// Where it listens: with the port that was given, where any was wanted.
    ///
    /// # Errors
    /// The system's.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }

    /// Answers until `stop`.
    pub async fn keep(self, pipeline: Arc<Pipeline>, stop: CancellationToken) {
        let failed = |error: io::Error| {
            tracing::warn!(error = "status_page", detail = %error, "The status page could not be answered");
        };
        let accept = move |cx: &mut std::task::Context<'_>| {
            self.0.poll_accept(cx).map_ok(|(stream, _)| stream)
        };
        connections::answer(accept, page::routes(pipeline), BOUNDS, failed, stop).await;
    }
}

//! What an exchange promises, shown on real sockets: a server on loopback that says byte for byte what
//! a test wants, and counts who comes.

mod bodies;
mod codings;
mod guarded;
mod protocols;
mod redirects;
mod requests;

use std::collections::HashMap;
use std::error::Error as _;
use std::fmt::Write as _;
use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

use super::client::EXCHANGES;
use super::{
    Accept, Client, Exchange, Fetch, FetchError, Headers, Lookup, OverLong, Request, Room,
    Settings, Validators,
};
use crate::config::AllowedAddress;

/// Guards tests against hanging, no more.
const PATIENCE: Duration = Duration::from_secs(20);

const PLAIN: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

type Script = Arc<dyn Fn(TcpStream, usize) -> BoxFuture<'static, Option<TcpStream>> + Send + Sync>;

/// A server: reads a request's head, then does what its script says. The script hands the stream back
/// if the connection is to stay open.
struct Site {
    at: IpAddr,
    port: u16,
    connects: Arc<AtomicUsize>,
    ends: Arc<AtomicUsize>,
    heads: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Site {
    /// Runs a script for each request; `usize` counts the requests from 0.
    async fn with<F>(
        at: impl Into<IpAddr>,
        script: impl Fn(TcpStream, usize) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Option<TcpStream>> + Send + 'static,
    {
        let script: Script = Arc::new(move |stream, n| Box::pin(script(stream, n)));
        let at = at.into();
        let listener = TcpListener::bind((at, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let site = Self {
            at,
            port,
            connects: Arc::default(),
            ends: Arc::default(),
            heads: Arc::default(),
        };
        let (connects, ends, heads) =
            (site.connects.clone(), site.ends.clone(), site.heads.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                connects.fetch_add(1, Ordering::SeqCst);
                let (script, ends, heads) = (script.clone(), ends.clone(), heads.clone());
                tokio::spawn(async move {
                    let mut stream = stream;
                    while let Some(head) = read_head(&mut stream).await {
                        let number = {
                            let mut heads = heads.lock().unwrap();
                            heads.push(head);
                            heads.len() - 1
                        };
                        match script(stream, number).await {
                            Some(open) => stream = open,
                            None => break,
                        }
                    }
                    ends.fetch_add(1, Ordering::SeqCst);
                });
            }
        });
        site
    }

    /// Gives every request the same bytes, and keeps the connection.
    async fn answering(bytes: impl Into<Vec<u8>>) -> Self {
        Self::taking_turns(vec![bytes.into()]).await
    }

    /// Gives each request the next of several answers, the last one for ever.
    async fn taking_turns(answers: Vec<Vec<u8>>) -> Self {
        let answers = Arc::new(answers);
        Self::with(Ipv4Addr::LOCALHOST, move |mut stream, n| {
            let answers = answers.clone();
            async move {
                let answer = &answers[n.min(answers.len() - 1)];
                stream.write_all(answer).await.ok().map(|()| stream)
            }
        })
        .await
    }

    /// Sends some bytes, and ends the connection.
    async fn breaking_off(bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        Self::with(Ipv4Addr::LOCALHOST, move |mut stream, _| {
            let bytes = bytes.clone();
            async move {
                let _ = stream.write_all(&bytes).await;
                let _ = stream.shutdown().await;
                None
            }
        })
        .await
    }

    /// Sends some bytes, then one piece again and again, with a pause between.
    async fn endless(
        start: impl Into<Vec<u8>>,
        piece: impl Into<Vec<u8>>,
        pause: Option<Duration>,
    ) -> Self {
        let (start, piece) = (start.into(), piece.into());
        Self::with(Ipv4Addr::LOCALHOST, move |mut stream, _| {
            let (start, piece) = (start.clone(), piece.clone());
            async move {
                let _ = stream.set_nodelay(true);
                stream.write_all(&start).await.ok()?;
                loop {
                    stream.write_all(&piece).await.ok()?;
                    if let Some(pause) = pause {
                        tokio::time::sleep(pause).await;
                    }
                }
            }
        })
        .await
    }

    fn url(&self, path: &str) -> Url {
        let host = match self.at {
            IpAddr::V4(a) => a.to_string(),
            IpAddr::V6(a) => format!("[{a}]"),
        };
        url(&format!("http://{host}:{}{path}", self.port))
    }

    fn connects(&self) -> usize {
        self.connects.load(Ordering::SeqCst)
    }

    /// How many connections are open.
    fn open(&self) -> usize {
        self.connects() - self.ends.load(Ordering::SeqCst)
    }

    /// The heads of all requests so far.
    fn heads(&self) -> Vec<Vec<u8>> {
        self.heads.lock().unwrap().clone()
    }

    /// The lines of a request's head, header names in lower case.
    fn lines(&self, number: usize) -> Vec<String> {
        let text = String::from_utf8_lossy(&self.heads()[number]).into_owned();
        let lower = |line: &str| match line.split_once(": ") {
            Some((name, value)) => format!("{}: {value}", name.to_ascii_lowercase()),
            None => line.to_owned(),
        };
        text.trim_end().lines().map(lower).collect()
    }
}

async fn read_head(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    Some(head)
}

/// A resolver that knows what a test tells it: each name's answers, one after another, the last for ever.
#[derive(Clone, Default)]
struct Names(Arc<Mutex<HashMap<&'static str, Answers>>>);

type Answers = Vec<Vec<IpAddr>>;

impl Names {
    fn with(self, name: &'static str, answers: &[&[&str]]) -> Self {
        let parse = |answer: &&[&str]| answer.iter().map(|a| a.parse().unwrap()).collect();
        self.0.lock().unwrap().insert(name, answers.iter().map(parse).collect());
        self
    }

    fn client(&self) -> Client {
        Client::new(Settings { resolver: Some(Arc::new(self.clone())), ..Settings::default() })
            .unwrap()
    }
}

impl Lookup for Names {
    fn lookup(&self, name: &str) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        let mut names = self.0.lock().unwrap();
        let answer = names.get_mut(name).map(|answers| match answers.len() {
            1 => answers[0].clone(),
            _ => answers.remove(0),
        });
        Box::pin(async { answer.ok_or_else(|| io::Error::other("no such name")) })
    }
}

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

fn allow(list: &[(&str, Option<u16>)]) -> Arc<[AllowedAddress]> {
    list.iter()
        .map(|(net, port)| AllowedAddress { net: net.parse().unwrap(), port: *port })
        .collect()
}

/// A request for a feed, loopback allowed.
fn ask(url: Url) -> Request {
    Request {
        url,
        accept: Accept::Feed,
        validators: Validators::default(),
        headers: Vec::new(),
        timeout: PATIENCE,
        max_body: 1 << 20,
        over_long: OverLong::Refuse,
        allow: allow(&[("127.0.0.0/8", None), ("::1/128", None)]),
    }
}

fn client() -> Client {
    Client::new(Settings::default()).unwrap()
}

/// The answer to a plain request at a site.
async fn get(site: &Site) -> Result<Exchange, FetchError> {
    client().exchange(ask(site.url("/feed"))).await
}

/// The code with which a request fails.
async fn code(client: &Client, request: Request) -> &'static str {
    client.exchange(request).await.expect_err("this must fail").code()
}

/// Runs one test again in a process of its own, with other variables in its environment. Returns
/// whether this already is that process.
fn in_own_process(name: &str, variables: &[(&str, &str)]) -> bool {
    const MARK: &str = "COURANT_TEST_PROCESS";
    if std::env::var_os(MARK).is_some() {
        return true;
    }
    let output = Command::new(std::env::current_exe().unwrap())
        .args([&format!("fetch::tests::{name}"), "--exact", "--nocapture"])
        .env(MARK, "1")
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
    false
}

/// Everything that a failure shows to people and logs.
fn all_text(error: &FetchError) -> String {
    let mut text = format!("{error} {error:?}");
    let mut cause = error.source();
    while let Some(error) = cause {
        write!(text, " {error} {error:?}").unwrap();
        cause = error.source();
    }
    text
}

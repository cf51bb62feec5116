//! The feeds' hosts: one listener for all of 127.0.0.0/8, in a process of its own, as plain as it can be.
//!
//! It answers whatever is asked with one feed of twenty entries, or with 304 where the request has its validator.
//! What it counted it tells on its standard output when it is asked to on its standard input.

use std::io::{BufRead, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

const ETAG: &str = "\"the-only-one\"";
const ENTRIES: usize = 20;

/// The server as its measurer sees it; it ends with it.
pub(crate) struct Server {
    pub(crate) port: u16,
    child: Child,
    talk: Mutex<(ChildStdin, BufReader<ChildStdout>)>,
}

/// What it saw since it forgot.
pub(crate) struct Seen {
    pub(crate) requests: u64,
    pub(crate) conditional: u64,
    /// From the first request to the last.
    pub(crate) seconds: f64,
}

impl Server {
    /// One that waits so many milliseconds before each answer.
    pub(crate) fn start(delay: u64) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["serve", &delay.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let input = child.stdin.take().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut port = String::new();
        output.read_line(&mut port).unwrap();
        Self { port: port.trim().parse().unwrap(), child, talk: Mutex::new((input, output)) }
    }

    pub(crate) fn forget(&self) {
        self.ask("forget");
    }

    pub(crate) fn seen(&self) -> Seen {
        let told = self.ask("tell");
        let mut parts = told.split_whitespace();
        Seen {
            requests: parts.next().unwrap().parse().unwrap(),
            conditional: parts.next().unwrap().parse().unwrap(),
            seconds: parts.next().unwrap().parse().unwrap(),
        }
    }

    fn ask(&self, what: &str) -> String {
        let mut talk = self.talk.lock().unwrap();
        writeln!(talk.0, "{what}").unwrap();
        let mut told = String::new();
        talk.1.read_line(&mut told).unwrap();
        told
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[derive(Default)]
struct Counts {
    requests: AtomicU64,
    conditional: AtomicU64,
    /// Microseconds since the start, of the first and the last request.
    first: AtomicU64,
    last: AtomicU64,
}

/// Serves until its standard input ends.
pub(crate) fn run(delay: u64) {
    let counts = Arc::new(Counts::default());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let listener = runtime.block_on(async { listen().unwrap() });
    println!("{}", listener.local_addr().unwrap().port());
    let began = Instant::now();
    runtime.spawn(serve(listener, Duration::from_millis(delay), began, counts.clone()));
    for line in std::io::stdin().lines() {
        let [requests, conditional, first, last] =
            [&counts.requests, &counts.conditional, &counts.first, &counts.last]
                .map(|count| count.load(Ordering::SeqCst));
        if line.unwrap() == "forget" {
            for count in [&counts.requests, &counts.conditional, &counts.last] {
                count.store(0, Ordering::SeqCst);
            }
            counts.first.store(u64::MAX, Ordering::SeqCst);
            println!();
        } else {
            let seconds = Duration::from_micros(last.saturating_sub(first)).as_secs_f64();
            println!("{requests} {conditional} {seconds}");
        }
    }
}

/// Listens, with room for a sweep's connections at once.
fn listen() -> std::io::Result<TcpListener> {
    let socket = TcpSocket::new_v4()?;
    socket.bind("0.0.0.0:0".parse().unwrap())?;
    socket.listen(4096)
}

async fn serve(listener: TcpListener, delay: Duration, began: Instant, counts: Arc<Counts>) {
    let whole: Arc<[u8]> = feed().into_bytes().into();
    loop {
        let Ok((stream, _)) = listener.accept().await else { continue };
        tokio::spawn(answer(stream, delay, began, counts.clone(), whole.clone()));
    }
}

/// Answers one request after the other.
async fn answer(
    mut stream: TcpStream,
    delay: Duration,
    began: Instant,
    counts: Arc<Counts>,
    whole: Arc<[u8]>,
) -> Option<()> {
    let _ = stream.set_nodelay(true);
    let unchanged = format!("HTTP/1.1 304 Not Modified\r\nETag: {ETAG}\r\n\r\n");
    let mut asked = Vec::new();
    loop {
        let end = loop {
            if let Some(at) = asked.windows(4).position(|four| four == b"\r\n\r\n") {
                break at + 4;
            }
            if stream.read_buf(&mut asked).await.ok()? == 0 {
                return None;
            }
        };
        let now = u64::try_from(began.elapsed().as_micros()).unwrap();
        counts.first.fetch_min(now, Ordering::Relaxed);
        counts.last.fetch_max(now, Ordering::Relaxed);
        counts.requests.fetch_add(1, Ordering::Relaxed);
        let conditional = asked[..end].windows(ETAG.len()).any(|part| part == ETAG.as_bytes());
        asked.drain(..end);
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
        if conditional {
            counts.conditional.fetch_add(1, Ordering::Relaxed);
            stream.write_all(unchanged.as_bytes()).await.ok()?;
        } else {
            stream.write_all(&whole).await.ok()?;
        }
    }
}

/// An answer of about 11 KB.
fn feed() -> String {
    let mut body =
        "<rss version=\"2.0\"><channel><title>A feed</title><link>http://127.0.0.1/</link>"
            .to_owned();
    for entry in 0..ENTRIES {
        body += &format!(
            "<item><title>Report number {entry} of the harbour</title><guid isPermaLink=\"false\">entry-{entry}</guid>\
             <link>http://127.0.0.1/reports/{entry}</link><pubDate>Mon, 02 Nov 2026 10:{entry:02}:00 GMT</pubDate>\
             <description>{}</description></item>",
            "The ferry left the harbour at noon, and came back before the storm. ".repeat(6)
        );
    }
    body += "</channel></rss>";
    format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nETag: {ETAG}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

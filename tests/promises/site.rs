//! A news site on loopback that does what a test tells it to, and remembers every request.
//!
//! Written by hand over plain sockets, since a test needs what a good server never does: an answer that
//! never comes, a connection that is cut, a status out of a script. Always: one answer a request, in the
//! order of the script; what has no answer is a 404.

use std::collections::{HashMap, VecDeque};
use std::io::{BufRead, BufReader, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

/// How often a waiting answer looks whether its site is gone.
const SLICE: Duration = Duration::from_millis(20);

/// A site; it closes when it is dropped.
pub(crate) struct Site {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    closed: AtomicBool,
    connects: AtomicUsize,
    in_flight: AtomicUsize,
    most_in_flight: AtomicUsize,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    resources: HashMap<String, Resource>,
    requests: Vec<Request>,
}

#[derive(Default)]
struct Resource {
    script: VecDeque<Reply>,
    standing: Option<Reply>,
}

/// A request as it came in.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// `GET`, unless something is wrong.
    pub(crate) method: String,
    /// Path and query.
    pub(crate) path: String,
    /// Names in lower case, values byte for byte.
    pub(crate) headers: Vec<(String, Vec<u8>)>,
    /// When its head was complete.
    pub(crate) at: Instant,
}

impl Request {
    /// The value of a header, byte for byte.
    pub(crate) fn header(&self, name: &str) -> Option<&[u8]> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_slice())
    }

    /// The value of a header, as text.
    pub(crate) fn header_text(&self, name: &str) -> Option<String> {
        self.header(name).map(|value| String::from_utf8_lossy(value).into_owned())
    }

    /// It asks only for what is newer than a copy that the client has.
    pub(crate) fn is_conditional(&self) -> bool {
        self.header("if-none-match").is_some() || self.header("if-modified-since").is_some()
    }
}

/// An answer.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    status: u16,
    headers: Vec<(String, Vec<u8>)>,
    body: Vec<u8>,
    delay: Duration,
    cut: bool,
}

impl Reply {
    /// 200 with a body.
    pub(crate) fn ok(media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::status(200).body(body).header("Content-Type", media_type)
    }

    /// 200 with a page.
    pub(crate) fn page(html: impl Into<Vec<u8>>) -> Self {
        Self::ok("text/html; charset=utf-8", html)
    }

    /// A bare status.
    pub(crate) fn status(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new(), delay: Duration::ZERO, cut: false }
    }

    /// A redirect, 302.
    pub(crate) fn redirect(to: &str) -> Self {
        Self::status(302).header("Location", to)
    }

    /// The connection is closed in place of an answer.
    pub(crate) fn hang_up() -> Self {
        Self { cut: true, ..Self::status(200) }
    }

    /// The same with another header; its value goes out byte for byte.
    pub(crate) fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.headers.push((name.to_owned(), value.as_ref().to_vec()));
        self
    }

    /// The same with a body.
    pub(crate) fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// The same, answered so much later.
    pub(crate) fn after(self, delay: Duration) -> Self {
        Self { delay, ..self }
    }

    fn own(&self, name: &str) -> Option<&[u8]> {
        let found = self.headers.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_slice())
    }

    /// RFC 9110, section 13.2.2, with validators compared as opaque bytes: whoever alters one gets no 304.
    fn unchanged_for(&self, request: &Request) -> bool {
        let same = |asked: &str, own: &str| {
            request.header(asked).map(|value| self.own(own).is_some_and(|own| own == value))
        };
        self.status == 200
            && same("if-none-match", "etag")
                .or_else(|| same("if-modified-since", "last-modified"))
                .unwrap_or(false)
    }
}

impl Site {
    /// Opens a site on 127.0.0.1.
    pub(crate) fn open() -> Self {
        Self::open_at(Ipv4Addr::LOCALHOST)
    }

    /// Opens a site on an address of its own (127.x.y.z), which courant counts as a host of its own.
    pub(crate) fn open_at(address: Ipv4Addr) -> Self {
        let listener = TcpListener::bind((IpAddr::V4(address), 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared::default());
        let here = Arc::clone(&shared);
        thread::spawn(move || accept(&listener, &here));
        Self { address, shared }
    }

    /// Where it listens, as `allow_addresses` wants it.
    pub(crate) fn address(&self) -> String {
        self.address.to_string()
    }

    /// The absolute address of a path.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// From now on a path is answered so.
    pub(crate) fn serve(&self, path: &str, reply: Reply) {
        self.lock().resources.entry(path.to_owned()).or_default().standing = Some(reply);
    }

    /// The next requests for a path are answered so, before its standing answer.
    pub(crate) fn script(&self, path: &str, replies: impl IntoIterator<Item = Reply>) {
        self.lock().resources.entry(path.to_owned()).or_default().script.extend(replies);
    }

    /// Every request so far.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.lock().requests.clone()
    }

    /// Every request so far for one path.
    pub(crate) fn requests_for(&self, path: &str) -> Vec<Request> {
        self.lock().requests.iter().filter(|request| request.path == path).cloned().collect()
    }

    /// How many connections were accepted.
    pub(crate) fn connects(&self) -> usize {
        self.shared.connects.load(Ordering::SeqCst)
    }

    /// The most requests that were ever being answered at one time.
    pub(crate) fn most_in_flight(&self) -> usize {
        self.shared.most_in_flight.load(Ordering::SeqCst)
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.shared.inner.lock().unwrap()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.shared.closed.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address); // wakes the listener, which then sees that it is closed
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        if shared.closed.load(Ordering::SeqCst) {
            return;
        }
        let Ok(stream) = stream else { continue };
        shared.connects.fetch_add(1, Ordering::SeqCst);
        let shared = Arc::clone(shared);
        thread::spawn(move || converse(&stream, &shared));
    }
}

/// Answers the requests of one connection until the client or an answer ends it.
fn converse(stream: &TcpStream, shared: &Shared) -> Option<()> {
    let _ = stream.set_nodelay(true);
    let mut reader = BufReader::new(stream);
    loop {
        let request = read_head(&mut reader)?;
        let now = shared.in_flight.fetch_add(1, Ordering::SeqCst) + 1;
        shared.most_in_flight.fetch_max(now, Ordering::SeqCst);
        let answer = answer(shared, &request);
        let (last, most) = answer.as_deref().and_then(<[u8]>::split_last).unzip();
        let sent = most.map(|most| (&*stream).write_all(most));
        // Before the client can have all of it, and ask for more in the same moment.
        shared.in_flight.fetch_sub(1, Ordering::SeqCst);
        sent?.ok()?;
        (&*stream).write_all(&[*last?]).ok()?;
    }
}

/// What is sent back; nothing where the connection is to end.
fn answer(shared: &Shared, request: &Request) -> Option<Vec<u8>> {
    let reply = {
        let mut inner = shared.inner.lock().unwrap();
        inner.requests.push(request.clone());
        inner
            .resources
            .get_mut(&request.path)
            .and_then(|resource| resource.script.pop_front().or_else(|| resource.standing.clone()))
    };
    let reply = reply.unwrap_or_else(|| Reply::status(404).body("nothing here"));
    let until = Instant::now() + reply.delay;
    while Instant::now() < until {
        if shared.closed.load(Ordering::SeqCst) {
            return None;
        }
        thread::sleep(SLICE.min(until.saturating_duration_since(Instant::now())));
    }
    if reply.cut {
        return None;
    }
    Some(wire(&reply, request))
}

fn wire(reply: &Reply, request: &Request) -> Vec<u8> {
    let unchanged = reply.unchanged_for(request);
    let (status, body) = if unchanged { (304, &[][..]) } else { (reply.status, &reply.body[..]) };
    let mut bytes = format!("HTTP/1.1 {status} Scripted\r\n").into_bytes();
    for (name, value) in &reply.headers {
        bytes.extend_from_slice(name.as_bytes());
        bytes.extend_from_slice(b": ");
        bytes.extend_from_slice(value);
        bytes.extend_from_slice(b"\r\n");
    }
    if status != 304 {
        bytes.extend_from_slice(format!("Content-Length: {}\r\n", body.len()).as_bytes());
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(body);
    bytes
}

/// Reads a request's head; a GET has no body.
fn read_head(reader: &mut impl BufRead) -> Option<Request> {
    let line = read_line(reader)?;
    let line = String::from_utf8(line).ok()?;
    let mut words = line.split(' ');
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = Vec::new();
    loop {
        let line = read_line(reader)?;
        if line.is_empty() {
            return Some(Request { method, path, headers, at: Instant::now() });
        }
        let colon = line.iter().position(|byte| *byte == b':')?;
        let name = String::from_utf8_lossy(&line[..colon]).to_ascii_lowercase();
        headers.push((name, line[colon + 1..].trim_ascii().to_vec()));
    }
}

fn read_line(reader: &mut impl BufRead) -> Option<Vec<u8>> {
    let mut line = Vec::new();
    reader.read_until(b'\n', &mut line).ok().filter(|read| *read > 0)?;
    Some(line.trim_ascii_end().to_vec())
}

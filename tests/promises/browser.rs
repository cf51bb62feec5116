//! Asking the status page: as a program does, byte for byte, and as people do, with a browser.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::daemon::{Daemon, PATIENCE, Running};
use crate::site::{Reply, Site};

/// An answer of the status page.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// The head, as it came.
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    /// A header's value.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

/// Where a running daemon serves its page, as its log tells.
pub(crate) fn page_of(run: &mut Running) -> SocketAddr {
    let told = |text: &str| {
        let line = text.lines().find(|line| line.contains("The status page is served"))?;
        line.rsplit_once("address=")?.1.trim().parse().ok()
    };
    let mut address = None;
    let mut logged = String::new();
    let stderr = run.stderr_path().to_owned();
    run.until("the status page is served", || {
        logged = std::fs::read_to_string(&stderr).unwrap_or_default();
        address = told(&logged);
        address.is_some()
    });
    address.unwrap()
}

/// Asks for a path.
pub(crate) fn get(page: SocketAddr, path: &str) -> Answer {
    ask(page, &format!("GET {path} HTTP/1.1\r\nHost: {page}\r\n"))
}

/// Sends a head without its end, and reads the answer.
pub(crate) fn ask(page: SocketAddr, head: &str) -> Answer {
    let mut stream = TcpStream::connect(page).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.write_all(format!("{head}Connection: close\r\n\r\n").as_bytes()).unwrap();
    let mut bytes = Vec::new();
    // Whoever is refused in the middle of sending may be cut off.
    let _ = stream.read_to_end(&mut bytes);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    Answer { status, head: head.to_owned(), body: body.to_owned() }
}

/// Runs the browser without a screen and gives its standard output.
pub(crate) fn browse(daemon: &Daemon, arguments: &[&str]) -> String {
    let profile = daemon.path("profile");
    let ran = Command::new("chromium")
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
            "--virtual-time-budget=5000",
        ])
        .arg(format!("--user-data-dir={}", text(&profile)))
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("chromium starts (.ci/browser installs it)");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8_lossy(&ran.stdout).into_owned()
}

/// What a script tells of a page in a frame of that width, in light ("1") or dark ("0"): the JSON that it leaves as
/// the body.
pub(crate) fn measured(
    daemon: &Daemon,
    site: &Site,
    script: &str,
    width: &str,
    scheme: &str,
) -> Value {
    site.serve("/measure.html", Reply::page(script.replace("WIDTH", width)));
    let scheme = format!("--blink-settings=preferredColorScheme={scheme}");
    let dom = browse(daemon, &["--dump-dom", &scheme, &site.url("/measure.html")]);
    let json =
        dom.split_once("<body>").and_then(|(_, rest)| Some(rest.split_once("</body>")?.0.trim()));
    json.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_else(|| panic!("{dom}"))
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

//! The program under test: a home directory with its configuration, runs of it, signals to it.
//!
//! Always: a run that does not end is killed and fails with all it wrote. Every run has a proxy in its
//! environment that answers nobody (`checks` row 6), so a request that went through one would fail.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::os::unix::fs::DirBuilderExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::site::Site;

/// A guard against hanging, far above what any run takes.
pub(crate) const PATIENCE: Duration = Duration::from_mins(2);

/// How often a wait looks.
const GLANCE: Duration = Duration::from_millis(10);

/// What is put into `courant.toml`.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// `[output] formats`.
    pub(crate) formats: Vec<&'static str>,
    /// Lines of `[poll]`.
    pub(crate) poll: String,
    /// Lines of `[fetch]` besides `host_delay` and `allow_addresses`.
    pub(crate) fetch: String,
    /// `[fetch] host_delay`.
    pub(crate) host_delay: &'static str,
    /// `[fetch] allow_addresses`.
    pub(crate) allow: Vec<String>,
    /// `[extract] patience`.
    pub(crate) patience: &'static str,
    /// Further tables.
    pub(crate) tables: String,
    /// `[[feed]]` tables: name, address, further lines.
    pub(crate) feeds: Vec<(String, String, String)>,
}

impl Settings {
    /// One that reads these feeds (name, path) of a site.
    pub(crate) fn reading(site: &Site, feeds: &[(&str, &str)]) -> Self {
        let feeds = feeds.iter();
        let feeds = feeds.map(|(name, path)| ((*name).to_owned(), site.url(path), String::new()));
        Self {
            formats: vec!["json", "markdown", "text"],
            poll: String::new(),
            fetch: String::new(),
            host_delay: "0s",
            allow: vec![site.address()],
            patience: "1h",
            tables: String::new(),
            feeds: feeds.collect(),
        }
    }

    /// The same, with another feed.
    pub(crate) fn and(mut self, name: &str, url: &str, lines: &str) -> Self {
        self.feeds.push((name.to_owned(), url.to_owned(), lines.to_owned()));
        self
    }

    fn to_toml(&self) -> String {
        let mut toml = String::new();
        let Self { formats, poll, fetch, host_delay, allow, patience, tables, .. } = self;
        let _ = write!(
            toml,
            "[output]\ndirectory = \"articles\"\nformats = {formats:?}\n\n\
             [state]\ndirectory = \"state\"\n\n\
             [poll]\n{poll}\n\n\
             [fetch]\nhost_delay = {host_delay:?}\nallow_addresses = {allow:?}\n{fetch}\n\n\
             [extract]\npatience = {patience:?}\n\n{tables}\n",
        );
        toml.push_str(&self.tables);
        for (name, url, lines) in &self.feeds {
            let _ = write!(toml, "\n[[feed]]\nname = {name:?}\nurl = {url:?}\n{lines}\n");
        }
        toml
    }
}

/// A home for the program: configuration, state, output. It goes when it is dropped.
pub(crate) struct Daemon {
    home: TempDir,
    runs: AtomicUsize,
}

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Ran {
    /// The exit status; `None` after a signal.
    pub(crate) code: Option<i32>,
    /// The signal that ended it.
    pub(crate) signal: Option<i32>,
    /// Results.
    pub(crate) stdout: String,
    /// Everything else.
    pub(crate) stderr: String,
}

/// A run that goes on; it is killed when it is dropped.
pub(crate) struct Running {
    child: Child,
    stdout: PathBuf,
    stderr: PathBuf,
}

impl Daemon {
    /// A fresh home with this configuration.
    pub(crate) fn new(settings: &Settings) -> Self {
        let daemon = Self::bare();
        daemon.configure(settings);
        daemon
    }

    /// A fresh home without a configuration.
    pub(crate) fn bare() -> Self {
        let home = tempfile::tempdir().unwrap();
        let mut private = fs::DirBuilder::new();
        private.mode(0o700).create(home.path().join("state")).unwrap();
        fs::create_dir(home.path().join("articles")).unwrap();
        Self { home, runs: AtomicUsize::new(0) }
    }

    /// Writes the configuration, as an editor does: all of it at once.
    pub(crate) fn configure(&self, settings: &Settings) {
        self.write("courant.toml", &settings.to_toml());
    }

    /// Writes a file in the home.
    pub(crate) fn write(&self, name: &str, text: &str) {
        let fresh = self.path(&format!("{name}.fresh"));
        fs::write(&fresh, text).unwrap();
        fs::rename(&fresh, self.path(name)).unwrap();
    }

    /// A path in the home.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// The output directory.
    pub(crate) fn output(&self) -> PathBuf {
        self.path("articles")
    }

    /// The state directory.
    pub(crate) fn state(&self) -> PathBuf {
        self.path("state")
    }

    /// What a run, counted from 0, has written to standard error so far.
    pub(crate) fn stderr_of(&self, run: usize) -> String {
        read(&self.path(&format!("run-{run}.stderr")))
    }

    /// How many names in the home begin like this.
    pub(crate) fn count(&self, beginning: &str) -> usize {
        let names = fs::read_dir(self.home.path()).unwrap();
        let names = names.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
        names.filter(|name| name.starts_with(beginning)).count()
    }

    /// Runs `once` to its end.
    pub(crate) fn once(&self) -> Ran {
        self.start(&["once"]).wait()
    }

    /// Runs `once` to its end, which must be a good one.
    pub(crate) fn pass(&self) -> Ran {
        let ran = self.once();
        assert_eq!(ran.code, Some(0), "a pass failed: {ran}");
        ran
    }

    /// Starts a command with the configuration.
    pub(crate) fn start(&self, arguments: &[&str]) -> Running {
        self.start_under("courant.toml", arguments, &[])
    }

    /// Starts a command with a configuration file of the home, and variables of its environment.
    pub(crate) fn start_under(
        &self,
        file: &str,
        arguments: &[&str],
        environment: &[(&str, &str)],
    ) -> Running {
        let mut command = Command::new(env!("CARGO_BIN_EXE_courant"));
        command.arg("--config").arg(self.path(file)).args(arguments);
        command.envs(environment.iter().copied()).stdin(Stdio::null());
        self.start_command(command).0
    }

    /// Starts a command that runs the program, and gives what was asked to be its standard input.
    pub(crate) fn start_command(&self, mut command: Command) -> (Running, Option<ChildStdin>) {
        let run = self.runs.fetch_add(1, Ordering::SeqCst);
        let stdout = self.path(&format!("run-{run}.stdout"));
        let stderr = self.path(&format!("run-{run}.stderr"));
        let given = |name: &str| command.get_envs().any(|(own, _)| own == name);
        let unwanted: Vec<_> = ["NOTIFY_SOCKET", "WATCHDOG_USEC", "RUST_LOG"]
            .into_iter()
            .filter(|name| !given(name))
            .collect();
        for name in unwanted {
            command.env_remove(name);
        }
        let mut child = command
            .env("HTTP_PROXY", "http://127.0.0.1:9")
            .env("http_proxy", "http://127.0.0.1:9")
            .env("ALL_PROXY", "http://127.0.0.1:9")
            .stdout(File::create(&stdout).unwrap())
            .stderr(File::create(&stderr).unwrap())
            .spawn()
            .unwrap();
        let stdin = child.stdin.take();
        (Running { child, stdout, stderr }, stdin)
    }
}

impl Running {
    /// Sends a signal.
    pub(crate) fn signal(&self, signal: Signal) {
        let pid = Pid::from_child(&self.child);
        kill_process(pid, signal).unwrap();
    }

    /// Kills it, as no program can prevent, and waits until it is gone.
    pub(crate) fn kill(mut self) -> Ran {
        let _ = self.child.kill();
        let status = self.child.wait().unwrap();
        self.ran(status)
    }

    /// Waits for its end.
    pub(crate) fn wait(self) -> Ran {
        self.wait_for(PATIENCE)
    }

    /// Waits for its end; one that takes longer than `patience` is a failure.
    pub(crate) fn wait_for(mut self, patience: Duration) -> Ran {
        let until = Instant::now() + patience;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return self.ran(status);
            }
            assert!(Instant::now() < until, "it did not end within {patience:?}: {}", self.kill());
            thread::sleep(GLANCE);
        }
    }

    /// Its number among the machine's processes.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// What it has written to standard error so far.
    pub(crate) fn stderr(&self) -> String {
        read(&self.stderr)
    }

    /// The most memory that it has held so far, in bytes.
    pub(crate) fn peak_memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        1024 * line.trim().trim_end_matches(" kB").parse::<u64>().unwrap()
    }

    /// It has not ended.
    pub(crate) fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Waits until something is so, while the program runs; if it never is, says what was waited for.
    pub(crate) fn until(&mut self, what: &str, mut so: impl FnMut() -> bool) {
        let until = Instant::now() + PATIENCE;
        while !so() {
            assert!(self.is_running(), "it ended before {what}:\n{}", self.stderr());
            assert!(Instant::now() < until, "waited in vain until {what}:\n{}", self.stderr());
            thread::sleep(GLANCE);
        }
    }

    fn ran(&self, status: ExitStatus) -> Ran {
        Ran {
            code: status.code(),
            signal: status.signal(),
            stdout: read(&self.stdout),
            stderr: read(&self.stderr),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl std::fmt::Display for Ran {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { code, signal, stdout, stderr } = self;
        write!(f, "exit {code:?}, signal {signal:?}\n-- stdout\n{stdout}\n-- stderr\n{stderr}")
    }
}

fn read(path: &Path) -> String {
    String::from_utf8_lossy(&fs::read(path).unwrap_or_default()).into_owned()
}

//! The consumers in `examples/` do what their heads say, with a real courant putting out.
//!
//! Those that need a program which a machine may lack are ignored here; `.ci/examples` installs it and runs
//! them. Without it they fail.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::daemon::{Daemon, PATIENCE, Settings};
use crate::newsroom::{self, path};
use crate::output::Output;
use crate::pages;
use crate::site::{Reply, Site};

#[path = "../../examples/read.rs"]
#[allow(dead_code, reason = "the example is a program, and its `main` is not called here")]
mod read;

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name)
}

fn newsroom(reports: std::ops::RangeInclusive<usize>) -> (Site, Daemon) {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, reports));
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    daemon.pass();
    (site, daemon)
}

#[test]
fn a_library_for_json_feed_reads_the_output() {
    let (_site, daemon) = newsroom(1..=3);
    let output = Output::sound(&daemon.output());
    let feed = read::read(&daemon.output(), 2).unwrap();
    assert_eq!(feed.entries.len(), 2);
    for (entry, line) in feed.entries.iter().zip(output.journal.iter().rev()) {
        let article = output.titled(line["title"].as_str().unwrap());
        assert_eq!(entry.id, line["id"].as_str().unwrap());
        assert_eq!(entry.title.as_ref().unwrap().content, line["title"].as_str().unwrap());
        assert_eq!(entry.links[0].href, article["url"].as_str().unwrap());
        assert!(entry.published.is_some());
        let body = entry.content.as_ref().and_then(|content| content.body.as_deref());
        assert_eq!(body, article["content_html"].as_str());
    }
}

/// A run of a follower; it is killed when it is dropped.
struct Follower(Child);

impl Follower {
    fn start(command: &mut Command, log: &Path) -> Self {
        let log = fs::OpenOptions::new().create(true).append(true).open(log).unwrap();
        Self(command.stdin(Stdio::null()).stdout(log).spawn().expect("the program is there"))
    }

    fn stop(mut self) {
        let pid = rustix::process::Pid::from_child(&self.0);
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_output_is_followed_each_article_once() {
    let (site, daemon) = newsroom(1..=2);
    let (inbox, log) = (daemon.path("inbox"), daemon.path("log"));
    fs::create_dir(&inbox).unwrap();
    let moved = || fs::read_to_string(&log).unwrap().lines().count();
    let until = |count: usize| {
        let late = Instant::now() + PATIENCE;
        while moved() < count {
            assert!(Instant::now() < late, "{} of {count} came", moved());
            thread::sleep(Duration::from_millis(10));
        }
    };
    let start = || {
        let mut script = Command::new("bash");
        script.arg(example("follow.sh")).arg(&inbox).arg("--config");
        script.arg(daemon.path("courant.toml")).env("COURANT", env!("CARGO_BIN_EXE_courant"));
        Follower::start(&mut script, &log)
    };
    let follower = start();
    until(2);
    // What comes while it watches.
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=3));
    daemon.pass();
    until(3);
    follower.stop();
    // What came while it was away.
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=5));
    daemon.pass();
    let follower = start();
    until(5);
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=6));
    daemon.pass();
    until(6);
    follower.stop();
    assert_eq!(moved(), 6, "each once:\n{}", fs::read_to_string(&log).unwrap());
    assert_eq!(fs::read_dir(&inbox).unwrap().count(), 6);
}

/// Takes mails as a mail server does, the first of them only at the second try.
fn take_mail(count: usize) -> (u16, thread::JoinHandle<Vec<String>>) {
    let door = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = door.local_addr().unwrap().port();
    let server = thread::spawn(move || {
        let (mut mails, mut refused) = (Vec::new(), false);
        while mails.len() < count {
            let (mut out, _) = door.accept().unwrap();
            let mut lines = BufReader::new(out.try_clone().unwrap()).lines();
            out.write_all(b"220 mail.example\r\n").unwrap();
            while let Some(Ok(line)) = lines.next() {
                let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
                let answer = match verb.as_str() {
                    "MAIL" if !refused => {
                        refused = true;
                        "451 later"
                    }
                    "DATA" => {
                        out.write_all(b"354 go on\r\n").unwrap();
                        let mail =
                            lines.by_ref().map(Result::unwrap).take_while(|line| line != ".");
                        mails.push(mail.collect::<Vec<_>>().join("\n"));
                        "250 taken"
                    }
                    "QUIT" => "221 bye",
                    _ => "250 fine",
                };
                // A client that has had enough need not hear it.
                let _ = out.write_all(format!("{answer}\r\n").as_bytes());
            }
        }
        mails
    });
    (port, server)
}

#[test]
#[ignore = "needs python3: .ci/examples runs it"]
fn each_article_is_sent_as_mail_though_the_server_refuses_at_first() {
    let (_site, daemon) = newsroom(1..=3);
    let (port, server) = take_mail(3);
    let command = format!("python3 {} ada@example.org", example("mail.py").display());
    let start = |log: &str| {
        let mut follow = Command::new(env!("CARGO_BIN_EXE_courant"));
        follow.arg("--config").arg(daemon.path("courant.toml"));
        follow.args(["follow", "--cursor", "mail", "--exec", &command]);
        follow.env("SMTP", format!("127.0.0.1:{port}"));
        Follower::start(&mut follow, &daemon.path(log))
    };
    let status = start("first").0.wait().unwrap();
    assert_eq!(status.code(), Some(75), "a mail that was not taken is no success");
    let second = start("second");
    let late = Instant::now() + PATIENCE;
    while !server.is_finished() {
        assert!(Instant::now() < late, "the mails do not come");
        thread::sleep(Duration::from_millis(10));
    }
    let mails = server.join().unwrap();
    second.stop();
    for report in 1..=3 {
        let subject = format!("Subject: {}\n", pages::headline(report));
        assert_eq!(mails.iter().filter(|mail| mail.contains(&subject)).count(), 1, "{subject}");
    }
    for mail in &mails {
        assert!(mail.contains("To: ada@example.org"), "{mail}");
        assert!(mail.contains("text/html") && mail.contains("text/plain"), "{mail}");
    }
}

fn search(words: &[&str], paths: &[&Path]) -> String {
    let program = example("search.py");
    let (command, rest) = words.split_first().unwrap();
    let mut python = Command::new("python3");
    python.arg(program).arg(command).args(paths).args(rest);
    let ran = python.output().expect("python3 is missing; it comes with python3");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).unwrap()
}

#[test]
#[ignore = "needs python3: .ci/examples runs it"]
fn the_output_is_searched_and_holds_each_article_once_in_its_last_revision() {
    let (site, daemon) = newsroom(1..=3);
    let (output, database) = (daemon.output(), daemon.path("articles.db"));
    assert_eq!(search(&["load"], &[&output, &database]), "3 articles, up to number 3\n");
    assert_eq!(search(&["load"], &[&output, &database]), "3 articles, up to number 3\n");
    let found = search(&["find", "ends report \"number 2", "river"], &[&database]);
    assert!(found.contains(&pages::headline(2)) && !found.contains(&pages::headline(3)), "{found}");

    site.serve(&path(2), Reply::page(pages::edited(2, "Correction: it was a heron on the weir.")));
    let mut entries = newsroom::reports(&site, 3..=4);
    entries
        .push(newsroom::announce(&site, 2).updated("2026-11-21T09:00:00Z").summary("<p>New.</p>"));
    newsroom::post(&site, "/feed", &entries);
    assert_eq!(search(&["find", "heron"], &[&database]), "");
    daemon.pass();
    assert_eq!(search(&["load"], &[&output, &database]), "4 articles, up to number 5\n");
    let found = search(&["find", "heron"], &[&database]);
    assert!(found.contains(&pages::headline(2)) && found.contains("[heron]"), "{found}");
    assert_eq!(found.lines().count(), 2, "once: {found}");
}

/// The code of a document's block that begins with this word or line.
fn block(document: &str, kind: &str, begins: &str) -> String {
    let document =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(document)).unwrap();
    let fence = format!("```{kind}\n");
    let mut blocks =
        document.split(&fence).skip(1).map(|rest| rest.split("```").next().unwrap().to_owned());
    blocks.find(|block| block.starts_with(begins)).unwrap_or_else(|| panic!("{begins:?} is gone"))
}

/// What a program says that is run where `news/articles` is the output directory.
fn run_beside(daemon: &Daemon, program: &str, code: &str) -> String {
    let (home, inbox) = (daemon.path("home"), daemon.path("home/inbox"));
    let code = code.replace("/var/lib/courant/articles", "news/articles");
    let code = code.replace("/srv/inbox", inbox.to_str().unwrap());
    let mut command = Command::new(program);
    let ran = command.arg("-c").arg(&code).current_dir(&home).env("HOME", &home).output();
    let ran = ran.unwrap_or_else(|error| panic!("{program} is missing: {error}"));
    assert!(ran.status.success(), "{code}\n{}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).unwrap()
}

#[test]
#[ignore = "needs python3 and jq: .ci/examples runs it"]
fn what_the_documents_say_of_consumers_runs_as_it_stands_there() {
    let (site, daemon) = newsroom(1..=3);
    let news = daemon.path("home/news");
    fs::create_dir_all(&news).unwrap();
    fs::create_dir(daemon.path("home/inbox")).unwrap();
    std::os::unix::fs::symlink(daemon.output(), news.join("articles")).unwrap();

    let told = run_beside(&daemon, "bash", &block("README.md", "sh", "out="));
    assert_eq!(told.lines().count(), 3, "{told}");
    assert!(told.contains(&format!("river: {}, ", pages::headline(2))), "{told}");
    for (program, code) in [
        ("bash", block("docs/output.md", "sh", "out=")),
        ("python3", block("docs/output.md", "python", "import json, os")),
    ] {
        let lines = || run_beside(&daemon, program, &code).lines().count();
        assert_eq!((lines(), lines()), (3, 0), "it goes on where it stopped");
    }
    let files = || Output::read(&daemon.output()).files.len();
    assert_eq!(files(), 9, "three articles in three formats");
    let told =
        run_beside(&daemon, "python3", &block("README.md", "python", "import json, pathlib\nfor"));
    assert_eq!(told.lines().count(), 3, "{told}");
    assert!(told.contains(&pages::headline(3)), "{told}");
    assert_eq!(files(), 6, "each .json was taken away");
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=4));
    daemon.pass();
    let told =
        run_beside(&daemon, "python3", &block("README.md", "python", "import json, pathlib\nfor"));
    assert_eq!(told.lines().count(), 1, "what was taken does not come again: {told}");
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 4..=6));
    daemon.pass();
    run_beside(&daemon, "bash", &block("docs/output.md", "sh", "find "));
    assert_eq!(fs::read_dir(daemon.path("home/inbox")).unwrap().count(), 2);
}

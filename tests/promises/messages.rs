//! Every error of a newcomer's first hour ends in a sentence that says what to do, and in the right exit status.

use std::fs;
use std::io::Read as _;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::daemon::{Daemon, Settings};
use crate::site::{Reply, Site};

/// A user who owns nothing.
const NOBODY: u32 = 65_534;

fn courant(arguments: &[&str]) -> Output {
    command(arguments).output().unwrap()
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_courant"));
    command.args(arguments).stdin(Stdio::null());
    command
}

/// It ended with this status, and standard error has all of this, whatever the width.
fn says(ran: &Output, status: i32, all: &[&str]) {
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert_eq!(ran.status.code(), Some(status), "{said}");
    for part in all {
        assert!(said.contains(part), "{part:?} is missing in:\n{said}");
    }
}

/// A home whose configuration names no feed.
fn home() -> Daemon {
    let daemon = Daemon::bare();
    daemon.write(
        "courant.toml",
        "output.directory = \"articles\"\nstate.directory = \"state\"\n\n[[feed]]\nname = \"river\"\n\
         url = \"http://127.0.0.1:9/feed\"\n",
    );
    daemon
}

fn once(daemon: &Daemon, arguments: &[&str]) -> Output {
    let file = daemon.path("courant.toml");
    courant(&[&["--config", text(&file), "once"], arguments].concat())
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_configuration_that_is_not_there_is_named_with_the_way_to_one() {
    let daemon = Daemon::bare();
    let file = daemon.path("nowhere.toml");
    for command in ["once", "run", "config"] {
        let ran = courant(&["--config", text(&file), command]);
        says(&ran, 78, &[text(&file), "copy config/courant.toml", "--config"]);
    }
}

#[test]
fn a_key_or_feed_or_command_that_is_misspelt_is_told_with_the_nearest() {
    let daemon = home();
    says(&once(&daemon, &["rivers"]), 64, &["`rivers`", "did you mean `river`?"]);
    says(&once(&daemon, &["RIVER"]), 64, &["`RIVER`", "did you mean `river`?"]);
    says(&once(&daemon, &["zzz"]), 64, &["`zzz`", "courant config"]);
    says(&courant(&["onec"]), 64, &["'onec'", "'once'", "--help"]);
    daemon.write("courant.toml", "[fetch]\ntimeuot = \"3s\"\n");
    says(&once(&daemon, &[]), 78, &["courant.toml:2:", "timeuot", "did you mean `timeout`?"]);
}

#[test]
fn a_command_that_is_missing_is_asked_for_below_the_list_of_them() {
    let ran = courant(&[]);
    says(&ran, 64, &["Commands:", "courant: a command is missing; name one"]);
}

#[test]
fn directories_that_are_missing_are_told_with_what_makes_them() {
    let daemon = home();
    fs::remove_dir(daemon.output()).unwrap();
    says(&once(&daemon, &[]), 75, &[text(&daemon.output()), "mkdir -p", "[output] directory"]);
    fs::create_dir(daemon.output()).unwrap();
    let file = fs::read_to_string(daemon.path("courant.toml")).unwrap();
    daemon.write("courant.toml", &file.replace("\"state\"", "\"no/such/state\""));
    let state = daemon.path("no/such/state");
    says(&once(&daemon, &[]), 75, &[text(&state), "mkdir -p", "[state] directory"]);
}

#[test]
fn what_stands_where_a_directory_should_is_told() {
    let daemon = home();
    fs::remove_dir(daemon.state()).unwrap();
    daemon.write("state", "");
    says(&once(&daemon, &[]), 74, &[text(&daemon.state()), "put a directory there"]);
    fs::remove_file(daemon.state()).unwrap();
    fs::remove_dir_all(daemon.output()).unwrap();
    daemon.write("articles", "");
    says(&once(&daemon, &[]), 75, &[text(&daemon.output()), "put a real directory there"]);
}

#[test]
fn directories_that_cannot_be_written_are_told_with_the_way_out() {
    for name in ["articles", "state"] {
        let daemon = home();
        let closed = daemon.path(name);
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o555)).unwrap();
        let mut command = command(&["--config", text(&daemon.path("courant.toml")), "once"]);
        if rustix::process::geteuid().is_root() {
            // Root may write everywhere, so somebody else must try.
            let home = daemon.path("");
            fs::set_permissions(&home, fs::Permissions::from_mode(0o755)).unwrap();
            for path in [home, daemon.output(), daemon.state()] {
                chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
            }
            runs_for_anybody(&mut command, &daemon);
        }
        let ran = command.output().unwrap();
        says(&ran, 75, &[text(&closed), "chown", "name another directory"]);
    }
}

/// Lets nobody run the command, by a program that nobody can reach.
fn runs_for_anybody(command: &mut Command, daemon: &Daemon) {
    let program = daemon.path("program");
    fs::hard_link(env!("CARGO_BIN_EXE_courant"), &program)
        .or_else(|_| fs::copy(env!("CARGO_BIN_EXE_courant"), &program).map(drop))
        .unwrap();
    let arguments: Vec<_> = command.get_args().map(ToOwned::to_owned).collect();
    *command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).uid(NOBODY).gid(NOBODY);
}

#[test]
fn another_user_is_told_the_whole_line_to_run() {
    let daemon = home();
    let file = daemon.path("courant.toml");
    let mut once = command(&[]);
    if rustix::process::geteuid().is_root() {
        fs::set_permissions(daemon.path(""), fs::Permissions::from_mode(0o755)).unwrap();
        runs_for_anybody(&mut once, &daemon);
    } else {
        let toml = fs::read_to_string(&file).unwrap();
        daemon.write("courant.toml", &toml.replace("\"state\"", "\"/usr\""));
    }
    let program = text(Path::new(once.get_program())).to_owned();
    // By the default file, which is another one for that other user.
    fs::create_dir(daemon.path("courant")).unwrap();
    let toml = fs::read_to_string(&file).unwrap().replace("\"state\"", "\"../state\"");
    daemon.write("courant/courant.toml", &toml.replace("\"articles\"", "\"../articles\""));
    once.args(["once", "river"]).env("XDG_CONFIG_HOME", daemon.path(""));
    let named = daemon.path("courant/courant.toml");
    let line = format!("sudo -u root {program} --config {} once river", text(&named));
    says(&once.output().unwrap(), 77, &[&line]);
    // By a file that was named.
    once.arg("--config").arg(&file);
    let line = format!("sudo -u root {program} once river --config {}", text(&file));
    says(&once.output().unwrap(), 77, &[&line]);
    // So is whoever may not ask the daemon.
    if rustix::process::geteuid().is_root() {
        for words in [&["status"][..], &["feeds"], &["why", "river"], &["poll", "river"]] {
            let mut asks = Command::new(&program);
            asks.args(words).arg("--config").arg(&file).uid(NOBODY).gid(NOBODY);
            let line = format!("sudo -u root {program} {} --config", words.join(" "));
            says(&asks.output().unwrap(), 77, &[&line]);
        }
    }
}

#[test]
fn a_feed_that_was_never_polled_is_told_from_one_that_is_not_configured() {
    let daemon = home();
    let file = daemon.path("courant.toml");
    let why = |of: &str| courant(&["--config", text(&file), "why", of]);
    says(&why("river"), 65, &["nothing is known of river yet", "courant once river"]);
    says(&why("lake"), 65, &["lake: it is no configured feed"]);
}

#[test]
fn a_state_that_is_not_there_is_told_of_and_not_made() {
    let daemon = home();
    let file = daemon.path("courant.toml");
    let check = || courant(&["--config", text(&file), "state", "check"]);
    let state = daemon.state();
    says(&check(), 75, &["there is no state in ", text(&state)]);
    assert_eq!(fs::read_dir(&state).unwrap().count(), 0);
    fs::remove_dir(&state).unwrap();
    says(&check(), 75, &["there is no state in ", text(&state)]);
    assert!(!state.exists());
}

#[test]
fn a_feed_that_is_a_web_page_is_told_with_the_way_to_its_feeds() {
    let site = Site::open();
    site.serve("/page", Reply::page("<!doctype html><html><body><p>News.</body></html>"));
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/page")]));
    let ran = daemon.pass();
    for part in ["HTML page", "courant feeds find"] {
        assert!(ran.stdout.contains(part), "{ran}");
    }
    daemon.write("page.html", "<!doctype html><html><body><p>News.</body></html>");
    let ran = courant(&["parse", text(&daemon.path("page.html"))]);
    says(&ran, 65, &["page.html", "HTML page", "courant feeds find"]);
    daemon.write("page.txt", "no feed at all");
    let ran = courant(&["extract", text(&daemon.path("page.txt"))]);
    says(&ran, 65, &["page.txt", "not HTML", "courant parse"]);
    says(&courant(&["parse", text(&daemon.path("page.txt"))]), 65, &["without XML or JSON"]);
}

#[test]
fn an_address_that_is_none_is_told_with_the_form_of_one() {
    says(&courant(&["parse", "htp://courier.example/feed"]), 74, &["https://HOST/PATH"]);
    says(&courant(&["parse", "https://"]), 74, &["https://HOST/PATH"]);
    says(&courant(&["parse", "courier.example/feed"]), 74, &["https://courier.example/feed"]);
    says(&courant(&["parse", "no-such-file"]), 74, &["no-such-file", "give a file"]);
    says(&courant(&["parse", "http://127.0.0.1:9/feed"]), 74, &["`allow_addresses`"]);
    says(&courant(&["feeds", "find", "http://127.0.0.1:9/"]), 74, &["`allow_addresses`"]);
    says(&courant(&["feeds", "add", "courier.example"]), 64, &["https://"]);
    says(&courant(&["parse", "-", "--url", "courier"]), 64, &["'courier'", "--help"]);
}

#[test]
fn what_an_argument_hides_is_shown_by_its_number() {
    let hidden = "dw\u{1b}]0;x\u{7}\u{9b}2J\u{202e}\u{2066}\u{200f}\u{feff}";
    let home = home();
    let file = home.path("courant.toml");
    let file = text(&file);
    for (arguments, status) in [
        (&["--config", file, "why", hidden][..], 65),
        (&["--config", file, "once", hidden], 64),
        (&["--config", file, "poll", hidden], 64),
        (&["--config", hidden, "check"], 78),
        (&["extract", hidden], 74),
        (&["parse", hidden], 74),
        (&["feeds", "import", hidden], 74),
        (&["--log-format", "json", "once", hidden], 78),
    ] {
        let ran = courant(arguments);
        let said = String::from_utf8_lossy(&ran.stderr);
        let is_hidden = |c: char| {
            c != '\n' && c.is_control()
                || matches!(c, '\u{200f}' | '\u{202e}' | '\u{2066}' | '\u{feff}')
        };
        assert!(!said.contains(is_hidden), "{arguments:?}: {said:?}");
        let shown = ["dw\\u{1b}]0;x\\u{7}\\u{9b}2J\\u{202e}\\u{2066}\\u{200f}\\u{feff}"];
        says(&ran, status, if arguments[0] == "--log-format" { &[] } else { &shown });
    }
}

#[test]
fn without_feeds_it_says_where_to_put_one() {
    let daemon = home();
    for file in [
        "output.directory = \"articles\"\nstate.directory = \"state\"\n",
        "output.directory = \"articles\"\nstate.directory = \"state\"\n[[feed]]\nname = \"river\"\n\
         url = \"https://courier.example/feed\"\nenabled = false\n",
    ] {
        daemon.write("courant.toml", file);
        says(&once(&daemon, &[]), 0, &["add a [[feed]]", text(&daemon.path("courant.toml"))]);
    }
}

#[test]
fn a_reader_that_has_had_enough_is_no_error() {
    let daemon = home();
    let file = daemon.path("courant.toml");
    for arguments in [
        &["config"][..],
        &["man"],
        &["completions", "zsh"],
        &["once"],
        &["--help"],
        &["once", "-h"],
        &["help"],
        &["--version"],
    ] {
        let arguments = [&["--config", text(&file)], arguments].concat();
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let ran = command(&arguments).stdout(writer).stderr(Stdio::piped()).output().unwrap();
        says(&ran, 0, &[]);
        // Nor is one that closed standard error, where the events of `once` go.
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let ran = command(&arguments).stdout(Stdio::null()).stderr(writer).status().unwrap();
        assert_eq!(ran.code(), Some(0), "{arguments:?}");
    }
}

/// `--help` and `--version` said nothing, and ended well.
#[test]
fn what_standard_output_has_no_room_for_is_an_error() {
    for arguments in [&["man"][..], &["--help"], &["once", "-h"], &["help"], &["--version"]] {
        let (mut reader, writer) = std::io::pipe().unwrap();
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let mut run = command(arguments).stdout(full).stderr(writer).spawn().unwrap();
        let mut said = String::new();
        reader.read_to_string(&mut said).unwrap();
        assert_eq!(run.wait().unwrap().code(), Some(74), "{arguments:?}");
        assert!(said.contains("standard output"), "{arguments:?}: {said}");
    }
}

#[test]
fn the_help_of_every_command_has_an_example() {
    for words in all_commands(&[]) {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let help = help(&words);
        let (_, example) =
            help.split_once("Example").unwrap_or_else(|| panic!("{words:?}: {help}"));
        assert!(example.contains("  courant ") || example.contains("  sudo -u "), "{help}");
    }
}

#[test]
fn completions_and_the_manual_page_know_every_command() {
    let manual = String::from_utf8(courant(&["man"]).stdout).unwrap();
    for part in ["SH \"EXIT STATUS\"", "SH FILES", "/var/lib/courant/state"] {
        assert!(manual.contains(part), "{part} is missing in:\n{manual}");
    }
    let scripts = ["bash", "zsh", "fish"]
        .map(|shell| (shell, String::from_utf8(courant(&["completions", shell]).stdout).unwrap()));
    for words in all_commands(&[]) {
        let last = words.last().unwrap();
        for (shell, script) in &scripts {
            assert!(script.contains(last.as_str()), "{words:?} is not completed by {shell}");
        }
        // `state` does nothing by itself, and is told by what it consists of.
        if words != ["state"] {
            let line = format!("courant {}", words.join(" "));
            assert!(manual.contains(&line), "{line} is not in the manual");
        }
    }
}

#[test]
fn the_manual_of_the_configuration_tells_each_option_and_every_word_about_it() {
    let manual = String::from_utf8(courant(&["man", "courant.toml"]).stdout).unwrap();
    let (_, told) = manual.split_once(".SH DESCRIPTION\n").unwrap();
    let (told, _) = told.split_once(".SH FILES\n").unwrap();
    let told = told.lines().map(|line| line.strip_prefix(".SS ").unwrap_or(line));
    let told = told.filter(|line| !line.starts_with('.')).collect::<Vec<_>>().join("\n");
    let marks = [("\\fB", ""), ("\\fR", ""), ("\\-", "-"), ("\\*(Aq", "'"), ("\\&", "")];
    let told = marks.iter().fold(told, |told, (mark, plain)| told.replace(mark, plain));
    let example = include_str!("../../config/courant.toml");
    let example = example.lines().map(|line| line.strip_prefix('#').unwrap_or(line));
    let example = example.collect::<Vec<_>>().join("\n");
    let words = |text: &str| {
        let mut words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        words.sort();
        words
    };
    assert!(words(&example).len() > 500);
    assert_eq!(words(&told), words(&example));
}

fn help(words: &[&str]) -> String {
    let ran = courant(&[words, &["--help"]].concat());
    says(&ran, 0, &[]);
    String::from_utf8(ran.stdout).unwrap()
}

/// Every command below these words, as the help tells.
fn all_commands(above: &[String]) -> Vec<Vec<String>> {
    let words: Vec<&str> = above.iter().map(String::as_str).collect();
    let help = help(&words);
    let below = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    // A long description goes on in lines that are indented further.
    let below = below.take_while(|line| !line.is_empty()).filter(|line| !line.starts_with("    "));
    let below = below.map(|line| line.split_whitespace().next().unwrap());
    let mut all = Vec::new();
    for command in below.filter(|command| *command != "help") {
        let words = [above, &[command.to_owned()]].concat();
        all.extend(all_commands(&words));
        all.push(words);
    }
    all
}

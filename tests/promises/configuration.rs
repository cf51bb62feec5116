//! A faulty configuration is refused with exit 78 and with everything that is wrong: file, line, key.

use crate::daemon::Daemon;

/// A file that would do, but for what a test puts in.
const GOOD: &str = "[output]\ndirectory = \"articles\"\n\n[state]\ndirectory = \"state\"\n\n";

#[test]
fn an_unknown_key_is_refused() {
    for (lines, key) in [
        ("[fetch]\ntimeuot = \"3s\"\n", "timeuot"),
        ("[fetsch]\ntimeout = \"3s\"\n", "fetsch"),
        (
            "[[feed]]\nname = \"river\"\nurl = \"https://courier.example/feed\"\nintervall = \"5m\"\n",
            "intervall",
        ),
        ("[poll]\nmin_interval = \"15m\"\nMax_interval = \"1h\"\n", "Max_interval"),
    ] {
        is_refused(&format!("{GOOD}{lines}"), &[key]);
    }
}

#[test]
fn a_duplicate_feed_name_is_refused() {
    let feed = |name: &str, path: &str| {
        format!("[[feed]]\nname = \"{name}\"\nurl = \"https://courier.example/{path}\"\n\n")
    };
    let second = feed("river", "second").replace("\"river\"", "\"river\" # again");
    let file = format!("{GOOD}{}{}{second}", feed("river", "first"), feed("hills", "third"));
    is_refused(&file, &["river\" # again"]);
}

#[test]
fn a_bad_address_is_refused() {
    for url in [
        "htp:/nowhere",
        "ftp://courier.example/feed",
        "courier.example/feed",
        "javascript:alert(1)",
        "",
    ] {
        is_refused(&format!("{GOOD}[[feed]]\nname = \"river\"\nurl = \"{url}\"\n"), &["url"]);
    }
}

#[test]
fn a_bad_value_is_refused() {
    for (lines, key) in [
        ("[fetch]\ntimeout = \"soon\"\n", "timeout"),
        ("[fetch]\nmax_body = \"much\"\n", "max_body"),
        ("[fetch]\nallow_addresses = [\"127.0.0.1/99\"]\n", "allow_addresses"),
        ("[fetch]\nconcurrency = 0\n", "concurrency"),
        ("[dedup]\nstories = \"perhaps\"\n", "stories"),
        ("[[feed]]\nname = \"../river\"\nurl = \"https://courier.example/feed\"\n", "name"),
        ("[[feed]]\nname = \"River\"\nurl = \"https://courier.example/feed\"\n", "name"),
        ("[[feed]]\nname = \"river\"\n", "feed"),
    ] {
        is_refused(&format!("{GOOD}{lines}"), &[key]);
    }
}

#[test]
fn a_file_that_is_no_toml_is_refused_with_the_line() {
    let daemon = Daemon::bare();
    daemon.write("courant.toml", &format!("{GOOD}[poll]\nmin_interval = [\n"));
    let ran = daemon.once();
    assert_eq!(ran.code, Some(78), "{ran}");
    assert!(ran.stderr.contains("courant.toml:8:"), "{ran}");
}

#[test]
fn all_faults_are_told_at_once() {
    let file = format!(
        "{GOOD}[fetch]\ntimeuot = \"3s\"\nmax_body = \"much\"\n\n\
         [[feed]]\nname = \"river\"\nurl = \"htp:/nowhere\"\n\n\
         [[feed]]\nname = \"hills\"\nurl = \"https://courier.example/hills\"\nintervall = \"5m\"\n"
    );
    is_refused(&file, &["timeuot", "max_body", "url = \"htp", "intervall"]);
}

#[test]
fn a_fault_in_an_included_file_is_told_with_that_file() {
    let daemon = Daemon::bare();
    daemon.write("courant.toml", &format!("include = [\"feeds.toml\"]\n{GOOD}"));
    daemon.write("feeds.toml", "[[feed]]\nname = \"river\"\nurl = \"nowhere\"\n");
    let ran = daemon.once();
    assert_eq!(ran.code, Some(78), "{ran}");
    assert!(ran.stderr.contains("feeds.toml") && ran.stderr.contains('3'), "{ran}");
    assert!(ran.stderr.contains("url"), "{ran}");
}

#[test]
fn a_faulty_configuration_touches_nothing() {
    let daemon = Daemon::bare();
    daemon.write("courant.toml", &format!("{GOOD}[fetch]\ntimeuot = \"3s\"\n"));
    for command in [&["once"][..], &["run"], &["check"], &["config"], &["state", "rebuild"]] {
        let ran = daemon.start(command).wait();
        assert_eq!(ran.code, Some(78), "{command:?}: {ran}");
    }
    for directory in [daemon.output(), daemon.state()] {
        assert_eq!(std::fs::read_dir(&directory).unwrap().count(), 0, "{}", directory.display());
    }
}

#[test]
fn a_good_configuration_is_printed_without_its_secrets() {
    let daemon = Daemon::bare();
    daemon.write(
        "courant.toml",
        &format!(
            "{GOOD}[[feed]]\nname = \"river\"\nurl = \"https://reader:opensesame@courier.example/feed\"\n\n\
             [[feed]]\nname = \"hills\"\nurl = \"https://courier.example/hills\"\n\
             headers = {{ Authorization = \"Bearer shibboleth\" }}\n"
        ),
    );
    for command in ["config", "check"] {
        let ran = daemon.start(&[command]).wait();
        assert_eq!(ran.code, Some(0), "{command}: {ran}");
        for secret in ["opensesame", "shibboleth"] {
            assert!(
                !ran.stdout.contains(secret) && !ran.stderr.contains(secret),
                "{command}: {ran}"
            );
        }
    }
    let ran = daemon.start(&["config"]).wait();
    assert!(ran.stdout.contains("host_delay") && ran.stdout.contains("river"), "{ran}");
}

#[test]
fn a_command_that_does_not_exist_is_a_fault_of_usage() {
    let daemon = Daemon::bare();
    daemon.write("courant.toml", GOOD);
    for arguments in [&["frobnicate"][..], &["once", "--frobnicate"], &[]] {
        let ran = daemon.start(arguments).wait();
        assert_eq!(ran.code, Some(64), "{arguments:?}: {ran}");
    }
}

/// Refused by `once` and by `check`, with the file, and with key and line for each of these marks in it.
fn is_refused(file: &str, marks: &[&str]) {
    let daemon = Daemon::bare();
    daemon.write("courant.toml", file);
    for command in ["once", "check"] {
        let ran = daemon.start(&[command]).wait();
        assert_eq!(ran.code, Some(78), "{command} on\n{file}\n{ran}");
        let said = format!("{}{}", ran.stdout, ran.stderr);
        assert!(said.contains("courant.toml"), "{command} names the file: {ran}");
        for mark in marks {
            let line = 1 + file.lines().position(|line| line.contains(mark)).unwrap();
            let key = mark.split([' ', '"']).next().unwrap();
            let told = said.lines().any(|told| told.contains(key) && tells_line(told, line));
            let nearby = said.contains(key) && said.lines().any(|told| tells_line(told, line));
            assert!(told || nearby, "{command} names {key:?} at line {line} of\n{file}\n{ran}");
        }
    }
}

/// A number of its own in this text is this one.
fn tells_line(text: &str, line: usize) -> bool {
    text.split(|letter: char| !letter.is_ascii_digit()).any(|number| number == line.to_string())
}

//! `courant follow`: the journal as it grows, for consumers.
//!
//! Always: an emission is handed over before the cursor passes it, so a crash means once more and never not
//! at all. Never: it opens the state, or writes anything but its cursor.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use super::failure::{self, Failure, Status};
use super::handler::Handler;
use super::{Shared, log};
use crate::emission::{Action, Line};
use crate::output::{Class, Cursor, CursorName, OutputError, Tail, Told, latest};

/// How often the journal is looked at.
const GLANCE: Duration = Duration::from_millis(200);

/// What `follow` understands.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Without --cursor or --since it begins with what comes from now on; a new cursor begins with the first
emission. Printed are the files of new and revised articles, one a line, as far as they are still there.

Examples:
  courant follow --since 0 --json
  courant follow --cursor inbox --exec 'cp -t /srv/inbox'")]
pub(super) struct Args {
    /// Begin behind the emission of this number; 0 is before the first
    #[arg(long, value_name = "SEQ")]
    since: Option<u64>,
    /// Only what comes of this feed (may be given several times)
    #[arg(long = "feed", value_name = "FEED")]
    feeds: Vec<String>,
    /// Go on where this cursor stands, and move it behind what is done
    #[arg(long, value_name = "NAME")]
    cursor: Option<CursorName>,
    /// Print the journal's lines, skipped and withdrawn articles included
    #[arg(long, group = "form")]
    json: bool,
    /// Print a zero byte after each file instead of a newline
    #[arg(long, group = "form")]
    print0: bool,
    /// Run this for each file, which the shell appends as last argument; a failure ends it all, and the same
    /// file comes first at the next start. SIGTERM and SIGINT are passed on to it as SIGTERM, and its end is waited
    /// for; a second one kills it
    #[arg(long, value_name = "CMD", group = "form")]
    exec: Option<String>,
}

/// Hands over what is in the journal and what comes, until told to stop.
pub(super) fn run(args: &Args, shared: &Shared) -> Result<(), Failure> {
    let config = shared.configuration()?;
    log::start(shared.log_format, "warn");
    for feed in &args.feeds {
        if !config.feeds.iter().any(|known| known.name.as_str() == feed) {
            failure::remark(format_args!(
                "no feed is named {feed} now: what came of one is told, and what will come if there is one again"
            ));
        }
    }
    let output = config.output.directory;
    let cursor = args.cursor.clone().map(|name| Cursor::open(&output, name)).transpose();
    let mut cursor = cursor.map_err(failed)?;
    let stands = cursor.as_ref().map(Cursor::seq);
    let since = args.since.or(stands);
    if let Some(since) = since {
        tell_of_end(&output, since)?;
    }
    let tail = match since {
        Some(seq) => Tail::after(&output, seq),
        None => Tail::end(&output),
    };
    let mut tail = tail.map_err(failed)?;
    let handler = args.exec.as_ref().map(|_| Handler::new()).transpose();
    let handler = handler.map_err(|error| Failure::new(Status::TryAgain, error))?;
    while !handler.as_ref().is_some_and(Handler::is_stopping) {
        let told = tail.read().map_err(failed)?;
        let Some(last) = told.last().map(|told| told.line.seq) else {
            thread::sleep(GLANCE);
            continue;
        };
        let wanted = told.iter().filter(|told| args.wants(&told.line));
        if let (Some(command), Some(handler)) = (&args.exec, &handler) {
            for told in wanted {
                if !execute(handler, command, &output, &told.line)? {
                    return Ok(());
                }
                advance(cursor.as_mut(), told.line.seq)?;
            }
        } else {
            match args.print(wanted, &output) {
                // Whoever read it has gone; what was not taken is not done.
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(()),
                printed => failure::printed(printed)?,
            }
        }
        advance(cursor.as_mut(), last)?;
    }
    Ok(())
}

/// Whoever is to begin behind the journal's end, which another journal had, would wait without knowing for what.
fn tell_of_end(output: &Path, since: u64) -> Result<(), Failure> {
    let last = latest(output, 1, |_| true).map_err(failed)?.first().map_or(0, |line| line.seq);
    if since > last {
        failure::remark(format_args!(
            "the journal ends with emission {last}: nothing is told before there is an emission {} (a journal that was replaced needs a smaller number: --since, or the cursor's file)",
            since.saturating_add(1)
        ));
    }
    Ok(())
}

impl Args {
    fn wants(&self, line: &Line) -> bool {
        self.feeds.is_empty() || self.feeds.contains(&line.feed)
    }

    fn print<'t>(&self, told: impl Iterator<Item = &'t Told>, output: &Path) -> io::Result<()> {
        use std::os::unix::ffi::OsStrExt;
        let mut out = io::stdout().lock();
        let end = if self.print0 { 0 } else { b'\n' };
        for told in told {
            if self.json {
                writeln!(out, "{}", told.text)?;
            } else if let Some(file) = file(output, &told.line) {
                out.write_all(file.as_os_str().as_bytes())?;
                out.write_all(&[end])?;
            }
        }
        out.flush()
    }
}

/// The file that an emission put in place, unless somebody took it away.
fn file(output: &Path, line: &Line) -> Option<PathBuf> {
    let emitted = matches!(line.action, Action::New | Action::Revised);
    let file = output.join(&line.path);
    (emitted && file.is_file()).then_some(file)
}

/// Runs the command for an emission's file and waits for its end; `false` if it is not done, for we were told to stop.
fn execute(handler: &Handler, command: &str, output: &Path, line: &Line) -> Result<bool, Failure> {
    let Some(file) = file(output, line) else { return Ok(true) };
    let mut shell = Command::new("sh");
    shell
        .args(["-c", &format!("{command} \"$@\""), "courant"])
        .arg(&file)
        .env("COURANT_SEQ", line.seq.to_string())
        .env("COURANT_FEED", &line.feed)
        .env("COURANT_ID", line.id.to_string())
        .env("COURANT_REVISION", line.revision.to_string())
        .stdin(Stdio::null());
    let why = match handler.run(&mut shell) {
        Ok(None) => return Ok(false),
        Ok(Some(status)) if status.success() => return Ok(true),
        Ok(Some(status)) if handler.is_stopping() => {
            failure::remark(format_args!(
                "`{command}` was told to stop and is not done with {} ({status}): emission {} comes first at the next start (without a cursor, name it by --since {})",
                file.display(),
                line.seq,
                line.seq - 1,
            ));
            return Ok(false);
        }
        Ok(Some(status)) => status.to_string(),
        Err(error) => error.to_string(),
    };
    let told = format!(
        "`{command}` failed with {} ({why}); nothing behind emission {} was handed over, which comes \
         first at the next start (without a cursor, name it by --since {})",
        file.display(),
        line.seq,
        line.seq - 1,
    );
    Err(Failure::sentence(Status::TryAgain, told))
}

fn advance(cursor: Option<&mut Cursor>, seq: u64) -> Result<(), Failure> {
    match cursor {
        Some(cursor) if cursor.seq() != seq => cursor.advance(seq).map_err(failed),
        _ => Ok(()),
    }
}

fn failed(error: OutputError) -> Failure {
    let status = match error.class() {
        _ if error.not_permitted() => Status::NotPermitted,
        Class::TryAgain => Status::TryAgain,
        Class::Fatal => Status::Io,
    };
    Failure::new(status, error)
}

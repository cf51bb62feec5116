//! What `extract` and `parse` read: a file, an address, or standard input.
//!
//! Always: a whole document, or what came of a download that broke off. Never: the beginning of one that is too large.

use std::io::{self, Read};
use std::path::Path;

use bytesize::ByteSize;
use url::Url;

use super::Shared;
use super::failure::{Failure, Status};
use crate::fetch::Accept;
use crate::identity::is_web;

/// The most bytes of one document, after decompression.
const MAX_DOCUMENT: u64 = 64 << 20;

/// A document and what is known of it.
#[derive(Debug)]
pub(super) struct Input {
    /// Its bytes as they came.
    pub(super) bytes: Vec<u8>,
    /// The address that it came from, after redirects.
    pub(super) url: Option<Url>,
    /// The `Content-Type` that came with it.
    pub(super) content_type: Option<String>,
}

/// Reads the document that the command line names.
pub(super) fn read(source: &str, accept: Accept, shared: &Shared) -> Result<Input, Failure> {
    if let Some(url) = Url::parse(source).ok().filter(is_web) {
        return super::visit::get(url, accept, shared);
    }
    let failed = |error: io::Error| {
        let name = if source == "-" { "standard input" } else { source };
        let told = format!("{name} cannot be read: {error}; {}", meant(source, &error));
        Failure::sentence(Status::Io, told)
    };
    let bytes =
        if source == "-" { whole(io::stdin().lock(), false) } else { file(Path::new(source)) };
    let bytes = bytes.map_err(failed)?;
    Ok(Input { bytes, url: None, content_type: None })
}

/// What relative links are relative to where nothing is known: there they lead nowhere on the web, and are left out.
pub(super) fn nowhere() -> Url {
    Url::parse("file:///").expect("a valid address")
}

/// The bytes of a document's file, decompressed if its name ends in `.gz`.
pub(super) fn file(path: &Path) -> io::Result<Vec<u8>> {
    let file = std::fs::File::open(path)?;
    let compressed = path.extension().is_some_and(|extension| extension == "gz");
    if compressed {
        whole(flate2::read::MultiGzDecoder::new(file), true)
    } else {
        whole(file, false)
    }
}

/// All that there is to read, unless that is too much.
fn whole(reader: impl Read, compressed: bool) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    match reader.take(MAX_DOCUMENT + 1).read_to_end(&mut bytes) {
        // A cut download still holds what came before the cut.
        Err(error) if !compressed || bytes.is_empty() => Err(error),
        _ if bytes.len() as u64 > MAX_DOCUMENT => {
            let told = format!("it has more than {}", ByteSize(MAX_DOCUMENT));
            Err(io::Error::new(io::ErrorKind::FileTooLarge, told))
        }
        _ => Ok(bytes),
    }
}

/// What to give instead of what is no readable file.
fn meant(source: &str, error: &io::Error) -> String {
    let beginning = source.split('/').next().unwrap_or_default();
    if source.contains("://") {
        "only http and https addresses are asked: https://HOST/PATH".to_owned()
    } else if error.kind() == io::ErrorKind::FileTooLarge {
        "give one page or one feed at a time".to_owned()
    } else if error.kind() == io::ErrorKind::NotFound
        && beginning.contains('.')
        && !beginning.starts_with('.')
    {
        format!("give a file, or an address with its scheme: https://{source}")
    } else {
        "give a file, an http address, or - for standard input".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[allow(clippy::disallowed_methods, reason = "a file of the test's own")]
    fn a_file_that_is_cut_holds_what_came_before_the_cut() {
        let text: Vec<u8> = (0..50_000).flat_map(|at: u32| at.to_string().into_bytes()).collect();
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        io::Write::write_all(&mut encoder, &text).unwrap();
        let whole = encoder.finish().unwrap();
        let directory = tempfile::tempdir().unwrap();
        let at = directory.path().join("page.html.gz");
        std::fs::write(&at, &whole[..whole.len() / 2]).unwrap();
        let read = file(&at).unwrap();
        assert!(read.len() > 1_000 && text.starts_with(&read));
        // Of what is no gzip at all, nothing is left.
        std::fs::write(&at, "<p>Line 0 of a page.").unwrap();
        assert!(file(&at).is_err());
    }

    #[test]
    #[allow(clippy::disallowed_methods, reason = "a file of the test's own")]
    fn what_is_too_large_is_refused_and_never_cut() {
        let directory = tempfile::tempdir().unwrap();
        let at = directory.path().join("page.html");
        let sparse = std::fs::File::create(&at).unwrap();
        sparse.set_len(MAX_DOCUMENT).unwrap();
        assert_eq!(file(&at).unwrap().len() as u64, MAX_DOCUMENT);
        sparse.set_len(MAX_DOCUMENT + 1).unwrap();
        let shared = Shared { config: None, log_format: None };
        let refused =
            read(at.to_str().unwrap(), Accept::Page, &shared).map(|_| "read").unwrap_err();
        let told = refused.to_string();
        assert_eq!(refused.status(), Status::Io);
        assert!(told.contains("more than 64.0 MiB; give one page"), "{told}");
    }

    #[test]
    #[allow(clippy::disallowed_methods, reason = "a file of the test's own")]
    fn what_is_too_large_once_decompressed_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let at = directory.path().join("page.html.gz");
        // One block for a MiB, as often as it takes: a compressor takes too long for a test.
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        io::Write::write_all(&mut encoder, &vec![b' '; 1 << 20]).unwrap();
        let member = encoder.finish().unwrap();
        std::fs::write(&at, member.repeat(65)).unwrap();
        let refused = file(&at).map(|bytes| bytes.len()).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::FileTooLarge);
    }
}

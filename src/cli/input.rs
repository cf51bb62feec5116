//! What `extract` and `parse` read: a file, an address, or standard input.

use std::io::{self, Read};
use std::path::Path;

use url::Url;

use super::Shared;
use super::failure::{Failure, Status};
use crate::fetch::Accept;

/// The most bytes of one document, after decompression.
pub const MAX_DOCUMENT: u64 = 64 << 20;

/// A document and what is known of it.
#[derive(Debug)]
pub struct Input {
    /// Its bytes as they came.
    pub bytes: Vec<u8>,
    /// The address that it came from, after redirects.
    pub url: Option<Url>,
    /// The `Content-Type` that came with it.
    pub content_type: Option<String>,
}

/// Reads the document that the command line names.
pub fn read(source: &str, accept: Accept, shared: &Shared) -> Result<Input, Failure> {
    if let Some(url) =
        Url::parse(source).ok().filter(|url| matches!(url.scheme(), "http" | "https"))
    {
        return super::visit::get(url, accept, shared);
    }
    let failed = |error: io::Error| {
        let name = if source == "-" { "standard input" } else { source };
        let told = format!("{name} cannot be read: {error}; {}", meant(source, &error));
        Failure::sentence(Status::Io, told)
    };
    let bytes = if source == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().lock().take(MAX_DOCUMENT).read_to_end(&mut bytes).map(|_| bytes)
    } else {
        file(Path::new(source))
    };
    let bytes = bytes.map_err(failed)?;
    Ok(Input { bytes, url: None, content_type: None })
}

/// The bytes of a document's file, decompressed if its name ends in `.gz`.
pub fn file(path: &Path) -> io::Result<Vec<u8>> {
    let file = std::fs::File::open(path)?;
    let compressed = path.extension().is_some_and(|extension| extension == "gz");
    let reader: Box<dyn Read> =
        if compressed { Box::new(flate2::read::MultiGzDecoder::new(file)) } else { Box::new(file) };
    let mut bytes = Vec::new();
    match reader.take(MAX_DOCUMENT).read_to_end(&mut bytes) {
        Ok(_) => Ok(bytes),
        // A cut download still holds what came before the cut.
        Err(_) if compressed && !bytes.is_empty() => Ok(bytes),
        Err(error) => Err(error),
    }
}

/// What to give instead of what is no readable file.
fn meant(source: &str, error: &io::Error) -> String {
    let beginning = source.split('/').next().unwrap_or_default();
    if source.contains("://") {
        "only http and https addresses are asked: https://HOST/PATH".to_owned()
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
}

//! What `extract` and `parse` read: a file, an address, or standard input.

use std::io::Read;
use std::path::Path;

use url::Url;

use super::Shared;
use super::batch::MAX_DOCUMENT;
use super::failure::{Failure, Status};
use crate::fetch::Accept;

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
    let failed = |error: std::io::Error| {
        let name = if source == "-" { "standard input" } else { source };
        let told = format!("{name} cannot be read: {error}; {}", meant(source, &error));
        Failure::sentence(Status::Io, told)
    };
    let bytes = if source == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().lock().take(MAX_DOCUMENT).read_to_end(&mut bytes).map(|_| bytes)
    } else {
        super::batch::file(Path::new(source))
    };
    let bytes = bytes.map_err(failed)?;
    Ok(Input { bytes, url: None, content_type: None })
}

/// What to give instead of what is no readable file.
fn meant(source: &str, error: &std::io::Error) -> String {
    let beginning = source.split('/').next().unwrap_or_default();
    if source.contains("://") {
        "only http and https addresses are asked: https://HOST/PATH".to_owned()
    } else if error.kind() == std::io::ErrorKind::NotFound
        && beginning.contains('.')
        && !beginning.starts_with('.')
    {
        format!("give a file, or an address with its scheme: https://{source}")
    } else {
        "give a file, an http address, or - for standard input".to_owned()
    }
}

//! Credentials of feeds: headers that a feed needs, and where their values come from.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use percent_encoding::percent_decode_str;
use reqwest::header::{HeaderName, HeaderValue};
use url::Url;

use super::Secret;
use super::bounds::{MAX_SECRET_BYTES, RESERVED_HEADERS};
use super::source::{Reason, Source, read_at_most};
use super::table::Table;
use super::values::{Understood, quoted, text};
use crate::identity::remove_credentials;

/// Where `credential:NAME` is looked up: systemd's directory, if there is one.
pub(super) struct Credentials {
    pub(super) directory: Option<PathBuf>,
}

impl Credentials {
    /// Reads a table of headers, each a literal, `file:PATH` or `credential:NAME`.
    pub(super) fn read_headers(&self, mut table: Table<'_>) -> Vec<(String, Secret)> {
        let mut headers = BTreeMap::new();
        for (name, offset, value) in table.drain() {
            let read = header_name(&name).and_then(|header| {
                let secret = self.secret(text(&value)?, table.source)?;
                Ok((header, secret))
            });
            let message = match read {
                Ok((header, secret)) => match headers.insert(header, secret) {
                    None => continue,
                    Some(_) => "is there twice, in another case; write it once".to_owned(),
                },
                Err(message) => message,
            };
            table.report.error(table.place(Some(offset)), Some(table.key(&name)), message);
        }
        headers.into_iter().collect()
    }

    fn secret(&self, written: &str, source: &Source) -> Understood<Secret> {
        let value = if let Some(path) = written.strip_prefix("file:") {
            secret_file(&source.resolve(path.trim()))?
        } else if let Some(name) = written.strip_prefix("credential:") {
            secret_file(&self.credential(name.trim())?)?
        } else {
            written.to_owned()
        };
        if value.is_empty() || HeaderValue::from_str(&value).is_err() {
            return Err("has a value that no header can carry: it is empty, or has control \
                        characters in it"
                .to_owned());
        }
        Ok(Secret::new(value))
    }

    fn credential(&self, name: &str) -> Understood<PathBuf> {
        if name.is_empty() || name.contains('/') || name.starts_with('.') {
            return Err(format!("names the credential {}; write its plain name", quoted(name)));
        }
        let directory = self.directory.as_ref().ok_or_else(|| {
            format!(
                "names the credential {}, and there are none: $CREDENTIALS_DIRECTORY is not set; \
                 give it to the service with LoadCredential={name}:PATH",
                quoted(name)
            )
        })?;
        Ok(directory.join(name))
    }
}

fn header_name(name: &str) -> Understood<String> {
    let name = HeaderName::from_bytes(name.as_bytes())
        .map_err(|_| "is not the name of a header; write one such as Authorization".to_owned())?;
    if RESERVED_HEADERS.contains(&name.as_str()) {
        return Err("is a header that courant sets itself; take it out".to_owned());
    }
    Ok(name.as_str().to_owned())
}

fn secret_file(path: &Path) -> Understood<String> {
    let shown = path.display();
    let bytes = read_at_most(path, MAX_SECRET_BYTES).map_err(|error| {
        format!("takes its value from {shown}, which cannot be read: {}", Reason(&error))
    })?;
    let text = String::from_utf8(bytes)
        .map_err(|_| format!("takes its value from {shown}, which is not text in UTF-8"))?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

/// Takes user and password out of an address: the header that says the same (RFC 7617).
pub(super) fn take_user(url: &mut Url) -> Option<(String, Secret)> {
    if url.username().is_empty() && url.password().is_none() {
        return None;
    }
    let mut pair: Vec<u8> = percent_decode_str(url.username()).collect();
    pair.push(b':');
    pair.extend(percent_decode_str(url.password().unwrap_or_default()));
    remove_credentials(url);
    let value = format!("Basic {}", BASE64_STANDARD.encode(pair));
    Some(("authorization".to_owned(), Secret::new(value)))
}

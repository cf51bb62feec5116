//! Certificates of authorities that are trusted besides those of the system.

use std::fmt;
use std::path::{Path, PathBuf};

use reqwest::Certificate;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;

use super::bounds::MAX_CERTIFICATES_BYTES;
use super::source::{Reason, read_at_most};
use super::values::Understood;

/// The certificates of one PEM file; at least one.
#[derive(Clone)]
pub struct Authorities {
    /// Where they stand.
    pub file: PathBuf,
    /// The bytes that they were read from: what two of them are compared by.
    pem: Vec<u8>,
    certificates: Vec<Certificate>,
}

impl Authorities {
    /// Reads a file. An error is the end of a sentence.
    pub(super) fn read(file: &Path) -> Understood<Self> {
        let shown = file.display();
        let pem = read_at_most(file, MAX_CERTIFICATES_BYTES)
            .map_err(|error| format!("names {shown}, which cannot be read: {}", Reason(&error)))?;
        let certificates = Certificate::from_pem_bundle(&pem)
            .ok()
            .filter(|certificates| !certificates.is_empty())
            .ok_or_else(|| format!("names {shown}, which holds no certificate; {FORM}"))?;
        if !can_be_trusted(&pem) {
            return Err(format!("names {shown}, which holds a broken certificate; {FORM}"));
        }
        Ok(Self { file: file.to_owned(), pem, certificates })
    }

    /// The certificates.
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }
}

/// Every certificate of a file can be an authority; one that cannot would be passed over in silence later.
fn can_be_trusted(pem: &[u8]) -> bool {
    CertificateDer::pem_slice_iter(pem).all(|certificate| {
        certificate.is_ok_and(|certificate| webpki::anchor_from_trusted_cert(&certificate).is_ok())
    })
}

const FORM: &str = "give certificates in PEM, which begin with -----BEGIN CERTIFICATE-----";

impl fmt::Display for Authorities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.file.display().fmt(f)
    }
}

impl PartialEq for Authorities {
    fn eq(&self, other: &Self) -> bool {
        self.file == other.file && self.pem == other.pem
    }
}

impl Eq for Authorities {}

impl fmt::Debug for Authorities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Authorities").field(&self.file).finish()
    }
}

//! `ca_file` makes courant trust one more authority, and nothing else does.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::daemon::{Daemon, Settings};
use crate::feeds::{self, Format};
use crate::site::Site;

/// Opens a site with HTTPS that answers everything with a feed; its port, and its authority's certificate.
fn open() -> (u16, String) {
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let site = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
    let certificate = site.signed_by(&key, &authority).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();

    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let body = feeds::document(Format::Rss2, "Behind a wall", &[]);
    thread::spawn(move || {
        let config = Arc::new(config);
        for stream in listener.incoming().map_while(Result::ok) {
            let tls = ServerConnection::new(config.clone()).unwrap();
            // Whoever does not trust us hangs up.
            let _ = answer(StreamOwned::new(tls, stream), &body);
        }
    });
    (port, authority.pem())
}

fn answer(
    mut stream: StreamOwned<ServerConnection, std::net::TcpStream>,
    body: &str,
) -> std::io::Result<()> {
    let mut reader = BufReader::new(&mut stream);
    let mut line = String::new();
    while reader.read_line(&mut line)? > 2 {
        line.clear();
    }
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )?;
    stream.flush()
}

#[test]
fn an_authority_is_trusted_if_its_certificate_is_configured() {
    let (port, pem) = open();
    let settings = Settings::reading(&Site::open(), &[]);
    let settings = Settings { allow: vec![format!("127.0.0.1:{port}")], ..settings };
    let daemon = Daemon::new(&settings);
    let address = format!("https://127.0.0.1:{port}/feed");
    let ran = daemon.start(&["feeds", "add", &address]).wait();
    assert_eq!(ran.code, Some(75), "{ran}");
    assert!(ran.stderr.contains("certificate"), "{ran}");

    daemon.write("company.pem", &pem);
    daemon.configure(&Settings { fetch: "ca_file = \"company.pem\"".to_owned(), ..settings });
    let ran = daemon.start(&["feeds", "add", &address]).wait();
    assert_eq!(ran.code, Some(0), "{ran}");
    assert!(ran.stdout.contains("name = \"behind-a-wall\""), "{ran}");
}

#[test]
fn a_file_without_a_good_certificate_is_refused_with_file_line_and_key() {
    let settings = Settings::reading(&Site::open(), &[]);
    let settings = Settings { fetch: "ca_file = \"company.pem\"".to_owned(), ..settings };
    let daemon = Daemon::new(&settings);
    let broken = "-----BEGIN CERTIFICATE-----\nMAoGCCqGSM49BAMC\n-----END CERTIFICATE-----\n";
    for (text, sentence) in [
        (None, "there is no such file"),
        (Some("just text"), "holds no certificate"),
        (Some(broken), "holds a broken certificate"),
    ] {
        if let Some(text) = text {
            daemon.write("company.pem", text);
        }
        let ran = daemon.start(&["check"]).wait();
        assert_eq!(ran.code, Some(78), "{ran}");
        assert!(
            ran.stderr.contains("fetch.ca_file: names ") && ran.stderr.contains(sentence),
            "{ran}"
        );
        assert!(ran.stderr.contains("courant.toml:15:"), "{ran}");
    }
}

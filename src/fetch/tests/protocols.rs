//! HTTP/2 where a server offers it, HTTP/1.1 where it does not.

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper::{Response, Version};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::TlsAcceptor;

use super::*;

/// TLS that offers some protocols, and whom to trust for it.
fn tls(protocols: &[&str]) -> (ServerConfig, String) {
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
    let certificate = certificate.signed_by(&key, &authority).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    config.alpn_protocols = protocols.iter().map(|protocol| protocol.as_bytes().to_vec()).collect();
    (config, authority.pem())
}

/// A server with TLS that offers some protocols; it notes each connection, and the version of each request.
struct Secure {
    port: u16,
    authority: String,
    connects: Arc<AtomicUsize>,
    versions: Arc<Mutex<Vec<Version>>>,
}

impl Secure {
    async fn offering(protocols: &[&str]) -> Self {
        let (config, authority) = tls(protocols);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (connects, versions) = (Arc::<AtomicUsize>::default(), Arc::<Mutex<Vec<_>>>::default());
        let (counted, noted) = (connects.clone(), versions.clone());
        tokio::spawn(async move {
            let acceptor = TlsAcceptor::from(Arc::new(config));
            while let Ok((stream, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::SeqCst);
                let Ok(stream) = acceptor.accept(stream).await else { continue };
                let is_second = stream.get_ref().1.alpn_protocol() == Some(b"h2");
                let noted = noted.clone();
                let service = service_fn(move |request: hyper::Request<Incoming>| {
                    noted.lock().unwrap().push(request.version());
                    async {
                        Ok::<_, std::convert::Infallible>(Response::new(Full::new(Bytes::from(
                            "hello",
                        ))))
                    }
                });
                let stream = TokioIo::new(stream);
                if is_second {
                    let server = http2::Builder::new(TokioExecutor::new());
                    tokio::spawn(async move { server.serve_connection(stream, service).await });
                } else {
                    let server = http1::Builder::new();
                    tokio::spawn(async move { server.serve_connection(stream, service).await });
                }
            }
        });
        Self { port, authority, connects, versions }
    }

    /// What a client that trusts it speaks in four requests, and over how many connections.
    async fn spoken(&self) -> (Vec<Version>, usize) {
        let authorities = reqwest::Certificate::from_pem_bundle(self.authority.as_bytes()).unwrap();
        let client = Client::new(Settings { authorities, ..Settings::default() }).unwrap();
        for _ in 0..4 {
            let at = url(&format!("https://127.0.0.1:{}/feed", self.port));
            assert_eq!(client.exchange(ask(at)).await.unwrap().body, b"hello");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        (self.versions.lock().unwrap().clone(), self.connects.load(Ordering::SeqCst))
    }
}

#[tokio::test]
async fn http_2_is_spoken_where_it_is_offered_and_all_over_one_connection() {
    for (offered, spoken) in [
        (&["h2", "http/1.1"][..], Version::HTTP_2),
        (&["http/1.1"], Version::HTTP_11),
        (&[], Version::HTTP_11),
    ] {
        let site = Secure::offering(offered).await;
        assert_eq!(site.spoken().await, (vec![spoken; 4], 1), "{offered:?}");
    }
}

/// How a server of HTTP/2 ends the only request that it is asked.
#[derive(Debug, Clone, Copy)]
enum End {
    Stream,
    Connection,
    Body,
}

/// How a request fails that such a server ends for this reason.
async fn ended(end: End, reason: h2::Reason) -> FetchError {
    let (config, authority) = tls(&["h2"]);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let mut stream = TlsAcceptor::from(Arc::new(config)).accept(stream).await.unwrap();
        if matches!(end, End::Connection) {
            stream.write_all(&[0, 0, 0, 4, 0, 0, 0, 0, 0]).await.unwrap();
            tokio::time::sleep(Duration::from_millis(100)).await;
            // GOAWAY: none of the streams was looked at.
            let away = [0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0];
            let frame = [&away[..], &u32::from(reason).to_be_bytes()].concat();
            stream.write_all(&frame).await.unwrap();
            let _ = stream.read_to_end(&mut Vec::new()).await;
            return;
        }
        let mut connection = h2::server::handshake(stream).await.unwrap();
        let (_, mut answer) = connection.accept().await.unwrap().unwrap();
        match end {
            End::Stream => answer.send_reset(reason),
            End::Connection => unreachable!("it ended above"),
            End::Body => {
                let mut body = answer.send_response(Response::new(()), false).unwrap();
                body.send_data(Bytes::from("<rss>"), false).unwrap();
                tokio::spawn(async move {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    body.send_reset(reason);
                });
            }
        }
        while connection.accept().await.is_some() {}
    });
    let authorities = reqwest::Certificate::from_pem_bundle(authority.as_bytes()).unwrap();
    let client = Client::new(Settings { authorities, ..Settings::default() }).unwrap();
    client.exchange(ask(url(&format!("https://127.0.0.1:{port}/feed")))).await.unwrap_err()
}

#[tokio::test]
async fn a_server_that_asks_for_calm_refuses_and_resets_nothing() {
    for end in [End::Stream, End::Connection, End::Body] {
        let error = ended(end, h2::Reason::ENHANCE_YOUR_CALM).await;
        assert_eq!(error.code(), "refused", "{end:?}: {}", all_text(&error));
        assert!(error.to_string().contains("ENHANCE_YOUR_CALM"), "{error}");
    }
    assert_eq!(ended(End::Stream, h2::Reason::INTERNAL_ERROR).await.code(), "reset");
    assert_eq!(ended(End::Body, h2::Reason::INTERNAL_ERROR).await.code(), "truncated");
}

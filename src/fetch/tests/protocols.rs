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

/// A server with TLS that offers some protocols; it notes each connection, and the version of each request.
struct Secure {
    port: u16,
    authority: String,
    connects: Arc<AtomicUsize>,
    versions: Arc<Mutex<Vec<Version>>>,
}

impl Secure {
    async fn offering(protocols: &[&str]) -> Self {
        let mut authority = CertificateParams::new(Vec::new()).unwrap();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority =
            CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
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
        config.alpn_protocols =
            protocols.iter().map(|protocol| protocol.as_bytes().to_vec()).collect();

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
        Self { port, authority: authority.pem(), connects, versions }
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

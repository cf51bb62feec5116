//! What a request shows to the server.

use super::*;

#[tokio::test]
async fn a_request_carries_our_name_and_what_it_needs_and_nothing_else() {
    let site = Site::answering(PLAIN).await;
    client().exchange(ask(site.url("/feed?a=1&utm_source=x#part"))).await.unwrap();
    let mut lines = site.lines(0);
    assert_eq!(lines.remove(0), "GET /feed?a=1&utm_source=x HTTP/1.1");
    let headers: std::collections::BTreeMap<_, _> =
        lines.iter().map(|line| line.split_once(": ").unwrap()).collect();
    let names: Vec<_> = headers.keys().copied().collect();
    assert_eq!(names, ["accept", "accept-encoding", "host", "user-agent"]);
    assert_eq!(headers["user-agent"], concat!("courant/", env!("CARGO_PKG_VERSION")));
    let mut codings: Vec<_> = headers["accept-encoding"].split(',').map(str::trim).collect();
    codings.sort_unstable();
    assert_eq!(codings, ["br", "gzip", "zstd"], "servers send two kinds of deflate");
}

#[tokio::test]
async fn the_name_is_the_same_for_every_kind_of_document() {
    let site = Site::answering(PLAIN).await;
    let settings =
        Settings { contact: Some("https://news.example/bot".into()), ..Settings::default() };
    let client = Client::new(settings).unwrap();
    for accept in [Accept::Feed, Accept::Page, Accept::Robots] {
        client.exchange(Request { accept, ..ask(site.url("/")) }).await.unwrap();
    }
    let name =
        concat!("user-agent: courant/", env!("CARGO_PKG_VERSION"), " (+https://news.example/bot)");
    for number in 0..3 {
        assert!(site.lines(number).iter().any(|line| line == name));
    }
    let accepts =
        [0, 1, 2].map(|n| site.lines(n).into_iter().find(|l| l.starts_with("accept:")).unwrap());
    assert!(accepts[0].starts_with("accept: application/atom+xml, application/rss+xml"));
    assert!(accepts[1].starts_with("accept: text/html"));
    assert!(accepts[2].starts_with("accept: text/plain"));
}

#[test]
fn a_contact_that_would_break_the_header_is_refused_by_name() {
    for bad in ["a\r\nX: y", "a)b", "naïve@news.example", "a\tb"] {
        let error = Client::new(Settings { contact: Some(bad.into()), ..Settings::default() })
            .err()
            .unwrap();
        assert_eq!(error.code(), "contact", "{bad:?}");
    }
    for none in ["", "  "] {
        assert!(
            Client::new(Settings { contact: Some(none.into()), ..Settings::default() }).is_ok()
        );
    }
}

#[tokio::test]
async fn validators_go_back_byte_for_byte() {
    let odd: [(&[u8], &[u8]); 4] = [
        (b"W/\"a-\xe9\xff\"", b"Mon, 14 Nov 2016 00:00:00 GMT"),
        (b"unquoted", b"2016-11-14 00:00:00"),
        (b"\"\"", b"-1"),
        (b"\"a\\\"b, \"c\"", b"Mon,  14 Nov 2016 00:00:00 +0100 \xc3\xa9 (odd)"),
    ];
    for (etag, modified) in odd {
        let answer = [
            b"HTTP/1.1 200 OK\r\nETag: ",
            etag,
            b"\r\nLast-Modified: ",
            modified,
            b"\r\nContent-Length: 0\r\n\r\n",
        ];
        let site = Site::answering(answer.concat()).await;
        let first = get(&site).await.unwrap();
        assert_eq!(first.headers.validators.etag.as_deref(), Some(etag));
        let validators = first.headers.validators;
        client().exchange(Request { validators, ..ask(site.url("/feed")) }).await.unwrap();
        let head = &site.heads()[1];
        for line in [
            [b"\r\nif-none-match: ", etag, b"\r\n"].concat(),
            [b"\r\nif-modified-since: ", modified, b"\r\n"].concat(),
        ] {
            assert!(
                head.windows(line.len()).any(|w| w == line),
                "{}",
                String::from_utf8_lossy(head)
            );
        }
    }
}

#[tokio::test]
async fn a_server_that_gives_one_validator_gets_that_one_back() {
    let site = Site::answering(PLAIN).await;
    let validators = Validators { etag: Some(b"\"a\"".to_vec()), last_modified: None };
    client().exchange(Request { validators, ..ask(site.url("/")) }).await.unwrap();
    assert!(site.lines(0).iter().any(|line| line == "if-none-match: \"a\""));
    assert!(!site.lines(0).iter().any(|line| line.starts_with("if-modified-since")));
}

#[tokio::test]
async fn an_empty_validator_is_none() {
    let answer = b"HTTP/1.1 200 OK\r\nETag:\r\nLast-Modified:  \r\nContent-Length: 0\r\n\r\n";
    let site = Site::answering(answer.as_slice()).await;
    let answer = client().exchange(ask(site.url("/"))).await.unwrap();
    assert_eq!(answer.headers.validators, Validators::default());
}

#[tokio::test]
async fn a_304_is_an_answer_only_to_who_asked_for_one() {
    let site =
        Site::answering(b"HTTP/1.1 304 Not Modified\r\nETag: \"new\"\r\n\r\n".as_slice()).await;
    let error = get(&site).await.unwrap_err();
    assert_eq!(error.code(), "bad_response");
    let validators = Validators { etag: Some(b"\"old\"".to_vec()), last_modified: None };
    let answer = client().exchange(Request { validators, ..ask(site.url("/")) }).await.unwrap();
    assert_eq!((answer.status, answer.body.len()), (304, 0));
    assert_eq!(answer.headers.validators.etag.as_deref(), Some(b"\"new\"".as_slice()));
}

#[tokio::test]
async fn cookies_are_not_taken() {
    let site = Site::answering(
        b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b; Path=/\r\nContent-Length: 0\r\n\r\n".as_slice(),
    )
    .await;
    let client = client();
    for _ in 0..2 {
        client.exchange(ask(site.url("/"))).await.unwrap();
    }
    assert!(!site.lines(1).iter().any(|line| line.starts_with("cookie")));
}

#[tokio::test]
async fn a_connection_is_used_again_even_after_a_redirect_and_a_refusal() {
    let site = Site::taking_turns(vec![
        PLAIN.to_vec(),
        b"HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 5\r\n\r\nhello".to_vec(),
        b"HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\nhello".to_vec(),
        PLAIN.to_vec(),
    ])
    .await;
    let client = client();
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(client.exchange(ask(site.url("/"))).await.unwrap().status);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!((statuses, site.connects()), (vec![200, 302, 404, 200], 1));
}

#[tokio::test]
async fn of_all_the_hosts_that_were_asked_only_the_last_ones_keep_a_connection() {
    const ASKED_LATER: u32 = 50;
    let site = Site::answering(PLAIN).await;
    let other = Site::answering(PLAIN).await;
    let client = client();
    client.exchange(ask(site.url("/"))).await.unwrap();
    for _ in 0..EXCHANGES - 1 {
        client.exchange(ask(other.url("/"))).await.unwrap();
    }
    assert_eq!(site.open(), 1, "it may be asked again soon");
    for _ in 0..ASKED_LATER {
        client.exchange(ask(other.url("/"))).await.unwrap();
    }
    let ended = async {
        while site.open() > 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, ended).await.expect("its connection ends with its client");
}

#[tokio::test]
async fn a_request_that_fails_is_not_sent_again() {
    let site = Site::breaking_off(b"".as_slice()).await;
    assert_eq!(get(&site).await.unwrap_err().code(), "reset");
    assert_eq!(site.heads().len(), 1);
}

#[test]
fn proxies_of_the_environment_are_ignored() {
    let dead = "http://127.0.0.1:9";
    let variables = ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"].map(|name| (name, dead));
    if !in_own_process("requests::proxies_of_the_environment_are_ignored", &variables) {
        return;
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let site = Site::answering(PLAIN).await;
        assert_eq!(get(&site).await.unwrap().body, b"hello");
        let client = Names::default().with("news.example", &[&["127.0.0.1"]]).client();
        let by_name = url(&format!("http://news.example:{}/", site.port));
        assert_eq!(client.exchange(ask(by_name)).await.unwrap().body, b"hello");
    });
}

#[tokio::test]
async fn a_feeds_own_headers_are_sent_but_cannot_disguise_us() {
    let site = Site::answering(PLAIN).await;
    let with = |name: &str, value: &str| Request {
        headers: vec![(name.into(), value.into())],
        ..ask(site.url("/"))
    };
    client().exchange(with("X-Api-Key", "k3y")).await.unwrap();
    assert!(site.lines(0).iter().any(|line| line == "x-api-key: k3y"));
    for name in ["User-Agent", "Host", "If-None-Match", "accept-encoding", "Content-Length", "a b"]
    {
        assert_eq!(code(&client(), with(name, "x")).await, "bad_header", "{name}");
    }
    let error = client().exchange(with("X-Api-Key", "s3cret\r\nX: y")).await.unwrap_err();
    assert!(!all_text(&error).contains("s3cret"));
    assert_eq!(site.connects(), 1);
}

#[tokio::test]
async fn credentials_in_an_address_reach_the_server_and_no_error() {
    let site =
        Site::breaking_off(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort".as_slice()).await;
    let mut secret = site.url("/feed?token=s3cret");
    secret.set_username("s3cret").unwrap();
    secret.set_password(Some("s3cret")).unwrap();
    let mut failures = vec![client().exchange(ask(secret.clone())).await.unwrap_err()];
    assert!(site.lines(0).iter().any(|line| line == "authorization: Basic czNjcmV0OnMzY3JldA=="));

    secret.set_port(Some(9)).unwrap();
    failures.push(client().exchange(ask(secret.clone())).await.unwrap_err());
    failures.push(
        client().exchange(Request { allow: allow(&[]), ..ask(secret.clone()) }).await.unwrap_err(),
    );
    secret.set_host(Some("nowhere.invalid")).unwrap();
    failures.push(Names::default().client().exchange(ask(secret.clone())).await.unwrap_err());
    secret.set_scheme("https").unwrap();
    secret.set_host(Some("127.0.0.1")).unwrap();
    secret.set_port(Some(9)).unwrap();
    failures.push(client().exchange(ask(secret.clone())).await.unwrap_err());

    let codes: Vec<_> = failures.iter().map(FetchError::code).collect();
    assert_eq!(codes, ["truncated", "connect", "blocked_address", "dns", "connect"]);
    let shown = format!("{:?}", ask(secret.clone()));
    assert!(!shown.contains("s3cret"), "{shown}");
    for failure in &failures {
        assert!(!all_text(failure).contains("s3cret"), "{}", all_text(failure));
    }
}

#[tokio::test]
async fn a_server_without_tls_is_told_apart_from_one_that_is_away() {
    let site = Site::with(Ipv4Addr::LOCALHOST, |_, _| async { None }).await;
    let talks_http = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = talks_http.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = talks_http.accept().await {
            let _ =
                stream.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n").await;
            let mut rest = [0; 1024];
            while stream.read(&mut rest).await.is_ok_and(|n| n > 0) {}
        }
    });
    assert_eq!(code(&client(), ask(url(&format!("https://127.0.0.1:{port}/")))).await, "tls");
    assert_eq!(code(&client(), ask(site.url("/"))).await, "reset");
}

//! Nobody is reached who is not public, or allowed.

use super::super::guard::is_public;
use super::*;

/// A request with no allowance at all.
fn bare(url: Url) -> Request {
    Request { allow: allow(&[]), ..ask(url) }
}

#[test]
fn public_is_what_the_registries_call_globally_reachable() {
    for no in [
        "0.0.0.0",
        "0.255.255.255",
        "10.0.0.0",
        "10.255.255.255",
        "100.64.0.0",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.255",
        "169.254.0.0",
        "169.254.169.254",
        "172.16.0.0",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.0.255",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.0",
        "192.168.255.255",
        "198.18.0.0",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.255",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.0",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::8.8.8.8",
        "::ffff:127.0.0.1",
        "::ffff:10.1.2.3",
        "::ffff:0:8.8.8.8",
        "64:ff9b::7f00:1",
        "64:ff9b::808:808",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:1ff:ffff::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "2002:808:808::1",
        "3fff::1",
        "3fff:fff:ffff::1",
        "5f00::1",
        "fc00::1",
        "fdff::1",
        "fe80::1",
        "febf::1",
        "fec0::1",
        "ff02::1",
    ] {
        assert!(!is_public(no.parse().unwrap()), "{no} is not public");
    }
    for yes in [
        "1.0.0.0",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.0.3.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "203.0.112.255",
        "203.0.114.0",
        "223.255.255.255",
        "::ffff:8.8.8.8",
        "2000::1",
        "2001:200::1",
        "2003::1",
        "2606:4700::1111",
        "2a00:1450::1",
        "3ffe:ffff::1",
        "3fff:1000::1",
    ] {
        assert!(is_public(yes.parse().unwrap()), "{yes} is public");
    }
}

#[tokio::test]
async fn a_literal_address_is_blocked_in_every_form_without_a_connection() {
    let here = Site::answering(PLAIN).await;
    let also = Site::with("::1".parse::<IpAddr>().unwrap(), |_, _| async { None }).await;
    let client = client();
    for host in [
        "127.0.0.1",
        "127.1",
        "127.0.0.1.",
        "0x7f000001",
        "0x7f.1",
        "0X7F.0.0.0x1",
        "2130706433",
        "017700000001",
        "0177.0.0.1",
        "127.000.000.001",
        "0",
        "0.0.0.0",
        "①②⑦.0.0.1",
        "127。0。0。1",
        "%31%32%37.0.0.1",
        "[::1]",
        "[::]",
        "[::127.0.0.1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[0:0:0:0:0:ffff:7f00:0001]",
        "[64:ff9b::127.0.0.1]",
        "[2002:7f00:1::]",
        "169.254.169.254",
        "100.64.0.1",
        "10.0.0.1",
        "[fc00::1]",
        "[fe80::1]",
        "[fd00:ec2::254]",
    ] {
        for port in [here.port, also.port] {
            let address = url(&format!("http://{host}:{port}/"));
            let error = client.exchange(bare(address)).await.unwrap_err();
            assert_eq!(error.code(), "blocked_address", "{host}");
        }
    }
    assert_eq!((here.connects(), also.connects()), (0, 0));
}

#[tokio::test]
async fn a_name_of_private_addresses_is_blocked_without_a_connection() {
    let site = Site::answering(PLAIN).await;
    let names = Names::default()
        .with("inside.example", &[&["127.0.0.1", "10.0.0.1", "::1", "::ffff:127.0.0.1"]])
        .with("localhost", &[&["127.0.0.1"]]);
    for name in ["inside.example", "localhost"] {
        let address = url(&format!("http://{name}:{}/", site.port));
        assert_eq!(code(&names.client(), bare(address)).await, "blocked_address");
    }
    assert_eq!(site.connects(), 0);
    // And by the system's resolver.
    let address = url(&format!("http://localhost:{}/", site.port));
    assert_eq!(code(&client(), bare(address)).await, "blocked_address");
    assert_eq!(site.connects(), 0);
}

/// Answers at an address that these tests call public, on a port that is taken at 127.0.0.1.
async fn public_twin(port: u16) -> Arc<[AllowedAddress]> {
    let listener = TcpListener::bind(("127.0.0.2", port)).await.unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            read_head(&mut stream).await;
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\ntwin").await;
        }
    });
    allow(&[("127.0.0.2/32", None)])
}

#[tokio::test]
async fn of_a_names_addresses_only_those_that_may_be_are_tried() {
    let private = Site::answering(PLAIN).await;
    let allow = public_twin(private.port).await;
    let client =
        Names::default().with("both.example", &[&["127.0.0.1", "127.0.0.2", "10.0.0.1"]]).client();
    let address = url(&format!("http://both.example:{}/", private.port));
    let answer = client.exchange(Request { allow, ..ask(address) }).await.unwrap();
    assert_eq!((answer.body.as_slice(), private.connects()), (b"twin".as_slice(), 0));
}

#[tokio::test]
async fn a_name_that_turns_to_a_private_address_is_blocked_then() {
    let private = Site::answering(PLAIN).await;
    let allow = public_twin(private.port).await;
    let client = Names::default().with("turns.example", &[&["127.0.0.2"], &["127.0.0.1"]]).client();
    let address = url(&format!("http://turns.example:{}/", private.port));
    let request = Request { allow, ..ask(address) };
    assert_eq!(client.exchange(request.clone()).await.unwrap().body, b"twin");
    assert_eq!(code(&client, request).await, "blocked_address");
    assert_eq!(private.connects(), 0);
}

#[tokio::test]
async fn an_allowance_for_a_port_is_for_that_port() {
    let (open, shut) = (Site::answering(PLAIN).await, Site::answering(PLAIN).await);
    let names = Names::default().with("here.example", &[&["127.0.0.1"]]);
    let client = names.client();
    for host in ["127.0.0.1", "here.example"] {
        let ask_at = |port: u16| Request {
            allow: allow(&[("127.0.0.1/32", Some(open.port))]),
            ..ask(url(&format!("http://{host}:{port}/")))
        };
        assert_eq!(client.exchange(ask_at(open.port)).await.unwrap().status, 200);
        assert_eq!(code(&client, ask_at(shut.port)).await, "blocked_address");
    }
    assert_eq!(shut.connects(), 0);
}

#[tokio::test]
async fn a_connection_opened_with_an_allowance_serves_nobody_without_it() {
    let site = Site::answering(PLAIN).await;
    let client = Names::default().with("here.example", &[&["127.0.0.1"]]).client();
    let address = url(&format!("http://here.example:{}/", site.port));
    client.exchange(ask(address.clone())).await.unwrap();
    assert_eq!(code(&client, bare(address.clone())).await, "blocked_address");
    client.exchange(ask(address)).await.unwrap();
    assert_eq!(site.connects(), 1);
}

#[tokio::test]
async fn many_kinds_of_allowance_do_not_pile_up() {
    let site = Site::answering(PLAIN).await;
    let client = client();
    for n in 0..40 {
        let net = format!("10.0.{n}.0/24");
        let request =
            Request { allow: allow(&[("127.0.0.1/32", None), (&net, None)]), ..ask(site.url("/")) };
        client.exchange(request).await.unwrap();
    }
    assert_eq!(client.kinds(), 32);
}

#[tokio::test]
async fn only_http_and_https_are_spoken() {
    for address in [
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "data:text/html,hello",
        "gopher://news.example/",
        "ws://news.example/",
    ] {
        assert_eq!(code(&client(), ask(url(address))).await, "bad_url", "{address}");
    }
}

#[tokio::test]
async fn a_host_of_one_address_family_is_reached_and_a_dead_family_does_not_hold_it_up() {
    let four = Site::answering(PLAIN).await;
    let six = Site::with("::1".parse::<IpAddr>().unwrap(), |mut stream, _| async {
        stream.write_all(PLAIN).await.ok().map(|()| stream)
    })
    .await;
    let client = Names::default()
        .with("four.example", &[&["127.0.0.1"]])
        .with("six.example", &[&["::1"]])
        .with("both.example", &[&["::1", "127.0.0.1"], &["127.0.0.1", "::1"]])
        .client();
    for (name, port) in
        [("four", four.port), ("six", six.port), ("both", four.port), ("both", six.port)]
    {
        let answer = client.exchange(ask(url(&format!("http://{name}.example:{port}/")))).await;
        assert_eq!(answer.unwrap().body, b"hello", "{name}");
    }
}

#[tokio::test]
async fn a_name_nobody_knows_is_a_failure_of_dns() {
    let address = url("http://nowhere.invalid/");
    assert_eq!(code(&Names::default().client(), ask(address)).await, "dns");
}

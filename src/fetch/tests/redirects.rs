//! Where redirects lead, and where they end.

use super::super::redirect::{MAX_HOPS, is_permanent, next, same_origin};
use super::*;

fn answer(status: u16, at: &str, location: Option<&str>) -> Exchange {
    let headers = Headers { location: location.map(str::to_owned), ..Headers::default() };
    Exchange { url: url(at), status, headers, body: Vec::new(), cut: false, room: Room::default() }
}

fn target(at: &str, location: &str) -> String {
    next(&answer(302, at, Some(location)), 0).unwrap().unwrap().to_string()
}

#[test]
fn five_statuses_redirect_and_no_other() {
    let at = "http://news.example/a";
    for status in [301, 302, 303, 307, 308] {
        let to = next(&answer(status, at, Some("/b")), 0).unwrap();
        assert_eq!(to, Some(url("http://news.example/b")), "{status}");
        assert_eq!(is_permanent(status), status == 301 || status == 308);
    }
    for status in [200, 201, 300, 304, 305, 306, 404, 500] {
        assert_eq!(next(&answer(status, at, Some("/b")), 0).unwrap(), None, "{status}");
    }
}

#[test]
fn a_target_is_completed_by_the_address_that_was_asked() {
    assert_eq!(target("http://news.example/a/b?c", "d"), "http://news.example/a/d");
    assert_eq!(target("http://news.example/a", "?page=2"), "http://news.example/a?page=2");
    assert_eq!(target("https://news.example/a", "//other.example/b"), "https://other.example/b");
    assert_eq!(
        target("http://news.example/a", " https://news.example/ü "),
        "https://news.example/%C3%BC"
    );
    assert_eq!(target("https://news.example/a", "http://news.example/a"), "http://news.example/a");
}

#[test]
fn a_redirect_to_another_scheme_or_to_nowhere_is_blocked() {
    for location in [
        "file:///etc/passwd",
        "ftp://news.example/",
        "data:text/html,hello",
        "javascript:alert(1)",
        "http://",
        "http://a b/",
        "//[::1",
    ] {
        let error = next(&answer(302, "http://news.example/", Some(location)), 0).unwrap_err();
        assert_eq!(error.code(), "blocked_redirect", "{location}");
    }
    let error = next(&answer(301, "http://news.example/", None), 0).unwrap_err();
    assert_eq!(error.to_string(), "news.example redirects nowhere");
}

#[test]
fn credentials_stay_with_their_origin_and_a_server_cannot_set_any() {
    let at = "https://user:pass@news.example/a";
    assert_eq!(target(at, "/b"), "https://user:pass@news.example/b");
    assert_eq!(target(at, "https://news.example:443/b"), "https://user:pass@news.example/b");
    for (location, to) in [
        ("https://other.example/b", "https://other.example/b"),
        ("//other.example/b", "https://other.example/b"),
        ("http://news.example/b", "http://news.example/b"),
        ("https://news.example:8443/b", "https://news.example:8443/b"),
        ("https://a:b@other.example/b", "https://other.example/b"),
    ] {
        assert_eq!(target(at, location), to);
    }
    assert!(same_origin(&url("http://news.example/a"), &url("http://news.example:80/b")));
    assert!(!same_origin(&url("http://news.example/"), &url("https://news.example/")));
    assert!(!same_origin(&url("http://news.example/"), &url("http://www.news.example/")));
}

/// Follows as a caller does.
async fn follow(client: &Client, mut request: Request) -> Result<Exchange, FetchError> {
    let mut from: Option<Url> = None;
    for hop in 0.. {
        let exchange = client.exchange(request.clone()).await;
        let exchange = match &from {
            None => exchange?,
            Some(from) => exchange.map_err(|error| error.after_redirect(from))?,
        };
        match next(&exchange, hop)? {
            Some(url) => from = Some(std::mem::replace(&mut request.url, url)),
            None => return Ok(exchange),
        }
    }
    unreachable!("hops are bounded")
}

#[tokio::test]
async fn a_loop_ends_after_six_requests() {
    let site = Site::answering(
        b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n".as_slice(),
    )
    .await;
    let error = follow(&client(), ask(site.url("/"))).await.unwrap_err();
    assert_eq!((error.code(), site.heads().len()), ("too_many_redirects", MAX_HOPS + 1));
}

#[tokio::test]
async fn five_redirects_are_followed() {
    let redirect = b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n".to_vec();
    let mut answers = vec![redirect; 5];
    answers.push(PLAIN.to_vec());
    let site = Site::taking_turns(answers).await;
    assert_eq!(follow(&client(), ask(site.url("/"))).await.unwrap().body, b"hello");
}

#[tokio::test]
async fn a_redirect_to_a_private_address_is_blocked_without_a_connection() {
    let private = Site::answering(PLAIN).await;
    for host in ["127.0.0.1", "0x7f.1", "[::ffff:127.0.0.1]", "inside.example"] {
        let location = format!("http://{host}:{}/", private.port);
        let site = Site::answering(format!(
            "HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n"
        ))
        .await;
        let client = Names::default().with("inside.example", &[&["127.0.0.1"]]).client();
        let request =
            Request { allow: allow(&[("127.0.0.1/32", Some(site.port))]), ..ask(site.url("/")) };
        let error = follow(&client, request).await.unwrap_err();
        assert_eq!(error.code(), "blocked_redirect", "{location}");
    }
    assert_eq!(private.connects(), 0);
}

#[tokio::test]
async fn a_location_in_raw_bytes_means_what_the_server_wrote() {
    for (raw, escaped) in
        [(b"/caf\xc3\xa9?q=\xe4".as_slice(), "/caf%C3%A9?q=%E4"), (b"/\xff", "/%FF")]
    {
        let head =
            [b"HTTP/1.1 301 Moved\r\nLocation: ", raw, b"\r\nContent-Length: 0\r\n\r\n"].concat();
        let answer = get(&Site::answering(head).await).await.unwrap();
        let to = next(&answer, 0).unwrap().unwrap();
        assert_eq!(&to[url::Position::BeforePath..], escaped);
    }
}

#[tokio::test]
async fn the_body_of_a_redirect_is_nobodys() {
    for status in ["300 Choices", "302 Found", "305 Proxy", "308 Moved"] {
        let head = format!("HTTP/1.1 {status}\r\nLocation: /b\r\nContent-Length: 5\r\n\r\nhello");
        let answer = get(&Site::answering(head).await).await.unwrap();
        assert!(answer.body.is_empty());
    }
}

//! Any text as an address and as the target of a redirect: what is not public is never asked, and a name that leads
//! to nothing public is blocked. What is public is told by a list of our own.

#![no_main]

use std::cell::LazyCell;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use courant::fetch::{
    Accept, Client, Exchange, Fetch, Headers, Lookup, OverLong, Request, Room, Settings,
    Validators, is_public, redirect,
};
use futures_util::future::BoxFuture;
use libfuzzer_sys::fuzz_target;
use tokio::runtime::{Builder, Runtime};
use url::{Host, Url};

/// How often a name was looked up.
static ASKED: AtomicUsize = AtomicUsize::new(0);

/// Every name leads to the inside.
struct Inside;

impl Lookup for Inside {
    fn lookup(&self, _: &str) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        ASKED.fetch_add(1, Ordering::Relaxed);
        let inside = [
            "127.0.0.1",
            "::1",
            "169.254.169.254",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "fe80::1",
        ];
        Box::pin(async move { Ok(inside.iter().filter_map(|text| text.parse().ok()).collect()) })
    }
}

thread_local! {
    static DOOR: LazyCell<(Runtime, Client)> = const {
        LazyCell::new(|| {
            let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
            let resolver: Option<Arc<dyn Lookup>> = Some(Arc::new(Inside));
            let client = Client::new(Settings { resolver, ..Settings::default() }).expect("a client");
            (runtime, client)
        })
    };
}

fuzz_target!(|text: &str| {
    if let Ok(url) = Url::parse(text) {
        judged(&url);
    }
    // The same as the target of a redirect.
    let answer = Exchange {
        url: Url::parse("https://reader:secret@news.example/feeds/all.xml").expect("an address"),
        status: 302,
        headers: Headers { location: Some(text.to_owned()), ..Headers::default() },
        body: Vec::new(),
        cut: false,
        room: Room::default(),
    };
    if let Ok(target) = redirect::next(&answer, 0) {
        let target = target.expect("a 302 leads somewhere");
        assert!(matches!(target.scheme(), "http" | "https") && target.has_host(), "{target}");
        let own = redirect::same_origin(&answer.url, &target);
        assert!(own || target.password().is_none() && target.username().is_empty(), "{target}");
        judged(&target);
    }
});

/// An address is asked only if it is a literal that is public.
fn judged(url: &Url) {
    let literal = match url.host() {
        Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
        Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
        _ => None,
    };
    if let Some(address) = literal {
        assert_eq!(is_public(address), may_be_public(address), "{address}");
        if is_public(address) {
            return; // It would be asked.
        }
    }
    let request = Request {
        url: url.clone(),
        accept: Accept::Page,
        validators: Validators::default(),
        headers: Vec::new(),
        timeout: Duration::from_secs(5),
        max_body: 1 << 20,
        over_long: OverLong::Refuse,
        allow: Arc::default(),
    };
    let before = ASKED.load(Ordering::Relaxed);
    let asked = DOOR.with(|door| door.0.block_on(door.1.exchange(request)));
    let code = asked.map(|answer| answer.status).map_err(|error| error.code());
    let refused = matches!(code, Err("blocked_address" | "bad_url" | "bad_header"));
    // TLS refuses some names before anybody is asked for their address.
    let unasked = code.is_err() && ASKED.load(Ordering::Relaxed) == before;
    assert!(refused || unasked, "{url}: {code:?}");
}

/// By the numbers alone, without the code under test.
fn may_be_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => v4(address),
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(address) => v4(address),
            None => v6(address),
        },
    }
}

fn v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !matches!(
        (a, b, c),
        (0 | 10 | 127 | 224.., ..)
            | (100, 64..=127, _)
            | (169, 254, _)
            | (172, 16..=31, _)
            | (192, 0, 0 | 2)
            | (192, 88, 99)
            | (192, 168, _)
            | (198, 18 | 19, _)
            | (198, 51, 100)
            | (203, 0, 113)
    )
}

fn v6(address: Ipv6Addr) -> bool {
    match address.segments() {
        [0x2001, 0..=0x01ff | 0x0db8, ..] | [0x2002, ..] => false,
        [0x3fff, second, ..] => second >= 0x1000,
        [first, ..] => (0x2000..0x4000).contains(&first),
    }
}

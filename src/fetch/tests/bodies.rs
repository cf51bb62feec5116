//! How answers are read, and where reading ends.

use std::io::Write as _;
use std::time::Instant;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};

use super::super::room::{LONG_BODIES, SHORT_BODY, long_bodies};
use super::*;

pub(super) const SENTENCE: &[u8] = b"The council met on Monday.\n";

/// [`SENTENCE`] in Brotli: one block, uncompressed.
pub(super) const BROTLI_SENTENCE: [&[u8]; 3] = [&[0x0b, 0x0d, 0x80], SENTENCE, &[0x03]];

/// Zeros in Brotli: a beginning, and a piece that adds 64 MiB each time that it is repeated.
const BROTLI_ZEROS: [&str; 2] = [
    "cbffff3f002400e2b14072",
    "effff8ffff078004401c1680eefd1fffffff00900088c302d0bdffe3ffff1f001200715800baf77ffcffff034002200e\
     0b40f7fe8fffff7f004800c46101e8defff1ffff0f000980382c00ddfb3ffeffff012001108705a07bffc7ffff3f0024\
     00e2b00074",
];

/// A zstd frame's head: magic number, no content size, a window of 8 MiB (the most that RFC 9659 allows).
pub(super) const ZSTD_HEAD: [u8; 6] = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x68];

/// The default of `max_body`.
const BOUND: usize = 15 << 20;

pub(super) fn zstd_block(kind: u32, size: usize, last: bool) -> [u8; 3] {
    let head = (u32::try_from(size).unwrap() << 3) | (kind << 1) | u32::from(last);
    head.to_le_bytes()[..3].try_into().unwrap()
}

pub(super) fn encoded(coding: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

pub(super) fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

/// 2 GiB of zeros each (Brotli and zstd hand-made, gzip of a flushed piece repeated); of the one before Brotli, as many
/// bytes that become nothing.
fn bombs() -> [(&'static str, Vec<u8>); 7] {
    let mut piece = DeflateEncoder::new(Vec::new(), Compression::best());
    piece.write_all(&vec![0; 1 << 20]).unwrap();
    piece.flush().unwrap();
    let gzip_head = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let hex = |text: &str| -> Vec<u8> {
        let digits = text.as_bytes().chunks(2);
        digits.map(|d| u8::from_str_radix(std::str::from_utf8(d).unwrap(), 16).unwrap()).collect()
    };
    let zeros = [&gzip_head, piece.get_ref().repeat(2048).as_slice()].concat();
    // An empty block, stored as it is, many times over.
    let mut blocks = DeflateEncoder::new(Vec::new(), Compression::best());
    blocks.write_all(&[0, 0, 0, 255, 255].repeat(1 << 20)).unwrap();
    blocks.flush().unwrap();
    let nothing = blocks.get_ref().repeat(400);
    let nothing = [&gzip(&gzip_head)[..], &gzip_head, &nothing].concat();
    let run = [zstd_block(1, 128 << 10, false).as_slice(), &[0]].concat();
    [
        ("gzip", zeros.clone()),
        ("x-gzip", zeros.clone()),
        ("gzip, gzip", gzip(&zeros)),
        ("gzip, gzip, gzip", gzip(&gzip(&zeros))),
        ("gzip, x-gzip", nothing),
        ("br", [hex(BROTLI_ZEROS[0]), hex(BROTLI_ZEROS[1]).repeat(32)].concat()),
        ("zstd", [&ZSTD_HEAD, run.repeat(16_384).as_slice()].concat()),
    ]
}

#[tokio::test]
async fn a_bomb_goes_off_at_the_bound() {
    for (coding, bomb) in bombs() {
        let site = Site::answering(encoded(coding, &bomb)).await;
        assert_eq!(get(&site).await.unwrap_err().code(), "body_too_large", "{coding}");
        let cut = Request { over_long: OverLong::Cut, max_body: 100_000, ..ask(site.url("/")) };
        let answer = client().exchange(cut).await.unwrap();
        let length = if coding == "gzip, x-gzip" { 0 } else { 100_000 };
        assert!(answer.cut && answer.body == vec![0; length], "{coding}");
    }
}

#[test]
fn a_bomb_takes_less_than_twice_the_bound_of_memory() {
    let name = "bodies::a_bomb_takes_less_than_twice_the_bound_of_memory";
    for (coding, bomb) in bombs() {
        // The peak only ever grows, so each has a process of its own.
        let theirs = in_own_process(name, &[("COURANT_TEST_CODING", coding)]);
        if theirs && std::env::var("COURANT_TEST_CODING").unwrap() == coding {
            tokio::runtime::Runtime::new().unwrap().block_on(memory_holds(coding, bomb));
        }
    }
}

/// The most memory that this process has held so far, in bytes.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().strip_suffix(" kB").unwrap().parse::<usize>().unwrap() * 1024
}

async fn memory_holds(coding: &str, bomb: Vec<u8>) {
    let client = client();
    let site = Site::answering(encoded(coding, &bomb)).await;
    let small = Request { max_body: 1000, ..ask(site.url("/")) };
    assert_eq!(code(&client, small).await, "body_too_large");
    let before = peak();
    let request = Request { max_body: BOUND as u64, ..ask(site.url("/")) };
    assert_eq!(code(&client, request).await, "body_too_large");
    let grown = peak() - before;
    assert!(grown < 2 * BOUND, "{coding} took {grown} bytes");
}

#[tokio::test]
async fn a_body_of_exactly_the_bound_is_whole() {
    let answer = |length: usize| {
        [
            format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n").into_bytes(),
            vec![b'a'; length],
        ]
        .concat()
    };
    for over_long in [OverLong::Refuse, OverLong::Cut] {
        let at = |site: &Site| Request { over_long, max_body: 1000, ..ask(site.url("/")) };
        let exact = Site::answering(answer(1000)).await;
        let read = client().exchange(at(&exact)).await.unwrap();
        assert_eq!((read.body.len(), read.cut), (1000, false));
        let over = Site::answering(answer(1001)).await;
        match (over_long, client().exchange(at(&over)).await) {
            (OverLong::Refuse, read) => assert_eq!(read.unwrap_err().code(), "body_too_large"),
            (OverLong::Cut, read) => {
                let read = read.unwrap();
                assert_eq!((read.body.len(), read.cut), (1000, true));
            }
        }
    }
}

#[test]
fn long_bodies_are_few_at_a_time_and_wait_for_each_other() {
    // Others would take the room that this test counts.
    if !in_own_process("bodies::long_bodies_are_few_at_a_time_and_wait_for_each_other", &[]) {
        return;
    }
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().build().unwrap().block_on(waiting_for_room());
}

async fn waiting_for_room() {
    let answer = |length: usize| {
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n");
        [head.into_bytes(), vec![b'a'; length]].concat()
    };
    let long = Site::answering(answer(SHORT_BODY + 1)).await;
    let short = Site::answering(answer(SHORT_BODY)).await;
    assert!(!get(&short).await.unwrap().room.is_long());
    let mut held = Vec::new();
    for _ in 0..LONG_BODIES {
        let answer = get(&long).await.unwrap();
        assert!(answer.room.is_long());
        held.push(answer);
    }
    let request = ask(long.url("/"));
    let waiting = tokio::spawn(async move { client().exchange(request).await });
    // A server that gives up meanwhile is not to blame.
    let half = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", 2 * SHORT_BODY + 2);
    let half = Site::breaking_off([half.into_bytes(), vec![b'a'; SHORT_BODY + 1]].concat()).await;
    let broken = tokio::spawn(async move { get(&half).await });
    let both_wait = async {
        while long_bodies() < LONG_BODIES + 2 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::time::timeout(PATIENCE, both_wait).await.expect("both wait for room");
    // Far beyond the deadline of both. Nothing else is under way whose time this would take.
    tokio::time::pause();
    tokio::time::advance(2 * PATIENCE).await;
    tokio::time::resume();
    assert_eq!(get(&short).await.unwrap().body.len(), SHORT_BODY, "a short one needs none");
    assert!(!waiting.is_finished(), "all room is taken, and to wait for some is no time-out");
    held.clear();
    assert_eq!(waiting.await.unwrap().unwrap().body.len(), SHORT_BODY + 1);
    assert_eq!(broken.await.unwrap().unwrap_err().code(), "no_room");
}

#[test]
fn nobody_waits_for_room_for_ever() {
    // Others would take the room in which this test waits.
    if !in_own_process("bodies::nobody_waits_for_room_for_ever", &[]) {
        return;
    }
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().start_paused(true).build().unwrap().block_on(async {
        let mut rooms: [Room; LONG_BODIES + 1] = Default::default();
        let (late, rooms) = rooms.split_last_mut().unwrap();
        for room in &mut *rooms {
            assert!(room.extend(SHORT_BODY + 1).await);
        }
        assert!(!late.extend(SHORT_BODY + 1).await);
        rooms[0] = Room::default();
        assert!(late.extend(SHORT_BODY + 1).await);
    });
}

#[tokio::test]
async fn what_is_certainly_no_page_is_not_waited_for() {
    for kind in ["audio/mpeg", "Video/MP4; codecs=x", "image/png"] {
        // The body never comes.
        let head = format!("HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: 9\r\n\r\n");
        let site = Site::answering(head).await;
        let request = Request { accept: Accept::Page, ..ask(site.url("/")) };
        let answer = client().exchange(request).await.unwrap();
        assert_eq!((answer.status, answer.body.len(), answer.cut), (200, 0, true));
        assert_eq!(answer.headers.content_type.as_deref(), Some(kind));
    }
}

#[tokio::test]
async fn an_announced_length_over_the_bound_is_refused_before_the_body() {
    // The body never comes: only who does not wait for it answers before the deadline.
    let site =
        Site::answering(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n".as_slice()).await;
    assert_eq!(get(&site).await.unwrap_err().code(), "body_too_large");
}

#[tokio::test]
async fn an_endless_body_ends_at_the_bound() {
    for head in ["HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"]
    {
        let piece = if head.contains("chunked") {
            "400\r\n".to_owned() + &"a".repeat(1024) + "\r\n"
        } else {
            "a".repeat(1024)
        };
        let site = Site::endless(head, piece, None).await;
        assert_eq!(get(&site).await.unwrap_err().code(), "body_too_large");
        let request = Request { over_long: OverLong::Cut, ..ask(site.url("/")) };
        let answer = client().exchange(request).await.unwrap();
        assert_eq!((answer.body.len(), answer.cut), (1 << 20, true));
    }
}

#[tokio::test]
async fn a_drip_ends_at_the_deadline_of_the_whole_exchange() {
    let pause = Some(Duration::from_millis(50));
    let deadline = Duration::from_millis(600);
    // A head has a tenth less, at most a quarter of a second.
    let head = deadline * 9 / 10;
    for (start, piece, least) in [
        ("HTTP/1.1 200 OK\r\nX: ", "a", head),
        ("HTTP/1.1 200 OK\r\n\r\n", "a", deadline),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\na\r\n", deadline),
        ("", "HTTP/1.1 100 Continue\r\n\r\n", head),
    ] {
        let site = Site::endless(start, piece, pause).await;
        let began = Instant::now();
        let request = Request { timeout: deadline, ..ask(site.url("/")) };
        assert_eq!(code(&client(), request).await, "timeout", "{start:?}");
        assert!(began.elapsed() >= least && began.elapsed() < 10 * deadline);
    }
}

#[tokio::test]
async fn a_server_that_accepts_and_says_nothing_costs_the_deadline_and_no_more() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = url(&format!("http://{}/", silent.local_addr().unwrap()));
    let request = Request { timeout: Duration::from_millis(300), ..ask(address) };
    assert_eq!(code(&client(), request).await, "timeout");
}

#[test]
fn a_deadline_is_told_as_people_write_it() {
    let told = |after| FetchError::Timeout { place: "a.example".to_owned(), after }.to_string();
    for (after, text) in [
        (Duration::from_nanos(1_590_808_772), "1s 600ms"),
        (Duration::from_nanos(29_999_999_999), "30s"),
        (Duration::from_secs(90), "1m 30s"),
        (Duration::from_millis(3), "100ms"),
    ] {
        assert_eq!(told(after), format!("a.example did not complete its answer within {text}"));
    }
}

#[tokio::test]
async fn heads_without_measure_are_bad_answers() {
    let many = "X: a\r\n".repeat(101);
    let long = format!("X: {}\r\n", "a".repeat(3 << 20));
    for lines in [many, long] {
        let site =
            Site::breaking_off(format!("HTTP/1.1 200 OK\r\n{lines}Content-Length: 0\r\n\r\n"))
                .await;
        assert_eq!(get(&site).await.unwrap_err().code(), "bad_response");
    }
    let site = Site::endless("HTTP/1.1 200 OK\r\n", "X: a\r\n", None).await;
    assert_eq!(get(&site).await.unwrap_err().code(), "bad_response");
    let site = Site::endless("", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", None).await;
    let request = Request { timeout: Duration::from_secs(2), ..ask(site.url("/")) };
    let (client, deadline) = (client(), tokio::time::sleep(request.timeout));
    // It begins later and ends sooner. On a busy machine both may be over when somebody looks.
    tokio::time::sleep(Duration::from_millis(100)).await;
    tokio::select! {
        biased;
        code = code(&client, request) => assert_eq!(code, "timeout"),
        () = deadline => panic!("hints without end lasted until the deadline"),
    }
}

#[test]
fn heads_without_measure_take_less_than_a_megabyte() {
    if !in_own_process(
        "bodies::heads_without_measure_take_less_than_a_megabyte",
        // Nothing is taken in advance.
        &[("MALLOC_TOP_PAD_", "0")],
    ) {
        return;
    }
    // One thread, because the allocator keeps memory apart for each.
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
        let client = client();
        // What any exchange takes, one with a long head within measure.
        let lines = format!("X: {}\r\n", "a".repeat(2_000)).repeat(90);
        let within = format!("HTTP/1.1 200 OK\r\n{lines}Content-Length: 0\r\n\r\n");
        let within = Site::answering(within.into_bytes()).await;
        client.exchange(ask(within.url("/"))).await.unwrap();
        // The code of the errors comes into memory at its first use, in pieces that differ from run to run.
        let many = format!("HTTP/1.1 200 OK\r\n{}\r\n", "X: a\r\n".repeat(101));
        let many = Site::answering(many.into_bytes()).await;
        let silent = Site::endless("", "", Some(Duration::from_secs(1))).await;
        for site in [many, silent] {
            let request = Request { timeout: Duration::from_millis(100), ..ask(site.url("/")) };
            client.exchange(request).await.unwrap_err();
        }
        let header = Site::endless("HTTP/1.1 200 OK\r\n", "X: a\r\n", None).await;
        let long = Site::endless("HTTP/1.1 200 OK\r\nX: ", "aaaaaaaa", None).await;
        let hints = Site::endless("", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", None).await;
        let before = peak();
        for site in [header, long, hints] {
            let request = Request { timeout: Duration::from_secs(2), ..ask(site.url("/")) };
            assert!(client.exchange(request).await.is_err());
            let grown = peak() - before;
            assert!(grown < 1 << 20, "{grown} bytes");
        }
    });
}

#[tokio::test]
async fn an_answer_that_is_not_http_is_a_bad_one() {
    for answer in [
        "SSH-2.0-OpenSSH_9.2\r\n\r\n",
        "HTTP/1.1 2000 OK\r\n\r\n",
        "\0\0\0\0\r\n\r\n",
        "HTTP/1.1 777 What\r\nContent-Length: 0\r\n\r\n",
    ] {
        let site = Site::breaking_off(answer).await;
        assert_eq!(get(&site).await.unwrap_err().code(), "bad_response", "{answer:?}");
    }
}

#[tokio::test]
async fn a_hint_before_the_answer_is_passed_over() {
    let site =
        Site::answering([b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", PLAIN].concat()).await;
    assert_eq!(get(&site).await.unwrap().body, b"hello");
}

#[tokio::test]
async fn a_body_that_breaks_off_or_is_damaged_is_none() {
    let chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".as_slice();
    let whole = gzip(&SENTENCE.repeat(100));
    let mut damaged = whole.clone();
    let middle = damaged.len() / 2;
    damaged[middle..middle + 8].fill(0xff);
    for answer in [
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello".to_vec(),
        [chunked, b"5\r\nhello\r\n"].concat(),
        [chunked, b"5\r\nhel"].concat(),
        [chunked, b"zz\r\nhello\r\n0\r\n\r\n"].concat(),
        encoded("gzip", &whole[..whole.len() - 9]),
        encoded("gzip", &damaged),
        encoded("br", b"\xff\xff\xff"),
    ] {
        for over_long in [OverLong::Refuse, OverLong::Cut] {
            let site = Site::breaking_off(answer.clone()).await;
            let request = Request { over_long, ..ask(site.url("/")) };
            let text = String::from_utf8_lossy(&answer).into_owned();
            assert_eq!(code(&client(), request).await, "truncated", "{text}");
        }
    }
}

#[tokio::test]
async fn a_refusal_counts_even_if_its_body_breaks_drips_or_floods() {
    let head =
        "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 60\r\nContent-Length: 9999999\r\n\r\n";
    let flood = Site::endless(head, "a".repeat(1024), None).await;
    let drip = Site::endless(head, "a", Some(Duration::from_millis(50))).await;
    let broken = Site::breaking_off(head).await;
    for (site, length) in [(flood, Some(64 << 10)), (drip, None), (broken, Some(0))] {
        let request = Request { timeout: Duration::from_millis(500), ..ask(site.url("/")) };
        let answer = client().exchange(request).await.unwrap();
        assert_eq!((answer.status, answer.headers.retry_after.as_deref()), (429, Some("60")));
        assert!(answer.cut);
        assert!(length.is_none_or(|length| answer.body.len() == length), "{}", answer.body.len());
    }
}

#[tokio::test]
async fn headers_come_as_they_were_sent_within_measure() {
    let long = "a".repeat(9000);
    let head = format!(
        "HTTP/1.1 200 OK\r\nETag: \"{long}\"\r\nCache-Control: max-age=60\r\ncache-control: private\r\n\
         Age: 3\r\nDate: Mon, 14 Nov 2016 00:00:00 GMT\r\nExpires: 0\r\nContent-Type: text/html; charset=x\r\n\
         Content-Length: 0\r\n\r\n"
    );
    let headers = get(&Site::answering(head).await).await.unwrap().headers;
    assert_eq!(headers.validators, Validators::default());
    assert_eq!(headers.cache_control.as_deref(), Some("max-age=60, private"));
    assert_eq!(headers.age.as_deref(), Some("3"));
    assert_eq!(headers.date.as_deref(), Some("Mon, 14 Nov 2016 00:00:00 GMT"));
    assert_eq!(headers.expires.as_deref(), Some("0"));
    assert_eq!(headers.content_type.as_deref(), Some("text/html; charset=x"));
    assert!(headers.location.is_none() && headers.retry_after.is_none());
}

//! Which codings of bodies are read, by whatever name.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::{DeflateEncoder, ZlibEncoder};

use super::bodies::{BROTLI_SENTENCE, SENTENCE, ZSTD_HEAD, encoded, gzip, zstd_block};
use super::*;

#[tokio::test]
async fn every_coding_that_is_offered_is_decoded() {
    let zstd = [&ZSTD_HEAD, zstd_block(0, SENTENCE.len(), true).as_slice(), SENTENCE].concat();
    for (coding, body) in
        [("gzip", gzip(SENTENCE)), ("br", BROTLI_SENTENCE.concat()), ("zstd", zstd)]
    {
        let site = Site::answering(encoded(coding, &body)).await;
        let answer = get(&site).await.unwrap();
        assert_eq!(answer.body, SENTENCE, "{coding}");
    }
}

/// Servers that compress what their application compressed already say so (RFC 9110, section 8.4). Such a feed was
/// taken for damaged.
#[tokio::test]
async fn codings_one_over_another_are_decoded_in_the_reverse_order() {
    let text = SENTENCE.repeat(20_000);
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::none());
    zlib.write_all(&text).unwrap();
    let zlib = zlib.finish().unwrap();
    let twice = gzip(&gzip(&text));
    let junk = gzip(&[&gzip(&text)[..], b"junk"].concat());
    for (codings, body) in [
        ("gzip, gzip", &twice),
        ("gzip\r\nContent-Encoding: gzip", &twice),
        ("X-Gzip,,identity\r\nContent-Encoding: GZIP", &twice),
        ("gzip, gzip, gzip", &gzip(&twice)),
        ("deflate, gzip", &gzip(&zlib)),
        ("gzip, gzip", &gzip(&text)),
        ("gzip, gzip", &[&twice[..], b"junk"].concat()),
        ("gzip, gzip", &[&junk[..], b"junk"].concat()),
    ] {
        let site = Site::answering(encoded(codings, body)).await;
        assert!(get(&site).await.unwrap().body == text, "{codings}");
        let cut = Request { over_long: OverLong::Cut, max_body: 1000, ..ask(site.url("/")) };
        let answer = client().exchange(cut).await.unwrap();
        assert!(answer.cut && answer.body == text[..1000], "{codings}");
    }
    for short in [&twice[..twice.len() - 9], &gzip(&gzip(&text)[..500])] {
        let site = Site::answering(encoded("gzip, gzip", short)).await;
        assert_eq!(get(&site).await.unwrap_err().code(), "truncated");
    }
    let site = Site::answering(encoded("gzip, gzip, gzip, gzip", &gzip(&gzip(&twice)))).await;
    let refused = get(&site).await.unwrap_err();
    assert_eq!(refused.code(), "bad_response");
    assert!(refused.to_string().ends_with("compressed more than three times over"), "{refused}");
}

/// What stands behind the end of a body is nobody's, and there may be no end of it.
#[tokio::test]
async fn what_never_ends_behind_a_body_is_not_waited_for() {
    let head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n".as_bytes();
    let head = [head, &gzip(SENTENCE)].concat();
    let site = Site::endless(head.clone(), [0; 1000], None).await;
    assert_eq!(get(&site).await.unwrap().body, SENTENCE);
    let site = Site::endless(head, gzip(b"").repeat(50), None).await;
    assert_eq!(get(&site).await.unwrap_err().code(), "truncated");
}

#[tokio::test]
async fn codings_that_nobody_asked_for_and_old_names_of_them_are_decoded() {
    let text = SENTENCE.repeat(20_000);
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::best());
    zlib.write_all(&text).unwrap();
    let zlib = zlib.finish().unwrap();
    let mut deflate = DeflateEncoder::new(Vec::new(), Compression::best());
    deflate.write_all(&text).unwrap();
    let deflate = deflate.finish().unwrap();
    let members = [gzip(&text[..1000]), gzip(&text[1000..])].concat();
    for (coding, body) in [
        ("x-gzip", &gzip(&text)),
        ("GZIP", &gzip(&text)),
        ("X-Gzip", &members),
        ("gzip, identity", &gzip(&text)),
        ("gzip", &members),
        ("gzip", &[gzip(b""), gzip(&text), gzip(b"")].concat()),
        ("gzip", &[&members[..], b"\r\n"].concat()),
        ("gzip", &[&members[..], &vec![0; 40_000]].concat()),
        ("gzip", &[&members[..], &b"junk".repeat(10_000)].concat()),
        ("gzip", &text),
        ("x-gzip", &[&members[..], b"<!-- from a cache -->"].concat()),
        ("GZIP", &[&gzip(&text)[..], b"\n"].concat()),
        ("GZIP", &[&gzip(&text)[..], &[0; 20]].concat()),
        ("deflate", &zlib),
        ("deflate", &deflate),
        ("Deflate", &gzip(&text)),
        ("deflate", &[&zlib[..], b"more"].concat()),
        ("x-gzip", &text),
        ("identity", &text),
        ("utf-8", &text),
    ] {
        let site = Site::answering(encoded(coding, body)).await;
        let answer = get(&site).await.unwrap();
        assert!(answer.body == text, "{coding}");
        let cut = Request { over_long: OverLong::Cut, max_body: 1000, ..ask(site.url("/")) };
        let answer = client().exchange(cut).await.unwrap();
        assert!(answer.cut && answer.body == text[..1000], "{coding}");
    }
    for (coding, body) in [
        ("gzip", gzip(&text)),
        ("x-gzip", members.clone()),
        ("gzip", members),
        ("deflate", zlib),
        ("deflate", deflate),
    ] {
        let short = encoded(coding, &body[..body.len() - 20]);
        let site = Site::answering(short).await;
        assert_eq!(get(&site).await.unwrap_err().code(), "truncated", "{coding}");
        let site = Site::answering(encoded(coding, b"\x1f")).await;
        assert_eq!(get(&site).await.unwrap_err().code(), "truncated", "{coding}");
    }
}

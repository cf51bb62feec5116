//! The bytes of a page become text.
//!
//! Always: some text comes out, whatever the bytes are. Never: a NUL or a control character other than tab and newline.

use encoding_rs::Encoding;

use crate::charset::{self, labelled};

/// How far into the page its `meta charset` is looked for, in bytes.
const META_REACH: usize = 4096;

/// The page's text.
///
/// `content_type` is the value of the HTTP header, e.g. `text/html; charset=windows-1251`.
pub fn decode(bytes: &[u8], content_type: Option<&str>) -> String {
    clean(&charset::decode(bytes, content_type, meta_charset))
}

/// `<meta charset=…>` and `<meta http-equiv=… content="…; charset=…">` alike.
fn meta_charset(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes[..bytes.len().min(META_REACH)].to_ascii_lowercase();
    let head = String::from_utf8_lossy(&head);
    head.split("<meta").skip(1).find_map(|rest| labelled(rest.split('>').next()?, "charset"))
}

/// Takes out what no text holds: control characters, the mark of byte order.
fn clean(text: &str) -> String {
    let is_foul = |c: char| c != '\n' && c != '\t' && (c.is_control() || c == '\u{feff}');
    let mut clean = String::with_capacity(text.len());
    // Up to where it is copied, and up to where it was looked at.
    let (mut copied, mut at) = (0, 0);
    while let Some(found) = next_suspect(text.as_bytes(), at) {
        let Some(c) = text[found..].chars().next() else { break };
        at = found + c.len_utf8();
        if is_foul(c) {
            clean.push_str(&text[copied..found]);
            copied = at;
            if matches!(c, '\r' | '\u{c}') {
                clean.push('\n');
            }
        }
    }
    clean.push_str(&text[copied..]);
    clean
}

/// The next byte from a place on with which such a character may begin. Pages are long and have few, so whole blocks are
/// passed over at once.
fn next_suspect(bytes: &[u8], from: usize) -> Option<usize> {
    const BLOCK: usize = 64;
    let is_suspect = |byte: &u8| matches!(byte, 0..=8 | 0xb..=0x1f | 0x7f | 0xc2 | 0xef);
    let mut at = from;
    for block in bytes.get(from..)?.chunks(BLOCK) {
        if block.iter().fold(false, |any, byte| any | is_suspect(byte)) {
            return block.iter().position(is_suspect).map(|within| at + within);
        }
        at += block.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::extract::decode;

    #[test]
    fn the_charset_is_found_in_the_order_that_browsers_and_lies_demand() {
        assert_eq!(decode(b"\xef\xbb\xbf<p>\xc3\xa9", None), "<p>é");
        assert_eq!(decode(b"<p>\xe9t\xe9", Some("text/html; charset=iso-8859-1")), "<p>été");
        assert_eq!(
            decode("<meta charset=iso-8859-1><p>é".as_bytes(), None),
            "<meta charset=iso-8859-1><p>é"
        );
        assert_eq!(
            decode(b"<meta charset=\"windows-1251\"><p>\xcf\xf0\xe8\xe2\xe5\xf2", None),
            "<meta charset=\"windows-1251\"><p>Привет"
        );
        assert_eq!(decode("<p>é".as_bytes(), Some("text/html; charset=iso-8859-1")), "<p>é");
        let sixteen: Vec<u8> = "<p>été".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&sixteen, Some("text/html; charset=utf-16le")), "<p>été");
    }

    /// One stray byte made a page whose server and `meta` both said UTF-8 something else: `it’s` became `itâ€™s`.
    #[test]
    fn few_bad_bytes_leave_a_page_in_utf_8_what_it_says_that_it_is() {
        let accidents: [(&[u8], &str); 8] = [
            (b"\x92", "’"),
            (b"\xe9t\xe9", "été"),
            (b"\x93x\x94", "“x”"),
            (b"\xa0", "\u{a0}"),
            ("😀".as_bytes().split_at(3).0, "\u{fffd}"),
            ("’".as_bytes().split_at(2).0, "\u{fffd}"),
            (b"\xed\xa0\xbd\xed\xb8\x80", "😀"),
            (b"\xed\xa0\xbd", "\u{fffd}"),
        ];
        let utf_8 = Some("text/html; charset=utf-8");
        for ((bad, read), quotes) in accidents.iter().flat_map(|a| [1, 2, 5, 20].map(|n| (a, n))) {
            let said = "it’s fine, ".repeat(quotes);
            for (meta, http) in
                [("", utf_8), ("<meta charset=utf-8>", None), ("<meta charset=\"UTF-8\">", utf_8)]
            {
                let page = [meta.as_bytes(), said.as_bytes(), bad, b" <p>and so on"].concat();
                let expected = format!("{meta}{said}{read} <p>and so on");
                assert_eq!(decode(&page, http), expected, "{quotes} {http:?}");
            }
        }
        let page = [
            b"<meta charset=utf-8><p>".as_slice(),
            "日本の".as_bytes(),
            b"\xe8",
            "記事".as_bytes(),
        ];
        assert_eq!(decode(&page.concat(), None), "<meta charset=utf-8><p>日本のè記事");
    }

    #[test]
    fn a_page_that_says_utf_8_and_is_not_is_read_as_what_it_is() {
        use encoding_rs::{
            BIG5, EUC_JP, EUC_KR, GBK, SHIFT_JIS, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252,
            WINDOWS_1253,
        };
        for (encoding, text) in [
            (
                WINDOWS_1251,
                "Рада ухвалила закон «Про освіту»: його підтримали всі фракції, і Київ радіє",
            ),
            (
                WINDOWS_1252,
                "À l’Élysée, on a déjà parlé de la « fierté » des élèves — et des étés passés",
            ),
            (WINDOWS_1250, "Předseda vlády řekl, že škola začne příští týden, a žáci se těší"),
            (
                WINDOWS_1253,
                "Η κυβέρνηση ανακοίνωσε νέα μέτρα για την αγορά εργασίας και τις συντάξεις",
            ),
            (SHIFT_JIS, "政府は、来年度の予算案を閣議決定しました。首相が明らかにしました。"),
            (EUC_JP, "政府は、来年度の予算案を閣議決定しました。首相が明らかにしました。"),
            (GBK, "外交部发言人表示，双方将继续就有关问题保持沟通，推动合作不断发展。"),
            (BIG5, "總統今天上午接見外賓，並對兩國長期以來的友好合作關係表示肯定。"),
            (EUC_KR, "정부는 내년도 예산안을 국무회의에서 의결했다고 밝혔습니다."),
        ] {
            let page = format!("<meta charset=utf-8><p>{text}</p>");
            let (bytes, _, lost) = encoding.encode(&page);
            assert!(!lost, "{text}");
            for http in [None, Some("text/html; charset=utf-8")] {
                assert_eq!(decode(&bytes, http), page, "{}", encoding.name());
            }
        }
    }

    #[test]
    fn one_bad_byte_makes_no_other_charset_of_the_one_that_is_named() {
        for label in ["gb2312", "shift_jis", "euc-kr"] {
            let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap();
            let (good, _, _) = encoding.encode("<p>日本 東京</p>");
            let page = [b"<meta charset=", label.as_bytes(), b">", &good, b"\xff<p>"].concat();
            let read = decode(&page, None);
            assert!(read.contains("日本 東京"), "{label}: {read}");
        }
        // What nobody can read says nothing.
        let page = "<meta charset=hz-gb-2312><p>été".as_bytes();
        assert_eq!(decode(page, Some("text/html; charset=iso-2022-kr")).as_bytes(), page);
        let japanese = b"<meta charset=iso-2022-jp><p>\x1b$BF|K\\\x1b(B";
        assert_eq!(decode(japanese, None), "<meta charset=iso-2022-jp><p>日本");
    }

    #[test]
    fn no_control_character_survives() {
        assert_eq!(decode(b"a\0b\x1b[31mc\x08\r\nd\te", None), "ab[31mc\n\nd\te");
        let far =
            |foul: &str| format!("{}{foul}{}\u{a0}\u{ff01}é", "x".repeat(63), "y".repeat(200));
        for foul in ["\u{80}", "\u{9f}", "\u{7f}", "\u{feff}", "\0\0", "\u{feff}\u{85}"] {
            assert_eq!(decode(far(foul).as_bytes(), None), far(""), "{foul:?}");
        }
    }
}

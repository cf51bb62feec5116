//! The oracle itself finds what it is there to find; else none of the other tests could fail.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::markup;
use crate::output::Output;

const ID: &str = "4b1f0c9a2e7d83b65a1c90ff";
const STEM: &str = "2026-11-23/river/a-report.4b1f0c9a2e7d83b65a1c90ff";

#[test]
fn a_sound_output_has_no_faults() {
    assert_eq!(faults(|_| {}), Vec::<String>::new());
}

#[test]
fn every_fault_of_an_output_is_found() {
    type Harm = fn(&Path);
    let cases: [(&str, Harm); 16] = [
        ("not seq 2", |at| append(at, &line(3, "new", "0123456789abcdef01234567", 1))),
        ("revision 1 came after 1", |at| append(at, &line(2, "new", ID, 1))),
        ("revision 3 came after 1", |at| append(at, &line(2, "revised", ID, 3))),
        ("names a file that is not there", |at| {
            append(at, &line(2, "new", "0123456789abcdef01234567", 1));
        }),
        ("not whole", |at| cut(&at.join(format!("{STEM}.json")))),
        ("does not end with a newline", |at| cut(&at.join(format!("{STEM}.txt")))),
        ("no whole front matter", |at| put(at, &format!("{STEM}.md"), "a text\n")),
        ("the front matter has the key \"admin\"", |at| {
            put(at, &format!("{STEM}.md"), "---\nadmin: true\n---\na text\n");
        }),
        ("the front matter's title has the value |", |at| {
            put(at, &format!("{STEM}.md"), "---\ntitle: |\n---\na text\n");
        }),
        ("does not know", |at| put(at, "2026-11-23/river/b.0123456789abcdef01234567.txt", "b\n")),
        ("is no name of an article", |at| put(at, "2026-11-23/river/.hidden", "b\n")),
        ("does not belong", |at| put(at, "passwd/river/b.0123456789abcdef01234567.txt", "b\n")),
        ("has the control character", |at| put(at, &format!("{STEM}.txt"), "a \u{1b}[2J\n")),
        ("does not carry revision 1", |at| {
            put(at, &format!("{STEM}.txt"), "A report\n\nA text.\n");
        }),
        ("does not carry revision 2", |at| append(at, &line(2, "revised", ID, 2))),
        ("title is", |at| {
            let path = at.join(format!("{STEM}.json"));
            let other = fs::read_to_string(&path).unwrap().replace("A report", "Another");
            fs::write(path, other).unwrap();
        }),
    ];
    for (words, harm) in cases {
        let found = faults(harm);
        assert!(found.iter().any(|fault| fault.contains(words)), "{words:?} is not in {found:?}");
    }
}

#[test]
fn an_article_that_breaks_its_schema_is_found() {
    let cases: [fn(&mut Value); 8] = [
        |article| article["title"] = json!(""),
        |article| article["title"] = Value::Null,
        |article| article["tags"] = json!([]),
        |article| article["url"] = json!("https://user:word@courier.example/a"),
        |article| article["url"] = json!("javascript:alert(1)"),
        |article| article["surprise"] = json!(1),
        |article| article["_courant"]["body_from"] = json!("nowhere"),
        |article| article["date_published"] = json!("2026-11-23"),
    ];
    for harm in cases {
        let found = faults(|at| {
            let path = at.join(format!("{STEM}.json"));
            let mut article = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
            harm(&mut article);
            fs::write(path, article.to_string()).unwrap();
        });
        assert!(found.iter().any(|fault| fault.contains(".json: ")), "{found:?}");
    }
}

#[test]
fn markup_that_is_not_allowed_is_found() {
    for html in [
        "<script>alert(1)</script>",
        "<p onclick=\"x\">a</p>",
        "<p class=\"x\">a</p>",
        "<a href=\"javascript:x\">a</a>",
        "<a href=\"/relative\">a</a>",
        "<img src=x>",
        "<p>never closed",
        "<p><em>crossed</p></em>",
        "<!-- a comment -->",
        "a < b",
    ] {
        assert!(!markup::faults(html).is_empty(), "{html}");
    }
    let fine = "<p>a &lt; b <a href=\"https://courier.example/a?b=1&amp;c=2\">x</a><br>\
                <img src=\"http://courier.example/i.jpg\" alt=\"a > b\"></p>";
    assert_eq!(markup::faults(fine), Vec::<String>::new());
}

/// What the oracle says of a sound output that was harmed.
fn faults(harm: impl FnOnce(&Path)) -> Vec<String> {
    let home = tempfile::tempdir().unwrap();
    append(home.path(), &line(1, "new", ID, 1));
    put(home.path(), &format!("{STEM}.json"), &format!("{}\n", article()));
    put(
        home.path(),
        &format!("{STEM}.md"),
        "---\ntitle: \"A report\"\nrevision: 1\n---\n\nA text.\n",
    );
    put(home.path(), &format!("{STEM}.txt"), "A report\n\n2026-11-23 · revision 1\n\nA text.\n");
    harm(home.path());
    Output::read(home.path()).faults()
}

fn article() -> Value {
    json!({
        "id": ID,
        "url": "https://courier.example/a",
        "title": "A report",
        "content_text": "A text.",
        "content_html": "<p>A text.</p>",
        "date_published": "2026-11-23T10:00:00Z",
        "_courant": {
            "version": 1, "revision": 1, "emitted": "2026-11-23T10:00:01Z", "fetched": "2026-11-23T10:00:00.5Z",
            "feed": {"name": "river", "url": "https://courier.example/feed"},
            "body_from": "page", "words": 2, "content_hash": "00112233445566778899aabb", "quality": 0.9,
        },
    })
}

fn line(seq: u64, action: &str, id: &str, revision: u64) -> Value {
    json!({
        "seq": seq, "at": "2026-11-23T10:00:01Z", "action": action, "id": id, "revision": revision,
        "path": format!("2026-11-23/river/a-report.{id}.json"), "feed": "river",
        "url": "https://courier.example/a", "title": "A report", "keys": ["00112233445566778899aabb"],
    })
}

fn append(output: &Path, line: &Value) {
    let path = output.join("journal/2026-11-23.ndjson");
    let before = fs::read_to_string(path).unwrap_or_default();
    put(output, "journal/2026-11-23.ndjson", &format!("{before}{line}\n"));
}

fn put(output: &Path, path: &str, text: &str) {
    fs::create_dir_all(output.join(path).parent().unwrap()).unwrap();
    fs::write(output.join(path), text).unwrap();
}

fn cut(path: &Path) {
    let bytes = fs::read(path).unwrap();
    fs::write(path, &bytes[..bytes.len() - 3]).unwrap();
}

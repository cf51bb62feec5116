//! The members of JSON Feed: wrong ones, broken ones, and those that an item is known by.

use proptest::prelude::*;
use serde_json::Value;

use super::*;

fn items(items: &[&str]) -> Vec<Entry> {
    let entries = repaired(&items.join(","), &[]);
    assert_eq!(entries.len(), items.len());
    entries
}

/// The entries of a feed with these items, and the rules that they take.
fn repaired(items: &str, rules: &[&str]) -> Vec<Entry> {
    let feed = read_text(&format!("{{\"items\":[{items}],\"title\":\"J\"}}"));
    assert_eq!(feed.repaired, rules, "{items}");
    assert_eq!(feed.title.as_deref(), Some("J"));
    feed.entries
}

fn hex(entry: &Entry) -> Option<String> {
    Some(format!("{:032x}", u128::from_be_bytes(entry.raw?)))
}

#[test]
fn members_of_a_wrong_type_are_as_good_as_none() {
    let wrong = r#"{"id":true,"url":{"a":1},"external_url":7,"title":["x"],"content_html":5,"content_text":{},
        "summary":null,"date_published":1,"date_modified":[],"authors":{"name":"x"},"author":"y","tags":"z",
        "attachments":{"url":"/a.mp3"},"image":[],"banner_image":0,"language":{}}"#;
    let within = r#"{"authors":["x",{"name":1},{},{"name":"Bo"}],"author":{"name":"Cy"},"tags":[1,"t",["u"],null],
        "attachments":[1,{"url":2},{"url":"/a.mp3","mime_type":3,"size_in_bytes":"9","duration_in_seconds":0.5}]}"#;
    let entries = items(&[wrong, within]);
    let entry = &entries[0];
    assert_eq!((&entry.guid, &entry.link, &entry.title), (&None, &None, &None));
    assert_eq!((&entry.summary, &entry.content, &entry.image), (&None, &None, &None));
    assert_eq!((&entry.language, entry.published, entry.updated), (&None, None, None));
    assert!(entry.authors.is_empty() && entry.categories.is_empty() && entry.enclosures.is_empty());
    let entry = &entries[1];
    assert_eq!(
        (&entry.authors[..], &entry.categories[..]),
        (&["Bo".into(), "Cy".into()][..], &["t".into()][..])
    );
    let file = &entry.enclosures[0];
    assert_eq!((file.url.path(), entry.enclosures.len()), ("/a.mp3", 1));
    assert_eq!((&file.media_type, file.bytes, file.seconds), (&None, None, None));
}

#[test]
fn a_member_that_cannot_be_read_costs_no_more_than_itself() {
    let deep =
        format!("{{\"id\":\"1\",\"title\":\"a\",\"_x\":{}{}}}", "[".repeat(500), "]".repeat(500));
    let entries = items(&[&deep, r#"{"id":"2","title":"b","_x":1e999}"#]);
    let read = entries.iter().map(|entry| (entry.guid.as_deref(), entry.title.as_deref()));
    let expected = [("1", "a"), ("2", "b")].map(|(id, title)| (Some(id), Some(title)));
    assert!(read.eq(expected), "{entries:?}");
}

/// A script that cuts a text at so many units of UTF-16 cuts emoji in two, and the whole text was lost in silence.
#[test]
fn half_a_character_costs_no_text() {
    let item = r#"{"id":"1\uDE00","title":"cut \ud83d","content_text":"a \ud83d\ude00 \\ud83d b \ud83d","tags":["t\ude00"],
        "authors":[{"name":"Bo \ud83d"}]}"#;
    let entry = &repaired(item, &["half_character"])[0];
    assert_eq!(entry.guid.as_deref(), Some("1\u{fffd}"));
    assert_eq!(entry.title.as_deref(), Some("cut \u{fffd}"));
    assert_eq!(entry.content.as_deref(), Some("a 😀 \\ud83d b \u{fffd}"));
    assert_eq!((&entry.categories[0][..], &entry.authors[0][..]), ("t\u{fffd}", "Bo \u{fffd}"));
}

/// Of what scripts take and JSON does not, anything ended the feed: its item and all behind it were lost.
#[test]
fn what_is_almost_json_costs_nothing() {
    let good = r#"{"id":"2","title":"b"}"#;
    for item in [
        "{\"id\":\"1\",\"title\":\"a\nb\"}",
        "{\"id\":\"1\",\"title\":\"a\tb\"}",
        r#"{"id":"1","title":"a\x20b","_x":NaN}"#,
        r#"{"id":"1","title":"a b","_x":[-Infinity,undefined,],}"#,
    ] {
        let entries = repaired(&format!("{item},{good}"), &["loose_json"]);
        let read = entries.iter().map(|entry| (entry.guid.as_deref(), entry.title.as_deref()));
        assert!(read.eq([(Some("1"), Some("a b")), (Some("2"), Some("b"))]), "{entries:?}");
    }
    assert_eq!(repaired(&format!("{good}{good},,{good}"), &["loose_json"]).len(), 3);
}

#[test]
fn an_item_that_cannot_be_read_costs_no_other() {
    let good = r#"{"id":"2","title":"b","tags":["]}","\"{"]}"#;
    for bad in [r#"{"id":"1","title":'a'}"#, r#"{"id":"1" "title":"a"}"#, "{:}", "x"] {
        for list in
            [format!("{bad},{good}"), format!("{good},{bad},{good}"), format!("{good},{bad}")]
        {
            let entries = repaired(&list, &["lost_item"]);
            assert!(entries.iter().all(|entry| entry.guid.as_deref() == Some("2")), "{entries:?}");
            assert_eq!(entries.len(), list.matches(good).count());
        }
    }
    let json = |items: &str| read_text(&format!("{{\"title\":\"J\",\"items\":[{items}"));
    for (text, rules) in [
        (format!("{good},{{\"id\":\"1\""), &["truncated"][..]),
        (format!("{good},{{\"_x\":NaN}},{good},{{\"id"), &["truncated", "loose_json"]),
        (format!("{good},{{:}},{good},"), &["truncated", "lost_item"]),
    ] {
        let feed = json(&text);
        assert_eq!(feed.repaired, rules, "{text}");
        assert!(feed.entries.len() >= text.matches(good).count(), "{text}");
    }
}

/// A quote too many turned texts into brackets and brackets into texts until the end.
#[test]
fn what_stands_between_items_costs_none_of_them() {
    let good = r#"{"id":"2","title":"b","authors":[{"name":"x"},{"name":"y"}]}"#;
    for bad in [
        r#"{"id":"1","title":"19" monitor"}"#,
        r#"{"id":"1","title":"19" monitor","authors":[{"name":"x"},{"name":"y"}]}"#,
        r#"{"id":"1","title":"19" monitor","text":"of a { b } [c]"}"#,
        r#"{"id":"1","title":"unclosed}"#,
        r#"{"id":"1","title":"a""#,
        r#"{"id":"1","title":"a"}} , {:}"#,
        r#"{"id":"1","title":'a',"text":"}, {} }]} }],","authors":[{"name":"x"},{"name":"y"}]}"#,
        r#"{"id":"1" "title":"a"} junk "#,
    ] {
        for list in [
            format!("{bad},{good},{good}"),
            format!("{good},\n{bad},\n{good},\n{bad},\n{good}"),
            format!("{good},{good},{bad},{good}"),
        ] {
            // As one line, and as written for people.
            assert_eq!(
                repaired(&list.replace(",\"", ",\n\""), &["lost_item"]).len(),
                repaired(&list, &["lost_item"]).len()
            );
            let entries = repaired(&list, &["lost_item"]);
            let read = entries.iter().filter(|entry| entry.guid.as_deref() == Some("2")).count();
            assert_eq!(read, list.matches(good).count(), "{list}");
            assert!(entries.iter().all(|entry| entry.guid.is_some()), "{entries:?}");
        }
    }
    for list in [format!("{good}}},{good}}}\n,{good}"), format!("{good},{good},{good}}}")] {
        assert_eq!(repaired(&list, &["loose_json"]).len(), 3, "{list}");
    }
    assert_eq!(repaired(&format!("{good} junk {good},{good}"), &["lost_item"]).len(), 3);
    let nested = format!(
        r#"{{"title":"J","_x":{{"items":[{{"id":"0"}}]}},"_y":"\"items\":[","items":[{good}{good}]}}"#
    );
    let feed = read_text(&nested);
    assert_eq!((feed.entries.len(), &feed.repaired[..]), (2, &["loose_json"][..]));
}

#[test]
fn a_number_of_many_digits_is_an_id_of_its_own() {
    let ids = ["12345678901234567890123", "12345678901234567890124", "18446744073709551615", "7"];
    let entries = items(&ids.map(|id| format!("{{\"id\":{id}}}")).each_ref().map(String::as_str));
    assert!(entries.iter().map(|entry| entry.guid.as_deref()).eq(ids.map(Some)), "{entries:?}");
    let entries = items(&[r#"{"id":1.50}"#, r#"{"id":1e3}"#, r#"{"id":-5}"#]);
    let expected = ["1.5", "1000.0", "-5"].map(Some);
    assert!(entries.iter().map(|entry| entry.guid.as_deref()).eq(expected), "{entries:?}");
}

/// Keys and ids rest on these: another digest would bring the article once more.
#[test]
fn an_item_without_id_or_address_is_known_by_all_that_stands_in_it() {
    for (item, digest) in [
        (r#"{"title":"a","content_text":"x"}"#, Some("6085b15b26988317616f03d80f7aa1d2")),
        (
            r#"{ "content_text" : "x", "title" : "\u0061" }"#,
            Some("6085b15b26988317616f03d80f7aa1d2"),
        ),
        (
            r#"{"id":"1","_x":{"b":[1,2.50,1e3,-0,true,null,{}],"a":"é\u00e9\/\n\u0001"},"title":"t"}"#,
            Some("d4d3c7535f66060805ff9e5af2cfccbc"),
        ),
        (
            r#"{"url":"https://a.example/1?utm_source=x","content_html":"<p>y</p>","b":1,"a":2}"#,
            Some("bcf55c6038ad3bbcc9f3b66d304dc813"),
        ),
        (
            r#"{"a":2,"url":"https://a.example/1?utm_source=y","content_html":"<p>y</p>","b":1}"#,
            Some("bcf55c6038ad3bbcc9f3b66d304dc813"),
        ),
        (r#"{"external_url":"/2","title":"t"}"#, Some("fc4f7dcca06c1c9d130603846831e54f")),
        (r#"{"url":7,"title":"t"}"#, Some("b730ac57e25b838a462ec39d32c1c81d")),
        (
            r#"{"title":"a","title":"b","z":{"k":1,"k":[2]}}"#,
            Some("c94c6d4a3772797a09548d4e1e9f0119"),
        ),
        (
            r#"{"n":[12345678901234567890,18446744073709551616,1e15,1E-7,0.1,1e300,-5,[]]}"#,
            Some("ca47dc676a6d501ba5089da9eaac735d"),
        ),
        (r#"{"id":1.50}"#, Some("6e9205c27058dcde3d5ba9e529490874")),
        (r#"{"id":"https://a.example/7","title":"t"}"#, None),
        (r#"{"\u0009":1,"\"":2,"!":3,"A":4,"é":5}"#, Some("5ac13c55891115a33ff5cb5a25087b63")),
        ("{}", Some("6e46dd10defc9b56c29a6ec56b508c21")),
    ] {
        assert_eq!(hex(&items(&[item])[0]).as_deref(), digest, "{item}");
    }
}

/// Any value, as somebody may have written it.
fn written() -> impl Strategy<Value = String> {
    let scalar = prop_oneof![
        Just("null".to_owned()),
        any::<bool>().prop_map(|value| value.to_string()),
        any::<i64>().prop_map(|value| value.to_string()),
        any::<u64>().prop_map(|value| value.to_string()),
        any::<f64>().prop_map(|value| if value.is_finite() {
            format!("{value:e}")
        } else {
            "-0".into()
        }),
        any::<String>().prop_map(|text| Value::from(text).to_string()),
        "[a-z]{0,3}".prop_map(|text| format!("\"{text}\\u00e9\\/\"")),
    ];
    scalar.prop_recursive(4, 40, 6, |value| {
        let member = ("[abé\"]{0,2}", value.clone())
            .prop_map(|(name, value)| format!(" {} :\t{value}", Value::from(name)));
        prop_oneof![
            prop::collection::vec(value, 0..6)
                .prop_map(|list| format!("[ {} ]", list.join(" ,\n"))),
            prop::collection::vec(member, 0..6).prop_map(|list| format!("{{{}}}", list.join(","))),
        ]
    })
}

proptest! {
    #[test]
    fn an_item_is_known_by_what_its_tree_would_be_written_as(values in prop::collection::vec(written(), 0..4)) {
        let members: Vec<String> =
            values.iter().enumerate().map(|(at, value)| format!("\"_{}\":{value}", at % 3)).collect();
        let item = format!("{{{}}}", members.join(" , "));
        let tree: Value = serde_json::from_str(&item).unwrap();
        prop_assert_eq!(items(&[&item])[0].raw, Some(digest([tree.to_string()])), "{}", item);
    }
}

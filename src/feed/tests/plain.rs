//! What says that it is plain text: its tags are words, its lines are lines, unless it is plainly HTML.

use std::time::{Duration, Instant};

use super::*;

/// The title, summary and content of an entry of which all three are this text.
fn of_atom(text: &str) -> [Option<String>; 3] {
    let text = quick_xml::escape::escape(text);
    let entry = format!(
        "<title>{text}</title><summary type='text'>{text}</summary><content>{text}</content>"
    );
    texts(&read_text(&format!(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>t</title><entry>{entry}</entry></feed>"
    )))
}

fn of_json(text: &str) -> [Option<String>; 3] {
    let text = serde_json::Value::from(text);
    texts(&read_text(&format!(
        "{{\"title\":\"t\",\"items\":[{{\"title\":{text},\"summary\":{text},\"content_text\":{text}}}]}}"
    )))
}

fn texts(feed: &Feed) -> [Option<String>; 3] {
    let entry = feed.entries[0].clone();
    [entry.title, entry.summary, entry.content]
}

fn all(title: &str, html: &str) -> [Option<String>; 3] {
    [title, html, html].map(|text| Some(text.to_owned()))
}

#[test]
fn what_only_looks_like_a_tag_stays_in_plain_text() {
    for text in [
        "Use Vec<String> and the <title>…</title> element.",
        "What the <title> element is for</b>",
        "Why <b>bold and </b> are not the same</b>",
        "Ada <ada@a.example> wrote <https://a.example/> </i>",
        "Add <dependency>x</dependency> to <b>pom.xml</b>",
        "a <b and b <img of c",
        "Never write </p> alone",
        "A <p> is not always closed",
    ] {
        let html = text.replace('<', "&lt;");
        assert_eq!(of_atom(text), all(text, &html), "{text}");
        assert_eq!(of_json(text), all(text, &html), "{text}");
    }
}

#[test]
fn what_is_plainly_html_is_read_as_html_whatever_it_says_that_it_is() {
    for (html, title) in [
        ("So I read <a href=\"/x>y\">this</a>", "So I read this"),
        ("one<br>two <IMG src=x>", "onetwo"),
        ("one <hr/> <a name='x'/>two", "one two"),
        ("one<p>two <em>three</em>", "onetwo three"),
        ("<svg><path d='M0'/></svg>one <i>two</i><script>a<b</script>", "one two"),
        ("<p>one</p><p>two <b>three, and then …", "onetwo three, and then …"),
        ("<p>one</p><p>two <a href=\"/thr", "onetwo"),
        ("<p class=\"MsoNormal\">one <o:p></o:p></p><p>two thr", "one two thr"),
        ("So <a href=\"/x\">this</a> and <b>tha…", "So this and tha…"),
    ] {
        assert_eq!(of_atom(html), all(title, html), "{html}");
        let [of_title, summary, content] = of_json(html);
        assert_eq!([of_title, summary], [title, html].map(|text| Some(text.to_owned())), "{html}");
        // There is another member for a content in HTML.
        assert!(content.is_some_and(|content| content.contains("&lt;")), "{html}");
    }
    for (html, title) in [
        ("<p>one <o:p></o:p></p>", "one"),
        (" <DIV class='a'>Vec<String> <b>two</div>\n", "Vec two"),
        ("<h2>one</h2><ul><li>two</ul>", "onetwo"),
    ] {
        assert_eq!(of_atom(html), all(title, html.trim()), "{html}");
        assert_eq!(of_json(html), all(title, html), "{html}");
    }
}

#[test]
fn blank_lines_part_the_paragraphs_of_plain_text_and_its_lines_stay_lines() {
    for (text, html) in [
        (
            "One & one.\n\nTwo.\r\n \t\r\nThree.",
            "<p>One &amp; one.</p>\n<p>Two.</p>\n<p>Three.</p>",
        ),
        (
            "Ingredients:\n- 1 < 2 eggs\n- milk\n\nMix.",
            "<p>Ingredients:<br>\n- 1 &lt; 2 eggs<br>\n- milk</p>\n<p>Mix.</p>",
        ),
        ("The tide is in,\nthe boats are out\r", "The tide is in,<br>\nthe boats are out"),
    ] {
        for [_, summary, content] in [of_atom(text), of_json(text)] {
            assert_eq!(content.as_deref(), Some(html), "{text}");
            assert_eq!(summary.as_deref(), Some(html), "{text}");
        }
    }
}

#[test]
fn lines_that_end_because_they_are_full_are_one_line() {
    let wrapped = "The water is high today, and the ferry stays on this side of the\n\
                   river until noon. Whoever wants to cross before then takes the\n\
                   bridge at the mill, which is open to people on foot alone.\n\
                   \n\
                   Two things are to be known:\n\
                   - the mill's road is closed from the old church on, so that it\n\
                     takes an hour\n\
                   - nobody waits\n\
                   \n\
                   The next ferry that takes a car goes in the afternoon, at about\n\
                   four.";
    let html = "<p>The water is high today, and the ferry stays on this side of the river until noon. Whoever \
                wants to cross before then takes the bridge at the mill, which is open to people on foot alone.</p>\n\
                <p>Two things are to be known:<br>\n\
                - the mill's road is closed from the old church on, so that it takes an hour<br>\n\
                - nobody waits</p>\n\
                <p>The next ferry that takes a car goes in the afternoon, at about four.</p>";
    assert_eq!(of_json(wrapped)[2].as_deref(), Some(html));
    // Set off as the elements around it are.
    let set_off = "\n      The water is\n      high today.\n\n      Nobody waits.\n    ";
    let html = "<p>The water is high today.</p>\n<p>Nobody waits.</p>";
    assert_eq!(of_atom(set_off)[2].as_deref(), Some(html));
    // There is nothing around a member of JSON.
    let indented = "  Roses are red,\n  Violets are blue";
    assert_eq!(of_json(indented)[2].as_deref(), Some("Roses are red,<br>\nViolets are blue"));
    // Verse as long as such lines: here and there one is full.
    let verse = "Sing of the river that carried the ferryman out to the islands,\n\
                 out where the seals and the herons and nobody else has a dwelling,\n\
                 tell how the fog came\n\
                 over the water and over the fields and the bells of the village,\n\
                 until they were silent.";
    assert_eq!(of_json(verse)[2].as_deref(), Some(&*verse.replace('\n', "<br>\n")));
}

#[test]
fn plain_text_of_any_shape_takes_no_longer_than_words() {
    let time = |piece: &str| {
        let text = piece.repeat(400_000 / piece.len());
        let begun = Instant::now();
        of_json(&text);
        begun.elapsed()
    };
    let plain = time("word ");
    for piece in [
        "\n",
        "a\n",
        "\n\na",
        "<b>x",
        "<p>",
        "</p>",
        "<script>",
        "<a '",
        "<svg></sv",
        "< ",
        "1. \n",
    ] {
        let took = time(piece);
        assert!(
            took < Duration::from_secs(10) + 20 * plain,
            "{piece:?}: {took:?}, words {plain:?}"
        );
    }
}

//! What a feed says is plain text is read as that: nothing in it is a tag, and its paragraphs are its own.

use crate::daemon::{Daemon, Settings};
use crate::output::Output;
use crate::site::{Reply, Site};

const TEXT: &str = "Use Vec<String> and the <title>…</title> element, as the ferry does.\n\nA second paragraph\nof two lines.";

#[test]
fn a_plain_text_of_a_feed_keeps_its_angle_brackets_and_its_paragraphs() {
    let escaped = TEXT.replace('<', "&lt;");
    let atom = format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>T</title><id>urn:t</id><entry><id>urn:1</id>\
         <title>Vec&lt;String> and &lt;b></title><content type=\"text\">{escaped}</content></entry></feed>"
    );
    let json = serde_json::json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": "T",
        "items": [{"id": "1", "title": "Vec<String> and <b>", "content_text": TEXT}],
    });
    for (media_type, document) in
        [("application/atom+xml", atom), ("application/feed+json", json.to_string())]
    {
        let site = Site::open();
        site.serve("/feed", Reply::ok(media_type, document));
        let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
        daemon.pass();
        let output = Output::sound(&daemon.output());
        let article = output.titled("Vec<String> and <b>");
        assert_eq!(article["content_text"], TEXT, "{media_type}");
        assert_eq!(
            article["content_html"],
            "<p>Use Vec&lt;String&gt; and the &lt;title&gt;…&lt;/title&gt; element, as the ferry does.</p>\n\
             <p>A second paragraph<br>of two lines.</p>",
            "{media_type}"
        );
    }
}

//! Secrets get to where they are sent, and nowhere else.

use super::{Place, opml};
use crate::config::load;

#[test]
fn secrets_come_from_literals_files_credentials_and_addresses_and_are_never_shown() {
    let place = Place::with(
        r#"include = ["list.opml"]
[[feed]]
name = "one"
url = "https://us%40er:hunter2@example.org/rss"
headers = { A = "hunter2-literal", B = "file:hidden/b", C = "credential:c" }
"#,
    )
    .and("hidden/b", "hunter2-file\n")
    .and("credentials/c", "hunter2-credential")
    .and("list.opml", opml(r#"<outline text="Two" xmlUrl="http://u:hunter2@example.net/"/>"#));
    let config = place.good();
    let shown = |at: usize| {
        let headers = config.feeds[at].headers.iter();
        headers.map(|(name, secret)| format!("{name}={}", secret.reveal())).collect::<Vec<_>>()
    };
    assert_eq!(
        shown(0),
        [
            "a=hunter2-literal",
            "b=hunter2-file",
            "c=hunter2-credential",
            "authorization=Basic dXNAZXI6aHVudGVyMg=="
        ]
    );
    assert_eq!(shown(1), ["authorization=Basic dTpodW50ZXIy"]);
    assert_eq!(config.feeds[0].url.as_str(), "https://example.org/rss");
    for text in [format!("{config:?}"), config.to_toml()] {
        assert!(!text.contains("hunter2") && !text.contains("dTpodW50"), "{text}");
    }
}

#[test]
fn a_secret_that_is_not_there_is_told_of_and_no_message_shows_one() {
    let headers = |headers: &str| {
        let text =
            format!("[[feed]]\nname = \"a\"\nurl = \"http://a.org/\"\nheaders = {headers}\n");
        let place = Place::with(&text);
        let faults = place.faults().concat();
        assert!(!faults.contains("hunter2"), "{faults}");
        faults
    };
    assert!(headers(r#"{ A = "file:gone" }"#).contains(
        "feed[1].headers.A: takes its value from gone, which cannot be read: there is no such file"
    ));
    assert!(headers(r#"{ A = "credential:gone" }"#).contains("credentials/gone, which cannot"));
    for name in ["", ".", "../x", "x/../../x"] {
        let faults = headers(&format!("{{ A = \"credential:{name}\" }}"));
        assert!(faults.contains("write its plain name"), "{faults}");
    }
    assert!(headers(r#"{ A = "hunter2\n" }"#).contains("no header can carry"));
    assert!(headers(r#"{ A = "hunter2", a = "hunter2" }"#).contains("is there twice"));
    assert!(headers(r#"{ A = ["hunter2"] }"#).contains("write a text"));
    let both = "[[feed]]\nname = \"a\"\nurl = \"http://u:hunter2@a.org/\"\nheaders.Authorization = \"x\"\n";
    let warning = Place::with(both).warnings().concat();
    assert!(
        warning.starts_with("courant.toml:3: feed[1].url: has a user in it, which is not sent")
    );
    assert!(!warning.contains("hunter2"), "{warning}");
    let url = Place::with("[[feed]]\nname = \"a\"\nurl = \"http://u:hunter2@[::/\"\n").faults();
    assert!(!url.concat().contains("hunter2"), "{url:?}");
    let place = Place::with(
        "[[feed]]\nname = \"a\"\nurl = \"http://a.org/\"\nheaders.A = \"credential:c\"",
    );
    let unset = load::load(&place.path("courant.toml"), None).unwrap_err().to_string();
    assert!(unset.contains("LoadCredential=c:PATH"), "{unset}");
}

//! Broken markup, and bodies that a page hides: in `noscript`, in its metadata, in the state of its scripts.

use super::{FIRST, SECOND, THIRD, page, read, story};
use crate::extract::Extraction;

fn text(found: &Extraction) -> String {
    found.body.to_text()
}

fn whole() -> String {
    [FIRST, SECOND, "A bell in the office", THIRD].join("\n\n")
}

#[test]
fn unclosed_and_crossed_tags_lose_no_sentence() {
    for body in [
        format!("<p>{FIRST}<p>{SECOND}<h2>A bell in the office</h2><p>{THIRD}"),
        format!(
            "<b><p>{FIRST}</b></p><i><p>{SECOND}</i><h2>A bell in the office</h3><div><p>{THIRD}</span></section></p>"
        ),
        format!(
            "<p>{FIRST}</p></p></b><p>{SECOND}</p><h2>A bell in the office</h2><font><p>{THIRD}</p>"
        ),
        format!("<div>{FIRST}<br><br>{SECOND}<h2>A bell in the office</h2>{THIRD}</div>"),
    ] {
        assert_eq!(text(&read(&page(&body))), whole(), "{body}");
    }
}

#[test]
fn a_body_that_the_page_repeats_comes_once() {
    let twice =
        format!("<div class=\"desktop\">{}</div><div class=\"mobile\">{}</div>", story(), story());
    let found = text(&read(&page(&twice)));
    assert_eq!(found.matches(FIRST).count(), 1, "{found}");
    assert_eq!(found.matches(THIRD).count(), 1, "{found}");
}

#[test]
fn an_article_in_noscript_is_one() {
    let html = page(&format!("<div id=app></div><noscript>{}</noscript>", story()));
    let found = text(&read(&html));
    assert!(found.contains(FIRST) && found.contains(THIRD), "{found}");
}

#[test]
fn lazy_pictures_are_found_where_they_wait() {
    for (picture, path) in [
        (r#"<img src="data:image/gif;base64,R0" data-src="/a.jpg">"#, "/a.jpg"),
        (r#"<img src="/blank.gif" data-srcset="/b-300.jpg 300w, /b-900.jpg 900w">"#, "/b-900.jpg"),
        (
            r#"<picture><source srcset="/c.webp 1x, /c2.webp 2x"><img src="data:image/gif;base64,R0"></picture>"#,
            "/c2.webp",
        ),
        (
            r#"<img class=lazy src="/placeholder.png"><noscript><img src="/d.jpg"></noscript>"#,
            "/d.jpg",
        ),
    ] {
        let found = read(&page(&format!(
            "<p>{FIRST}</p><figure>{picture}<figcaption>At the quay</figcaption></figure><p>{SECOND}</p><p>{THIRD}</p>"
        )));
        let paths: Vec<&str> = found.images.iter().map(|image| image.url.path()).collect();
        assert_eq!(paths, [path], "{picture}");
        assert_eq!(found.images[0].caption.as_deref(), Some("At the quay"), "{picture}");
    }
}

/// A page that shows nothing but its furniture, with this in its head.
fn empty(head: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=en><head><title>The ferry that came back</title><meta property=og:title content=\"The ferry that came back\">{head}</head>\
         <body><nav><a href=/>Home</a> <a href=/w>World</a></nav><div id=app></div><footer>© The Courier</footer></body></html>"
    )
}

#[test]
fn a_body_that_only_the_metadata_hold_is_the_last_resort() {
    let body = format!("{FIRST}\\n\\n{SECOND}\\n\\n{THIRD} {SECOND} {FIRST}");
    let found = read(&empty(&format!(
        "<script type=application/ld+json>{{\"@type\":\"NewsArticle\",\"headline\":\"The ferry that came back\",\"articleBody\":\"{body}\"}}</script>"
    )));
    assert!(text(&found).starts_with(&format!("{FIRST}\n\n{SECOND}\n\n")), "{}", text(&found));
    assert!(found.quality <= 0.6, "{}", found.quality);
}

#[test]
fn a_body_that_only_a_scripts_state_holds_is_the_last_resort() {
    let third = format!("{THIRD} And so it was.");
    let whole = [FIRST, SECOND, &third].join("\n\n");
    let html = format!("<p>{FIRST}</p><p>{SECOND}</p><p>{third}</p>").replace('/', "\\/");
    let other = "Another ferry sank, the harbour master said, and nobody was on board when it did, he added.";
    let related = format!(
        "[{{\"title\":\"The bridge\",\"teaser\":\"{other}\"}},{{\"title\":\"The ice\",\"teaser\":\"{other} Twice. \\ud83d\"}}]"
    );
    let pieces = format!(
        "[{{\"kind\":\"text\",\"value\":\"{FIRST}\"}},{{\"kind\":\"image\",\"url\":\"https://img.example/a.jpg\"}},{{\"kind\":\"text\",\"value\":\"{SECOND}\"}},{{\"kind\":\"text\",\"value\":\"{third}\"}}]"
    );
    let rich = format!(
        "{{\"type\":\"doc\",\"content\":[{{\"type\":\"p\",\"content\":[{{\"type\":\"text\",\"text\":\"{FIRST}\"}}]}},{{\"type\":\"p\",\"content\":[{{\"text\":\"{SECOND}\"}}]}},{{\"type\":\"p\",\"content\":[{{\"text\":\"{third}\"}}]}}]}}"
    );
    let title = "The ferry that came back";
    for script in [
        format!(
            "<script id=__NEXT_DATA__ type=application/json>{{\"props\":{{\"related\":{related},\"page\":{{\"headline\":\"{title}\",\"body\":\"{html}\"}}}}}}</script>"
        ),
        format!(
            "<script>window.__INITIAL_STATE__ = {{\"article\":{{\"title\":\"{title}\",\"related\":{related},\"parts\":{pieces}}}}};\nboot();</script>"
        ),
        format!(
            "<script>(function(){{var a=1;window.store={{\"x\":{{\"title\":\"{title}\",\"doc\":{rich}}}}};}})()</script>"
        ),
        format!(
            "<script>window.state = JSON.parse({});</script>",
            serde_json::to_string(&format!(
                "{{\"a\":{{\"name\":\"{title}\",\"b\":\"{html}\"}},\"r\":{related}}}"
            ))
            .unwrap()
        ),
    ] {
        let found = read(&empty(&script));
        assert_eq!(text(&found), whole, "{script}");
        assert!(found.quality <= 0.6, "{}", found.quality);
    }
    // Where the page shows its body, the state has no say.
    let shown = page(&story()).replace(
        "</head>",
        &format!(
            "<script>s = {{\"b\":\"<p>{other}</p><p>{other}</p><p>{other}</p>\"}}</script></head>"
        ),
    );
    assert_eq!(text(&read(&shown)), self::whole());
}

#[test]
fn the_text_of_a_declared_shadow_root_is_read_and_that_of_a_template_not() {
    let html = |mode: &str| {
        format!(
            "<html><body><x-story><template{mode}><main><h1>The ferry</h1><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></main></template></x-story></body></html>"
        )
    };
    let shown = html(" shadowrootmode=\"open\"");
    assert!(read(&shown).body.to_text().contains(THIRD));
    let url = url::Url::parse("https://example.org/a").expect("a valid address");
    let hidden = crate::extract::extract(&html(""), &url, &crate::extract::Hints::default());
    assert!(hidden.is_err());
}

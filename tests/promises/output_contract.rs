//! The output directory is as consumers were promised: schemas, formats, names, modes.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::json;

use crate::daemon::{Daemon, Settings};
use crate::feeds::{self, Entry, Format};
use crate::newsroom;
use crate::output::Output;
use crate::pages;
use crate::site::{Reply, Site};

#[test]
fn rich_entries_in_every_format_come_out_valid() {
    for format in Format::ALL {
        let site = Site::open();
        let mut entries = newsroom::reports(&site, 1..=4);
        entries.push(rich(&site));
        site.serve("/feed", feeds::reply(format, &entries));
        let settings = Settings::reading(&site, &[]);
        let daemon = Daemon::new(&settings.and("river", &site.url("/feed"), "tags = [\"water\"]"));
        daemon.pass();
        let output = Output::sound(&daemon.output());
        assert_eq!(output.journal.len(), 5, "{format:?}");

        for number in 1..=4 {
            let article = output.titled(&pages::headline(number));
            assert_eq!(
                article["content_text"],
                pages::paragraphs(number).join("\n\n"),
                "{format:?}"
            );
            assert_eq!(article["date_published"], "2026-11-20T08:30:00Z", "{format:?}");
            assert_eq!(article["_courant"]["feed"]["title"], "The Loopback Courier", "{format:?}");
            let sources = &article["_courant"]["sources"];
            assert_eq!(sources["title"], "page", "what both say is the page's");
            assert_eq!(sources["summary"], "feed", "{format:?}");
            for ending in ["json", "md", "txt"] {
                let text = output.beside(&article, ending);
                for words in pages::CLUTTER {
                    assert!(
                        !text.contains(words),
                        "{format:?}: {words:?} came out in .{ending}:\n{text}"
                    );
                }
            }
        }
        is_rich(&output, format);
        let rich = output.titled("Ships & boats of the \"river\"");
        let sources = rich["_courant"]["sources"].as_object().unwrap();
        assert!(
            sources["title"] == "feed" && sources.values().all(|part| part == "feed"),
            "{rich}"
        );
    }
}

#[test]
fn the_feeds_own_text_brings_its_pictures() {
    let site = Site::open();
    let text = "<p>The ferry crossed the sound.</p><figure><img src=\"/ferry.jpg\" alt=\"A ferry\">\
                <figcaption>At the quay</figcaption></figure><p>Nobody saw it come back.</p>";
    let entry = Entry {
        guid: Some("ferry".to_owned()),
        title: Some("The ferry".to_owned()),
        summary: Some(text.to_owned()),
        ..Entry::default()
    };
    newsroom::post(&site, "/feed", &[entry]);
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    daemon.pass();
    let article = Output::sound(&daemon.output()).titled("The ferry");
    let picture = site.url("/ferry.jpg");
    let expected = json!([{ "url": picture, "caption": "At the quay", "alt": "A ferry" }]);
    assert_eq!(article["_courant"]["images"], expected, "{article}");
    assert_eq!(article["image"], picture, "{article}");
}

#[test]
fn what_the_whole_text_says_is_no_summary_of_it() {
    let site = Site::open();
    let entry = Entry {
        guid: Some("ferry".to_owned()),
        title: Some("The ferry".to_owned()),
        summary: Some(
            "<p>The ferry crossed the sound.</p><p>Nobody saw it come back.</p>".to_owned(),
        ),
        ..Entry::default()
    };
    newsroom::post(&site, "/feed", &[entry]);
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    daemon.pass();
    let article = Output::sound(&daemon.output()).titled("The ferry");
    assert!(article.get("summary").is_none(), "{article}");
}

/// An entry with all that a feed can give, and no page.
fn rich(site: &Site) -> Entry {
    let mut entry = Entry::new("rich-1", "Ships & boats of the \"river\"", &site.url("/none"))
        .summary("<p>Ships &amp; boats, in short.</p>")
        .published("2026-11-19T10:00:00Z")
        .updated("2026-11-19T11:00:00Z");
    entry.content = Some(
        "<h2>Ships</h2><p onclick=\"alert(1)\">Ships that <em>float</em> &amp; <a href=\"/more\">more</a>, counted \
         by the harbour office on each of the three days before the flood.</p><script>alert(1)</script>\
         <ul><li>One ship of iron</li><li>Two ships of wood</li></ul>\
         <p><a href=\"javascript:alert(1)\">Boats</a> that were found afterwards, on both banks of the river.</p>\
         <img src=\"/boat.jpg\" alt=\"A boat\" onerror=\"alert(1)\"><blockquote><p>So many boats.</p></blockquote>"
            .to_owned(),
    );
    entry.author = Some("Ada Harbour".to_owned());
    entry.categories = vec!["River".to_owned(), "Ships".to_owned()];
    entry.enclosure = Some((site.url("/boats.mp3"), "audio/mpeg".to_owned(), 123_456));
    entry
}

fn is_rich(output: &Output, format: Format) {
    let article = output.titled("Ships & boats of the \"river\"");
    assert_eq!(article["authors"], json!([{ "name": "Ada Harbour" }]), "{format:?}");
    assert_eq!(article["tags"], json!(["water", "River", "Ships"]), "{format:?}");
    assert_eq!(article["date_published"], "2026-11-19T10:00:00Z", "{format:?}");
    assert_eq!(article["_courant"]["body_from"], "feed", "{format:?}");
    let text = article["content_text"].as_str().unwrap();
    for part in ["Ships\n\nShips that float & more", "One ship of iron", "So many boats."] {
        assert!(text.contains(part), "{format:?}: {part:?} in {text}");
    }
    let html = article["content_html"].as_str().unwrap();
    assert!(html.contains("<li>One ship of iron</li>"), "{format:?}: {html}");
    assert!(!html.contains("alert"), "{format:?}: {html}");
    if format != Format::Rss1 {
        let attachment = &article["attachments"][0];
        assert_eq!(attachment["mime_type"], "audio/mpeg", "{format:?}");
        assert_eq!(attachment["size_in_bytes"], 123_456, "{format:?}");
    }
}

#[test]
fn only_the_formats_asked_for_are_written_and_the_first_stands_in_the_journal() {
    for (formats, endings) in [
        (vec!["json"], vec!["json"]),
        (vec!["markdown"], vec!["md"]),
        (vec!["text", "markdown"], vec!["txt", "md"]),
        (vec!["markdown", "json"], vec!["json", "md"]),
    ] {
        let site = Site::open();
        newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=2));
        let settings = Settings::reading(&site, &[("river", "/feed")]);
        let daemon = Daemon::new(&Settings { formats: formats.clone(), ..settings });
        daemon.pass();
        let output = Output::sound(&daemon.output());
        assert_eq!(output.files.len(), 2 * endings.len(), "{formats:?}");
        for line in &output.journal {
            let path = line["path"].as_str().unwrap();
            assert!(path.ends_with(&format!(".{}", endings[0])), "{formats:?}: {path}");
            let stem = path.rsplit_once('.').unwrap().0;
            for ending in &endings {
                assert!(
                    output.files.contains_key(&format!("{stem}.{ending}")),
                    "{formats:?}: .{ending}"
                );
            }
        }
    }
}

#[test]
fn a_text_is_title_date_and_body() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=1));
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    daemon.pass();
    let output = Output::sound(&daemon.output());
    let article = output.titled(&pages::headline(1));
    let text = output.beside(&article, "txt");
    assert!(text.starts_with(&pages::headline(1)), "{text}");
    assert!(text.lines().take(4).any(|line| line.contains("2026-11-20")), "{text}");
    assert!(text.ends_with(&format!("{}\n", article["content_text"].as_str().unwrap())), "{text}");
}

#[test]
fn directories_have_the_modes_that_were_promised() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=1));
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    daemon.pass();
    let mode = |path: &str| {
        fs::metadata(daemon.output().join(path)).unwrap().permissions().mode() & 0o7777
    };
    let output = Output::sound(&daemon.output());
    let path = output.journal[0]["path"].as_str().unwrap();
    let feed = path.rsplit_once('/').unwrap().0;
    let day = feed.rsplit_once('/').unwrap().0;
    for directory in [day, feed, "journal"] {
        assert_eq!(mode(directory), 0o2770, "{directory}: {:o}", mode(directory));
    }
    assert_eq!(mode(".staging"), 0o700);
    assert_eq!(fs::metadata(daemon.state()).unwrap().permissions().mode() & 0o777, 0o700);
}

#[test]
fn nothing_stays_behind_in_staging_or_spool() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=5));
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    daemon.pass();
    let left: Vec<_> = fs::read_dir(daemon.output().join(".staging"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .filter(|name| name != "lock")
        .collect();
    assert!(left.is_empty(), "{left:?}");
    assert_eq!(
        fs::read_dir(daemon.state().join("spool")).unwrap().count(),
        0,
        "the queue is empty"
    );
}

#[test]
fn the_language_and_images_of_a_page_come_along() {
    let site = Site::open();
    let html = pages::article(1).replace("lang=\"en\"", "lang=\"de-AT\"").replacen(
        "<p>",
        "<figure><img src=\"/boats.jpg\" alt=\"Boats\"><figcaption>Boats on the river <small>Photo: A. Harbour\
         </small></figcaption></figure>\n<p>",
        2,
    );
    site.serve(&newsroom::path(1), Reply::page(html));
    newsroom::post(&site, "/feed", &[newsroom::announce(&site, 1)]);
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    daemon.pass();
    let article = Output::sound(&daemon.output()).titled(&pages::headline(1));
    assert_eq!(article["language"].as_str().unwrap().to_lowercase(), "de-at");
    let image = &article["_courant"]["images"][0];
    assert_eq!(image["url"], site.url("/boats.jpg"));
    assert_eq!(image["caption"], "Boats on the river");
    assert_eq!(image["credit"], "A. Harbour");
    assert!(!article["content_text"].as_str().unwrap().contains("Boats on the river"));
}

/// A feed that says what its texts' links are relative to was not believed: they led into the entry's own page.
#[test]
fn links_and_pictures_in_a_feeds_text_are_relative_to_what_it_says() {
    let site = Site::open();
    let text = |n: usize| {
        let words = pages::paragraphs(n).join(" ");
        format!(
            "&lt;p&gt;{words} &lt;a href='d'&gt;more&lt;/a&gt;&lt;/p&gt;&lt;img src='/e.png'&gt;"
        )
    };
    let entry = |n: usize, base: &str, content: &str, link: &str| {
        let (id, text) = (format!("<id>urn:{n}</id><title>Entry {n}</title>"), text(n));
        format!("<entry{base}>{id}{link}<content type='html'{content}>{text}</content></entry>")
    };
    let [b, c] = ["b/", "c/"].map(|path| format!(" xml:base='{path}'"));
    let link = "<link href='https://pages.example/x/y'/>";
    let atom = |base: &str, entries: &[String]| {
        let head = "<title>The Loopback Courier</title>";
        let feed = format!(
            "<feed xmlns='http://www.w3.org/2005/Atom'{base}>{head}{}</feed>",
            entries.concat()
        );
        Reply::ok("application/atom+xml", feed)
    };
    let based = [entry(1, "", "", ""), entry(2, &b, &c, link), entry(3, &b, "", link)];
    site.serve("/based", atom(" xml:base='https://user:secret@base.example/a/'", &based));
    site.serve(
        "/plain",
        atom(
            "",
            &[
                entry(4, "", "", link),
                entry(5, "", "", ""),
                entry(6, "", " xml:base='data:x,'", link),
            ],
        ),
    );
    let encoded = format!(
        "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>The Loopback Courier</title>\
        <item><guid>7</guid><title>Entry 7</title><link>https://pages.example/x/y</link>\
        <content:encoded xml:base='https://base.example/q/'>{}</content:encoded></item></channel></rss>",
        text(7)
    );
    site.serve("/rss", Reply::ok("application/rss+xml", encoded));
    let mut settings = Settings::reading(&site, &[]);
    for name in ["based", "plain", "rss"] {
        settings = settings.and(name, &site.url(&format!("/{name}")), "body = \"feed\"");
    }
    let daemon = Daemon::new(&settings);
    daemon.pass();
    let output = Output::sound(&daemon.output());
    let (own, pages, base) = (site.url(""), "https://pages.example", "https://base.example");
    for (n, link, picture) in [
        (1, format!("{base}/a/d"), format!("{base}/e.png")),
        (2, format!("{base}/a/b/c/d"), format!("{base}/e.png")),
        (3, format!("{base}/a/b/d"), format!("{base}/e.png")),
        (4, format!("{pages}/x/d"), format!("{pages}/e.png")),
        (5, format!("{own}/d"), format!("{own}/e.png")),
        (6, format!("{pages}/x/d"), format!("{pages}/e.png")),
        (7, format!("{base}/q/d"), format!("{base}/e.png")),
    ] {
        let article = output.titled(&format!("Entry {n}"));
        let html = article["content_html"].as_str().unwrap();
        for there in [format!("href=\"{link}\""), format!("src=\"{picture}\"")] {
            assert!(html.contains(&there), "{n}: {there} is not in {html}");
        }
    }
}

//! `extract --explain` tells of each line of a page why it is in the article or not, in a file that is safe to
//! open: whatever the page says is text, nothing runs, nothing is asked for.
//!
//! The test in a real browser is ignored here; `.ci/browser` installs one and runs it.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use scraper::{ElementRef, Html, Selector};
use serde_json::Value;

use crate::browser::{browse, measured};
use crate::daemon::{Daemon, Ran, Settings};
use crate::pages::{self, CLUTTER};
use crate::site::{Reply, Site};

/// Markup that wants to be more than text in a report: where its words stand in the page, and its own marks.
const HOSTILE: &str = r#"<p class="x&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;" id="&lt;/style&gt;&lt;img src=x onerror=alert(2)&gt;">
    She wrote: &lt;script&gt;alert('here')&lt;/script&gt;, and then &lt;img src="BEACON/a" onerror="alert(3)"&gt;, and meant it.</p>
    <p>He wrote: &lt;/p&gt;&lt;/div&gt;&lt;/main&gt;&lt;/style&gt;&lt;style&gt;body{display:none;background:url(BEACON/b)}&lt;/style&gt; &lt;link rel=stylesheet href=BEACON/c&gt;, twice.</p>
    <p>They wrote A&#x202e;B&#x2066;C&#x200f;D, {lines} and {map} and {style}, and nothing of it was true, said the harbour master.</p>
    <p><img src="BEACON/d.jpg" alt="&quot;&gt;&lt;svg onload=alert(4)&gt;" width=600 height=400></p>"#;

fn hostile(beacon: &str) -> String {
    pages::article(1)
        .replace("</h1>", " &lt;/title&gt;&lt;script&gt;alert(0)&lt;/script&gt;</h1>")
        .replace("<title>", "<title>&lt;/title&gt;&lt;script&gt;alert(5)&lt;/script&gt; ")
        .replace(
            "class=\"article-body\">",
            &format!("class=\"article-body\">{}", HOSTILE.replace("BEACON", beacon)),
        )
}

/// The report on a page in a file, and what the command said.
fn explain(daemon: &Daemon, page: &str) -> (String, Ran) {
    daemon.write("page.html", page);
    let (page, report) = (daemon.path("page.html"), daemon.path("report.html"));
    let arguments =
        ["extract", text(&page), "--url", "https://news.example/1", "--explain", text(&report)];
    let ran = daemon.start(&arguments).wait();
    (fs::read_to_string(&report).unwrap_or_default(), ran)
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn select<'a>(report: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    report.select(&Selector::parse(selector).unwrap()).collect()
}

fn words(of: ElementRef<'_>) -> String {
    of.text().flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

#[test]
fn every_line_of_the_page_stands_in_the_report_with_its_reason() {
    let daemon = Daemon::bare();
    let (report, ran) = explain(&daemon, &pages::article(1));
    assert_eq!(ran.code, Some(0), "{ran}");
    let report = Html::parse_document(&report);
    let lines = select(&report, ".line");
    let line = |wanted: &str| {
        let of = |line: &&ElementRef<'_>| {
            words(line.select(&Selector::parse(".text").unwrap()).next().unwrap()) == wanted
        };
        *lines.iter().find(of).unwrap_or_else(|| panic!("{wanted:?} is no line"))
    };
    for paragraph in pages::paragraphs(1) {
        let line = line(&paragraph);
        assert!(line.value().has_class("kept", scraper::CaseSensitivity::CaseSensitive));
    }
    for words_around in CLUTTER {
        let line = line(words_around);
        assert!(!line.value().has_class("kept", scraper::CaseSensitivity::CaseSensitive));
        assert!(words(line).contains("Dropped: "), "{}", words(line));
    }
    let skip = words(line(CLUTTER[0]));
    for told in ["html > body > a.skip-link", "navigation: a.skip-link", "In links 100 %"] {
        assert!(skip.contains(told), "{told:?} is missing in {skip}");
    }
    assert!(lines.iter().all(|line| line.value().attr("tabindex") == Some("0")));

    // The legend counts what is there, and each verdict has its button.
    for chip in select(&report, ".legend label") {
        let (name, count) = words(chip)
            .rsplit_once(' ')
            .map(|(n, c)| (n.to_owned(), c.parse::<usize>().unwrap()))
            .unwrap();
        let expected = match name.as_str() {
            "all" => lines.len(),
            "kept" => select(&report, ".line.kept, .line.picture").len(),
            "dropped" => lines.len() - select(&report, ".line.kept, .line.picture").len(),
            name => select(&report, &format!(".line.{name}")).len(),
        };
        assert_eq!(count, expected, "{name}");
    }
    let header = words(select(&report, "header")[0]);
    for told in [&pages::headline(1), "quality", "Published 2026-11-20T08:30:00Z meta", "Title"] {
        assert!(header.contains(told), "{told:?} is missing in {header}");
    }
}

#[test]
fn a_file_an_address_and_standard_input_are_explained_beside_the_normal_output() {
    let site = Site::open();
    site.serve("/1", Reply::page(pages::article(1)));
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    daemon.write("page.html", &pages::article(1));
    let (page, report) = (daemon.path("page.html"), daemon.path("report.html"));
    for source in [text(&page), &site.url("/1"), "-"] {
        let _ = fs::remove_file(&report);
        let run = |more: &[&str]| {
            let config = daemon.path("courant.toml");
            let output = Command::new(env!("CARGO_BIN_EXE_courant"))
                .args([
                    "--config",
                    text(&config),
                    "extract",
                    source,
                    "--url",
                    "https://news.example/1",
                ])
                .args(more)
                .stdin(Stdio::from(fs::File::open(&page).unwrap()))
                .output()
                .unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            output.stdout
        };
        let plain = run(&[]);
        assert!(!report.exists());
        assert_eq!(run(&["--explain", text(&report)]), plain, "{source}");
        assert!(fs::read_to_string(&report).unwrap().contains(&pages::last_words(1)), "{source}");
    }
}

#[test]
fn where_no_article_comes_the_report_says_why_and_what_cannot_be_written_is_said() {
    let daemon = Daemon::bare();
    let (report, ran) =
        explain(&daemon, "<html><body><nav><a href=/>Home of all</a></nav></body></html>");
    assert_eq!(ran.code, Some(65), "{ran}");
    assert!(ran.stderr.contains("report.html tells"), "{ran}");
    assert!(report.contains("no_body") && report.contains("Home of all"), "{report}");

    let (page, nowhere) = (daemon.path("page.html"), daemon.path("nowhere/report.html"));
    let ran = daemon.start(&["extract", text(&page), "--explain", text(&nowhere)]).wait();
    assert_eq!(ran.code, Some(74), "{ran}");
    for part in ["cannot be written to", "nowhere/report.html", "may write to"] {
        assert!(ran.stderr.contains(part), "{ran}");
    }
}

#[test]
fn whatever_a_page_says_is_text_in_its_report() {
    let daemon = Daemon::bare();
    let (report, ran) = explain(&daemon, &hostile("https://beacon.example"));
    assert_eq!(ran.code, Some(0), "{ran}");
    is_safe(&report);
    let read = Html::parse_document(&report);
    let shown = words(read.root_element());
    for said in [
        "<script>alert('here')</script>",
        "<img src=\"https://beacon.example/a\" onerror=\"alert(3)\">",
        "</p></div></main></style><style>body{display:none;",
        "\"><svg onload=alert(4)>",
        "A 202E B 2066 C 200F D, {lines} and {map} and {style},",
        "</title><script>alert(0)</script>",
    ] {
        assert!(shown.contains(said), "{said:?} is missing in {shown}");
    }
    assert_eq!(select(&read, "main .line").len(), select(&read, ".line").len(), "it broke out");
}

/// Only elements and attributes of our own, no address, and a policy that allows nothing but its style.
fn is_safe(report: &str) {
    const ELEMENTS: &str = "html head meta title style body header p h1 ul li b span meter details summary dl dt dd pre fieldset \
        label input div main aside nav a h2 code i";
    const ATTRIBUTES: &str = "lang charset http-equiv content name class dir value low high optimum open aria-label \
        aria-hidden aria-describedby id tabindex type checked role style href";
    let read = Html::parse_document(report);
    for element in read.tree.nodes().filter_map(|node| node.value().as_element()) {
        let name = element.name();
        assert!(ELEMENTS.split_whitespace().any(|known| known == name), "<{name}> in the report");
        for (attribute, value) in element.attrs() {
            assert!(
                ATTRIBUTES.split_whitespace().any(|known| known == attribute),
                "{attribute} in the report"
            );
            match attribute {
                "href" => assert!(value.starts_with("#l"), "{value}"),
                "style" => {
                    assert!(value.starts_with("flex:") || value.starts_with("--share:"), "{value}");
                }
                _ => assert!(!value.contains(['<', '>', '"']), "{value}"),
            }
        }
    }
    assert_eq!(select(&read, "style").len(), 1);
    let style = words(select(&read, "style")[0]);
    assert!(!style.contains("url(") && !style.contains("@import"), "the style asks for something");
    let policy =
        select(&read, "meta[http-equiv=Content-Security-Policy]")[0].value().attr("content");
    assert!(policy.unwrap().starts_with("default-src 'none'; style-src 'unsafe-inline'"));
    let hidden =
        |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200f}');
    assert!(!report.contains(hidden), "a mark that turns the direction of text");
}

#[test]
fn a_report_is_bounded() {
    let daemon = Daemon::bare();
    let mut body = String::new();
    for at in 0..20_000 {
        let _ = write!(
            body,
            "<p class='{}'>Line {at} of a list that never ends, said the page, and went on.</p>",
            "x".repeat(100)
        );
    }
    let (report, ran) = explain(&daemon, &pages::around("A long list", &[body]));
    assert_eq!(ran.code, Some(0), "{ran}");
    assert!(report.len() < 6 << 20, "{} bytes", report.len());
    assert!(report.contains("more lines of the page are not shown"));
    let lines = select(&Html::parse_document(&report), ".line").len();
    assert!((1_000..=5_000).contains(&lines), "{lines} lines");

    let long = format!("<p>{} end.</p>", "One word, then another. ".repeat(10_000));
    let (report, _) = explain(&daemon, &pages::around("A long line", &[long]));
    let read = Html::parse_document(&report);
    let longest = select(&read, ".text").into_iter().map(|line| words(line).chars().count()).max();
    assert!((1_900..=2_000).contains(&longest.unwrap()), "{longest:?}");
}

/// What a script measures in the report, from a page around it on the same site.
const MEASURE: &str = r#"<!DOCTYPE html><meta charset=utf-8><iframe id=f src="/report.html" style="width:WIDTHpx;height:800px;border:0"></iframe><script>
    f.onload = () => {
        const doc = f.contentDocument, view = f.contentWindow, all = [...doc.querySelectorAll('.line')];
        const shown = () => all.filter(line => line.offsetHeight > 8).length;
        const colour = name => view.getComputedStyle(doc.querySelector('.line.' + name)).borderInlineStartColor;
        const told = {lines: all.length, shown: shown(), width: doc.documentElement.scrollWidth,
            kept: colour('kept'), outside: colour('outside'), paper: view.getComputedStyle(doc.body).backgroundColor,
            scripts: doc.scripts.length, images: doc.images.length, ran: window.hacked !== undefined};
        const line = doc.querySelector('.line.kept'), note = line.querySelector('.note');
        told.hidden = note.offsetHeight;
        line.focus();
        told.note = note.offsetHeight;
        doc.querySelector('#show-kept').click();
        told.filtered = shown();
        told.keptAll = doc.querySelectorAll('.line.kept, .line.picture').length;
        document.body.textContent = JSON.stringify(told);
    };
</script>"#;

#[test]
#[ignore = "needs chromium: .ci/browser"]
fn a_browser_shows_the_report_and_asks_for_nothing() {
    let site = Site::open();
    let daemon = Daemon::bare();
    let (report, ran) =
        explain(&daemon, &hostile(&site.url("")).replace("alert(", "parent.hacked=("));
    assert_eq!(ran.code, Some(0), "{ran}");
    site.serve("/report.html", Reply::page(report.clone()));
    let mut papers = Vec::new();
    for (width, scheme) in [("390", "0"), ("390", "1"), ("1280", "0"), ("1280", "1")] {
        let told = measured(&daemon, &site, MEASURE, width, scheme);
        let lines = told["lines"].as_u64().unwrap();
        assert!(lines > 15 && told["shown"] == lines, "{told}");
        let fits = told["width"].as_u64() <= width.parse().ok();
        assert!(fits, "it is wider than the screen: {told}");
        assert_ne!(told["kept"], told["outside"], "{told}");
        assert_eq!(told["hidden"], 0, "{told}");
        assert!(told["note"].as_u64().unwrap() > 50, "the reason stands there on focus: {told}");
        assert_eq!(told["filtered"], told["keptAll"], "the legend filters: {told}");
        assert!(told["filtered"].as_u64().unwrap() < lines, "{told}");
        assert_eq!(
            (&told["scripts"], &told["images"]),
            (&Value::from(0), &Value::from(0)),
            "{told}"
        );
        assert_eq!(told["ran"], false, "a script of the page ran: {told}");
        papers.push(told["paper"].clone());
    }
    assert!(papers[0] != papers[1] && papers[0] == papers[2], "dark and light: {papers:?}");
    for request in site.requests() {
        let own =
            ["/report.html", "/measure.html", "/favicon.ico"].contains(&request.path.as_str());
        assert!(own, "{} was asked for", request.path);
    }

    let picture = daemon.path("report.png");
    let file = format!("file://{}", text(&daemon.path("report.html")));
    browse(
        &daemon,
        &[&format!("--screenshot={}", text(&picture)), "--window-size=1280,1600", &file],
    );
    let bytes = fs::metadata(&picture).unwrap().len();
    assert!(bytes > 40_000, "an empty page has few bytes as a picture, and this one {bytes}");
}

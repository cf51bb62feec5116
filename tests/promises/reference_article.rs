//! The article that courant began with comes out clean, field by field, from both templates of its publisher.

use serde_json::{Value, json};

use crate::daemon::{Daemon, Settings};
use crate::feeds::{self, Entry, Format};
use crate::output::Output;
use crate::site::{Reply, Site};

const ORIGIN: &str = "https://www.dw.com";
const PATH: &str = "/en/japan-south-korea-agree-to-intelligence-deal/a-36388413";
const TITLE: &str = "Japan, South Korea agree to intelligence deal";
const LEAD: &str = "After years of discussions, Tokyo and Seoul have agreed to share defense intelligence on North \
    Korea's nuclear program. But opposition parties have decried the pact, saying it recognizes \"Japan's military \
    rise.\"";
const SUBHEAD: &str = "'Japan's military rise'";
const BODY: [&str; 11] = [
    "Japan and South Korea on Monday signed a preliminary deal to share defense intelligence concerning North \
     Korea's nuclear and missile activities, despite resistance from opposition parties and activists.",
    "\"It is important that Japan and South Korea cooperate to deal with North Korea's nuclear and missile issues,\" \
     said Japanese government spokesman Yoshihide Suga.",
    "North Korea has tested nuclear weapons and intercontinental missiles in the face of sanctions and UN Security \
     Council resolutions, sparking concerns in the region.",
    "The Japanese foreign ministry said a third round of discussions led to a tentative pact, and paved a way for an \
     agreement to be signed. The agreement's parties expected to sign it in 2012, but Seoul backed out due to \
     domestic hostility to the pact.",
    "The Tokyo-based Kyodo news agency reported that the final signing of the General Security of Military \
     Information Agreement (GSOMIA) will likely take place by the end of November.",
    SUBHEAD,
    "However, South Korean opposition parties have threatened to dismiss or impeach Defense Minister Han Min-koo if \
     the agreement is signed.",
    "\"Japan, which once occupied the Korean peninsula and enslaved Koreans with its military might, is still not \
     admitting a lot of its past atrocities,\" said the opposition Democratic Party in a statement.",
    "The deal marks \"the first step towards allowing and recognizing Japan's military rise,\" the party added, \
     referring to Tokyo's growing military ambitions under Prime Minister Shinzo Abe.",
    "From 1910 to 1945, Japan controlled the Korean peninsula, leaving behind a legacy of brutal rule.",
    "Relations between the two Asian nations have thawed after a landmark agreement resolved the issue of Korean \
     women forced into sexual servitude by imperial Japan.",
];
const CAPTION: &str = "South Korean protesters shout slogans during a rally against the preliminary signing of the \
    General Security of Military Information Agreement (GSOMIA)";
const CREDIT: &str = "Getty Images/AFP/J. Yeon-Je";

/// What stands around the article on either page, in any format a sign that it was not dropped.
const AROUND: [&str; 12] = [
    "Skip to",
    "Share on",
    "Advertisement",
    "ADVERTISEMENT",
    "Related",
    "DW recommends",
    "cookies",
    "Send us your feedback",
    "Metanavigation",
    "Print this page",
    "The last ferry",
    "Privacy Policy",
];

#[test]
fn the_reference_article_comes_out_of_the_template_of_2022() {
    comes_out(include_str!("../../src/demo/pages/dw-2022.html"));
}

#[test]
fn the_reference_article_comes_out_of_the_classic_template() {
    comes_out(include_str!("../../src/demo/pages/dw-classic.html"));
}

/// The whole way: the publisher's feed in its own format, the page, and every field of every file.
fn comes_out(page: &str) {
    let site = Site::open();
    // The page stands on the test's site, so it calls that its own host.
    let page = page.replace(&format!("{ORIGIN}{PATH}"), &site.url(PATH));
    let asked = format!("{PATH}?maca=en-rss-en-all-1573-rdf");
    site.serve(&asked, Reply::page(page.clone()));
    site.serve(PATH, Reply::page(page));
    let link = site.url(&asked);
    let mut entry = Entry::new(&link, TITLE, &link).summary(LEAD).published("2016-11-14T12:09:00Z");
    entry.categories = vec!["Asia".to_owned()];
    site.serve("/rdf/rss-en-all", feeds::reply(Format::Rss1, &[entry]));

    let settings = Settings::reading(&site, &[]);
    let feed_url = site.url("/rdf/rss-en-all");
    let daemon = Daemon::new(&settings.and("dw", &feed_url, "tags = [\"world\"]"));
    daemon.pass();

    let output = Output::sound(&daemon.output());
    let articles = output.articles();
    assert_eq!(articles.len(), 1);
    let article = &articles[0];
    json_is_right(article, &site.url(PATH), &feed_url, &link);
    html_is_right(article["content_html"].as_str().unwrap());
    text_is_right(&output.beside(article, "txt"));
    markdown_is_right(&output.beside(article, "md"));

    let told = &output.journal[0];
    assert_eq!(told["action"], "new");
    assert_eq!(told["feed"], "dw");
    assert_eq!(told["url"], site.url(PATH));
    assert_eq!(told["title"], TITLE);
    let path = told["path"].as_str().unwrap();
    let id = article["id"].as_str().unwrap();
    assert!(
        path.ends_with(&format!("/dw/japan-south-korea-agree-to-intelligence-deal.{id}.json")),
        "{path}"
    );
}

fn json_is_right(article: &Value, url: &str, feed_url: &str, link: &str) {
    let hash = blake3::hash(format!("u\0{url}").as_bytes()).to_hex();
    assert_eq!(article["id"], hash[..24]);
    assert_eq!(article["url"], url);
    assert_eq!(article["title"], TITLE);
    assert_eq!(article["summary"], LEAD);
    let date = article["date_published"].as_str().unwrap();
    assert!(date.starts_with("2016-11-14T"), "published {date}");
    assert_eq!(article["language"], "en");
    assert_eq!(article["tags"], json!(["world", "Asia"]));
    let image = article["image"].as_str().unwrap();
    assert!(image.starts_with("https://static.dw.com/image/36387865_"), "{image}");
    assert!(
        article.get("authors").is_none(),
        "nobody is named as its author: {}",
        article["authors"]
    );

    let text: Vec<&str> = article["content_text"].as_str().unwrap().split("\n\n").collect();
    assert_eq!(text, [&[LEAD][..], &BODY[..]].concat());

    let ours = &article["_courant"];
    assert_eq!(ours["revision"], 1);
    assert_eq!(ours["body_from"], "page");
    assert_eq!(
        ours["feed"],
        json!({"name": "dw", "url": feed_url, "title": "The Loopback Courier"})
    );
    assert_eq!(ours["entry_id"], link);
    assert_eq!(ours["byline"], "ls/se (Reuters, AFP)");
    assert_eq!(ours["agencies"], json!(["Reuters", "AFP"]));
    let image = &ours["images"][0];
    assert!(
        image["url"].as_str().unwrap().starts_with("https://static.dw.com/image/36387865_"),
        "{image}"
    );
    assert_eq!(image["caption"], CAPTION);
    assert_eq!(image["credit"], CREDIT);
    let words: usize =
        [&[LEAD][..], &BODY[..]].concat().iter().map(|text| text.split_whitespace().count()).sum();
    assert_eq!(ours["words"], words);
    assert!(ours["quality"].as_f64().unwrap() > 0.8, "quality {}", ours["quality"]);
}

fn html_is_right(html: &str) {
    assert!(html.starts_with("<p>After years of discussions"), "{html}");
    assert!(html.contains(&format!("<h2>{SUBHEAD}</h2>")), "the subhead is a heading: {html}");
    assert_eq!(html.matches("<p>").count(), 11, "{html}");
    nothing_around(html);
}

fn text_is_right(text: &str) {
    let expected = [&[LEAD][..], &BODY[..]].concat().join("\n\n");
    assert!(text.starts_with(&format!("{TITLE}\n")), "{text}");
    assert!(text.trim_end().ends_with(&expected), "{text}");
    assert!(text.contains("2016-11-14"), "{text}");
    assert!(!text.contains(CAPTION) && !text.contains("ls/se"), "{text}");
    nothing_around(text);
}

fn markdown_is_right(markdown: &str) {
    let (front, body) = markdown.strip_prefix("---\n").unwrap().split_once("\n---\n").unwrap();
    assert!(front.contains(TITLE) && front.contains("revision: 1"), "{front}");
    assert!(body.contains(LEAD) && body.contains(&format!("## {SUBHEAD}")), "{body}");
    assert!(
        body.contains(BODY[10]) || body.contains("Korean women forced into sexual servitude"),
        "{body}"
    );
    nothing_around(body);
}

fn nothing_around(text: &str) {
    for words in AROUND {
        assert!(!text.contains(words), "{words:?} came out:\n{text}");
    }
}

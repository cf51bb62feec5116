//! The pages in a real browser. Ignored here; `.ci/browser` installs one and runs it.

use std::fs;

use super::*;
use crate::browser::{browse, measured};

/// What a script measures in a copy of a page, from a page around it.
const MEASURE: &str = r#"<!DOCTYPE html><meta charset=utf-8><iframe id=f src="/copy.html" style="width:WIDTHpx;height:800px;border:0"></iframe><script>
    f.onload = () => {
        const doc = f.contentDocument, view = f.contentWindow;
        const told = {width: doc.documentElement.scrollWidth, paper: view.getComputedStyle(doc.body).backgroundColor,
            ink: view.getComputedStyle(doc.body).color, scripts: doc.scripts.length, images: doc.images.length,
            ran: window.hacked !== undefined || view.hacked !== undefined};
        document.body.textContent = JSON.stringify(told);
    };
</script>"#;

#[test]
#[ignore = "needs chromium: .ci/browser"]
fn a_browser_shows_the_pages_at_any_width_and_asks_for_nothing_else() {
    let (site, daemon, _run, page) = running();
    let id = |title: &str| {
        let overview = get(page, "/").body;
        let (before, _) =
            overview.split_once(title).unwrap_or_else(|| panic!("{title} is not listed"));
        let (_, link) = before.rsplit_once("/article/").unwrap();
        format!("/article/{}", &link[..24])
    };
    let paths = [
        "/".to_owned(),
        "/feed/news".to_owned(),
        "/feed/broken".to_owned(),
        id("&lt;/title&gt;"),
        id(&pages::headline(2)),
    ];
    site.serve("/style.css", Reply::ok("text/css", get(page, "/style.css").body));
    for (at, path) in paths.iter().enumerate() {
        let mut papers = Vec::new();
        site.serve("/copy.html", Reply::page(get(page, path).body));
        for (width, scheme) in [("390", "0"), ("390", "1"), ("1280", "0"), ("1280", "1")] {
            let told = measured(&daemon, &site, MEASURE, width, scheme);
            assert!(
                told["width"].as_u64() <= width.parse().ok(),
                "{path} is wider than the screen: {told}"
            );
            assert_eq!(
                (&told["scripts"], &told["images"], &told["ran"]),
                (&0.into(), &0.into(), &false.into()),
                "{path}: {told}"
            );
            papers.push((told["paper"].clone(), told["ink"].clone()));
        }
        assert!(
            papers[0] != papers[1] && papers[0] == papers[2] && papers[1] == papers[3],
            "dark and light: {papers:?}"
        );

        // The page itself, under its own policy.
        let dom = browse(&daemon, &["--dump-dom", &format!("http://{page}{path}")]);
        assert!(dom.contains("class=\"brand\"") && !dom.contains("hacked=\""), "{dom}");
        let picture = daemon.path(&format!("page-{at}.png"));
        browse(
            &daemon,
            &[
                &format!("--screenshot={}", picture.display()),
                "--window-size=1280,1600",
                &format!("http://{page}{path}"),
            ],
        );
        let bytes = fs::metadata(&picture).unwrap().len();
        assert!(bytes > 25_000, "an empty page has few bytes as a picture, and {path} {bytes}");
    }
    for request in site.requests() {
        assert!(!request.path.contains("beacon"), "{} was asked for", request.path);
    }
}

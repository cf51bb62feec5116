//! What is promised of headlines.

use url::Url;

use super::{TEXT, read};
use crate::extract::{Hints, extract};

fn title(head: &str, above: &str) -> String {
    read(head, above).title.unwrap()
}

#[test]
fn a_headline_has_neither_its_kicker_nor_the_sites_name() {
    let kicker = "<h1><span class=kicker>Islands</span> The ferry that came back</h1>";
    assert_eq!(title("", kicker), "The ferry that came back");
    let beside = "<h1><span>Islands</span> <span>The ferry that came back</span></h1>";
    let head = "<meta property='og:title' content='The ferry that came back - Courier'>";
    assert_eq!(title(head, beside), "The ferry that came back");
    assert_eq!(
        title("<title>The ferry that came back - Courier</title>", ""),
        "The ferry that came back"
    );
    assert_eq!(
        title("<title>Courier: The ferry that came back</title>", "<h1>Courier</h1>"),
        "The ferry that came back"
    );
}

#[test]
fn a_heading_that_leads_to_the_front_page_is_the_sites_name() {
    let home = "<h1><a href='https://courier.example/'>The Courier</a></h1>";
    for under in ["<h2>News</h2><h3>Notes – the ferry</h3>", "<h2>Notes – the ferry</h2>"] {
        let above = format!("<header>{home}</header>{under}");
        for document in [
            "Notes – the ferry - The Courier",
            "The Courier - Notes – the ferry",
            "Notes – the ferry",
        ] {
            let head = format!("<title>{document}</title>");
            assert_eq!(title(&head, &above), "Notes – the ferry", "{document}");
        }
    }
    let elsewhere = "<h1><a href='https://tool.example/'>Announcing the tool</a></h1><h2>Why</h2>";
    assert_eq!(title("<title>Announcing the tool</title>", elsewhere), "Announcing the tool");
    let above = format!("<header>{home}</header><h2>Easter</h2>");
    assert_eq!(title("<title>The Courier</title>", &above), "Easter");
    assert_eq!(title("<title>The Courier</title>", home), "The Courier");
}

#[test]
fn a_headline_is_found_with_an_anchor_before_it_and_without_a_heading() {
    let anchor = "<h1><a href='#ferry' class=h>#</a> The ferry that came back</h1>";
    assert_eq!(title("", anchor), "The ferry that came back");
    let marked = "<div class=headline>The “ferry” that came back</div>";
    let head = "<title>The \"ferry\" that came back | Courier</title>";
    assert_eq!(title(head, marked), "The “ferry” that came back");
}

#[test]
fn a_name_behind_the_headline_goes_where_the_claims_have_none() {
    let og = |text: &str| {
        let site = "<meta property='og:site_name' content='Courier'>";
        format!("{site}<meta property='og:title' content='{text}'><title>{text} | Courier</title>")
    };
    let named = "<h1>The ferry that came back – Courier</h1>";
    assert_eq!(title(&og("The ferry that came back"), named), "The ferry that came back");
    let series = "<h1>Courier Weekly: The ferry that came back</h1>";
    assert_eq!(
        title(&og("Courier Weekly: The ferry that came back"), series),
        "Courier Weekly: The ferry that came back"
    );
    let words = "<h1>The ferry that came back / Bell</h1>";
    assert_eq!(
        title(&og("The ferry that came back / Bell"), words),
        "The ferry that came back / Bell"
    );
}

#[test]
fn a_newsrooms_own_headline_counts_where_another_source_repeats_it() {
    let linked = r#"<script type="application/ld+json">{"@type":"NewsArticle","headline":"Ferries: The ferry that came back"}</script>"#;
    let open_graph = "<meta property='og:title' content='Ferries: The ferry that came back'>";
    let shown = "<h1>The ferry that came back</h1>";
    assert_eq!(title(&format!("{linked}{open_graph}"), shown), "Ferries: The ferry that came back");
    assert_eq!(title(linked, shown), "The ferry that came back");
}

fn hinted(title: &str, head: &str, above: &str) -> String {
    let hints = Hints { title: Some(title.to_owned()), ..Hints::default() };
    let html = format!(
        "<html><head>{head}</head><body><main><article>{above}<div class=article-body>{TEXT}</div></article></main></body></html>"
    );
    let url = Url::parse("https://www.courier.example/ferry").unwrap();
    extract(&html, &url, &hints).unwrap().title.unwrap()
}

#[test]
fn the_feeds_title_chooses_among_the_pages_and_repairs_them() {
    let open_graph = "<meta property='og:title' content='Forty years on, a ferry is back'>";
    let shown = "<h1>The ferry that came back</h1>";
    // Of two headlines the feed's.
    let two = format!("<h1>Forty years on, a ferry is back</h1>{shown}");
    assert_eq!(hinted("The ferry that came back", open_graph, &two), "The ferry that came back");
    // A name beside it goes, on either side and on either end.
    let named = "<h1>Harbour News and More: The ferry that came back</h1>";
    assert_eq!(hinted("The ferry that came back", "", named), "The ferry that came back");
    assert_eq!(
        hinted("The ferry that came back – Sound Weekly", "", shown),
        "The ferry that came back"
    );
    // What the feed has cut, the page has whole; where it has not, the cut is no headline.
    let long = "<h1>The ferry that came back after forty years in the south</h1>";
    let whole = "The ferry that came back after forty years in the south";
    assert_eq!(hinted("The ferry that came back after forty…", open_graph, long), whole);
    assert_eq!(
        hinted("Something else that the feed has cut ...", "", shown),
        "The ferry that came back"
    );
}

#[test]
fn of_a_kicker_and_a_headline_that_the_markup_glues_together_a_claim_says_what_parts_them() {
    let glued = "<h1><span>Islands</span><span>The ferry that came back</span></h1>";
    let dashed = "<meta property='og:title' content='Islands – The ferry that came back'>";
    assert_eq!(title(dashed, glued), "Islands – The ferry that came back");
    // What most claims repeat: without the kicker here.
    let head = format!(
        "{dashed}<meta name='twitter:title' content='The ferry that came back'><title>The ferry that came back</title>"
    );
    assert_eq!(title(&head, glued), "The ferry that came back");
    let loud = "<h1>THE FERRY THAT CAME BACK</h1>";
    let quiet = "<meta property='og:title' content='The Ferry That Came Back'>";
    assert_eq!(title(quiet, loud), "The Ferry That Came Back");
    assert_eq!(title("", loud), "THE FERRY THAT CAME BACK");
}

#[test]
fn a_headline_that_begins_a_longer_claim_goes_before_a_lower_heading_in_it() {
    let head = "<meta property='og:title' content='Chapter 1: The ferry - Home again - Sound'>";
    let above = "<h1>Chapter 1: The ferry - Home again</h1><h2>Sound</h2>";
    assert_eq!(title(head, above), "Chapter 1: The ferry - Home again");
}

#[test]
fn a_name_is_cut_off_only_where_it_stands_alone() {
    let name = "<meta property='og:site_name' content='Tide'>";
    let cut = |text: &str| title(&format!("{name}<title>{text}</title>"), "");
    assert_eq!(
        cut("The best ferries of the North-Tidewater line"),
        "The best ferries of the North-Tidewater line"
    );
    assert_eq!(cut("The best ferries of the north-Tide"), "The best ferries of the north");
    assert_eq!(
        cut("The best ferries of the north | Islands | Tide"),
        "The best ferries of the north"
    );
    let filed = "<meta property='article:section' content='Islands'>";
    assert_eq!(
        title(&format!("{filed}<title>The ferry is back - Islands</title>"), ""),
        "The ferry is back"
    );
    assert_eq!(
        title("<title>The ferry is back - Islands</title>", ""),
        "The ferry is back - Islands"
    );
}

#[test]
fn a_sites_name_is_cut_off_in_scripts_without_word_spaces() {
    for whole in [
        "渡し船が四十年ぶりに島へ帰ってきた-海峡新聞",
        "渡し船が四十年ぶりに島へ帰ってきた｜海峡新聞",
        "渡し船が四十年ぶりに島へ帰ってきた_社会_海峡新聞",
    ] {
        assert_eq!(
            title(&format!("<title>{whole}</title>"), ""),
            "渡し船が四十年ぶりに島へ帰ってきた"
        );
    }
    // A compound is none.
    assert_eq!(title("<title>東京-大阪</title>", ""), "東京-大阪");
}

#[test]
fn a_title_of_the_kind_of_page_gives_way_to_the_only_headline() {
    for (kind, headline) in [
        ("新闻详情", "洪水导致村庄搬迁"),
        ("お知らせ｜海峡市", "渡し船が島へ帰ってきた"),
        ("Home", "Ferry returns"),
        ("Meldungsdetail | Stadt am Sund", "Fähre kehrt zurück"),
        ("Sound Gazette", "Ferry comes back"),
    ] {
        let head = format!("<title>{kind}</title>");
        assert_eq!(title(&head, &format!("<h1>{headline}</h1>")), headline);
    }
    // A section's name is none.
    let head = "<title>Ferry comes back to the island</title>";
    assert_eq!(title(head, "<h1>Latest news</h1>"), "Ferry comes back to the island");
    let dense = "<title>渡し船が島へ帰ってきた</title>";
    assert_eq!(title(dense, "<h1>ニュースリリース</h1>"), "渡し船が島へ帰ってきた");
}

#[test]
fn a_kicker_goes_where_a_claim_parts_it_with_a_bar() {
    let head = "<meta property='og:title' content='Opinion | The ferry that came back'>";
    for between in [" ", ""] {
        let kicker =
            format!("<h1><span>Opinion</span>{between}<span>The ferry that came back</span></h1>");
        assert_eq!(title(head, &kicker), "The ferry that came back");
    }
}

#[test]
fn a_hyphen_in_the_sites_name_does_not_keep_it() {
    for whole in
        ["The ferry that came back | Sound-Courier", "The ferry that came back - Sound-Courier"]
    {
        let name = "<meta property='og:site_name' content='Sound-Courier'>";
        assert_eq!(title(&format!("{name}<title>{whole}</title>"), ""), "The ferry that came back");
    }
    let bar = "<title>The ferry that came back | Sound-Courier</title>";
    assert_eq!(title(bar, ""), "The ferry that came back");
}

#[test]
fn a_way_through_the_site_is_cut_off() {
    let head = "<title>The ferry that came back › Courier</title>";
    assert_eq!(title(head, ""), "The ferry that came back");
    let way = "<title>배가 섬으로 돌아왔다 < 사회 < 기사본문 - 해협신문</title>";
    assert_eq!(title(way, ""), "배가 섬으로 돌아왔다");
}

#[test]
fn a_house_before_or_behind_a_headline_in_scripts_without_word_spaces_goes() {
    let before = "<title>海峽市政府-渡船四十年後重返島上</title>";
    assert_eq!(title(before, "<h2>渡船四十年後重返島上</h2>"), "渡船四十年後重返島上");
    let behind = "<title>渡し船が四十年ぶりに島へ帰ってきた - 海峡新聞</title>";
    assert_eq!(title(behind, ""), "渡し船が四十年ぶりに島へ帰ってきた");
}

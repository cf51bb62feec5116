//! Names of classes that say less than their words.

use super::kept::holds;
use super::{FIRST, SECOND, page, paragraphs, read};

/// The text of an article of twenty paragraphs with this in its middle.
fn amid(middle: &str) -> String {
    read(&page(&format!(
        "<div class=\"entry-content\">{}{middle}{}</div>",
        paragraphs(0..10),
        paragraphs(10..20)
    )))
    .body
    .to_text()
}

#[test]
fn names_that_systems_give_to_parts_of_a_text_take_none_of_it_away() {
    for class in [
        "kt-adv-heading8_1a2b wp-block-kadence-advancedheading",
        "anchorWithStickyNavbar_LWe7",
        "text-size-medium",
        "rank-math-question",
        "share-heading",
    ] {
        let text = amid(&format!("<h2 class=\"{class}\">A bell in the office</h2><p>{FIRST}</p>"));
        holds(&text, &["A bell in the office", FIRST]);
    }
    for class in [
        "rank-math-answer",
        "eael-adv-accordion",
        "text-size-regular",
        "accordion-item__dropdown",
        "kg-product-card-description",
        "uagb-rating-desc",
    ] {
        let text = amid(&format!("<div class=\"{class}\"><p>{SECOND}</p></div>"));
        holds(&text, &[SECOND]);
    }
}

#[test]
fn code_is_no_byline_whatever_it_is_called() {
    for class in ["sourceCode", "source", "source-code"] {
        let code = "let bell = ferry.bell().expect(\"a bell\");";
        let text = amid(&format!(
            "<div class=\"{class}\"><pre class=\"{class} rust\"><code>{code}</code></pre></div>"
        ));
        holds(&text, &[code]);
    }
}

#[test]
fn what_one_needs_for_the_work_is_no_toolbar() {
    let tools = "<div class=\"tools-materials\"><h3>Tools</h3><ul><li>A flat pry bar</li><li>Two sturdy ladders</li></ul></div>";
    holds(&amid(tools), &["A flat pry bar", "Two sturdy ladders"]);
}

#[test]
fn a_quotation_set_aside_stays() {
    let quote = format!("<aside class=\"quote\"><blockquote><p>{FIRST}</p></blockquote></aside>");
    holds(&amid(&quote), &[FIRST]);
}

#[test]
fn rows_of_buttons_and_times_stay_out() {
    let row =
        "<div><button>Share</button><button>Save</button><a href=\"#comments\">Comment</a></div>";
    assert!(!amid(row).contains("Save"));
    let time = "<header><time datetime=\"2024-05-06T07:08:09Z\"><span>May 6, 2024</span><span>7:08 AM UTC</span><span>Updated 42 mins ago</span></time></header>";
    assert!(!amid(time).contains("42 mins"));
    let duration = "<ul><li><b>Crossing</b></li><li><time datetime=\"PT40M\">40 minutes, or less</time></li></ul>";
    holds(&amid(duration), &["40 minutes, or less"]);
}

#[test]
fn a_box_with_a_heading_and_some_lines_stays_though_it_stands_aside() {
    let aside = "<aside class=\"infobox\"><h3>In numbers</h3><p>24 minutes: the length of the crossing.</p><p>68,000 passengers a year, and nine boats.</p></aside>";
    holds(&amid(aside), &["In numbers", "24 minutes", "68,000 passengers"]);
}

#[test]
fn what_is_named_after_its_readers_is_the_article_where_it_holds_the_text() {
    let body = format!(
        "<div id=\"subscription-content\"><p>{FIRST}</p><ul><li>Ada Lund (Green): 612</li><li>Bo Ek (Blue): 590</li></ul></div>"
    );
    let comments = format!(
        "<div class=\"comments\"><h3>Comments: our rules</h3><p>{SECOND} {FIRST}</p></div><footer><p>{SECOND} {SECOND}</p></footer>"
    );
    let html = format!(
        "<html><head><title>The ferry that came back</title></head><body><h1>The ferry that came back</h1>{body}{comments}</body></html>"
    );
    let text = read(&html).body.to_text();
    holds(&text, &[FIRST, "Ada Lund (Green): 612", "Bo Ek (Blue): 590"]);
    assert!(!text.contains(SECOND), "{text}");
}

#[test]
fn a_list_of_goods_is_text_and_what_leads_to_the_shop_is_none() {
    for class in
        ["product-card", "productCard", "affiliate-product", "shop-card", "price-box", "plain"]
    {
        let entry = |at: usize| {
            format!(
                "<div class=\"{class}\"><h2 class=\"{class}__title\">Bell number {at}</h2><p>{FIRST} {at}.</p>\
                 <p class=\"{class}__desc\">{SECOND} {at}.</p><a rel=\"sponsored\" href=\"https://shop.example/{at}\">$4{at} from Shop</a></div>"
            )
        };
        let entries: String = (1..6).map(entry).collect();
        let text = amid(&format!("{entries}<div class=\"{class}\"><p>From $39.</p></div>"));
        for at in 1..6 {
            holds(&text, &[&format!("Bell number {at}"), &format!("{FIRST} {at}.")]);
        }
        assert!(!text.contains("from Shop"), "{class}: {text}");
    }
    // A box with no more than an offer is none, and neither is one that asks for something else.
    let offer = "<div class=\"product-card\"><h3>A bell</h3><p>It rings.</p><a href=\"https://shop.example/1\">$39 from Shop</a></div>";
    assert!(!amid(offer).contains("It rings"));
    let letter = format!("<div class=\"newsletter\"><h3>Our letter</h3><p>{SECOND}</p></div>");
    assert!(!amid(&letter).contains("Our letter"));
}

#[test]
fn who_signs_letters_to_the_editor_stands_in_the_text_and_is_not_its_author() {
    for class in ["author", "signature", "letter-author", "auteur-lettre"] {
        let letter = |head: &str, text: &str, name: &str| {
            format!("<h2>{head}</h2><p>{text}</p><p class=\"{class}\">{name}</p>")
        };
        let body = letter("The station", FIRST, "Jeanne Maurel, Sarlat")
            + &letter("Bread", SECOND, "P. D., Leer")
            + &letter("An owl", FIRST, "Luc Besse, by email");
        let html = format!(
            "<html><head><title>Letters</title></head><body><article><h1>Letters</h1>\
             <div class=\"article-body\">{body}</div></article></body></html>"
        );
        let read = read(&html);
        let names = ["Jeanne Maurel, Sarlat", "P. D., Leer", "Luc Besse, by email"];
        holds(&read.body.to_text(), &names);
        assert!(read.authors.is_empty(), "{class}: {:?}", read.authors);
    }
    // One alone is the author's.
    let html = format!(
        "<html><head><title>The ferry</title></head><body><article><h1>The ferry</h1>\
         <div class=\"article-body\"><p>{FIRST}</p><p>{SECOND}</p><p class=\"author\">Jeanne Maurel</p></div></article></body></html>"
    );
    let read = read(&html);
    assert!(!read.body.to_text().contains("Maurel") && read.authors == ["Jeanne Maurel"]);
}

#[test]
fn what_a_post_is_described_by_opens_it() {
    for class in ["post-description", "page-description", "article-description"] {
        let html = format!(
            "<html><head><title>Eleven kinds</title></head><body><article><header><h1>Eleven kinds</h1>\
             <div class=\"{class}\">Or: why I now own eleven kinds of screwdriver</div></header>\
             <div class=\"post-content\">{}</div></article></body></html>",
            paragraphs(0..8)
        );
        let text = read(&html).body.to_text();
        assert!(text.starts_with("Or: why I now own"), "{class}: {text}");
    }
}

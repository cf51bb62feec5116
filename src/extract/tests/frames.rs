//! Boxes amid the text that may be skipped, or that ask before they show something.

use super::{FIRST, SECOND, THIRD, page, read};

/// The text of an article with this in its middle.
fn with(middle: &str) -> String {
    read(&page(&format!(
        "<p>{FIRST}</p><p>{SECOND}</p>{middle}<p>{THIRD}</p><p>{THIRD} Or not.</p>"
    )))
    .body
    .to_text()
}

#[test]
fn what_a_link_leads_past_is_no_text_in_whatever_language() {
    for promo in [
        "<section class=b1><a href=#end-of-letters>Skip letters and continue</a><strong>letters</strong>\
         <div><a href=/l><span>The long span</span></a><p>A weekly look at what turns and what does not, with engineers.</p>\
         <p>Episodes</p></div><p tabindex=-1 id=end-of-letters>End of letters</p></section>",
        "<section class=b1><a href=#конец>Пропустить и читать дальше</a><strong>подкаст</strong>\
         <div><p>Раз в неделю о том, что крутится и что не крутится, с инженерами и сторожами.</p></div><p id=конец>Конец</p></section>",
    ] {
        assert_eq!(with(promo), with(""), "{promo}");
    }
    let post = "<div><a href=#end-of-post>Skip the post</a><blockquote class=twitter-tweet><p>The bell rang as she came in, and all of us heard it.</p>\
                <a href=https://net.example/1>6 May</a></blockquote><p id=end-of-post>End of the post</p></div>";
    let text = with(post);
    assert!(
        text.contains("The bell rang") && !text.contains("End of") && !text.contains("Skip"),
        "{text}"
    );
    let contents = format!(
        "<div><p><a href=#bell>The bell</a></p><h3 id=bell>The bell</h3><p>{SECOND} Twice.</p></div>"
    );
    assert!(with(&contents).contains("Twice."), "a list of contents leads to text");
}

#[test]
fn a_sentence_and_a_button_amid_the_text_ask_for_consent_in_whatever_language() {
    for (line, button) in [
        (
            "Ce contenu est bloqué car vous n’avez pas accepté les cookies. En cliquant sur « J’accepte », vous pourrez le voir.",
            "J’accepte",
        ),
        (
            "Om deze inhoud te tonen moet je toestemming geven voor social media cookies.",
            "Toestemming geven",
        ),
        (
            "Um diesen Inhalt zu laden, klicken Sie bitte auf den Button. Dabei werden Daten an den Anbieter übertragen.",
            "Inhalt laden",
        ),
        ("För att se innehållet behöver du godkänna kakor från tredje part.", "Godkänn"),
        ("Sisällön näyttäminen edellyttää evästeiden hyväksymistä.", "Hyväksy"),
        ("このコンテンツを表示するには、クッキーの使用に同意してください。", "同意する"),
    ] {
        let asks = format!("<div class=css-9><p>{line}</p><button>{button}</button></div>");
        assert_eq!(with(&asks), with(""), "{line}");
        let headed = format!(
            "<div class=css-9><h3>{button}?</h3><p>{line}</p><div><button>{button}</button></div></div>"
        );
        assert_eq!(with(&headed), with(""), "{line}");
    }
    let told = "The ferry had been sold for scrap to a yard in the south.";
    let paragraph = format!("<div><p>{told}</p><button>Share</button></div>");
    assert!(
        with(&paragraph.repeat(5)).contains(told),
        "a button that each paragraph has asks for nothing"
    );
    let asked =
        "<div><p>When was the ferry sold for the first time?</p><button>Show</button></div>";
    assert!(with(asked).contains("When was"), "nor does one that answers");
    let unfolded = format!("<div><p>{told}</p><button aria-expanded=false>More</button></div>");
    assert!(with(&unfolded).contains(told), "nor does one that unfolds");
}

#[test]
fn the_heading_of_a_box_goes_with_its_sentences() {
    let asks = "<div class=css-1><h3>Empfohlener redaktioneller Inhalt</h3><p>An dieser Stelle finden Sie einen externen Inhalt, der \
                den Artikel ergänzt. Sie können ihn sich mit einem Klick anzeigen lassen.</p></div>";
    assert_eq!(with(asks), with(""));
}

#[test]
fn a_picture_and_a_headline_that_lead_to_another_article_are_no_text_with_their_teaser() {
    let card = "<div type=one><a href=/y><img src=/r.jpg></a><a class=t href=/y>Bridges that will go soon</a>\
                <span class=s>Seven of the iron ones are left.</span></div>";
    assert_eq!(with(card), with(""));
    let picture = "<div><a href=/y><img src=/r.jpg></a><p><a href=/y>The bridges that will be gone by May</a> are seven, and of iron.</p></div>";
    assert!(with(picture).contains("are seven, and of iron."));
}

#[test]
fn a_button_behind_a_text_and_a_link_to_an_answer_take_nothing_of_an_article() {
    let step = |at: usize| {
        format!(
            "<div><p>Stir the dough for step {at} until it is smooth and shines.</p><button>Mark as done</button></div>"
        )
    };
    let steps = step(1) + &step(2) + &step(3);
    assert!(with(&steps).contains("for step 2"), "a step of a recipe");
    let question = |at: usize| {
        format!(
            "<div class=card><h3><a href='#c{at}' data-bs-toggle=collapse>Is pier {at} open?</a></h3><div id=c{at}>Pier {at} is open all week</div></div>"
        )
    };
    let questions = question(1) + &question(2);
    assert!(with(&questions).contains("Pier 2 is open"), "an answer that is led to");
    let part = "<div><p><a href='#up'>The pier</a></p><p id=up>Three piers and a quay</p></div>";
    assert!(with(part).contains("Three piers"), "what stands right below the link to it");
}

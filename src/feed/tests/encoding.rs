//! Documents that were encoded more than once, as their programs made them.

use super::repairs::repaired;
use super::*;

#[test]
fn a_document_that_was_encoded_twice_is_read_once_more() {
    let feed = repaired(
        "<rss version='2.0'><channel><title>KÃ¶ln</title><item><title>KÃ¶ln â€“ Ã\u{a0} la Ã‰tÃ©</title>\
        <author>JosÃ©</author><category>CafÃ©</category><description>cut off: Ã</description></item></channel></rss>",
        &["encoded_twice"],
    );
    assert_eq!((titles(&feed), feed.title.as_deref()), (vec!["Köln – à la Été"], Some("Köln")));
    assert_eq!(
        (&feed.entries[0].authors[0][..], &feed.entries[0].categories[0][..]),
        ("José", "Café")
    );
}

#[test]
fn a_document_that_was_encoded_once_stays_as_it_is() {
    // A capital, or an accented letter, and what closes a sentence may be UTF-8 by accident: U+0245, U+0714, U+9505.
    for title in
        ["CAFÉ…", "MENÜ”", "Café”…", "AMANHÃ…", "Ça va, Ätna", "café", "KÃ¶ln und Köln", "Ж", "«À»"]
            .into_iter()
            // Marks of punctuation alone are no proof.
            .chain(["How â€™ becomes a quotation mark", "World â€º Sports"])
    {
        let feed = read_text(&rss(&format!("<item><title>{title}</title></item>")));
        assert_eq!((titles(&feed), &feed.repaired[..]), (vec![title], &[][..]));
    }
}

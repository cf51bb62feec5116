//! The frame around every page.

use maud::{DOCTYPE, Markup, html};

/// A page with its title and what stands in it.
pub(super) fn page(title: &str, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex";
                title { (title) " · courant" }
                link rel="stylesheet" href="/style.css";
            }
            body {
                header.top { a.brand href="/" { "courant" } nav { a href="/" { "Overview" } a href="/metrics" { "Metrics" } a href="/healthz" { "Health" } } }
                main { (content) }
                footer { "courant " (env!("CARGO_PKG_VERSION")) " · all times in UTC" }
            }
        }
    }
}

/// A page that says one thing.
pub(super) fn message(title: &str, sentence: &str) -> Markup {
    page(
        title,
        &html! { h1 { (title) } p { (super::words::tame(sentence)) } p { a href="/" { "To the overview" } } },
    )
}

/// How a feed stands, by word, sign and colour.
pub(super) fn standing(of: crate::status::Standing) -> Markup {
    use crate::status::Standing::{BackingOff, CooledDown, Disabled, Gone, Good, New};
    let (class, sign) = match of {
        Good => ("good", "●"),
        New => ("quiet", "○"),
        Disabled => ("quiet", "–"),
        BackingOff => ("bad", "▲"),
        Gone => ("bad", "✕"),
        CooledDown => ("cool", "◆"),
    };
    html! { span.standing.(class) { span aria-hidden="true" { (sign) } " " (of.words()) } }
}

//! What a revision changed, to be read: paragraphs that came and went, and the words in those that were edited.

use maud::{Markup, html};

use super::words::tame;
use crate::status::{Difference, Piece, Run};

pub(super) fn difference(of: &Difference) -> Markup {
    html! {
        details.difference {
            summary { "What changed since revision " (of.before) }
            @if let Some(title) = &of.title { p.title dir="auto" { (runs(title)) } }
            @for piece in &of.pieces {
                p dir="auto" {
                    @match piece {
                        Piece::Added(text) => ins { (tame(&text.replace('\n', " "))) },
                        Piece::Removed(text) => del { (tame(&text.replace('\n', " "))) },
                        Piece::Edited(of) => (runs(of)),
                    }
                }
            }
        }
    }
}

fn runs(of: &[Run]) -> Markup {
    html! {
        @for run in of {
            @match run {
                Run::Kept(text) => (tame(text)),
                Run::Added(text) => ins { (tame(text)) },
                Run::Removed(text) => del { (tame(text)) },
            }
            " "
        }
    }
}

//! Stories: which articles tell the same thing, found by what they say and not by where they stand.
//!
//! A [`Sketch`] is taken of each text: a few hundred bytes that tell how much two texts share, whichever of them
//! has a lead, a headline or a credit of its own, or stops earlier. A [`Window`] keeps the sketches of some days,
//! and finds the nearest one. A story is called by the id of its first article.
//!
//! Pure: no clock, no input or output. Always: bounded in articles and so in bytes; an article is found by its own
//! text alone, never by a title, an address or what a page claims to be. Never: a story made of what one site
//! prints on all of its pages.

mod sketch;
#[cfg(test)]
mod tests;
mod window;

pub use sketch::{KEPT, Sketch};
pub use window::{Found, MAX_ARTICLES, Member, REPEATED, Window};

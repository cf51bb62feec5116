//! What `benches/extraction.rs` needs to train a model and to judge one that is not compiled in.
//!
//! No part of what courant does: hidden from the documentation, and free to change.

use url::Url;

pub use super::model::Model;
use super::{Asked, ExtractError, Extraction, Hints, read};

/// The leaves of a page, before the model has judged them.
#[derive(Debug, Default)]
pub struct Sample {
    /// The features' names; empty where no leaf is in question.
    pub names: Vec<&'static str>,
    /// Each leaf in reading order.
    pub leaves: Vec<Line>,
}

/// A leaf.
#[derive(Debug)]
pub struct Line {
    /// White space collapsed.
    pub text: String,
    /// The rules keep it.
    pub kept: bool,
    /// Its features; empty if the model is not asked about it.
    pub row: Vec<f32>,
}

/// The leaves of the page at `url`.
pub fn sample(html: &str, url: &Url) -> Sample {
    let mut sample = Sample::default();
    let asked = Asked { sample: Some(&mut sample), ..Asked::default() };
    // A page that cannot be read has no leaves.
    let _ = read(html, url, &Hints::default(), asked);
    sample
}

/// As [`super::extract`], by another model.
pub fn extract_by(html: &str, url: &Url, model: &Model) -> Result<Extraction, ExtractError> {
    read(html, url, &Hints::default(), Asked { model, ..Asked::default() })
}

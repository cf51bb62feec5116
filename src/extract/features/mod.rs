//! What is known of a leaf as numbers: what the model judges by, in training and on every page.
//!
//! Always: the same page gives the same numbers, whatever its host; numbers come in one order, each under its
//! name. Never: a host, an address, a word of a text; an allocation per leaf.

mod near;
mod own;
mod place;
mod scene;

pub(super) use scene::Scene;

/// Stands for "none", and is the most that a distance counts.
const FAR: f32 = 99.0;

/// Takes the numbers of a leaf one after the other.
pub(super) trait Sink {
    /// The next one, under its name.
    fn put(&mut self, name: &'static str, value: f32);
}

impl Sink for Vec<f32> {
    fn put(&mut self, _: &'static str, value: f32) {
        self.push(value);
    }
}

impl Sink for Vec<&'static str> {
    fn put(&mut self, name: &'static str, _: f32) {
        self.push(name);
    }
}

impl Scene<'_, '_> {
    /// Puts all that is known of the leaf `at`.
    pub(super) fn row(&self, at: usize, to: &mut impl Sink) {
        own::put(self, at, to);
        place::put(self, at, to);
        near::put(self, at, to);
    }
}

fn flag(value: bool) -> f32 {
    f32::from(u8::from(value))
}

/// A count as a number; the largest lose their last digits, which say nothing.
#[allow(clippy::cast_precision_loss, reason = "a feature needs no more")]
fn count(value: usize) -> f32 {
    value as f32
}

/// The same for characters.
#[allow(clippy::cast_precision_loss, reason = "a feature needs no more")]
fn chars(value: u32) -> f32 {
    value as f32
}

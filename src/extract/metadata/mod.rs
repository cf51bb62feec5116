//! What the page says of its article outside of the text.

pub(super) mod dates;

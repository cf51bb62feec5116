//! dates

/// A short line that holds no more than a date, a time, and words of publishing.
pub(in crate::extract) fn is_date_line(_text: &str) -> bool {
    false
}

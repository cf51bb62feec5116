//! Characters of a text: how many they count for, and white space that counts for nothing.

/// `part / whole`, 0 where there is nothing.
#[allow(clippy::cast_precision_loss, reason = "a ratio of character counts")]
pub(in crate::extract) fn ratio(part: u32, whole: u32) -> f32 {
    if whole == 0 { 0.0 } else { part as f32 / whole as f32 }
}

/// Appends text with runs of white space made one blank, and none at the start.
pub(in crate::extract) fn push_collapsed(to: &mut String, text: &str) {
    let blank = |to: &mut String| {
        if !to.is_empty() && !to.ends_with(' ') {
            to.push(' ');
        }
    };
    // Most text is ASCII, and most of that stands as it should: such stretches are copied as they are.
    if text.is_ascii() {
        let mut rest = text;
        loop {
            let spaces = rest.bytes().take_while(|byte| *byte <= b' ').count();
            if spaces > 0 {
                blank(to);
            }
            rest = &rest[spaces..];
            let bytes = rest.as_bytes();
            let next = bytes.iter().skip(1).chain(b" ");
            let end = bytes
                .iter()
                .zip(next)
                .position(|(byte, next)| *byte <= b' ' && (*byte < b' ' || *next <= b' '));
            let Some(end) = end else { return to.push_str(rest) };
            to.push_str(&rest[..end]);
            rest = &rest[end..];
        }
    }
    for (at, word) in text.split(char::is_whitespace).enumerate() {
        if at > 0 {
            blank(to);
        }
        to.push_str(word);
    }
}

/// Characters other than white space; one of a script that writes words in one or two counts for three.
///
/// So a threshold means about the same in Chinese, Japanese, Korean and in alphabets.
pub(in crate::extract) fn weight(text: &str) -> u32 {
    if text.is_ascii() {
        let marks = text.bytes().filter(|byte| *byte > b' ').count();
        return u32::try_from(marks).unwrap_or(u32::MAX);
    }
    text.chars()
        .map(|c| match c {
            c if c.is_whitespace() => 0,
            '\u{2e80}'..='\u{9fff}'
            | '\u{ac00}'..='\u{d7af}'
            | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{3ffff}' => 3,
            _ => 1,
        })
        .sum()
}

//! Who made a picture, told behind its caption or apart from it.

use super::text::one_line;

/// What stands before a credit.
const CREDIT_LABELS: &[&str] = &[
    "image",
    "images",
    "photo",
    "photos",
    "foto",
    "fotos",
    "bild",
    "bilder",
    "picture",
    "credit",
    "photo credit",
    "image credit",
    "credits",
    "photograph",
    "photography",
    "photo by",
    "image by",
    "photos by",
    "photograph by",
    "bildquelle",
    "quelle",
    "image source",
    "imago",
    "crédit",
    "crédit photo",
    "crédits",
    "crédito",
    "créditos",
    "imagen",
    "imagem",
    "fotografia",
    "fotografía",
    "źródło",
    "fot.",
    "zdj.",
    "фото",
    "изображение",
    "görsel",
    "fotoğraf",
    "صورة",
    "图片",
    "图源",
    "写真",
    "사진",
    "ảnh",
    "kuva",
    "beeld",
];

/// What stands before a credit without a colon.
const OPEN_LABELS: &[&str] = &[
    "photo by ",
    "photos by ",
    "photograph by ",
    "image by ",
    "image copyright ",
    "image source ",
    "image credit ",
    "photo credit ",
];

/// Who is known for pictures, and by nothing else.
const HOUSES: &[&str] = &[
    "getty images",
    "getty",
    "istock",
    "reuters",
    "ap photo",
    "associated press",
    "afp",
    "epa-efe",
    "picture alliance",
    "imago images",
    "pa images",
    "pa wire",
    "pa media",
    "zuma press",
    "sipa usa",
    "hans lucas",
    "nurphoto",
    "wireimage",
    "filmmagic",
    "rex features",
    "shutterstock",
    "alamy",
    "alamy stock photo",
    "adobe stock",
    "depositphotos",
    "dreamstime",
    "freepik",
    "unsplash",
    "pexels",
    "pixabay",
    "wikimedia commons",
    "scanpix",
    "ritzau scanpix",
    "lehtikuva",
];

/// Who is as well something else, where no full name stands beside it.
const OTHERS: &[&str] = &[
    "ap",
    "epa",
    "efe",
    "dpa",
    "imago",
    "keystone",
    "apa",
    "ansa",
    "xinhua",
    "tass",
    "kyodo",
    "yonhap",
    "anadolu",
    "bloomberg",
    "pa",
    "zuma",
    "sipa",
    "rex",
    "flickr",
    "corbis",
    "ntb",
    "tt",
    "nasa",
];

/// The longest name in a credit, in words.
const MAX_NAME: usize = 6;

/// The longest credit without a mark, in bytes.
const LONGEST: usize = 90;

/// Takes "Image:" and the like off, each of several, and brackets around what is left.
pub(super) fn without_label(credit: &str) -> &str {
    let mut text = bare(credit);
    while let Some(rest) = behind_label(text) {
        text = bare(rest);
    }
    text
}

/// What stands behind a label, if one begins the text.
fn behind_label(text: &str) -> Option<&str> {
    let label = text.split([':', '：']).next().unwrap_or_default();
    if label.len() < text.len() && is_credit_label(label) {
        return Some(text[label.len()..].trim_start_matches([':', '：']));
    }
    let words = OPEN_LABELS.iter().find(|words| {
        text.get(..words.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(words))
    })?;
    Some(&text[words.len()..]).filter(|rest| !rest.trim().is_empty())
}

/// Without marks and blanks around it, and without brackets that have no other half.
fn bare(text: &str) -> &str {
    let text = text.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '|' | '/' | '©' | '–' | '—' | '-')
    });
    let is_open = |c| matches!(c, '(' | '[');
    match (text.starts_with(is_open), text.ends_with([')', ']'])) {
        (true, true) if !text[1..text.len() - 1].contains(['(', '[', ')', ']']) => {
            bare(&text[1..text.len() - 1])
        }
        (true, false) if !text.contains([')', ']']) => bare(&text[1..]),
        (false, true) if !text.contains(is_open) => bare(&text[..text.len() - 1]),
        _ => text,
    }
}

pub(super) fn is_credit_label(label: &str) -> bool {
    let label = label.trim().to_lowercase();
    CREDIT_LABELS.contains(&label.as_str())
}

/// The line ends in who made the picture.
pub(super) fn ends_in_credit(line: &str) -> bool {
    matches!(apart(line), (Some(_), Some(_)))
}

/// A caption that ends in its credit: "… (Image: A/B)", "… Foto: A", "… © A".
pub(super) fn apart(text: &str) -> (Option<String>, Option<String>) {
    let split = |at: usize| {
        let caption = text[..at].trim_end_matches(|c: char| {
            c.is_whitespace() || matches!(c, '(' | '[' | '|' | '/' | '–' | '—' | '-')
        });
        (one_line(caption), one_line(without_label(&text[at..])))
    };
    if let Some(at) = text.rfind('©') {
        return split(at);
    }
    for (colon, mark) in text.match_indices([':', '：']) {
        let before = &text[..colon];
        let start = before
            .char_indices()
            .rev()
            .find(|(_, c)| {
                matches!(
                    c,
                    '(' | '[' | '.' | '|' | '/' | '!' | '?' | '–' | '—' | ']' | ')' | '"' | '”'
                )
            })
            .map_or(0, |(at, c)| at + c.len_utf8());
        if is_credit_label(&before[start..]) && text.len() > colon + mark.len() {
            return split(start + (before[start..].len() - before[start..].trim_start().len()));
        }
    }
    // The agency in brackets at the end: "… (Getty Images/AFP/J. Yeon-Je)".
    if let Some(open) = text.rfind('(')
        && text.trim_end_matches('.').ends_with(')')
        && text[open..].contains('/')
        && text[open..].split_whitespace().count() <= 8
    {
        return split(open);
    }
    match behind_sentence(text) {
        Some(at) if is_credit(&text[at..]) => {
            (one_line(&text[..at]), one_line(without_label(&text[at..])))
        }
        None if is_credit(text) => (None, one_line(without_label(text))),
        _ => (Some(text.to_owned()), None),
    }
}

/// Where a line goes on behind its last sentence; an initial ends none.
fn behind_sentence(text: &str) -> Option<usize> {
    text.rmatch_indices([' ']).map(|(at, _)| at).find(|&at| {
        let sentence = text[..at].trim_end_matches(['”', '"', '’', '»', ')']);
        let word = sentence.rsplit(' ').next().unwrap_or_default();
        sentence.ends_with(['.', '!', '?', '。']) && word.chars().count() > 2
    })
}

/// A name with a house that is known for pictures, the house alone, or what a label without a colon begins:
/// "Ada Lund/Reuters", "Getty Images", "Photo by Ada Lund".
fn is_credit(text: &str) -> bool {
    let text = bare(text).trim_end_matches('.');
    let words = |text: &str| text.split_whitespace().count();
    let is_labelled = || {
        OPEN_LABELS.iter().any(|label| {
            text.get(..label.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(label))
                && words(&text[label.len()..]) <= MAX_NAME
        })
    };
    let is_in = |houses: &[&str], part: &str| {
        let part = part.trim().to_lowercase();
        houses.contains(&part.strip_suffix(" file").unwrap_or(&part))
    };
    let parts = || text.split(['/', '|', '•']).flat_map(|part| part.split(" via "));
    let name = parts().next().unwrap_or_default();
    let is_by = || {
        let is_house = is_in(HOUSES, name) || is_in(OTHERS, name);
        let by = |houses| parts().skip(1).any(|part| is_in(houses, part));
        is_house && parts().nth(1).is_some()
            || words(name) <= MAX_NAME && by(HOUSES)
            || (2..=MAX_NAME).contains(&words(name)) && by(OTHERS)
    };
    text.len() <= LONGEST && (is_labelled() || is_in(HOUSES, text) || is_by())
}

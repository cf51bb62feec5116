//! Who made a picture, told behind its caption or apart from it.

use super::reserved::without_rights;
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
    "courtesy",
    "courtesy of",
    "fotó",
    "sursa foto",
    "φωτό",
    "φωτογραφία",
    "צילום",
    "تصوير",
    "عکس",
    "फोटो",
    "ছবি",
    "ภาพ",
    "摄影",
    "攝影",
    "撮影",
    "提供",
    "제공",
];

/// A longer text is no caption, in bytes; what is looked for in it grows faster than it does.
const MAX_CAPTION: usize = 2000;

/// What parts a label from what it tells; those behind a colon only where letters are not set apart.
const MARKS: [char; 6] = [':', '：', '/', '／', '=', '＝'];

/// What stands behind who took a picture, or gave it.
const TAKEN: &[&str] = &["撮影", "提供", "제공"];

/// What stands between who took a picture and for whom.
const FOR: &[&str] = &[" for ", " für ", " pour ", " para ", " per ", " voor "];

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
    "photo courtesy of ",
    "fot. ",
    "zdj. ",
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
    "رويترز",
    "ロイター",
    "路透社",
    "新华社",
    "연합뉴스",
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
    if let Some((at, mark)) = text.match_indices(MARKS).next()
        && is_label(&text[..at], mark)
    {
        return Some(&text[at + mark.len()..]);
    }
    let words = OPEN_LABELS.iter().find(|words| {
        text.get(..words.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(words))
    })?;
    Some(&text[words.len()..]).filter(|rest| !rest.trim().is_empty())
}

/// A label, before one of its marks.
fn is_label(label: &str, mark: &str) -> bool {
    let unspaced = || label.trim_start().starts_with(is_unspaced);
    (matches!(mark, ":" | "：") || unspaced()) && is_credit_label(label)
}

/// Of a script that sets no letters apart, or of Korean.
fn is_unspaced(c: char) -> bool {
    c >= '\u{2e80}'
}

/// Without marks, blanks and rights around it, and without brackets that have no other half.
fn bare(text: &str) -> &str {
    const OPEN: [char; 4] = ['(', '[', '（', '［'];
    const CLOSED: [char; 4] = [')', ']', '）', '］'];
    let text = without_rights(text).trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '|' | '/' | '©' | '–' | '—' | '-')
    });
    match (text.strip_prefix(OPEN), text.strip_suffix(CLOSED)) {
        (Some(rest), Some(_)) => match rest.strip_suffix(CLOSED) {
            Some(inner) if !inner.contains(OPEN) && !inner.contains(CLOSED) => bare(inner),
            _ => text,
        },
        (Some(rest), None) if !text.contains(CLOSED) => bare(rest),
        (None, Some(rest)) if !text.contains(OPEN) => bare(rest),
        _ => text,
    }
}

pub(in crate::extract) fn is_credit_label(label: &str) -> bool {
    let label = label.trim().to_lowercase();
    CREDIT_LABELS.contains(&label.as_str())
}

/// The line ends in who made the picture.
pub(super) fn ends_in_credit(line: &str) -> bool {
    matches!(apart(line), (Some(_), Some(_)))
}

/// A caption that ends in its credit: "… (Image: A/B)", "… Foto: A", "… © A".
pub(super) fn apart(text: &str) -> (Option<String>, Option<String>) {
    let text = without_rights(text);
    if text.len() > MAX_CAPTION {
        return (one_line(text), None);
    }
    let split = |at: usize| {
        let caption = text[..at].trim_end_matches(|c: char| {
            c.is_whitespace()
                || matches!(c, '(' | '[' | '（' | '［' | '|' | '/' | '–' | '—' | '-' | '＝')
        });
        (one_line(caption), one_line(without_label(&text[at..])))
    };
    if let Some(at) = text.rfind('©') {
        return split(at);
    }
    for (at, mark) in text.match_indices(MARKS) {
        if let Some(start) = label_before(text, at, mark)
            && text.len() > at + mark.len()
        {
            return split(start);
        }
    }
    if let Some(open) = text.rfind(['(', '（'])
        && text.trim_end_matches(['.', '。']).ends_with([')', '）'])
        && names_source(&text[..open], &text[open..])
    {
        return split(open);
    }
    if let Some((caption, credit)) = signed(text) {
        return (one_line(caption), one_line(credit));
    }
    match behind_sentence(text) {
        Some(at) if is_credit(&text[at..]) => {
            (one_line(&text[..at]), one_line(without_label(&text[at..])))
        }
        None if is_credit(text) => (None, one_line(without_label(text))),
        _ => (Some(text.to_owned()), None),
    }
}

/// Where a label begins that ends at a mark: behind another mark, or capitalised and before names.
fn label_before(text: &str, at: usize, mark: &str) -> Option<usize> {
    let before = &text[..at];
    let parts = |(at, c): &(usize, char)| match c {
        '-' => before[at + 1..].starts_with(' '),
        '(' | '[' | '（' | '［' | ')' | ']' | '）' | '］' | '.' | '。' | '।' | '|' | '/' | '!'
        | '?' | '–' | '—' | '"' | '”' | '＝' => true,
        _ => false,
    };
    let start = before.char_indices().rev().find(parts).map_or(0, |(at, c)| at + c.len_utf8());
    let start = at - before[start..].trim_start().len();
    if is_label(&before[start..], mark) {
        return Some(start);
    }
    let names = || {
        let mut words = text[at + mark.len()..].split_whitespace();
        words.clone().count() <= MAX_NAME && words.all(|word| !word.starts_with(char::is_lowercase))
    };
    // Of its last words as many as make a label.
    let words = before[start..].rmatch_indices(' ').take(2).map(|(blank, _)| start + blank + 1);
    let labels = words.filter(|&word| is_label(&before[word..], mark));
    // "Im Bild: …" and "On the Photo: …" tell who is seen.
    let is_apart = |word: usize| {
        before[..word].split_whitespace().next_back().is_some_and(|last| last.chars().count() > 3)
    };
    let is_capital =
        |&word: &usize| before[word..].starts_with(char::is_uppercase) && is_apart(word) && names();
    labels.last().filter(|word| before[*word..].starts_with(is_unspaced) || is_capital(word))
}

/// Brackets at a caption's end name an agency, or who took the picture for whom: "(Getty Images/AFP/J. Yeon-Je)".
fn names_source(before: &str, brackets: &str) -> bool {
    let inner = bare(brackets.trim_end_matches(['.', '。']));
    let is_capital = |text: &str| text.starts_with(char::is_uppercase);
    // A paper has an article or capitals: "for The Post", "für DIE ZEIT"; a prize is for literature.
    let is_house = |house: &str| {
        let lower = house.to_lowercase();
        house.starts_with("The ")
            || house
                .split(' ')
                .next()
                .is_some_and(|word| word.len() > 1 && !word.contains(char::is_lowercase))
            || HOUSES.contains(&&*lower)
            || OTHERS.contains(&&*lower)
    };
    let is_for = |joint: &&str| {
        inner.split_once(*joint).is_some_and(|(name, house)| {
            let mut names = name.split_whitespace();
            (2..=MAX_NAME).contains(&names.clone().count())
                && names.all(is_capital)
                && is_house(house)
        })
    };
    brackets.contains('/') && brackets.split_whitespace().count() <= 8
        || is_credit(inner)
        || before.trim_end().ends_with(['.', '!', '?', '”', '"'])
            && OTHERS.contains(&inner.to_lowercase().as_str())
        || FOR.iter().any(is_for)
}

/// Who took the picture stands before a word that says so, at the caption's end: "…＝森下撮影".
fn signed(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_end_matches([')', '）', '.', '。']);
    let who = TAKEN.iter().find_map(|taken| text.strip_suffix(taken))?;
    let (at, mark) = who.rmatch_indices(['＝', '=', '、', '，', '（', '(', '。', '.']).next()?;
    let name = who[at + mark.len()..].trim();
    // What was done when, or by some means, names nobody.
    let is_name =
        |c: char| c.is_alphabetic() && !matches!(c, 'が' | 'で' | 'に' | 'を' | 'ら') || c == ' ';
    let end = if matches!(mark, "." | "。") { at + mark.len() } else { at };
    (name.chars().count() > 1 && name.chars().all(is_name)).then_some((&text[..end], name))
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

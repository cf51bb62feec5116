//! The sizes that a page offers one picture in: whether two addresses are of one picture, and which is the larger.
//!
//! Always: all in them that is no size is the same. Never: two pictures of a series taken for one, which are numbered or
//! stand in directories of days.

use std::cmp::Ordering;

use url::Url;

/// Sizes in words, as names end in them.
const WORDS: &[&str] = &[
    "desktop",
    "full",
    "hd",
    "large",
    "medium",
    "mini",
    "mobile",
    "original",
    "preview",
    "retina",
    "scaled",
    "small",
    "tablet",
    "thumb",
    "thumbnail",
    "xl",
];

/// What a query tells of a picture's size and coding; what else it tells is of the picture.
const ASKED: &[&str] = &[
    "auto",
    "crop",
    "dpr",
    "fit",
    "fm",
    "format",
    "h",
    "height",
    "imwidth",
    "original_fit",
    "q",
    "quality",
    "resize",
    "size",
    "ssl",
    "strip",
    "w",
    "width",
];

/// Endings of files with pictures: behind others the query tells which it is.
const FILES: &[&str] = &["avif", "gif", "jpeg", "jpg", "png", "webp"];

/// `/2024/05/quay.jpg`: no size.
const YEARS: std::ops::RangeInclusive<u32> = 1990..=2040;

/// Fewer pixels are mostly another number.
const LEAST: u32 = 100;

/// Whether both are of one picture, and how large the first is beside the second, as far as they tell.
pub(super) fn compare(one: &Url, other: &Url) -> Option<Ordering> {
    if one == other {
        return Some(Ordering::Equal);
    }
    let (mut here, mut there) = (one.path_segments()?.rev(), other.path_segments()?.rev());
    let (name, size, kind) = named(here.next()?)?;
    let (other_name, other_size, other_kind) = named(there.next()?)?;
    let is_coded_anew = |kind: &str| matches!(kind, "webp" | "avif");
    let are_alike = kind == other_kind || is_coded_anew(kind) || is_coded_anew(other_kind);
    if name != other_name
        || !are_alike
        || one.host_str() != other.host_str()
        || rest(one) != rest(other)
    {
        return None;
    }
    let sizes = size.zip(other_size);
    let mut larger = sizes.map_or(Ordering::Equal, |(here, there)| here.cmp(&there));
    loop {
        match (here.next(), there.next()) {
            (None, None) => return Some(larger),
            (Some(one), Some(other)) if one == other => {}
            (Some(one), Some(other)) => larger = larger.then(apart(one, other)?),
            _ => return None,
        }
    }
}

/// The main picture of a page, by another of its names: only the file's counts.
pub(super) fn is_named_alike(one: &Url, other: &Url) -> bool {
    let name = |url: &Url| {
        let file = url.path_segments()?.next_back()?.to_ascii_lowercase();
        let stem = file.rsplit_once('.').map_or(&*file, |(stem, _)| stem);
        let size = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit() || byte == b'x');
        let stem = stem
            .rsplit_once(['-', '_'])
            .filter(|(_, end)| size(end))
            .map_or(stem, |(stem, _)| stem);
        (stem.len() > 4).then(|| stem.to_owned())
    };
    one == other || name(one).is_some_and(|one| name(other).is_some_and(|other| one == other))
}

/// A file's name without its size, the size if it tells one in numbers, and its kind.
fn named(file: &str) -> Option<(&str, Option<u32>, &'static str)> {
    let (name, kind) = file.rsplit_once('.')?;
    let kind = *FILES.iter().find(|file| kind.eq_ignore_ascii_case(file))?;
    let Some((stem, end)) = name.rsplit_once(['-', '_', '~', '@']) else {
        return Some((name, None, kind));
    };
    if WORDS.iter().any(|word| end.eq_ignore_ascii_case(word)) {
        return Some((stem, None, kind));
    }
    // A number alone is mostly one of a series, and so is a short one with a letter.
    let is_bare = end.bytes().all(|byte| byte.is_ascii_digit());
    let size = pixels(end).filter(|&size| !is_bare && size >= LEAST);
    Some(size.map_or((name, None, kind), |size| (stem, Some(size), kind)))
}

/// How two different parts of an address compare, if both are sizes.
fn apart(one: &str, other: &str) -> Option<Ordering> {
    let (here, there) = (pixels(one)?, pixels(other)?);
    let are_years = YEARS.contains(&here) && YEARS.contains(&there);
    (here.max(there) >= LEAST && !are_years).then(|| here.cmp(&there))
}

/// "1080", "s615b", "652*367", "1584x2112": pixels on a side, or both sides' product.
fn pixels(part: &str) -> Option<u32> {
    let letter = |c: char| c.is_ascii_alphabetic();
    let part = part.strip_prefix(letter).unwrap_or(part);
    let part = part.strip_suffix(letter).unwrap_or(part);
    let side = |side: &str| {
        let is_number = side.bytes().all(|byte| byte.is_ascii_digit());
        (is_number && side.len() <= 4).then(|| side.parse::<u32>().ok()).flatten()
    };
    match part.split_once(['x', '*']) {
        Some((width, height)) => Some(side(width)? * side(height)?),
        None => side(part),
    }
}

/// What a query tells of the picture.
fn rest(url: &Url) -> Vec<(String, String)> {
    let pairs = url.query_pairs().filter(|(name, _)| !ASKED.contains(&&**name));
    pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering::{Equal, Greater, Less};

    use url::Url;

    use super::compare;

    #[test]
    fn one_picture_in_two_sizes_is_told_from_two_pictures() {
        let of = |path: &str| Url::parse(&format!("https://img.example.org{path}")).expect("valid");
        for (one, other, expected) in [
            ("/a/1920/1080/image.jpg", "/a/1920/1440/image.jpg", Some(Less)),
            ("/picture/62367/14/quay-1.jpeg", "/picture/62367/665/quay-1.jpeg", Some(Less)),
            ("/652*367/quay.jpg", "/620*349/quay.jpg", Some(Greater)),
            ("/art.ece/s615b/quay.jpg", "/art.ece/s458/quay.jpg", Some(Greater)),
            ("/quay-300x200.jpg", "/quay-1024x683.jpg", Some(Less)),
            ("/quay-300x200.jpg", "/quay.jpg", Some(Equal)),
            ("/quay~_v-16to9__medium.jpg", "/quay~_v-16to9__retina.jpg", Some(Equal)),
            ("/quay.webp?w=300&fm=webp", "/quay.webp", Some(Equal)),
            ("/2024/05/quay.jpg", "/2025/05/quay.jpg", None),
            ("/2025/01/quay.png", "/2025/12/quay.png", None),
            ("/IMG_5637.jpg", "/IMG_5638.jpg", None),
            ("/106113552/1080/image.jpg", "/106113553/1080/image.jpg", None),
            ("/a/chart.png?id=1", "/a/chart.png?id=2", None),
            ("/quay-9.jpg", "/quay-9b.jpg", None),
            ("/quay.png", "/quay.gif", None),
            ("/quay-300w.jpg", "/quay-1200w.webp", Some(Less)),
            ("/image.php?w=1", "/image.php?w=2", None),
            ("/quay-1.jpg", "/quay-2.jpg", None),
        ] {
            assert_eq!(compare(&of(one), &of(other)), expected, "{one} {other}");
        }
    }
}

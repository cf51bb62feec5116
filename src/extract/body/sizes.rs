//! The sizes that a page offers one picture in: whether two addresses are of one picture, and which is the larger.
//!
//! Always: all in them that is no size is the same. Never: two pictures of a series taken for one, which are numbered or
//! stand in directories of days.

use std::cmp::Ordering;

use url::Url;

/// Sizes in words, as names end in them.
const WORDS: &[&str] =
    &["large", "medium", "original", "retina", "scaled", "small", "thumb", "thumbnail"];

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

/// What two addresses tell of being one picture's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sizes {
    /// How large the first is beside the second, as far as they tell.
    pub(super) order: Ordering,
    /// They differ in what is certainly a size; what else they differ in may part two pictures as well.
    pub(super) is_sure: bool,
}

/// Whether both are of one picture, as far as their addresses tell.
pub(super) fn compare(one: &Url, other: &Url) -> Option<Sizes> {
    let mut sizes = Sizes { order: Ordering::Equal, is_sure: true };
    if one == other {
        return Some(sizes);
    }
    let (mut here, mut there) = (one.path_segments()?.rev(), other.path_segments()?.rev());
    let (file, other_file) = (named(here.next()?)?, named(there.next()?)?);
    let is_coded_anew = |file: &File<'_>| matches!(file.kind, "webp" | "avif");
    let are_alike =
        file.kind == other_file.kind || is_coded_anew(&file) || is_coded_anew(&other_file);
    if file.name != other_file.name
        || !are_alike
        || one.host_str() != other.host_str()
        || rest(one) != rest(other)
    {
        return None;
    }
    sizes.is_sure = file.is_sure && other_file.is_sure;
    if let Some((here, there)) = file.size.zip(other_file.size) {
        sizes.order = here.cmp(&there);
    }
    loop {
        match (here.next(), there.next()) {
            (None, None) => return Some(sizes),
            (Some(one), Some(other)) if one == other => {}
            (Some(one), Some(other)) => {
                sizes.order = sizes.order.then(apart(one, other)?);
                sizes.is_sure &= [one, other].iter().all(|part| has_sides(part));
            }
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

/// A file's name without its size.
struct File<'a> {
    name: &'a str,
    kind: &'static str,
    /// What it tells in numbers.
    size: Option<u32>,
    /// What was taken for its size is one, if anything was.
    is_sure: bool,
}

fn named(file: &str) -> Option<File<'_>> {
    let (name, kind) = file.rsplit_once('.')?;
    let kind = *FILES.iter().find(|file| kind.eq_ignore_ascii_case(file))?;
    let plain = File { name, kind, size: None, is_sure: true };
    let Some((stem, end)) = name.rsplit_once(['-', '_', '~', '@']) else { return Some(plain) };
    if WORDS.iter().any(|word| end.eq_ignore_ascii_case(word)) {
        return Some(File { name: stem, is_sure: false, ..plain });
    }
    // A number alone is one of a series.
    let size = pixels(end).filter(|_| has_sides(end) || is_width(end));
    Some(size.map_or(plain, |size| File { name: stem, kind, size: Some(size), is_sure: true }))
}

/// "300x200"
fn has_sides(part: &str) -> bool {
    pixels(part).is_some() && part.contains(['x', '*'])
}

/// "1200w"
fn is_width(part: &str) -> bool {
    part.strip_suffix(['w', 'W'])
        .is_some_and(|width| width.len() > 2 && width.parse::<u32>().is_ok())
}

/// How two different parts of an address compare, if both are sizes: of numbers that are near the one is the next.
fn apart(one: &str, other: &str) -> Option<Ordering> {
    let (here, there) = (pixels(one)?, pixels(other)?);
    let are_years = YEARS.contains(&here) && YEARS.contains(&there);
    let are_apart = here.abs_diff(there) * 20 >= here.max(there);
    (here.max(there) >= LEAST && are_apart && !are_years).then(|| here.cmp(&there))
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

    use super::{Sizes, compare};

    #[test]
    fn one_picture_in_two_sizes_is_told_from_two_pictures() {
        let of = |path: &str| Url::parse(&format!("https://img.example.org{path}")).expect("valid");
        let sure = |order| Some(Sizes { order, is_sure: true });
        let likely = |order| Some(Sizes { order, is_sure: false });
        for (one, other, expected) in [
            ("/a/1920/1080/image.jpg", "/a/1920/1440/image.jpg", likely(Less)),
            ("/picture/62367/14/quay-1.jpeg", "/picture/62367/665/quay-1.jpeg", likely(Less)),
            ("/652*367/quay.jpg", "/620*349/quay.jpg", sure(Greater)),
            ("/art.ece/s615b/quay.jpg", "/art.ece/s458/quay.jpg", likely(Greater)),
            ("/quay-300x200.jpg", "/quay-1024x683.jpg", sure(Less)),
            ("/quay-300x200.jpg", "/quay.jpg", sure(Equal)),
            ("/quay~_v-16to9__medium.jpg", "/quay~_v-16to9__retina.jpg", likely(Equal)),
            ("/quay.webp?w=300&fm=webp", "/quay.webp", sure(Equal)),
            ("/quay-300w.jpg", "/quay-1200w.webp", sure(Less)),
            ("/2024/05/quay.jpg", "/2025/05/quay.jpg", None),
            ("/2025/01/quay.png", "/2025/12/quay.png", None),
            ("/IMG_5637.jpg", "/IMG_5638.jpg", None),
            ("/IMG_E1234.jpg", "/IMG_E1235.jpg", None),
            ("/106113552/1080/image.jpg", "/106113553/1080/image.jpg", None),
            ("/gallery/101/photo.jpg", "/gallery/102/photo.jpg", None),
            ("/a/chart.png?id=1", "/a/chart.png?id=2", None),
            ("/quay-9.jpg", "/quay-9b.jpg", None),
            ("/quay-500a.jpg", "/quay-500b.jpg", None),
            ("/app-desktop.png", "/app-mobile.png", None),
            ("/quay.png", "/quay.gif", None),
            ("/image.php?w=1", "/image.php?w=2", None),
            ("/quay-1.jpg", "/quay-2.jpg", None),
        ] {
            assert_eq!(compare(&of(one), &of(other)), expected, "{one} {other}");
        }
    }
}

//! Teasers: boxes within the region that lead to another article of the house.
//!
//! A teaser's heading is a link, and something beside it leads to the same place: a picture, "read more". Never: the
//! entries of an article that is a list of such, which are many, or much of it.

use super::characters::ratio;
use super::page::Page;
use super::tag::Tag;

/// A longer box is no teaser, in weighted characters.
const MAX_CHARS: u32 = 450;

/// More of them are a list, and the article.
const MAX_TEASERS: usize = 4;

/// They hold less of the region's prose.
const MAX_SHARE: f32 = 0.3;

/// The boxes of teasers in a region of a page of this host.
pub(super) fn boxes(page: &Page<'_>, region: usize, prose: &[u32], host: &str) -> Vec<usize> {
    let mut boxes = Vec::new();
    let mut at = region + 1;
    while at < page.nodes[region].end {
        let node = &page.nodes[at];
        let is_box = matches!(
            node.tag,
            Tag::Div | Tag::Section | Tag::Aside | Tag::Article | Tag::Item | Tag::Block
        );
        if is_box && node.chars <= MAX_CHARS && node.linked > 0 && is_teaser(page, at, host) {
            boxes.push(at);
            at = node.end;
        } else {
            at += 1;
        }
    }
    let held: u32 = boxes.iter().map(|&teaser| prose[teaser]).sum();
    let is_list = boxes.len() > MAX_TEASERS || ratio(held, prose[region]) > MAX_SHARE;
    if is_list { Vec::new() } else { boxes }
}

fn is_teaser(page: &Page<'_>, at: usize, host: &str) -> bool {
    let within = at + 1..page.nodes[at].end;
    let mut headings = within.clone().filter(|&at| page.nodes[at].tag.is_heading());
    let (Some(heading), None) = (headings.next(), headings.next()) else { return false };
    if page.nodes[heading].link_density() < 0.9 {
        return false;
    }
    let place =
        |at: usize| page.nodes[at].attr("href").filter(|_| page.nodes[at].tag == Tag::Anchor);
    let of_heading = heading..page.nodes[heading].end;
    let Some(href) = of_heading.clone().find_map(place) else { return false };
    leads_home(href, host)
        && within.filter(|at| !of_heading.contains(at)).any(|at| place(at) == Some(href))
}

/// It leads to another page of the host.
fn leads_home(href: &str, host: &str) -> bool {
    let rest = href.strip_prefix("https://").or_else(|| href.strip_prefix("http://"));
    match rest.or_else(|| href.strip_prefix("//")) {
        Some(rest) => rest.split(['/', '?', '#']).next() == Some(host),
        None => !href.starts_with('#') && !href.contains(':'),
    }
}

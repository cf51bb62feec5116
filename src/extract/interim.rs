//! Interim.
use super::{Block, Body, Inline};
impl Body {
    /// x
    pub fn to_html(&self) -> String {
        self.to_text().split("\n\n").map(|p| format!("<p>{p}</p>")).collect()
    }
    /// x
    pub fn to_markdown(&self) -> String {
        self.to_text()
    }
    /// x
    pub fn plain(text: &str) -> Body {
        Body { blocks: vec![Block::Paragraph(vec![Inline::Text(text.to_owned())])] }
    }
}
/// x
pub fn fragment(html: &str, _base: &url::Url) -> Body {
    let t = text_of(html);
    if t.is_empty() { Body::default() } else { Body::plain(&t) }
}
/// x
pub fn text_of(html: &str) -> String {
    scraper::Html::parse_fragment(html)
        .root_element()
        .text()
        .collect::<Vec<_>>()
        .join(" ")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

//! Where a piece of metadata was found.
//!
//! Always: the place that the value itself comes from, not those that only backed it.

/// A place on a page, or beside it, that tells something about its article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// A JSON-LD script.
    JsonLd,
    /// A `meta` element of `OpenGraph`: `og:…`.
    OpenGraph,
    /// A `meta` element for cards: `twitter:…`.
    Twitter,
    /// Any other `meta` element.
    Meta,
    /// `itemprop` or `rel` on a visible element.
    Microdata,
    /// The page's headline.
    Headline,
    /// The `title` element.
    Title,
    /// A `time` element.
    Time,
    /// A line that says who, or when.
    Byline,
    /// A `link` element.
    Link,
    /// The page's `lang`.
    Lang,
    /// A picture of the body.
    Body,
    /// The page's address.
    Url,
    /// The feed.
    Feed,
}

impl Source {
    /// A stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::JsonLd => "json-ld",
            Self::OpenGraph => "og",
            Self::Twitter => "twitter",
            Self::Meta => "meta",
            Self::Microdata => "microdata",
            Self::Headline => "h1",
            Self::Title => "title",
            Self::Time => "time",
            Self::Byline => "byline",
            Self::Link => "link",
            Self::Lang => "lang",
            Self::Body => "body",
            Self::Url => "url",
            Self::Feed => "feed",
        }
    }

    /// The source that a `meta` element of this name is.
    pub(super) fn of_meta(name: &str) -> Self {
        if name.starts_with("og:") {
            Self::OpenGraph
        } else if name.starts_with("twitter:") {
            Self::Twitter
        } else {
            Self::Meta
        }
    }
}

/// Where each piece of an article's metadata was found; `None` for what was not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sources {
    /// The headline's source.
    pub title: Option<Source>,
    /// The description's.
    pub description: Option<Source>,
    /// The authors'.
    pub authors: Option<Source>,
    /// That of the day of publishing.
    pub published: Option<Source>,
    /// That of the day of the last change.
    pub modified: Option<Source>,
    /// The language's.
    pub language: Option<Source>,
    /// The main image's.
    pub image: Option<Source>,
}

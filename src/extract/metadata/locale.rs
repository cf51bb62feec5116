//! How the readers of a page write dates.

/// A page's language, and which comes first where a date is numbers alone and the year stands last.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Locale<'l> {
    language: Option<&'l str>,
    /// "11/14/2016", as Americans write; "14/11/2016" elsewhere.
    pub(super) is_american: bool,
}

impl<'l> Locale<'l> {
    /// That of a page's language, or of its `og:locale` where the language names no region.
    pub(super) fn of(language: Option<&'l str>, locale: Option<&str>) -> Self {
        let is_american =
            matches!((language, locale), (Some("en-US"), _) | (Some("en"), Some("en_US")));
        Self { language, is_american }
    }

    /// The page's language without its region; empty where it is not known.
    pub(super) fn language(self) -> &'l str {
        self.language.and_then(|language| language.split('-').next()).unwrap_or_default()
    }
}

//! How long an answer is fresh, by its own words (RFC 9111, section 4.2).

use std::time::Duration;

use super::Headers;

impl Headers {
    /// For how long the answer is fresh from now on: its max-age less its Age; zero if it does not say.
    pub fn fresh_for(&self) -> Duration {
        let directives = self.cache_control.as_deref().unwrap_or_default().split(',');
        let max_age = directives
            .filter_map(|directive| directive.trim().split_once('='))
            .find(|(name, _)| name.trim().eq_ignore_ascii_case("max-age"))
            .and_then(|(_, seconds)| seconds.trim().trim_matches('"').parse::<u64>().ok());
        let age = self.age.as_deref().and_then(|age| age.trim().parse::<u64>().ok());
        Duration::from_secs(max_age.unwrap_or(0).saturating_sub(age.unwrap_or(0)))
    }
}

//! What has stood long enough goes, as the configuration says.

use super::{Fault, Pipeline, blocking};
use crate::config::Retention;
use crate::output::Removed;

impl Pipeline {
    /// Removes the articles that the limits of `[retention]` and of the feeds let go; leaves off when the
    /// pipeline stops.
    ///
    /// # Errors
    /// The output cannot be read or written; nothing is lost by that, and it may be tried again.
    pub async fn remove_old(&self) -> Result<Removed, Fault> {
        let live = self.live();
        let all = live.config.retention;
        let unlimited = Retention::default();
        if all == unlimited && live.config.feeds.iter().all(|feed| feed.retention == unlimited) {
            return Ok(Removed::default());
        }
        let (output, now, stop) = (self.output.clone(), self.clock.now(), self.stop.clone());
        let removed = blocking(move || {
            // A feed that is configured no more leaves articles behind; the general limits hold for them.
            let of = |name: &str| {
                let own = live.feed(name).map(|feed| feed.retention);
                own.unwrap_or(Retention { size: 0, ..all })
            };
            output.remove_old(&all, &of, now, &|| stop.is_cancelled())
        });
        let removed = removed.await??;
        if removed.articles > 0 {
            let (articles, bytes) = (removed.articles, removed.bytes);
            self.figures().removed(articles);
            tracing::info!(articles, bytes, "Old articles were removed");
        }
        for hindrance in &removed.hindered {
            tracing::warn!(error = "retention", detail = %hindrance,
                "Old articles there stay, and all others went; it is tried again next time");
        }
        Ok(removed)
    }
}

//! What courant tells of itself: the feeds and articles as the state knows them, the control socket over which
//! a running daemon is asked, and the status page with metrics, health and the full-text feeds.
//!
//! [`feeds`], [`overview`] and [`why`] read the state, in the daemon as well as in a command while none
//! runs. [`Door`] is the daemon's side of the socket, [`ask`] the other. [`Listener`] serves the page.
//!
//! Always: bounded in connections, bytes and time, so that nobody who may connect can hold the daemon up.
//! Never: a secret; whoever may open the socket sees everything that is told here.

mod article;
mod ask;
mod concern;
mod connections;
mod difference;
mod disk;
mod door;
mod listener;
mod metrics;
mod overview;
mod page;
mod pulse;
mod report;
mod routes;

pub use article::{ArticleReport, KeptBack, LineReport, Pending};
pub use ask::{Answered, NotAsked, ask};
pub use concern::Concern;
pub use difference::{Difference, Piece, Run};
pub use door::{Door, path};
pub use listener::Listener;
pub use overview::{Overview, overview};
pub use report::{FeedReport, Standing, feed, feeds};
pub use routes::{PollReport, Refused};

use serde::{Deserialize, Serialize};
use url::Url;

use crate::config::{self, Config};
use crate::identity::{self, ArticleId};
use crate::pipeline::Fault;
use crate::state::{State, StateError};
use jiff::Timestamp;

/// Everything known of a feed or an article.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// A feed.
    Feed(FeedReport),
    /// An article, emitted or waiting.
    Article(ArticleReport),
    /// An entry of a feed that was new then, which its `backlog` left out.
    Backlog {
        /// The id that its article would have.
        id: ArticleId,
        /// The feeds whose last document shows it.
        feeds: Vec<String>,
    },
}

/// What is one word in JSON, as that word.
///
/// # Panics
/// If it is something else there.
pub fn word(value: impl Serialize) -> String {
    let value = serde_json::to_value(value).expect("a word is plain data");
    value.as_str().expect("a word is a string").to_owned()
}

/// The feed of this name, or at this address.
pub fn configured<'c>(of: &str, config: &'c Config) -> Option<&'c config::Feed> {
    let url = Url::parse(of).ok();
    let mut feeds = config.feeds.iter();
    let named = feeds.clone().find(|feed| feed.name.as_str() == of);
    named.or_else(|| feeds.find(|feed| Some(&feed.url) == url.as_ref())).map(AsRef::as_ref)
}

/// Everything known of what a person names: a feed, an address, an id. `None` if nothing is known of it.
///
/// # Errors
/// Those of reading the state and the journal.
pub fn why(of: &str, config: &Config, state: &State, now: Timestamp) -> Result<Option<Why>, Fault> {
    if let Some(configured) = configured(of, config) {
        return Ok(Some(Why::Feed(feed(configured, state, now)?)));
    }
    let url = Url::parse(of).ok();
    let key = url.as_ref().and_then(identity::url_key);
    let id = match of.parse::<ArticleId>() {
        Ok(id) => Some(id),
        Err(_) => at(url.as_ref(), state)?.or_else(|| state.whose(key?)),
    };
    let kept = state.kept_as(id, key)?;
    let Some(id) = id.or(kept.first().map(|kept| kept.id)) else { return Ok(None) };
    if let Some(article) = article::article(id, kept, config, state, now)? {
        return Ok(Some(Why::Article(article)));
    }
    Ok(state.feeds_of_backlog(id)?.map(|feeds| Why::Backlog { id, feeds }))
}

/// The article that an address gave its id. What it is known by may lead to another: to the first one of its story, if
/// it was left out as a copy.
fn at(url: Option<&Url>, state: &State) -> Result<Option<ArticleId>, StateError> {
    let Some(id) = url.and_then(identity::id_at) else { return Ok(None) };
    Ok(state.known(id)?.map(|_| id))
}

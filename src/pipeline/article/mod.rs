//! The way of one article, from a claimed entry to an emission that is owed.
//!
//! [`Pipeline::process`] asks first what the entry is claimed for (`second`), takes what was polled of it from its
//! document (`spooled`), lets a filter see it, reads its page and those that follow (`pages`), and composes the article
//! from what is best of both (`fallback`, `compose`). Each step may end the way, as one of [`Prepared`]: the entry waits
//! (`try_later`), is kept back, was lost from its document, or came out before and is not replaced by less. What is left
//! goes to [`emit`](super::emit).
//!
//! Always: what is broken off leaves the entry in the queue as it is. Never: a second look that makes an article worse.

pub(super) mod address;
mod both;
pub(super) mod changes;
pub(super) mod compose;
pub(super) mod documents;
mod fallback;
mod filter;
mod folding;
mod headline;
mod own_text;
mod pages;
pub(super) mod portrait;
pub(super) mod second;
mod sources;
mod spooled;

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::reason::{self, Reason};
use super::visit::ways::{Halted, Way};
use super::{Fault, Pipeline, panic};
use crate::clock::day_after;
use crate::config::{self, BodyChoice};
use crate::feed::{Entry, Feed};
use crate::fetch::Room;
use crate::hosts::{Host, share};
use crate::state::{Kept, Marked, Portrait, Waiting};
use compose::{Composed, Page};
use fallback::shortcoming;
use second::{Before, Purpose};
use spooled::Spooled;

/// After a page's first failure for a passing reason it is tried again after this time, then after twice as long …
const FIRST_WAIT: Duration = Duration::from_secs(15);
/// … and so on up to this.
const LONGEST_WAIT: Duration = Duration::from_mins(20);

/// An entry whose host was silent while we are offline is tried again within this time of the next try.
const OFFLINE_WAIT: Duration = Duration::from_mins(5);

/// A claimed entry, with what is at hand of it.
struct Claimed<'a> {
    waiting: &'a Waiting,
    /// What came out of it before.
    before: Option<&'a Before>,
    feed: &'a config::Feed,
    /// What was polled: its feed, with no other entry.
    document: &'a Arc<Feed>,
}

impl<'a> Claimed<'a> {
    fn entry(&self) -> &'a Entry {
        &self.document.entries[0]
    }
}

impl Pipeline {
    /// Takes a claimed entry as far as it goes now: emitted, known already, or put back to wait.
    ///
    /// When the pipeline stops, an entry that is not yet composed stays in the queue as it is.
    pub(super) async fn process(&self, waiting: Waiting) -> Result<(), Fault> {
        // What is put back for another reason begins anew.
        let way = self.ways.take(waiting.id, self.clock.now());
        let host = way.as_ref().and_then(|way| Host::of(&way.url));
        let (host, now) = (host.unwrap_or_else(|| Host::named(&waiting.host)), self.clock.now());
        if let Some(until) = self.courier.reach.held(&host, now) {
            self.hold(&waiting, until);
            return Ok(());
        }
        let before = {
            let id = waiting.id;
            self.with_state(move |state| {
                let portrait = state.portrait(id)?;
                Ok(state.known(id)?.map(|known| Before { known, portrait }))
            })
            .await?
        };
        if let Some(hindrance) = self.hindrance(&waiting, before.as_ref()).await? {
            return self.put_back(waiting, &hindrance).await;
        }
        let (purpose, reading) = self.purpose(&waiting, before.as_ref()).await?;
        let prepared = tokio::select! {
            prepared = self.prepare(&waiting, before.as_ref(), purpose, way) => prepared?,
            () = self.stop.cancelled() => return Ok(()),
        };
        // What is marked of an article counts the read that it came from.
        let mut is_counted = false;
        match prepared {
            Prepared::Article(composed) => {
                let Some(marked) = self.emit(waiting, before, *composed).await? else {
                    return Ok(());
                };
                is_counted = matches!(marked, Marked::Owed(_) | Marked::Unchanged);
                Ok(())
            }
            Prepared::Later(waiting) => {
                self.with_state(move |state| state.postpone(&waiting)).await
            }
            Prepared::LookLater(later) => {
                self.with_state(move |state| state.look_later(&later.0, &later.1)).await
            }
            Prepared::TakenBack(portrait) => match before {
                Some(before) => self.withdraw(waiting, before.known, *portrait).await,
                None => Ok(()),
            },
            Prepared::KeptBack(kept) => self.keep_back(waiting, *kept).await,
            Prepared::Held(until) => {
                self.hold(&waiting, until);
                return Ok(());
            }
            Prepared::Elsewhere(way) => {
                self.wait_elsewhere(&waiting, *way);
                return Ok(());
            }
            Prepared::Lost => self.ask_again(waiting).await,
            Prepared::Nothing => self.with_state(move |state| state.dismiss(&waiting)).await,
        }?;
        // Only now: what a kill cuts off before is made anew.
        if let Some(reading) = reading.filter(|_| !is_counted) {
            let now = self.clock.now();
            self.with_state(move |state| state.end_read(&reading, now)).await?;
        }
        Ok(())
    }

    /// Puts an entry back that could not be tried for a fault of ours: that costs it neither patience nor a read. They do
    /// not all come back at once.
    fn hold(&self, waiting: &Waiting, until: Timestamp) {
        let spread = share(&waiting.id.to_string(), OFFLINE_WAIT);
        self.state.hold(waiting, until.checked_add(spread).unwrap_or(until));
    }

    /// Takes a claimed entry from what was polled of it, over its page, to an article.
    async fn prepare(
        &self,
        waiting: &Waiting,
        before: Option<&Before>,
        purpose: Purpose,
        way: Option<Way>,
    ) -> Result<Prepared, Fault> {
        let Some(feed) = self.feed(&waiting.feed) else {
            return Ok(Prepared::Later(Box::new(waiting.clone())));
        };
        let portrait = before.and_then(|before| before.portrait.as_ref());
        if let Some(put_off) = self.put_off(waiting, portrait, purpose) {
            return Ok(put_off);
        }
        let document = match self.spooled(waiting, &feed).await? {
            Spooled::Text(document) => document,
            Spooled::Lost => return Ok(Prepared::Lost),
            Spooled::Hindered(reason) => {
                let later = self.try_later(waiting, &reason).map(Box::new);
                return Ok(later.map_or(Prepared::Lost, Prepared::Later));
            }
        };
        let claimed = Claimed { waiting, before, feed: &feed, document: &document };
        let entry = claimed.entry();
        if before.is_none()
            && let Some(kept) = self.kept_by(waiting, &feed, entry).await?
        {
            return Ok(Prepared::KeptBack(Box::new(kept)));
        }
        let own = Room::of_entry(entry.content.as_ref().map_or(0, String::len)).await;
        let page = match self.page_of(&claimed, way).await {
            Ok(page) => page,
            Err(Halted::Elsewhere(way)) => return Ok(Prepared::Elsewhere(way)),
            Err(Halted::Fault(fault)) => return Err(fault),
        };
        let passing = shortcoming(page.as_ref()).filter(|reason| reason.passing);
        if let Some(offline) = passing.filter(|reason| reason.code == reason::OFFLINE) {
            return Ok(Prepared::Held(offline.until.unwrap_or(waiting.not_before)));
        }
        let passing = passing.filter(|_| purpose != Purpose::Look);
        if let Some(later) = passing.and_then(|reason| self.try_later(waiting, reason)) {
            return Ok(Prepared::Later(Box::new(later)));
        }
        if let Some(Ok(Page { missing: Some(reason), .. })) = &page {
            tracing::info!(feed = waiting.feed.as_str(), id = %waiting.id, error = reason::INCOMPLETE,
                detail = reason.sentence.as_str(), "A further page could not be had: the article is emitted without it");
        }
        if let Some(Err(reason)) = &page
            && let Some(portrait) =
                portrait.filter(|before| waiting.again && before.rank.is_of_page())
        {
            return Ok(self.without_page(waiting, portrait, reason));
        }
        let of_page = page.iter().flatten().map(|page| page.room.clone()).next();
        let rooms = [own, of_page.unwrap_or_default()];
        let (mut composed, failure) = self.composed(&claimed, page).await?;
        composed.rooms = rooms;
        let looks = portrait.map_or(0, |before| before.looks);
        composed.portrait.looks = looks.saturating_add(u8::from(purpose == Purpose::Look));
        Ok(self.judged(&claimed, composed, failure.as_ref()))
    }

    /// What becomes of an entry whose page is not read now.
    fn put_off(
        &self,
        waiting: &Waiting,
        portrait: Option<&Portrait>,
        purpose: Purpose,
    ) -> Option<Prepared> {
        match (purpose, portrait) {
            (Purpose::Never, _) => Some(Prepared::Nothing),
            (Purpose::NotToday, _) => {
                let not_before = day_after(self.clock.now());
                Some(Prepared::Later(Box::new(Waiting { not_before, ..waiting.clone() })))
            }
            (Purpose::NotNow, Some(portrait)) => {
                Some(looked_at(self.look_a_day_later(waiting, portrait)))
            }
            _ => None,
        }
    }

    /// The page that an entry links to, or why it cannot be used; `None` if nobody asks for it.
    async fn page_of(
        &self,
        claimed: &Claimed<'_>,
        way: Option<Way>,
    ) -> Result<Option<Result<Page, Reason>>, Halted> {
        let link = claimed.entry().link.clone();
        Ok(match link.filter(|_| claimed.feed.body != BodyChoice::Feed) {
            None => None,
            Some(_) if panic::is_hopeless(claimed.waiting) => Some(Err(panic::reason())),
            // The page that several entries link to is none of theirs: a podcast's, a live blog's.
            Some(_) if claimed.waiting.shared_link => Some(Err(Reason::permanent(
                reason::SHARED_LINK,
                "other entries have the same link, so its page is not about this one alone",
            ))),
            Some(link) => Some(self.read_pages(claimed, link, way).await?),
        })
    }

    /// What a composed article comes to: a filter may keep it back, and a second look that yields less than the first
    /// never replaces it.
    fn judged(
        &self,
        claimed: &Claimed<'_>,
        composed: Composed,
        failure: Option<&Reason>,
    ) -> Prepared {
        let Claimed { waiting, before, .. } = *claimed;
        if let Some(kept) = composed.kept_back(waiting, self.clock.now()) {
            return Prepared::KeptBack(Box::new(kept));
        }
        if let Some(before) = before.filter(|_| waiting.again)
            && let Some(worse) = second::worse(before, &composed)
        {
            tracing::info!(feed = waiting.feed.as_str(), id = %waiting.id, worse,
                "A second look brought a text that does not replace the first");
            // However little it says, its page is there.
            let portrait = before.portrait.clone();
            let portrait = portrait.map(|before| Portrait { missing: None, ..before });
            return self.in_vain(waiting, portrait.as_ref(), failure);
        }
        Prepared::Article(Box::new(composed))
    }

    /// What a second look comes to that finds no page where the text that came out was a page's.
    fn without_page(&self, waiting: &Waiting, portrait: &Portrait, reason: &Reason) -> Prepared {
        let mut portrait = portrait.clone();
        if !self.is_taken_back(&mut portrait, reason) {
            self.in_vain(waiting, Some(&portrait), Some(reason))
        } else if portrait.withdrawn {
            Prepared::Nothing
        } else {
            Prepared::TakenBack(Box::new(portrait))
        }
    }

    /// What a second look comes to that does not replace the text that came out.
    fn in_vain(
        &self,
        waiting: &Waiting,
        portrait: Option<&Portrait>,
        why: Option<&Reason>,
    ) -> Prepared {
        looked_at(portrait.and_then(|portrait| self.look_later(waiting, portrait, why)))
    }

    /// The entry as it waits for the next try, after a failure for a passing reason; `None` when patience
    /// is at an end.
    fn try_later(&self, waiting: &Waiting, reason: &Reason) -> Option<Waiting> {
        let now = self.clock.now();
        let deadline = waiting.found.checked_add(self.config().extract.patience).ok()?;
        let wait = FIRST_WAIT.saturating_mul(1 << waiting.attempts.min(16)).min(LONGEST_WAIT);
        // The last try falls on the deadline itself.
        let later = now.checked_add(wait).ok()?.max(reason.until.unwrap_or(now)).min(deadline);
        if now >= deadline {
            return None;
        }
        tracing::info!(feed = waiting.feed.as_str(), id = %waiting.id, error = reason.code,
            detail = reason.sentence.as_str(), again = %later, "An entry is tried again later");
        Some(Waiting {
            attempts: waiting.attempts + 1,
            not_before: later,
            error: Some(reason.into()),
            ..waiting.clone()
        })
    }
}

/// What a look comes to that brought nothing: another look, if there is to be one.
fn looked_at(later: Option<(Waiting, Portrait)>) -> Prepared {
    later.map_or(Prepared::Nothing, |later| Prepared::LookLater(Box::new(later)))
}

/// What became of a claimed entry.
enum Prepared {
    /// An article, to be emitted.
    Article(Box<Composed>),
    /// It waits, as it is given here.
    Later(Box<Waiting>),
    /// It came out before, and waits for another look.
    LookLater(Box<(Waiting, Portrait)>),
    /// It came out before, and its publisher took it back.
    TakenBack(Box<Portrait>),
    /// We are offline, and its page's host was silent: it waits as it is, until then.
    Held(Timestamp),
    /// It waits for the host that its page redirected to.
    Elsewhere(Box<Way>),
    /// What was polled of it is lost.
    Lost,
    /// A filter keeps it back.
    KeptBack(Box<Kept>),
    /// Nothing is to be emitted for it.
    Nothing,
}

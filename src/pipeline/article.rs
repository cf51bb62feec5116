//! The way of one article, from a claimed entry to an emission that is owed.

use std::sync::Arc;
use std::time::Duration;

use super::compose::{Composed, Ingredients, Page, compose};
use super::extraction::kib;
use super::polled::Polled;
use super::second::{self, Before, Purpose};
use super::visit::Reason;
use super::{Fault, Pipeline, blocking, panic};
use crate::article::{Article, BodyFrom};
use crate::clock::day_after;
use crate::config::{self, BodyChoice};
use crate::extract::{Doubt, ExtractError};
use crate::feed::Feed;
use crate::fetch::Room;
use crate::state::{Kept, Known, Marked, Portrait, Trouble, Waiting};

/// After a page's first failure for a passing reason it is tried again after this time, then after twice as long …
const FIRST_WAIT: Duration = Duration::from_secs(15);
/// … and so on up to this.
const LONGEST_WAIT: Duration = Duration::from_mins(20);

impl Pipeline {
    /// Takes a claimed entry as far as it goes now: emitted, known already, or put back to wait.
    ///
    /// When the pipeline stops, an entry that is not yet composed stays in the queue as it is.
    pub(super) async fn process(&self, waiting: Waiting) -> Result<(), Fault> {
        let before = {
            let id = waiting.id;
            self.with_state(move |state| {
                let portrait = state.portrait(id)?;
                Ok(state.known(id)?.map(|known| Before { known, portrait }))
            })
            .await?
        };
        let (purpose, reading) = self.purpose(&waiting, before.as_ref()).await?;
        let prepared = tokio::select! {
            prepared = self.prepare(&waiting, before.as_ref(), purpose) => prepared?,
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

    /// What a second look comes to that does not replace the text that came out.
    fn in_vain(
        &self,
        waiting: &Waiting,
        portrait: Option<&Portrait>,
        why: Option<&Reason>,
    ) -> Prepared {
        let later = portrait.and_then(|portrait| self.look_later(waiting, portrait, why));
        later.map_or(Prepared::Nothing, |later| Prepared::LookLater(Box::new(later)))
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
                let later = self.look_a_day_later(waiting, portrait);
                Some(later.map_or(Prepared::Nothing, |later| Prepared::LookLater(Box::new(later))))
            }
            _ => None,
        }
    }

    async fn prepare(
        &self,
        waiting: &Waiting,
        before: Option<&Before>,
        purpose: Purpose,
    ) -> Result<Prepared, Fault> {
        let Some(feed) = self.feed(&waiting.feed) else {
            return Ok(Prepared::Later(Box::new(waiting.clone())));
        };
        let known = before.map(|before| &before.known);
        let portrait = before.and_then(|before| before.portrait.as_ref());
        if let Some(put_off) = self.put_off(waiting, portrait, purpose) {
            return Ok(put_off);
        }
        let document = match self.polled(waiting, &feed).await? {
            Polled::Text(document) => document,
            Polled::Lost => return Ok(Prepared::Lost),
            Polled::Hindered(reason) => {
                let later = self.try_later(waiting, &reason).map(Box::new);
                return Ok(later.map_or(Prepared::Lost, Prepared::Later));
            }
        };
        let entry = &document.entries[0];
        if known.is_none()
            && let Some(kept) = self.kept_by(waiting, &feed, entry).await?
        {
            return Ok(Prepared::KeptBack(Box::new(kept)));
        }
        let own = Room::of_entry(entry.content.as_ref().map_or(0, String::len)).await;
        let page = match entry.link.clone().filter(|_| feed.body != BodyChoice::Feed) {
            None => None,
            Some(_) if panic::is_hopeless(waiting) => Some(Err(panic::reason())),
            // The page that several entries link to is none of theirs: a podcast's, a live blog's.
            Some(_) if waiting.shared_link => Some(Err(Reason::permanent(
                "shared_link",
                "other entries have the same link, so its page is not about this one alone",
            ))),
            Some(link) => {
                let read = self.read_pages(&feed, entry, link, known.is_some()).await?;
                let failure = read.as_ref().map_or_else(Some, |page| page.missing.as_ref());
                let later = failure.filter(|reason| reason.passing && purpose != Purpose::Look);
                if let Some(later) = later.and_then(|reason| self.try_later(waiting, reason)) {
                    return Ok(Prepared::Later(Box::new(later)));
                }
                Some(read)
            }
        };
        if let Some(Ok(Page { missing: Some(reason), .. })) = &page {
            tracing::info!(feed = waiting.feed.as_str(), id = %waiting.id, error = "incomplete",
                detail = reason.sentence.as_str(), "A further page could not be had: the article is emitted without it");
        }
        if let Some(Err(reason)) = &page
            && let Some(portrait) =
                portrait.filter(|before| waiting.again && before.rank.is_of_page())
        {
            let mut portrait = portrait.clone();
            if self.is_taken_back(&mut portrait, reason) {
                let told = portrait.withdrawn;
                let taken_back = Prepared::TakenBack(Box::new(portrait));
                return Ok(if told { Prepared::Nothing } else { taken_back });
            }
            return Ok(self.in_vain(waiting, Some(&portrait), Some(reason)));
        }
        let of_page = page.iter().flatten().map(|page| page.room.clone()).next();
        let rooms = [own, of_page.unwrap_or_default()];
        let (mut composed, failure) = self.composed(waiting, known, &feed, &document, page).await?;
        composed.rooms = rooms;
        if let Some(by) = &composed.kept_by {
            let Article { title, url, .. } = &composed.article;
            let (by, title, url) = (by.clone(), title.clone(), url.clone());
            let (feed, id, at) = (waiting.feed.clone(), waiting.id, self.clock.now());
            return Ok(Prepared::KeptBack(Box::new(Kept { feed, id, by, at, title, url })));
        }
        let looks = portrait.map_or(0, |before| before.looks);
        composed.portrait.looks = looks.saturating_add(u8::from(purpose == Purpose::Look));
        if waiting.again {
            // A second look that yields less than the first never replaces it.
            let worse = match portrait {
                Some(portrait) => second::worse(portrait, &composed),
                None => Some("it is not from the page, as the one before")
                    .filter(|_| !composed.is_whole_page())
                    .filter(|_| known.is_some_and(|known| known.from_page == Some(true))),
            };
            if let Some(worse) = worse {
                tracing::info!(feed = waiting.feed.as_str(), id = %waiting.id, worse,
                    "A second look brought a text that does not replace the first");
                // However little it says, its page is there.
                let portrait = portrait.map(|before| Portrait { missing: None, ..before.clone() });
                return Ok(self.in_vain(waiting, portrait.as_ref(), failure.as_ref()));
            }
        }
        Ok(Prepared::Article(Box::new(composed)))
    }

    /// The article, with its page's text or the feed's; and why that is not the page's, or not all of it.
    async fn composed(
        &self,
        waiting: &Waiting,
        known: Option<&Known>,
        feed: &config::Feed,
        document: &Arc<Feed>,
        page: Option<Result<Page, Reason>>,
    ) -> Result<(Composed, Option<Reason>), Fault> {
        let mut failure = match &page {
            Some(Err(reason)) => Some(reason.clone()),
            Some(Ok(Page { missing, .. })) => missing.clone(),
            None => None,
        };
        if let Some(Err(reason)) = &page {
            self.tell_failure(waiting, reason);
        }
        let was_read = matches!(page, Some(Ok(_)));
        let mut composed = self.compose(waiting, known, feed, document, page).await?;
        let is_from_page =
            |composed: &Composed| composed.article.courant.body_from == BodyFrom::Page;
        if let Some(reason) = self.repeated(waiting, &composed).filter(|_| is_from_page(&composed))
        {
            self.tell_failure(waiting, &reason);
            let page = Some(Err(reason.clone()));
            composed = self.compose(waiting, known, feed, document, page).await?;
            failure = Some(reason);
        } else if was_read
            && !is_from_page(&composed)
            && let Some(reason) = no_article(composed.article.courant.reason.as_deref())
        {
            self.tell_failure(waiting, &reason);
            failure = Some(reason);
        }
        if !composed.is_whole_page() {
            let poor = failure.as_ref().filter(|reason| second::may_pass(reason));
            composed.poor = poor.map(Trouble::from);
        }
        Ok((composed, failure))
    }

    /// The fault of a text that its site shows on every page, told once for each.
    fn repeated(&self, waiting: &Waiting, composed: &Composed) -> Option<Reason> {
        let is_news = self.desk.repeats(waiting.id, &composed.portrait)?;
        if is_news {
            tracing::warn!(
                error = "same_body",
                feed = waiting.feed.as_str(),
                page = waiting.page.as_deref().unwrap_or_default(),
                "A site shows the same text on several of its pages: its articles come from the feed, and are looked at again later"
            );
        }
        Some(Reason::permanent("same_body", "its site shows the same text on several of its pages"))
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

    async fn compose(
        &self,
        waiting: &Waiting,
        known: Option<&Known>,
        feed: &config::Feed,
        document: &Arc<Feed>,
        page: Option<Result<Page, Reason>>,
    ) -> Result<Composed, Fault> {
        let (id, found, now) = (waiting.id, waiting.found, self.clock.now());
        let revision = known.map_or(1, |known| known.revision + 1);
        let (feed, document) = (feed.clone(), document.clone());
        let size = document.entries[0].content.as_ref().map_or(0, String::len);
        let compose_with = move |document: &Feed, page| {
            compose(Ingredients {
                id,
                revision,
                feed: &feed,
                document,
                entry: &document.entries[0],
                page,
                found,
                now,
            })
        };
        let compose_with = Arc::new(compose_with);
        let (first, bare) = (compose_with.clone(), document.clone());
        match self.extractor.run(kib(size), move || first(&document, page)).await? {
            Ok(composed) => Ok(composed),
            // Even the feed's own HTML made it panic: title and link are still worth an article.
            Err(panic) => {
                blocking(move || compose_with(&without_texts(&bare), Some(Err(panic)))).await
            }
        }
    }

    fn tell_failure(&self, waiting: &Waiting, reason: &Reason) {
        tracing::info!(feed = waiting.feed.as_str(), id = %waiting.id, error = reason.code,
            detail = reason.sentence.as_str(), "A page could not be used: the article is emitted from the feed");
        self.figures().page_failed(reason.code);
        self.tally.failed(
            &waiting.feed,
            waiting.page.as_deref().unwrap_or_default(),
            &reason.sentence,
        );
    }
}

/// Why a page that was read holds no article, if that is the reason given.
fn no_article(reason: Option<&str>) -> Option<Reason> {
    let reason = reason?;
    let empty = ExtractError::NoBody;
    if reason == empty.code() {
        return Some(Reason::permanent(empty.code(), empty.to_string()));
    }
    let doubt = Doubt::from_code(reason).filter(|doubt| doubt.is_foreign())?;
    Some(Reason::permanent(doubt.code(), doubt.sentence()))
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
    /// What was polled of it is lost.
    Lost,
    /// A filter keeps it back.
    KeptBack(Box<Kept>),
    /// Nothing is to be emitted for it.
    Nothing,
}

fn without_texts(document: &Feed) -> Feed {
    let mut bare = document.clone();
    bare.entries[0].content = None;
    bare.entries[0].summary = None;
    bare
}

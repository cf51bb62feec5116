//! Feeds and pages on a network where a rule answers, and daemons that come and go there.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio_util::task::TaskTracker;

use super::*;

type Rule = dyn Fn(&Request, usize) -> Reply + Send + Sync;

/// A network where a rule answers, which is told how often the same address was asked before.
pub(super) struct Ruled {
    rule: Box<Rule>,
    pub(super) clock: Arc<Settable>,
    log: Mutex<Vec<Asked>>,
    in_flight: AtomicUsize,
    pub(super) most: AtomicUsize,
}

/// A request as it came.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) at: Timestamp,
    pub(super) url: String,
    pub(super) etag: Option<Vec<u8>>,
}

#[derive(Clone, Default)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: Headers,
    pub(super) body: String,
    /// How long it takes.
    pub(super) after: Duration,
}

impl Fetch for Ruled {
    fn exchange(&self, request: Request) -> BoxFuture<'_, Result<Exchange, FetchError>> {
        let asked = Asked {
            at: self.clock.now(),
            url: request.url.to_string(),
            etag: request.validators.etag.clone(),
        };
        let mut log = self.log.lock().expect("no test panics with it");
        let before = log.iter().filter(|before| before.url == asked.url).count();
        log.push(asked);
        drop(log);
        let Reply { status, headers, body, after } = (self.rule)(&request, before);
        Box::pin(async move {
            let now = self.in_flight.fetch_add(1, Ordering::SeqCst) + 1;
            self.most.fetch_max(now, Ordering::SeqCst);
            tokio::time::sleep(after).await;
            self.in_flight.fetch_sub(1, Ordering::SeqCst);
            Ok(Exchange {
                url: request.url,
                status,
                headers,
                body: body.into_bytes(),
                cut: false,
                room: Room::default(),
            })
        })
    }
}

/// Feeds at these addresses, and the network they live on; both outlive a daemon.
pub(super) struct Place {
    pub(super) home: tempfile::TempDir,
    pub(super) clock: Arc<Settable>,
    pub(super) network: Arc<Ruled>,
}

impl Place {
    #[allow(clippy::disallowed_methods, reason = "a test makes its own directories")]
    pub(super) fn new(
        settings: &str,
        feeds: &[&str],
        rule: impl Fn(&Request, usize) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let home = tempfile::tempdir().expect("a directory");
        std::fs::create_dir(home.path().join("articles")).expect("made");
        let noon = "2026-11-23T12:00:00Z".parse().expect("a time");
        let clock = Arc::new(Settable(SimulatedClock::starting_at(noon), Mutex::default()));
        let network = Arc::new(Ruled {
            rule: Box::new(rule),
            clock: clock.clone(),
            log: Mutex::default(),
            in_flight: AtomicUsize::new(0),
            most: AtomicUsize::new(0),
        });
        let place = Self { home, clock, network };
        place.configure(settings, feeds);
        place
    }

    pub(super) fn file(&self) -> PathBuf {
        self.home.path().join("courant.toml")
    }

    pub(super) fn configure(&self, settings: &str, feeds: &[&str]) {
        let mut text = format!(
            "[output]\ndirectory = \"articles\"\n[state]\ndirectory = \"state\"\n{settings}\n"
        );
        for (number, url) in feeds.iter().enumerate() {
            writeln!(text, "[[feed]]\nname = \"feed{number}\"\nurl = \"{url}\"").expect("it grows");
        }
        write_to(&self.file(), &text);
    }

    pub(super) fn pipeline(&self) -> (Arc<Pipeline>, CancellationToken) {
        let config = Arc::new(Config::load(&self.file()).expect("it is valid"));
        let opened = pipeline::open(&config, self.clock.now()).expect("opens");
        let stop = CancellationToken::new();
        let (fetch, time) = (self.network.clone(), self.clock.clone());
        let pipeline = Pipeline::new(config, fetch, time, opened, Endurance::Wait, stop.clone());
        (pipeline.expect("one"), stop)
    }

    /// A daemon lives for so long, and only polls.
    pub(super) async fn live(&self, minutes: u64) {
        let (pipeline, stop) = self.pipeline();
        let schedule = tokio::spawn(Timetable::new(pipeline, stop.clone(), || ()).keep());
        pass(minutes).await;
        stop.cancel();
        schedule.await.expect("it ends");
    }

    /// The only feed is polled as often as this, each time by a daemon that was started afresh, when it is due.
    pub(super) async fn follow(&self, polls: usize) {
        for _ in 0..polls {
            let (pipeline, _stop) = self.pipeline();
            let feed = pipeline.config().feeds[0].clone();
            let (_, due) = pipeline.poll(&feed, Occasion::Due).await.expect("polled");
            drop(pipeline);
            let wait = due.duration_since(self.clock.now()) + SignedDuration::from_millis(1);
            tokio::time::sleep(wait.unsigned_abs()).await;
        }
    }

    /// A daemon lives for so long, and its workers, which look up twice a second, read pages too.
    pub(super) async fn live_and_read(&self, minutes: u64) {
        let (pipeline, stop) = self.pipeline();
        let timetable = Timetable::new(pipeline.clone(), stop.clone(), || ());
        let tasks = TaskTracker::new();
        tasks.spawn(timetable.keep());
        let worker = pipeline.clone();
        tasks.spawn(async move { worker.work(None, |_| true, || ()).await });
        pass(minutes).await;
        stop.cancel();
        tasks.close();
        tasks.wait().await;
    }

    /// Every request whose address contains this.
    pub(super) fn asked(&self, part: &str) -> Vec<Asked> {
        let log = self.network.log.lock().expect("no test panics with it");
        log.iter().filter(|asked| asked.url.contains(part)).cloned().collect()
    }

    /// The time between the requests of [`Place::asked`].
    pub(super) fn waits(&self, part: &str) -> Vec<SignedDuration> {
        self.asked(part).windows(2).map(|pair| pair[1].at.duration_since(pair[0].at)).collect()
    }
}

pub(super) fn status(status: u16) -> Reply {
    Reply { status, ..Reply::default() }
}

pub(super) fn refusal(code: u16, retry_after: &str) -> Reply {
    let retry_after = Some(retry_after.to_owned()).filter(|text| !text.is_empty());
    Reply { headers: Headers { retry_after, ..Headers::default() }, ..status(code) }
}

pub(super) fn tagged(reply: Reply, etag: &str) -> Reply {
    let validators = Validators { etag: Some(etag.as_bytes().to_vec()), last_modified: None };
    Reply { headers: Headers { validators, ..reply.headers.clone() }, ..reply }
}

/// A feed that shows these pages.
pub(super) fn feed(pages: &[&str]) -> Reply {
    let mut body = "<rss version=\"2.0\"><channel><title>News</title>".to_owned();
    for page in pages {
        write!(body, "<item><title>{page}</title><link>{page}</link><guid>{page}</guid></item>")
            .expect("it grows");
    }
    body.push_str("</channel></rss>");
    Reply { body, ..status(200) }
}

//! The limit: a loop of conditional requests and nothing else.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use reqwest::header::IF_NONE_MATCH;
use tokio::task::JoinSet;

/// Asks so many feeds once each, so many at a time: `PORT FEEDS FLIGHTS`.
pub(crate) fn run(arguments: &[String]) {
    let [port, feeds, flights] = arguments else { panic!("PORT FEEDS FLIGHTS") };
    let (port, feeds) = (port.parse().unwrap(), feeds.parse().unwrap());
    let flights: usize = flights.parse().unwrap();
    tokio::runtime::Runtime::new().unwrap().block_on(async move {
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let next = Arc::new(AtomicU32::new(0));
        let mut tasks = JoinSet::new();
        for _ in 0..flights {
            tasks.spawn(ask(client.clone(), next.clone(), port, feeds));
        }
        tasks.join_all().await;
    });
}

async fn ask(client: reqwest::Client, next: Arc<AtomicU32>, port: u16, feeds: u32) {
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= feeds {
            return;
        }
        let request = client.get(super::address(port, number));
        let answer = request.header(IF_NONE_MATCH, "\"the-only-one\"").send().await.unwrap();
        assert_eq!(answer.status(), 304);
        answer.bytes().await.unwrap();
    }
}

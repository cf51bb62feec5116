//! Orders over the control socket that take their time.

use super::*;
use crate::status::{Door, PollReport};

#[tokio::test(start_paused = true)]
async fn who_orders_a_poll_that_takes_long_is_told_that_it_goes_on() {
    let world = World::new("", &[("news", "url = \"https://a.example/feed\"")], |_, _| Says {
        takes: 9 * 60_000,
        ..says(200, rss(items(0..2, "a.example")))
    });
    let mut life = world.start(false);
    let config = life.pipeline.config();
    let door = Door::open(&status::path(&config)).expect("it opens");
    life.tasks.spawn(door.keep(life.pipeline.clone(), life.stop.clone()));
    let answered = status::ask(&config, hyper::Method::POST, "/poll?feed=news").await;
    let told: PollReport =
        serde_json::from_str(answered.expect("an answer").0.get()).expect("a report");
    assert!(told.polled && told.detail.contains("goes on"), "{told:?}");
    pass(10).await;
    assert_eq!(life.report("news", world.clock.now()).waiting, 2);
    life.end().await;
}

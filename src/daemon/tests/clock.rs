//! What a clock that is set does to the feeds that wait for it.

use super::*;

#[tokio::test(start_paused = true)]
async fn after_a_clock_was_set_back_a_feed_waits_no_longer_than_its_ceiling() {
    let world = World::new(404, "", 1);
    let running = world.start();
    pass(1).await;
    assert_eq!(world.asked(), 1);
    world.clock.turn(-TEN_YEARS);
    pass(1).await;
    assert_eq!(world.asked(), 1, "no poll at once");
    pass(27 * 60).await;
    assert!(world.asked() > 1);
    running.end().await;
}

#[test]
fn a_clock_set_back_while_a_poll_is_saved_leaves_its_feed_idle_no_longer_than_its_ceiling() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .max_blocking_threads(1)
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let world = World::new(404, EVERY_QUARTER, 1);
        let (open, gate) = mpsc::channel();
        *world.network.gate.lock().expect("no test panics with it") = Some(gate);
        let running = world.start();
        while world.asked() == 0 {
            tokio::task::yield_now().await;
        }
        for turned in [false, true] {
            // Everybody comes to where nothing goes on while nobody may block.
            for _ in 0..1000 {
                tokio::task::yield_now().await;
            }
            if !turned {
                world.clock.turn(-TEN_YEARS);
                tokio::time::advance(2 * LOOK_UP).await;
            }
        }
        open.send(()).expect("it waits");
        pass(20).await;
        assert_eq!(world.asked(), 2);
        running.end().await;
    });
}

#[tokio::test(start_paused = true)]
async fn a_refusal_from_a_time_when_the_clock_was_ahead_does_not_hold_for_years() {
    let world = World::new(403, "", 1);
    let (pipeline, _stop) = world.pipeline();
    let feed = pipeline.config().feeds[0].clone();
    let poll = || pipeline.poll(&feed, Occasion::Once);
    poll().await.expect("it is polled");
    world.clock.turn(SignedDuration::from_hours(1));
    poll().await.expect("it is left alone");
    assert_eq!(world.asked(), 1);
    world.clock.turn(-TEN_YEARS);
    poll().await.expect("it is polled");
    assert_eq!(world.asked(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_cool_down_from_a_time_when_the_clock_was_ahead_is_void_at_the_next_start() {
    let world = World::new(429, "", 1);
    for (polls, asked) in [(2, 1), (1, 2)] {
        let (pipeline, _stop) = world.pipeline();
        let feed = pipeline.config().feeds[0].clone();
        for _ in 0..polls {
            pipeline.poll(&feed, Occasion::Once).await.expect("it is polled, or left alone");
        }
        assert_eq!(world.asked(), asked);
        drop(pipeline);
        world.clock.turn(-TEN_YEARS);
    }
}

//! Which of the damaged states are kept.

use std::fs::{self, File};

use super::{State, later};

#[test]
fn of_states_put_aside_within_one_second_or_with_the_clock_set_back_the_newest_two_are_kept() {
    let home = tempfile::tempdir().expect("a directory");
    let path = home.path().join("state");
    let mut asides = Vec::new();
    for seconds in [0, 0, 0, 0, -3_600, -3_600, 1].into_iter().chain([1; 12]) {
        fs::create_dir_all(&path).expect("a state");
        let number = asides.len().to_string();
        File::create(path.join(&number)).expect("a part of it");
        asides.push(State::put_aside(&path, later(seconds)).expect("put aside"));
        let first_kept = asides.len().saturating_sub(2);
        for (number, aside) in asides.iter().enumerate() {
            assert_eq!(aside.exists(), number >= first_kept, "{number}: {asides:?}");
        }
        assert!(
            asides.last().is_some_and(|newest| newest.join(&number).exists()),
            "it is the newest"
        );
    }
}

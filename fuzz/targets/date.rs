//! Any text as a date: none, or a moment within the bounds, which is read again as itself.

#![no_main]

use courant::feed::parse_date;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Some(date) = parse_date(text) else { return };
    let moment = date.at;
    let written = moment.to_string();
    // A zone can carry the first and the last day over the year's end.
    assert!(("1989-12-29"..="2101-01-03").contains(&&written[..10]), "{text:?}: {written}");
    if ("1990".."2101").contains(&&written[..4]) {
        assert_eq!(parse_date(&written).map(|date| date.at), Some(moment), "{text:?}");
    }
});

//! What courant promises, each promise held by tests that run the real program against a real site.
//!
//! The world around the program: [`site`] and [`newsroom`] serve [`feeds`] and [`pages`], [`daemon`] runs the
//! program, [`consumer`] takes what it emits, [`browser`] looks at its page, and [`output`] with [`markup`] says
//! whether that is as promised; what the suites count goes to [`figures`].
//! The other modules are the promises.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::disallowed_methods, reason = "tests are the outside world")]

mod browser;
mod consumer;
mod daemon;
mod emission_order;
mod feeds;
mod figures;
mod markup;
mod newsroom;
mod output;
mod pages;
mod random;
mod site;

mod addresses;
mod authorities;
mod bad_input;
mod claims;
mod codes;
mod configuration;
mod control;
mod demo;
mod door;
mod examples;
mod feeds_commands;
mod filters;
mod follow;
mod full_text;
mod gaps;
mod hostile_entries;
mod hostile_pages;
mod identity;
mod kept_revisions;
mod killed;
mod log_level;
mod lost_state;
mod messages;
mod nothing_twice;
mod once;
mod one_instance;
mod one_page;
mod online;
mod oracle;
mod output_contract;
mod output_hindered;
mod page_down;
mod paged;
mod plain_text;
mod politeness;
mod reference_article;
mod reload;
mod report;
mod retention;
mod revisions;
mod service_manager;
mod shared;
mod staleness;
mod standing;
mod status_page;
mod stopping;
mod stories;
mod timing;

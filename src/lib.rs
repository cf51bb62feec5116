//! courant turns a list of news feeds into a directory of clean articles, each exactly once.
//!
//! # The way of one article
//!
//! [`schedule`] says that a feed is due. [`pipeline`] visits it politely: [`hosts`] grants the turn,
//! [`fetch`] brings the bytes, [`feed`] makes entries of them, [`identity`] says what each is known by.
//! [`state`] queues what was never seen, together with the feed's validators, in one transaction.
//! A worker claims an entry, visits its page, and [`extract`] keeps the article and drops the rest.
//! What comes of it is an [`article`]. [`output`] stages its files, `state` marks it as seen and owes it
//! to the world ([`emission`]), and one publisher moves the files into place, writes the journal's line
//! and settles the debt.
//!
//! # The floors
//!
//! An arrow goes down, never up or across.
//!
//! | floor | modules |
//! |---|---|
//! | what people type | [`cli`] |
//! | what runs for long | [`daemon`], [`status`], [`demo`] |
//! | what brings the parts together | [`pipeline`] |
//! | what is kept | [`state`], [`output`] |
//! | what knows one thing | [`fetch`], [`feed`], [`extract`], [`hosts`], [`schedule`], [`stories`] |
//! | the ground | [`config`], [`article`], [`emission`], [`identity`], [`clock`], `calendar`, `charset`, `json`, `references` |
//!
//! # What always holds
//!
//! State lives in two places only, the state directory and the output directory, and the journal in the
//! latter is the log from which the former can be made anew. Everything that comes from the network is
//! hostile and bounded.

pub mod article;
mod calendar;
mod charset;
pub mod cli;
pub mod clock;
pub mod config;
pub mod daemon;
pub mod demo;
pub mod emission;
pub mod extract;
pub mod feed;
pub mod fetch;
pub mod hosts;
pub mod identity;
mod json;
pub mod output;
pub mod pipeline;
mod references;
pub mod schedule;
pub mod state;
pub mod status;
pub mod stories;

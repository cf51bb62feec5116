//! Full-text feeds.
mod published;

pub use published::Published;

/// Where they are, in the output directory.
const DIRECTORY: &str = "feeds";
/// Where those of the tags are, in there.
const TAGS: &str = "tag";

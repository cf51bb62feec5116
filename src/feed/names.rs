//! The vocabularies of feeds: which namespace an element belongs to, however it is written.
//!
//! Always: a namespace under any of the addresses it was ever given is the same namespace. Never: more than
//! [`MAX_BINDINGS`] prefixes in scope.

use super::tokens::attributes;

/// The most namespace prefixes of one document; quick-xml's own limit, less room for ours.
const MAX_BINDINGS: usize = 96;

/// Beginnings of the addresses that RSS has been given, without scheme.
const RSS: [&str; 8] = [
    "purl.org/rss/1.0",
    "purl.org/net/rss1.1",
    "backend.userland.com/rss",
    "blogs.law.harvard.edu/tech/rss",
    "cyber.law.harvard.edu/rss",
    "rssboard.org/rss",
    "my.netscape.com/",
    "channel.netscape.com/rdf",
];

/// The elements of RSS that have an upper-case letter, or other names in CDF, as we know them; each by its name in
/// lower case.
const RSS_NAMES: [(&str, &str); 11] = [
    ("pubdate", "pubDate"),
    ("lastbuilddate", "lastBuildDate"),
    ("skiphours", "skipHours"),
    ("skipdays", "skipDays"),
    ("item", "item"),
    ("title", "title"),
    ("link", "link"),
    ("description", "description"),
    ("abstract", "description"),
    ("guid", "guid"),
    ("category", "category"),
];

/// The elements of Atom, all in lower case.
const ATOM_NAMES: [&str; 14] = [
    "feed",
    "entry",
    "title",
    "link",
    "id",
    "updated",
    "published",
    "summary",
    "content",
    "author",
    "category",
    "issued",
    "modified",
    "created",
];

/// A vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Ns {
    /// RSS of any version, and what has no namespace.
    Rss,
    Atom,
    /// Atom 0.3, with names of its own.
    Atom03,
    Rdf,
    Content,
    Dc,
    DcTerms,
    Media,
    Itunes,
    Podcast,
    Comments,
    /// That of `FeedBurner`, or of `Pheedo`: both have `origLink`.
    FeedBurner,
    /// `sy:updatePeriod` and `sy:updateFrequency`.
    Syndication,
    /// Deutsche Welle's, with the number of an article (`contentID`).
    Dwsyn,
    Xhtml,
    Unknown,
}

impl Ns {
    /// Every vocabulary that feed-rs or we read, with the prefix and the address that feed-rs knows it by.
    pub(super) const WRITTEN: [(Ns, &'static str, &'static str); 8] = [
        (Ns::Content, "content", "http://purl.org/rss/1.0/modules/content/"),
        (Ns::Dc, "dc", "http://purl.org/dc/elements/1.1/"),
        (Ns::Media, "media", "http://search.yahoo.com/mrss/"),
        (Ns::Itunes, "itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd"),
        (Ns::Podcast, "podcast", "https://podcastindex.org/namespace/1.0"),
        (Ns::Comments, "wfw", "http://wellformedweb.org/CommentAPI/"),
        (Ns::Atom, "atom", "http://www.w3.org/2005/Atom"),
        (Ns::Xhtml, "xhtml", "http://www.w3.org/1999/xhtml"),
    ];

    /// The vocabulary at an address.
    pub(super) fn of(address: &str) -> Ns {
        let lower = address.trim().to_ascii_lowercase();
        let plain = lower.split_once("://").map_or(lower.as_str(), |(_, rest)| rest);
        let plain = plain.trim_start_matches("www.").trim_end_matches(['/', '#']);
        match plain {
            "w3.org/2005/atom" => Ns::Atom,
            "w3.org/1999/02/22-rdf-syntax-ns" => Ns::Rdf,
            "w3.org/1999/xhtml" => Ns::Xhtml,
            "purl.org/rss/1.0/modules/content" => Ns::Content,
            "purl.org/rss/1.0/modules/syndication" => Ns::Syndication,
            "purl.org/dc/terms" => Ns::DcTerms,
            "" => Ns::Rss,
            _ if plain.starts_with("purl.org/dc/elements") => Ns::Dc,
            _ if plain.starts_with("purl.org/atom/ns") => Ns::Atom03,
            _ if plain.contains("yahoo.com/mrss") => Ns::Media,
            _ if plain.starts_with("itunes.com/dtds/podcast")
                || plain.starts_with("example.com/dtds/podcast") =>
            {
                Ns::Itunes
            }
            _ if plain.contains("podcastindex") => Ns::Podcast,
            _ if plain.starts_with("wellformedweb.org/commentapi") => Ns::Comments,
            _ if plain.contains("feedburner") || plain.contains("pheedo") => Ns::FeedBurner,
            _ if plain.ends_with("/syndication/dwsyn") => Ns::Dwsyn,
            _ if plain.starts_with("purl.org/rss/1.0/modules") => Ns::Unknown,
            _ if RSS.iter().any(|beginning| plain.starts_with(beginning)) => Ns::Rss,
            _ => Ns::Unknown,
        }
    }

    /// The vocabulary that an undeclared prefix is used for everywhere.
    fn by_habit(prefix: &str) -> Ns {
        match prefix {
            "feedburner" | "pheedo" => Ns::FeedBurner,
            "sy" => Ns::Syndication,
            "dwsyn" => Ns::Dwsyn,
            "dcterms" => Ns::DcTerms,
            "rdf" => Ns::Rdf,
            "rss" => Ns::Rss,
            _ => Ns::WRITTEN
                .iter()
                .find(|(_, usual, _)| *usual == prefix)
                .map_or(Ns::Unknown, |(ns, ..)| *ns),
        }
    }

    /// Its address as feed-rs knows it.
    pub(super) fn address(self) -> Option<&'static str> {
        Ns::WRITTEN.iter().find(|(ns, ..)| *ns == self).map(|(_, _, address)| *address)
    }

    /// The prefix under which we write it.
    pub(super) fn prefix(self) -> Option<&'static str> {
        Ns::WRITTEN.iter().find(|(ns, ..)| *ns == self).map(|(_, prefix, _)| *prefix)
    }
}

struct Binding<'a> {
    depth: usize,
    prefix: &'a str,
    ns: Ns,
}

/// The prefixes in scope.
#[derive(Default)]
pub(super) struct Scope<'a> {
    bindings: Vec<Binding<'a>>,
    /// A prefix was used that nobody declared.
    pub(super) undeclared: bool,
    /// A namespace was given by another address than feed-rs knows.
    pub(super) odd: bool,
}

impl<'a> Scope<'a> {
    /// Takes the declarations of a start tag at `depth`.
    pub(super) fn declare(&mut self, tag: &'a str, depth: usize) {
        if !tag.contains("xmlns") {
            return;
        }
        for (name, address) in attributes(tag) {
            let prefix = match name.strip_prefix("xmlns") {
                Some("") => "",
                Some(rest) => rest.strip_prefix(':').unwrap_or(rest),
                None => continue,
            };
            if self.bindings.len() < MAX_BINDINGS {
                let ns = Ns::of(&address);
                // An own default namespace on an rss root is a mistake, never a vocabulary.
                let ns = if prefix.is_empty() && ns == Ns::Unknown { Ns::Rss } else { ns };
                self.odd |= is_odd(ns, &address);
                self.bindings.push(Binding { depth, prefix, ns });
            }
        }
    }

    /// Forgets what was declared deeper than `depth`.
    pub(super) fn leave(&mut self, depth: usize) {
        while self.bindings.last().is_some_and(|binding| binding.depth > depth) {
            self.bindings.pop();
        }
    }

    /// The vocabulary and local name of a qualified name.
    pub(super) fn resolve<'n>(&mut self, name: &'n str) -> (Ns, &'n str)
    where
        'n: 'a,
    {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let bound = self.bindings.iter().rev().find(|binding| binding.prefix == prefix);
        let ns = match bound {
            Some(binding) => binding.ns,
            None if prefix.is_empty() => Ns::Rss,
            None => {
                let ns = Ns::by_habit(prefix);
                self.undeclared = true;
                if self.bindings.len() < MAX_BINDINGS {
                    self.bindings.insert(0, Binding { depth: 0, prefix, ns });
                }
                ns
            }
        };
        let local = match ns {
            Ns::Rss => usual(local),
            Ns::Atom | Ns::Atom03 => usual_in_atom(local),
            _ => local,
        };
        (ns, local)
    }

    /// Takes the prefix of a name for `ns`, whatever it was declared as.
    pub(super) fn rebind(&mut self, name: &str, ns: Ns) {
        let prefix = name.split_once(':').map_or("", |(prefix, _)| prefix);
        let bound = self.bindings.iter_mut().rev().find(|binding| binding.prefix == prefix);
        if let Some(binding) = bound {
            binding.ns = ns;
            self.odd = true;
        }
    }

    /// Takes names without prefix for `ns`, whatever was declared.
    pub(super) fn set_default(&mut self, ns: Ns) {
        self.bindings.push(Binding { depth: 0, prefix: "", ns });
    }

    /// The vocabulary of names without prefix, if one was declared.
    pub(super) fn unprefixed(&self) -> Option<Ns> {
        self.bindings.iter().rev().find(|binding| binding.prefix.is_empty()).map(|b| b.ns)
    }

    /// Adds the declarations of all prefixes up to `depth` to `written`, by the addresses that feed-rs knows.
    pub(super) fn declare_in(&self, written: &mut String, depth: usize) {
        let mut seen: Vec<&str> = Vec::new();
        let bindings = self.bindings.iter().rev().filter(|binding| binding.depth <= depth);
        for binding in bindings.filter(|binding| !binding.prefix.is_empty()) {
            let name = binding.prefix;
            let declared = || written.contains(&[" xmlns:", name, "="].concat());
            if seen.contains(&name) || name == "xml" || !is_name(name) || declared() {
                continue;
            }
            seen.push(name);
            let address = match binding.ns {
                Ns::Rss => "http://purl.org/rss/1.0/",
                ns => ns.address().unwrap_or("urn:other"),
            };
            written.extend([" xmlns:", name, "=\"", address, "\""]);
        }
    }
}

/// The name that an element of RSS has, whatever its case: CDF shouts, and some feeds mix.
fn usual(local: &str) -> &str {
    if !local.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return local;
    }
    RSS_NAMES
        .iter()
        .find(|(lower, _)| lower.eq_ignore_ascii_case(local))
        .map_or(local, |(_, name)| name)
}

fn usual_in_atom(local: &str) -> &str {
    if !local.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return local;
    }
    ATOM_NAMES.iter().find(|name| name.eq_ignore_ascii_case(local)).unwrap_or(&local)
}

fn is_name(name: &str) -> bool {
    name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
        && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
}

/// Addresses of RSS in which feed-rs finds nothing, and misspelt ones of the others.
fn is_odd(ns: Ns, address: &str) -> bool {
    match ns {
        Ns::Rss => !["http://purl.org/rss/1.0/", ""].contains(&address),
        ns => ns.address().is_some_and(|known| known != address),
    }
}

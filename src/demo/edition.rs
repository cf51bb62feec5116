//! Two editions of one text, written as a patch is: `- ` begins a line of the first alone, `+ ` one of the
//! corrected alone.

/// A state of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edition {
    /// As it was published.
    First,
    /// With one report corrected, and copies of another in two feeds.
    Corrected,
}

impl Edition {
    /// The text of this edition.
    pub(super) fn of(self, text: &str) -> String {
        let (ours, others) = match self {
            Self::First => ("- ", "+ "),
            Self::Corrected => ("+ ", "- "),
        };
        let lines = text.lines().filter(|line| !line.starts_with(others));
        lines.flat_map(|line| [line.strip_prefix(ours).unwrap_or(line), "\n"]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edition_has_its_own_lines_and_those_that_both_have() {
        let text = "a\n- three\n+ four\nb\n";
        assert_eq!(Edition::First.of(text), "a\nthree\nb\n");
        assert_eq!(Edition::Corrected.of(text), "a\nfour\nb\n");
    }
}

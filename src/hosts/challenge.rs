//! Tests for robots: what stands in a feed's or a page's place when a publisher wants to see a person first.

/// How much of a document is looked at: such pages are short, or say it early.
const LOOKED_AT: usize = 64 * 1024;

/// What such pages say, or carry in their markup.
const MARKS: [&str; 14] = [
    "<title>just a moment",
    "_cf_chl_opt",
    "/challenge-platform/",
    "captcha",
    "checking your browser",
    "checking if the site connection is secure",
    "verify you are human",
    "verifying you are human",
    "are you a robot",
    "enable javascript and cookies to continue",
    "incapsula incident",
    "pardon our interruption",
    "human verification",
    "ddos protection by",
];

/// Whether a document that is no feed, or refuses a page, is a test whether a person is reading.
pub fn is_challenge(document: &[u8]) -> bool {
    let text = String::from_utf8_lossy(&document[..document.len().min(LOOKED_AT)]);
    let text = text.to_lowercase();
    MARKS.iter().any(|mark| text.contains(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_for_robots_is_told_from_a_plain_refusal() {
        for challenge in [
            "<html><head><title>Just a moment...</title></head><body><noscript>Enable JavaScript and cookies to continue",
            "<html><body><div class=\"g-recaptcha\"></div>",
            "<html><body><h1>Checking your browser before you enter</h1>",
        ] {
            assert!(is_challenge(challenge.as_bytes()), "{challenge}");
        }
        for refusal in [
            "<html><head><title>403 Forbidden</title></head><body><h1>Forbidden</h1>",
            "<html><head><title>Access denied</title></head><body>Not for you.",
            "",
        ] {
            assert!(!is_challenge(refusal.as_bytes()), "{refusal}");
        }
        let mut late = vec![b' '; LOOKED_AT];
        late.extend_from_slice(b"captcha");
        assert!(!is_challenge(&late), "not in the depth of a long document");
    }
}

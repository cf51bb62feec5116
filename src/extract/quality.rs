//! How sure one can be that the body is the article and nothing else, and why not surer.
//!
//! Always: a bot challenge, a consent wall or the stub before a paywall is named as such and comes out
//! far below the quality of an article.

use super::families::Families;
use super::leaves::Leaf;
use super::page::{Page, ratio};

/// Fewer words than this are no article by themselves.
pub(super) const SHORT: usize = 60;

/// A wall stands before a text of at most this many words.
const STUB: usize = 220;

/// What bot challenges and error pages say.
const CHALLENGE: &[&str] = &[
    "just a moment",
    "checking your browser",
    "enable javascript and cookies",
    "verify you are human",
    "verifying you are human",
    "are you a robot",
    "access denied",
    "attention required",
    "captcha",
    "unusual traffic",
    "unusual activity",
    "ddos protection",
    "request unsuccessful",
    "incapsula",
    "needs to review the security",
    "security check",
    "pardon our interruption",
    "bot detection",
    "human verification",
    "access to this page has been denied",
    "403 forbidden",
    "checking if the site connection is secure",
    "press & hold",
    "ray id",
];

/// What consent walls say; two of these in a short text are one.
const CONSENT: &[&str] = &[
    "cookie",
    "consent",
    "accept all",
    "reject all",
    "legitimate interest",
    "personal data",
    "our partners",
    "privacy policy",
    "zustimm",
    "einwilligung",
    "alle akzeptieren",
    "datenschutz",
    "tracking",
    "personalisierte",
    "accepter",
    "données personnelles",
    "traceurs",
    "partenaires",
    "aceptar",
    "datos personales",
    "consentimiento",
    "accetta",
    "consenso",
    "dati personali",
    "toestemming",
    "accepteren",
    "samtyck",
    "godkänn",
    "samtykke",
    "zgod",
    "aceitar",
    "согласие",
    "çerez",
    "クッキー",
];

/// What stands at the end of a stub.
const PAYWALL: &[&str] = &[
    "subscribe to continue",
    "subscribe to read",
    "subscribers only",
    "subscriber-only",
    "to continue reading",
    "continue reading with",
    "already a subscriber",
    "already have an account",
    "log in to read",
    "sign in to read",
    "this article is for subscribers",
    "this content is for",
    "unlock this article",
    "register to continue",
    "become a subscriber",
    "to read the full",
    "reserved for subscribers",
    "premium content",
    "weiterlesen mit",
    "jetzt abonnieren",
    "nur für abonnenten",
    "bereits abonnent",
    "diesen artikel weiterlesen",
    "artikel freischalten",
    "registrieren und weiterlesen",
    "réservé aux abonnés",
    "réservée aux abonnés",
    "déjà abonné",
    "il vous reste",
    "exclusivo para suscriptores",
    "para seguir leyendo",
    "contenido exclusivo",
    "ya eres suscriptor",
    "riservato agli abbonati",
    "contenuto riservato",
    "sei già abbonato",
    "exclusivo para assinantes",
    "já é assinante",
    "alleen voor abonnees",
    "kun for abonnenter",
    "för prenumeranter",
    "tylko dla subskrybentów",
    "dostęp dla subskrybentów",
    "только для подписчиков",
    "有料会員",
    "会員限定",
    "この記事は有料",
    "구독자 전용",
];

/// A verdict.
pub(super) struct Verdict {
    pub quality: f64,
    pub reasons: Vec<&'static str>,
}

/// What the judge looks at.
pub(super) struct Evidence<'a> {
    pub page: &'a Page<'a>,
    pub leaves: &'a [Leaf],
    pub kept: &'a [usize],
    pub text: &'a str,
    /// The words in it.
    pub words: usize,
    pub title: Option<&'a str>,
    /// The publisher says that the text is not free.
    pub locked: bool,
    /// A sure mark of an article: markup for its body, or metadata of its kind.
    pub marked: bool,
    /// The body comes from metadata.
    pub last_resort: bool,
}

/// Judges.
pub(super) fn judge(evidence: &Evidence<'_>) -> Verdict {
    let count = evidence.words;
    let mut reasons = Vec::new();
    if count <= STUB {
        let lower = evidence.text.to_lowercase();
        let title = evidence.title.map(str::to_lowercase).unwrap_or_default();
        let document = evidence.page.title.map(str::to_lowercase).unwrap_or_default();
        let says =
            |phrases: &[&str]| phrases.iter().filter(|phrase| lower.contains(**phrase)).count();
        let heads =
            CHALLENGE.iter().any(|phrase| title.contains(phrase) || document.contains(phrase));
        if heads
            || says(CHALLENGE) >= 2
            || count < SHORT && (says(CHALLENGE) > 0 || around(evidence, CHALLENGE))
        {
            reasons.push("challenge");
        }
        let consents = says(CONSENT);
        if consents >= 4 || consents >= 2 && count < STUB / 2 {
            reasons.push("consent");
        }
        let walled = evidence.page.nodes.iter().any(|node| node.families.any(Families::PAYWALL));
        if evidence.locked
            || walled && around(evidence, PAYWALL)
            || says(PAYWALL) > 0
            || count < STUB / 2 && around(evidence, PAYWALL)
        {
            reasons.push("paywall");
        }
    }
    if count < SHORT {
        reasons.push("short");
    }
    let kept = evidence.kept.iter().map(|&at| &evidence.leaves[at]);
    let (linked, chars, prose) = kept.fold((0, 0, 0), |(linked, chars, prose), leaf| {
        (linked + leaf.linked, chars + leaf.chars, prose + leaf.prose())
    });
    if ratio(linked, chars) > 0.4
        || count > SHORT && ratio(prose, chars) < 0.2 && !evidence.last_resort
    {
        reasons.push("listing");
    }
    Verdict { quality: score(evidence, count, ratio(prose, chars), &reasons), reasons }
}

fn score(evidence: &Evidence<'_>, count: usize, prose: f32, reasons: &[&str]) -> f64 {
    let most: f64 = reasons
        .iter()
        .map(|reason| match *reason {
            "challenge" | "consent" => 0.05,
            "paywall" => 0.35,
            "short" => 0.4,
            _ => 0.45,
        })
        .fold(if evidence.last_resort { 0.6 } else { 0.98 }, f64::min);
    if count == 0 {
        return 0.0;
    }
    let mut quality = 0.55 + 0.2 * f64::from(prose.min(1.0));
    if evidence.title.is_some() {
        quality += 0.08;
    }
    if evidence.marked {
        quality += 0.1;
    }
    quality += match count {
        0..=99 => 0.0,
        100..=199 => 0.04,
        _ => 0.07,
    };
    (quality.min(most) * 100.0).round() / 100.0
}

/// A phrase stands anywhere on the page outside of the body.
fn around(evidence: &Evidence<'_>, phrases: &[&str]) -> bool {
    evidence.leaves.iter().filter(|leaf| leaf.verdict.is_some() && leaf.text.len() < 400).any(
        |leaf| {
            let lower = leaf.text.to_lowercase();
            phrases.iter().any(|phrase| lower.contains(phrase))
        },
    )
}

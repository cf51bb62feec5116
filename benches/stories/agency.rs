//! An agency and the papers that print it: texts by a grammar of our own, and what becomes of them.
//!
//! All of it follows from a seed. Texts on one topic have its people, places and turns of phrase in common, as
//! reports on one affair do; what they say of them is drawn anew for each.

/// An article as a paper prints it.
pub(crate) struct Printed {
    /// What it tells: the number of its text.
    pub(crate) story: u32,
    pub(crate) kind: &'static str,
    pub(crate) source: u64,
    pub(crate) headline: u32,
    pub(crate) text: String,
}

/// Texts of which each is printed once and more.
const TEXTS: u32 = 2_500;
/// Sites whose articles share furniture, and articles of each.
const SITES: u32 = 150;
const OF_A_SITE: u32 = 6;
/// Two articles each that share a quotation.
const QUOTATIONS: u32 = 1_000;

/// Topics: who, where, what.
const TOPICS: [[&[&str]; 3]; 8] = [
    [
        &[
            "the river authority",
            "the mayor of Lindholm",
            "engineers of the dam",
            "farmers downstream",
            "the flood committee",
            "two hydrologists",
        ],
        &[
            "along the lower Ahr",
            "at the old weir",
            "in the valley",
            "near the Marten bridge",
            "behind the dyke",
            "in three villages",
        ],
        &[
            "the reservoir",
            "the spillway gates",
            "a second dyke",
            "the water level",
            "the pumping station",
            "the warning system",
        ],
    ],
    [
        &[
            "the central bank",
            "governor Mara Okoye",
            "economists at two banks",
            "the finance ministry",
            "bond traders",
            "a former board member",
        ],
        &[
            "in the capital",
            "on the bond market",
            "at the annual meeting",
            "before parliament",
            "in an interview",
            "after the session",
        ],
        &[
            "the key rate",
            "consumer prices",
            "the inflation target",
            "mortgage costs",
            "the currency",
            "wage growth",
        ],
    ],
    [
        &[
            "the coalition",
            "opposition leader Ines Falk",
            "the speaker",
            "members of the upper house",
            "the election board",
            "a spokesman for the party",
        ],
        &[
            "in the assembly",
            "at a rally in Torvik",
            "during the late debate",
            "in the northern districts",
            "outside the court",
            "on public radio",
        ],
        &[
            "the electoral law",
            "the vote of confidence",
            "a recount",
            "the budget bill",
            "the coalition pact",
            "the postal ballots",
        ],
    ],
    [
        &[
            "striker Odile Brandt",
            "coach Renzo Vale",
            "the visiting side",
            "the home crowd",
            "the league's referee",
            "the captain",
        ],
        &[
            "at the harbour stadium",
            "in extra time",
            "after the break",
            "in the second leg",
            "under floodlights",
            "on a wet pitch",
        ],
        &[
            "the equaliser",
            "a late penalty",
            "the title race",
            "the injured knee",
            "a contract until summer",
            "the third goal",
        ],
    ],
    [
        &[
            "the shipping line",
            "the port's management",
            "dockworkers",
            "the seafarers' union",
            "an insurer in Meerhaven",
            "captain Jonas Lund",
        ],
        &[
            "in the strait",
            "at berth nine",
            "off the eastern cape",
            "in international waters",
            "at the container terminal",
            "on the quay",
        ],
        &[
            "the damaged hull",
            "a cargo of grain",
            "the salvage tug",
            "the new tariff",
            "the picket line",
            "the oil slick",
        ],
    ],
    [
        &[
            "researchers at the institute",
            "professor Tamsin Grey",
            "the ethics board",
            "volunteers in the trial",
            "the health agency",
            "doctors in four clinics",
        ],
        &[
            "in a new study",
            "at the congress",
            "in laboratory tests",
            "over eleven years",
            "among older patients",
            "in the control group",
        ],
        &[
            "the vaccine",
            "a protein in the blood",
            "the side effects",
            "the dosage",
            "the second trial",
            "a cheaper test",
        ],
    ],
    [
        &[
            "the railway",
            "commuters",
            "the transport minister",
            "drivers on the coastal line",
            "the accident inquiry",
            "an operator of night trains",
        ],
        &[
            "at the junction",
            "between Aldern and Croy",
            "in the tunnel",
            "on platform two",
            "in the signal box",
            "during rush hour",
        ],
        &[
            "the delayed timetable",
            "a faulty axle",
            "the fares",
            "the new carriages",
            "the brake test",
            "a replacement bus",
        ],
    ],
    [
        &[
            "the museum",
            "curator Pavel Ister",
            "heirs of the painter",
            "an auction house",
            "the culture council",
            "restorers",
        ],
        &[
            "in the east wing",
            "at the opening",
            "in a vault",
            "from a private estate",
            "for the first time since the war",
            "in the archive",
        ],
        &[
            "a lost altar piece",
            "the forged signature",
            "the loan",
            "the collection's catalogue",
            "a small self-portrait",
            "the ticket price",
        ],
    ],
];

const DID: [&str; 24] = [
    "has warned of",
    "is to decide on",
    "gave no figures for",
    "had long demanded",
    "defended",
    "called into question",
    "will present a plan for",
    "spoke against",
    "expects little from",
    "was surprised by",
    "has postponed",
    "wants to pay for",
    "refused to comment on",
    "agreed to talks about",
    "put an end to",
    "counts on",
    "blamed others for",
    "showed",
    "has lost patience with",
    "is said to have sold",
    "took a close look at",
    "hopes for",
    "confirmed",
    "denied any part in",
];

const HOW: [&str; 20] = [
    "after weeks of silence",
    "with a narrow majority",
    "against the advice of experts",
    "for the third time this year",
    "to the relief of many",
    "despite heavy criticism",
    "at a cost of millions",
    "without giving a reason",
    "much later than planned",
    "as had been feared",
    "under growing pressure",
    "by a show of hands",
    "in writing",
    "with visible unease",
    "because time was short",
    "for reasons of safety",
    "in spite of the rain",
    "on the same terms as before",
    "to general applause",
    "until further notice",
];

const AND: [&str; 12] = [
    "while",
    "although",
    "because",
    "and",
    "but",
    "so that",
    "as",
    "since",
    "before",
    "whereas",
    "even though",
    "after",
];

const SAID: [&str; 10] = [
    "said",
    "told reporters",
    "wrote",
    "added",
    "recalled",
    "said on Monday",
    "said late on Friday",
    "explained",
    "replied",
    "conceded",
];

const LEADS: [&str; 6] = [
    "What happened",
    "It is the talk of the week",
    "Here is what we know so far",
    "Our readers ask",
    "A look at the facts",
    "Once more",
];

/// Splitmix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).expect("it is below a usize")
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }
}

pub(crate) struct Agency {
    random: Random,
    headlines: u32,
}

impl Agency {
    pub(crate) fn new(seed: u64) -> Self {
        Self { random: Random(seed), headlines: 0 }
    }

    /// A text of its own, of 10 to 45 sentences.
    pub(crate) fn text(&mut self) -> String {
        let (topic, sentences) = (self.random.below(TOPICS.len()), 10 + self.random.below(36));
        self.sentences(topic, sentences).join(" ")
    }

    /// Everything that is printed, in a random order.
    pub(crate) fn edition(&mut self) -> Vec<Printed> {
        let mut printed = Vec::new();
        for story in 0..TEXTS {
            let topic = self.random.below(TOPICS.len());
            let sentences = 10 + self.random.below(36);
            let text = self.sentences(topic, sentences);
            for copy in 0..=self.random.below(5) {
                let changed = if copy == 0 { text.clone() } else { self.changed(topic, &text) };
                let kind = if copy == 0 { "as the agency sent it" } else { "as a paper prints it" };
                printed.push(self.printed(story, kind, None, changed.join(" ")));
            }
        }
        let mut story = TEXTS;
        for site in 0..SITES {
            let topic = self.random.below(TOPICS.len());
            let length = 4 + self.random.below(3);
            let furniture = self.sentences(topic, length).join(" ");
            for _ in 0..OF_A_SITE {
                let length = 14 + self.random.below(20);
                let text = self.sentences(topic, length).join(" ");
                let text = format!("{text} {furniture}");
                printed.push(self.printed(story, "with shared furniture", Some(site.into()), text));
                story += 1;
            }
        }
        for _ in 0..QUOTATIONS {
            let topic = self.random.below(TOPICS.len());
            let length = 12 + self.random.below(30);
            // A third of the text is quoted, or less.
            let quoted = 3 + self.random.below(length / 2 - 2);
            let quotation = self.sentences(topic, quoted);
            for _ in 0..2 {
                let mut text = self.sentences(topic, length);
                let at = self.random.below(length);
                text.splice(at..at, quotation.clone());
                printed.push(self.printed(story, "with a quotation", None, text.join(" ")));
                story += 1;
            }
        }
        for at in (1..printed.len()).rev() {
            let other = self.random.below(at + 1);
            printed.swap(at, other);
        }
        printed
    }

    fn printed(
        &mut self,
        story: u32,
        kind: &'static str,
        site: Option<u64>,
        text: String,
    ) -> Printed {
        self.headlines += 1;
        let headline = self.headlines;
        Printed { story, kind, source: site.unwrap_or(1_000 + u64::from(headline)), headline, text }
    }

    /// What a paper makes of it: a lead of its own, the end cut off, words put otherwise, another credit.
    fn changed(&mut self, topic: usize, text: &[String]) -> Vec<String> {
        let mut text = text.to_vec();
        if self.random.below(2) == 0 {
            // At least half of it stays.
            let kept = text.len().div_ceil(2);
            text.truncate(kept + self.random.below(text.len() - kept + 1));
        }
        if self.random.below(3) > 0 {
            // Of 100 words up to three are others.
            let every = 33 + self.random.below(100);
            for sentence in &mut text {
                let words = sentence.split(' ').map(|word| match self.random.below(every) {
                    0 => "however".to_owned(),
                    _ => word.to_owned(),
                });
                *sentence = words.collect::<Vec<_>>().join(" ");
            }
        }
        if self.random.below(2) == 0 {
            let lead = 1 + self.random.below(3.min(text.len() / 5));
            let mut lead = self.sentences(topic, lead);
            lead.insert(0, format!("{}:", self.random.pick(&LEADS)));
            text.splice(0..0, lead);
        }
        if self.random.below(2) == 0 {
            let from = self.random.below(900);
            text.push(format!("With material from desk {from} and agencies, edited by staff."));
        }
        text
    }

    fn sentences(&mut self, topic: usize, count: usize) -> Vec<String> {
        (0..count).map(|_| self.sentence(topic)).collect()
    }

    fn sentence(&mut self, topic: usize) -> String {
        let [who, whither, what] = TOPICS[topic];
        let random = &mut self.random;
        let number = random.below(97) + 3;
        let clause = |random: &mut Random| {
            format!("{} {} {}", random.pick(who), random.pick(&DID), random.pick(what))
        };
        match random.below(7) {
            0 => format!("{} {}.", clause(random), random.pick(&HOW)),
            1 => format!("{} {} {}.", clause(random), random.pick(whither), random.pick(&HOW)),
            2 => format!("{}, {} {}.", clause(random), random.pick(&AND), clause(random)),
            3 => format!("\"{}\", {} {}.", clause(random), random.pick(who), random.pick(&SAID)),
            4 => format!(
                "Some {number} people {} were affected, {} {}.",
                random.pick(whither),
                random.pick(who),
                random.pick(&SAID)
            ),
            5 => format!(
                "{} {}, {} {}.",
                random.pick(&HOW),
                clause(random),
                random.pick(&AND),
                clause(random)
            ),
            _ => format!(
                "{number} per cent of {} {} {}.",
                random.pick(what),
                random.pick(&DID),
                random.pick(what)
            ),
        }
    }
}

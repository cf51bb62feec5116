//! Keeps or drops leaves by what was learnt from pages whose text is known.
//!
//! The rules come first; the model sees what they say. Always: exact verdicts (the headline, what is repeated)
//! stay; a page that the model would leave without text stays as the rules have it. Never: a verdict on what is
//! far outside of the article.

use std::sync::LazyLock;

use super::features::Scene;
use super::labels::families::Families;
use super::leaves::{Leaf, Why};
use super::metadata::bylines;
use super::page::Page;
use super::prune::sections;
use super::prune::{Kept, Known};
use super::training::{Line, Sample};
use super::wording;

/// The trees that were learnt: see its head, and `train/`.
const TABLE: &str = include_str!("model.table");

static SHIPPED: LazyLock<Model> =
    LazyLock::new(|| Model::read(TABLE).expect("the table that is compiled in can be read"));

/// From this score on a leaf is kept though its words or its markup say that it is furniture.
const SURE: f32 = 0.8;

/// On a page with fewer leaves in question the rules decide: there is too little beside a leaf to judge by.
const FEW: usize = 6;

/// On a page with fewer, what the rules drop stays out.
const SOME: usize = 12;

/// A sum of decision trees over the features of a leaf.
#[derive(Debug)]
pub struct Model {
    /// A leaf is kept from this score on.
    threshold: f32,
    features: Vec<String>,
    /// The tests of all trees, by feature, in the order of what the feature is compared with.
    tests: Vec<Vec<Test>>,
    /// Where each tree's ends begin.
    trees: Vec<usize>,
    /// The values of all ends.
    values: Vec<f32>,
}

/// A fork of a tree: the branch below is for a feature of at most `at`.
#[derive(Debug, Clone, Copy)]
struct Test {
    at: f32,
    tree: u16,
    /// The ends of the tree that are outside of the branch below, a bit each.
    above: u32,
}

impl Model {
    /// The one that is compiled in.
    pub(super) fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// Reads a table; `None` if it is none.
    ///
    /// Lines: `# …`, `features NAME…`, `threshold SCORE`, `tree NODE…`. A tree's nodes stand in order, a node
    /// before its branches, the lower branch first: `FEATURE<VALUE`, or `=VALUE` at a branch's end. A tree has at most
    /// 32 ends.
    #[doc(hidden)]
    pub fn read(table: &str) -> Option<Self> {
        let mut model = Self {
            threshold: 0.5,
            features: Vec::new(),
            tests: Vec::new(),
            trees: Vec::new(),
            values: Vec::new(),
        };
        for line in table.lines().filter(|line| !line.starts_with('#')) {
            let mut words = line.split(' ');
            match words.next()? {
                "features" => {
                    model.features = words.map(str::to_owned).collect();
                    model.tests.resize(model.features.len(), Vec::new());
                }
                "threshold" => model.threshold = words.next()?.parse().ok()?,
                "tree" => model.tree(words)?,
                _ => return None,
            }
        }
        for tests in &mut model.tests {
            tests.sort_by(|one, other| one.at.total_cmp(&other.at));
        }
        Some(model)
    }

    fn tree<'t>(&mut self, nodes: impl Iterator<Item = &'t str>) -> Option<()> {
        let tree = u16::try_from(self.trees.len()).ok()?;
        self.trees.push(self.values.len());
        // Forks whose upper branch has not begun, each with the first end of the lower one.
        let mut open: Vec<(usize, f32, u32)> = Vec::new();
        let mut ends = 0;
        // Branches that have not begun.
        let mut left = 1_usize;
        for node in nodes {
            left = left.checked_sub(1)?;
            if let Some(value) = node.strip_prefix('=') {
                self.values.push(value.parse().ok()?);
                ends += 1;
                if let Some((feature, at, first)) = open.pop() {
                    let above = u32::MAX.checked_shl(ends)? | !(u32::MAX << first);
                    self.tests[feature].push(Test { at, tree, above });
                }
            } else {
                let (feature, value) = node.split_once('<')?;
                let feature = feature.parse().ok().filter(|at| *at < self.features.len())?;
                open.push((feature, value.parse().ok()?, ends));
                left += 2;
            }
        }
        (left == 0).then_some(())
    }

    /// How likely a leaf with these features is part of the article, 0 to 1; `open` is room to work in.
    ///
    /// All trees are read at once, feature by feature, without a jump that depends on another: a test that fails
    /// closes the ends in the branch below it, and where a tree leads is the first of its ends that stays open
    /// (Lucchese et al., "`QuickScorer`", 2015).
    fn score(&self, row: &[f32], open: &mut Vec<u32>) -> f32 {
        open.clear();
        open.resize(self.trees.len(), u32::MAX);
        for (value, tests) in row.iter().zip(&self.tests) {
            for test in tests.iter().take_while(|test| *value > test.at) {
                open[usize::from(test.tree)] &= test.above;
            }
        }
        let mut sum = 0.0;
        for (first, open) in self.trees.iter().zip(open) {
            sum += self.values[first + open.trailing_zeros() as usize];
        }
        1.0 / (1.0 + (-sum).exp())
    }

    /// Judges the leaves in question, and writes down what it makes of them.
    pub(super) fn judge(
        &self,
        page: &Page<'_>,
        leaves: &mut [Leaf],
        prose: &[u32],
        known: &Known<'_>,
        kept: &mut Kept,
    ) {
        let scene = Scene::new(page, leaves, prose, known);
        let mut row = Vec::with_capacity(self.features.len());
        let mut open = Vec::new();
        let scores: Vec<(usize, f32)> = asked(leaves, kept)
            .map(|at| {
                row.clear();
                scene.row(at, &mut row);
                (at, self.score(&row, &mut open))
            })
            .collect();
        let (few, some) = (scores.len() < FEW, scores.len() < SOME);
        let keeps = |leaf: &Leaf, score: f32| match leaf.verdict {
            None => few || leaf.preformatted(page).is_some() || score >= self.threshold,
            Some(_) if some => false,
            Some(Why::Wording | Why::Furniture | Why::Links) => score >= SURE,
            Some(Why::Outside) if leaf.above.any(Families::FURNITURE) => score >= SURE,
            Some(_) => score >= self.threshold,
        };
        let rules: Vec<Option<Why>> = leaves.iter().map(|leaf| leaf.verdict).collect();
        for (at, score) in scores {
            let keep = keeps(&leaves[at], score);
            let leaf = &mut leaves[at];
            leaf.score = Some(score);
            if keep {
                leaf.verdict = None;
            } else {
                leaf.verdict.get_or_insert(Why::Model);
            }
        }
        keep_headings(leaves);
        sections::empty(leaves);
        // Headings alone go with the text that they headed.
        if leaves.iter().all(|leaf| leaf.verdict.is_some()) {
            for (leaf, verdict) in leaves.iter_mut().zip(rules) {
                leaf.verdict = verdict;
            }
            sections::empty(leaves);
        }
        kept.leaves = (0..leaves.len()).filter(|&at| leaves[at].verdict.is_none()).collect();
    }
}

/// A heading is as sure as what it stands right above.
fn keep_headings(leaves: &mut [Leaf]) {
    for at in (1..leaves.len()).rev() {
        let [.., heading, below] = &mut leaves[..=at] else { return };
        let is_text = below.verdict.is_none() && !below.tag.is_heading();
        if heading.tag.is_heading() && heading.verdict == Some(Why::Model) && is_text {
            heading.verdict = None;
        }
    }
}

/// The leaves that the model is asked about: those that the rules keep, and of the others those that hold words of
/// their own. An agency's signature and what follows it have gone to the byline.
fn asked(leaves: &[Leaf], kept: &Kept) -> impl Iterator<Item = usize> {
    let end = kept.signed.unwrap_or(leaves.len());
    (0..leaves.len()).filter(move |&at| {
        let leaf = &leaves[at];
        // What is cheap to tell is asked first: most leaves of most pages are short.
        let may_be_text = match leaf.verdict {
            None => return true,
            Some(Why::Title | Why::Caption | Why::Repeated | Why::Standing | Why::Model) => false,
            Some(Why::Furniture) if leaf.above.any(Families::HIDDEN) => false,
            Some(Why::Outside) => {
                leaf.plain() >= 60 && leaf.stops > 0 && leaf.linked * 5 < leaf.chars * 2
            }
            Some(_) => leaf.plain() >= 20 && leaf.linked * 2 <= leaf.chars,
        };
        may_be_text && at < end && !is_furniture(leaf)
    })
}

/// Its words alone say that it is no text.
fn is_furniture(leaf: &Leaf) -> bool {
    wording::is_exact(&leaf.text)
        || leaf.chars <= bylines::LONGEST && bylines::is_bare(&leaf.text)
        || leaf.verdict == Some(Why::Wording)
            && (wording::tells_of_cookies(&leaf.text) || wording::is_note_of_house(leaf))
}

/// Writes down all that the model would be told of the leaves.
pub(super) fn sample(
    page: &Page<'_>,
    leaves: &[Leaf],
    prose: &[u32],
    known: &Known<'_>,
    kept: &Kept,
    into: &mut Sample,
) {
    let scene = Scene::new(page, leaves, prose, known);
    into.leaves = leaves
        .iter()
        .map(|leaf| Line { text: leaf.text.clone(), kept: leaf.verdict.is_none(), row: Vec::new() })
        .collect();
    for at in asked(leaves, kept) {
        if into.names.is_empty() {
            scene.row(at, &mut into.names);
        }
        scene.row(at, &mut into.leaves[at].row);
    }
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::Model;
    use crate::extract::{Asked, Hints, read, training};

    /// The text of a page as this table judges it.
    fn judged(page: &str, trees: &str) -> String {
        let features = Model::shipped().features.join(" ");
        let table = format!("features {features}\nthreshold 0.5\n{trees}");
        let model = Model::read(&table).expect("a table");
        let url = Url::parse("https://example.org/a").expect("a valid address");
        let asked = Asked { model: &model, ..Asked::default() };
        read(page, &url, &Hints::default(), asked).expect("an article").body.to_text()
    }

    #[test]
    fn the_table_is_made_for_the_features_that_are_told() {
        let url = Url::parse("https://example.org/a").expect("a valid address");
        let page = "<html><body><p>One line, and no more of it.</p></body></html>";
        let sample = training::sample(page, &url);
        assert_eq!(sample.names, Model::shipped().features);
    }

    #[test]
    fn a_tree_leads_where_its_table_says() {
        let tree = "features a b\ntree 0<1 1<2 =-9 =9 =3\ntree =1";
        let model = Model::read(tree).expect("a table");
        let sum = |row: [f32; 2]| {
            let score = model.score(&row, &mut Vec::new());
            (score / (1.0 - score)).ln().round()
        };
        let sums = [sum([1.0, 2.0]), sum([1.0, 2.5]), sum([1.5, 0.0])];
        assert_eq!(sums.map(f32::to_bits), [-8.0_f32, 10.0, 4.0].map(f32::to_bits));
    }

    #[test]
    fn a_page_of_which_only_headings_would_be_left_stays_as_the_rules_have_it() {
        // What is short is kept.
        let trees = "tree 0<60 =9 =-9";
        let line = "<p>The old ferry crossed the sound again on Monday, forty years after it was sold, as number ";
        let lines =
            ["1.</p>", "2.</p>", "3.</p>", "4.</p>", "5.</p>", "6.</p>", "7.</p>", "8.</p>"]
                .map(|end| line.to_owned() + end)
                .concat();
        let page =
            format!("<html><body><article><h2>The ferry</h2>{lines}</article></body></html>");
        let text = judged(&page, trees);
        assert!(text.ends_with("as number 8."), "{text}");
    }

    #[test]
    fn a_heading_stays_with_the_text_right_under_it() {
        // What is long is kept.
        let trees = "tree 0<60 =-9 =9";
        let line = "<p>The old ferry crossed the sound again on Monday, forty years after it was sold, as number 7.</p>";
        let page = format!(
            "<html><body><article><h2>The bell</h2>{line}{}<h2>The box</h2><p>A box.</p></article></body></html>",
            (0..8).map(|at| line.replace('7', &at.to_string())).collect::<String>()
        );
        let text = judged(&page, trees);
        assert!(text.contains("The bell") && !text.contains("The box"), "{text}");
    }

    #[test]
    fn what_is_no_table_is_refused() {
        for table in [
            "tree 0<1 =1 =2",
            "features a\ntree 0<1 =1",
            "features a\ntree =1 =2",
            "features a\ntree",
            "words",
        ] {
            assert!(Model::read(table).is_none(), "{table}");
        }
    }

    #[test]
    fn a_tree_of_so_many_ends_and_no_more_is_read() {
        // Each fork has an end below it: the ends are as many as the forks, and one.
        let table = |forks: usize| {
            let below = (0..forks).map(|at| format!(" 0<{at} ={at}")).collect::<Vec<_>>().concat();
            format!("features a\ntree{below} ={forks}")
        };
        let model = Model::read(&table(31)).expect("a table");
        for at in [0_u8, 1, 30, 31] {
            let sum = model.score(&[f32::from(at)], &mut Vec::new());
            assert_eq!(sum.to_bits(), (1.0 / (1.0 + (-f32::from(at)).exp())).to_bits(), "{at}");
        }
        assert!(Model::read(&table(32)).is_none());
    }

    #[test]
    fn replies_are_no_part_of_a_post_for_a_score_that_would_do_beside_it() {
        let says = |who: usize| {
            format!(
                "It rained on the day that {who} of us went there. Nobody came, and so we went home."
            )
        };
        let post = |kind: &str, text: &str| {
            format!("<div class=\"topic-body\" {kind}><div itemprop=\"text\">{text}</div></div>")
        };
        let paragraphs: Vec<String> = (100..116).map(says).collect();
        let text = format!("<p>{}</p>", paragraphs.join("</p><p>"));
        let page = |kind: &str| {
            let replies: String =
                (200..204).map(|who| post(kind, &format!("<p>{}</p>", says(who)))).collect();
            format!(
                "<html><body><div><h1>Rain</h1>{}{replies}</div></body></html>",
                post("", &text)
            )
        };
        let likely = "tree =0.4";
        let found = judged(&page("itemprop=\"comment\""), likely);
        assert!(found.contains("115 of us") && !found.contains("201 of us"), "{found}");
        assert!(judged(&page(""), likely).contains("201 of us"));
    }
}

//! The line that closes an agency's report: initials and agencies, e.g. `ls/se (Reuters, AFP)`.
//!
//! Never: a sentence. Every part of the line must be initials or an agency.

/// News agencies by the names that they sign with.
const AGENCIES: &[&str] = &[
    "Reuters",
    "AFP",
    "AP",
    "dpa",
    "EFE",
    "ANSA",
    "KNA",
    "epd",
    "SID",
    "Xinhua",
    "TASS",
    "Interfax",
    "Kyodo",
    "Yonhap",
    "PTI",
    "ANI",
    "IANS",
    "Anadolu",
    "Bloomberg",
    "APA",
    "SDA",
    "ATS",
    "Belga",
    "ANP",
    "NTB",
    "TT",
    "Ritzau",
    "PAP",
    "ČTK",
    "CTK",
    "MTI",
    "Lusa",
    "UPI",
    "CNA",
    "AAP",
    "Antara",
    "Bernama",
    "Ukrinform",
    "Unian",
    "RIA",
    "AGERPRES",
    "Mediafax",
    "HINA",
    "BTA",
    "STA",
    "Tanjug",
    "FENA",
    "TASR",
    "LETA",
    "BNS",
    "STT",
    "ANKA",
    "Petra",
    "WAFA",
    "SPA",
    "MENA",
    "IRNA",
    "ISNA",
    "NAN",
    "Sputnik",
    "JTA",
    "CP",
    "dpa-AFX",
    "AWP",
    "DPA",
    "EPD",
    "rtr",
    "PA",
    "Europa Press",
    "Press Association",
    "PA Media",
    "Associated Press",
    "Agence France-Presse",
    "Deutsche Presse-Agentur",
    "共同",
    "時事",
    "新华社",
    "中新社",
    "연합뉴스",
];

/// The longest line that can be one, in bytes.
const MAX_LENGTH: usize = 90;
/// The longest place and day of a dateline, in bytes.
const MAX_PLACE: usize = 60;

/// A closing line's agencies; `None` if the line is something else.
pub(in crate::extract) fn agencies(line: &str) -> Option<Vec<String>> {
    if line.len() > MAX_LENGTH {
        return None;
    }
    let mut found: Vec<String> = Vec::new();
    let mut initials = 0;
    for part in line
        .split(['/', ',', '(', ')', '（', '）', '、', '[', ']', '|', ';', '–', '—', '*'])
        .map(|part| part.trim().trim_end_matches('.'))
        .filter(|part| !part.is_empty())
    {
        if let Some(agency) = agency(part) {
            if !found.iter().any(|known| known == agency) {
                found.push(agency.to_owned());
            }
            continue;
        }
        for word in part.split_whitespace() {
            if let Some(agency) = agency(word) {
                if !found.iter().any(|known| known == agency) {
                    found.push(agency.to_owned());
                }
            } else if is_initials(word) {
                initials += 1;
            } else if !matches!(
                word.to_lowercase().as_str(),
                "with"
                    | "mit"
                    | "and"
                    | "und"
                    | "via"
                    | "et"
                    | "y"
                    | "con"
                    | "avec"
                    | "/"
                    | "&"
                    | "met"
                    | "från"
                    | "news"
                    | "agencies"
                    | "agenturen"
                    | "agences"
                    | "agencias"
                    | "agenzie"
            ) {
                return None;
            }
        }
    }
    let signed = !found.is_empty() || initials > 0 && line.contains('/') && !line.contains(' ');
    signed.then_some(found)
}

/// The agencies that a report credits: in the line that signs it, in the dateline of its first lines, or as its author.
pub(in crate::extract) fn credited<'a>(
    byline: Option<&str>,
    mut first: impl Iterator<Item = &'a str>,
    authors: &[String],
) -> Vec<String> {
    let signed = byline.and_then(agencies);
    let mut found = signed.or_else(|| first.find_map(of_dateline)).unwrap_or_default();
    for agency in authors.iter().filter_map(|name| agency(name)) {
        if !found.iter().any(|known| known == agency) {
            found.push(agency.to_owned());
        }
    }
    found
}

/// `KYIV (Reuters) - …`, `Berlin, 5. Mai (dpa/AFP) – …`.
fn of_dateline(text: &str) -> Option<Vec<String>> {
    let (place, rest) = text.split_once('(').filter(|(place, _)| place.len() <= MAX_PLACE)?;
    let (inside, after) = rest.split_once(')')?;
    let is_dateline = after.trim_start().starts_with(['-', '–', '—']) && !place.contains(". ");
    agencies(inside).filter(|found| is_dateline && !found.is_empty())
}

/// It is the name of a news agency.
pub(in crate::extract) fn is_agency(name: &str) -> bool {
    agency(name).is_some()
}

fn agency(name: &str) -> Option<&'static str> {
    AGENCIES
        .iter()
        .find(|agency| **agency == name || name.len() > 3 && agency.eq_ignore_ascii_case(name))
        .copied()
}

/// One to four letters, lower-case or with a capital: `ls`, `se`, `rc`, `wmr`.
fn is_initials(word: &str) -> bool {
    word.chars().count() <= 4 && word.chars().all(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::{agencies, credited};

    #[test]
    fn a_signing_line_is_told_from_a_sentence() {
        assert_eq!(agencies("ls/se (Reuters, AFP)"), Some(vec!["Reuters".into(), "AFP".into()]));
        assert_eq!(agencies("(AP)"), Some(vec!["AP".into()]));
        assert_eq!(agencies("kle/wa (dpa, afp)").map(|found| found.len()), Some(1));
        assert_eq!(agencies("It was so (Reuters said)"), None);
        assert_eq!(agencies("The end."), None);
    }

    #[test]
    fn a_report_credits_agencies_where_it_is_signed_dated_or_authored() {
        let credits = |byline, first: &[&str], authors: &[&str]| {
            let authors: Vec<String> = authors.iter().map(ToString::to_string).collect();
            credited(byline, first.iter().copied(), &authors).join(", ")
        };
        assert_eq!(
            credits(Some("ls/se (Reuters, AFP)"), &["KYIV (AP) - It was so."], &[]),
            "Reuters, AFP"
        );
        assert_eq!(
            credits(None, &["What it is about", "KYIV (Reuters) - It was so."], &[]),
            "Reuters"
        );
        assert_eq!(credits(None, &["Berlin, 5 May (dpa/AFP) – It was so."], &["dpa"]), "dpa, AFP");
        assert_eq!(credits(None, &["It was so (AP said) - and so on."], &["Ada Lund", "AP"]), "AP");
        assert_eq!(
            credits(None, &["The accord (AP) was signed.", "It was so. Then (AP) - on."], &[]),
            ""
        );
    }

    #[test]
    fn agencies_are_told_as_many_languages_sign() {
        for (line, signed) in [
            ("(Reuters)", &["Reuters"][..]),
            ("AFP/dpa", &["AFP", "dpa"]),
            ("Mit dpa", &["dpa"]),
            ("avec AFP et Reuters", &["AFP", "Reuters"]),
            ("con EFE y AP", &["EFE", "AP"]),
            ("(ANSA).", &["ANSA"]),
            ("sdk/rc (AP, Reuters)", &["AP", "Reuters"]),
            ("Europa Press", &["Europa Press"]),
            ("[연합뉴스]", &["연합뉴스"]),
            ("（共同）", &["共同"]),
        ] {
            assert_eq!(
                agencies(line).as_deref(),
                Some(&signed.iter().map(|&s| s.to_owned()).collect::<Vec<_>>()[..]),
                "{line}"
            );
        }
        assert_eq!(agencies("He works for AFP in Paris"), None);
    }
}

//! What dates are written with: names of months and digits, in many languages.

use std::borrow::Cow;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// Where the ten digits of each script begin.
const DIGITS: &[u32] = &[
    0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0x17e0,
    0xff10,
];

/// Beginnings of the months' names, lower-case; the longest that fits decides.
const MONTHS: [&str; 12] = [
    "jan|ene|gen|ian|янв|січ|sty|oca|led|ιαν|sij|tammi|يناير|كانون الثاني|janv|जनवरी|জানুয়ারি|ינואר|ژانویه|jaan|saus|มกรา|ม.ค|جنوری|ஜனவரி|జనవరి|ಜನವರಿ|ജനുവരി|જાન્યુઆરી|იან|հունվ|jän|јан|яну|студз|қаңтар|urtar|eanái|ionaw|جانفي|জানু|जानेवारी|yanv|xanei|tháng giêng|tháng một|xan",
    "feb|fev|fév|фев|лют|lut|şub|úno|φεβ|velj|helmi|فبراير|شباط|févr|फरवरी|ফেব্রুয়ারি|פברואר|veeb|vasar|shkurt|กุมภา|ก.พ|فروری|فوریه|பிப்ரவரி|ఫిబ్రవరి|ಫೆಬ್ರವರಿ|ഫെബ്രുവരി|ફેબ્રુઆરી|თებ|փետր|феб|ақпан|otsail|feabh|chwef|فيفري|ফেব্রু|फेब्रु|फ़र|फ़र|pebr|tháng hai",
    "mar|mär|már|mrt|maa|мар|бер|bře|μαρ|μάρ|ožu|مارس|آذار|मार्च|মার্চ|מרץ|kovo|machi|มีนา|มี.ค|مارچ|மார்ச்|మార్చి|ಮಾರ್ಚ್|മാർച്ച്|માર્ચ|მარ|մարտ|mrz|сакав|наурыз|maw|tháng ba|מרס",
    "apr|avr|abr|апр|кві|kwi|nis|dub|απρ|tra|huhti|أبريل|نيسان|अप्रैल|এপ্রিল|אפריל|ápr|baland|prill|เมษา|เม.ย|اپریل|آوریل|ஏப்ரல்|ఏప్రిల్|ಏಪ್ರಿಲ್|ഏപ്രിൽ|એપ્રિલ|აპრ|ապր|красав|сәуір|apiril|aibre|ebrill|ابريل|إبريل|أفريل|افريل|एप्रिल|अप्रिल|tháng tư",
    "may|mai|mei|mag|maj|máj|май|мая|тра|kvě|μαι|μάι|μαΐ|μαϊ|svi|touko|مايو|أيار|मई|মে|מאי|gegu|maí|พฤษภา|พ.ค|مئی|مه|மே|మే|ಮೇ|മേയ്|મે|მაი|մայ|мај|маі|траўн|мамыр|bealt|ماي|tháng năm|mái",
    "jun|jún|giu|июн|чер|cze|haz|červn|červen|ιουν|ιούν|lip|kesä|يونيو|حزيران|juin|जून|জুন|יוני|birž|qershor|iun|jūn|юни|มิถุนา|มิ.ย|جون|ژوئن|ஜூன்|జూన్|ಜೂನ್|ജൂൺ|જૂન|ივნ|հունիս|јун|чэрв|маусым|ekain|meith|mehef|يونيه|جوان|जुन|juun|iyun|xuñ|hunyo|tháng sáu",
    "jul|júl|juil|lug|июл|лип|tem|červenc|ιουλ|ιούλ|srp|heinä|يوليو|تموز|जुलाई|জুলাই|יולי|lipca|lipiec|liep|korrik|iul|jūl|юли|กรกฎา|ก.ค|جولائی|ژوئیه|ஜூலை|జూలై|ಜುಲೈ|ജൂലൈ|જુલાઈ|ივლ|հուլ|јул|ліпен|srpnj|шілде|uztail|iúil|gorff|يوليه|جويلية|जुलै|జులై|juul|iyul|hulyo|tháng bảy|xul",
    "aug|agu|ago|aoû|авг|сер|sie|ağu|srpn|srpen|αυγ|αύγ|kol|elo|أغسطس|آب|août|अगस्त|আগস্ট|אוגוסט|rugp|gusht|avg|ágú|ogos|สิงหา|ส.ค|اگست|اوت|ஆகஸ்ட்|ఆగస్టు|ಆಗಸ್ಟ್|ഓഗസ്റ്റ്|ઓગસ્ટ|აგვ|օգոս|aout|жнів|жніў|тамыз|abuzt|lúnas|awst|اغسطس|أوت|آوت|غشت|ऑगस्ट|अगस्ट|অগস্ট|agt|avq|tháng tám",
    "sep|set|сен|вер|wrz|eyl|zář|σεπ|ruj|syys|سبتمبر|أيلول|सितंबर|সেপ্টেম্বর|ספטמבר|szept|rugs|shtator|กันยา|ก.ย|ستمبر|سپتامبر|செப்டம்பர்|సెప్టెంబర్|ಸೆಪ್ಟೆಂಬರ್|സെപ്റ്റംബർ|સપ્ટેમ્બર|სექ|սեպտ|сеп|қыркүйек|irail|meán fómhair|شتنبر|सितम|सप्ट|सेप्ट|sentya|tháng chín|सित",
    "oct|okt|ott|out|окт|жов|paź|eki|říj|οκτ|lis|loka|أكتوبر|تشرين الأول|अक्टूबर|অক্টোবর|אוקטובר|tetor|ตุลา|ต.ค|اکتوبر|اکتبر|அக்டோபர்|అక్టోబర్|ಅಕ್ಟೋಬರ್|ഒക്ടോബർ|ઓક્ટોબર|ოქტ|հոկտ|кастр|қазан|urri|deireadh fómhair|hydref|اكتوبر|تشرين الاول|अक्तू|ऑक्टो|अक्टो|tháng mười|spal",
    "nov|noi|ноя|ное|kas|νοε|νοέ|stu|marras|نوفمبر|تشرين الثاني|नवंबर|নভেম্বর|נובמבר|listopad|nën|nób|พฤศจิกา|พ.ย|نومبر|نوامبر|நவம்பர்|నవంబర్|ನವೆಂಬರ್|നവംബർ|નવેમ્બર|ნოე|նոյ|листоп|ліста|новем|қараша|azaro|samha|tachw|نونبر|नवम|नोव्हें|नोभे|noya|nobyem|nóv|tháng mười một|lapk",
    "dec|dez|dic|déc|дек|гру|gru|ara|pro|δεκ|joulu|ديسمبر|كانون الأول|दिसंबर|ডিসেম্বর|דצמבר|des|gruod|dhjetor|disember|ธันวา|ธ.ค|دسمبر|دسامبر|டிசம்பர்|డిసెంబర్|ಡಿಸೆಂಬರ್|ഡിസംബർ|ડિસેમ્બર|დეკ|դեկ|дец|снеж|желтоқсан|abendu|nolla|rhagf|دجنبر|كانون الاول|दिसम|डिसें|डिसे|disy|tháng mười hai|dets",
];

/// Words that begin a month's name of several words.
pub(crate) const OF_WORDS: &[&str] = &["tháng", "كانون", "تشرين", "meán", "deireadh"];

/// Beginnings of names that are another month's in one language, or are no month's in most.
const OF_LANGUAGE: &[(&str, &[(&str, i16)])] = &[
    ("hr", &[("listopad", 10)]),
    ("bs", &[("listopad", 10)]),
    ("pl", &[("lip", 7), ("lis", 11)]),
    ("cs", &[("srp", 8), ("lis", 11)]),
    ("ms", &[("mac", 3)]),
    ("cy", &[("medi", 9)]),
    ("mr", &[("मे", 5)]),
    ("ne", &[("मे", 5)]),
];

/// The names by their first character: most words begin as none does.
static BY_FIRST: LazyLock<FxHashMap<char, Vec<(&str, i16)>>> = LazyLock::new(|| {
    let mut by_first: FxHashMap<char, Vec<(&str, i16)>> = FxHashMap::default();
    for (month, names) in (1..).zip(MONTHS) {
        for name in names.split('|') {
            let first = name.chars().next().unwrap_or_default();
            by_first.entry(first).or_default().push((name, month));
        }
    }
    by_first
});

/// The lower-case word begins as a month's name does.
pub(crate) fn is_month(word: &str) -> bool {
    month(word.trim().trim_end_matches(['.', ',']), "").is_some()
}

/// The month that a lower-case word names, in a language without its region; empty where it is not known.
pub(crate) fn month(word: &str, language: &str) -> Option<i16> {
    if word.chars().count() < 3 && word.is_ascii() {
        return None;
    }
    let own = OF_LANGUAGE.iter().find(|(of, _)| *of == language);
    let own = own.and_then(|(_, names)| names.iter().find(|(name, _)| word.starts_with(name)));
    if let Some((_, month)) = own {
        return Some(*month);
    }
    // "in May", as Hebrew writes it.
    let word = word.strip_prefix('ב').unwrap_or(word);
    let names = BY_FIRST.get(&word.chars().next()?)?;
    let longest = names.iter().filter(|(name, _)| word.starts_with(name));
    longest.max_by_key(|(name, _)| name.len()).map(|(_, month)| *month)
}

/// The value of a digit of any script.
fn value(c: char) -> Option<u32> {
    c.to_digit(10).or_else(|| {
        let start = DIGITS.iter().find(|&&start| (start..start + 10).contains(&u32::from(c)))?;
        Some(u32::from(c) - start)
    })
}

/// The text has a digit.
pub(crate) fn has_digit(text: &str) -> bool {
    text.bytes().any(|b| b.is_ascii_digit())
        || !text.is_ascii() && text.chars().any(|c| value(c).is_some())
}

/// What stands before the first digit.
pub(crate) fn before_digits(text: &str) -> &str {
    text.split(|c| value(c).is_some()).next().unwrap_or_default()
}

/// The text with the digits of all scripts as 0 to 9.
pub(crate) fn with_plain_digits(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || !text.chars().any(|c| !c.is_ascii() && value(c).is_some()) {
        return text.into();
    }
    text.chars().map(|c| value(c).and_then(|v| char::from_digit(v, 10)).unwrap_or(c)).collect()
}

//! What tells the day of a change from that of publishing: words before it, and marks.

use super::locale::Locale;
use crate::calendar::{before_digits, has_digit};
use crate::extract::PageDate;
use crate::extract::page::tag::Tag;
use crate::extract::page::{Node, Page};

/// A label before a date is no longer, in bytes.
const LABEL: usize = 40;

/// How many nodes before a date are looked at for its label.
const BEFORE: usize = 8;

/// What a page's own day is labelled with.
const LABELS: &[&str] = &[
    "date",
    "datum",
    "fecha",
    "data",
    "dato",
    "päiväys",
    "dátum",
    "дата",
    "ημερομηνία",
    "tarih",
    "ngày",
    "tanggal",
    "日付",
    "日期",
    "날짜",
    "التاريخ",
    "تاريخ",
    "תאריך",
    "दिनांक",
];

/// Parts of words that say that something was changed.
const CHANGES: &[&str] = &[
    "updat",
    "modif",
    "revis",
    "edited",
    "edité",
    "editiert",
    "aktuali",
    "actuali",
    "aggiorna",
    "güncel",
    "обновл",
    "обновен",
    "оновл",
    "atualiza",
    "bijgewerkt",
    "gewijzigd",
    "wijziging",
    "uppdater",
    "oppdater",
    "opdater",
    "päivitet",
    "更新",
    "수정",
    "업데이트",
    "mis à jour",
    "mise à jour",
    "diperbarui",
    "cập nhật",
    "ενημέρωσ",
    "ενημερώθ",
    "עודכן",
    "עדכון",
    "تحديث",
    "به‌روز",
    "بروز",
    "frissít",
    "ažurir",
    "আপডেট",
    "अपडेट",
    "reviewed",
    "geändert",
    "ändrad",
    "endret",
    "zmian",
    "zmien",
    "muokattu",
    "изменен",
    "posodob",
    "atnaujin",
    "atjaun",
    "uuend",
    "muudetud",
    "uppfær",
    "kemas kini",
    "kemaskini",
    "อัปเดต",
    "อัพเดท",
];

/// Parts of words that say that something was published.
const PUBLISHES: &[&str] = &[
    "publi",
    "veröffentlich",
    "erschienen",
    "erstellt",
    "posted",
    "created",
    "pubblic",
    "inserito",
    "опублик",
    "gepubliceerd",
    "udgivet",
    "publicer",
    "julkaistu",
    "opublikowan",
    "dodano",
    "yayın",
    "发布",
    "發布",
    "公開",
    "配信",
    "등록",
    "입력",
    "objavljen",
    "vydán",
    "megjelen",
    "avaldatud",
    "paskelbt",
    "đăng",
    "terbit",
    "tayang",
    "انتشار",
    "نشر",
    "פורסם",
    "প্রকাশ",
    "प्रकाशित",
    "creado",
    "δημοσ",
];

/// The day that a line tells, and whether it is that of a change: "Updated 9 May 2024, published 6 May 2024" tells both.
pub(super) fn told(line: &str, locale: Locale<'_>) -> Option<(PageDate, bool)> {
    if !says_change(line) {
        return Some((locale.parse(line)?, false));
    }
    let lower = line.to_lowercase();
    let behind = &lower[before_digits(&lower).len()..];
    let published = PUBLISHES.iter().filter_map(|word| behind.find(word)).min();
    let published = published.and_then(|at| locale.parse(&behind[at..]));
    published.map(|date| (date, false)).or_else(|| Some((locale.parse(line)?, true)))
}

/// A label that says no more than that a day follows.
pub(in crate::extract) fn names_day(label: &str) -> bool {
    LABELS.contains(&label.trim().trim_end_matches([':', '：']).to_lowercase().as_str())
}

/// What stands before the date speaks of publishing or of a change.
pub(in crate::extract) fn says_when(line: &str) -> bool {
    says(line, CHANGES) || says(line, PUBLISHES)
}

/// What stands before the date speaks of a change.
pub(super) fn says_change(line: &str) -> bool {
    says(line, CHANGES)
}

/// What stands before the date speaks of publishing.
pub(super) fn says_published(line: &str) -> bool {
    says(line, PUBLISHES)
}

/// What stands before the date holds one of these words.
fn says(line: &str, words: &[&str]) -> bool {
    let before = before_digits(line).to_lowercase();
    words.iter().any(|word| before.contains(word))
}

/// The text right before an element speaks of a change, be it in an element of its own: "Updated: `<time>`".
pub(super) fn follows_change(page: &Page<'_>, at: usize) -> bool {
    let mut before = page.nodes[..at].iter().rev().take(BEFORE);
    before.find(|node| node.tag == Tag::Text && node.chars > 0).is_some_and(|node| {
        let tail = node.text.trim_end();
        let tail = &tail[tail.ceil_char_boundary(tail.len().saturating_sub(LABEL))..];
        !has_digit(tail) && says_change(tail) && !says_published(tail)
    })
}

/// Marked as the day of a change, and not of publishing as well.
pub(super) fn is_changed(node: &Node<'_>) -> bool {
    let has = |words: &[&str]| {
        ["itemprop", "class"].iter().filter_map(|name| node.attr(name)).any(|value| {
            let value = value.to_lowercase();
            words.iter().any(|word| value.contains(word))
        })
    };
    has(&["modif", "updat"]) && !has(&["publi", "created"])
}

//! Dates as feeds write them, and how sure one is of each.

use super::*;

#[test]
fn dates_of_every_odd_form_are_read() {
    let cases = [
        ("Tue, 10 Jan 2023 10:00:00 GMT", "2023-01-10T10:00:00Z"),
        ("2020/1/10 14:33:00", "2020-01-10T14:33:00Z"),
        ("20200110143300", "2020-01-10T14:33:00Z"),
        ("14:33 10.01.2020", "2020-01-10T14:33:00Z"),
        ("2:33 PM, January 10 2020", "2020-01-10T14:33:00Z"),
        ("10pm, Jan 11 2020", "2020-01-11T22:00:00Z"),
        ("2020-01-10T14Z", "2020-01-10T14:00:00Z"),
        ("2020-01-10+01:00", "2020-01-09T23:00:00Z"),
        ("Fri, 10 Jan 2020 14:33:00 0000", "2020-01-10T14:33:00Z"),
        ("Fri, 10 Jan 2020 14:33:00 0100", "2020-01-10T13:33:00Z"),
        ("1578666780", "2020-01-10T14:33:00Z"),
        ("1578666780504", "2020-01-10T14:33:00Z"),
        ("2020年1月10日 14時33分", "2020-01-10T14:33:00Z"),
        ("2020年01月10日 下午2时33分08秒", "2020-01-10T14:33:08Z"),
        ("2020년 1월 10일 오후 2:33", "2020-01-10T14:33:00Z"),
        ("Fri, 10 Jan 2020 14:33:00 PKT", "2020-01-10T09:33:00Z"),
        ("2006-01-11 16:42:55 -0800", "2006-01-12T00:42:55Z"),
        ("2012-11-13T14:36:22", "2012-11-13T14:36:22Z"),
        ("2001-01-01T00:00+00:00", "2001-01-01T00:00:00Z"),
        ("2006-01-17T12:35:9+01:00", "2006-01-17T11:35:09Z"),
        ("Tue 11 Jan 2011 01:30:00 GMT", "2011-01-11T01:30:00Z"),
        ("Mon, 21 Jan 2008 8:56 am PST", "2008-01-21T16:56:00Z"),
        ("Sat, Dec 16 2023 02:02:33 PM", "2023-12-16T14:02:33Z"),
        ("Thurs, 13 July 2011 07:38:00 EDT", "2011-07-13T11:38:00Z"),
        ("Wed, 02 Oct 02 15:00:00 +0200", "2002-10-02T13:00:00Z"),
        ("Thu, 31 Dec 98 24:00:00 GMT", "1999-01-01T00:00:00Z"),
        ("2003-12-13T18:30:02.25Z", "2003-12-13T18:30:02Z"),
        ("20040105T14:05:06Z", "2004-01-05T14:05:06Z"),
        ("2004-01-05", "2004-01-05T00:00:00Z"),
        ("2004-05", "2004-05-01T00:00:00Z"),
        ("31.12.2019 23:59", "2019-12-31T23:59:00Z"),
        ("Di, 3. März 2020 08:15:00 MEZ", "2020-03-03T07:15:00Z"),
        ("mar. 11 févr. 2020 10:00 CET", "2020-02-11T09:00:00Z"),
        ("12 декабря 2021 09:00 +0300", "2021-12-12T06:00:00Z"),
        ("Wed Jan 11 20:00:00 2012", "2012-01-11T20:00:00Z"),
        ("Mon, 16 Nov 2020 12:00:00 GMT+0100", "2020-11-16T11:00:00Z"),
        ("Sun, 31 Dec 2017 23:59:60 Z", "2017-12-31T23:59:59Z"),
    ];
    for (date, moment) in cases {
        assert_eq!(parse_date(date).map(|date| date.at), at(moment), "{date}");
    }
}

#[test]
fn absurd_dates_are_left_out_without_a_panic() {
    for date in [
        "",
        "soon",
        "Mon, 30 Feb 2020 10:00:00 GMT",
        "99999-01-01T00:00:00Z",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "2020-13-01",
        "2020-01-01T25:00:00Z",
        "2020-01-01T10:99:00Z",
        "2101-01-01",
        "01/02/2020",
        "2020-01-01T10:00:00+99:99",
        "2020-01-01T10:00:00+99999999999",
        "éééé",
        "99999999999999999999",
        "1 2 3 4 5 6 7 8 9",
        "::::",
        "-----",
        "Jan",
        "10:00",
    ] {
        assert_eq!(parse_date(date), None, "{date}");
    }
}

/// The months in the languages of feeds.
const MONTHS: [(&str, &str); 30] = [
    ("de", "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"),
    ("fr", "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
    (
        "es",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    ),
    (
        "it",
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    ),
    (
        "pt",
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    ),
    ("ca", "gener febrer març abril maig juny juliol agost setembre octubre novembre desembre"),
    (
        "nl",
        "januari februari maart april mei juni juli augustus september oktober november december",
    ),
    ("sv", "januari februari mars april maj juni juli augusti september oktober november december"),
    ("nb", "januar februar mars april mai juni juli august september oktober november desember"),
    (
        "fi",
        "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta \
                syyskuuta lokakuuta marraskuuta joulukuuta",
    ),
    (
        "pl",
        "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    ),
    ("cs", "ledna února března dubna května června července srpna září října listopadu prosince"),
    ("sk", "január február marec apríl máj jún júl august september október november december"),
    (
        "hu",
        "január február március április május június július augusztus szeptember október november december",
    ),
    (
        "ro",
        "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
    ),
    ("tr", "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık"),
    (
        "id",
        "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
    ),
    ("ru", "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"),
    (
        "uk",
        "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    ),
    ("bg", "януари февруари март април май юни юли август септември октомври ноември декември"),
    (
        "el",
        "Ιανουαρίου Φεβρουαρίου Μαρτίου Απριλίου Μαΐου Ιουνίου Ιουλίου Αυγούστου Σεπτεμβρίου \
                Οκτωβρίου Νοεμβρίου Δεκεμβρίου",
    ),
    ("sr", "јануар фебруар март април мај јун јул август септембар октобар новембар децембар"),
    (
        "sl",
        "januarja februarja marca aprila maja junija julija avgusta septembra oktobra novembra decembra",
    ),
    (
        "et",
        "jaanuar veebruar märts aprill mai juuni juuli august september oktoober november detsember",
    ),
    (
        "lv",
        "janvāris februāris marts aprīlis maijs jūnijs jūlijs augusts septembris oktobris novembris decembris",
    ),
    (
        "lt",
        "sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio lapkričio gruodžio",
    ),
    ("is", "janúar febrúar mars apríl maí júní júlí ágúst september október nóvember desember"),
    ("he", "ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר"),
    ("hi", "जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर"),
    ("ar", "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر"),
];

#[test]
fn the_months_of_many_languages_are_known_by_their_names() {
    for (language, months) in MONTHS {
        for (month, number) in months.split_whitespace().zip(1..) {
            for text in
                [format!("7 {month} 2021 08:05 +0200"), format!("{month} 7, 2021 08:05 +0200")]
            {
                let read = parse_date(&text).map(|date| date.at);
                let moment = format!("2021-{number:02}-07T06:05:00Z");
                assert_eq!(read, at(&moment), "{language}: {text}");
            }
        }
    }
    for text in ["2021年3月7日 08:05 +0200", "2021년 3월 7일 08:05 +0200"] {
        assert_eq!(parse_date(text).map(|date| date.at), at("2021-03-07T06:05:00Z"), "{text}");
    }
}

#[test]
fn a_date_says_how_sure_it_is() {
    let cases = [
        ("Tue, 10 Jan 2023 10:00:00 GMT", Confidence::Exact),
        ("2023-01-10T10:00:00Z", Confidence::Exact),
        ("2023-01-10T10:00:00", Confidence::ZoneAssumed),
        ("10 Jan 2023 10:00 Nowhere", Confidence::ZoneAssumed),
        ("2023-01-10", Confidence::DayOnly),
        ("Tue, 10 Jan 2023", Confidence::DayOnly),
        ("2023-01", Confidence::Guessed),
        ("January 2023", Confidence::Guessed),
        ("2023", Confidence::Guessed),
    ];
    for (text, confidence) in cases {
        let entry = item(&format!("<pubDate>{text}</pubDate>"));
        assert_eq!(entry.confidence, Some(confidence), "{text}");
    }
    assert_eq!(item("<title>none</title>").confidence, None);
}

#[test]
fn a_letter_that_is_a_number_ends_no_reading_and_stops_none() {
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for text in ["2ᛰ&", "ᛰᛰᛰᛰ", "7 Ⅻ 2021", "7 March 2021 ᛰ 08:05 +0200"] {
            tell.send((text, parse_date(text).map(|date| date.at))).expect("somebody listens");
        }
    });
    let wait = std::time::Duration::from_mins(1);
    let found: Vec<_> = (0..4).map(|_| told.recv_timeout(wait).expect("a text was read")).collect();
    assert_eq!(found[0].1, None);
    assert_eq!(found[3].1, at("2021-03-07T06:05:00Z"));
}

//! Articles in scripts of all kinds, on pages with a site around them.

use super::site::{Words, comes_out};
use super::{page, paragraphs, read};

#[test]
fn from_right_to_left() {
    let arabic = Words {
        lang: "ar",
        menu: ["الرئيسية", "العالم", "رياضة"],
        share: "شارك هذا المقال",
        related: "مواضيع ذات صلة",
        teasers: ["الجسر الذي لم يُبنَ", "ما يتذكره الجليد", "عشرة موانئ تستحق الزيارة"],
        comments: "التعليقات",
        letter: "اشترك في النشرة البريدية",
        rights: "جميع الحقوق محفوظة",
    };
    comes_out(
        &arabic,
        "العبّارة التي عادت",
        &[
            "عادت العبّارة القديمة إلى المضيق يوم الاثنين، بعد أربعين عاماً من بيعها، ووقف نصف سكان الجزيرة على الرصيف لمشاهدتها وهي تدخل الميناء.",
            "وقال مدير الميناء إن أحداً لم يصدق أنها ستطفو من جديد، وكان قد احتفظ بجرسها في مكتبه طوال هذه السنين، فقرعه عند وصولها.",
            "وستبحر مرتين في اليوم حتى الخريف، كما قالت الشركة، ثم يقرر المجلس ما سيفعله بها.",
        ],
    );
    let hebrew = Words {
        lang: "he",
        menu: ["ראשי", "עולם", "ספורט"],
        share: "שתפו את הכתבה",
        related: "כתבות קשורות",
        teasers: ["הגשר שלא נבנה", "מה שזוכר הקרח", "עשרה נמלים ששווה לבקר בהם"],
        comments: "תגובות",
        letter: "הרשמה לניוזלטר",
        rights: "כל הזכויות שמורות",
    };
    comes_out(
        &hebrew,
        "המעבורת שחזרה הביתה",
        &[
            "המעבורת הישנה חצתה שוב את המצר ביום שני, ארבעים שנה אחרי שנמכרה, וחצי מתושבי האי עמדו על הרציף כדי לראות אותה.",
            "איש לא האמין שהיא תצוף, אמר מנהל הנמל, ששמר את הפעמון שלה במשרדו, וצלצל בו כשנכנסה לנמל.",
            "היא תפליג פעמיים ביום עד הסתיו, אמרה החברה, ואז תחליט המועצה מה לעשות בה.",
        ],
    );
    let persian = Words {
        lang: "fa",
        menu: ["خانه", "جهان", "ورزش"],
        share: "این مقاله را به اشتراک بگذارید",
        related: "مطالب مرتبط",
        teasers: ["پلی که ساخته نشد", "آنچه یخ به یاد می‌آورد", "ده بندر دیدنی"],
        comments: "نظرات",
        letter: "عضویت در خبرنامه",
        rights: "تمامی حقوق محفوظ است",
    };
    comes_out(
        &persian,
        "کشتی‌ای که بازگشت",
        &[
            "کشتی قدیمی روز دوشنبه دوباره از تنگه گذشت، چهل سال پس از آنکه فروخته شده بود، و نیمی از مردم جزیره برای دیدنش بر اسکله ایستاده بودند.",
            "رئیس بندر گفت هیچ‌کس باور نمی‌کرد که دوباره شناور شود، و ناقوس آن را که در دفترش نگه داشته بود به صدا درآورد.",
        ],
    );
}

#[test]
fn without_spaces_between_words() {
    let chinese = Words {
        lang: "zh",
        menu: ["首页", "国际", "体育"],
        share: "分享本文",
        related: "相关阅读",
        teasers: ["没有建成的桥", "冰川记得什么", "十个值得一去的港口"],
        comments: "评论",
        letter: "订阅我们的电子报",
        rights: "版权所有",
    };
    // Short paragraphs: counted like letters, they would weigh less than the list of teasers.
    comes_out(
        &chinese,
        "回来的渡轮",
        &[
            "老渡轮星期一再次横渡海峡，居民都来看它。",
            "港务长说，没有人相信它还能浮起来。",
            "它将一直开到秋天，每天两班，公司这样说。",
            "然后由议会决定，像从前一样，谁也不知道结果。",
        ],
    );
    let japanese = Words {
        lang: "ja",
        menu: ["ホーム", "国際", "スポーツ"],
        share: "この記事をシェア",
        related: "関連記事",
        teasers: ["架からなかった橋", "氷が覚えていること", "訪れたい十の港"],
        comments: "コメント",
        letter: "メールマガジン登録",
        rights: "無断転載を禁じます",
    };
    comes_out(
        &japanese,
        "帰ってきた渡し船",
        &[
            "古い渡し船が月曜日、四十年ぶりに海峡を渡り、島の半分の人が岸壁で出迎えた。",
            "港長は「浮くとは誰も思わなかった」と話し、事務所に置いていた鐘を鳴らした。",
            "秋まで一日二往復する。",
        ],
    );
    let thai = Words {
        lang: "th",
        menu: ["หน้าแรก", "โลก", "กีฬา"],
        share: "แชร์บทความนี้",
        related: "ข่าวที่เกี่ยวข้อง",
        teasers: ["สะพานที่ไม่เคยสร้าง", "สิ่งที่น้ำแข็งจำได้", "สิบท่าเรือน่าไป"],
        comments: "ความคิดเห็น",
        letter: "สมัครรับจดหมายข่าว",
        rights: "สงวนลิขสิทธิ์",
    };
    comes_out(
        &thai,
        "เรือข้ามฟากที่กลับมา",
        &[
            "เรือข้ามฟากลำเก่าแล่นข้ามช่องแคบอีกครั้งเมื่อวันจันทร์ หลังจากถูกขายไปสี่สิบปี และชาวเกาะครึ่งหนึ่งมายืนรอดูที่ท่าเรือ",
            "นายท่ากล่าวว่าไม่มีใครเชื่อว่ามันจะลอยได้อีก และเขาสั่นระฆังที่เก็บไว้ในสำนักงานเมื่อเรือเข้าเทียบท่า",
        ],
    );
}

#[test]
fn with_syllables_and_conjuncts() {
    let korean = Words {
        lang: "ko",
        menu: ["홈", "국제", "스포츠"],
        share: "이 기사 공유하기",
        related: "관련 기사",
        teasers: ["지어지지 않은 다리", "얼음이 기억하는 것", "가볼 만한 항구 열 곳"],
        comments: "댓글",
        letter: "뉴스레터 구독",
        rights: "무단 전재 및 재배포 금지",
    };
    comes_out(
        &korean,
        "돌아온 나룻배",
        &[
            "낡은 나룻배가 월요일, 팔린 지 사십 년 만에 다시 해협을 건넜고, 섬 주민 절반이 부두에 나와 지켜보았다.",
            "항만장은 아무도 배가 뜰 것이라고 믿지 않았다며 사무실에 보관하던 종을 울렸다.",
        ],
    );
    let hindi = Words {
        lang: "hi",
        menu: ["होम", "दुनिया", "खेल"],
        share: "इस लेख को साझा करें",
        related: "संबंधित खबरें",
        teasers: ["वह पुल जो बना नहीं", "बर्फ़ को क्या याद है", "दस बंदरगाह"],
        comments: "टिप्पणियाँ",
        letter: "न्यूज़लेटर के लिए साइन अप करें",
        rights: "सर्वाधिकार सुरक्षित",
    };
    comes_out(
        &hindi,
        "वह नाव जो लौट आई",
        &[
            "पुरानी नाव ने सोमवार को फिर जलडमरूमध्य पार किया, बिकने के चालीस साल बाद, और आधा द्वीप उसे देखने घाट पर खड़ा था।",
            "बंदरगाह के प्रमुख ने कहा कि किसी को विश्वास नहीं था कि वह तैरेगी, और उन्होंने अपने दफ़्तर में रखी उसकी घंटी बजाई।",
        ],
    );
    let tamil = Words {
        lang: "ta",
        menu: ["முகப்பு", "உலகம்", "விளையாட்டு"],
        share: "இந்தக் கட்டுரையைப் பகிரவும்",
        related: "தொடர்புடைய செய்திகள்",
        teasers: ["கட்டப்படாத பாலம்", "பனி நினைப்பது", "பத்து துறைமுகங்கள்"],
        comments: "கருத்துகள்",
        letter: "செய்திமடலுக்கு பதிவு செய்யுங்கள்",
        rights: "அனைத்து உரிமைகளும் பாதுகாக்கப்பட்டவை",
    };
    comes_out(
        &tamil,
        "திரும்பி வந்த படகு",
        &[
            "பழைய படகு திங்கட்கிழமை மீண்டும் நீரிணையைக் கடந்தது, விற்கப்பட்டு நாற்பது ஆண்டுகளுக்குப் பிறகு, தீவின் பாதி மக்கள் அதைக் காண நின்றனர்.",
            "அது மிதக்கும் என்று யாரும் நம்பவில்லை என்று துறைமுகத் தலைவர் கூறினார், அவர் அதன் மணியை ஒலித்தார்.",
        ],
    );
}

#[test]
fn a_few_characters_weigh_as_much_as_many_letters() {
    // Counted like letters, the notice would be the article: it is longer than all of the story.
    let paragraphs = [
        "老渡轮星期一再次横渡海峡，居民都来看它。",
        "港务长说，没有人相信它还能浮起来。",
        "它将一直开到秋天，每天两班。",
        "然后由议会决定，像从前一样。",
        "钟声在岛上响了一个小时，他说。",
    ];
    let body: String = paragraphs.iter().map(|text| format!("<p>{text}</p>")).collect();
    let html = format!(
        "<html lang=zh><body><div><h1>回来的渡轮</h1><div class=article-body>{body}</div></div><div><div><p>This site is run by a company of the island, and its \
         texts are its own, unless it says so, in which case they are not.</p></div></div></body></html>"
    );
    assert_eq!(read(&html).body.to_text(), paragraphs.join("\n\n"));
}

#[test]
fn a_mark_of_what_is_original_is_no_author() {
    let text = "市议会周二通过决议，同意修缮关闭了二十二年的老船厂，把它改建成一座小型博物馆和一所木工学校。";
    let html = format!(
        "<html lang=zh><head><title>老船厂</title></head><body><h1>老船厂</h1><div class=article-info-box>\
         <span class='article-type type-1'>原创</span><span class=time>2025-03-21 20:10:02</span><a href=/x>jiangbian</a></div>\
         <div class=rich_media_content>{}</div></body></html>",
        format!("<p>{text}</p>").repeat(3)
    );
    let authors = read(&html).authors;
    assert!(!authors.iter().any(|author| author == "原创"), "{authors:?}");
}

/// What of these lines stays at the end of an article, or amid it.
fn left<'l>(lines: &[&'l str], is_amid: bool) -> Vec<&'l str> {
    let stays = |line: &&&str| {
        let line = format!("<p>{line}</p>");
        let body = if is_amid {
            paragraphs(0..8) + &line + &paragraphs(8..12)
        } else {
            paragraphs(0..12) + &line
        };
        read(&page(&body)).body.to_text().contains(&line[3..line.len() - 4])
    };
    lines.iter().filter(stays).copied().collect()
}

#[test]
fn calls_to_follow_and_to_write_are_no_text_wherever_they_stand() {
    let calls = [
        "Keine Nachricht mehr verpassen: Folgen Sie unserer Redaktion auf WhatsApp, Facebook und Instagram!",
        "Kennen Sie schon unseren neuen WhatsApp-Kanal?",
        "Click here to join the Echo’s WhatsApp community.",
        "Got a tip? We would like to hear from you. Contact the reporter on Signal at icalder.09.",
        "Send us your weather pictures: pics@echo.example",
        "Độc giả có thể theo dõi Tri Thức trên Zalo và Facebook để cập nhật tin tức.",
        "Dacă ți-a plăcut acest articol, te invităm să ne dai un like pe Facebook.",
        "Bu haberi beğendiniz mi? Anında haberdar olmak için WhatsApp kanalımıza katılın.",
        "مستند خبروں کے لیے ہمارے وٹس ایپ چینل میں شامل ہونے کے لیے یہاں کلک کریں۔",
        "לעדכונים נוספים ושליחת הסיפורים שלכם - היכנסו לעמוד הפייסבוק שלנו",
        "Більше новин — у нашому Telegram-каналі. Підписуйтеся!",
        "Помітили помилку? Виділіть її та натисніть Ctrl+Enter",
        "Masz newsa, zdjęcie lub filmik? Prześlij nam przez formularz.",
        "Hva mener du om saken? Send oss et leserbrev!",
        "Vous aussi, réagissez : courrier@echo.example",
        "¿Tienes alguna duda o sugerencia? Escríbenos a redaccion@echo.example",
        "Čitajte nas i na WhatsApp kanalu",
        "Lähetä palautetta toimitukselle",
        "友だち追加はこちら：公式LINE",
    ];
    assert_eq!(left(&calls, true), [""; 0]);
    // What somebody says, or does, is told.
    let told = [
        "He wrote on Telegram: the ferry will sail again, and I will be on it.",
        "The mayor had one request for the islanders: follow the rules that hang on the quay.",
    ];
    assert_eq!(left(&told, true), told);
}

#[test]
fn labels_of_what_reads_aloud_are_no_text() {
    let labels = [
        "Artikel anhören",
        "Escucha este artículo",
        "Ascolta l’articolo",
        "Luister naar dit artikel",
        "Posłuchaj artykułu",
        "Poslechněte si článek",
        "Hallgassa meg a cikket",
        "Článek načetl robotický hlas. Nahlásit chybu ve výslovnosti",
    ];
    assert_eq!(left(&labels, true), [""; 0]);
}

#[test]
fn notes_on_what_a_machine_made_are_no_text_at_its_ends() {
    let notes = [
        "AI-generated summary reviewed by our newsroom.",
        "This summary was generated by AI and checked by an editor.",
        "Dieser Text wurde mit KI-Unterstützung erstellt und von der Redaktion geprüft.",
        "Zusammenfassung durch künstliche Intelligenz erstellt",
        "Ce résumé a été généré par une intelligence artificielle.",
        "Resumen generado con inteligencia artificial y revisado por la redacción.",
        "Riassunto generato con intelligenza artificiale",
        "Deze samenvatting is gemaakt met behulp van AI en gecontroleerd door de redactie.",
        "Sammanfattningen är gjord med hjälp av AI och granskad av redaktionen.",
        "Oppsummeringen er laget med kunstig intelligens og kvalitetssikret av redaksjonen.",
        "Tiivistelmä on tekoälyn tekemä ja ihmisen tarkistama",
        "Skrót przygotowany przez AI",
        "※この記事は一部AIを使って作成しています。",
        "（AI生成摘要，仅供参考）",
    ];
    assert_eq!(left(&notes, false), [""; 0]);
    let summary = format!(
        "<div class=\"box\"><h3>Key points</h3><p>{}</p><ul><li>The bell rings a little flat.</li></ul></div>",
        notes[0]
    );
    let text = read(&page(&(summary + &paragraphs(0..12)))).body.to_text();
    assert!(text.contains("a little flat") && !text.contains("AI-generated"), "{text}");
    // Amid a text it tells of one.
    let told = ["The summary that was generated by AI had none of the names, he said."];
    assert_eq!(left(&told, true), told);
}

#[test]
fn a_chinese_article_counts_characters_not_spaces() {
    let one = "老渡轮星期一再次横渡海峡，居民都来看它。";
    let two = "港务长说，没有人相信它还能浮起来。";
    let html = format!(
        "<html lang=zh-CN><body><div class=menu><a href=/>首页</a><a href=/w>国际</a></div><div id=c><h1>回来的渡轮</h1><div><p>{one}</p><p>{two}</p></div>\
         <div><h3>相关阅读</h3><a href=/b>没有建成的桥</a></div></div></body></html>"
    );
    let found = read(&html);
    assert_eq!(found.body.to_text(), format!("{one}\n\n{two}"));
    assert!((14..24).contains(&found.body.words()), "{}", found.body.words());
}

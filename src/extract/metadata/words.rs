//! Words that stand beside names, in names, and in none.
//!
//! Always: lower-case, parted by bars.

use std::sync::OnceLock;

use rustc_hash::FxHashSet;

/// What stands before names.
pub(super) static BEFORE: Words = Words::of(
    "vom|by|written by|co-authored by|coauthored by|written and photographed by|posted by|published by|reported by|authored by|article by|words by|text by|\
    story by|review by|interview by|guest post by|compiled by|column by|essay by|opinion by|analysis by|post author|post author by|author|authors|von|ein beitrag von|\
    text von|veröffentlicht von|geschrieben von|text|autor|autorin|autoren|text und fotos|\
    text & fotos|par|publié par|écrit par|texte|auteur|por|publicado por|escrito por|texto|di|\
    a cura di|scritto da|de|da|av|af|door|tekst|tekst av|skrevet af|автор|текст|oleh|penulis|yazan|\
    pisze|napisał|napisała|autorka|autorzy|opracował|opracowała|oprac.|rozmawiał|rozmawiała|napsal|napsala|autoři|napísal|napísala|\
    szerző|írta|yazar|muhabir|tác giả|লেখক|লিখেছেন|প্রতিবেদক|লেখা|लेखक|द्वारा|rédigé par|propos recueillis par|un article de|\
    gastbeitrag von|ein gastbeitrag von|ein kommentar von|eine analyse von|interview von|reportagem de|texto de|\
    testo di|intervista di|geschreven door|skrevet av|teksti|kirjoittaja|toimittaja|scris de|articol de|авторы|автор текста|авторка|\
    συντάκτης|συντάκτρια|του|της|كتبت|الكاتب|pewarta|γράφει|kirjoittanut|biên tập|文|作者|記者|记者|本报记者|本報記者|โดย|نویسنده|저자|كتب|بقلم|מאת|از|\
    words:|words and photos by|words and pictures by|story:|story and photos by|story and photo by|text and photos by|report by|\
    report:|reporting by|reporter:|author(s)|presented by|contributed by|a guest post by|\
    autora|redactado por|texto y fotos|redacción:|autore|pubblicato da|articolo di|dai nostri inviati|dal nostro inviato|\
    dalla nostra inviata|dal nostro corrispondente|de notre correspondante|de notre correspondant|de notre envoyé spécial|\
    de notre envoyée spéciale|une chronique de|von unserem redakteur|von unserer redakteurin|von unserem korrespondenten|von unserer korrespondentin|ein interview von|\
    eine kolumne von|eingestellt von|gespeichert von|zusammengestellt von|skribent|författare|reporter:|skriven av|publicerad av|journalist:|forfatter|\
    tekst og foto|tekst og bilder|tekst & foto|tekst en foto's|tekst en beeld|door onze redacteur|door onze correspondent|door onze verslaggever|geplaatst door|deur|\
    piše|pišu|napisao|autor teksta|avtor|avtorica|besedilo|аутор|автори|автор статьи|автор материала|текст и фото|аўтар|\
    κείμενο|γράφει ο|γράφει η|ρεπορτάζ|haber:|autorius|autorė|parengė|autors|autori|höfundur|per:|nga:|shkruar nga|mwandishi|\
    müəllif|ავტორი|հեղինակ|گزارش:|نوشته|نوشته شده توسط|نگارش|تحریر|مصنف|ஆசிரியர்|เขียนโดย|ผู้เขียน|เรื่อง:|bài viết:|bài:|ditulis oleh|\
    laporan:|取材・文|執筆|著者|筆者|ライター|投稿者|文・写真|この記事を書いた人|撰文|文字|图文|기자명|글|글·사진|szöveg|எழுத்தாளர்",
);

/// What joins two names.
pub(super) static JOINTS: Words =
    Words::of("&|and|und|et|y|e|og|och|en|i|и|și|ve|ja|és|και|та|dan|và|ir|un|na|a|और|و|اور|ও|และ");

/// Those of them that may stand right before a name, in scripts without blanks.
pub(super) static GLUED: Words = Words::of("作者|記者|记者|本报记者|本報記者|โดย");

/// Those that stand between a date and a name.
pub(super) static BY: Words =
    Words::of("by|von|par|por|da|di|door|av|af|przez|oleh|bởi|автор|כתב|كتب|بقلم|author|autor");

/// Words of what someone is, not of what one is called.
pub(super) static ROLES: Words = Words::of(
    "editor|reporter|correspondent|writer|journalist|columnist|redakteur|redakteurin|redaktör|redactor|redactora|\
    redacteur|redattore|redattrice|rédacteur|rédactrice|journaliste|periodista|jornalista|giornalista|korrespondent|korrespondentin|\
    correspondant|correspondante|corresponsal|corrispondente|repórter|director|producer|analyst|professor|manager|specialist|expert|\
    author|founder|ceo|co-founder|president|consultant|lecturer|researcher|bureau|desk|dziennikarz|dziennikarka|toimittaja|muhabir|wartawan|\
    editors|reporters|correspondents|writers|journalists|columnists|producers|redaktører|redaktør|skribent|författer|journalistin|reporterin",
);

/// What stands before a role, and belongs to it.
pub(super) static RANKS: Words = Words::of(
    "staff|senior|special|chief|contributing|freelance|managing|associate|assistant|deputy|political",
);

/// What people put behind their names: capitals, or letters with points.
pub(super) static DEGREES: Words = Words::of(
    "md|phd|rd|rdn|ld|ldn|rn|bsn|msn|np|fnp|aprn|dnp|pa|pac|do|dpm|dds|dmd|dvm|od|dpt|pt|ot|pharmd|jd|llm|\
    llb|esq|mba|mpa|mpp|mph|mha|ms|ma|msc|bsc|ba|bs|med|edd|eds|mfa|mphil|dphil|drph|msw|lcsw|licsw|lmsw|lmft|mft|lpc|lcpc|\
    psyd|cpa|cfa|cfp|cpt|cscs|cns|cdn|cde|cdces|cssd|cedrd|ibcld|ibclc|cnm|ches|mchs|fada|fand|faad|facs|facp|facc|facog|mbbs|\
    frcs|mrcp|frcp|obe|mbe|cbe|cepf|chfc|clu|cpp|psp|pmp|cissp|smt|kc|qc|jr|sr|ii|iii|iv",
);

/// What ends the names of papers and schools.
pub(super) static PAPERS: Words = Words::of(
    "news|times|today|press|post|herald|tribune|gazette|chronicle|journal|magazine|radio|television|tv|network|\
    media|university|college|institute",
);

/// Roles that stand behind names, as Korean, Chinese and Japanese papers put them.
pub(super) static BEHIND: Words =
    Words::of("기자|특파원|논설위원|선임기자|전문기자|記者|记者|編集委員|特派員");

/// What no author is called.
pub(super) static NOT_NAMES: Words = Words::of(
    "admin|administrator|unknown|author|null|none|undefined|webmaster|root|user|http|www|autor|name|\
    default|wordpress|原创|原創",
);

/// Words for those who write without a name.
pub(super) static HOUSE: Words = Words::of(
    "redaktion|redaktionsteam|redacción|redaccion|redazione|rédaction|redactie|redakcja|redaksi|\
    redação|редакция|редакція|staff|editor|editors|editorial|team|newsroom|agencies|agenturen|desk|\
    anonymous|guest|online|webdesk|correspondent|reporter|writer|contributor|bureau|agency|agentur|agence|agencia|agenzia|ajansı|webteam",
);

/// What ends the names of papers in Korean, Chinese and Japanese.
pub(super) const DENSE_HOUSE: &[&str] = &[
    "신문",
    "일보",
    "뉴스",
    "방송",
    "新聞",
    "新闻",
    "日報",
    "日报",
    "晚報",
    "晚报",
    "通信社",
    "編集部",
    "编辑部",
];

/// Words that no name has, where a page shows it: they tell what was done with the page.
pub(super) static NEVER_IN_A_NAME: Words = Words::of(
    "follow|folgen|share|teilen|updated|aktualisiert|published|veröffentlicht|posted|view|views|read|\
    reading|more|mehr|all|alles|comment|comments|kommentare|kommentar|mins|minutes|minuten|photo|\
    foto|fotos|photos|photographs|photography|pictures|illustrations|illustration|beeld|bilder|kuva|kuvat|фото|zdjęcia|写真|编辑|reports|writing|editing|reporting|skrifar|image|bild|video|reviewed|edited|checked|fact|medically|about|über|article|articles|\
    artikel|author|authors|written|by|from|researched|insights|posts|post|news|contributor|\
    contributors|subscribe|newsletter|sign|login|log|in|home|menu|search|source|quelle|click|here|\
    last|ago|hour|hours|the|this|your|our|you|is|was|how|what|why|when|oder|ist|der|die|est|les|\
    print|email|e-mail|facebook|twitter|linkedin|instagram|whatsapp|copyright|contact|profile|bio|\
    website|category|categories|tags|blog|says|sagt|abonnieren|uhr|januar|january|february|march|\
    april|june|july|august|september|october|november|december|guide|tips|best|top|new|with|for|für|\
    to|zu|on|at|à|aus|a|monday|tuesday|wednesday|thursday|friday|saturday|sunday|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|vor|sections|cite|edition|\
    uncategorized|sponsored|leave",
);

/// Those that have names, but only with a capital: "Kim Min Ho", "Trần An".
static SMALL: Words = Words::of("min|alle|das|an");

/// What stands between a name and a date.
pub(super) static ON: Words = Words::of("am|le|el|il|em|op|den|dnia");

/// Families' names that end others: "Mark Post".
pub(super) static SURNAMES: Words = Words::of("read|post|best|new");

/// Small words within names.
pub(super) static PARTICLES: Words = Words::of(
    "van|von|der|den|de|del|della|di|da|dos|do|das|du|la|le|ten|ter|zu|zum|zur|af|av|bin|ibn|al|el|y|\
    e|i|ben|st.|dr.|vom|d'|ó",
);

/// A list of words.
pub(super) struct Words {
    list: &'static str,
    set: OnceLock<FxHashSet<&'static str>>,
}

impl Words {
    const fn of(list: &'static str) -> Self {
        Self { list, set: OnceLock::new() }
    }

    /// Each of them, in the order of the list.
    pub(super) fn each(&self) -> impl Iterator<Item = &'static str> {
        self.list.split('|')
    }
}

/// The list holds the word.
pub(super) fn has(list: &Words, word: &str) -> bool {
    list.set.get_or_init(|| list.each().collect()).contains(word)
}

/// A word of no name; an initial is none of them.
pub(super) fn is_never(word: &str, plain: &str) -> bool {
    let is_initial =
        plain.len() == 1 && word.ends_with('.') && plain.chars().all(char::is_uppercase);
    let lower = plain.to_lowercase();
    let is_never = || has(&NEVER_IN_A_NAME, &lower) || lower == plain && has(&SMALL, plain);
    !is_initial && is_never() && !has(&PARTICLES, plain)
}

//! Words that stand beside names, in names, and in none.
//!
//! Always: lower-case, parted by bars.

/// What stands before names.
pub(super) const BEFORE: &str = "vom|by|written by|posted by|published by|reported by|authored by|article by|words by|text by|\
    story by|review by|interview by|guest post by|compiled by|column by|essay by|opinion by|analysis by|post author|post author by|author|authors|von|ein beitrag von|\
    text von|veröffentlicht von|geschrieben von|text|autor|autorin|autoren|text und fotos|\
    text & fotos|par|publié par|écrit par|texte|auteur|por|publicado por|escrito por|texto|di|\
    a cura di|scritto da|de|da|av|af|door|tekst|tekst av|skrevet af|автор|текст|oleh|penulis|yazan|\
    pisze|napisał|napisała|autorka|autorzy|opracował|opracowała|oprac.|rozmawiał|rozmawiała|napsal|napsala|autoři|napísal|napísala|\
    szerző|írta|yazar|muhabir|tác giả|লেখক|লিখেছেন|প্রতিবেদক|লেখা|लेखक|द्वारा|rédigé par|propos recueillis par|un article de|\
    gastbeitrag von|ein gastbeitrag von|ein kommentar von|eine analyse von|interview von|reportagem de|texto de|\
    testo di|intervista di|geschreven door|skrevet av|teksti|kirjoittaja|toimittaja|scris de|articol de|авторы|автор текста|авторка|\
    συντάκτης|συντάκτρια|του|της|كتبت|الكاتب|pewarta|γράφει|kirjoittanut|biên tập|文|作者|記者|记者|本报记者|本報記者|โดย|نویسنده|저자|كتب|بقلم|מאת|از";

/// What joins two names.
pub(super) const JOINTS: &str = "&|and|und|et|y|e|og|och|en|i|и|și|ve";

/// Words of what someone is, not of what one is called.
pub(super) const ROLES: &str = "editor|reporter|correspondent|writer|journalist|columnist|redakteur|redakteurin|redaktör|redactor|redactora|\
    redacteur|redattore|redattrice|rédacteur|rédactrice|journaliste|periodista|jornalista|giornalista|korrespondent|korrespondentin|\
    correspondant|correspondante|corresponsal|corrispondente|repórter|director|producer|analyst|professor|manager|specialist|expert|\
    author|founder|ceo|co-founder|president|consultant|lecturer|researcher|bureau|desk|dziennikarz|dziennikarka|toimittaja|muhabir|wartawan";

/// Roles that stand behind names, as Korean, Chinese and Japanese papers put them.
pub(super) const BEHIND: &str = "기자|특파원|논설위원|선임기자|전문기자|記者|记者|編集委員|特派員";

/// What no author is called.
pub(super) const NOT_NAMES: &str = "admin|administrator|unknown|author|null|none|undefined|webmaster|root|user|http|www|autor|name|\
    default|wordpress";

/// Words for those who write without a name.
pub(super) const HOUSE: &str = "redaktion|redaktionsteam|redacción|redaccion|redazione|rédaction|redactie|redakcja|redaksi|\
    redação|редакция|редакція|staff|editor|editors|editorial|team|newsroom|agencies|agenturen|desk|\
    anonymous|guest|online|webdesk|correspondent|reporter|writer|contributor|bureau|agency|agentur|agence|agencia|agenzia|ajansı|webteam";

/// Words that no name has, where a page shows it: they tell what was done with the page.
pub(super) const NEVER_IN_A_NAME: &str = "follow|folgen|share|teilen|updated|aktualisiert|published|veröffentlicht|posted|view|views|read|\
    reading|more|mehr|all|alle|alles|comment|comments|kommentare|kommentar|min|mins|minutes|minuten|photo|\
    foto|fotos|image|bild|video|reviewed|edited|checked|fact|medically|about|über|article|articles|\
    artikel|author|authors|written|by|from|researched|insights|posts|post|news|contributor|\
    contributors|subscribe|newsletter|sign|login|log|in|home|menu|search|source|quelle|click|here|\
    last|ago|hour|hours|the|this|your|our|you|is|was|how|what|why|when|oder|ist|der|die|das|est|les|\
    print|email|e-mail|facebook|twitter|linkedin|instagram|whatsapp|copyright|contact|profile|bio|\
    website|category|categories|tags|blog|says|sagt|abonnieren|uhr|januar|january|february|march|\
    april|june|july|august|september|october|november|december|guide|tips|best|top|new|with|for|für|\
    to|zu|on|at|à|aus|a|an|monday|tuesday|wednesday|thursday|friday|saturday|sunday|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|vor|sections|cite|edition|\
    uncategorized|sponsored";

/// Small words within names.
pub(super) const PARTICLES: &str = "van|von|der|den|de|del|della|di|da|dos|do|das|du|la|le|ten|ter|zu|zum|zur|af|av|bin|ibn|al|el|y|\
    e|i|ben|st.|dr.|vom|d'|ó";

/// The list holds the word.
pub(super) fn has(list: &str, word: &str) -> bool {
    list.split('|').any(|known| known == word)
}

/// A word of no name; an initial is none of them.
pub(super) fn is_never(word: &str, plain: &str) -> bool {
    let is_initial =
        plain.len() == 1 && word.ends_with('.') && plain.chars().all(char::is_uppercase);
    !is_initial && has(NEVER_IN_A_NAME, &plain.to_lowercase()) && !has(PARTICLES, plain)
}

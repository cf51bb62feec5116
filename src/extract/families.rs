//! What class, id and role say a node is.
//!
//! Tokens are read the BEM way: `article__share-bar` has the parts article, share, bar, and each part and
//! each pair of neighbours is looked up. A class that begins with a word of layout or state (`l-sidebar`,
//! `has-comments`, `tag-politics`) says nothing of the node's own text. Never: the name of a host.

use std::ops::{BitOr, BitOrAssign};
use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use scraper::node::Element;

use super::tag::Tag;

/// A set of families.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub(super) struct Families(u32);

impl Families {
    pub(super) const NONE: Self = Self(0);
    /// The article's text itself.
    pub(super) const BODY: Self = Self(1);
    /// The article with what belongs to it.
    pub(super) const STORY: Self = Self(1 << 1);
    pub(super) const TITLE: Self = Self(1 << 2);
    pub(super) const STANDFIRST: Self = Self(1 << 3);
    pub(super) const BYLINE: Self = Self(1 << 4);
    pub(super) const DATE: Self = Self(1 << 5);
    pub(super) const BIO: Self = Self(1 << 6);
    pub(super) const CAPTION: Self = Self(1 << 7);
    pub(super) const CREDIT: Self = Self(1 << 8);
    pub(super) const SHARE: Self = Self(1 << 9);
    pub(super) const RELATED: Self = Self(1 << 10);
    pub(super) const PROMO: Self = Self(1 << 11);
    pub(super) const CONSENT: Self = Self(1 << 12);
    pub(super) const PAYWALL: Self = Self(1 << 13);
    pub(super) const AD: Self = Self(1 << 14);
    pub(super) const COMMENTS: Self = Self(1 << 15);
    pub(super) const TAGS: Self = Self(1 << 16);
    pub(super) const NAV: Self = Self(1 << 17);
    pub(super) const FOOTER: Self = Self(1 << 18);
    pub(super) const SIDEBAR: Self = Self(1 << 19);
    pub(super) const PLAYER: Self = Self(1 << 20);
    pub(super) const HIDDEN: Self = Self(1 << 21);
    pub(super) const TOOLS: Self = Self(1 << 22);
    pub(super) const CONTENTS: Self = Self(1 << 23);
    pub(super) const PULL_QUOTE: Self = Self(1 << 24);
    /// An embedded post of a social network.
    pub(super) const POST: Self = Self(1 << 25);

    /// A box around a picture.
    pub(super) const PICTURE: Self = Self(1 << 26);

    /// What is furniture wherever it stands.
    pub(super) const FURNITURE: Self = Self(
        Self::BIO.0
            | Self::SHARE.0
            | Self::RELATED.0
            | Self::PROMO.0
            | Self::CONSENT.0
            | Self::PAYWALL.0
            | Self::AD.0
            | Self::COMMENTS.0
            | Self::TAGS.0
            | Self::NAV.0
            | Self::FOOTER.0
            | Self::SIDEBAR.0
            | Self::PLAYER.0
            | Self::HIDDEN.0
            | Self::TOOLS.0
            | Self::CONTENTS.0,
    );

    pub(super) fn any(self, of: Self) -> bool {
        self.0 & of.0 != 0
    }

    pub(super) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Each family in the set.
    pub(super) fn each(self) -> impl Iterator<Item = Self> {
        (0..u32::BITS).map(|bit| Self(1 << bit)).filter(move |family| self.any(*family))
    }

    pub(super) fn without(self, of: Self) -> Self {
        Self(self.0 & !of.0)
    }
}

impl BitOr for Families {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOrAssign for Families {
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

/// Words and pairs of words, by family.
const WORDS: &[(Families, &str)] = &[
    (
        Families::BODY,
        "articlebody|article body|article text|article content|articletext|articlecontent|story body|storybody|story text|\
         story content|storycontent|storytext|post body|post content|postcontent|post text|postbody|entry content|\
         entrycontent|entry body|body text|bodytext|news text|news body|news content|newscontent|newstext|text content|\
         rich text|richtext|body copy|bodycopy|body content|content body|content text|main text|maintext|detail text|\
         article copy|content article|artikel text|artikeltext|article inner|blog content|blog body|field body|\
         page content|single content|td post|texto noticia|cuerpo noticia|article paragraphs|longtext|paragraphs wrapper",
    ),
    (
        Families::STORY,
        "article|story|post|hentry|artikel|articulo|artigo|noticia|newsarticle|blogpost|news detail|article detail|single post",
    ),
    (
        Families::TITLE,
        "headline|entry title|post title|article title|page title|story title|news title|articletitle",
    ),
    (
        Families::STANDFIRST,
        "standfirst|lede|lead|teaser text|subheadline|sub headline|subtitle|sub title|dek|deck|article intro|intro|\
         chapo|chapeau|sommaire|vorspann|entradilla|bajada|copete|sapo|leadtext|lead text|article summary|article lead|\
         article description|article excerpt|post excerpt|kicker text|abstract|ingress|sottotitolo|occhiello|zajawka|spot|\
         subheading|article subtitle|story summary|bajadas|subtitulo|preamble|manchet|underrubrik|article teaser|catchline",
    ),
    (
        Families::BYLINE,
        "byline|bylines|author|authors|autor|autoren|autore|auteur|auteurs|firma|writer|contributor|contributors|byauthor|\
         author name|signature|redaktion|article author|post author|post meta|entry meta|article meta|postmeta|\
         entrymeta|articlemeta|story meta|meta data|metadata|meta info|post info|article info|post details|posted by|\
         byline block|blog meta|article details|reading time|read time|readtime|reading|meta item|meta wrapper|\
         meta top|news meta|published by|vcard|autor info|author block|source|article source|dateline",
    ),
    (
        Families::DATE,
        "date|dates|datetime|timestamp|pubdate|published|publish date|post date|article date|time ago|lastmod|last updated|\
         updated|datum|fecha|data pubblicazione|publication|publication date|date published|posted on|modified|time area|\
         entry date|published date|publish time|update time",
    ),
    (
        Families::BIO,
        "author bio|author box|authorbox|author info|author description|about author|author card|author profile|\
         bio|biography|author details|author area|author meta|author wrap|author section|abh box|saboxplugin|\
         author container|about the|contributor bio|author about|author intro|writer bio|post author|molongui|pp multiple",
    ),
    (
        Families::CAPTION,
        "caption|captions|figcaption|caption text|wp caption|image caption|photo caption|img caption|cutline|legende|\
         legend|bildunterschrift|bildtext|didascalia|leyenda|legenda|image description|picture caption|pie foto|figure caption|\
         image info|imagecaption|photocaption|media caption|slide caption",
    ),
    (
        Families::CREDIT,
        "credit|credits|copyright|photo credit|photocredit|image credit|img credit|photographer|fotograf|bildnachweis|\
         bildrechte|image source|photo by|imagecredit|picture credit|media credit",
    ),
    (
        Families::SHARE,
        "share|shares|sharing|sharebar|sharethis|addthis|addtoany|sharedaddy|social|socials|socialmedia|social links|\
         social share|sharebuttons|share buttons|heateor|jp sharing|follow us|followus|social icons|share links|a2a|\
         whatsapp|wa channel|ssba|shareaholic|share tools|compartir|partager|teilen|condividi|follow|sns|essb|sassy|\
         reaction|reactions|likes|like button|google news|googlenews|share icons",
    ),
    (
        Families::RELATED,
        "related|relatedposts|relatednews|recommended|recommendation|recommendations|recommend|recommends|recirc|recirculation|\
         readmore|read more|readalso|read also|read next|readnext|more news|morenews|more stories|more from|most read|mostread|most popular|\
         popular|trending|outbrain|taboola|mgid|revcontent|zergnet|ob widget|trc|see also|seealso|also read|alsoread|\
         also like|jp relatedposts|yarpp|next article|next post|previous post|prev next|post navigation|post nav|\
         similar|latest|latest news|recent|recent posts|further reading|inline related|interlink|article links|linkbox|\
         link box|teaser list|teaserlist|teasers|teaser|related content|verwandte|mehr zum|suggested|suggestions|onward|further|\
         siguiente|relacionadas|relacionados|relacionada|correlati|powerkit posts|lire aussi|lireaussi|a lire|internal link|\
         internallink|rp4wp|crp related|list links|promoted|up next|in article links|read too|lees ook|les ogsa|mas noticias|\
         citaty|viewmore|view more|see more|seemore|morelinks|more links|more on|more articles|explore more|keep reading|article list|articlelist|articles list|post list|postlist|topic list",
    ),
    (
        Families::PROMO,
        "newsletter|newsletters|subscribe|subscription|signup|sign up|mailchimp|mc embed|optin|opt in|promo|promos|promotion|\
         promobox|cta|call to|calltoaction|banner|donate|donation|download app|app banner|appstore|app promo|\
         popup|modal|lightbox|overlay|lead magnet|email form|convertkit|hubspot form|wpforms|wpcf7|gform|\
         abo box|abobox|abonnement|membership|support us|supportus|contribute|push notification|notification|\
         newsletter signup|toast|fundraising|crowdfunding|quiz|poll|survey|affiliate|affiliates|disclosure|disclaimer|coupon|\
         product card|shop|buy|buynow|price|callout cta|wp block buttons|infobox promo|sponsor|sponsored|sponsors|tip jar|preferred source",
    ),
    (
        Families::CONSENT,
        "cookie|cookies|consent|gdpr|cmp|onetrust|cookiebar|cookie notice|cookie banner|privacy banner|didomi|usercentrics|\
         cookielaw|borlabs|iubenda|cmplz|opt out|optout",
    ),
    (
        Families::PAYWALL,
        "paywall|pay wall|piano|regwall|registration wall|subscriber only|premium wall|meteredcontent|paid barrier|barrier|offer box|tp container|leaky|gateway",
    ),
    (
        Families::AD,
        "ad|ads|adv|advert|adverts|advertisement|advertisements|advertising|adsense|adsbygoogle|gpt|dfp|adslot|ad slot|ad unit|\
         adbox|ad container|adcontainer|ad wrapper|ad label|werbung|anzeige|publicidad|publicidade|pubblicita|publicite|reklama|\
         reklam|reclame|adwrapper|adplaceholder|ad placeholder|google auto|ad banner|adhesion|ezoic|mediavine|raptive",
    ),
    (
        Families::COMMENTS,
        "comment|comments|commentlist|comment list|commentary list|disqus|respond|comment respond|coral|viafoura|\
         spotim|openweb|hyvor|commento|kommentare|kommentar|comentarios|comentario|commentaires|komentarze|discussion|reader comments|fb comments|livefyre|replies",
    ),
    (
        Families::TAGS,
        "tags|taglist|tag list|tag cloud|tagcloud|post tags|entry tags|article tags|tag links|tags links|cat links|topics|topic tags|\
         keywords|categories|post categories|post category|category list|entry categories|post cats|tax links|etiquetas|themen|schlagworte|hashtags|tag item|\
         entry footer|kicker|eyebrow|rubric|overline|section name|category name|category label|article category|article section|dachzeile|badge|badges|pill|pills",
    ),
    (
        Families::NAV,
        "nav|navigation|navbar|menu|menus|submenu|breadcrumb|breadcrumbs|crumbs|pagination|pager|paging|skip|skiplink|\
         skip link|skip links|skip to|sitemap|topbar|top bar|mainnav|subnav|navi|navmenu|dropdown|megamenu|mega menu|page numbers|\
         quickjump|back to|hamburger|offcanvas|language switcher|lang switcher|languages|site header|siteheader|site nav|masthead|search form|searchform|searchbox|search box|pagenavi|jump links|wp pagenavi",
    ),
    (
        Families::FOOTER,
        "footer|site footer|page footer|footersection|colophon|footernav|footer widgets|imprint|impressum|legal|bottom bar|article footer|post footer|story footer|prefooter",
    ),
    (
        Families::SIDEBAR,
        "sidebar|sidebars|side bar|aside|rail|right rail|rightrail|right column|rightcol|right col|rightcolumn|left rail|widget area|secondary|sidecol|side column|marginal|widgetarea|sticky side|side content",
    ),
    (
        Families::PLAYER,
        "player|jwplayer|jw player|video js|videojs|vjs|audioplayer|audio player|video player|videoplayer|plyr|mejs|brightcove|\
         podcast player|listen|speech|texttospeech|text to|tts|beyondwords|trinity|readspeaker|voice|audio article|listen to|video controls|slick dots|carousel controls|control bar",
    ),
    (
        Families::HIDDEN,
        "sr only|sronly|screen reader|visually hidden|visuallyhidden|visuallyhide|hidden|visibility hidden|offscreen|off screen|assistive|assistive text|show for|print only|printonly|d none|element invisible|invisible|a11y hidden|hidden text|display none|noscreen|aural|hide",
    ),
    (
        Families::TOOLS,
        "toolbar|tools|print|printer|font size|fontsize|bookmark|save article|article tools|article actions|actions|action bar|\
         buttons|feedback|rating|ratings|rate|vote|votes|star rating|post ratings|kk star|helpful|report error|was this|translate|correction form|copy link|copylink|view count|views|post views|counter|login|accessibility|edit link|editsection|mw editsection|noprint|ranking|progress|progress bar|scroll|tooltip|spinner|loading|placeholder text",
    ),
    (
        Families::CONTENTS,
        "toc|table of|tableofcontents|tocbot|ez toc|lwptoc|toc container|rank math|in this|article toc|jump to|anchor links|page toc|article nav|content nav|on this",
    ),
    (
        Families::PULL_QUOTE,
        "pullquote|pull quote|pullquotes|pull quotes|wp block pullquote|zitatbox|quote box|citation box|blockquote pull",
    ),
    (
        Families::PICTURE,
        "image|images|picture|photo|photos|img|foto|fotos|bild|pic|figure|imagen|imagem|immagine|thumbnail|gallery|slideshow|picbox|media|featured image",
    ),
    (
        Families::POST,
        "twitter tweet|twitter|tweet|instagram media|instagram|fb post|fb|bluesky embed|mastodon embed|tiktok embed|reddit embed|telegram post|embed twitter",
    ),
];

static LOOKUP: LazyLock<FxHashMap<&'static str, Families>> = LazyLock::new(|| {
    let mut lookup = FxHashMap::default();
    for (family, words) in WORDS {
        for word in words.split('|') {
            *lookup.entry(word).or_insert(Families::NONE) |= *family;
        }
    }
    lookup
});

/// A class that begins so is about layout, state or the post's labels, not about its own text.
const PREFIXES: &[&str] = &[
    "has",
    "with",
    "without",
    "no",
    "not",
    "is",
    "l",
    "col",
    "grid",
    "tag",
    "category",
    "cat",
    "js",
    "hide",
    "show",
    "single",
    "template",
    "theme",
    "page",
    "wp",
    "elementor",
    "et",
    "fusion",
    "uk",
    "border",
    "bg",
    "text",
];

/// Reads the attributes of elements; remembers what it has read, since classes recur.
#[derive(Debug, Default)]
pub(super) struct Reader<'a> {
    known: FxHashMap<&'a str, Families>,
    words: String,
}

impl<'a> Reader<'a> {
    /// The families of an element.
    pub(super) fn read(&mut self, element: &'a Element, tag: Tag) -> Families {
        let mut families = match tag {
            Tag::Nav => Families::NAV,
            Tag::Footer => Families::FOOTER,
            Tag::Aside => Families::SIDEBAR,
            Tag::FigCaption => Families::CAPTION,
            _ => Families::NONE,
        };
        for (name, value) in element.attrs() {
            families |= match name {
                "class" | "id" => self.classes(value),
                "itemprop" => itemprop(value),
                "role" => role(value),
                "rel" if tag == Tag::Anchor && value == "author" => Families::BYLINE,
                "rel" if tag == Tag::Anchor && value == "tag" => Families::TAGS,
                "hidden" => Families::HIDDEN,
                "aria-hidden" if value == "true" => Families::HIDDEN,
                "style" if is_hidden(value) => Families::HIDDEN,
                "data-component" | "data-testid" | "data-tracking-name" | "data-block"
                | "data-type" | "data-module" => self.classes(value),
                _ => Families::NONE,
            };
        }
        families
    }

    fn classes(&mut self, value: &'a str) -> Families {
        if let Some(&families) = self.known.get(value) {
            return families;
        }
        let mut families = Families::NONE;
        for class in value.split_ascii_whitespace().take(32).filter(|class| class.len() < 80) {
            families |= self.class(class);
        }
        self.known.insert(value, families);
        families
    }

    fn class(&mut self, class: &str) -> Families {
        self.words.clear();
        let mut starts = [0; 12];
        let mut count = 0;
        let (mut inside, mut lower) = (false, false);
        for c in class.chars() {
            if !c.is_alphanumeric() {
                inside = false;
                continue;
            }
            if !inside || (c.is_uppercase() && lower) {
                if !self.words.is_empty() {
                    self.words.push(' ');
                }
                if count < starts.len() {
                    starts[count] = self.words.len();
                    count += 1;
                }
                inside = true;
            }
            lower = c.is_lowercase();
            if c.is_ascii() {
                self.words.push(c.to_ascii_lowercase());
            } else {
                self.words.extend(c.to_lowercase());
            }
        }
        let words = self.words.as_str();
        let part = |at: usize| {
            let end = if at + 1 < count { starts[at + 1] - 1 } else { words.len() };
            (starts[at].min(end), end)
        };
        let mut families = Families::NONE;
        let first = usize::from(count > 1 && PREFIXES.contains(&&words[part(0).0..part(0).1]));
        for at in 0..count {
            let (start, end) = part(at);
            if at >= 2 * first {
                families |= LOOKUP.get(&words[start..end]).copied().unwrap_or_default();
            }
            if at + 1 < count {
                families |= LOOKUP.get(&words[start..part(at + 1).1]).copied().unwrap_or_default();
            }
        }
        families
    }
}

fn itemprop(value: &str) -> Families {
    match value {
        "articleBody" | "reviewBody" | "text" => Families::BODY,
        "headline" => Families::TITLE,
        "author" | "creator" => Families::BYLINE,
        "datePublished" | "dateModified" => Families::DATE,
        "caption" => Families::CAPTION,
        "comment" => Families::COMMENTS,
        "breadcrumb" => Families::NAV,
        _ => Families::NONE,
    }
}

fn role(value: &str) -> Families {
    match value {
        "navigation" | "menu" | "menubar" | "search" | "toolbar" | "tablist" | "banner" => {
            Families::NAV
        }
        "contentinfo" => Families::FOOTER,
        "complementary" => Families::SIDEBAR,
        "dialog" | "alertdialog" => Families::PROMO,
        _ => Families::NONE,
    }
}

fn is_hidden(style: &str) -> bool {
    let style: String =
        style.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
    style.contains("display:none") || style.contains("visibility:hidden")
}

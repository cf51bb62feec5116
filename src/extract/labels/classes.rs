//! The words of class names, by the family that they tell. Never: the name of a host.

use super::families::Families;

/// Words and pairs of words, by family.
pub(super) const WORDS: &[(Families, &str)] = &[
    // What tells nothing, whatever its words say, alone or with the next one: of layout, of an element's overflow or label, of a kind of post.
    (
        Families::NONE,
        "overflow hidden|x hidden|y hidden|label hidden|parent hidden|animate hidden|animation hidden|reveal hidden|fade hidden|\
         bar hidden|background overlay|content sidebar|with sidebar|sidebar enabled|\
         sidebar layout|newsletter post|node promoted|media text|media body|media object|item dropdown|accordion dropdown|\
         faq dropdown|w dropdown|kt adv|eael adv|advgb adv|sticky navbar|source code|kg product|rating desc|rating text|\
         share heading|overlay text|author quote|recipe menu|ranking item|best ranking|product ranking",
    ),
    (
        Families::BODY,
        "articlebody|article body|article text|article content|articletext|articlecontent|story body|storybody|story text|\
         story content|storycontent|storytext|post body|post content|postcontent|post text|postbody|entry content|\
         entrycontent|entry body|body text|bodytext|news text|news body|news content|newscontent|newstext|text content|\
         rich text|richtext|body copy|bodycopy|body content|content body|content text|main text|maintext|detail text|\
         article copy|content article|artikel text|artikeltext|article inner|blog content|blog body|field body|\
         page content|single content|prose|wysiwyg|rte|available content|name body|markdown body|parser output|td post|texto noticia|cuerpo noticia|article paragraphs|longtext|paragraphs wrapper",
    ),
    (
        Families::STORY,
        "article|story|post|hentry|artikel|articulo|artigo|noticia|newsarticle|blogpost|news detail|article detail|single post",
    ),
    (
        Families::TITLE,
        "headline|hed|entry title|post title|article title|page title|story title|news title|articletitle",
    ),
    (
        Families::STANDFIRST,
        "standfirst|lede|lead|teaser text|subheadline|subhed|sub hed|sub headline|subtitle|sub title|dek|deck|article intro|intro|\
         chapo|chapeau|sommaire|vorspann|entradilla|bajada|copete|sapo|leadtext|lead text|article summary|article lead|\
         article description|article excerpt|post excerpt|kicker text|abstract|ingress|sottotitolo|occhiello|zajawka|spot|\
         subheading|article subtitle|story summary|bajadas|subtitulo|preamble|manchet|underrubrik|article teaser|catchline|\
         excerpt|entry summary|news summary|post summary|einleitung|perex|sommario|anriss|anons|strapline|news teaser|\
         sub heading|article sub|podnaslov|soustitre|accroche|ondertitel|inleiding|undertitle|alaotsikko|alcim|podtytul|podtitul|\
         podtitulek|podzagolovok|altbaslik|catenaccio|linha fina|untertitel|unterzeile|article subhead|\
         article desc|post description|page description|content summary|summary art|second title",
    ),
    (
        Families::BYLINE,
        "byline|bylines|author|authors|autor|autoren|autore|auteur|auteurs|firma|writer|contributor|contributors|byauthor|\
         author name|signature|redaktion|article author|post author|post meta|entry meta|article meta|postmeta|\
         entrymeta|articlemeta|story meta|meta data|metadata|meta info|post info|article info|post details|posted by|\
         byline block|blog meta|article details|reading time|read time|readtime|reading|meta item|meta wrapper|\
         meta top|news meta|published by|vcard|autor info|author block|source|article source|dateline|affiliation|affiliations",
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
         image info|imagecaption|photocaption|media caption|slide caption|thumbcaption|video title|\
         videotitle|video headline|video caption|player title",
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
         newsletter signup|toast|fundraising|crowdfunding|quiz|poll|survey|disclosure|disclaimer|\
         callout cta|wp block buttons|infobox promo|sponsor|sponsored|sponsors|tip jar|preferred source",
    ),
    (Families::GOODS, "affiliate|affiliates|coupon|product card|shop|buy|buynow|price"),
    (
        Families::CONSENT,
        "cookie|cookies|consent|gdpr|cmp banner|cmp modal|cmp popup|cmp wrapper|cmp root|onetrust|cookiebar|cookie notice|cookie banner|privacy banner|didomi|usercentrics|\
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
         entry footer|kicker|eyebrow|rubric|overline|section name|category name|category label|article category|dachzeile|badge|badges|pill|pills",
    ),
    (
        Families::NAV,
        "nav|navigation|navbar|menu|menus|submenu|breadcrumb|breadcrumbs|crumbs|pagination|pager|paging|skip|skiplink|\
         skip link|skip links|skip to|sitemap|topbar|top bar|mainnav|subnav|navi|navmenu|dropdown|megamenu|mega menu|page numbers|\
         quickjump|back to|hamburger|offcanvas|language switcher|lang switcher|site header|siteheader|site nav|masthead|search form|searchform|searchbox|search box|pagenavi|jump links|wp pagenavi",
    ),
    (
        Families::FOOTER,
        "footer|site footer|page footer|footersection|colophon|footernav|footer widgets|imprint|impressum|legal|bottom bar|article footer|post footer|story footer|prefooter",
    ),
    (
        Families::SIDEBAR,
        "sidebar|sidebars|side bar|aside|rail|right rail|rightrail|right column|rightcol|right col|rightcolumn|left rail|widget area|secondary column|secondary content|content secondary|secondary sidebar|sidecol|side column|marginal|widgetarea|sticky side|side content",
    ),
    (
        Families::PLAYER,
        "player|jwplayer|jw player|video js|videojs|vjs|audioplayer|audio player|video player|videoplayer|plyr|mejs|brightcove|\
         podcast player|listen|speech|texttospeech|text to|tts|beyondwords|trinity|readspeaker|voice|audio article|listen to|video controls|slick dots|carousel controls|control bar",
    ),
    (
        Families::HIDDEN,
        "sr only|sronly|screen reader|visually hidden|visuallyhidden|visuallyhide|hidden|visibility hidden|offscreen|off screen|assistive|assistive text|for sr|print only|printonly|d none|element invisible|invisible|a11y hidden|hidden text|display none|noscreen|aural|hide",
    ),
    (
        Families::TOOLS,
        "toolbar|tools|print|printer|fontsize|textsize|font resize|text resize|font sizer|text sizer|bookmark|save article|article tools|article actions|actions|action bar|\
         buttons|feedback|rating|ratings|rate|vote|votes|star rating|post ratings|kk star|helpful|report error|was this|google translate|gtranslate|correction form|copy link|copylink|view count|views count|page views|post views|counter|login|accessibility|edit link|editsection|mw editsection|noprint|ranking|progress|progress bar|scroll to|scroll top|scroll up|tooltip|spinner|loading|placeholder text",
    ),
    (
        Families::CONTENTS,
        "toc|table of|tableofcontents|tocbot|ez toc|lwptoc|toc container|math toc|in this|article toc|jump to|anchor links|page toc|article nav|content nav|on this",
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

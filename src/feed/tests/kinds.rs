//! Each kind of feed, whole: raw ids, links, titles, texts.

use super::*;

#[test]
fn an_rss_item_comes_out_whole() {
    let feed = read_text(
        r#"<?xml version="1.0" encoding="UTF-8"?>
        <rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
          xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"
          xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:atom="http://www.w3.org/2005/Atom">
        <channel><title>News &amp;amp; more</title><link>/</link><language>en_GB</language><ttl>30</ttl>
        <sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>
        <skipHours><hour>24</hour><hour>3</hour></skipHours><skipDays><day>Sunday</day></skipDays>
        <atom:link rel="hub" href="https://hub.example/"/>
        <item>
          <title>Ships &amp;nbsp; &lt;b&gt;sail&lt;/b&gt;</title>
          <comments>/a/1#comments</comments>
          <link>/a/1?x=1&amp;y=2</link>
          <guid isPermaLink="false"> tag:1 </guid>
          <pubDate>Tue, 10 Jan 2023 10:00:00 +0100</pubDate>
          <dc:creator>Ada Writer</dc:creator>
          <category>Sea</category><category>Sea</category><dc:subject>Trade</dc:subject>
          <description><![CDATA[<p>Short.</p>]]></description>
          <content:encoded><![CDATA[<p>Long.</p>]]></content:encoded>
          <enclosure url="/a.mp3" type="audio/mpeg" length="77"/>
          <media:content url="/small.jpg" type="image/jpeg" width="10"/>
          <media:content url="/large.jpg" type="image/jpeg" width="900"/>
        </item></channel></rss>"#,
    );
    let entry = &feed.entries[0];
    assert_eq!(feed.title.as_deref(), Some("News & more"));
    assert_eq!(feed.home.as_ref().map(Url::as_str), Some("https://news.example/"));
    assert_eq!(feed.language.as_deref(), Some("en-gb"));
    assert_eq!(feed.hints.ttl.map(|ttl| ttl.as_secs()), Some(1800));
    assert_eq!(feed.hints.interval.map(|interval| interval.as_secs()), Some(900));
    assert_eq!((&feed.hints.skip_hours[..], &feed.hints.skip_days[..]), (&[0, 3][..], &[7][..]));
    assert_eq!(feed.hints.hub.as_ref().map(Url::as_str), Some("https://hub.example/"));
    assert_eq!(entry.title.as_deref(), Some("Ships sail"));
    assert_eq!(entry.guid.as_deref(), Some("tag:1"));
    assert_eq!(link_of(entry), Some("https://news.example/a/1?x=1&y=2"));
    assert_eq!(entry.published, at("2023-01-10T09:00:00Z"));
    assert_eq!(entry.updated, None);
    assert_eq!(entry.authors, ["Ada Writer"]);
    assert_eq!(entry.categories, ["Sea", "Trade"]);
    assert_eq!(entry.summary.as_deref(), Some("<p>Short.</p>"));
    assert_eq!(entry.content.as_deref(), Some("<p>Long.</p>"));
    assert_eq!(entry.image.as_ref().map(Url::as_str), Some("https://news.example/large.jpg"));
    let file = &entry.enclosures[0];
    assert_eq!(
        (file.url.path(), file.media_type.as_deref(), file.bytes),
        ("/a.mp3", Some("audio/mpeg"), Some(77))
    );
    assert!(feed.repaired.is_empty(), "{:?}", feed.repaired);
}

#[test]
fn an_rdf_item_is_known_by_its_about_and_dated_by_dublin_core() {
    let feed = read_text(
        r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
          xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dwsyn="http://rss.news.example/syndication/dwsyn/">
        <channel rdf:about="https://news.example/"><title>Wave</title><link>https://news.example/</link>
          <dc:language>en</dc:language>
          <items><rdf:Seq><rdf:li rdf:resource="https://news.example/a-1"/></rdf:Seq></items></channel>
        <item rdf:about="https://news.example/a-1">
          <title>Deal agreed</title><link>https://news.example/a-1?maca=rdf</link>
          <description>Two sides sign.</description>
          <dc:subject>Asia</dc:subject><dc:date>2016-11-14T14:32:00Z</dc:date>
          <dwsyn:contentID>36388413</dwsyn:contentID></item>
        <item rdf:about="https://news.example/a-2"><title>No link</title></item>
        <item><title>Number only</title><dwsyn:contentID>36388414</dwsyn:contentID></item></rdf:RDF>"#,
    );
    let entry = &feed.entries[0];
    assert_eq!(feed.language.as_deref(), Some("en"));
    assert_eq!(entry.guid.as_deref(), Some("https://news.example/a-1"));
    assert_eq!(link_of(entry), Some("https://news.example/a-1?maca=rdf"));
    assert_eq!(entry.published, at("2016-11-14T14:32:00Z"));
    assert_eq!(entry.summary.as_deref(), Some("Two sides sign."));
    assert_eq!(entry.categories, ["Asia"]);
    assert_eq!(entry.number.as_deref(), Some("36388413"));
    assert_eq!(feed.entries[2].guid.as_deref(), Some("36388414"));
    // feed-rs drops an RSS 1.0 item without link.
    assert_eq!(link_of(&feed.entries[1]), Some("https://news.example/a-2"));
    assert!(feed.repaired.is_empty(), "{:?}", feed.repaired);
}

#[test]
fn an_item_that_has_only_the_words_of_dublin_core_has_a_title_and_a_text() {
    let dc = "xmlns:dc='http://purl.org/dc/elements/1.1/'";
    let words = "<dc:title>Low &amp;amp; high</dc:title><dc:description>The tide.</dc:description>";
    let feed = read_text(&format!(
        "<rss version='2.0' {dc}><channel><item>{words}</item>\
        <item><title>Own</title><description>Words.</description>{words}</item></channel></rss>"
    ));
    assert_eq!(titles(&feed), ["Low & high", "Own"]);
    let texts: Vec<_> = feed.entries.iter().map(|entry| entry.summary.as_deref()).collect();
    assert_eq!(texts, [Some("The tide."), Some("Words.")]);
}

#[test]
fn an_rss_1_1_channel_gives_the_items_of_its_collection() {
    let feed = read_text(
        r#"<Channel xmlns="http://purl.org/net/rss1.1#" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
          rdf:about="https://news.example/rss"><title>Tide</title><link>https://news.example/</link>
        <items rdf:parseType="Collection">
          <item rdf:about="urn:1"><title>One</title><link>https://news.example/1</link>
            <description>First.</description></item>
          <item rdf:about="https://news.example/2"><title>Two</title></item>
        </items></Channel>"#,
    );
    assert_eq!((feed.title.as_deref(), titles(&feed)), (Some("Tide"), vec!["One", "Two"]));
    let entry = &feed.entries[0];
    assert_eq!((entry.guid.as_deref(), entry.summary.as_deref()), (Some("urn:1"), Some("First.")));
    assert_eq!(link_of(entry), Some("https://news.example/1"));
    assert_eq!(link_of(&feed.entries[1]), Some("https://news.example/2"));
    assert_eq!(feed.repaired, ["namespace"]);
}

#[test]
fn a_cdf_channel_gives_what_stands_in_its_tags_and_elements() {
    let feed = read_text(
        r#"<?XML VERSION="1.0"?><CHANNEL HREF="https://news.example/" LASTMOD="1997-11-05T02:14"><TITLE>Desk</TITLE>
        <ITEM HREF="/1" LASTMOD="2004-04-06T23:05:43-05:00"><TITLE>One</TITLE><ABSTRACT>First.</ABSTRACT></ITEM>
        <CHANNEL><TITLE>Sea</TITLE><ITEM HREF="/2"/></CHANNEL></CHANNEL>"#,
    );
    assert_eq!((feed.title.as_deref(), titles(&feed)), (Some("Desk"), vec!["One", "-"]));
    let entry = &feed.entries[0];
    assert_eq!((link_of(entry), entry.guid.as_deref()), (Some("https://news.example/1"), None));
    assert_eq!(entry.summary.as_deref(), Some("First."));
    assert_eq!((entry.published, entry.updated), (None, at("2004-04-07T04:05:43Z")));
    assert_eq!(link_of(&feed.entries[1]), Some("https://news.example/2"));
    assert_eq!(feed.repaired, ["cdf"]);
}

#[test]
fn the_elements_of_atom_are_known_in_any_case() {
    let feed = read_text(
        "<Feed xmlns='http://www.w3.org/2005/Atom'><Title>T</Title><ENTRY><TITLE>a</TITLE><Id>g</Id>\
        <Link href='/1'/><Updated>2023-01-10T10:00:00Z</Updated><Author><name>Bo</name></Author></ENTRY>\
        <Entry><Title>b</Title></Entry></Feed>",
    );
    let entry = &feed.entries[0];
    assert_eq!((feed.title.as_deref(), titles(&feed)), (Some("T"), vec!["a", "b"]));
    assert_eq!(
        (entry.guid.as_deref(), link_of(entry)),
        (Some("g"), Some("https://news.example/1"))
    );
    assert_eq!((entry.updated, &entry.authors[0][..]), (at("2023-01-10T10:00:00Z"), "Bo"));
}

#[test]
fn the_elements_of_rss_are_known_in_any_case() {
    let feed = read_text(
        "<RSS version='2.0'><Channel><Title>T</Title><Item><TITLE>a</TITLE><Link>/1</Link><GUID>g</GUID>\
        <PubDate>Tue, 10 Jan 2023 10:00:00 GMT</PubDate></Item></Channel></RSS>",
    );
    let entry = &feed.entries[0];
    assert_eq!((feed.title.as_deref(), titles(&feed)), (Some("T"), vec!["a"]));
    assert_eq!(
        (entry.guid.as_deref(), link_of(entry)),
        (Some("g"), Some("https://news.example/1"))
    );
    assert_eq!(entry.published, at("2023-01-10T10:00:00Z"));
}

#[test]
fn media_in_groups_within_groups_and_the_terms_of_dublin_core_are_found() {
    let feed = read_text(
        r#"<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/" xmlns:dcterms="http://purl.org/dc/terms/">
        <channel><item><title>a</title><dcterms:created>2023-01-10T10:00:00Z</dcterms:created>
        <dcterms:modified>2023-01-11T10:00:00Z</dcterms:modified>
        <media:group><media:group><media:content url="/film.mp4" type="video/mp4" duration="60"/></media:group>
          <media:content url="/still.jpg" type="image/jpeg" width="900"/>
          <media:description>What it shows.</media:description></media:group></item></channel></rss>"#,
    );
    let entry = &feed.entries[0];
    assert_eq!(entry.published, at("2023-01-10T10:00:00Z"));
    assert_eq!(entry.updated, at("2023-01-11T10:00:00Z"));
    assert_eq!(entry.image.as_ref().map(Url::path), Some("/still.jpg"));
    let film: Vec<_> =
        entry.enclosures.iter().map(|file| (file.url.path(), file.seconds)).collect();
    assert_eq!(film, [("/film.mp4", Some(60))]);
    assert_eq!(entry.summary.as_deref(), Some("What it shows."));
    assert!(feed.repaired.is_empty(), "{:?}", feed.repaired);
}

#[test]
fn an_atom_entry_comes_out_whole_and_updated_is_not_published() {
    let feed = read_text(
        r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://blog.example/x/" xml:lang="de">
        <title type="html">A &amp;lt;B&amp;gt;</title><link rel="self" href="feed"/><link href="home"/>
        <entry xml:base="posts/"><id>urn:uuid:1</id><title type="text">if a &lt; b &amp;amp; c</title>
          <link rel="replies" href="1#c"/><link rel="alternate" type="application/pdf" href="1.pdf"/>
          <link rel="alternate" type="text/html" href="1"/><link rel="enclosure" href="1.ogg" type="audio/ogg" length="5"/>
          <updated>2024-02-29T12:00:00+01:00</updated><author><name>Bo</name><email>b@x.example</email></author>
          <category term="c1" label="Label"/>
          <summary type="text">1 &lt; 2</summary>
          <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Body <em>here</em></p></div></content>
        </entry></feed>"#,
    );
    let entry = &feed.entries[0];
    assert_eq!(feed.title.as_deref(), Some("A <B>"));
    assert_eq!(feed.home.as_ref().map(Url::as_str), Some("https://blog.example/x/home"));
    assert_eq!(feed.language.as_deref(), Some("de"));
    assert_eq!(entry.guid.as_deref(), Some("urn:uuid:1"));
    assert_eq!(link_of(entry), Some("https://blog.example/x/posts/1"));
    assert_eq!(entry.title.as_deref(), Some("if a < b & c"));
    assert_eq!((entry.published, entry.updated), (None, at("2024-02-29T11:00:00Z")));
    assert_eq!(entry.authors, ["Bo"]);
    assert_eq!(entry.categories, ["Label"]);
    assert_eq!(entry.summary.as_deref(), Some("1 &lt; 2"));
    assert_eq!(entry.content.as_deref(), Some("<p>Body <em>here</em></p>"));
    assert_eq!(entry.enclosures[0].bytes, Some(5));
    assert!(feed.repaired.is_empty(), "{:?}", feed.repaired);
}

/// RFC 4287, section 4.2.7.2: a registered relation is its name, or that behind this address.
#[test]
fn a_relation_may_be_written_as_its_address() {
    let feed = read_text(
        r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://blog.example/"><title>T</title>
        <link rel="http://www.iana.org/assignments/relation/self" href="feed"/>
        <link rel=" http://www.iana.org/assignments/relation/alternate " href="home"/>
        <entry><id>urn:uuid:1</id><title>E</title>
          <link rel="http://www.iana.org/assignments/relation/enclosure" href="1.ogg" type="audio/ogg" length="5"/>
          <link rel="http://www.iana.org/assignments/relation/related" href="other"/>
          <link rel="http://blog.example/assignments/relation/alternate" href="another"/>
          <link rel="http://www.iana.org/assignments/relation/alternate" href="1"/>
        </entry></feed>"#,
    );
    let entry = &feed.entries[0];
    assert_eq!(feed.home.as_ref().map(Url::as_str), Some("https://blog.example/home"));
    assert_eq!(feed.hints.own.as_ref().map(Url::as_str), Some("https://blog.example/feed"));
    assert_eq!(link_of(entry), Some("https://blog.example/1"));
    let files: Vec<_> = entry.enclosures.iter().map(|file| file.url.path()).collect();
    assert_eq!(files, ["/1.ogg"]);
}

#[test]
fn a_json_feed_comes_out_whole() {
    let feed = read_text(
        r#"{"version":"https://jsonfeed.org/version/1.1","title":"J","home_page_url":"/","language":"fr",
        "items":[{"id":"1","url":"/1","title":"Un <b> & deux","content_html":"<p>x</p>","summary":"a < b",
          "date_published":"2024-01-02T03:04:05+02:00","date_modified":"2024-01-03T00:00:00Z",
          "authors":[{"name":"Cy"}],"tags":["t"],"image":"/i.png",
          "attachments":[{"url":"/e.mp3","mime_type":"audio/mpeg","size_in_bytes":9,"duration_in_seconds":60}]},
         {"id":2,"content_text":"2 < 3"}, {"url":["odd"],"title":7}]}"#,
    );
    let entry = &feed.entries[0];
    assert_eq!((feed.title.as_deref(), feed.language.as_deref()), (Some("J"), Some("fr")));
    assert_eq!(entry.guid.as_deref(), Some("1"));
    assert_eq!(link_of(entry), Some("https://news.example/1"));
    assert_eq!(entry.title.as_deref(), Some("Un <b> & deux"));
    assert_eq!(entry.summary.as_deref(), Some("a &lt; b"));
    assert_eq!(entry.published, at("2024-01-02T01:04:05Z"));
    assert_eq!((entry.authors[0].as_str(), entry.categories[0].as_str()), ("Cy", "t"));
    assert_eq!((entry.enclosures[0].bytes, entry.enclosures[0].seconds), (Some(9), Some(60)));
    assert_eq!(feed.entries[1].guid.as_deref(), Some("2"));
    assert_eq!(feed.entries[1].content.as_deref(), Some("2 &lt; 3"));
    assert_eq!((&feed.entries[2].guid, &feed.entries[2].link), (&None, &None));
}

#[test]
fn ids_are_never_made_up() {
    for text in [
        rss("<item><title>a</title></item><item/>"),
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>t</title><entry><title>a</title></entry></feed>".into(),
        r#"{"version":"https://jsonfeed.org/version/1","items":[{"title":"a"}]}"#.into(),
    ] {
        let feed = read_text(&text);
        assert!(feed.entries.iter().all(|entry| entry.guid.is_none() && entry.link.is_none()), "{text}");
    }
}

#[test]
fn links_are_completed_and_lead_to_the_page_only() {
    let cases = [
        ("<link>  https://a.example/x  </link>", Some("https://a.example/x")),
        ("<link>//a.example/x</link>", Some("https://a.example/x")),
        ("<link>../y</link>", Some("https://news.example/y")),
        (
            "<link><![CDATA[https://a.example/?a=1&amp;b=2]]></link>",
            Some("https://a.example/?a=1&b=2"),
        ),
        ("<link>https://user:secret@a.example/</link>", Some("https://a.example/")),
        ("<guid>https://a.example/g</guid>", Some("https://a.example/g")),
        ("<guid>/g</guid>", Some("https://news.example/g")),
        ("<guid>12345</guid>", None),
        ("<guid isPermaLink='false'>https://a.example/g</guid>", None),
        ("<guid isPermaLink='true'>g/1</guid>", Some("https://news.example/feeds/g/1")),
        ("<link/><guid>https://a.example/g</guid>", Some("https://a.example/g")),
        ("<comments>https://a.example/c</comments>", None),
        ("<enclosure url='https://a.example/e.mp3' type='audio/mpeg' length='1'/>", None),
        ("<link>javascript:alert(1)</link>", None),
        ("<link>file:///etc/passwd</link>", None),
        ("<link>ftp://a.example/x</link>", None),
        ("<link>mailto:a@b.example</link>", None),
        ("<link xml:base='https://b.example/p/'>q</link>", Some("https://b.example/p/q")),
    ];
    for (children, link) in cases {
        assert_eq!(link_of(&item(children)), link, "{children}");
    }
}

#[test]
fn of_several_alternates_the_surest_page_is_the_link() {
    let link = |links: &str| {
        let feed = read_text(&format!(
            "<feed xmlns='http://www.w3.org/2005/Atom'><title>t</title><entry><id>https://a.example/id</id>{links}</entry></feed>"
        ));
        feed.entries[0].link.as_ref().map(|url| url.path().to_owned())
    };
    let html = "<link rel='alternate' type='text/html' href='/html'/>";
    let other = "<link rel='alternate' type='application/json' href='/json'/>";
    let cases = [
        ([other, "<link href='/plain'/>", html].concat(), "/html"),
        ([other, "<link href='/plain'/>", "<link href='/second'/>"].concat(), "/plain"),
        ([other, "<link rel='edit' href='/edit'/>"].concat(), "/json"),
        (
            [html, "<link rel='alternate' type='text/html' hreflang='es' href='/es'/>"].concat(),
            "/html",
        ),
        // An address that was left empty is none.
        ("<link rel='alternate' type='text/html' href=''/>".to_owned(), "/id"),
    ];
    for (links, path) in cases {
        assert_eq!(link(&links).as_deref(), Some(path), "{links}");
    }
}

#[test]
fn the_original_link_wins_over_a_detour_and_both_are_kept() {
    let feed = read_text(
        r#"<rss version="2.0" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"><channel><item>
        <link>https://proxy.example/~r/1</link>
        <feedburner:origLink>https://a.example/1</feedburner:origLink></item></channel></rss>"#,
    );
    assert_eq!(link_of(&feed.entries[0]), Some("https://a.example/1"));
    assert_eq!(feed.entries[0].given.as_ref().map(Url::as_str), Some("https://proxy.example/~r/1"));
}

#[test]
fn equal_raw_entries_have_equal_digests_and_others_do_not() {
    let feed = read_text(&rss(
        "<item><title>a</title></item><item><title>a</title></item><item><title>a</title ></item>",
    ));
    assert_eq!(feed.entries[0].raw, feed.entries[1].raw);
    assert_ne!(feed.entries[0].raw, feed.entries[2].raw);
}

#[test]
fn titles_are_text_with_entities_decoded_once() {
    let cases = [
        ("Tom &amp; Jerry", "Tom & Jerry"),
        ("Tom &amp;amp; Jerry", "Tom & Jerry"),
        ("a&nbsp;b &hellip; &#8217; &#146;", "a b … ’ ’"),
        ("<![CDATA[<i>It</i> is &ldquo;so&rdquo;]]>", "It is “so”"),
        ("  two\n   lines ", "two lines"),
        ("3 &lt; 4", "3 < 4"),
        ("rtl \u{202E}evil\u{2066} text\u{7}", "rtl evil text"),
        ("<![CDATA[x<script>y()</script>z]]>", "xz"),
        ("a&amp;#xFFFE;b\u{1FFFF}\u{FDD0}c", "abc"),
    ];
    for (title, text) in cases {
        let entry = item(&format!("<title>{title}</title>"));
        assert_eq!(entry.title.as_deref(), Some(text), "{title}");
    }
}

#[test]
fn authors_are_names_and_an_address_is_none() {
    let cases = [
        ("<author>ada@a.example (Ada Writer)</author>", Some("Ada Writer")),
        ("<author>Ada Writer &lt;ada@a.example></author>", Some("Ada Writer")),
        ("<author>Ada Writer (ada@a.example)</author>", Some("Ada Writer")),
        ("<author>ada@a.example</author>", None),
        ("<dc:creator>Ada Writer (Paris)</dc:creator>", Some("Ada Writer (Paris)")),
        ("<dc:creator>@ada</dc:creator>", Some("@ada")),
    ];
    for (children, name) in cases {
        assert_eq!(item(children).authors.first().map(String::as_str), name, "{children}");
    }
}

#[test]
fn an_atom_entry_without_authors_is_its_feeds() {
    let feed = read_text(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>t</title><author><name>Ada</name></author>\
        <entry><title>a</title></entry><entry><title>b</title><author><name>Bo</name></author></entry></feed>",
    );
    assert_eq!((&feed.entries[0].authors[0][..], &feed.entries[1].authors[0][..]), ("Ada", "Bo"));
}

#[test]
fn the_first_hub_and_the_feeds_own_address_are_taken() {
    let feed = read_text(
        "<rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom'><channel>\
        <atom:link rel='hub' href='https://one.example/'/><atom:link rel='hub' href='https://two.example/'/>\
        <atom:link rel='self' href='/feed'/><item/></channel></rss>",
    );
    assert_eq!(feed.hints.hub.as_ref().map(Url::as_str), Some("https://one.example/"));
    assert_eq!(feed.hints.own.as_ref().map(Url::as_str), Some("https://news.example/feed"));
}

//! Each fault that real feeds have, made from its cause: the entries are read, and the rule is named.

use super::*;

/// Reads a faulty feed and asserts which rules it took.
pub(super) fn repaired(text: &str, rules: &[&str]) -> Feed {
    let feed = read_text(text);
    assert_eq!(feed.repaired, rules, "{text}");
    feed
}

#[test]
fn an_rss_version_that_nobody_knows_is_no_obstacle() {
    for version in ["", " version='2.0.1'", " version='0.94'", " version='2'", " version='2.01'"] {
        let text = format!("<rss{version}><channel><item><title>a</title></item></channel></rss>");
        assert_eq!(titles(&repaired(&text, &["rss_version"])), ["a"]);
    }
}

#[test]
fn empty_media_texts_do_not_lose_the_feed() {
    let feed = repaired(
        "<rss version='2.0' xmlns:media='http://search.yahoo.com/mrss/'><channel>\
        <item><title>a</title><media:content url='https://a.example/i.jpg' type='image/jpeg'>\
        <media:description></media:description><media:credit/><media:title type='html'> </media:title>\
        </media:content></item><item><title>b</title><media:description/></item></channel></rss>",
        &["empty_media"],
    );
    assert_eq!(titles(&feed), ["a", "b"]);
    assert!(feed.entries[0].image.is_some());
}

#[test]
fn an_odd_atom_type_keeps_its_text() {
    let feed = repaired(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>t</title><entry><title type='text/plain'>a</title>\
        <summary type='TEXT/HTML'>&lt;p>s&lt;/p></summary><content type='application/xhtml+xml'>\
        <p>c</p></content></entry><entry><title type='markdown'>b</title></entry></feed>",
        &["text_type"],
    );
    assert_eq!(titles(&feed), ["a", "b"]);
    assert_eq!(feed.entries[0].summary.as_deref(), Some("<p>s</p>"));
    assert_eq!(feed.entries[0].content.as_deref(), Some("<p>c</p>"));
}

#[test]
fn atom_0_3_is_read_by_its_own_names() {
    let feed = repaired(
        "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><title>t</title><entry>\
        <title mode='escaped' type='text/html'>A &amp;amp; b</title><id>tag:1</id>\
        <link rel='alternate' type='text/html' href='/1'/><issued>2004-01-01T10:00:00Z</issued>\
        <modified>2004-01-02T10:00:00Z</modified><content type='application/xhtml+xml' mode='xml'>\
        <div xmlns='http://www.w3.org/1999/xhtml'><p>x</p></div></content></entry></feed>",
        &["atom_03"],
    );
    let entry = &feed.entries[0];
    assert_eq!(entry.title.as_deref(), Some("A & b"));
    assert_eq!(
        (entry.guid.as_deref(), link_of(entry)),
        (Some("tag:1"), Some("https://news.example/1"))
    );
    assert_eq!(entry.content.as_deref(), Some("<p>x</p>"));
    assert_eq!(entry.published, "2004-01-01T10:00:00Z".parse().ok());
    assert_eq!(entry.updated, "2004-01-02T10:00:00Z".parse().ok());
}

#[test]
fn rss_under_any_namespace_is_rss() {
    for namespace in [
        "http://backend.userland.com/rss2",
        "http://my.netscape.com/rdf/simple/0.9/",
        "http://www.w3.org/2005/Atom",
        "urn:anything",
    ] {
        let text = format!(
            "<rss version='2.0' xmlns='{namespace}'><channel><item><title>a</title></item></channel></rss>"
        );
        assert_eq!(titles(&read_text(&text)), ["a"], "{namespace}");
        let text = format!(
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='{namespace}'>\
            <item><title>a</title></item></rdf:RDF>"
        );
        assert_eq!(titles(&read_text(&text)), ["a"], "{namespace}");
    }
}

#[test]
fn a_vocabulary_is_known_under_misspelt_namespaces_and_undeclared_prefixes() {
    let feed = repaired(
        "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content'><channel><item>\
        <content:encoded>&lt;p>x&lt;/p></content:encoded></item></channel></rss>",
        &["namespace"],
    );
    assert_eq!(feed.entries[0].content.as_deref(), Some("<p>x</p>"));
    let feed = repaired(
        "<rss version='2.0'><channel><item><title>a</title><media:title>not it</media:title>\
        <dc:creator>Ada</dc:creator></item></channel></rss>",
        &["undeclared_prefix"],
    );
    assert_eq!((titles(&feed)[0], feed.entries[0].authors[0].as_str()), ("a", "Ada"));
}

#[test]
fn a_root_under_any_namespace_gives_its_prefix_a_meaning() {
    let feed = repaired(
        "<a:feed xmlns:a='urn:any'><a:title>t</a:title><a:entry><a:title>a</a:title><a:link href='/1'/></a:entry>\
        </a:feed>",
        &["namespace"],
    );
    assert_eq!((titles(&feed), link_of(&feed.entries[0]).is_some()), (vec!["a"], true));
    let feed = repaired(
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:q='urn:any'><q:channel>\
        <q:title>t</q:title></q:channel><q:item><q:title>a</q:title><q:link>/1</q:link></q:item></rdf:RDF>",
        &["namespace"],
    );
    assert_eq!((feed.title.as_deref(), titles(&feed)), (Some("t"), vec!["a"]));
}

#[test]
fn entries_that_have_the_other_familys_name_are_entries() {
    let atom = "xmlns='http://www.w3.org/2005/Atom'";
    let feed = repaired(
        &format!(
            "<feed {atom}><title>t</title><item><title>a</title><link href='/1'/><author><name>Bo</name></author>\
            </item></feed>"
        ),
        &["entry_name"],
    );
    let entry = &feed.entries[0];
    assert_eq!((titles(&feed), &entry.authors[0][..]), (vec!["a"], "Bo"));
    assert_eq!(link_of(entry), Some("https://news.example/1"));
    let feed = repaired(&rss("<entry><title>a</title><link>/1</link></entry>"), &["entry_name"]);
    assert_eq!((titles(&feed), link_of(&feed.entries[0]).is_some()), (vec!["a"], true));
    let feed = repaired(
        &rss(&format!("<entry {atom}><title>a</title><link href='/1'/><id>g</id></entry>")),
        &["entry_name"],
    );
    assert_eq!((titles(&feed), link_of(&feed.entries[0]).is_some()), (vec!["a"], true));
    assert_eq!(feed.entries[0].guid.as_deref(), Some("g"));
    // Within an entry it is another thing.
    let feed = read_text(&rss("<item><title>a</title><entry>x</entry></item>"));
    assert_eq!(titles(&feed), ["a"]);
}

#[test]
fn a_feed_that_lacks_its_beginning_gives_the_entries_that_are_left() {
    let items = "<item><title>a</title><link>/1</link></item><item><title>b</title></item>";
    for text in [
        items.to_owned(),
        format!("<items>{items}</items>"),
        format!("xmlns:x='urn:x'><title>t</title>{items}</channel></rss>"),
        format!("<wrong><meta/>{items}</wrong>"),
    ] {
        assert_eq!(titles(&repaired(&text, &["feed_in_page"])), ["a", "b"]);
    }
    let text = format!("version='2.0'><channel><title>t</title></channel>{items}</rss>");
    assert_eq!(titles(&read_text(&text)), ["a", "b"]);
    let text = "<title>t</title><entry><title>a</title><link href='/1'/></entry><entry><title>b</title></entry></feed>";
    assert_eq!(titles(&repaired(text, &["feed_in_page"])), ["a", "b"]);
    // Nothing says that these are articles.
    let list = "<stock><item><name>a</name><price>1</price></item></stock>";
    assert_eq!(read(list.as_bytes(), None, &address()).unwrap_err().code(), "not_a_feed");
}

#[test]
fn feeds_one_behind_another_are_read_as_one() {
    let (one, two) = (rss("<item><title>a</title></item>"), rss("<item><title>b</title></item>"));
    assert_eq!(titles(&repaired(&[one, two].concat(), &[])), ["a", "b"]);
}

#[test]
fn netscapes_doctype_is_passed_over() {
    let feed = repaired(
        "<!DOCTYPE rss PUBLIC \"-//Netscape Communications//DTD RSS 0.91//EN\" \
        \"http://my.netscape.com/publish/formats/rss-0.91.dtd\" [<!ENTITY % x SYSTEM 'file:///etc/passwd'>]>\
        <rss version='0.91'><channel><item><title>a</title></item></channel></rss>",
        &["doctype"],
    );
    assert_eq!(titles(&feed), ["a"]);
}

#[test]
fn bare_ampersands_and_bad_references_cost_nothing_else() {
    let feed = repaired(
        &rss("<item><title>R&D & more</title><link>https://a.example/?a=1&b=2</link></item>"),
        &["bare_ampersand"],
    );
    assert_eq!(titles(&feed), ["R&D & more"]);
    assert_eq!(link_of(&feed.entries[0]), Some("https://a.example/?a=1&b=2"));
    let feed = repaired(
        &rss("<item><title>a&#xD800;b&#0;c&#X26;d&#x41;</title></item>"),
        &["character_reference"],
    );
    assert_eq!(titles(&feed), ["abc&dA"]);
    // The halves of a character as two references, at whatever level, are it.
    let feed = repaired(
        &rss(
            "<item><title>a &#55357;&#56832; b</title><description>&#xD83D;&#xDE00;</description></item>",
        ),
        &["character_reference"],
    );
    assert_eq!(titles(&feed), ["a 😀 b"]);
    assert_eq!(feed.entries[0].summary.as_deref(), Some("😀"));
    let twice = "a &amp;#xd83d;&amp;#xde00; &amp;#xde00;&amp;#xd83d; b";
    let feed = repaired(&rss(&format!("<item><title>{twice}</title></item>")), &[]);
    assert_eq!(titles(&feed), ["a 😀 \u{fffd}\u{fffd} b"]);
}

#[test]
fn an_angle_bracket_that_begins_no_tag_is_text() {
    let link = "<link>https://a.example/1</link>";
    for title in ["1 < 2", "a << b", "I <3 b", "<", "<>", "x <- y -> z", "a<", "< 5 > 4"] {
        let feed = repaired(
            &rss(&format!(
                "<item><title>{title}</title>{link}</item><item><title>b</title></item>"
            )),
            &["bare_angle"],
        );
        assert_eq!(titles(&feed), [title, "b"]);
        assert_eq!(link_of(&feed.entries[0]), Some("https://a.example/1"), "{title}");
    }
}

#[test]
fn markup_that_was_not_escaped_stays_in_the_text() {
    let feed = repaired(
        &rss(
            "<item><title>a <b>b</b></title><description>\n<p>one &amp; <i>two</i></p></description></item>",
        ),
        &["bare_markup"],
    );
    assert_eq!(titles(&feed), ["a b"]);
    assert_eq!(feed.entries[0].summary.as_deref(), Some("<p>one &amp; <i>two</i></p>"));
}

#[test]
fn crossed_tags_cost_at_most_their_own_entry() {
    let feed = read_text(&rss(
        "<item><title>a</title><description><b><i>x</b></i><br></description></item>\
        <item><title>b</title></item></wrong><item><title>c</title></item>",
    ));
    assert_eq!(titles(&feed), ["a", "b", "c"]);
    assert!(feed.repaired.contains(&"crossed_tags"));
}

#[test]
fn an_unclosed_item_ends_where_the_next_begins() {
    let feed = read_text(&rss("<item><title>a</title><item><title>b</title></item>"));
    assert_eq!(titles(&feed), ["a", "b"]);
    assert_eq!(feed.repaired, ["unclosed"]);
    let feed = read_text(&rss("<item><title>a<item><title>b</title></item>"));
    assert_eq!(titles(&feed), ["a", "b"]);
}

#[test]
fn an_unclosed_tag_costs_no_more_than_its_line() {
    for broken in [
        "<media:thumbnail url=\"https://a.example/i.jpg/>\n",
        "<category domain='x>y</category>\n",
        "<author Ada's</author>\n",
        "<comments\n",
    ] {
        let feed = read_text(&rss(&format!(
            "<item>\n<title>a</title>\n{broken}<link rel='x' title=\"t\">https://a.example/1</link>\n</item>\n\
            <item>\n<title>it's b</title>\n</item>\n"
        )));
        assert_eq!(titles(&feed), ["a", "it's b"], "{broken}");
        assert!(feed.repaired.contains(&"unclosed"), "{broken}: {:?}", feed.repaired);
    }
}

#[test]
fn an_item_whose_tag_is_never_closed_is_one() {
    let feed = read_text(
        "<rss version='2.0'><channel>\n<item about=\"https://a.example/1>\n<title>a</title>\n</item>\n<item>\n\
        <title>b</title></item></channel></rss>",
    );
    assert_eq!((titles(&feed), &feed.repaired[..]), (vec!["a", "b"], &["unclosed"][..]));
}

#[test]
fn a_title_that_is_never_closed_ends_where_the_link_begins() {
    let feed = read_text(&rss(
        "<item><title>a & b\n<link>https://a.example/1</link><guid>1<pubDate>2023-01-10T10:00:00Z\
        <description><p>x</p><link>y</link></description></item><item><title>b</title></item>",
    ));
    let entry = &feed.entries[0];
    assert_eq!(titles(&feed), ["a & b", "b"]);
    assert_eq!((link_of(entry), entry.guid.as_deref()), (Some("https://a.example/1"), Some("1")));
    assert_eq!(entry.published, "2023-01-10T10:00:00Z".parse().ok());
    assert_eq!(entry.summary.as_deref(), Some("<p>x</p><link>y</link>"));
    assert!(feed.repaired.contains(&"unclosed"));
}

#[test]
fn what_is_never_closed_before_the_first_entry_leaves_it_alone() {
    let feed = read_text(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>T\n<subtitle>s</subtitle><category>c\n\
        <entry><id>1</id><title>a</title><link href='/1'/></entry><entry><id>2\n<title>b</title></entry></feed>",
    );
    assert_eq!((titles(&feed), link_of(&feed.entries[0]).is_some()), (vec!["a", "b"], true));
    let guids: Vec<_> = feed.entries.iter().map(|entry| entry.guid.as_deref()).collect();
    assert_eq!(guids, [Some("1"), Some("2")]);
}

#[test]
fn an_unclosed_cdata_section_ends_with_its_element() {
    let feed = read_text(&rss(
        "<item><title><![CDATA[a & b</title><description><![CDATA[<p>x</p>]]></description>\
        <link>https://a.example/1</link></item><item><title><![CDATA[b]]></title></item>",
    ));
    assert_eq!(titles(&feed), ["a & b", "b"]);
    assert_eq!(feed.entries[0].summary.as_deref(), Some("<p>x</p>"));
    assert_eq!(link_of(&feed.entries[0]), Some("https://a.example/1"));
    assert!(feed.repaired.contains(&"unclosed"));
    // A script within a section may begin one that ends it.
    let script = "<p>x</p><script>//<![CDATA[ y()</script></p>";
    let entry = item(&format!("<title>a</title><description><![CDATA[{script}]]></description>"));
    assert_eq!(entry.summary.as_deref(), Some(script));
}

#[test]
fn an_unclosed_cdata_section_loses_no_later_entry() {
    let feed = read_text(&rss(
        "<item><title>a</title><description><![CDATA[<p>x</p></description></item><item><title>b</title></item>",
    ));
    assert_eq!(titles(&feed), ["a", "b"]);
    assert_eq!(feed.entries[0].summary.as_deref(), Some("<p>x</p>"));
    assert!(feed.repaired.contains(&"unclosed"));
}

#[test]
fn a_truncated_feed_gives_its_complete_entries() {
    let whole = rss(
        "<item><title>a</title></item><item><title>b</title><description><![CDATA[<p>x]]></description></item>",
    );
    for end in 0..whole.len() {
        let Ok(feed) = read(&whole.as_bytes()[..end], None, &address()) else { continue };
        let complete = whole[..end].matches("</item>").count();
        assert_eq!(feed.entries.len(), complete, "{}", &whole[..end]);
        assert!(feed.repaired.contains(&"truncated"));
    }
    let json =
        r#"{"version":"https://jsonfeed.org/version/1","items":[{"id":"1"},{"id":"2"},{"id":"#;
    let feed = read_text(json);
    assert_eq!((feed.entries.len(), &feed.repaired[..]), (2, &["truncated"][..]));
}

#[test]
fn a_feed_inside_a_page_is_found() {
    let feed = read_text(
        "<html><head><link rel=stylesheet href=x><body><pre><rss version='2.0'><channel><item><title>a</title>\
        </item></channel></rss></pre></body></html>",
    );
    assert_eq!(titles(&feed), ["a"]);
    assert_eq!(feed.repaired, ["feed_in_page"]);
}

#[test]
fn items_outside_the_channel_and_junk_around_the_feed_are_no_obstacle() {
    let feed = read_text(
        "junk \u{0} <rss version='2.0'><channel><title>t</title></channel><item><title>a</title></item></rss> tail",
    );
    assert_eq!((titles(&feed), feed.title.as_deref()), (vec!["a"], Some("t")));
}

#[test]
fn every_rule_is_told_of_in_the_documents() {
    let rules = include_str!("../repair.rs").lines().filter_map(|line| {
        let (_, name) = line.trim().strip_prefix("Rule::")?.split_once(" => \"")?;
        name.strip_suffix("\",")
    });
    let told = include_str!("../../../docs/operations.md");
    let rules: Vec<_> = rules.collect();
    assert!(rules.len() > 15, "{rules:?}");
    for rule in rules {
        assert!(told.contains(&format!("\n| `{rule}` | ")), "{rule}");
    }
}

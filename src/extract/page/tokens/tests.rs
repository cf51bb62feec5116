//! The same tree as by html5ever's own tokenizer, whatever the text.

use proptest::prelude::*;

use crate::extract::parity::trees;

fn same(text: &str) {
    let [ours, html5evers] = trees(text).expect("a short text is within the budget");
    assert_eq!(ours, html5evers, "{text:?}");
}

#[test]
fn each_form_of_markup_is_read_as_html5ever_reads_it() {
    for text in [
        "",
        "plain",
        "\u{feff}<p>marked",
        "a\r\nb\rc<pre>\r\nd</pre><pre>&#10;e</pre><textarea>\n\nf</textarea>",
        "<!DOCTYPE html><table><tr><p>a",
        "<!doctype html public \"-//W3C//DTD HTML 3.2//EN\"><p><table>",
        "<!doctype",
        "<!doctype >",
        "<!DocType html PUBLIC 'a>b'><p>",
        "<!doctype html system \"a",
        "<p a=1 b='2' c=\"3\" d e=f/ g=/h / i='a&amp;b&ampc&amp=d&notit;' i=j A=B>x",
        "<p a = 1 b= '2' =c ==d e\"f='g'h=i><br/><br / ><p/x>",
        "<p a=\"x>y",
        "<p a='x",
        "<p a=x",
        "<p a=",
        "<p a",
        "<p ",
        "<p",
        "<",
        "</",
        "</p",
        "</p ",
        "<!",
        "<?",
        "<!-",
        "a<b",
        "a < b",
        "a<3",
        "</>b",
        "</3>b",
        "<?php a > b ?>c",
        "<!a>b",
        "<![CDATA[a]]>b",
        "<!-->a-->b",
        "<!--->a-->b",
        "<!---->a",
        "<!--a--!>b",
        "<!--a--->b",
        "<!--a--!-->b",
        "<!-- - -- >a-->b",
        "<!--a",
        "<!--<!-->a",
        "<!--<!--->a",
        "<!--a--!",
        "<!--a--",
        "a<!--b-->c",
        "<svg><![CDATA[a<b>\0c]]>d</svg>e",
        "<svg><![CDATA[a",
        "<math><mi>a</mi></math>",
        "<title>a<b>&amp;</titlex></title >b",
        "<title>a</title",
        "<textarea>a</textarea/>b",
        "<title>\0&#0;</title>",
        "<style>a<b>&amp;</style>c",
        "<style>a</stylex></STYLE x=y>c",
        "<iframe><p></iframe>a",
        "<xmp><p></xmp>a",
        "<script>a<b</script>c",
        "<script>a</script",
        "<script>a</script ",
        "<script>\0</script>",
        "<script><!--<script></script>a--></script>b",
        "<script><!--<script></script>a</script>b</script>c",
        "<script><!--></script>b",
        "<script><!---></script>b",
        "<script><!-- -- ></script>b",
        "<script><!--<scripty></script>b",
        "<script><!--<script-->a</script>b",
        "<script><!--<script >--></script>b",
        "<script><!-<script></script>b",
        "<script><!--<SCRIPT/</sCript\n</script>b",
        "&amp;&AMP&lt;&notit;&noti;&not;&hellip&nbsp;&copy=&unknown;&x",
        "&",
        "&a",
        "&am",
        "&amp",
        "&#",
        "&#;",
        "&#x",
        "&#xg;",
        "&#65;&#65&#x41;&#X41z&#0;&#128;&#x9f;&#xD800;&#x110000;&#99999999999;&#13;&NotEqualTilde;&acE;",
        "a\0b<p \0=\0 c=d\0e>\0</p\0>",
        "<table>\0a</table>",
        "<p\0x>a",
        "<P CLASS=A>a</P>",
        "<plaintext>a<b>\0&amp;</plaintext>",
        "<noscript><p>a</noscript>b",
        "<frameset><frame></frameset>",
        "<template><p>a</template>b",
        "<table><td>a<b>c</table>d",
        "<b><p>a</b>c",
        "<a>b<a>c<table><a>d",
        "<html lang=a><body class=b><html lang=c id=d><body class=e id=f>",
    ] {
        same(text);
        same(&format!("<body><p>{text}</p>after"));
    }
}

proptest! {
    #[test]
    fn whatever_the_text_the_tree_is_html5evers(
        parts in prop::collection::vec(
            prop::sample::select(vec![
                "<", ">", "</", "/", "/>", "!", "--", "-", "<!--", "-->", "--!>", "<![CDATA[", "]]>", "<!doctype ", "?", "=",
                "\"", "'", " ", "\n", "\r", "\r\n", "\0", "\t", "&", "&#", "&#x", ";", "amp", "not", "in", "65", "x",
                "a", "B", "é", "中", "\u{a0}", "p", "div", "b", "i", "table", "td", "tr", "svg", "math", "title", "script",
                "style", "textarea", "pre", "template", "select", "option", "plaintext", "noscript", "class", "href", "body",
                "html", "head", "<p>", "<b>", "<table>", "<script>", "</script>", "<svg>", "<td>", "</p>", "<div class='a'>",
            ]),
            0..40,
        )
    ) {
        same(&parts.concat());
    }
}

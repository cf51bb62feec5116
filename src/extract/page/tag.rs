//! The elements that matter to an article, under names that say what they are.

/// What a node of the page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::extract) enum Tag {
    Text,
    Break,
    Rule,
    Anchor,
    Image,
    Source,
    Paragraph,
    Heading(u8),
    Div,
    Section,
    Article,
    Main,
    Header,
    Footer,
    Aside,
    Nav,
    List,
    Ordered,
    Item,
    Terms,
    Term,
    Detail,
    Table,
    TablePart,
    Row,
    Cell,
    HeadCell,
    Quote,
    Pre,
    Code,
    Figure,
    FigCaption,
    Emphasis,
    Strong,
    Sub,
    Sup,
    Time,
    Small,
    Label,
    Button,
    Form,
    Noscript,
    Details,
    Summary,
    Body,
    /// Another block element.
    Block,
    /// Another inline element.
    Inline,
}

impl Tag {
    /// The element of that name; `None` for what never holds an article's text.
    pub(in crate::extract) fn of(name: &str) -> Option<Self> {
        Some(match name {
            "br" => Self::Break,
            "hr" => Self::Rule,
            "a" => Self::Anchor,
            "img" | "amp-img" => Self::Image,
            "source" => Self::Source,
            "p" => Self::Paragraph,
            "h1" => Self::Heading(1),
            "h2" => Self::Heading(2),
            "h3" => Self::Heading(3),
            "h4" => Self::Heading(4),
            "h5" => Self::Heading(5),
            "h6" => Self::Heading(6),
            "div" => Self::Div,
            "section" => Self::Section,
            "article" => Self::Article,
            "main" => Self::Main,
            "header" | "hgroup" => Self::Header,
            "footer" => Self::Footer,
            "aside" => Self::Aside,
            "nav" => Self::Nav,
            "ul" | "menu" | "dir" => Self::List,
            "ol" => Self::Ordered,
            "li" => Self::Item,
            "dl" => Self::Terms,
            "dt" => Self::Term,
            "dd" => Self::Detail,
            "table" => Self::Table,
            "thead" | "tbody" | "tfoot" => Self::TablePart,
            "caption" | "address" | "center" | "fieldset" | "search" | "frameset" | "html"
            | "head" => Self::Block,
            "tr" => Self::Row,
            "td" => Self::Cell,
            "th" => Self::HeadCell,
            "blockquote" => Self::Quote,
            "pre" | "listing" | "xmp" => Self::Pre,
            "code" | "kbd" | "samp" | "tt" => Self::Code,
            "figure" => Self::Figure,
            "figcaption" => Self::FigCaption,
            "em" | "i" | "cite" | "dfn" | "var" => Self::Emphasis,
            "strong" | "b" => Self::Strong,
            "sub" => Self::Sub,
            "sup" => Self::Sup,
            "time" => Self::Time,
            "small" => Self::Small,
            "label" | "legend" => Self::Label,
            "button" => Self::Button,
            "form" => Self::Form,
            "noscript" => Self::Noscript,
            "details" => Self::Details,
            "summary" => Self::Summary,
            "body" => Self::Body,
            "script" | "style" | "template" | "svg" | "math" | "iframe" | "object" | "embed"
            | "canvas" | "audio" | "video" | "select" | "textarea" | "input" | "map"
            | "datalist" | "progress" | "meter" | "applet" | "frame" | "noembed" | "noframes"
            | "title" | "meta" | "link" | "base" | "rp" | "rt" | "track" | "param" | "dialog"
            | "amp-ad" | "amp-embed" | "amp-iframe" | "amp-sidebar" | "amp-analytics"
            | "amp-consent" | "amp-video" | "amp-audio" => return None,
            _ => Self::Inline,
        })
    }

    /// Starts and ends a line of its own.
    pub(super) fn is_block(self) -> bool {
        !matches!(
            self,
            Self::Text
                | Self::Break
                | Self::Anchor
                | Self::Image
                | Self::Source
                | Self::Code
                | Self::Emphasis
                | Self::Strong
                | Self::Sub
                | Self::Sup
                | Self::Time
                | Self::Small
                | Self::Label
                | Self::Button
                | Self::Inline
                | Self::Noscript
        )
    }

    /// Holds other blocks, and says nothing of itself.
    pub(in crate::extract) fn is_heading(self) -> bool {
        matches!(self, Self::Heading(_))
    }
}

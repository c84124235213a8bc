//! What stands around the content of every page.

use maud::{DOCTYPE, Markup, html};

use super::language::Phrase;
use super::visit::Visit;
use super::words::site;

/// A finished page: its title, and what is between header and footer.
pub(super) struct Content<'a> {
    /// The title, without the name of the site.
    pub title: &'a str,
    /// What the page says.
    pub body: Markup,
}

/// The entries of the navigation, by the beginning of their paths.
const NAVIGATION: [(&str, Phrase); 6] = [
    ("/", site::SEARCH),
    ("/models", site::MODEL),
    ("/runs", site::RUNS),
    ("/verify", site::VERIFY),
    ("/desk", site::DESK),
    ("/docs", site::API),
];

/// The whole page as HTML.
pub(super) fn page(visit: &Visit, content: &Content<'_>) -> String {
    let name = visit.say(site::NAME);
    let markup = html! {
        (DOCTYPE)
        html lang=(visit.language.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (content.title) " · " (name) }
                link rel="stylesheet" href="/assets/page.css";
                link rel="icon" href="/assets/icon.svg" type="image/svg+xml";
                script src="/assets/page.js" defer {}
            }
            body {
                a.skip href="#main" { (visit.say(site::SKIP)) }
                (header(visit))
                main #main tabindex="-1" { (content.body) }
                footer.site {
                    div.wrap {
                        p { (visit.say(site::FOOTER)) }
                        p.quiet { "merchant-credit " (env!("CARGO_PKG_VERSION")) }
                    }
                }
            }
        }
    };
    markup.into_string()
}

fn header(visit: &Visit) -> Markup {
    let is_here = |path: &str| match path {
        "/" => visit.path == "/" || visit.path.starts_with("/merchants"),
        path => visit.path.starts_with(path),
    };
    html! {
        header.site {
            div.wrap {
                a.brand href="/" {
                    (mark())
                    span { (visit.say(site::NAME)) }
                }
                nav.main aria-label=(visit.say(site::MAIN_NAVIGATION)) {
                    ul {
                        @for (path, phrase) in NAVIGATION {
                            li {
                                a href=(path) aria-current=[is_here(path).then_some("page")] {
                                    (visit.say(phrase))
                                }
                            }
                        }
                    }
                }
                nav.languages aria-label=(visit.say(site::LANGUAGE)) {
                    @for link in &visit.languages {
                        @if link.language == visit.language {
                            span aria-current="true" lang=(link.language.tag()) {
                                (link.language.own_name())
                            }
                        } @else {
                            a href=(link.address) lang=(link.language.tag())
                                hreflang=(link.language.tag()) { (link.language.own_name()) }
                        }
                    }
                }
            }
        }
    }
}

/// The sign of the site: a seal with a rising line.
fn mark() -> Markup {
    html! {
        svg.mark viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false" {
            rect x="2" y="2" width="28" height="28" rx="7" {}
            path d="M8 21.5 13.5 15l4 4L24 10.5" {}
        }
    }
}

/// A heading with a body under it, as one card.
pub(super) fn card(id: &str, title: &str, body: &Markup) -> Markup {
    html! {
        section.card aria-labelledby=(format!("{id}-title")) id=(id) {
            h2 id=(format!("{id}-title")) { (title) }
            (body)
        }
    }
}

/// A table that scrolls by itself where it is too wide, for keyboards too.
pub(super) fn scrolling(label: &str, table: &Markup) -> Markup {
    html! { div.scroll role="group" aria-label=(label) tabindex="0" { (table) } }
}

/// What lies behind a chart, shown on demand.
pub(super) fn behind(visit: &Visit, label: &str, table: &Markup) -> Markup {
    html! {
        details.behind {
            summary { (visit.say(site::SHOW_TABLE)) }
            (scrolling(label, table))
        }
    }
}

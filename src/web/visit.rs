//! Who reads a page and how: language, address, zone, and the holder of a session.

use jiff::tz::TimeZone;

use super::language::{Language, Phrase};

/// One reader's look at one page.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The language of the page.
    pub language: Language,
    /// The address of this page in each other language.
    pub languages: Vec<LanguageLink>,
    /// The path of the page, for the navigation's mark.
    pub path: String,
    /// The zone in which instants are written.
    pub zone: TimeZone,
    /// The name of the key behind the session, where there is one.
    pub holder: Option<String>,
    /// What every form of this reader must send back.
    pub form_token: String,
}

/// The same page in a language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LanguageLink {
    /// The language.
    pub language: Language,
    /// Path and query.
    pub address: String,
}

impl Visit {
    /// A phrase in the reader's language.
    #[must_use]
    pub const fn say(&self, phrase: Phrase) -> &'static str {
        self.language.say(phrase)
    }

    /// Which of two owned texts the reader's language takes.
    #[must_use]
    pub fn of<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        match self.language {
            Language::Chinese => zh,
            Language::English => en,
        }
    }
}

//! The languages of the pages, and which one a reader gets.

/// A language that the pages speak.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// Simplified Chinese, the default.
    #[default]
    Chinese,
    /// English.
    English,
}

/// A phrase in every language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// In Chinese.
    pub zh: &'static str,
    /// In English.
    pub en: &'static str,
}

/// A phrase from its two forms.
pub(super) const fn phrase(zh: &'static str, en: &'static str) -> Phrase {
    Phrase { zh, en }
}

/// Languages of an `Accept-Language` header that are looked at.
const OFFERS_MAX: usize = 16;

impl Language {
    /// Every language, in the order of the switch.
    pub const ALL: [Self; 2] = [Self::Chinese, Self::English];

    /// Its tag by BCP 47, for `lang` and `Content-Language`.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }

    /// Its short name in parameters and cookies.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Chinese => "zh",
            Self::English => "en",
        }
    }

    /// What it calls itself.
    #[must_use]
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::Chinese => "中文",
            Self::English => "English",
        }
    }

    /// The language of a tag: its primary part decides.
    #[must_use]
    pub fn parse(tag: &str) -> Option<Self> {
        let primary = tag.split('-').next()?.trim();
        Self::ALL.into_iter().find(|known| known.code().eq_ignore_ascii_case(primary))
    }

    /// The language that an `Accept-Language` header (RFC 9110, 12.5.4) likes best among ours; the
    /// default where it names none of them.
    #[must_use]
    pub fn accepted(header: &str) -> Self {
        let mut best = (0.0, Self::default());
        for offer in header.split(',').take(OFFERS_MAX) {
            let (tag, parameters) = offer.split_once(';').unwrap_or((offer, ""));
            let weight = match parameters.trim().strip_prefix("q=") {
                Some(weight) => weight.trim().parse().unwrap_or(0.0),
                None => 1.0,
            };
            if let Some(language) = Self::parse(tag.trim())
                && weight > best.0
            {
                best = (weight, language);
            }
        }
        best.1
    }

    /// A phrase in this language.
    #[must_use]
    pub const fn say(self, phrase: Phrase) -> &'static str {
        match self {
            Self::Chinese => phrase.zh,
            Self::English => phrase.en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Language::{self, Chinese, English};

    #[track_caller]
    fn check(header: &str, expect: Language) {
        assert_eq!(Language::accepted(header), expect, "{header}");
    }

    #[test]
    fn the_best_liked_language_of_ours_is_spoken() {
        check("zh-CN,zh;q=0.9,en;q=0.8", Chinese);
        check("en-GB,en;q=0.9,zh;q=0.8", English);
        check("fr-FR,fr;q=0.9,en;q=0.3,zh;q=0.2", English);
        check("EN", English);
    }

    #[test]
    fn whoever_names_none_of_ours_reads_chinese() {
        check("", Chinese);
        check("de,fr;q=0.5", Chinese);
        check("en;q=0", Chinese);
        check("en;q=nonsense", Chinese);
        check("english", Chinese);
    }
}

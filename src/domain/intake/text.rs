//! Reading texts: names, free text, numbers of their source, lists; what tells of a person in them.

use super::cells::Cells;
use super::field::{Form, Privacy};
use super::personal;
use super::rule::Rule;
use crate::domain::privacy::id_number::is_minor;
use crate::domain::record::envelope::PersonalText;

/// Words that stand for "nothing" (upload checks in practice refuse them in mandatory fields).
const EMPTY_WORDS: [&str; 10] = ["空", "无", "暂无", "null", "none", "n/a", "test", "/", "-", "—"];

const PERSONAL_DATA: &str =
    "holds what may be the ID number or mobile number of a person; none belongs here";

/// The least width of a name or number; a Chinese character is two columns wide.
const NAME_COLUMNS_MIN: usize = 3;

impl<'r> Cells<'r> {
    /// A text in the form and privacy of its field; none when it is empty or refused.
    pub(super) fn text(&mut self, at: usize) -> Option<String> {
        let text = self.plain(at)?;
        match self.field(at).privacy {
            Privacy::Plain if personal::tells(text) => {
                self.fault(at, Rule::PersonalData, PERSONAL_DATA);
                None
            }
            Privacy::Plain => Some(text.to_owned()),
            Privacy::Pseudonym if personal::is_of_person(text) => {
                self.masked.pseudonyms += 1;
                Some(personal::keyed_hash(&self.context.hash_key, text))
            }
            Privacy::Pseudonym => Some(text.to_owned()),
            Privacy::Reference => Some(personal::keyed_reference(&self.context.hash_key, text)),
            Privacy::FreeText => Some(self.masked_text(at, text)),
            Privacy::PersonalName | Privacy::IdNumber => None,
        }
    }

    /// A text about a person: masked or hashed, and kept beside the record instead of in it.
    pub(super) fn beside(&mut self, at: usize) {
        let Some(text) = self.plain(at) else {
            return;
        };
        let kept = match self.field(at).privacy {
            Privacy::IdNumber => {
                if is_minor(text, self.context.today) == Some(true) {
                    self.fault(
                        at,
                        Rule::Minor,
                        "is that of a minor; records of minors are refused",
                    );
                    return;
                }
                self.masked.id_numbers += 1;
                personal::hash_and_last_four(&self.context.hash_key, text)
            }
            Privacy::PersonalName => {
                self.masked.names += 1;
                personal::mask_name(text)
            }
            _ => self.masked_text(at, text),
        };
        self.keep_beside(at, kept);
    }

    /// A free text without what tells of a person; hashes of its ID numbers are kept beside.
    fn masked_text(&mut self, at: usize, text: &str) -> String {
        let masked = personal::mask(text);
        self.masked.count(&masked);
        for number in masked.found.iter().filter_map(|found| found.id_number.as_ref()) {
            let hash = personal::hash_of_found(&self.context.hash_key, number);
            self.keep_beside(at, hash);
        }
        masked.text
    }

    fn keep_beside(&mut self, at: usize, text: String) {
        self.personal.push(PersonalText { field: self.field(at).name, text });
    }

    /// Several texts joined with `;`.
    pub(super) fn list(&mut self, at: usize) -> Vec<String> {
        let Some(text) = self.given(at) else {
            return Vec::new();
        };
        let most = match self.form(at) {
            Form::List(most) => most,
            _ => 1,
        };
        let entries: Vec<&str> =
            text.split([';', '；']).map(str::trim).filter(|entry| !entry.is_empty()).collect();
        if entries.len() > most {
            self.fault(at, Rule::TooMany, format!("must have at most {most} entries"));
            return Vec::new();
        }
        if personal::tells(text) {
            self.fault(at, Rule::PersonalData, PERSONAL_DATA);
            return Vec::new();
        }
        let fits = |cells: &mut Self, entry: &&str| {
            !cells.is_long(at, entry) && cells.has_fair_characters(at, entry)
        };
        entries.into_iter().filter(|entry| fits(self, entry)).map(str::to_owned).collect()
    }

    /// The value after the rules of its form, before those of privacy.
    fn plain(&mut self, at: usize) -> Option<&'r str> {
        let text = self.given(at)?;
        if self.is_long(at, text) || !self.has_fair_characters(at, text) {
            return None;
        }
        let form = self.form(at);
        if form == Form::Key {
            return Some(text);
        }
        if is_empty_word(text) {
            if self.is_needed(at) {
                self.fault(at, Rule::Placeholder, "is a placeholder; the value must be there");
            }
            return None;
        }
        if form == Form::Name && self.is_chinese() && !self.is_name(at, text) {
            return None;
        }
        Some(text)
    }

    /// The rules of upload front ends for names and document numbers.
    fn is_name(&mut self, at: usize, text: &str) -> bool {
        let lower = text.to_ascii_lowercase();
        if text.contains(['*', '/', '＊', '／']) || lower.contains("null") || lower.contains("test")
        {
            self.fault(
                at,
                Rule::Placeholder,
                "must not hold `*`, `/`, null or test, which stand for something left out",
            );
            return false;
        }
        let columns = |c: char| if c.is_ascii() { 1 } else { 2 };
        if text.chars().map(columns).sum::<usize>() < NAME_COLUMNS_MIN {
            self.fault(
                at,
                Rule::TooShort,
                "must be at least 3 columns wide (a Chinese character is two)",
            );
            return false;
        }
        true
    }

    /// Notes a fault when a text holds control characters or the trace of a wrong encoding.
    pub(super) fn has_fair_characters(&mut self, at: usize, text: &str) -> bool {
        let keeps_lines = self.form(at) == Form::Text;
        let foul = |c: char| {
            (c.is_control() && !(keeps_lines && matches!(c, '\n' | '\r' | '\t'))) || c == '\u{FFFD}'
        };
        let fair = if text.is_ascii() {
            !text.bytes().any(|byte| foul(char::from(byte)))
        } else {
            !text.chars().any(foul)
        };
        if !fair {
            self.fault(
                at,
                Rule::Character,
                "holds a control character, or one that a wrong encoding left behind",
            );
        }
        fair
    }
}

/// Whether a text stands for "nothing".
fn is_empty_word(text: &str) -> bool {
    text.len() <= 6 && EMPTY_WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
}

//! What validation says of a row: faults that refuse it, warnings that do not.

use std::fmt;

use super::rule::Rule;

/// What stands for a value that must not be repeated.
pub const MASKED: &str = "‹masked›";

/// The most characters of a refused value that are repeated.
const SHOWN_CHARS_MAX: usize = 60;

/// Why a row is refused: the field, its value, the rule that it breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The canonical name of the field; `row` when the row as a whole is at fault.
    pub field: &'static str,
    /// The value as written, cut to 60 characters; `‹masked›` where it tells of a person; empty
    /// where there is none.
    pub value: String,
    /// The rule.
    pub rule: Rule,
    /// What is wrong and what would be right; never repeats a personal value.
    pub sentence: String,
}

/// A doubt about a row that is accepted all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The canonical name of the field.
    pub field: &'static str,
    /// The rule.
    pub rule: Rule,
    /// What is doubtful; never repeats a personal value.
    pub sentence: String,
}

impl Fault {
    /// A fault of the row as a whole.
    #[must_use]
    pub fn of_row(rule: Rule, sentence: impl Into<String>) -> Self {
        Self { field: "row", value: String::new(), rule, sentence: sentence.into() }
    }

    /// A value as it may be repeated where it does not tell of a person.
    pub(super) fn shown(value: &str) -> String {
        let mut shown: String = value
            .chars()
            .take(SHOWN_CHARS_MAX)
            .map(|c| if c.is_control() { '\u{FFFD}' } else { c })
            .collect();
        if value.chars().nth(SHOWN_CHARS_MAX).is_some() {
            shown.push('…');
        }
        shown
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.field)?;
        if !self.value.is_empty() {
            write!(f, " '{}'", self.value)?;
        }
        write!(f, " {} ({})", self.sentence, self.rule.code())
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ({})", self.field, self.sentence, self.rule.code())
    }
}

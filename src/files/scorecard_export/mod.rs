//! A scorecard in the languages of other systems: PMML 4.4 and standard SQL.

mod pmml;
mod sql;

pub use pmml::pmml;
pub use sql::sql;

use crate::domain::scorecard::{BinValues, Characteristic};

/// A card that a language cannot carry, or a writer that failed.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// A text holds a character that the language cannot write.
    #[error("'{text}' holds a control character, which {language} cannot write")]
    Text {
        /// The text.
        text: String,
        /// The language.
        language: &'static str,
    },
    /// Writing failed.
    #[error("the export cannot be written: {0}")]
    Io(#[from] std::io::Error),
}

/// Whether a characteristic is one of numbers, as against categories.
fn is_numeric(characteristic: &Characteristic) -> bool {
    characteristic.bins.iter().any(|bin| matches!(bin.values, BinValues::Range { .. }))
}

/// The order in which bins must be asked: missing and special values before the ranges that
/// would take them in, unseen categories after all others.
fn asking_order(characteristic: &Characteristic) -> Vec<usize> {
    let rank = |values: &BinValues| match values {
        BinValues::Missing => 0,
        BinValues::Special(_) => 1,
        BinValues::Range { .. } | BinValues::Categories(_) => 2,
        BinValues::Unseen => 3,
    };
    let mut order: Vec<usize> = (0..characteristic.bins.len()).collect();
    order.sort_by_key(|&bin| (rank(&characteristic.bins[bin].values), bin));
    order
}

/// Refuses a text that a language cannot write.
fn writable<'a>(text: &'a str, language: &'static str) -> Result<&'a str, ExportError> {
    if text.chars().any(char::is_control) {
        return Err(ExportError::Text { text: text.escape_debug().to_string(), language });
    }
    Ok(text)
}

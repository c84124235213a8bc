//! Outcome rules by name or file: what bad means where a card is trained or judged on the store.

use std::path::Path;

use crate::domain::outcome::{InvalidOutcomeRule, OutcomeRule};

/// The rules that this program ships, as files.
pub const SHIPPED: [(&str, &str); 2] = [
    ("chicago-inspection", include_str!("../../models/outcomes/chicago-inspection.json")),
    ("serious-record", include_str!("../../models/outcomes/serious-record.json")),
];

/// Why there is no outcome rule.
#[derive(Debug, thiserror::Error)]
pub enum OutcomeRuleError {
    /// Neither a name nor a file.
    #[error(
        "'{asked}' is neither a shipped rule ({}) nor a file that can be read: {source}",
        names()
    )]
    Unknown {
        /// What was asked for.
        asked: String,
        /// What the system said of the file.
        source: std::io::Error,
    },
    /// Not JSON of the schema.
    #[error("outcome rule '{asked}' is not JSON of models/outcomes/outcome.schema.json: {source}")]
    Schema {
        /// What was asked for.
        asked: String,
        /// What the reader said.
        source: serde_json::Error,
    },
    /// It can tell nothing.
    #[error(transparent)]
    Invalid(#[from] InvalidOutcomeRule),
}

fn names() -> String {
    SHIPPED.map(|(name, _)| name).join(", ")
}

/// The shipped rule of that name, or the one in that file.
///
/// # Errors
/// [`OutcomeRuleError`] naming what is wrong.
pub fn find(asked: &str) -> Result<OutcomeRule, OutcomeRuleError> {
    let shipped = SHIPPED.iter().find(|(name, _)| *name == asked);
    let text = match shipped {
        Some((_, text)) => (*text).to_owned(),
        None => std::fs::read_to_string(Path::new(asked))
            .map_err(|source| OutcomeRuleError::Unknown { asked: asked.to_owned(), source })?,
    };
    let rule: OutcomeRule = serde_json::from_str(&text)
        .map_err(|source| OutcomeRuleError::Schema { asked: asked.to_owned(), source })?;
    rule.check()?;
    Ok(rule)
}

/// The JSON Schema of an outcome rule, as published in `models/outcomes/outcome.schema.json`.
#[must_use]
pub fn schema() -> String {
    let schema = schemars::schema_for!(OutcomeRule);
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::{SHIPPED, find, schema};

    #[test]
    fn every_shipped_rule_is_found_by_its_own_name() {
        for (name, _) in SHIPPED {
            assert_eq!(find(name).unwrap().name, name);
        }
    }

    #[test]
    fn what_is_no_rule_is_refused_with_the_names_there_are() {
        let refused = find("no-such-rule").unwrap_err().to_string();
        assert!(refused.contains("chicago-inspection, serious-record"), "{refused}");
    }

    #[test]
    fn the_published_schema_is_that_of_the_program() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/models/outcomes/outcome.schema.json");
        let published = std::fs::read_to_string(path).unwrap_or_default();
        if published != schema() {
            let fresh = std::env::temp_dir().join("outcome.schema.json");
            std::fs::write(&fresh, schema()).unwrap();
            panic!("{path} is not current; the schema is in {}", fresh.display());
        }
    }
}

//! A row of a rule table, and which row applies to an organ, in a place, on a day.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::domain::day::Day;

/// Matches everything in a row's scope.
const ANY: &str = "*";

/// One rule of law as data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row<V> {
    /// The rule's name; answers cite it. Unique in its table.
    pub id: String,
    /// The document that sets the rule.
    pub document: String,
    /// Where in the document.
    pub clause: String,
    /// The first day in force.
    pub in_force_from: Day,
    /// The first day no longer in force; absent while it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_force_until: Option<Day>,
    /// `cn`, `us-il-chicago`.
    pub jurisdiction: String,
    /// The beginning of a GB/T 2260 region code, or `*`.
    pub region: String,
    /// An organ: its code, its name, a part of its name; or `*`.
    pub organ: String,
    /// How sure the values are.
    pub confidence: Confidence,
    /// What the reader should know of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What the rule says.
    pub values: V,
}

/// How sure the values of a rule are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Read in a published source.
    Seen,
    /// Known well, not read again.
    High,
    /// Probably right.
    Medium,
    /// To be set by the operator.
    Low,
    /// Concluded from other rules.
    Derived,
}

/// Who decided, where, under which law: what selects a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Authority<'a> {
    /// `cn`, `us-il-chicago`.
    pub jurisdiction: &'a str,
    /// A GB/T 2260 region code, or empty where unknown.
    pub region: &'a str,
    /// The organ's name, or empty where unknown.
    pub organ: &'a str,
    /// The organ's unified social credit code, or empty where unknown.
    pub organ_code: &'a str,
}

impl<'a> Authority<'a> {
    /// An authority of which only the place is known.
    #[must_use]
    pub const fn of_place(jurisdiction: &'a str, region: &'a str) -> Self {
        Self { jurisdiction, region, organ: "", organ_code: "" }
    }
}

/// The values of a table's rows: which question a row answers, and whether it can be right.
pub trait RowValues: Serialize {
    /// The question; for one authority on one day a single row answers it.
    type Key: Copy + PartialEq + std::fmt::Debug;

    /// Which question this row answers.
    fn key(&self) -> Self::Key;

    /// Whether the values make sense together.
    ///
    /// # Errors
    /// The rule that they break, in words.
    fn check(&self) -> Result<(), &'static str>;
}

/// How closely a row is made for an authority; the largest applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Closeness {
    /// 0 any organ, else the length of the part of its name, and the largest the organ itself.
    organ: usize,
    n_region_digits: usize,
    in_force_from: Day,
}

/// The rows of one table.
#[derive(Debug, Clone)]
pub struct Table<V> {
    name: String,
    rows: Vec<Row<V>>,
}

impl<V: RowValues> Table<V> {
    /// An empty table.
    pub(super) fn named(name: &str) -> Self {
        Self { name: name.to_owned(), rows: Vec::new() }
    }

    /// Takes rows in; one with the id of an earlier row replaces it.
    pub(super) fn take(&mut self, rows: Vec<Row<V>>) -> Result<(), RuleError> {
        let mut ids = BTreeSet::new();
        for row in rows {
            if !ids.insert(row.id.clone()) {
                return Err(self.fault(&row, "a second row of this id in one file"));
            }
            self.check(&row)?;
            self.rows.retain(|earlier| earlier.id != row.id);
            self.rows.push(row);
        }
        self.rows.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(())
    }

    fn check(&self, row: &Row<V>) -> Result<(), RuleError> {
        let digits = row.region.len() <= 6 && row.region.bytes().all(|b| b.is_ascii_digit());
        let region = row.region == ANY || (digits && !row.region.is_empty());
        let rules = [
            (!row.id.is_empty(), "id must not be empty"),
            (!row.document.is_empty(), "document must not be empty"),
            (!row.jurisdiction.is_empty(), "jurisdiction must not be empty"),
            (region, "region must be '*' or the first digits of a region code"),
            (!row.organ.is_empty(), "organ must be '*', a code, a name or a part of one"),
            (
                row.in_force_until.is_none_or(|until| row.in_force_from < until),
                "in_force_until must be later than in_force_from",
            ),
        ];
        match rules.iter().find(|(holds, _)| !holds) {
            Some((_, rule)) => Err(self.fault(row, rule)),
            None => row.values.check().map_err(|rule| self.fault(row, rule)),
        }
    }

    /// Refuses two rows that answer the same question for the same authority on the same day.
    pub(super) fn check_overlaps(&self) -> Result<(), RuleError> {
        let scope =
            |row: &Row<V>| (row.jurisdiction.clone(), row.region.clone(), row.organ.clone());
        for (at, row) in self.rows.iter().enumerate() {
            let clash = self.rows.iter().skip(at + 1).find(|other| {
                row.values.key() == other.values.key()
                    && scope(row) == scope(other)
                    && row.in_force_until.is_none_or(|until| other.in_force_from < until)
                    && other.in_force_until.is_none_or(|until| row.in_force_from < until)
            });
            if let Some(other) = clash {
                return Err(RuleError::Overlap {
                    table: self.name.clone(),
                    id: row.id.clone(),
                    other: other.id.clone(),
                });
            }
        }
        Ok(())
    }

    /// The row that answers a question for an authority on a day.
    ///
    /// Of several, the one made for the organ comes before one for any organ, then the longest
    /// region, then the one in force since the latest day.
    #[must_use]
    pub fn find(&self, key: V::Key, authority: &Authority<'_>, on: Day) -> Option<&Row<V>> {
        let mut closest: Option<(Closeness, &Row<V>)> = None;
        for row in &self.rows {
            if row.values.key() == key
                && row.is_in_force(on)
                && let Some(closeness) = row.closeness(authority)
                && closest.is_none_or(|(other, _)| closeness >= other)
            {
                closest = Some((closeness, row));
            }
        }
        closest.map(|(_, row)| row)
    }

    /// The row that is in force in `cn` wherever no other row applies.
    pub(super) fn fallback(&self, key: V::Key) -> Result<Row<V>, RuleError>
    where
        V: Clone,
    {
        let base = self.rows.iter().find(|row| {
            row.values.key() == key
                && (row.jurisdiction.as_str(), row.region.as_str()) == ("cn", ANY)
                && row.organ == ANY
                && row.in_force_until.is_none()
        });
        base.cloned().ok_or_else(|| RuleError::NoFallback {
            table: self.name.clone(),
            key: format!("{key:?}"),
        })
    }

    /// The rows, in the order of their ids.
    #[must_use]
    pub fn rows(&self) -> &[Row<V>] {
        &self.rows
    }

    fn fault(&self, row: &Row<V>, rule: &'static str) -> RuleError {
        RuleError::Row { table: self.name.clone(), id: row.id.clone(), rule }
    }
}

impl<V> Row<V> {
    /// The first day in force, and the first day no longer in force where there is one.
    pub(super) const fn bounds(&self) -> [Option<Day>; 2] {
        [Some(self.in_force_from), self.in_force_until]
    }

    fn is_in_force(&self, on: Day) -> bool {
        self.in_force_from <= on && self.in_force_until.is_none_or(|until| on < until)
    }

    fn closeness(&self, authority: &Authority<'_>) -> Option<Closeness> {
        // The region goes first: it rules most rows out.
        let n_region_digits = match self.region.as_str() {
            ANY => 0,
            region if authority.region.starts_with(region) => region.len(),
            _ => return None,
        };
        if self.jurisdiction != authority.jurisdiction {
            return None;
        }
        let organ = match self.organ.as_str() {
            ANY => 0,
            organ if organ == authority.organ || organ == authority.organ_code => usize::MAX,
            organ if authority.organ.contains(organ) => organ.len(),
            _ => return None,
        };
        Some(Closeness { organ, n_region_digits, in_force_from: self.in_force_from })
    }
}

/// Why rule tables are refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// A table of a name that means nothing.
    #[error("there is no rule table '{name}'; there are {known}")]
    UnknownTable {
        /// The name.
        name: String,
        /// The names there are.
        known: String,
    },
    /// A text that is no table of rules.
    #[error("rule table '{table}': {fault}")]
    Json {
        /// The table.
        table: String,
        /// What is wrong, and in which line and column.
        fault: String,
    },
    /// A row that cannot be right.
    #[error("rule table '{table}', row '{id}': {rule}")]
    Row {
        /// The table.
        table: String,
        /// The row.
        id: String,
        /// The rule that it breaks.
        rule: &'static str,
    },
    /// Two rows for one question.
    #[error("rule table '{table}': rows '{id}' and '{other}' apply to the same cases on one day")]
    Overlap {
        /// The table.
        table: String,
        /// One row.
        id: String,
        /// The other.
        other: String,
    },
    /// No row that applies wherever no other does.
    #[error(
        "rule table '{table}' lacks a row for {key} with jurisdiction 'cn', region '*', organ '*' \
         that is still in force"
    )]
    NoFallback {
        /// The table.
        table: String,
        /// The question without a row.
        key: String,
    },
}

//! All rule tables together, and the rules that apply to one authority.

use std::sync::Arc;

use data_encoding::HEXLOWER;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::deadline::{DeadlineRule, Due, Step};
use super::display::{Display, DisplayRule, StartDates};
use super::list::{ListKind, ListRule, ListTerm};
use super::retention::{RetainedData, Retention, RetentionRule};
use super::row::{Authority, Row, RowValues, RuleError, Table};
use super::severity::{PenaltyTerms, Severity, SeverityRule};
use super::state::Channel;
use crate::domain::calendar::working_days::WorkingDays;
use crate::domain::day::Day;

/// The tables that the program carries, by name.
pub const SHIPPED: [(&str, &str); 8] = [
    ("complaint", include_str!("../../../seeds/rules/complaint.json")),
    ("display", include_str!("../../../seeds/rules/display.json")),
    ("list", include_str!("../../../seeds/rules/list.json")),
    ("objection", include_str!("../../../seeds/rules/objection.json")),
    ("publication", include_str!("../../../seeds/rules/publication.json")),
    ("repair", include_str!("../../../seeds/rules/repair.json")),
    ("retention", include_str!("../../../seeds/rules/retention.json")),
    ("severity", include_str!("../../../seeds/rules/severity.json")),
];

/// The rules of law, read from their tables; cheap to clone.
#[derive(Debug, Clone)]
pub struct Rules(Arc<Tables>);

#[derive(Debug)]
struct Tables {
    severity: Table<SeverityRule>,
    display: Table<DisplayRule>,
    deadlines: Table<DeadlineRule>,
    lists: Table<ListRule>,
    retention: Table<RetentionRule>,
    /// What applies in `cn` wherever no row does.
    severity_fallback: Row<SeverityRule>,
    display_fallback: [Row<DisplayRule>; 3],
    version: String,
}

/// A file of a rule table.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File<V> {
    /// What the table is about, for people.
    #[serde(rename = "about")]
    _about: String,
    rows: Vec<Row<V>>,
}

impl Rules {
    /// Reads rule tables: pairs of a table's name and its JSON text.
    ///
    /// The tables are those of [`SHIPPED`]. A table may come several times, the operator's after
    /// the shipped one: a row with the id of an earlier one replaces it, others are added.
    ///
    /// # Errors
    /// [`RuleError`] for an unknown table, a text or row that is wrong, two rows that apply to the
    /// same cases, or a missing row for what must always have an answer.
    pub fn parse(tables: &[(&str, &str)]) -> Result<Self, RuleError> {
        let mut severity = Table::named("severity");
        let mut display = Table::named("display");
        let mut deadlines = Table::named("deadlines");
        let mut lists = Table::named("list");
        let mut retention = Table::named("retention");
        for (name, json) in tables {
            match *name {
                "severity" => severity.take(rows(name, json)?)?,
                "display" => display.take(rows(name, json)?)?,
                "complaint" | "objection" | "publication" | "repair" => {
                    deadlines.take(rows(name, json)?)?;
                }
                "list" => lists.take(rows(name, json)?)?,
                "retention" => retention.take(rows(name, json)?)?,
                other => return Err(unknown_table(other)),
            }
        }
        severity.check_overlaps()?;
        display.check_overlaps()?;
        deadlines.check_overlaps()?;
        lists.check_overlaps()?;
        retention.check_overlaps()?;
        let mut hash = Sha256::new();
        digest(&mut hash, &severity);
        digest(&mut hash, &display);
        digest(&mut hash, &deadlines);
        digest(&mut hash, &lists);
        digest(&mut hash, &retention);
        let version = HEXLOWER.encode(&hash.finalize());
        Ok(Self(Arc::new(Tables {
            severity_fallback: severity.fallback(())?,
            display_fallback: [
                display.fallback(Severity::Minor)?,
                display.fallback(Severity::General)?,
                display.fallback(Severity::Serious)?,
            ],
            severity,
            display,
            deadlines,
            lists,
            retention,
            version,
        })))
    }

    /// The rules that the program carries.
    ///
    /// # Errors
    /// [`RuleError`], which only a broken build can give.
    pub fn shipped() -> Result<Self, RuleError> {
        Self::parse(&SHIPPED)
    }

    /// A hash over all rows: the same rules give the same version.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.0.version
    }

    /// The rules as they apply to an authority.
    #[must_use]
    pub fn applying_to<'r>(&'r self, authority: Authority<'r>) -> ApplicableRules<'r> {
        ApplicableRules { tables: &self.0, authority }
    }

    /// [`ApplicableRules::severity`] where only the place of the authority is known.
    #[must_use]
    pub fn severity(
        &self,
        terms: &PenaltyTerms,
        jurisdiction: &str,
        region: &str,
        on: Day,
    ) -> Severity {
        self.applying_to(Authority::of_place(jurisdiction, region)).severity(terms, on)
    }

    /// [`ApplicableRules::display`] where only the place of the authority is known.
    #[must_use]
    #[expect(clippy::too_many_arguments, reason = "each is one fact that a rule may look at")]
    pub fn display(
        &self,
        terms: &PenaltyTerms,
        severity: Severity,
        starts: &StartDates,
        given_until: Option<Day>,
        jurisdiction: &str,
        region: &str,
        on: Day,
    ) -> Display<'_> {
        let authority = Authority::of_place(jurisdiction, region);
        self.display_under(authority, terms, severity, starts, given_until, on)
    }

    /// [`ApplicableRules::display`], outliving the authority.
    #[must_use]
    pub fn display_under(
        &self,
        authority: Authority<'_>,
        terms: &PenaltyTerms,
        severity: Severity,
        starts: &StartDates,
        given_until: Option<Day>,
        on: Day,
    ) -> Display<'_> {
        let row = self.0.display_row(severity, &authority, on);
        DisplayRule::display(row, terms, starts, given_until)
    }

    /// The first later day on which a rule on severity or display begins or ceases to be in force.
    #[must_use]
    pub fn next_change_of_display(&self, after: Day) -> Option<Day> {
        let severity = self.0.severity.rows().iter().map(Row::bounds);
        let display = self.0.display.rows().iter().map(Row::bounds);
        severity.chain(display).flatten().flatten().filter(|day| *day > after).min()
    }

    /// The first later day on which a rule on lists begins or ceases to be in force.
    #[must_use]
    pub fn next_change_of_lists(&self, after: Day) -> Option<Day> {
        let lists = self.0.lists.rows().iter().map(Row::bounds);
        lists.flatten().flatten().filter(|day| *day > after).min()
    }

    /// The rows on severity.
    #[must_use]
    pub fn severity_rows(&self) -> &[Row<SeverityRule>] {
        self.0.severity.rows()
    }

    /// The rows on display.
    #[must_use]
    pub fn display_rows(&self) -> &[Row<DisplayRule>] {
        self.0.display.rows()
    }

    /// The rows on deadlines.
    #[must_use]
    pub fn deadline_rows(&self) -> &[Row<DeadlineRule>] {
        self.0.deadlines.rows()
    }

    /// The rows on lists.
    #[must_use]
    pub fn list_rows(&self) -> &[Row<ListRule>] {
        self.0.lists.rows()
    }

    /// The rows on retention.
    #[must_use]
    pub fn retention_rows(&self) -> &[Row<RetentionRule>] {
        self.0.retention.rows()
    }
}

impl Tables {
    fn display_row(
        &self,
        severity: Severity,
        authority: &Authority<'_>,
        on: Day,
    ) -> &Row<DisplayRule> {
        let [minor, general, serious] = &self.display_fallback;
        let fallback = match severity {
            Severity::Minor => minor,
            Severity::General => general,
            Severity::Serious => serious,
        };
        self.display.find(severity, authority, on).unwrap_or(fallback)
    }
}

/// The rules as they apply to one authority.
#[derive(Debug, Clone, Copy)]
pub struct ApplicableRules<'r> {
    tables: &'r Tables,
    authority: Authority<'r>,
}

impl<'r> ApplicableRules<'r> {
    /// The severity of a penalty, by the rules in force on the day asked.
    ///
    /// 国办发〔2025〕22号 and NDRC order 36 of 2025 grade what is displayed, not what was decided
    /// under them, so that older penalties are graded by the rules of the day asked too. Where no
    /// row is in force for the jurisdiction, the general row of `cn` stands in.
    #[must_use]
    pub fn severity(&self, terms: &PenaltyTerms, on: Day) -> Severity {
        let row = self.tables.severity.find((), &self.authority, on);
        row.unwrap_or(&self.tables.severity_fallback).values.severity(terms)
    }

    /// The display of a penalty, by the rules in force on the day asked (as for severity).
    ///
    /// `given_until`: the first day after 公示截止期, where the organ gives it. See
    /// [`DisplayRule::display`].
    #[must_use]
    pub fn display(
        &self,
        terms: &PenaltyTerms,
        severity: Severity,
        starts: &StartDates,
        given_until: Option<Day>,
        on: Day,
    ) -> Display<'r> {
        let row = self.tables.display_row(severity, &self.authority, on);
        DisplayRule::display(row, terms, starts, given_until)
    }

    /// When a step that counts from this day is due, by the rule in force on that day; `None`
    /// where no rule sets a period.
    #[must_use]
    pub fn due(&self, step: Step, from: Day, working_days: &WorkingDays) -> Option<Due<'r>> {
        Some(DeadlineRule::due(self.deadline_row(step, from)?, from, working_days))
    }

    /// When a decision is to be published on a channel; the day of the decision is day 0.
    #[must_use]
    pub fn publication_deadline(
        &self,
        channel: Channel,
        decided_on: Day,
        working_days: &WorkingDays,
    ) -> Option<Due<'r>> {
        self.due(channel.step(), decided_on, working_days)
    }

    pub(super) fn deadline_row(&self, step: Step, on: Day) -> Option<&'r Row<DeadlineRule>> {
        self.tables.deadlines.find(step, &self.authority, on)
    }

    /// The term of an entry on a list, by the rule in force on the day asked; `None` where no
    /// rule knows the list.
    #[must_use]
    pub fn list_term(
        &self,
        list: ListKind,
        entered_on: Day,
        given_until: Option<Day>,
        on: Day,
    ) -> Option<ListTerm<'r>> {
        let row = self.tables.lists.find(list, &self.authority, on)?;
        Some(ListRule::term(row, entered_on, given_until))
    }

    /// How long data that count from this day are kept, by the rule in force on the day asked.
    #[must_use]
    pub fn retention(&self, data: RetainedData, from: Day, on: Day) -> Option<Retention<'r>> {
        let row = self.tables.retention.find(data, &self.authority, on)?;
        Some(RetentionRule::retention(row, from))
    }
}

fn rows<V: DeserializeOwned>(table: &str, json: &str) -> Result<Vec<Row<V>>, RuleError> {
    let file: Result<File<V>, _> = serde_json::from_str(json);
    file.map(|file| file.rows)
        .map_err(|fault| RuleError::Json { table: table.to_owned(), fault: fault.to_string() })
}

fn unknown_table(name: &str) -> RuleError {
    let known: Vec<&str> = SHIPPED.iter().map(|(name, _)| *name).collect();
    RuleError::UnknownTable { name: name.to_owned(), known: known.join(", ") }
}

/// Rows come in the order of their ids, so the hash does not depend on files or layout.
fn digest<V: RowValues>(hash: &mut Sha256, table: &Table<V>) {
    for row in table.rows() {
        // A row was read from JSON, so it can be written as JSON.
        hash.update(serde_json::to_string(row).unwrap_or_default());
        hash.update("\n");
    }
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;

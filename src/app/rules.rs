//! The rule tables of this instance: what applies, and an operator's rows in front of the shipped ones.

use super::{App, AppError};
use crate::domain::publication::rules::{Rules, SHIPPED};
use crate::store::artefact::{self, Class, NewArtefact};

/// The name of an operator's table ends so; the name of the shipped one stands before it.
const LOCAL: &str = ".local";

/// What became of an operator's table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedRules {
    /// The table.
    pub table: String,
    /// Whether it says something new.
    pub is_new: bool,
    /// The hash over all rules that apply from now on.
    pub version: String,
}

/// The name under which the rules of an artefact are read.
pub(super) fn table_of(artefact: &str) -> &str {
    artefact.strip_suffix(LOCAL).unwrap_or(artefact)
}

impl App {
    /// Takes in an operator's table. It replaces the one taken in before; its rows with the id of a
    /// shipped row replace that row, others are added. Days and instants before now keep what
    /// applied to them.
    ///
    /// # Errors
    /// [`AppError::Invalid`] for an unknown table, or rows that break the rules of tables.
    pub fn import_rules(
        &self,
        table: &str,
        json: &str,
        who: &str,
    ) -> Result<ImportedRules, AppError> {
        if !SHIPPED.iter().any(|(name, _)| *name == table) {
            let known: Vec<&str> = SHIPPED.iter().map(|(name, _)| *name).collect();
            let rule = format!("must be one of {}", known.join(", "));
            return Err(AppError::invalid("table", table, "rule_table", rule));
        }
        let name = format!("{table}{LOCAL}");
        let mut bodies = self.rule_tables()?;
        bodies.retain(|(known, _)| *known != name);
        bodies.push((name.clone(), json.to_owned()));
        let tables: Vec<(&str, &str)> =
            bodies.iter().map(|(name, body)| (table_of(name), body.as_str())).collect();
        let rules = Rules::parse(&tables)
            .map_err(|error| AppError::invalid("rules", table, "rule_table", error))?;
        let why = "rules of the operator";
        let new = NewArtefact { class: Class::Rules, name: &name, body: json, who, why };
        let now = self.settings().clock.now();
        let is_new = self.store().keep(new, now, now)?;
        Ok(ImportedRules { table: table.to_owned(), is_new, version: rules.version().to_owned() })
    }

    /// The tables that apply now, as their names in the store and their JSON, the operator's after
    /// the shipped one of the same name.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn rule_tables(&self) -> Result<Vec<(String, String)>, AppError> {
        let now = self.settings().clock.now();
        let tables =
            self.store().read(|connection| artefact::all_at(connection, Class::Rules, now))?;
        Ok(tables.into_iter().map(|table| (table.name, table.body)).collect())
    }
}

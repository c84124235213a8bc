//! The names of columns: which field each means, in our own names or those of either standard.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use super::error::FileError;
use crate::domain::intake::{Field, Generation, Need, fields};
use crate::domain::record::kind::RecordKind;

/// The column of a rejects file that says why a row was refused.
pub(super) const REJECTED_BECAUSE: &str = "rejected_because";
/// The column of a rejects file that says which row of its source it was.
pub(super) const REJECTED_LINE: &str = "rejected_line";

/// Columns that say nothing of the record; the last is a running number.
const IGNORED: [&str; 3] = [REJECTED_BECAUSE, REJECTED_LINE, "序号"];

/// The least likeness (0 to 1) of a name that is suggested for an unknown one.
const LIKENESS_MIN: f64 = 0.6;

/// The columns of a file.
#[derive(Clone, Debug)]
pub struct Header {
    /// The kind of record they describe.
    pub kind: RecordKind,
    /// Whose names they use.
    pub generation: Generation,
    /// The columns, in their order.
    pub columns: Vec<Column>,
}

/// One column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name as written.
    pub name: String,
    /// The position of its field in [`fields`]; none where it is ignored.
    pub field: Option<usize>,
}

/// A field by one of its names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Target {
    field: usize,
    origin: Origin,
}

/// Where a name comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    Own,
    Only2018,
    Only2016,
    Both,
}

impl Header {
    /// Maps the names of columns to fields.
    ///
    /// # Errors
    /// [`FileError`] for an unknown or double column, names of both generations, and a missing
    /// column without which no row could be accepted.
    pub fn new(kind: RecordKind, names: &[&str]) -> Result<Self, FileError> {
        let header = Names::of(kind).header(names)?;
        let missing: Vec<&str> = fields(kind)
            .iter()
            .enumerate()
            .filter(|(at, field)| field.need == Need::Always && !header.has(*at))
            .map(|(_, field)| field.name)
            .collect();
        if missing.is_empty() {
            Ok(header)
        } else {
            Err(FileError::MissingColumns { kind: kind.plural(), fields: missing.join(", ") })
        }
    }

    /// Whether a column means that field.
    fn has(&self, field: usize) -> bool {
        self.columns.iter().any(|column| column.field == Some(field))
    }

    /// A header with every field of a kind once, in the names of a generation: what a rejects file
    /// of rows without columns has.
    #[must_use]
    pub fn of_all_fields(kind: RecordKind, generation: Generation) -> Self {
        let name = |field: &Field| {
            let codes = match generation {
                Generation::Own => &[],
                Generation::Standard2018 => field.codes,
                Generation::Standard2016 => field.codes_2016,
            };
            codes.first().copied().unwrap_or(field.name).to_owned()
        };
        let columns = fields(kind)
            .iter()
            .enumerate()
            .map(|(at, field)| Column { name: name(field), field: Some(at) })
            .collect();
        Self { kind, generation, columns }
    }
}

/// Every name of every field of a kind, for looking up.
pub(super) struct Names {
    kind: RecordKind,
    targets: HashMap<String, Target>,
}

impl Names {
    pub(super) fn of(kind: RecordKind) -> Self {
        let mut targets = HashMap::new();
        for (at, field) in fields(kind).iter().enumerate() {
            let mut add = |names: &[&str], origin: Origin| {
                for name in names {
                    targets
                        .entry(normal(name))
                        .and_modify(|known: &mut Target| {
                            if known.field == at && known.origin != origin {
                                known.origin = Origin::Both;
                            }
                        })
                        .or_insert(Target { field: at, origin });
                }
            };
            add(&[field.name], Origin::Own);
            add(field.codes, Origin::Only2018);
            add(field.zh, Origin::Only2018);
            add(field.codes_2016, Origin::Only2016);
            add(field.zh_2016, Origin::Only2016);
        }
        Self { kind, targets }
    }

    /// Maps names, without asking that any be there.
    pub(super) fn header(&self, names: &[&str]) -> Result<Header, FileError> {
        let mut columns: Vec<Column> = Vec::with_capacity(names.len());
        for (at, name) in names.iter().enumerate() {
            let name = name.trim();
            let normal = normal(name);
            if normal.is_empty() || IGNORED.iter().any(|ignored| self::normal(ignored) == normal) {
                columns.push(Column { name: name.to_owned(), field: None });
                continue;
            }
            let target = self.targets.get(&normal).ok_or_else(|| self.unknown(at, name))?;
            self.refuse_double(&columns, target.field, name)?;
            columns.push(Column { name: name.to_owned(), field: Some(target.field) });
        }
        let generation = self.generation(names)?;
        Ok(Header { kind: self.kind, generation, columns })
    }

    /// The field that each name means.
    pub(super) fn places(&self, names: &[&str]) -> Vec<Option<usize>> {
        let place = |name: &&str| self.targets.get(&normal(name)).map(|target| target.field);
        names.iter().map(place).collect()
    }

    /// Whose names these are.
    ///
    /// # Errors
    /// [`FileError::MixedGenerations`] where both standards have names of their own among them.
    pub(super) fn generation(&self, names: &[&str]) -> Result<Generation, FileError> {
        if !matches!(self.kind, RecordKind::Licence | RecordKind::Penalty) {
            return Ok(Generation::Own);
        }
        let of_origin = |origin: Origin| {
            let is_of = |name: &&&str| {
                let target = self.targets.get(&normal(name));
                target.is_some_and(|target| target.origin == origin)
            };
            names.iter().find(is_of).map(|name| name.trim().to_owned())
        };
        match (of_origin(Origin::Only2018), of_origin(Origin::Only2016)) {
            (Some(name_2018), Some(name_2016)) => {
                Err(FileError::MixedGenerations { name_2018, name_2016 })
            }
            (None, Some(_)) => Ok(Generation::Standard2016),
            (Some(_), None) => Ok(Generation::Standard2018),
            (None, None) if of_origin(Origin::Both).is_some() => Ok(Generation::Standard2018),
            (None, None) => Ok(Generation::Own),
        }
    }

    /// How many of these names are names of fields.
    pub(super) fn count_known(&self, names: &[&str]) -> usize {
        names.iter().filter(|name| self.targets.contains_key(&normal(name))).count()
    }

    fn refuse_double(&self, columns: &[Column], field: usize, name: &str) -> Result<(), FileError> {
        let Some(first) = columns.iter().position(|column| column.field == Some(field)) else {
            return Ok(());
        };
        Err(FileError::DuplicateColumn {
            field: fields(self.kind)[field].name,
            first: first + 1,
            first_name: columns[first].name.clone(),
            second: columns.len() + 1,
            second_name: name.to_owned(),
        })
    }

    fn unknown(&self, at: usize, name: &str) -> FileError {
        let shown: String = name.chars().take(60).collect();
        FileError::UnknownColumn {
            kind: self.kind.plural(),
            column: at + 1,
            nearest: self.nearest(&shown),
            name: if crate::domain::intake::personal::may_tell(name) {
                crate::domain::intake::MASKED.to_owned()
            } else {
                shown
            },
        }
    }

    /// The known name most like an unknown one.
    fn nearest(&self, name: &str) -> Option<String> {
        let wanted = normal(name);
        let all_names = |field: &'static Field| {
            [field.codes, field.codes_2016, field.zh, field.zh_2016]
                .into_iter()
                .flatten()
                .copied()
                .chain([field.name])
        };
        fields(self.kind)
            .iter()
            .flat_map(all_names)
            .map(|known| (strsim::normalized_levenshtein(&wanted, &normal(known)), known))
            .filter(|(likeness, _)| *likeness >= LIKENESS_MIN)
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, known)| known.to_owned())
    }
}

/// A name in the form in which names are compared: NFKC, small letters, nothing but letters and
/// digits, so that brackets, spaces, marks of mandatory columns and underscores do not matter.
fn normal(name: &str) -> String {
    name.nfkc().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
#[path = "header_tests.rs"]
mod tests;

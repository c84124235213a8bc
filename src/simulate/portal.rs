//! Portals of districts that hand in 双公示 files of their own: both generations of the standard,
//! as CSV and as workbooks, under field codes and under Chinese names.
//!
//! | District | Licences | Penalties |
//! | --- | --- | --- |
//! | 449901 | 2018, codes, CSV with byte order mark | the same |
//! | 449902 | 2016, codes, CSV | 2016 with the additions of 2017, CSV in GB18030 |
//! | 449903 | 2018, Chinese names, XLSX | the same |

use std::path::Path;

use super::SimulateError;
use super::licence::Licence;
use super::merchant::Merchant;
use super::output::WrittenFile;
use super::penalty::Penalty;
use super::portal_2016 as standard_2016;
use super::portal_2018 as standard_2018;
use super::sheet::{Cell, FileFormat, Sheet};
use crate::domain::day::Day;

/// The files of the portals in the making.
#[derive(Debug)]
pub(super) struct Portals {
    coded: Pair,
    old: Pair,
    workbooks: Pair,
}

/// The two files of one portal.
#[derive(Debug)]
struct Pair {
    licences: Sheet,
    penalties: Sheet,
}

/// Whether a portal took a record, or it belongs into our own files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Taken {
    ByPortal,
    ByNone,
}

impl Portals {
    /// Empty files.
    pub(super) fn new() -> Self {
        let code = |column: &(&'static str, &'static str)| column.0;
        let chinese = |column: &(&'static str, &'static str)| column.1;
        Self {
            coded: Pair {
                licences: Sheet::new(
                    "licences-2018.csv",
                    FileFormat::CsvWithMark,
                    standard_2018::LICENCE.iter().map(code),
                ),
                penalties: Sheet::new(
                    "penalties-2018.csv",
                    FileFormat::CsvWithMark,
                    standard_2018::PENALTY.iter().map(code),
                ),
            },
            old: Pair {
                licences: Sheet::new("licences-2016.csv", FileFormat::Csv, standard_2016::LICENCE),
                penalties: Sheet::new(
                    "penalties-2016.csv",
                    FileFormat::CsvGb18030,
                    standard_2016::PENALTY,
                ),
            },
            workbooks: Pair {
                licences: Sheet::new(
                    "licences-2018.xlsx",
                    FileFormat::Xlsx,
                    standard_2018::LICENCE.iter().map(chinese),
                ),
                penalties: Sheet::new(
                    "penalties-2018.xlsx",
                    FileFormat::Xlsx,
                    standard_2018::PENALTY.iter().map(chinese),
                ),
            },
        }
    }

    /// Takes a licence, if its district has a portal. Sellers without a credit code are in none.
    pub(super) fn take_licence(&mut self, merchant: &Merchant, licence: &Licence) -> Taken {
        match merchant.district.region {
            _ if merchant.category.is_none() => return Taken::ByNone,
            "449901" => (self.coded.licences).push(standard_2018::licence(merchant, licence)),
            "449902" => (self.old.licences).push(standard_2016::licence(merchant, licence)),
            "449903" => (self.workbooks.licences).push(standard_2018::licence(merchant, licence)),
            _ => return Taken::ByNone,
        }
        Taken::ByPortal
    }

    /// Takes a penalty, if its district has a portal.
    pub(super) fn take_penalty(&mut self, merchant: &Merchant, penalty: &Penalty) -> Taken {
        match merchant.district.region {
            _ if merchant.category.is_none() => return Taken::ByNone,
            "449901" => (self.coded.penalties).push(standard_2018::penalty(merchant, penalty)),
            "449902" => (self.old.penalties).push(standard_2016::penalty(merchant, penalty)),
            "449903" => (self.workbooks.penalties).push(standard_2018::penalty(merchant, penalty)),
            _ => return Taken::ByNone,
        }
        Taken::ByPortal
    }

    /// Writes all files.
    pub(super) fn finish(&self, folder: &Path) -> Result<Vec<WrittenFile>, SimulateError> {
        let licences = [&self.coded, &self.old, &self.workbooks].map(|pair| &pair.licences);
        let penalties = [&self.coded, &self.old, &self.workbooks].map(|pair| &pair.penalties);
        licences.into_iter().chain(penalties).map(|sheet| sheet.write(folder)).collect()
    }
}

/// A text cell.
pub(super) fn text(text: impl Into<String>) -> Cell {
    Cell::Text(text.into())
}

/// An empty cell.
pub(super) fn empty() -> Cell {
    Cell::Text(String::new())
}

/// A day as the standard writes it, `2026/11/03`.
pub(super) fn day(day: Day) -> Cell {
    Cell::Day(day.to_string().replace('-', "/"))
}

//! The scores of a run as a file, in the order of merchants.

use std::path::Path;

use crate::store::View;

use super::block::{Block, Layout, MERCHANTS_PER_BLOCK, Row, Standing};
use crate::app::AppError;
use crate::app::model::Model;
use crate::app::score::Frame;
use crate::domain::day::Day;
use crate::domain::record::envelope::Seq;
use crate::domain::scorecard::{Part, Scorecard};
use crate::files::table_writer::{Cell, ColumnType, TableColumn, TableFormat, TableWriter};
use crate::store::StoreError;
use crate::store::run_read::{self, Stretch};

/// The grade of a merchant that is not rated.
const NOT_RATED: &str = "NR";
/// What is lacking of a merchant whose records cannot be read.
const DAMAGED: &str = "damaged_records";

/// The columns; the last one is there with a challenger only.
const COLUMNS: [TableColumn; 9] = [
    TableColumn { name: "merchant", holds: ColumnType::Text },
    TableColumn { name: "as_of", holds: ColumnType::Day },
    TableColumn { name: "points", holds: ColumnType::Integer },
    TableColumn { name: "grade", holds: ColumnType::Text },
    TableColumn { name: "public_points", holds: ColumnType::Integer },
    TableColumn { name: "market_points", holds: ColumnType::Integer },
    TableColumn { name: "probability", holds: ColumnType::Number },
    TableColumn { name: "lacking", holds: ColumnType::Text },
    TableColumn { name: "challenger_points", holds: ColumnType::Integer },
];

/// A file of scores that is being written.
#[derive(Debug)]
pub(super) struct ScoreFile {
    writer: TableWriter,
    as_of: Day,
    at: Seq,
    card: Scorecard,
    has_challenger: bool,
    path: String,
}

impl ScoreFile {
    pub(super) fn create(
        path: &Path,
        format: TableFormat,
        frame: &Frame,
        challenger: Option<&Model>,
    ) -> Result<Self, AppError> {
        let has_challenger = challenger.is_some();
        let columns = if has_challenger { &COLUMNS[..] } else { &COLUMNS[..COLUMNS.len() - 1] };
        let name = path.display().to_string();
        let writer = TableWriter::create(path, format, columns)
            .map_err(|error| AppError::Unavailable(format!("{name}: {error}")))?;
        Ok(Self {
            writer,
            as_of: frame.as_of,
            at: frame.at,
            card: frame.model.card.card().clone(),
            has_challenger,
            path: name,
        })
    }

    /// Writes the rows of a block, with the identities that stand for their numbers.
    pub(super) fn write(
        &mut self,
        connection: &View,
        layout: &Layout,
        block: i64,
        bytes: &[u8],
    ) -> Result<(), StoreError> {
        let Some(rows) = Block::parse(layout, block, bytes) else { return Ok(()) };
        let from = block * MERCHANTS_PER_BLOCK;
        let stretch = Stretch { from, until: from + MERCHANTS_PER_BLOCK, at: self.at };
        run_read::each_id(connection, stretch, |merchant, id| match rows.row(merchant) {
            Some(row) => self
                .row(id, row)
                .map_err(|error| StoreError::File { path: self.path.clone().into(), error }),
            None => Ok(()),
        })
    }

    fn row(&mut self, id: &str, row: Row<'_>) -> std::io::Result<()> {
        let head = row.head();
        let mut lacking = String::new();
        let (points, grade) = match head.standing {
            Standing::Rated(grade) => (Some(i64::from(head.points)), grade.letters()),
            Standing::NotRated(set) => {
                let codes: Vec<_> = set.iter().map(|lacking| lacking.code()).collect();
                lacking = codes.join(" ");
                (None, NOT_RATED)
            }
            Standing::Unscorable | Standing::Absent => {
                lacking.push_str(DAMAGED);
                (None, NOT_RATED)
            }
        };
        let integer = |number: Option<i64>| number.map_or(Cell::Nothing, Cell::Integer);
        let parts = points.map(|_| self.parts(row));
        let probability = points.and_then(|_| self.card.probability(i32::from(head.points)));
        let cells = [
            Cell::Text(id),
            Cell::Day(self.as_of),
            integer(points),
            Cell::Text(grade),
            integer(parts.map(|parts| parts.public)),
            integer(parts.map(|parts| parts.market)),
            probability.map_or(Cell::Nothing, Cell::Number),
            if lacking.is_empty() { Cell::Nothing } else { Cell::Text(&lacking) },
            integer(head.challenger_points.map(i64::from)),
        ];
        let n = if self.has_challenger { cells.len() } else { cells.len() - 1 };
        self.writer.row(cells.get(..n).unwrap_or_default())
    }

    fn parts(&self, row: Row<'_>) -> Parts {
        let mut parts = Parts { public: 0, market: 0 };
        for (characteristic, bin) in self.card.characteristics().iter().zip(row.bins()) {
            let points = characteristic.bins.get(bin).map_or(0, |bin| i64::from(bin.points));
            match characteristic.part {
                Part::Public => parts.public += points,
                Part::Market => parts.market += points,
            }
        }
        parts
    }

    pub(super) fn finish(self) -> Result<(), AppError> {
        let path = self.path;
        self.writer.finish().map_err(|error| AppError::Unavailable(format!("{path}: {error}")))
    }
}

/// The contributions to a score by part.
#[derive(Clone, Copy, Debug)]
struct Parts {
    public: i64,
    market: i64,
}

//! Rows of a workbook (XLSX): the first sheet that has a row of known column names.

use std::borrow::Cow;
use std::io::{Cursor, Read};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use calamine::{DataRef, Reader, Xlsx};

use super::error::{FileError, RowError, RowFault};
use super::header::{Header, Names};
use super::sheet_cell::{self, DateSystem};
use crate::domain::intake::{Fault, Row, Rule, fields};
use crate::domain::record::kind::RecordKind;

/// The most bytes of a workbook; a workbook cannot be read piece by piece.
const WORKBOOK_BYTES_MAX: u64 = 512 << 20;

/// In how many rows from the top the column names are looked for; titles stand above them.
const HEADER_ROWS: usize = 10;

/// How many rows wait between the thread that unpacks and the one that reads.
const ROWS_AHEAD: usize = 512;

type Workbook = Xlsx<Cursor<Vec<u8>>>;
type Sent = Result<SheetRow, FileError>;

/// A workbook at its first row of records.
///
/// The sheet is unpacked row by row on a thread of its own, which ends when this is dropped.
pub(super) struct XlsxRows {
    header: Header,
    rows: Receiver<Sent>,
    row: SheetRow,
}

/// One row of the sheet, its cells by field.
#[derive(Default)]
struct SheetRow {
    number: u64,
    values: Vec<Option<String>>,
    faults: Vec<Fault>,
}

impl XlsxRows {
    pub(super) fn new(kind: RecordKind, bytes: Box<dyn Read + Send>) -> Result<Self, FileError> {
        let mut workbook = open(bytes)?;
        let place = find_header(kind, &mut workbook)?;
        let header = place.header.clone();
        let (sender, rows) = sync_channel(ROWS_AHEAD);
        std::thread::spawn(move || send_rows(&mut workbook, &place, &sender));
        Ok(Self { header, rows, row: SheetRow::default() })
    }

    pub(super) const fn header(&self) -> &Header {
        &self.header
    }

    pub(super) fn next_row(&mut self) -> Option<Result<Row<'_>, RowError>> {
        match self.rows.recv().ok()? {
            Err(error) => return Some(Err(RowError::File(error))),
            Ok(row) => self.row = row,
        }
        if !self.row.faults.is_empty() {
            return Some(Err(RowError::Row(RowFault {
                number: self.row.number,
                faults: std::mem::take(&mut self.row.faults),
                values: std::mem::take(&mut self.row.values),
            })));
        }
        let values = self.row.values.iter();
        Some(Ok(Row {
            number: self.row.number,
            generation: self.header.generation,
            values: values.map(|value| value.as_deref().map(Cow::Borrowed)).collect(),
        }))
    }
}

fn open(bytes: Box<dyn Read + Send>) -> Result<Workbook, FileError> {
    let mut all = Vec::new();
    bytes.take(WORKBOOK_BYTES_MAX + 1).read_to_end(&mut all)?;
    if u64::try_from(all.len()).unwrap_or(u64::MAX) > WORKBOOK_BYTES_MAX {
        return Err(FileError::WorkbookTooLarge { most: WORKBOOK_BYTES_MAX });
    }
    calamine::open_workbook_from_rs(Cursor::new(all)).map_err(workbook_fault)
}

fn workbook_fault(error: calamine::XlsxError) -> FileError {
    FileError::Workbook(error.to_string())
}

/// Where the records of a workbook begin.
struct Place {
    sheet: String,
    header: Header,
    /// The row of the header, counted from 0.
    row: u32,
    system: DateSystem,
}

/// The first sheet with a row of which at least half the cells are names of fields.
fn find_header(kind: RecordKind, workbook: &mut Workbook) -> Result<Place, FileError> {
    let names = Names::of(kind);
    let sheets = workbook.sheet_names();
    let system =
        if workbook.has_1904_epoch() { DateSystem::From1904 } else { DateSystem::From1900 };
    for sheet in &sheets {
        for (row, cells) in first_rows(workbook, sheet)? {
            let cells: Vec<&str> = cells.iter().map(|cell| cell.trim()).collect();
            let n_named = cells.iter().filter(|cell| !cell.is_empty()).count();
            let n_known = names.count_known(&cells);
            if n_known > 0 && 2 * n_known >= n_named {
                return Ok(Place {
                    sheet: sheet.clone(),
                    header: Header::new(kind, &cells)?,
                    row,
                    system,
                });
            }
        }
    }
    Err(FileError::NoSheet { kind: kind.plural(), sheets: sheets.join(", ") })
}

/// The first rows of a sheet as texts, by their number from 0.
fn first_rows(
    workbook: &mut Workbook,
    sheet: &str,
) -> Result<std::collections::BTreeMap<u32, Vec<String>>, FileError> {
    let mut rows = std::collections::BTreeMap::<u32, Vec<String>>::new();
    let Ok(mut cells) = workbook.worksheet_cells_reader(sheet) else {
        // A sheet of a chart has no cells.
        return Ok(rows);
    };
    while let Some(cell) = cells.next_cell().map_err(workbook_fault)? {
        let (row, column) = cell.get_position();
        if rows.len() == HEADER_ROWS && !rows.contains_key(&row) {
            break;
        }
        if let DataRef::String(_) | DataRef::SharedString(_) = cell.get_value() {
            let text = sheet_cell::text(cell.get_value(), None, DateSystem::From1900);
            let names = rows.entry(row).or_default();
            let column = usize::try_from(column).unwrap_or(usize::MAX);
            if column < COLUMNS_MAX {
                names.resize(names.len().max(column + 1), String::new());
                names[column] = text.ok().flatten().unwrap_or_default();
            }
        }
    }
    Ok(rows)
}

/// The most columns that a spreadsheet has.
const COLUMNS_MAX: usize = 16_384;

/// Sends every row after the header; ends early when nobody listens any more.
fn send_rows(workbook: &mut Workbook, place: &Place, sender: &SyncSender<Sent>) {
    let mut cells = match workbook.worksheet_cells_reader(&place.sheet) {
        Ok(cells) => cells,
        Err(error) => {
            let _ = sender.send(Err(workbook_fault(error)));
            return;
        }
    };
    let n_fields = fields(place.header.kind).len();
    let empty = |row: u32| SheetRow {
        number: u64::from(row) + 1,
        values: vec![None; n_fields],
        faults: Vec::new(),
    };
    let mut row = empty(place.row);
    loop {
        match cells.next_cell() {
            Ok(Some(cell)) => {
                let (number, column) = cell.get_position();
                if number <= place.row {
                    continue;
                }
                if u64::from(number) + 1 != row.number {
                    let finished = std::mem::replace(&mut row, empty(number));
                    if !send(finished, sender) {
                        return;
                    }
                }
                place.put(&mut row, column, cell.get_value());
            }
            Ok(None) => {
                send(row, sender);
                return;
            }
            Err(error) => {
                let _ = sender.send(Err(workbook_fault(error)));
                return;
            }
        }
    }
}

/// Sends a row that is not empty; false when nobody listens any more.
fn send(row: SheetRow, sender: &SyncSender<Sent>) -> bool {
    let is_empty = row.faults.is_empty() && row.values.iter().all(Option::is_none);
    is_empty || sender.send(Ok(row)).is_ok()
}

impl Place {
    /// Puts a cell where its column says.
    fn put(&self, row: &mut SheetRow, column: u32, cell: &DataRef<'_>) {
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        let Some(known) = self.header.columns.get(column) else {
            if !matches!(cell, DataRef::Empty) {
                let sentence = "has a cell to the right of the last named column";
                row.faults.push(Fault::of_row(Rule::Cells, sentence));
            }
            return;
        };
        let Some(at) = known.field else {
            return;
        };
        let field = fields(self.header.kind).get(at);
        match sheet_cell::text(cell, field, self.system) {
            Ok(text) => {
                if let Some(value) = row.values.get_mut(at) {
                    *value = text;
                }
            }
            Err(sentence) => row.faults.push(Fault {
                field: field.map_or("row", |field| field.name),
                value: String::new(),
                rule: Rule::SpreadsheetCell,
                sentence: sentence.to_owned(),
            }),
        }
    }
}

//! Importing a file of records: good rows land in short transactions, bad ones are told and kept in
//! a rejects file; a second import of the same file changes nothing.

use std::path::{Path, PathBuf};

use super::kept_rows::KeptRows;
use super::{App, AppError};
use crate::domain::intake::{self, Context, Fault, HashKey, KnownSince, MaskCounts, Row, Rule};
use crate::domain::record::envelope::{Draft, Jurisdiction, Submitter};
use crate::domain::record::kind::RecordKind;
use crate::files::rejects::RejectsWriter;
use crate::files::{self, FileError, Header, Progress, RowError, RowFault, RowReader};
use crate::store::append::{Receipt, SubjectWas};

/// Rows that share one transaction: some tenths of a second for which other writers wait. In a store
/// of many records a transaction changes nearly every page of the table of natural keys, so fewer
/// rows cost far more for each.
const ROWS_PER_TRANSACTION: usize = 32_768;
/// Problems that are told one by one; the rejects file has them all.
pub const PROBLEMS_TOLD_MAX: usize = 20;
/// Who hands in what comes from files.
const SUBMITTER: &str = "import";

/// How a file is imported.
#[derive(Clone, Debug)]
pub struct ImportOptions {
    /// What kind of record its rows are.
    pub kind: RecordKind,
    /// Whose rules apply to rows that do not say so themselves.
    pub jurisdiction: Jurisdiction,
    /// Since when rows count as known that do not say so themselves.
    pub known_since: KnownSince,
    /// Where rejected rows go. [default: beside the file, `.rejects.csv`]
    pub rejects: Option<PathBuf>,
}

impl ImportOptions {
    /// The usual way for a kind.
    #[must_use]
    pub fn of(kind: RecordKind) -> Self {
        Self {
            kind,
            jurisdiction: Jurisdiction::default(),
            known_since: KnownSince::Recorded,
            rejects: None,
        }
    }
}

/// What an import came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportSummary {
    /// The kind of record.
    pub kind: RecordKind,
    /// The file's name, or `standard input`.
    pub source: String,
    /// Rows read.
    pub n_rows: u64,
    /// New records.
    pub n_accepted: u64,
    /// Rows that were there already.
    pub n_duplicates: u64,
    /// Rows whose natural key is there with other content.
    pub n_conflicts: u64,
    /// Rows that break a rule.
    pub n_faulty: u64,
    /// Merchants that were unknown until a row named them.
    pub n_stubs: u64,
    /// Accepted rows with something doubtful.
    pub n_warnings: u64,
    /// What was masked or hashed.
    pub masked: MaskCounts,
    /// The first [`PROBLEMS_TOLD_MAX`] problems, in words.
    pub problems: Vec<String>,
    /// The rejects file, where there were rejects.
    pub rejects: Option<PathBuf>,
}

impl ImportSummary {
    /// Rows that did not land.
    #[must_use]
    pub const fn n_rejected(&self) -> u64 {
        self.n_conflicts + self.n_faulty
    }

    fn tell(&mut self, problem: impl FnOnce() -> String) {
        if self.problems.len() < PROBLEMS_TOLD_MAX {
            self.problems.push(problem());
        }
    }
}

/// How far an import is.
#[derive(Clone, Debug)]
pub struct ImportProgress {
    /// Rows read.
    pub n_rows: u64,
    /// Bytes read, and in all where that is known.
    pub bytes: Progress,
}

struct Import<'a> {
    app: &'a App,
    kind: RecordKind,
    context: Context,
    submitter: Submitter,
    summary: ImportSummary,
    rejects: RejectsWriter,
    /// The rows of the next transaction, as records and as they were written.
    drafts: Vec<Draft>,
    kept: KeptRows,
}

impl App {
    /// Imports a file, or standard input for `-`; tells after each transaction how far it is.
    ///
    /// # Errors
    /// When the file cannot be read or is not of that kind, or the store or the rejects file cannot
    /// be written. What was stored until then stays; importing again goes on from there.
    pub fn import(
        &self,
        path: &Path,
        options: &ImportOptions,
        progress: &mut dyn FnMut(&ImportProgress),
    ) -> Result<ImportSummary, AppError> {
        let source = source_name(path);
        let mut rows = files::open(path, options.kind).map_err(|error| file(&source, &error))?;
        let mut import = Import {
            app: self,
            kind: options.kind,
            context: self.intake_context(&options.jurisdiction, options.known_since),
            submitter: Submitter { key: SUBMITTER.to_owned(), organ: None },
            summary: empty(options.kind, source),
            rejects: RejectsWriter::new(&rejects_path(path, options)),
            drafts: Vec::new(),
            kept: KeptRows::default(),
        };
        // The columns do not change; a row borrows the reader that knows them.
        let header = rows.header().clone();
        while import.fill(&mut rows, &header)? {
            import.store(&header)?;
            let n_rows = import.summary.n_rows;
            progress(&ImportProgress { n_rows, bytes: rows.progress() });
        }
        import.finish()
    }

    /// What rows are checked against at this moment.
    #[must_use]
    pub fn intake_context(&self, jurisdiction: &Jurisdiction, known_since: KnownSince) -> Context {
        Context {
            today: self.today(),
            jurisdiction: jurisdiction.clone(),
            known_since,
            hash_key: HashKey::new(&self.settings().id_number_key),
        }
    }
}

impl Import<'_> {
    /// Reads and checks rows until a transaction is full; whether there was any row.
    fn fill(&mut self, rows: &mut RowReader, header: &Header) -> Result<bool, AppError> {
        let mut n = 0;
        while n < ROWS_PER_TRANSACTION {
            match rows.next_row() {
                None => break,
                Some(Ok(row)) => {
                    self.summary.n_rows += 1;
                    self.check(header, &row)?;
                }
                Some(Err(RowError::Row(fault))) => {
                    self.summary.n_rows += 1;
                    self.summary.n_faulty += 1;
                    self.reject(header, &fault)?;
                }
                Some(Err(RowError::File(error))) => {
                    // What was read until here is good: store it before saying what broke off.
                    self.store(header)?;
                    return Err(file(&self.summary.source, &error));
                }
            }
            n += 1;
        }
        Ok(n > 0)
    }

    fn check(&mut self, header: &Header, row: &Row<'_>) -> Result<(), AppError> {
        match intake::read(self.kind, row, &self.context) {
            Ok(accepted) => {
                self.summary.masked += accepted.masked;
                self.summary.n_warnings += u64::from(!accepted.warnings.is_empty());
                self.kept.push(row);
                self.drafts.push(accepted.draft);
                Ok(())
            }
            Err(faults) => {
                self.summary.n_faulty += 1;
                self.summary.tell(|| in_words(row.number, &faults));
                self.rejects.write(header, row, &faults).map_err(|error| rejects_fault(&error))
            }
        }
    }

    fn reject(&mut self, header: &Header, fault: &RowFault) -> Result<(), AppError> {
        self.summary.tell(|| in_words(fault.number, &fault.faults));
        self.rejects.write_unreadable(header, fault).map_err(|error| rejects_fault(&error))
    }

    fn store(&mut self, header: &Header) -> Result<(), AppError> {
        let receipts = self.app.submit(&self.drafts, &self.submitter, &self.summary.source)?;
        self.drafts.clear();
        for (place, receipt) in receipts.into_iter().enumerate() {
            let (field, rule, sentence) = match receipt {
                Receipt::Accepted { subject, .. } => {
                    self.summary.n_accepted += 1;
                    self.summary.n_stubs += u64::from(
                        subject == SubjectWas::Unknown && self.kind != RecordKind::Merchant,
                    );
                    continue;
                }
                Receipt::Duplicate { .. } => {
                    self.summary.n_duplicates += 1;
                    continue;
                }
                Receipt::Conflict { id } => {
                    self.summary.n_conflicts += 1;
                    let sentence = format!(
                        "has the natural key of {id} but other content; set 'corrects' to 1 if it \
                         corrects that record"
                    );
                    ("row", Rule::Conflict, sentence)
                }
                Receipt::Refused { field, message, .. } => {
                    self.summary.n_faulty += 1;
                    (field, Rule::Reference, message)
                }
            };
            let fault = Fault { field, value: String::new(), rule, sentence };
            let refused = self.kept.refused(place, fault);
            self.reject(header, &refused)?;
        }
        self.kept.clear();
        Ok(())
    }

    fn finish(self) -> Result<ImportSummary, AppError> {
        self.app.store().fold_all()?;
        let mut summary = self.summary;
        summary.rejects = self.rejects.finish().map_err(|error| rejects_fault(&error))?;
        Ok(summary)
    }
}

fn empty(kind: RecordKind, source: String) -> ImportSummary {
    ImportSummary {
        kind,
        source,
        n_rows: 0,
        n_accepted: 0,
        n_duplicates: 0,
        n_conflicts: 0,
        n_faulty: 0,
        n_stubs: 0,
        n_warnings: 0,
        masked: MaskCounts::default(),
        problems: Vec::new(),
        rejects: None,
    }
}

/// The name of a source as records keep it: the file's own, without its folder.
fn source_name(path: &Path) -> String {
    if path.as_os_str() == "-" {
        return "standard input".to_owned();
    }
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

fn rejects_path(path: &Path, options: &ImportOptions) -> PathBuf {
    options.rejects.clone().unwrap_or_else(|| {
        if path.as_os_str() == "-" {
            return PathBuf::from("standard-input.rejects.csv");
        }
        let mut beside = path.as_os_str().to_owned();
        beside.push(".rejects.csv");
        PathBuf::from(beside)
    })
}

fn in_words(number: u64, faults: &[Fault]) -> String {
    let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
    format!("row {number}: {}", faults.join("; "))
}

fn file(source: &str, error: &FileError) -> AppError {
    AppError::invalid("file", source, "file", error)
}

fn rejects_fault(error: &std::io::Error) -> AppError {
    AppError::Unavailable(format!("the rejects file cannot be written: {error}"))
}

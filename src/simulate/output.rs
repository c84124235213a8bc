//! The files: streamed as they are made, under their own names only once they are whole.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::write::GzEncoder;
use flate2::{Compression, GzBuilder};

use super::SimulateError;

/// Bytes gathered before each write.
const BUFFER_BYTES: usize = 1 << 18;
/// The operating system of a gzip header, "unknown", so that files are alike everywhere.
const GZIP_SYSTEM_UNKNOWN: u8 = 255;

/// How a table lies on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    /// As it is.
    Plain,
    /// By gzip.
    Gzip,
}

/// One CSV file in the making.
#[derive(Debug)]
pub(super) struct Table {
    unfinished: Unfinished,
    writer: csv::Writer<Sink>,
    n_rows: u64,
}

/// A file that has been written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenFile {
    /// Its name in the output folder.
    pub name: String,
    /// Its rows, without the header.
    pub n_rows: u64,
}

#[derive(Debug)]
enum Sink {
    Plain(BufWriter<File>),
    Gzip(Box<GzEncoder<BufWriter<File>>>),
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(file) => file.write(bytes),
            Self::Gzip(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(file) => file.flush(),
            Self::Gzip(file) => file.flush(),
        }
    }
}

impl Table {
    /// Begins a file; `.gz` is added to the name of a packed one.
    pub(super) fn create(
        folder: &Path,
        name: &str,
        packing: Packing,
        columns: &[&str],
    ) -> Result<Self, SimulateError> {
        let suffix = match packing {
            Packing::Plain => "",
            Packing::Gzip => ".gz",
        };
        let unfinished = Unfinished::new(folder, &format!("{name}{suffix}"));
        let file = File::create(&unfinished.path).map_err(|error| unfinished.error(error))?;
        let file = BufWriter::with_capacity(BUFFER_BYTES, file);
        let sink = match packing {
            Packing::Plain => Sink::Plain(file),
            Packing::Gzip => Sink::Gzip(Box::new(
                GzBuilder::new()
                    .mtime(0)
                    .operating_system(GZIP_SYSTEM_UNKNOWN)
                    .write(file, Compression::new(6)),
            )),
        };
        let mut table = Self {
            unfinished,
            writer: csv::WriterBuilder::new().buffer_capacity(BUFFER_BYTES).from_writer(sink),
            n_rows: 0,
        };
        table.record(columns)?;
        Ok(table)
    }

    /// Adds a row.
    pub(super) fn row(&mut self, cells: &[&str]) -> Result<(), SimulateError> {
        self.n_rows += 1;
        self.record(cells)
    }

    fn record(&mut self, cells: &[&str]) -> Result<(), SimulateError> {
        self.writer
            .write_record(cells)
            .map_err(|error| self.unfinished.error(io::Error::from(error)))
    }

    /// Ends the file and gives it its name.
    pub(super) fn finish(self) -> Result<WrittenFile, SimulateError> {
        let Self { unfinished, writer, n_rows } = self;
        let sink = writer.into_inner().map_err(|error| unfinished.error(error.into_error()))?;
        let file = match sink {
            Sink::Plain(file) => Ok(file),
            Sink::Gzip(encoder) => encoder.finish(),
        };
        file.and_then(|mut file| file.flush()).map_err(|error| unfinished.error(error))?;
        unfinished.rename(n_rows)
    }
}

/// Writes a file that is made in memory.
pub(super) fn write_whole(
    folder: &Path,
    name: &str,
    bytes: &[u8],
    n_rows: u64,
) -> Result<WrittenFile, SimulateError> {
    let unfinished = Unfinished::new(folder, name);
    fs::write(&unfinished.path, bytes).map_err(|error| unfinished.error(error))?;
    unfinished.rename(n_rows)
}

/// A file that has not got its name yet.
#[derive(Debug)]
struct Unfinished {
    path: PathBuf,
    name: String,
}

impl Unfinished {
    fn new(folder: &Path, name: &str) -> Self {
        Self { path: folder.join(format!("{name}.part")), name: name.to_owned() }
    }

    fn error(&self, source: io::Error) -> SimulateError {
        SimulateError::Write { path: self.path.clone(), source }
    }

    fn rename(self, n_rows: u64) -> Result<WrittenFile, SimulateError> {
        fs::rename(&self.path, self.path.with_file_name(&self.name))
            .map_err(|error| self.error(error))?;
        Ok(WrittenFile { name: self.name, n_rows })
    }
}

//! Floor 2: file formats; text and spreadsheets in, rows of named fields out.

mod csv_rows;
mod encoding;
mod error;
mod field_table;
mod header;
mod json_cell;
pub mod json_row;
pub mod json_schema;
mod ndjson_rows;
mod parquet_rows;
mod reader;
pub mod rejects;
pub mod scorecard_export;
pub mod scorecard_file;
mod sheet_cell;
mod source;
pub mod table_file;
pub mod table_writer;
mod xlsx_rows;

pub use error::{FileError, RowError, RowFault};
pub use field_table::{field_tables, template};
pub use header::{Column, Header};
pub use reader::{Format, RowReader, open, read_from};
pub use source::Progress;

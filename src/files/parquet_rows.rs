//! Rows into an Apache Parquet file: columns are gathered for a group of rows and written together.

use std::fs::File;
use std::io;
use std::sync::Arc;

use parquet::basic::Compression;
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::parser::parse_message_type;

use super::table_writer::{Cell, ColumnType, TableColumn};

/// Rows of one group: what is held in memory at a time.
const ROWS_PER_GROUP: usize = 65_536;

/// A Parquet file that is being written.
pub(super) struct ParquetRows {
    writer: SerializedFileWriter<File>,
    gathered: Vec<Gathered>,
    n_rows: usize,
}

/// The values of one column, and for each row whether it has one (1) or not (0).
struct Gathered {
    values: Values,
    present: Vec<i16>,
}

enum Values {
    Text(Vec<ByteArray>),
    Integer(Vec<i64>),
    Number(Vec<f64>),
    Day(Vec<i32>),
    Instant(Vec<i64>),
    Flag(Vec<bool>),
}

impl ParquetRows {
    pub(super) fn new(file: File, columns: &[TableColumn]) -> io::Result<Self> {
        let fields: Vec<String> = columns.iter().map(field).collect();
        let message = format!("message row {{ {} }}", fields.join(" "));
        let schema = parse_message_type(&message).map_err(fault)?;
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
        let writer = SerializedFileWriter::new(file, Arc::new(schema), Arc::new(properties));
        let gathered = columns.iter().map(|column| Gathered {
            values: Values::new(column.holds),
            present: Vec::with_capacity(ROWS_PER_GROUP),
        });
        Ok(Self { writer: writer.map_err(fault)?, gathered: gathered.collect(), n_rows: 0 })
    }

    pub(super) fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        for (column, cell) in self.gathered.iter_mut().zip(cells) {
            column.present.push(i16::from(*cell != Cell::Nothing));
            column.values.push(cell)?;
        }
        self.n_rows += 1;
        if self.n_rows == ROWS_PER_GROUP { self.write_group() } else { Ok(()) }
    }

    fn write_group(&mut self) -> io::Result<()> {
        let mut group = self.writer.next_row_group().map_err(fault)?;
        for column in &mut self.gathered {
            let Some(mut writer) = group.next_column().map_err(fault)? else { break };
            column.values.write(&mut writer, &column.present).map_err(fault)?;
            writer.close().map_err(fault)?;
            column.values.clear();
            column.present.clear();
        }
        group.close().map_err(fault)?;
        self.n_rows = 0;
        Ok(())
    }

    pub(super) fn finish(mut self) -> io::Result<File> {
        if self.n_rows > 0 {
            self.write_group()?;
        }
        self.writer.into_inner().map_err(fault)
    }
}

fn field(column: &TableColumn) -> String {
    let name = column.name;
    match column.holds {
        ColumnType::Text => format!("optional binary {name} (STRING);"),
        ColumnType::Integer => format!("optional int64 {name};"),
        ColumnType::Number => format!("optional double {name};"),
        ColumnType::Day => format!("optional int32 {name} (DATE);"),
        ColumnType::Instant => format!("optional int64 {name} (TIMESTAMP(MICROS,true));"),
        ColumnType::Flag => format!("optional boolean {name};"),
    }
}

impl Values {
    const fn new(holds: ColumnType) -> Self {
        match holds {
            ColumnType::Text => Self::Text(Vec::new()),
            ColumnType::Integer => Self::Integer(Vec::new()),
            ColumnType::Number => Self::Number(Vec::new()),
            ColumnType::Day => Self::Day(Vec::new()),
            ColumnType::Instant => Self::Instant(Vec::new()),
            ColumnType::Flag => Self::Flag(Vec::new()),
        }
    }

    fn push(&mut self, cell: &Cell<'_>) -> io::Result<()> {
        match (self, cell) {
            (_, Cell::Nothing) => {}
            (Self::Text(values), Cell::Text(text)) => values.push(ByteArray::from(*text)),
            (Self::Integer(values), Cell::Integer(number)) => values.push(*number),
            (Self::Number(values), Cell::Number(number)) => values.push(*number),
            (Self::Day(values), Cell::Day(day)) => values.push(day.number()),
            (Self::Instant(values), Cell::Instant(at)) => values.push(at.as_microsecond()),
            (Self::Flag(values), Cell::Flag(flag)) => values.push(*flag),
            (_, cell) => {
                return Err(io::Error::other(format!("{cell:?} in a column of another type")));
            }
        }
        Ok(())
    }

    fn write(
        &self,
        writer: &mut SerializedColumnWriter<'_>,
        present: &[i16],
    ) -> Result<(), ParquetError> {
        let present = Some(present);
        match self {
            Self::Text(values) => {
                writer.typed::<ByteArrayType>().write_batch(values, present, None)
            }
            Self::Integer(values) | Self::Instant(values) => {
                writer.typed::<Int64Type>().write_batch(values, present, None)
            }
            Self::Number(values) => writer.typed::<DoubleType>().write_batch(values, present, None),
            Self::Day(values) => writer.typed::<Int32Type>().write_batch(values, present, None),
            Self::Flag(values) => writer.typed::<BoolType>().write_batch(values, present, None),
        }?;
        Ok(())
    }

    fn clear(&mut self) {
        match self {
            Self::Text(values) => values.clear(),
            Self::Integer(values) | Self::Instant(values) => values.clear(),
            Self::Number(values) => values.clear(),
            Self::Day(values) => values.clear(),
            Self::Flag(values) => values.clear(),
        }
    }
}

fn fault(error: ParquetError) -> io::Error {
    match error {
        // A full disk shall be seen as one.
        ParquetError::External(source) => match source.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(source) => io::Error::other(source),
        },
        other => io::Error::other(other),
    }
}

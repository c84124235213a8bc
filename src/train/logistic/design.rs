//! The rows that a regression is fitted to, handed out in small blocks column by column.

use linfa::dataset::Records;
use ndarray::{Array2, Axis, Slice};

/// Rows in a block: few enough for the columns to stay in the nearest cache.
pub(super) const BLOCK: usize = 256;

/// Rows of numbers that can be read in blocks.
pub trait Design: Sync {
    /// Number of rows.
    fn n_rows(&self) -> usize;
    /// Number of columns.
    fn n_columns(&self) -> usize;
    /// Writes a column's values of the rows from `start` on into `values`.
    fn fill(&self, column: usize, start: usize, values: &mut [f64]);
}

impl Design for Array2<f64> {
    fn n_rows(&self) -> usize {
        self.nrows()
    }

    fn n_columns(&self) -> usize {
        self.ncols()
    }

    fn fill(&self, column: usize, start: usize, values: &mut [f64]) {
        let column = self.column(column);
        let rows = column.slice_axis(Axis(0), Slice::from(start..start + values.len()));
        for (value, from) in values.iter_mut().zip(rows) {
            *value = *from;
        }
    }
}

/// A binned column: for each row its bin, and for each bin the number it stands for.
#[derive(Clone, Debug)]
pub struct CodedColumn<'a> {
    codes: &'a [u8],
    /// By bin; as long as a code can reach, so that no lookup is checked.
    values: Box<[f64; 256]>,
}

impl<'a> CodedColumn<'a> {
    /// A column of bins; a bin beyond the end of `values` stands for 0.
    #[must_use]
    pub fn new(codes: &'a [u8], values: &[f64]) -> Self {
        let mut by_code = Box::new([0.0; 256]);
        for (to, from) in by_code.iter_mut().zip(values) {
            *to = *from;
        }
        Self { codes, values: by_code }
    }
}

/// Binned rows as linfa records: one byte for each value instead of eight.
#[derive(Clone, Debug)]
pub struct CodedRecords<'a> {
    columns: Vec<CodedColumn<'a>>,
    weights: Option<&'a [f64]>,
    n_rows: usize,
}

impl<'a> CodedRecords<'a> {
    /// Columns of equal length; rows beyond the shortest are left out.
    #[must_use]
    pub fn new(columns: Vec<CodedColumn<'a>>, weights: Option<&'a [f64]>) -> Self {
        let n_rows = columns.iter().map(|column| column.codes.len()).min().unwrap_or(0);
        Self { columns, weights, n_rows }
    }

    /// The weight of each row, in full precision (linfa's own are single).
    #[must_use]
    pub fn weights(&self) -> Option<&[f64]> {
        self.weights
    }
}

impl Records for CodedRecords<'_> {
    type Elem = f64;

    fn nsamples(&self) -> usize {
        self.n_rows
    }

    fn nfeatures(&self) -> usize {
        self.columns.len()
    }
}

impl Design for CodedRecords<'_> {
    fn n_rows(&self) -> usize {
        self.n_rows
    }

    fn n_columns(&self) -> usize {
        self.columns.len()
    }

    fn fill(&self, column: usize, start: usize, values: &mut [f64]) {
        let CodedColumn { codes, values: by_code } = &self.columns[column];
        for (value, code) in values.iter_mut().zip(&codes[start..]) {
            *value = by_code[usize::from(*code)];
        }
    }
}

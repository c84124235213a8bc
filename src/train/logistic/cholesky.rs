//! Cholesky factor of a symmetric positive definite matrix, to solve and to invert.

/// Lower triangle of a symmetric matrix, row by row in a full square.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Symmetric {
    pub(super) size: usize,
    pub(super) cells: Vec<f64>,
}

impl Symmetric {
    pub(super) fn zero(size: usize) -> Self {
        Self { size, cells: vec![0.0; size * size] }
    }

    /// The cell in a row and a column, whichever triangle they name.
    pub(super) fn at(&self, row: usize, column: usize) -> f64 {
        self.cells[row.max(column) * self.size + row.min(column)]
    }

    /// The rows and columns that are kept.
    pub(super) fn kept(&self, kept: &[usize]) -> Self {
        let mut part = Self::zero(kept.len());
        for (row, &from_row) in kept.iter().enumerate() {
            for (column, &from_column) in kept.iter().enumerate().take(row + 1) {
                part.cells[row * part.size + column] = self.at(from_row, from_column);
            }
        }
        part
    }
}

/// The factor L with L × Lᵀ = the matrix.
pub(super) struct Cholesky {
    size: usize,
    lower: Vec<f64>,
}

/// A pivot below this share of its diagonal cell counts as zero.
const PIVOT_MIN: f64 = 1e-13;

impl Cholesky {
    /// `None` when the matrix is not positive definite.
    pub(super) fn new(matrix: &Symmetric) -> Option<Self> {
        let size = matrix.size;
        let mut lower = vec![0.0; size * size];
        for row in 0..size {
            for column in 0..=row {
                let (head, tail) = (row * size, column * size);
                let mut sum = matrix.at(row, column);
                for inner in 0..column {
                    sum -= lower[head + inner] * lower[tail + inner];
                }
                if row == column {
                    // A NaN must fail, too.
                    let positive = sum > PIVOT_MIN * matrix.at(row, row);
                    if !positive {
                        return None;
                    }
                    lower[head + column] = sum.sqrt();
                } else {
                    lower[head + column] = sum / lower[tail + column];
                }
            }
        }
        Some(Self { size, lower })
    }

    /// The x with matrix × x = `right`.
    pub(super) fn solve(&self, right: &[f64]) -> Vec<f64> {
        let mut x = right.to_vec();
        for row in 0..self.size {
            for inner in 0..row {
                x[row] -= self.lower[row * self.size + inner] * x[inner];
            }
            x[row] /= self.lower[row * self.size + row];
        }
        for row in (0..self.size).rev() {
            for inner in row + 1..self.size {
                x[row] -= self.lower[inner * self.size + row] * x[inner];
            }
            x[row] /= self.lower[row * self.size + row];
        }
        x
    }

    /// The inverse of the matrix, all cells.
    pub(super) fn inverse(&self) -> Vec<Vec<f64>> {
        (0..self.size)
            .map(|column| {
                let mut unit = vec![0.0; self.size];
                unit[column] = 1.0;
                self.solve(&unit)
            })
            .collect()
    }
}

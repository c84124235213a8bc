//! The values of rows on their way into the store, kept for those few that come back.

use std::ops::Range;

use crate::domain::intake::{Fault, Row};
use crate::files::RowFault;

/// Rows as they were written, all in one piece of memory: a text for each value of each of a million
/// rows would cost more than reading them.
#[derive(Debug, Default)]
pub(super) struct KeptRows {
    text: String,
    values: Vec<Option<Range<usize>>>,
    rows: Vec<Kept>,
}

/// One row.
#[derive(Debug)]
struct Kept {
    number: u64,
    values: Range<usize>,
}

impl KeptRows {
    /// Keeps a row after those that are kept already.
    pub(super) fn push(&mut self, row: &Row<'_>) {
        let first = self.values.len();
        for value in &row.values {
            let from = self.text.len();
            let place = value.as_deref().map(|value| {
                self.text.push_str(value);
                from..self.text.len()
            });
            self.values.push(place);
        }
        self.rows.push(Kept { number: row.number, values: first..self.values.len() });
    }

    /// Forgets all rows but not the memory, which the next ones take.
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.values.clear();
        self.rows.clear();
    }

    /// The kept row at a place, counted from 0, as one that was refused for a reason.
    pub(super) fn refused(&self, place: usize, fault: Fault) -> RowFault {
        let kept = self.rows.get(place);
        let places = kept.and_then(|kept| self.values.get(kept.values.clone())).unwrap_or_default();
        let value = |place: &Option<Range<usize>>| {
            place.clone().and_then(|place| self.text.get(place)).map(str::to_owned)
        };
        RowFault {
            number: kept.map_or(0, |kept| kept.number),
            faults: vec![fault],
            values: places.iter().map(value).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::domain::intake::{Generation, Rule};

    fn row(number: u64, values: &[Option<&'static str>]) -> Row<'static> {
        let values = values.iter().map(|value| value.map(Cow::Borrowed)).collect();
        Row { number, generation: Generation::Own, values }
    }

    fn check(rows: &KeptRows, place: usize, number: u64, values: &[Option<&str>]) {
        let back = rows.refused(place, Fault::of_row(Rule::Conflict, "is in conflict"));
        let expect: Vec<_> = values.iter().map(|value| value.map(str::to_owned)).collect();
        assert_eq!((back.number, back.values), (number, expect));
    }

    #[test]
    fn a_row_comes_back_as_it_was_written() {
        let mut rows = KeptRows::default();
        for round in 0..2 {
            rows.push(&row(2, &[Some("甲"), None, Some("b c")]));
            rows.push(&row(3 + round, &[None, Some(""), Some("d")]));
            check(&rows, 0, 2, &[Some("甲"), None, Some("b c")]);
            check(&rows, 1, 3 + round, &[None, Some(""), Some("d")]);
            rows.clear();
        }
    }
}

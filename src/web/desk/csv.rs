//! The lists of the desk as CSV files, for spreadsheets.

use super::timeliness::totals;
use crate::app::alarm::KeptList;
use crate::app::publication::PublicationAnswer;
use crate::app::work::OpenWork;

/// Publication in time by authority.
#[must_use]
pub fn publication(answer: &PublicationAnswer) -> String {
    let mut file = File::new(&[
        "authority",
        "code",
        "n_decisions",
        "n_on_time",
        "n_late",
        "n_overdue",
        "n_to_be_published",
        "on_time_rate",
        "worst_delay",
    ]);
    for own in totals(answer) {
        let rate = own.on_time_rate().map_or_else(String::new, |rate| format!("{rate:.4}"));
        let worst = own.worst_delay.map_or_else(String::new, |worst| worst.to_string());
        file.row(&[
            &own.organ.name,
            own.organ.key(),
            &own.n_decisions.to_string(),
            &own.n_on_time.to_string(),
            &own.n_late.to_string(),
            &own.n_overdue.to_string(),
            &own.n_to_be_published.to_string(),
            &rate,
            &worst,
        ]);
    }
    file.finish()
}

/// Open work, most urgent first.
#[must_use]
pub fn work(work: &[OpenWork]) -> String {
    let mut file = File::new(&[
        "due_on",
        "provisional",
        "is_overdue",
        "step",
        "record",
        "target",
        "merchant",
        "authority",
    ]);
    for own in work {
        file.row(&[
            &own.due_on.to_string(),
            &own.provisional.to_string(),
            &own.is_overdue.to_string(),
            &own.step,
            &own.id.to_string(),
            &own.target.map_or_else(String::new, |target| target.to_string()),
            &own.merchant.to_string(),
            &own.organ.name,
        ]);
    }
    file.finish()
}

/// Alarms about ratings, those with most ratings behind them first.
#[must_use]
pub fn alarms(list: &KeptList) -> String {
    let mut file = File::new(&["kind", "merchant", "from", "to", "n_ratings"]);
    for own in &list.alarms {
        file.row(&[
            own.alarm.kind.name(),
            &own.merchant,
            &own.alarm.from.to_string(),
            &own.alarm.to.to_string(),
            &own.alarm.n_ratings.to_string(),
        ]);
    }
    file.finish()
}

/// The mark by which spreadsheets know UTF-8.
const MARK: &str = "\u{feff}";

/// A CSV file in the making.
struct File {
    writer: csv::Writer<Vec<u8>>,
}

impl File {
    fn new(head: &[&str]) -> Self {
        let writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(MARK.as_bytes().to_vec());
        let mut file = Self { writer };
        file.row(head);
        file
    }

    /// Writes a row; what a spreadsheet would take for a formula is made a text.
    fn row(&mut self, cells: &[&str]) {
        let cells = cells.iter().map(|cell| {
            let is_formula =
                cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
            if is_formula { format!("'{cell}") } else { (*cell).to_owned() }
        });
        // Writing into memory cannot fail, and every row has the columns of the head.
        let _ = self.writer.write_record(cells);
    }

    fn finish(self) -> String {
        let bytes = self.writer.into_inner().unwrap_or_default();
        String::from_utf8(bytes).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::File;

    #[track_caller]
    fn check(cell: &str, expect: &str) {
        let mut file = File::new(&["name"]);
        file.row(&[cell]);
        assert_eq!(file.finish(), format!("\u{feff}name\r\n{expect}\r\n"));
    }

    #[test]
    fn a_cell_is_quoted_where_it_must_be_and_never_a_formula() {
        check("市场监督管理局", "市场监督管理局");
        check("a,b", "\"a,b\"");
        check("say \"a\"", "\"say \"\"a\"\"\"");
        check("=1+1", "'=1+1");
        check("@x", "'@x");
        check("-5", "-5");
    }
}

//! Cells of a spreadsheet as the texts that other files have: numbers, dates by serial number.

use calamine::{DataRef, ExcelDateTime};

use crate::domain::day::Day;
use crate::domain::intake::{Field, Form};

/// From here on a spreadsheet keeps no more than 15 digits of a number.
const EXACT_MAX: f64 = 1e15;

/// The last serial number that a spreadsheet knows, 9999-12-31 in the system of 1900.
const SERIAL_MAX: f64 = 2_958_465.0;

/// From which day a workbook counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DateSystem {
    /// 1 is 1900-01-01, and 60 a day that never was.
    From1900,
    /// 0 is 1904-01-01.
    From1904,
}

/// The text of a cell, in the form of its field; none for an empty cell.
pub(super) fn text(
    cell: &DataRef<'_>,
    field: Option<&Field>,
    system: DateSystem,
) -> Result<Option<String>, &'static str> {
    let is_day =
        field.is_some_and(|field| matches!(field.form, Form::Day | Form::OpenDay | Form::LastDay));
    let text = match cell {
        DataRef::Empty => return Ok(None),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(flag) => flag.to_string(),
        DataRef::Int(number) if is_day => serial(float(*number), system)?,
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) if is_day => serial(*number, system)?,
        DataRef::Float(number) => plain(*number)?,
        DataRef::DateTime(instant) => date(*instant, is_day, system)?,
        DataRef::DateTimeIso(text) if is_day => {
            text.split('T').next().unwrap_or_default().to_owned()
        }
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(_) => return Err("holds an error of a formula"),
    };
    Ok((!text.is_empty()).then_some(text))
}

#[expect(
    clippy::cast_precision_loss,
    reason = "whole numbers beyond 2^53 are refused as dates all the same"
)]
const fn float(number: i64) -> f64 {
    number as f64
}

fn date(instant: ExcelDateTime, is_day: bool, system: DateSystem) -> Result<String, &'static str> {
    if is_day || (instant.is_datetime() && instant.as_f64().fract() == 0.0) {
        serial(instant.as_f64(), system)
    } else {
        plain(instant.as_f64())
    }
}

/// A number in 15 digits, as the spreadsheet shows it, without an exponent.
fn plain(number: f64) -> Result<String, &'static str> {
    if number.abs() >= EXACT_MAX || !number.is_finite() {
        return Err("holds a number of which the spreadsheet kept only 15 digits; format the \
                    column as text and enter it again");
    }
    let shown: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    Ok(shown.to_string())
}

/// A day by its serial number, or by its digits: 20261103.
fn serial(number: f64, system: DateSystem) -> Result<String, &'static str> {
    const NO_DAY: &str = "holds a number that is no day";
    if number.fract() == 0.0 && (10_000_000.0..100_000_000.0).contains(&number) {
        return Ok(number.to_string());
    }
    if !(0.0..SERIAL_MAX + 1.0).contains(&number) {
        return Err(NO_DAY);
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the range was checked; the time of day is cut off"
    )]
    let serial = number.floor() as i32;
    let day = match (system, serial) {
        (DateSystem::From1904, _) => day(1904, 1, 1).plus(serial),
        (DateSystem::From1900, 1..=59) => day(1899, 12, 31).plus(serial),
        (DateSystem::From1900, 61..) => day(1899, 12, 30).plus(serial),
        (DateSystem::From1900, _) => return Err(NO_DAY),
    };
    Ok(day.to_string())
}

fn day(year: i16, month: i8, day: i8) -> Day {
    Day::from(jiff::civil::date(year, month, day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::intake::fields;
    use crate::domain::record::kind::RecordKind;

    fn field(name: &str) -> &'static Field {
        fields(RecordKind::Penalty).iter().find(|field| field.name == name).unwrap()
    }

    #[test]
    fn serial_numbers_are_days_in_both_systems() {
        use DateSystem::{From1900, From1904};
        let check = |number: f64, system, expect: Result<&str, ()>| {
            let cell = DataRef::Float(number);
            let text = text(&cell, Some(field("decided_on")), system);
            assert_eq!(text.map(Option::unwrap).as_deref().map_err(|_| ()), expect, "{number}");
        };
        // ECMA-376 part 1, 18.17.4.1: 1 is 1900-01-01; 61 is 1900-03-01; in 1904 0 is 1904-01-01.
        check(1.0, From1900, Ok("1900-01-01"));
        check(59.0, From1900, Ok("1900-02-28"));
        check(60.0, From1900, Err(()));
        check(61.0, From1900, Ok("1900-03-01"));
        check(46329.0, From1900, Ok("2026-11-03"));
        check(46329.75, From1900, Ok("2026-11-03"));
        check(44867.0, From1904, Ok("2026-11-03"));
        check(0.0, From1904, Ok("1904-01-01"));
        check(20261103.0, From1900, Ok("20261103"));
        check(2_958_465.0, From1900, Ok("9999-12-31"));
        check(2_958_466.0, From1900, Err(()));
        check(-1.0, From1904, Err(()));
        check(f64::NAN, From1900, Err(()));
    }

    #[test]
    fn numbers_read_as_they_are_shown() {
        let check = |number: f64, expect: Result<&str, ()>| {
            let cell = DataRef::Float(number);
            let text = text(&cell, Some(field("fine_wan_yuan")), DateSystem::From1900);
            assert_eq!(text.map(Option::unwrap).as_deref().map_err(|_| ()), expect, "{number}");
        };
        check(0.2, Ok("0.2"));
        check(0.1 + 0.2, Ok("0.3"));
        check(0.000_001, Ok("0.000001"));
        check(3.0, Ok("3"));
        check(440_803_600_123_456.0, Ok("440803600123456"));
        check(914_408_041_234_567_889.0, Err(()));
    }
}

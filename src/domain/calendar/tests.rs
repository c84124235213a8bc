//! Tests of the calendar of working days: the State Council's notices 2007-2026.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::notice::CalendarError;
use super::working_days::{Count, Deadline};
use super::*;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn shipped() -> &'static Calendar {
    static SHIPPED: LazyLock<Calendar> = LazyLock::new(|| Calendar::shipped().unwrap());
    &SHIPPED
}

/// The deadline as text, `?` behind it when it is provisional.
fn shown(deadline: Deadline) -> String {
    format!("{}{}", deadline.on, if deadline.provisional { "?" } else { "" })
}

#[test]
fn deadlines_of_3_7_and_20_working_days_under_all_notices() {
    let days = shipped().latest();
    for (from, on_3, on_7, on_20) in [
        ("2015-09-02", "2015-09-08", "2015-09-14", "2015-10-08"),
        ("2016-02-05", "2016-02-15", "2016-02-19", "2016-03-09"),
        ("2019-04-30", "2019-05-07", "2019-05-13", "2019-05-30"),
        ("2020-01-22", "2020-02-04", "2020-02-10", "2020-02-27"),
        ("2024-09-27", "2024-10-08", "2024-10-12", "2024-10-30"),
        ("2025-01-24", "2025-02-05", "2025-02-10", "2025-02-27"),
        ("2025-04-27", "2025-04-30", "2025-05-09", "2025-05-28"),
        ("2025-09-30", "2025-10-11", "2025-10-16", "2025-11-04"),
        ("2026-02-13", "2026-02-25", "2026-03-02", "2026-03-19"),
        ("2026-02-14", "2026-02-26", "2026-03-03", "2026-03-20"),
        ("2026-09-30", "2026-10-10", "2026-10-15", "2026-11-03"),
        ("2026-10-03", "2026-10-10", "2026-10-15", "2026-11-03"),
    ] {
        for (n, expect) in [(3, on_3), (7, on_7), (20, on_20)] {
            assert_eq!(shown(days.add(day(from), n)), expect, "{from} + {n}");
        }
    }
}

#[test]
fn working_days_per_year_2013_to_2026() {
    let days = shipped().latest();
    for (year, n) in [
        (2013, 250),
        (2014, 250),
        (2015, 249),
        (2016, 250),
        (2017, 249),
        (2018, 250),
        (2019, 250),
        (2020, 249),
        (2021, 250),
        (2022, 249),
        (2023, 249),
        (2024, 251),
        (2025, 248),
        (2026, 248),
    ] {
        let (from, to) = (format!("{}-12-31", year - 1), format!("{year}-12-31"));
        let count = days.count(day(&from), day(&to));
        assert_eq!(count, Count { n, provisional: false }, "{year}");
    }
}

#[test]
fn the_days_of_2026_are_those_of_the_notice_of_2025_11_04() {
    let days = shipped().as_known(day("2025-11-04"));
    let off = [
        ("2026-01-01", 3),
        ("2026-02-15", 9),
        ("2026-04-04", 3),
        ("2026-05-01", 5),
        ("2026-06-19", 3),
        ("2026-09-25", 3),
        ("2026-10-01", 7),
    ];
    for (first, n) in off {
        assert!((0..n).all(|i| !days.is_working_day(day(first).plus(i))), "{first}");
    }
    for work in ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"] {
        assert!(days.is_working_day(day(&format!("2026-{work}"))), "{work}");
    }
}

#[test]
fn what_was_known_decides_which_notice_counts() {
    let calendar = shipped();
    let check = |known_on: &str, from: &str, n, expect: &str| {
        let deadline = calendar.as_known(day(known_on)).add(day(from), n);
        assert_eq!(shown(deadline), expect, "{from} + {n} as known on {known_on}");
    };
    check("2020-01-22", "2020-01-22", 7, "2020-02-06");
    check("2020-01-26", "2020-01-22", 7, "2020-02-06");
    check("2020-01-27", "2020-01-22", 7, "2020-02-10");
    // 2015: 3 and 4 September became days off by the notice of 13 May, 6 September a make-up day.
    check("2015-05-12", "2015-09-02", 3, "2015-09-07");
    check("2015-05-13", "2015-09-02", 3, "2015-09-08");
    // 2019: only 1 May was off before 22 March, so the days after are 2, 3, 6 May.
    check("2019-03-21", "2019-04-30", 3, "2019-05-06");
    check("2019-03-22", "2019-04-30", 3, "2019-05-07");
}

#[test]
fn a_span_that_enters_a_year_without_a_notice_is_provisional() {
    let calendar = shipped();
    let check = |known_on: &str, from: &str, n, expect: &str| {
        let deadline = calendar.as_known(day(known_on)).add(day(from), n);
        assert_eq!(shown(deadline), expect, "{from} + {n} as known on {known_on}");
    };
    // The notice for 2026 came on 2025-11-04; before it 1 January 2026 counts as a weekday.
    check("2025-11-03", "2025-12-30", 7, "2026-01-08?");
    check("2025-11-04", "2025-12-30", 7, "2026-01-09");
    check("2026-11-16", "2026-12-24", 5, "2026-12-31");
    check("2026-11-16", "2026-12-24", 6, "2027-01-01?");
    check("2026-11-16", "2026-12-31", 0, "2026-12-31");
    check("2026-11-16", "2006-12-29", 1, "2006-12-30?");
    let days = calendar.latest();
    let count = |from, to| days.count(day(from), day(to));
    assert_eq!(count("2026-12-24", "2026-12-31"), Count { n: 5, provisional: false });
    assert_eq!(count("2026-12-31", "2027-01-04"), Count { n: 2, provisional: true });
    assert_eq!(count("2027-01-04", "2026-12-31"), Count { n: -2, provisional: true });
    assert_eq!(count("2030-01-01", "2030-01-01"), Count { n: 0, provisional: false });
}

#[test]
fn a_new_notice_ends_what_was_provisional_and_is_taken_once() {
    let calendar = shipped();
    let csv = "published_on,year,date,kind,occasion\n\
               2026-11-20,2027,2027-01-01,off,元旦\n\
               2026-11-20,2027,2027-01-02,off,元旦\n\
               2026-11-20,2027,2026-12-27,work,元旦\n";
    let newer = calendar.with_notice(csv).unwrap();
    let from = day("2026-12-25");
    assert_eq!(shown(calendar.latest().add(from, 6)), "2027-01-04?");
    assert_eq!(shown(newer.latest().add(from, 6)), "2027-01-04");
    assert!(newer.latest().is_working_day(day("2026-12-27")));
    assert!(!newer.as_known(day("2026-11-19")).is_working_day(day("2026-12-27")));
    assert_ne!(newer.version(), calendar.version());
    assert_eq!(newer.as_known(day("2026-11-19")).version(), calendar.version());

    let again = newer.with_notice(csv).unwrap();
    assert_eq!(again.version(), newer.version());
    assert_eq!(again.notices().len(), newer.notices().len());
    let other = csv.replace("2027-01-02,off", "2027-01-02,work");
    assert_eq!(
        newer.with_notice(&other).unwrap_err(),
        CalendarError::OtherContent { published_on: day("2026-11-20") }
    );
}

#[test]
fn a_wrong_row_is_refused_with_its_line_and_field() {
    let calendar = shipped();
    let check = |rows: &str, words: &str| {
        let csv = format!("published_on,year,date,kind,occasion\n{rows}");
        let fault = calendar.with_notice(&csv).unwrap_err().to_string();
        assert!(fault.contains(words), "{fault}");
    };
    check("", "no rows");
    check("2026-11-20,2027,2027-13-01,off,元旦\n", "line 2 of the table of notice: date: ");
    check("2026-11-20,2027,2027-01-01,free,元旦\n", "line 2 of the table of notice: ");
    check("2026-11-20,2027,2027-01-01\n", "line 2");
    check("2026-11-20,2027,2028-01-01,off,元旦\n", "line 2: 2028-01-01 is neither in 2027");
    check("2026-11-20,2027,2026-11-01,off,元旦\n", "line 2: 2026-11-01 is neither in 2027");
    let one = "2026-11-20,2027,2027-01-01,off,元旦\n";
    check(&format!("{one}{one}"), "line 3: the notice of 2026-11-20 already speaks of 2027-01-01");
    check(&format!("{one}2026-11-21,2027,2027-01-02,off,元旦\n"), "line 3: another published_on");

    let table = |notices: &str, days: &str| {
        let notices = format!("published_on,year,subject\n{notices}");
        let days = format!("published_on,date,kind\n{days}");
        Calendar::parse(&notices, &days).unwrap_err().to_string()
    };
    let twice = table("2025-11-04,2026,a\n2025-11-04,2026,b\n", "");
    assert!(twice.contains("line 3: a second notice"), "{twice}");
    let unknown = table("", "2025-11-04,2026-01-01,off\n");
    assert!(unknown.contains("line 2: no notice was published on 2025-11-04"), "{unknown}");
    let bare = table("2025-11-04,2026,a\n", "");
    assert!(bare.contains("the notice of 2025-11-04 has no days"), "{bare}");
}

#[test]
fn without_any_notice_plain_weekdays_count_provisionally() {
    let days = shipped().as_known(day("2000-01-01"));
    assert_eq!(shown(days.add(day("2000-01-03"), 5)), "2000-01-10?");
    assert_eq!(days.last_published_on(), None);
    assert_eq!(shipped().latest().last_published_on(), Some(day("2025-11-04")));
    // Far beyond the calendar it neither panics nor wraps.
    assert_eq!(days.add(day("9999-12-31"), u32::MAX).on, Day::from_number(i32::MAX));
}

proptest! {
    #[test]
    fn adding_and_counting_are_inverse(from in 13_000..22_000_i32, n in 0..2_000_u32) {
        let days = shipped().latest();
        let from = Day::from_number(from);
        let deadline = days.add(from, n);
        prop_assert_eq!(days.count(from, deadline.on).n, i64::from(n));
        prop_assert_eq!(days.count(deadline.on, from).n, -i64::from(n));
        prop_assert!(n == 0 || days.is_working_day(deadline.on));
        prop_assert_eq!(days.count(from, deadline.on).provisional, deadline.provisional);
    }

    #[test]
    fn a_count_is_the_number_of_working_days_one_by_one(
        from in 13_000..22_000_i32, length in 0..900_i32
    ) {
        let days = shipped().latest();
        let (from, to) = (Day::from_number(from), Day::from_number(from + length));
        let n = (1..=length).filter(|&i| days.is_working_day(from.plus(i))).count();
        prop_assert_eq!(days.count(from, to).n, i64::try_from(n).unwrap());
    }
}

//! Working days through the service: by notice, as known at an instant, provisional without one.

use merchant_credit::app::AppError;

use crate::world::{World, day};

/// +3, +7 and +20 working days after decisions, counted by hand from the State Council's notices.
const ADDED: [(&str, &str, &str, &str); 12] = [
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
];

#[test]
fn the_day_of_the_decision_is_day_0_minfadian_art_201() {
    let world = World::empty_on("2026-11-16");
    for (from, three, seven, twenty) in ADDED {
        for (n, on) in [(3, three), (7, seven), (20, twenty)] {
            let found = world.app().add_working_days(day(from), n, None).unwrap();
            assert_eq!(found.answer.on, day(on), "{from} + {n}");
            assert!(!found.answer.provisional, "{from} + {n}");
            let back = world.app().count_working_days(day(from), day(on), None).unwrap();
            assert_eq!(back.answer.n, i64::from(n), "{from} to {on}");
        }
    }
}

#[test]
fn the_notice_known_at_an_instant_decides() {
    let world = World::empty_on("2026-11-16");
    let on = |known_at: &str| {
        let known_at = Some(known_at.parse().unwrap());
        world.app().add_working_days(day("2020-01-22"), 7, known_at).unwrap().answer.on
    };
    assert_eq!(on("2020-01-26T12:00:00+08:00"), day("2020-02-06"), "the first notice");
    assert_eq!(on("2020-01-27T12:00:00+08:00"), day("2020-02-10"), "the second notice");
}

#[test]
fn a_year_without_a_notice_is_provisional_until_its_notice_is_taken_in() {
    let world = World::empty_on("2026-11-16");
    let after = |n| world.app().add_working_days(day("2026-12-31"), n, None).unwrap().answer;
    assert_eq!((after(1).on, after(1).provisional), (day("2027-01-01"), true));
    let csv = "published_on,year,date,kind,occasion\n2026-11-10,2027,2027-01-01,off,元旦\n";
    let notice = world.app().import_notice(csv, "spec").unwrap();
    assert!(notice.is_new && notice.n_days == 1 && notice.year == 2027);
    assert_eq!((after(1).on, after(1).provisional), (day("2027-01-04"), false));
    assert!(!world.app().import_notice(csv, "spec").unwrap().is_new, "twice changes nothing");
    world.wait_until("2026-11-17");
    assert_eq!(after(1).on, day("2027-01-04"), "it is kept");
}

#[test]
fn a_notice_counts_from_when_it_was_known_here() {
    let world = World::empty_on("2026-11-16");
    let before = world.now();
    world.wait_until("2026-11-18");
    let csv = "published_on,year,date,kind,occasion\n2026-11-10,2027,2027-01-01,off,元旦\n";
    world.app().import_notice(csv, "spec").unwrap();
    let then = world.app().add_working_days(day("2026-12-31"), 1, Some(before)).unwrap();
    assert_eq!((then.answer.on, then.answer.provisional), (day("2027-01-01"), true));
}

#[test]
fn a_wrong_notice_is_refused_and_changes_nothing() {
    let world = World::empty_on("2026-11-16");
    for csv in [
        "",
        "published_on,year,date,kind,occasion\n",
        "published_on,year,date,kind,occasion\n2026-11-10,2027,2027-01-01,holiday,元旦\n",
        // The notice of that day says something else.
        "published_on,year,date,kind,occasion\n2025-11-04,2026,2026-01-05,off,元旦\n",
    ] {
        let refused = world.app().import_notice(csv, "spec");
        assert!(matches!(refused, Err(AppError::Invalid(_))), "{csv}: {refused:?}");
    }
    assert_eq!(
        world.app().add_working_days(day("2026-09-30"), 7, None).unwrap().answer.on,
        day("2026-10-15")
    );
}

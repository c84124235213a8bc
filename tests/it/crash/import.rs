//! An import that is killed and run again: every row there once, as if nothing had happened.

use std::path::Path;
use std::time::Instant;

use merchant_credit::domain::record::kind::RecordKind;
use merchant_credit::simulate::{Layout, Options, write};
use serde_json::Value;

use super::Kills;
use super::place::{Place, text};

/// The day of the scores: the last one that the files speak of.
const AS_OF: &str = "2026-11-16";
/// Merchants for each round: the more often it is killed, the longer the import is.
const MERCHANTS_PER_ROUND: u32 = 900;
/// At most as many: some 20 ratings each.
const MERCHANTS_MAX: u32 = 12_000;

#[test]
fn an_import_that_is_killed_goes_on_where_it_stopped() {
    let mut kills = Kills::of("import");
    let files = tempfile::tempdir().unwrap();
    write(&Options {
        merchants: (kills.n_rounds * MERCHANTS_PER_ROUND).min(MERCHANTS_MAX),
        seed: 9,
        until: AS_OF.parse().unwrap(),
        out: files.path().to_owned(),
        layout: Layout::Csv,
    })
    .unwrap();
    let ratings = files.path().join("ratings.csv");

    let before = Place::new();
    import(&before, "merchants", &files.path().join("merchants.csv"));
    let whole = before.copy();
    let started = Instant::now();
    let n_rows = count(&import(&whole, "ratings", &ratings), "n_accepted");
    let took = started.elapsed();
    let scores = whole.scores(AS_OF);
    eprintln!("import: {n_rows} ratings in {took:.1?}");

    let mut n_killed = 0;
    while n_killed < kills.n_rounds {
        let place = before.copy();
        let mut n_stored = 0;
        // Each time until it ends by itself, so that later stretches are killed in, too.
        loop {
            let moment = kills.moment(took);
            let import = place.start(&["import", "ratings", text(&ratings)]);
            if !import.kill_after(moment) || n_killed == kills.n_rounds {
                break;
            }
            n_killed += 1;
            let n = n_ratings(&place);
            eprintln!("import: killed after {moment:.1?} with {n} of {n_rows} ratings stored");
            assert!(n >= n_stored, "{n_stored} ratings were there and only {n} are left");
            n_stored = n;
            place.check();
        }
        check_goes_on(&place, &ratings, n_rows);
        assert!(
            place.scores(AS_OF) == scores,
            "the scores differ from those of an undisturbed run"
        );
    }
}

/// That importing once more adds what is missing, and yet once more nothing.
#[track_caller]
fn check_goes_on(place: &Place, ratings: &Path, n_rows: u64) {
    let n_stored = n_ratings(place);
    let again = import(place, "ratings", ratings);
    assert_eq!(count(&again, "n_duplicates"), n_stored);
    assert_eq!(count(&again, "n_accepted"), n_rows - n_stored);
    assert_eq!(n_ratings(place), n_rows);
    let twice = import(place, "ratings", ratings);
    assert_eq!((count(&twice, "n_accepted"), count(&twice, "n_duplicates")), (0, n_rows));
    place.check();
}

fn import(place: &Place, kind: &str, file: &Path) -> Value {
    let answer = place.run(&["import", kind, text(file)]);
    assert_eq!(count(&answer, "n_faulty") + count(&answer, "n_conflicts"), 0, "{answer}");
    answer
}

fn count(answer: &Value, name: &str) -> u64 {
    answer[0][name].as_u64().unwrap()
}

/// Ratings in the database, counted past the program; 0 where it has not made one yet.
fn n_ratings(place: &Place) -> u64 {
    let kind = RecordKind::Rating.number();
    let sql = "SELECT count(*) FROM record WHERE kind = ?1";
    place.sound_database().query_row(sql, [kind], |row| row.get(0)).unwrap()
}

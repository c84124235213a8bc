//! What an operator does: nightly runs, backup and restore, an upgrade, a lost key.

use std::path::Path;
use std::process::{Command, Output};

use merchant_credit::store::append::Receipt;
use rusqlite::Connection;
use serde_json::Value;

use crate::crash::place::{Place, text};
use crate::world::World;

/// The day of the scores: the last one that the files speak of.
const AS_OF: &str = "2026-11-16";

/// A place with the merchants and ratings of a small invented town.
fn town() -> Place {
    let place = Place::new();
    let out = place.file("files");
    let made = place.output(&["simulate", "--merchants", "12", "--out", text(&out)]);
    assert!(made.status.success(), "{made:?}");
    for kind in ["merchants", "licences", "ratings"] {
        place.run(&["import", kind, text(&out.join(format!("{kind}.csv")))]);
    }
    place
}

fn rescore(place: &Place, arguments: &[&str]) -> Output {
    Command::new("sh")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/rescore"))
        .args(arguments)
        .env("MERCHANT_CREDIT", env!("CARGO_BIN_EXE_merchant-credit"))
        .env("MERCHANT_CREDIT_DATA_DIR", place.folder())
        .output()
        .unwrap()
}

fn in_words(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn the_nightly_run_keeps_a_file_for_its_day_and_a_summary_to_mail() {
    let place = town();
    let ran = rescore(&place, &["--as-of", AS_OF]);
    let said = in_words(&ran.stdout);
    assert_eq!(ran.status.code(), Some(0), "{said}");
    assert!(said.starts_with("merchant-credit rescore: done (exit code 0) on "), "{said}");
    let file = place.file("scores").join(format!("scores-{AS_OF}.csv"));
    assert!(said.ends_with(&format!("scores: {}\n", file.display())), "{said}");
    assert_eq!(std::fs::read_to_string(file).unwrap(), place.scores(AS_OF));
    assert_eq!(std::fs::read_dir(place.file("scores")).unwrap().count(), 1, "nothing else is left");
}

#[test]
fn a_nightly_run_beside_another_one_is_refused_and_leaves_no_file() {
    let place = town();
    let lock = std::fs::File::create(place.file("rescore.lock")).unwrap();
    lock.lock().unwrap();
    let ran = rescore(&place, &[]);
    let said = in_words(&ran.stdout);
    assert_eq!(ran.status.code(), Some(1), "{said}");
    assert!(said.contains("refused (exit code 1)"), "{said}");
    assert!(said.contains("another rescore is under way"), "{said}");
    assert_eq!(std::fs::read_dir(place.file("scores")).unwrap().count(), 0);
}

#[test]
fn a_backup_is_restored_with_every_score_and_what_was_there_is_kept() {
    let place = town();
    let scores = place.scores(AS_OF);
    let backup = place.file("backup.db");
    assert!(place.output(&["backup", text(&backup)]).status.success());
    let complaints = place.file("files").join("complaints.csv");
    let later = place.run(&["import", "complaints", text(&complaints)])[0]["n_accepted"].clone();
    let restored = place.output(&["restore", text(&backup)]);
    assert!(restored.status.success(), "{restored:?}");
    place.check();
    assert_eq!(place.scores(AS_OF), scores);
    let count = |name: &str| -> i64 {
        let kept = Connection::open(place.file(name)).unwrap();
        kept.query_row("SELECT count(*) FROM record", [], |row| row.get(0)).unwrap()
    };
    let before = count("merchant-credit.db.before-restore");
    assert_eq!(before - count("merchant-credit.db"), later.as_i64().unwrap());
}

#[test]
fn a_store_that_is_in_use_is_not_replaced() {
    let place = town();
    let backup = place.file("backup.db");
    assert!(place.output(&["backup", text(&backup)]).status.success());
    let server = place.start(&["serve", "--listen", "127.0.0.1:0"]);
    assert!(server.line().contains("http://"));
    let refused = place.output(&["restore", text(&backup)]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(in_words(&refused.stderr).contains("is in use"), "{refused:?}");
    drop(server);
    assert!(place.output(&["restore", text(&backup)]).status.success());
    place.check();
}

#[test]
fn no_new_key_of_id_numbers_is_made_beside_a_store() {
    let place = town();
    let key = place.file("id-number.key");
    let kept = std::fs::read(&key).unwrap();
    std::fs::remove_file(&key).unwrap();
    let refused = place.output(&["check"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(in_words(&refused.stderr).contains("is missing"), "{refused:?}");
    assert!(!key.exists());
    std::fs::write(&key, kept).unwrap();
    place.check();
}

#[test]
fn an_import_that_ends_leaves_one_file_and_no_log_of_writes() {
    let place = town();
    for end in ["-wal", "-shm"] {
        let beside = place.file(&format!("merchant-credit.db{end}"));
        assert!(!beside.exists(), "{}", beside.display());
    }
    place.check();
}

#[test]
fn a_row_that_names_what_is_not_there_is_found_by_check() {
    let place = town();
    place.check();
    let connection = Connection::open(place.file("merchant-credit.db")).unwrap();
    connection.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    let text_of_no_record = "INSERT INTO personal_text VALUES (99999999, 0, 'text', '好')";
    assert_eq!(connection.execute(text_of_no_record, []).unwrap(), 1);
    drop(connection);
    let refused = place.output(&["check"]);
    assert_eq!(refused.status.code(), Some(1));
    let told = in_words(&refused.stderr);
    assert!(told.contains("personal_text") && told.contains("record"), "{told}");
}

#[test]
fn a_row_in_conflict_is_told_once_and_imports_once_corrected() {
    let place = town();
    let file = place.file("again.csv");
    let ratings = std::fs::read_to_string(place.file("files").join("ratings.csv")).unwrap();
    let mut lines = ratings.lines();
    let header = lines.next().unwrap();
    let mut rows: Vec<Vec<&str>> = lines.take(3).map(|line| line.split(',').collect()).collect();
    let stars = header.split(',').position(|name| name == "stars").unwrap();
    rows[1][stars] = if rows[1][stars] == "1" { "2" } else { "1" };
    let rows: Vec<String> = rows.iter().map(|row| row.join(",")).collect();
    std::fs::write(&file, format!("{header}\n{}\n", rows.join("\n"))).unwrap();

    let output = place.output(&["import", "ratings", text(&file)]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    let count = |name: &str| answer[0][name].as_u64().unwrap();
    let counts = ["n_rows", "n_accepted", "n_duplicates", "n_conflicts", "n_faulty"].map(count);
    assert_eq!(counts, [3, 0, 2, 1, 0], "{answer}");

    let rejects = answer[0]["rejects"].as_str().unwrap();
    let written = std::fs::read_to_string(rejects).unwrap();
    let mut lines = written.lines();
    let (header, row) = (lines.next().unwrap(), lines.next().unwrap());
    assert!(row.contains(rows[1].trim_end_matches(',')), "{row}");
    std::fs::write(&file, format!("{header},corrects\n{row},1\n")).unwrap();
    let corrected = place.run(&["import", "ratings", text(&file)]);
    assert_eq!(corrected[0]["n_accepted"], 1, "{corrected}");
}

/// Where a store looks for natural keys: by neighbours, or as the first versions did.
fn place_keys(world: &World, neighbours: bool) {
    let store = Connection::open(world.folder().join("merchant-credit.db")).unwrap();
    store.execute("UPDATE placing SET neighbours = ?1", [neighbours]).unwrap();
}

#[test]
fn a_store_of_the_first_versions_finds_its_natural_keys_where_it_put_them() {
    let world = World::empty_on("2026-03-01");
    let rating = || world.rating("2026-01-10").of_order("o-77").set("rater", "r").stars(4);
    place_keys(&world, false);
    let first = rating().record();
    assert_eq!(rating().receipt(), Receipt::Duplicate { id: first });
    assert!(matches!(rating().stars(1).receipt(), Receipt::Conflict { .. }));
    // The other way it would not find them: the store must know which one it uses.
    place_keys(&world, true);
    assert!(matches!(rating().receipt(), Receipt::Accepted { .. }));
}

#[test]
fn a_new_store_keeps_natural_keys_of_running_numbers_near_each_other() {
    let world = World::empty_on("2026-03-01");
    for number in 100..140 {
        world.rating("2026-01-10").of_order(&format!("20260110{number}")).stars(4).record();
    }
    let store = Connection::open(world.folder().join("merchant-credit.db")).unwrap();
    let spread: i64 = store
        .query_row("SELECT max(key_hash) - min(key_hash) FROM natural_key", [], |row| row.get(0))
        .unwrap();
    assert!(spread < 1 << 40, "{spread}");
}

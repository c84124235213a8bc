//! The audit log: whatever is altered, removed or reordered behind the program's back is found.

use std::path::Path;

use merchant_credit::app::App;
use merchant_credit::store::FILE_NAME;
use merchant_credit::store::audit_check::{Anchor, AuditFault, AuditReport};
use rusqlite::Connection;

use crate::world::World;

/// A world with some entries: the shipped artefacts, and four submissions.
fn world() -> World {
    let world = World::on("2026-03-01");
    world.penalty("2025-01-10").numbered("虚罚〔2025〕1号").record();
    world.inspection("2025-02-10").record();
    world.rating("2025-03-10").stars(5).record();
    world
}

fn check(app: &App) -> AuditReport {
    app.check_audit(None).unwrap()
}

/// Changes the file as somebody with access to it could.
fn tamper(folder: &Path, sql: &str) {
    let connection = Connection::open(folder.join(FILE_NAME)).unwrap();
    let triggers = [
        "audit_is_never_updated",
        "audit_is_never_deleted",
        "record_is_never_updated",
        "record_is_never_deleted",
    ];
    for trigger in triggers {
        connection.execute_batch(&format!("DROP TRIGGER IF EXISTS {trigger}")).unwrap();
    }
    connection.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    connection.execute_batch(sql).unwrap();
}

#[track_caller]
fn check_found(sql: &str, is_found: impl Fn(&AuditFault) -> bool) {
    let world = world();
    assert_eq!(check(&world.app()).faults, []);
    tamper(world.folder(), sql);
    let faults = check(&world.app()).faults;
    assert!(faults.iter().any(is_found), "{faults:?}");
}

fn last_entry(world: &World) -> u64 {
    check(&world.app()).head.entry
}

#[test]
fn every_change_has_an_entry_and_every_record_stands_in_one() {
    let world = world();
    let report = check(&world.app());
    assert_eq!(report.faults, []);
    assert!(report.n_entries > 4);
    let entries = world.app().audit_entries(0, 1000).unwrap();
    assert_eq!(entries.len() as u64, report.n_entries);
    let n_appended: u64 = entries.iter().filter_map(|e| Some(e.last_seq? - e.first_seq? + 1)).sum();
    assert_eq!(n_appended, report.n_records);
    assert!(entries.iter().any(|entry| entry.action == "keep_artefact"));
}

#[test]
fn an_altered_entry_is_found_whatever_was_altered() {
    let world = world();
    let n = last_entry(&world) - 1;
    drop(world);
    for column in ["who = 'x'", "at = at + 1", "what = 'x'", "action = 'x'", "last_seq = 99"] {
        let sql = format!("UPDATE audit SET {column} WHERE entry = {n}");
        check_found(&sql, |fault| *fault == AuditFault::Altered { entry: n });
    }
}

#[test]
fn missing_entries_are_found_in_the_middle_and_at_the_end() {
    let world = world();
    let n = last_entry(&world);
    drop(world);
    check_found(&format!("DELETE FROM audit WHERE entry = {}", n - 1), |fault| {
        *fault == AuditFault::Missing { first: n - 1, last: n - 1 }
    });
    check_found(&format!("DELETE FROM audit WHERE entry = {n}"), |fault| {
        *fault == AuditFault::Cut { found: n - 1, known: n }
    });
}

#[test]
fn reordered_entries_are_found() {
    let world = world();
    let n = last_entry(&world);
    drop(world);
    let (one, other) = (n - 1, n);
    let sql = format!(
        "UPDATE audit SET entry = -1 WHERE entry = {one};
         UPDATE audit SET entry = {one} WHERE entry = {other};
         UPDATE audit SET entry = {other} WHERE entry = -1;"
    );
    check_found(&sql, |fault| *fault == AuditFault::Altered { entry: one });
}

#[test]
fn an_altered_or_removed_record_is_found_by_its_entry() {
    let is_about_records = |fault: &AuditFault| matches!(fault, AuditFault::Records { .. });
    check_found(
        "UPDATE record SET effective_on = effective_on - 1 WHERE seq = 3",
        is_about_records,
    );
    check_found("UPDATE record SET body = replace(body, '5', '4')", is_about_records);
    check_found("DELETE FROM record WHERE seq = 4", is_about_records);
    check_found(
        "CREATE TEMP TABLE copy AS SELECT * FROM record ORDER BY seq DESC LIMIT 1;
         UPDATE copy SET seq = seq + 1;
         INSERT INTO record SELECT * FROM copy",
        |fault| matches!(fault, AuditFault::Unrecorded { .. }),
    );
}

#[test]
fn a_chain_written_anew_does_not_fit_what_was_noted_elsewhere() {
    let world = world();
    let noted = check(&world.app()).head;
    world.rating("2025-04-10").stars(5).record();
    assert_eq!(world.app().check_audit(Some(&noted)).unwrap().faults, []);
    let other = Anchor { hash: "0".repeat(64), ..noted.clone() };
    let faults = world.app().check_audit(Some(&other)).unwrap().faults;
    assert_eq!(faults, [AuditFault::OtherHead { entry: noted.entry }]);
    let later = Anchor { entry: noted.entry + 100, ..noted };
    assert!(!world.app().check_audit(Some(&later)).unwrap().faults.is_empty());
}

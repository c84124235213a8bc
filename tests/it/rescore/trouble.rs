//! What can go wrong has a clear end, and nothing is left half-written.

use std::process::{Command, Stdio};

use merchant_credit::app::AppError;
use merchant_credit::app::rescore::RescoreOptions;
use merchant_credit::store::artefact::{Class, NewArtefact};
use rusqlite::Connection;

use super::crowd::{TODAY, crowd, given, of_day, way};
use crate::world::{THEM, US, World};

/// Changes the database as nothing of the program would.
fn tamper(world: &World, sql: &str) {
    let connection = Connection::open(world.app().store().path()).unwrap();
    connection.execute_batch(sql).unwrap();
}

fn row_of(file: &str, id: &str) -> String {
    let found = file.lines().find(|line| line.starts_with(id));
    found.unwrap_or_else(|| panic!("no row of {id} in {file}")).to_owned()
}

#[test]
fn a_merchant_that_cannot_be_scored_is_told_and_stops_nobody_else() {
    let world = World::on(TODAY);
    let broken = world.of(THEM).penalty("2026-01-10").record();
    world.rescore(&of_day(&world, TODAY, "before.csv")).unwrap();
    let before = std::fs::read_to_string(world.folder().join("before.csv")).unwrap();
    tamper(
        &world,
        &format!(
            "DROP TRIGGER record_is_never_updated; DELETE FROM packed;
             UPDATE record SET body = '{{\"document_number\":' WHERE seq = {};",
            broken.seq
        ),
    );
    let report = world.rescore(&of_day(&world, TODAY, "after.csv")).unwrap();
    assert_eq!(report.tally.n_unscorable, 1);
    assert_eq!(report.unscorable[0].id, THEM);
    assert!(report.unscorable[0].why.contains(&broken.seq.to_string()), "{:?}", report.unscorable);
    assert_eq!(world.app().run_report(report.run.unwrap()).unwrap(), report, "told later, too");
    let after = std::fs::read_to_string(world.folder().join("after.csv")).unwrap();
    assert_eq!(row_of(&after, US), row_of(&before, US));
    assert_eq!(row_of(&after, THEM), format!("{THEM},{TODAY},,NR,,,,damaged_records"));
    let ended = Command::new(env!("CARGO_BIN_EXE_merchant-credit"))
        .arg("--data-dir")
        .arg(world.folder())
        .args(["rescore", "--as-of", TODAY])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(ended.status.code(), Some(2), "partly done: {ended:?}");
    assert!(String::from_utf8(ended.stdout).unwrap().contains(THEM));
}

#[test]
fn a_damaged_packed_row_is_built_again_from_its_records() {
    let world = crowd();
    let whole = world.rescore(&of_day(&world, TODAY, "whole.csv")).unwrap();
    let whole = given(&world, &whole, "whole.csv");
    tamper(&world, "UPDATE packed SET bytes = x'ffffffffff' WHERE merchant % 300 = 7;");
    let report = world.rescore(&of_day(&world, TODAY, "again.csv")).unwrap();
    assert_eq!(report.tally.n_unscorable, 0);
    assert_eq!(given(&world, &report, "again.csv"), whole);
    world.app().store().check().expect("what was damaged is written anew");
}

#[test]
fn a_second_run_at_once_is_refused_and_the_first_goes_on() {
    let world = crowd();
    let mut refused = None;
    let report = world
        .app()
        .rescore(&of_day(&world, TODAY, "first.csv"), |_| {
            refused = Some(world.rescore(&of_day(&world, TODAY, "second.csv")));
        })
        .unwrap();
    let refused = refused.unwrap().unwrap_err();
    assert!(matches!(refused, AppError::UnderWay(_)), "{refused}");
    assert!(refused.to_string().contains("under way"), "{refused}");
    assert!(!world.folder().join("second.csv").exists());
    assert!(report.finished_at.is_some());
    assert_eq!(world.app().runs(9).unwrap().len(), 1);
}

#[test]
fn a_scorecard_with_an_unknown_feature_is_refused_before_anything_is_begun() {
    let world = World::on(TODAY);
    let card = include_str!("../../../models/expert-1.json").replace("age_years", "age_in_moons");
    let new = NewArtefact {
        class: Class::Scorecard,
        name: "moons-1",
        body: &card,
        who: "spec",
        why: "a feature that nobody has",
    };
    world.app().store().keep(new, world.now(), world.now()).unwrap();
    let options =
        RescoreOptions { model: Some("moons-1".to_owned()), ..of_day(&world, TODAY, "moons.csv") };
    let error = world.rescore(&options).unwrap_err().to_string();
    assert!(error.contains("moons-1"), "{error}");
    let options = RescoreOptions {
        challenger: Some("nobody-1".to_owned()),
        ..of_day(&world, TODAY, "moons.csv")
    };
    assert!(matches!(world.rescore(&options), Err(AppError::NotFound { .. })));
    assert!(world.app().runs(9).unwrap().is_empty());
    assert!(!world.folder().join("moons.csv").exists());
}

#[test]
fn a_file_that_cannot_be_written_is_refused_by_its_name_or_its_place() {
    let world = World::on(TODAY);
    for name in ["scores.xlsx", "scores", "no-such-folder/scores.csv"] {
        let error = world.rescore(&of_day(&world, TODAY, name)).unwrap_err();
        let told = matches!(error, AppError::Invalid(_) | AppError::Unavailable(_));
        assert!(told, "{name}: {error}");
    }
}

/// A run of the program in a folder whose file system holds no more than a few more blocks, or whose
/// files may not grow where a file system of its own cannot be had.
fn run_on_a_full_disk(world: &World) -> std::process::Output {
    let program = env!("CARGO_BIN_EXE_merchant-credit");
    let folder = world.folder().display();
    let database = world.app().store().path().display().to_string();
    let size = std::fs::metadata(&database).unwrap().len();
    let kib = size.div_ceil(1024) + 160;
    let rescore = format!("rescore --as-of {TODAY} --threads 1 --batch 1");
    // A file system in memory of just that size, seen by this process alone.
    let full = format!(
        "mount -t tmpfs -o size={kib}k tmpfs /mnt && cp {folder}/*.db {folder}/*.key /mnt && \
         {{ dd if=/dev/zero of=/mnt/filler bs=1k 2>/dev/null; true; }} && \
         {program} --data-dir /mnt {rescore}"
    );
    let own_files = Command::new("unshare").args(["-rm", "sh", "-c", &full]).output();
    if let Ok(output) = own_files
        && !String::from_utf8_lossy(&output.stderr).contains("mount:")
        && !String::from_utf8_lossy(&output.stderr).contains("unshare:")
    {
        return output;
    }
    let limited =
        format!("trap '' XFSZ; ulimit -f {}; {program} --data-dir {folder} {rescore}", size / 512);
    Command::new("sh").args(["-c", &limited]).output().unwrap()
}

#[test]
fn a_full_disk_ends_a_run_clearly_and_it_can_be_taken_up_when_there_is_room() {
    let world = crowd();
    let whole = world.rescore(&of_day(&world, TODAY, "whole.csv")).unwrap();
    let whole = given(&world, &whole, "whole.csv");
    world.app().store().drop_run(1).unwrap();
    tamper(&world, "PRAGMA wal_checkpoint(TRUNCATE); VACUUM; PRAGMA wal_checkpoint(TRUNCATE);");
    let output = run_on_a_full_disk(&world);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(matches!(output.status.code(), Some(1 | 70)), "{output:?}");
    assert!(said.contains("disk"), "{said}");
    assert!(!said.contains("panicked"), "{said}");
    // With room again, a run in the same folder ends as ever.
    let report = match world.app().resume_rescore(&way(&world, "again.csv"), |_| {}) {
        Ok(report) => report,
        Err(AppError::NotFound { .. }) => {
            world.rescore(&of_day(&world, TODAY, "again.csv")).unwrap()
        }
        Err(error) => panic!("{error}"),
    };
    assert_eq!(given(&world, &report, "again.csv"), whole);
}

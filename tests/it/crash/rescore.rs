//! A run over everybody that is killed and taken up: the same scores and the same file, byte for byte.

use std::path::Path;
use std::time::Instant;

use merchant_credit::simulate::{Layout, Options, write};
use rusqlite::Connection;

use super::Kills;
use super::place::{Place, text};

/// The day scored: the last one that the files speak of.
const AS_OF: &str = "2026-11-16";
/// How often it is killed at least.
const N_KILLED_MIN: u32 = 20;
/// So many merchants give a run of some dozens of transactions.
const MERCHANTS: u32 = 4000;
/// Merchants of one transaction.
const MERCHANTS_PER_STEP: u64 = 256;

/// What a run gave.
#[derive(PartialEq)]
struct Given {
    file: String,
    blocks: Vec<Vec<u8>>,
}

/// How far the run of a place is.
#[derive(Clone, Copy, PartialEq)]
enum State {
    NotBegun,
    Cut,
    Ended,
}

#[test]
fn a_run_that_is_killed_is_taken_up_where_it_stopped() {
    let mut kills = Kills::of("rescore");
    let n_rounds = kills.n_rounds.max(N_KILLED_MIN);
    let before = Place::new();
    import(&before);
    let whole = before.copy();
    let started = Instant::now();
    whole.run(&arguments(State::NotBegun, &whole.file("cut.csv")));
    let took = started.elapsed();
    let reference = given(&whole);
    eprintln!("rescore: {} blocks in {took:.1?}", reference.blocks.len());
    assert!(reference.blocks.len() > 10, "a run of many steps");

    let (mut n_killed, mut n_cut) = (0, 0);
    while n_killed < n_rounds {
        let place = before.copy();
        let file = place.file("cut.csv");
        // Each time until it ends by itself, so that what is taken up is killed, too.
        while n_killed < n_rounds && state(&place) != State::Ended {
            let n_kept = blocks(&place).len();
            let moment = kills.moment(took);
            if !place.start(&arguments(state(&place), &file)).kill_after(moment) {
                break;
            }
            n_killed += 1;
            drop(place.sound_database());
            n_cut += u32::from(state(&place) == State::Cut);
            let n = blocks(&place).len();
            eprintln!("rescore: killed after {moment:.1?} with {n} blocks kept");
            assert!(n >= n_kept, "{n_kept} blocks were there and only {n} are left");
            if let Ok(text) = std::fs::read_to_string(&file) {
                assert!(text == reference.file, "a file that is not whole has no name");
            }
        }
        goes_on(&place);
        let given = given(&place);
        assert!(given.file == reference.file, "the file differs");
        assert!(given.blocks == reference.blocks, "the scores differ");
    }
    assert!(n_cut > 0, "no run was cut");
}

/// Lets the run end, and checks that it scores nobody again whose score was kept.
#[track_caller]
fn goes_on(place: &Place) {
    let n_kept = blocks(place).len() as u64;
    let before = state(place);
    if before != State::Ended {
        let report = place.run(&arguments(before, &place.file("cut.csv")));
        let count = |name: &str| report[name].as_u64().unwrap();
        // Merchants are numbered from 1, so that the first place of the first block is empty.
        let n_known = (n_kept * MERCHANTS_PER_STEP).saturating_sub(1).min(count("n_merchants"));
        assert_eq!(count("n_scored"), count("n_merchants") - n_known);
    }
    assert!(state(place) == State::Ended);
}

fn arguments(state: State, out: &Path) -> Vec<&str> {
    let mut arguments = vec!["rescore", "--out", text(out), "--batch", "256"];
    if state == State::Cut {
        arguments.push("--resume");
    } else {
        arguments.extend(["--as-of", AS_OF]);
    }
    arguments
}

fn import(place: &Place) {
    let files = tempfile::tempdir().unwrap();
    write(&Options {
        merchants: MERCHANTS,
        seed: 4,
        until: AS_OF.parse().unwrap(),
        out: files.path().to_owned(),
        layout: Layout::Csv,
    })
    .unwrap();
    for kind in ["merchants", "licences", "penalties", "inspections", "complaints"] {
        place.run(&["import", kind, text(&files.path().join(format!("{kind}.csv")))]);
    }
}

fn database(place: &Place) -> Connection {
    Connection::open(place.file(merchant_credit::store::FILE_NAME)).unwrap()
}

/// How far the one run of a place is.
#[track_caller]
fn state(place: &Place) -> State {
    let sql = "SELECT finished_at IS NOT NULL FROM run";
    let database = database(place);
    let mut statement = database.prepare(sql).unwrap();
    let runs = statement.query_map([], |row| row.get(0)).unwrap();
    match runs.collect::<Result<Vec<bool>, _>>().unwrap().as_slice() {
        [] => State::NotBegun,
        [false] => State::Cut,
        [true] => State::Ended,
        runs => panic!("{} runs where one was begun", runs.len()),
    }
}

fn given(place: &Place) -> Given {
    let file = std::fs::read_to_string(place.file("cut.csv")).unwrap();
    Given { file, blocks: blocks(place) }
}

/// The blocks that are kept, which are the first ones without a gap.
#[track_caller]
fn blocks(place: &Place) -> Vec<Vec<u8>> {
    let database = database(place);
    let mut statement =
        database.prepare("SELECT block, bytes FROM run_block ORDER BY block").unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    let kept = rows.collect::<Result<Vec<(usize, Vec<u8>)>, _>>().unwrap();
    assert!(kept.iter().enumerate().all(|(place, (block, _))| *block == place), "a gap");
    kept.into_iter().map(|(_, bytes)| bytes).collect()
}

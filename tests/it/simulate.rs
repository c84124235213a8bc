//! Simulated files are what the import reads: not one row with a fault or a doubt.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use merchant_credit::domain::day::Day;
use merchant_credit::domain::intake::{self, Context, HashKey, KnownSince, MaskCounts};
use merchant_credit::domain::record::envelope::{Corrects, Jurisdiction};
use merchant_credit::domain::record::kind::RecordKind;
use merchant_credit::domain::record::natural_key::natural_key;
use merchant_credit::files;
use merchant_credit::simulate::{Layout, Options, write};

/// The last day of the files, on which they are read.
fn last_day() -> Day {
    Day::parse("2026-11-16").unwrap()
}

/// What reading a folder came to.
#[derive(Debug, Default)]
struct Read {
    n_rows: BTreeMap<String, u64>,
    masked: MaskCounts,
    problems: Vec<String>,
}

/// The import files of a folder with their kinds; the truth is none.
fn import_files(folder: &Path) -> Vec<(RecordKind, PathBuf)> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter_map(|path| {
            let name = path.file_name()?.to_str()?;
            let stem = name.split(['.', '-']).next()?;
            Some((RecordKind::from_name(stem)?, path))
        })
        .collect();
    files.sort();
    files
}

fn read(folder: &Path) -> Read {
    let context = Context {
        today: last_day(),
        jurisdiction: Jurisdiction::default(),
        known_since: KnownSince::Effective,
        hash_key: HashKey::new(b"a key of this test alone"),
    };
    let mut read = Read::default();
    let mut keys = HashSet::new();
    for (kind, path) in import_files(folder) {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let mut rows = files::open(&path, kind).unwrap_or_else(|error| panic!("{name}: {error}"));
        while let Some(row) = rows.next_row() {
            let row = row.unwrap_or_else(|error| panic!("{name}: {error:?}"));
            let number = row.number;
            *read.n_rows.entry(name.clone()).or_default() += 1;
            match intake::read(kind, &row, &context) {
                Ok(accepted) => {
                    read.masked += accepted.masked;
                    for warning in &accepted.warnings {
                        read.problems.push(format!("{name} row {number}: {warning:?}"));
                    }
                    let draft = accepted.draft;
                    let key = natural_key(&draft.subject, draft.effective_on, &draft.detail);
                    if keys.insert(key.clone()) != (draft.corrects == Corrects::Nothing) {
                        read.problems.push(format!("{name} row {number}: key {key} again"));
                    }
                }
                Err(faults) => read.problems.push(format!("{name} row {number}: {faults:?}")),
            }
        }
    }
    read
}

#[test]
fn every_row_of_the_seed_town_is_read_without_a_doubt() {
    let read = read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds/town"));
    let first: Vec<_> = read.problems.iter().take(5).collect();
    assert!(first.is_empty(), "{} problems: {first:#?}", read.problems.len());
    assert_eq!(read.n_rows.len(), 23, "{:?}", read.n_rows.keys());
    let masked = read.masked;
    assert_eq!(
        (masked.id_numbers, masked.mobile_numbers, masked.home_addresses),
        (1, 1, 1),
        "{masked:?}"
    );
    assert!(masked.names > 0, "the portals name legal representatives");
}

#[test]
fn every_row_of_a_larger_town_is_read_without_a_doubt() {
    let folder = tempfile::tempdir().unwrap();
    write(&Options {
        merchants: 1_000,
        seed: 77,
        until: last_day(),
        out: folder.path().to_owned(),
        layout: Layout::CsvGzip,
    })
    .unwrap();
    let read = read(folder.path());
    let first: Vec<_> = read.problems.iter().take(5).collect();
    assert!(first.is_empty(), "{} problems: {first:#?}", read.problems.len());
    assert_eq!(read.masked, MaskCounts::default(), "nothing in it tells of a person");
}

//! Rows of runs that were left in files, the single answers, and the slow recomputation of just those
//! merchants: of the town, or of a large simulated store. `scripts/bench-rescore` makes that store and the
//! rows of it, and runs this.

use std::path::{Path, PathBuf};

use merchant_credit::app::rescore::{RescoreOptions, Way};
use merchant_credit::app::{App, Settings};
use merchant_credit::clock::Clock;
use merchant_credit::domain::merchant::MerchantId;
use merchant_credit::domain::record::Detail;
use merchant_credit::domain::record::envelope::{Record, Seq};
use merchant_credit::store::{View, read};

use super::Comparison;
use super::card::Card;
use crate::equality::row;
use crate::town;
use crate::world::{Answer, day, scratch};

/// The data folder of the store; the town where it is not set.
const STORE: &str = "RESCORE_STORE";
/// A folder with cards, `NAME.json`, and beside each the rows of some merchants, `NAME.DAY.csv`.
const ROWS: &str = "RESCORE_ROWS";

/// The town in a folder of its own, with the rows of its merchants by the shipped card.
fn leave_town(folder: &Path) -> (PathBuf, PathBuf) {
    let (store, rows) = (folder.join("store"), folder.join("rows"));
    std::fs::create_dir(&store).unwrap();
    std::fs::create_dir(&rows).unwrap();
    town::town().store().backup(&store.join(merchant_credit::store::FILE_NAME)).unwrap();
    let app = App::open(&store, town::town().settings().clone()).unwrap();
    let card = include_str!("../../../models/expert-1.json");
    std::fs::write(rows.join("expert-1.json"), card).unwrap();
    for as_of in ["2026-11-16", "2025-05-05"] {
        let way = Way { out: Some(rows.join(format!("expert-1.{as_of}.csv"))), ..Way::default() };
        let as_of = Some(day(as_of));
        app.rescore(&RescoreOptions { as_of, way, ..Default::default() }, |_| {}).unwrap();
    }
    (store, rows)
}

/// Every record of a merchant and of the identities that it has taken over, raw.
fn records(app: &App, id: &MerchantId) -> Vec<Record> {
    let mut names = vec![id.to_string()];
    let mut all = Vec::new();
    let mut place = 0;
    while let Some(name) = names.get(place).cloned() {
        place += 1;
        let of_name = |view: &View| match read::row_of(view, &name)? {
            Some(merchant) => read::records_of(view, merchant, Seq(0), Seq::MAX, u32::MAX),
            None => Ok(Vec::new()),
        };
        for record in app.store().read(of_name).unwrap() {
            if let Detail::Merge(merge) = &record.detail
                && !names.contains(&merge.from.to_string())
            {
                names.push(merge.from.to_string());
            }
            all.push(record);
        }
    }
    all.sort_by_key(|record| record.seq);
    all
}

#[test]
fn run_single_answer_and_recomputation_agree_on_rows_that_were_left() {
    let folder = scratch();
    let set = |variable| std::env::var_os(variable).map(PathBuf::from);
    let of_town = town::town().settings().clone();
    let (store, rows, settings) = match (set(STORE), set(ROWS)) {
        (Some(store), Some(rows)) => (store, rows, Settings { clock: Clock::System, ..of_town }),
        _ => {
            let (store, rows) = leave_town(folder.path());
            (store, rows, of_town)
        }
    };
    let app = &App::open(&store, settings).unwrap();
    let (mut n_files, mut n_rows, mut n_rated) = (0, 0_u64, 0_u64);
    for file in std::fs::read_dir(rows).unwrap() {
        let path = file.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let Some((name, as_of)) = stem.split_once('.') else { continue };
        let card = path.with_file_name(format!("{name}.json"));
        let card = &Card::of(&std::fs::read_to_string(card).unwrap());
        for found in csv::Reader::from_path(&path).unwrap().records().map(Result::unwrap) {
            let id = MerchantId::parse(&found[0]).unwrap();
            let records = &records(app, &id);
            let (model, as_of) = (Some(name), day(as_of));
            let compare = Comparison { app, model, card, records, as_of, known_at: None };
            let single = Answer(compare.ask(&id));
            assert_eq!(found.iter().collect::<Vec<_>>(), row(&single), "{name}");
            n_rows += 1;
            n_rated += u64::from(compare.check(&id));
        }
        n_files += 1;
    }
    assert!(
        n_files >= 2 && n_rated * 2 > n_rows,
        "{n_files} files, {n_rows} rows, {n_rated} rated"
    );
    println!("Equal: {n_rows} rows of {n_files} runs, {n_rated} of them rated");
}

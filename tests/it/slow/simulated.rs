//! Merchants of a large simulated store: the row of a run over everybody, the single answer and the slow
//! recomputation. `scripts/bench-rescore` makes the store and the rows, and runs this.

use std::path::PathBuf;

use jiff::tz::TimeZone;
use merchant_credit::app::{App, Settings};
use merchant_credit::clock::Clock;
use merchant_credit::domain::merchant::MerchantId;
use merchant_credit::domain::record::Detail;
use merchant_credit::domain::record::envelope::{Record, Seq};
use merchant_credit::store::read;

use super::Comparison;
use super::card::Card;
use crate::equality::row;
use crate::world::{Answer, day};

/// The data folder of the store.
const STORE: &str = "RESCORE_STORE";
/// A folder with cards, `NAME.json`, and beside each the rows of some merchants, `NAME.DAY.csv`.
const ROWS: &str = "RESCORE_ROWS";

fn folder(variable: &str) -> PathBuf {
    PathBuf::from(std::env::var_os(variable).unwrap_or_else(|| panic!("{variable} is not set")))
}

/// Every record of a merchant and of the identities that it has taken over, raw.
fn records(app: &App, id: &MerchantId) -> Vec<Record> {
    let mut names = vec![id.to_string()];
    let mut all = Vec::new();
    let mut place = 0;
    while let Some(name) = names.get(place).cloned() {
        place += 1;
        let of_name = |connection: &_| match read::row_of(connection, &name)? {
            Some(merchant) => read::records_of(connection, merchant, Seq(0), Seq::MAX, u32::MAX),
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
#[ignore = "needs a store of scripts/bench-rescore"]
fn run_single_answer_and_recomputation_agree_on_merchants_of_a_simulated_store() {
    let settings = Settings {
        clock: Clock::System,
        zone: TimeZone::get("Asia/Shanghai").unwrap(),
        id_number_key: b"a key of the tests on a simulated store".to_vec(),
        disclaimer: "for tests".to_owned(),
    };
    let app = &App::open(&folder(STORE), settings).unwrap();
    let (mut n_files, mut n_rows, mut n_rated) = (0, 0_u64, 0_u64);
    for file in std::fs::read_dir(folder(ROWS)).unwrap() {
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
        n_files >= 6 && n_rated * 2 > n_rows,
        "{n_files} files, {n_rows} rows, {n_rated} rated"
    );
    println!("Equal: {n_rows} rows of {n_files} runs, {n_rated} of them rated");
}

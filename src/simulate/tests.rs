//! The simulated files, as a whole: reproducible, complete, true to the hidden quality.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use flate2::read::GzDecoder;

use super::*;
use crate::domain::merchant::MerchantId;

/// The options of the committed seed town.
fn seed_town(out: &Path) -> Options {
    Options {
        merchants: 300,
        seed: 20_261_116,
        until: Day::parse("2026-11-16").unwrap(),
        out: out.to_owned(),
        layout: Layout::Town,
    }
}

fn simulated(merchants: u32, seed: u64, layout: Layout) -> (tempfile::TempDir, Summary) {
    let folder = tempfile::tempdir().unwrap();
    let summary = write(&Options { merchants, seed, layout, ..seed_town(folder.path()) }).unwrap();
    (folder, summary)
}

/// The bytes of a file; those inside where it is packed.
fn bytes(path: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut file = File::open(path).unwrap();
    if path.extension().is_some_and(|end| end == "gz") {
        GzDecoder::new(file).read_to_end(&mut bytes).unwrap();
    } else {
        file.read_to_end(&mut bytes).unwrap();
    }
    bytes
}

fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), bytes(&entry.path())))
        .collect()
}

/// The rows of a CSV file, by column.
fn rows(path: &Path) -> Vec<HashMap<String, String>> {
    let bytes = bytes(path);
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let columns = reader.headers().unwrap().clone();
    reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            let cells = columns.iter().zip(record.iter());
            cells.map(|(name, cell)| (name.to_owned(), cell.to_owned())).collect()
        })
        .collect()
}

fn values(rows: &[HashMap<String, String>], column: &str) -> BTreeSet<String> {
    rows.iter().map(|row| row[column].clone()).collect()
}

#[test]
fn the_committed_seed_town_is_what_its_options_give() {
    let folder = tempfile::tempdir().unwrap();
    write(&seed_town(folder.path())).unwrap();
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds/town");
    let (made, kept) = (contents(folder.path()), contents(&committed));
    assert_eq!(
        made.keys().collect::<Vec<_>>(),
        kept.keys().filter(|name| *name != "README.md").collect::<Vec<_>>()
    );
    for (name, bytes) in made {
        assert!(bytes == kept[&name], "{name} differs from the committed file");
    }
}

#[test]
fn the_same_options_give_the_same_files_and_another_seed_gives_others() {
    let (first, _) = simulated(60, 5, Layout::Csv);
    let (again, _) = simulated(60, 5, Layout::Csv);
    let (other, _) = simulated(60, 6, Layout::Csv);
    let first = contents(first.path());
    assert_eq!(first, contents(again.path()));
    for (name, bytes) in contents(other.path()) {
        assert_ne!(first[&name], bytes, "{name}");
    }
}

#[test]
fn packing_changes_no_row() {
    let (plain, _) = simulated(40, 5, Layout::Csv);
    let (packed, summary) = simulated(40, 5, Layout::CsvGzip);
    assert_eq!(
        bytes(&plain.path().join("ratings.csv")),
        bytes(&packed.path().join("ratings.csv.gz"))
    );
    let ratings = summary.files.iter().find(|file| file.name == "ratings.csv.gz");
    let n_rows = rows(&packed.path().join("ratings.csv.gz")).len() as u64;
    assert_eq!(ratings.map(|file| file.n_rows), Some(n_rows));
}

#[test]
fn a_merchant_is_the_same_in_a_larger_town() {
    let (small, _) = simulated(20, 5, Layout::Csv);
    let (large, _) = simulated(40, 5, Layout::Csv);
    for name in ["merchants.csv", "licences.csv", "penalties.csv"] {
        let (small, large) = (bytes(&small.path().join(name)), bytes(&large.path().join(name)));
        assert!(large.starts_with(&small), "{name}");
    }
}

#[test]
fn a_million_merchants_would_have_the_volumes_that_benchmarks_need() {
    let (_folder, summary) = simulated(5_000, 11, Layout::Csv);
    let per_merchant = |name: &str| {
        let file = summary.files.iter().find(|file| file.name == name).unwrap();
        file.n_rows as f64 / 5_000.0
    };
    for (name, expect) in [
        ("ratings.csv", 20.0),
        ("complaints.csv", 2.0),
        ("penalties.csv", 0.5),
        ("licences.csv", 1.0),
        ("inspections.csv", 1.2),
    ] {
        let found = per_merchant(name);
        let near = (found / expect - 1.0).abs() < 0.15;
        assert!(near, "{name}: {found} for each merchant, expected {expect}");
    }
}

#[test]
fn activity_has_a_long_tail() {
    let world = World {
        seed: 12,
        n_merchants: 3_000,
        until: Day::parse("2026-11-16").unwrap(),
        layout: Layout::Csv,
    };
    let mut activity: Vec<f64> =
        (0..world.n_merchants).map(|index| Merchant::draw(&world, index).activity).collect();
    activity.sort_by(f64::total_cmp);
    let total: f64 = activity.iter().sum();
    let top: f64 = activity[2_700..].iter().sum();
    assert!(top / total > 0.5, "the busiest tenth has {}", top / total);
    assert!(activity[1_500] < 10.0, "the median is {}", activity[1_500]);
}

#[test]
fn what_happens_follows_the_hidden_quality() {
    let (folder, _) = simulated(3_000, 13, Layout::Csv);
    let quality: HashMap<String, f64> = rows(&folder.path().join("truth.csv"))
        .iter()
        .map(|row| (row["merchant"].clone(), row["level"].parse().unwrap()))
        .collect();
    let mean = |file: &str, column: &str, is: &dyn Fn(&str) -> bool| {
        let mut means = [(0.0, 0.0); 2];
        for row in rows(&folder.path().join(file)) {
            let Some(quality) = quality.get(&row["merchant"]) else {
                continue;
            };
            let mean = &mut means[usize::from(is(&row[column]))];
            mean.0 += quality;
            mean.1 += 1.0;
        }
        means.map(|(sum, n)| sum / n)
    };
    let [others, failed] = mean("inspections.csv", "result", &|result| result == "failed");
    assert!(failed < others - 0.2, "failed {failed}, others {others}");
    let [others, best] = mean("ratings.csv", "stars", &|stars| stars == "5");
    assert!(best > others + 0.2, "five stars {best}, others {others}");
    let [_, punished] = mean("penalties.csv", "merchant", &|_| true);
    let all = quality.values().sum::<f64>() / quality.len() as f64;
    assert!(punished < all - 0.2, "punished {punished}, all {all}");
}

#[test]
fn nothing_happened_after_the_last_day() {
    let (folder, _) = simulated(400, 14, Layout::Town);
    let happened = ["_on", "known_since"];
    for name in [
        "merchants.csv",
        "licences.csv",
        "penalties.csv",
        "inspections.csv",
        "complaints.csv",
        "ratings.csv.gz",
        "transactions.csv.gz",
        "transactions-supplies.csv",
    ] {
        for row in rows(&folder.path().join(name)) {
            for (column, value) in &row {
                let is_event = happened.iter().any(|end| column.ends_with(end));
                if is_event && !value.is_empty() {
                    let day = Day::parse(value).unwrap();
                    assert!(day <= Day::parse("2026-11-16").unwrap(), "{name} {column} {day}");
                }
            }
        }
    }
}

#[test]
fn every_merchant_has_a_valid_identity_and_strangers_are_few() {
    let (folder, _) = simulated(500, 15, Layout::Csv);
    let merchants = rows(&folder.path().join("merchants.csv"));
    let known = values(&merchants, "merchant");
    assert_eq!(known.len(), 500);
    for id in &known {
        assert!(MerchantId::parse(id).is_ok(), "{id}");
    }
    for class in ["91", "92", "93", "N2", "yunshi:", "haimao:"] {
        assert!(known.iter().any(|id| id.starts_with(class)), "no merchant with {class}");
    }
    let mut shops: BTreeSet<String> = known.clone();
    shops.extend(merchants.iter().flat_map(|row| row["shops"].split(';').map(str::to_owned)));
    for name in ["licences", "penalties", "inspections", "ratings"] {
        for row in rows(&folder.path().join(format!("{name}.csv"))) {
            let shop = || format!("{}:{}", row["platform"], row["shop"]);
            let is_known = known.contains(&row["merchant"]) || shops.contains(&shop());
            assert!(is_known, "{name}: {row:?}");
        }
    }
    let strangers = rows(&folder.path().join("complaints.csv"))
        .iter()
        .filter(|row| !known.contains(&row["merchant"]))
        .filter(|row| !shops.contains(&format!("{}:{}", row["platform"], row["shop"])))
        .count();
    assert_eq!(strangers, 10);
}

#[test]
fn labels_name_ratings_of_the_file() {
    let (folder, _) = simulated(1_500, 16, Layout::Csv);
    let key = |row: &HashMap<String, String>| {
        ["platform", "order", "item", "sequence"].map(|column| row[column].clone())
    };
    let ratings = rows(&folder.path().join("ratings.csv"));
    let keys: BTreeSet<_> = ratings.iter().map(key).collect();
    assert_eq!(keys.len(), ratings.len(), "natural keys repeat");
    let labels = rows(&folder.path().join("truth_ratings.csv"));
    for label in &labels {
        assert!(keys.contains(&key(label)), "{label:?}");
    }
    assert_eq!(values(&labels, "pattern").len(), 4);
    assert_eq!(values(&labels, "care").len(), 2);
}

#[test]
fn the_seed_town_has_a_case_of_everything() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds/town");
    let file = |name: &str| rows(&folder.join(name));
    let check = |name: &str, column: &str, expect: &[&str]| {
        let found = values(&file(name), column);
        for value in expect {
            assert!(found.contains(*value), "{name}: no row with {column} = {value:?}");
        }
    };
    let statuses = ["active", "dormant", "revoked", "deregistered"];
    check("merchants.csv", "status", &statuses);
    check("merchants.csv", "category", &["organisation", "individual_business", ""]);
    check("licences.csv", "state", &["valid", "void", "disputed", "other"]);
    check("licences.csv", "valid_until", &["长期", "2026-11-16", "2026-11-15", "2026-12-06"]);
    check("licences.csv", "published_at", &[""]);
    check("inspections.csv", "result", &["passed", "conditional", "failed"]);
    check("complaints.csv", "merchant", &[""]);
    check("penalties.csv", "severity", &["", "轻微", "一般", "较重", "严重"]);
    check("penalties.csv", "simple_procedure", &["true", "false"]);
    check("penalties.csv", "corrects", &["", "true"]);
    check("penalties.csv", "published_at", &[""]);
    check("ratings.csv.gz", "sequence", &["0", "1"]);
    check("ratings.csv.gz", "incentivised", &["true", "false"]);
    check("ratings.csv.gz", "verified_purchase", &["true", "false"]);
    let kinds: BTreeSet<String> = file("penalties.csv")
        .iter()
        .flat_map(|row| row["kinds"].split(';').map(str::to_owned).collect::<Vec<_>>())
        .collect();
    assert_eq!(kinds.len(), 14, "{kinds:?}");
    let is_new = |row: &&HashMap<String, String>| {
        row["class"] == "information_security" || row["outcome"] == "settled_early"
    };
    let complaints = file("complaints.csv");
    let courses: BTreeSet<(String, String)> = complaints
        .iter()
        .filter(|row| !is_new(row))
        .map(|row| (row["class"].clone(), row["outcome"].clone()))
        .collect();
    assert_eq!(courses.len(), 70, "every staged class with every staged outcome");
    check("complaints.csv", "class", &["information_security"]);
    check("complaints.csv", "outcome", &["settled_early"]);
    check("complaints.csv", "told_on", &[""]);
    check("transactions.csv.gz", "delivery", &["carrier", "on_spot"]);
    for column in ["invoice", "waybill", "returned_on", "cancelled_on", "batches"] {
        let found = values(&file("transactions.csv.gz"), column);
        assert!(found.contains("") && found.len() > 5, "{column}: {}", found.len());
    }
    assert!(values(&file("transactions-supplies.csv"), "buyer").len() > 2);
}

#[test]
fn options_out_of_range_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let with = |merchants, until: &str| {
        write(&Options { merchants, until: Day::parse(until).unwrap(), ..seed_town(folder.path()) })
    };
    assert!(matches!(with(0, "2026-11-16"), Err(SimulateError::Merchants(0))));
    assert!(matches!(with(MERCHANTS_MAX + 1, "2026-11-16"), Err(SimulateError::Merchants(_))));
    assert!(matches!(with(1, "2009-12-31"), Err(SimulateError::Until(_))));
    assert!(matches!(with(1, "2100-01-01"), Err(SimulateError::Until(_))));
    assert!(with(1, "2010-01-01").is_ok());
    assert!(with(1, "2099-12-31").is_ok());
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let error = write(&seed_town(&file.path().join("town"))).unwrap_err();
    assert!(error.to_string().contains("town"), "{error}");
}

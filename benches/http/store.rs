//! The store that is served: simulated merchants, keys, and which merchants have some 50 records.

use std::path::{Path, PathBuf};
use std::process::Command;

use merchant_credit::app::key::{NewKey, Role};
use merchant_credit::app::{App, Settings};
use merchant_credit::clock::Clock;
use merchant_credit::simulate::{self, Layout, Options};
use rusqlite::Connection;

use crate::Outcome;

/// Keys that read; each has an allowance of its own.
const N_READERS: usize = 200;
/// Keys that submit.
pub(crate) const N_AUTHORITIES: usize = 64;
/// An organ of the invented town, to which the submitting keys are bound.
pub(crate) const ORGAN: &str = "11449922MB0A111041";
/// Merchants that are asked about, at most.
const N_ASKED_MAX: usize = 2_000;

/// What the measurements need of a store.
pub(crate) struct Store {
    pub(crate) data: PathBuf,
    /// Merchants in all.
    pub(crate) n_merchants: u64,
    /// Some that have 45 to 55 records.
    pub(crate) merchants: Vec<String>,
    /// A key of each of those merchants, bound to it.
    pub(crate) owners: Vec<String>,
    pub(crate) readers: Vec<String>,
    pub(crate) authorities: Vec<String>,
}

/// Simulates merchants and imports them with the real program.
pub(crate) fn make(data: &Path, n_merchants: u32) -> Outcome<Store> {
    let files = tempfile::tempdir()?;
    simulate::write(&Options {
        merchants: n_merchants,
        seed: 1,
        until: "2026-11-16".parse()?,
        out: files.path().to_owned(),
        layout: Layout::Csv,
    })?;
    let kinds = ["merchants", "licences", "penalties", "inspections", "ratings", "complaints"];
    for kind in kinds {
        println!("importing the {kind} of {n_merchants} simulated merchants");
        let output = Command::new(env!("CARGO_BIN_EXE_merchant-credit"))
            .arg("--data-dir")
            .arg(data)
            .args(["import", kind])
            .arg(files.path().join(format!("{kind}.csv")))
            .output()?;
        // 2 says that some rows were rejected, which a simulation may want.
        if !matches!(output.status.code(), Some(0 | 2)) {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
        }
    }
    open(data)
}

/// Takes a store that is there, and makes the keys for this run.
pub(crate) fn open(data: &Path) -> Outcome<Store> {
    let connection = Connection::open(data.join(merchant_credit::store::FILE_NAME))?;
    let n_merchants =
        connection.query_row("SELECT count(*) FROM merchant", [], |row| row.get(0))?;
    let mut statement = connection.prepare(
        "SELECT m.id FROM record r JOIN merchant m USING (merchant)
         GROUP BY r.merchant HAVING count(*) BETWEEN 45 AND 55 LIMIT ?1",
    )?;
    let merchants = statement.query_map([N_ASKED_MAX], |row| row.get(0))?;
    let merchants = merchants.collect::<Result<Vec<String>, _>>()?;
    if merchants.is_empty() {
        return Err("no merchant of the store has 45 to 55 records".into());
    }
    let app = App::open(
        data,
        Settings {
            clock: Clock::System,
            zone: jiff::tz::TimeZone::UTC,
            id_number_key: Vec::new(),
            disclaimer: "For measurements.".to_owned(),
        },
    )?;
    Ok(Store {
        data: data.to_owned(),
        n_merchants,
        owners: owners(&app, &merchants)?,
        merchants,
        readers: keys(&app, Role::Reader, None, N_READERS)?,
        authorities: keys(&app, Role::Authority, Some(ORGAN), N_AUTHORITIES)?,
    })
}

/// A new key for each merchant.
fn owners(app: &App, merchants: &[String]) -> Outcome<Vec<String>> {
    let process = std::process::id();
    let keys = merchants.iter().enumerate().map(|(number, merchant)| {
        let name = format!("bench-merchant-{number}-{process}");
        let (role, binding) = (Role::Merchant, Some(merchant.as_str()));
        app.create_key(&NewKey { name: &name, role, binding, expires_at: None })
    });
    Ok(keys.collect::<Result<_, _>>()?)
}

/// New keys; their names hold the number of this process, so that a store can be measured again.
fn keys(app: &App, role: Role, binding: Option<&str>, n: usize) -> Outcome<Vec<String>> {
    let process = std::process::id();
    let keys = (0..n).map(|number| {
        let name = format!("bench-{}-{number}-{process}", role.name());
        app.create_key(&NewKey { name: &name, role, binding, expires_at: None })
    });
    Ok(keys.collect::<Result<_, _>>()?)
}

//! The seed town, loaded once for all tests that walk it, as the first run loads it.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use jiff::tz::TimeZone;
use merchant_credit::app::quickstart::SEEDS_AS_OF;
use merchant_credit::app::{App, Settings};
use merchant_credit::clock::Clock;
use merchant_credit::domain::record::envelope::{Record, Seq};
use merchant_credit::domain::scorecard::KnownFeatures;
use merchant_credit::files::scorecard_file;
use merchant_credit::store::artefact::{Class, NewArtefact};
use merchant_credit::store::read::{self, MerchantRow};

/// The service with the town in it, and the token of the key that the first run made.
struct Town {
    app: App,
    token: String,
}

static TOWN: LazyLock<Town> = LazyLock::new(|| {
    // The folder of an earlier run goes first; this one stays for whoever wants to look into it.
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("seed-town");
    let _ = std::fs::remove_dir_all(&folder);
    let settings = Settings {
        clock: Clock::Fixed(format!("{SEEDS_AS_OF}T12:00:00+08:00").parse().unwrap()),
        zone: TimeZone::get("Asia/Shanghai").unwrap(),
        id_number_key: b"a key of the tests on the town".to_vec(),
        disclaimer: "for tests".to_owned(),
    };
    let app = App::open(&folder, settings).unwrap();
    let started = app.quickstart(&seeds()).unwrap();
    for import in &started.imports {
        assert_eq!(import.n_rejected(), 0, "{}: {:?}", import.source, import.problems);
    }
    Town { app, token: started.token.unwrap() }
});

/// The service with the town in it, on the day that the town speaks of.
pub(crate) fn town() -> &'static App {
    &TOWN.app
}

/// The token of the key that the first run made.
pub(crate) fn token() -> &'static str {
    &TOWN.token
}

/// The folder of the shipped town.
pub(crate) fn seeds() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds/town")
}

/// Every merchant of a store, as known at a position.
pub(crate) fn merchants(app: &App, at: Seq) -> Vec<MerchantRow> {
    app.store().read(|connection| read::merchants_after(connection, 0, at, u32::MAX)).unwrap()
}

/// Every record of a store up to a position, raw.
pub(crate) fn records(app: &App, at: Seq) -> Vec<Record> {
    app.store()
        .read(|connection| {
            let n = read::last_seq(connection)?.0.min(at.0);
            let one = |seq| read::record(connection, Seq(seq));
            Ok((1..=n).map(one).collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
        })
        .unwrap()
}

/// A second card: the shipped one without its last characteristic, and with half the points of every
/// other one.
pub(crate) fn second_card() -> String {
    let text = include_str!("../../models/expert-1.json");
    let mut table =
        scorecard_file::from_text(text, KnownFeatures::Any).unwrap().card.table().clone();
    table.version = 2;
    table.characteristics.pop();
    for characteristic in table.characteristics.iter_mut().step_by(2) {
        for bin in &mut characteristic.bins {
            bin.points /= 2;
        }
    }
    scorecard_file::to_text(&table).unwrap()
}

/// Keeps the second card in a store, and gives its name.
pub(crate) fn keep_second_card(app: &App) -> String {
    let (name, body) = ("expert-2", &second_card());
    let new = NewArtefact { class: Class::Scorecard, name, body, who: "spec", why: "a trial" };
    let now = app.settings().clock.now();
    app.store().keep(new, now, now).unwrap();
    name.to_owned()
}

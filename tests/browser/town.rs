//! The service over the shipped town on a fixed day, with everything that pages can show.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::tz::TimeZone;
use merchant_credit::app::key::{NewKey, Role};
use merchant_credit::app::objection::{NewObjection, ObjectionTo};
use merchant_credit::app::rescore::RescoreOptions;
use merchant_credit::app::{App, Settings};
use merchant_credit::clock::Clock;
use merchant_credit::domain::day::Day;
use merchant_credit::domain::record::envelope::{RecordId, Submitter};
use merchant_credit::domain::record::objection::{ObjectionGround, Objector};
use merchant_credit::http::allowance::{Allowance, Limits};
use merchant_credit::http::routes::endpoints;
use merchant_credit::http::serve::Server;
use merchant_credit::http::settings::Settings as HttpSettings;

/// The service with its keys; it stops when dropped.
pub(crate) struct Town {
    pub(crate) app: App,
    server: Server,
    /// The key of an admin.
    pub(crate) admin: String,
    /// The key of a reader.
    pub(crate) reader: String,
    folder: tempfile::TempDir,
}

impl Town {
    /// Loads the town, scores it as of two more days, marks one penalty, and serves.
    pub(crate) fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings {
            clock: Clock::Fixed("2026-11-16T04:00:00Z".parse().unwrap()),
            zone: TimeZone::get("Asia/Shanghai").unwrap(),
            id_number_key: b"a key of the browser tests".to_vec(),
            disclaimer: "仅供参考 / for reference only".to_owned(),
        };
        let app = App::open(folder.path(), settings).unwrap();
        app.quickstart(&Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds/town")).unwrap();
        for as_of in ["2026-05-01", "2026-11-10"] {
            let as_of = Some(Day::parse(as_of).unwrap());
            app.rescore(&RescoreOptions { as_of, ..Default::default() }, |_| {}).unwrap();
        }
        app.raise_alarms(None).unwrap();
        object(&app);
        let (admin, reader) = (key(&app, Role::Admin), key(&app, Role::Reader));
        let mut settings = HttpSettings::standard(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
        let plenty = Allowance::new(1_000_000, Duration::from_secs(1)).unwrap();
        settings.limits = Limits::uniform(plenty, 1_000.try_into().unwrap());
        let server = Server::start(app.clone(), settings, endpoints()).unwrap();
        Self { app, server, admin, reader, folder }
    }

    /// Begins a run that goes on as soon as the file of [`Town::run_gate`] is there, and gives its
    /// number.
    pub(crate) fn begin_run(&self) -> i64 {
        let begun = self.app.begin_rescore(&RescoreOptions::default()).unwrap();
        let number = begun.number().unwrap();
        let gate = self.run_gate();
        std::thread::spawn(move || {
            while !gate.exists() {
                std::thread::sleep(Duration::from_millis(50));
            }
            begun.carry_out(|_| {}).unwrap();
        });
        number
    }

    /// The file that lets the run go on.
    pub(crate) fn run_gate(&self) -> PathBuf {
        self.folder.path().join("go-on")
    }

    /// Scheme, host and port. A host by name, because browsers keep secure cookies for it.
    pub(crate) fn origin(&self) -> String {
        format!("http://localhost:{}", self.server.address().port())
    }
}

fn key(app: &App, role: Role) -> String {
    let new = NewKey { name: role.name(), role, binding: None, expires_at: None };
    app.create_key(&new).unwrap()
}

/// An open objection to a penalty, and what the merchant says of it.
fn object(app: &App) {
    let submitter = Submitter { key: "browser".to_owned(), organ: None };
    let target = RecordId::parse("penalty-674").unwrap();
    let objection = NewObjection {
        to: ObjectionTo::Record(target),
        raised_on: app.today(),
        raised_by: Objector::Concerned,
        ground: ObjectionGround::WrongContent,
        explanation: None,
    };
    app.raise_objection(&objection, &submitter).unwrap();
    app.state(target, "罚款已缴清，问题已整改。", &submitter).unwrap();
}

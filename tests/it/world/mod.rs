//! The vocabulary of the specification tests: a service in this process on a real store, records that
//! come in through the one intake path, a clock that a test moves, and questions to the service.
//!
//! [`World::on`] begins with one merchant in good standing, so that a test says only what it is about.

pub(crate) mod chance;
mod program;
mod question;
mod submission;

use std::cell::{Cell, RefCell};
use std::path::Path;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use merchant_credit::app::rescore::RescoreOptions;
use merchant_credit::app::rescore::report::RunReport;
use merchant_credit::app::{App, AppError, Settings};
use merchant_credit::clock::Clock;
use merchant_credit::domain::day::Day;
use merchant_credit::domain::merchant::MerchantId;
use merchant_credit::domain::record::Detail;
use merchant_credit::domain::record::decision::{Withdrawal, WithdrawalGround};
use merchant_credit::domain::record::envelope::{Corrects, Draft, RecordId, Submitter};
use merchant_credit::domain::record::kind::RecordKind;
use merchant_credit::store::append::Receipt;

pub(crate) use question::{Answer, Ask};
pub(crate) use submission::Submission;

/// The merchant that a world begins with.
pub(crate) const US: &str = "91449903MAYGW0JK27";
/// Another merchant.
pub(crate) const THEM: &str = "92449922MA3EUQEB9L";
/// A third one.
pub(crate) const OTHERS: &str = "91449981MATJW7NU24";
/// The key of the hashes of ID numbers, and the name of its file.
const ID_NUMBER_KEY: &[u8] = b"a key of the specification tests";
const ID_NUMBER_KEY_NAME: &str = "id-number.key";
/// Who hands records in.
const SUBMITTER: &str = "spec";

/// A service on a real store, at an instant that the test decides.
pub(crate) struct World {
    folder: tempfile::TempDir,
    app: RefCell<App>,
    now: Cell<Timestamp>,
    n_submitted: Cell<u32>,
}

/// A withdrawal of a record, as whoever holds the store may hand it in.
pub(crate) fn withdrawal_of(app: &App, record: RecordId, merchant: &str) -> Draft {
    let first = app.store().read(|view| merchant_credit::store::read::record(view, record.seq));
    let first = first.unwrap().unwrap();
    let today = app.today();
    let withdrawal = Withdrawal {
        target: record.seq,
        decided_on: today,
        ground: WithdrawalGround::Revoked,
        reason: "复议撤销".to_owned(),
    };
    let detail = Detail::Withdrawal(withdrawal);
    let draft = Draft::step(&first, today, Corrects::Nothing, detail);
    Draft { subject: MerchantId::parse(merchant).unwrap(), ..draft }
}

/// Who hands in what a test hands in.
pub(crate) fn submitter() -> Submitter {
    Submitter { key: SUBMITTER.to_owned(), organ: None }
}

/// A folder of its own, in memory where the system has such a place: these tests wait for no disk.
pub(crate) fn scratch() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

/// A day in the calendar, as tests write it.
pub(crate) fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

impl World {
    /// A world on that day with one merchant in good standing: registered, licensed, inspected and
    /// well rated for years, so that it loses no points from five years before to that day.
    pub(crate) fn on(today: &str) -> Self {
        let world = Self::empty_on(today);
        world.establish(US);
        world
    }

    /// A world on that day without any record.
    pub(crate) fn empty_on(today: &str) -> Self {
        let folder = scratch();
        // Where the program itself looks for it, for tests that start it in this world.
        std::fs::write(folder.path().join(ID_NUMBER_KEY_NAME), ID_NUMBER_KEY).unwrap();
        let now = noon(day(today));
        let app = RefCell::new(open(folder.path(), now));
        Self { folder, app, now: Cell::new(now), n_submitted: Cell::new(0) }
    }

    /// Gives a merchant the records of good standing.
    pub(crate) fn establish(&self, id: &str) {
        let today = self.today();
        let mut drafts = vec![
            self.of(id).merchant("2010-03-01").draft(),
            self.of(id).licence("2010-03-01").draft(),
        ];
        let earlier = |days: i32| today.plus(-days).to_string();
        for years in 0..6 {
            drafts.push(self.of(id).inspection(&earlier(300 * years + 20)).draft());
        }
        for months in 0..64 {
            drafts.push(self.of(id).rating(&earlier(30 * months)).stars(5).draft());
        }
        for receipt in self.submit(&drafts) {
            assert!(matches!(receipt, Receipt::Accepted { .. }), "{receipt:?}");
        }
    }

    /// Says that what follows is about another merchant, a shop, or a former number.
    pub(crate) fn of<'w>(&'w self, id: &str) -> Party<'w> {
        Party { world: self, id: id.to_owned() }
    }

    /// A licence of the first merchant, decided on that day; long-term unless it says otherwise.
    pub(crate) fn licence(&self, decided_on: &str) -> Submission<'_> {
        self.of(US).licence(decided_on)
    }

    /// A penalty of the first merchant, decided on that day: a fine of 20,000 yuan, general.
    pub(crate) fn penalty(&self, decided_on: &str) -> Submission<'_> {
        self.of(US).penalty(decided_on)
    }

    /// An inspection of the first merchant that it passed.
    pub(crate) fn inspection(&self, inspected_on: &str) -> Submission<'_> {
        self.of(US).inspection(inspected_on)
    }

    /// A verified rating of the first merchant.
    pub(crate) fn rating(&self, rated_on: &str) -> Submission<'_> {
        self.of(US).rating(rated_on)
    }

    /// A complaint about the first merchant, received and accepted that day.
    pub(crate) fn complaint(&self, received_on: &str) -> Submission<'_> {
        self.of(US).complaint(received_on)
    }

    /// An order of the first merchant, placed on that day, with all its papers.
    pub(crate) fn transaction(&self, placed_on: &str) -> Submission<'_> {
        self.of(US).transaction(placed_on)
    }

    /// A version of the first merchant itself, true from that day.
    pub(crate) fn merchant(&self, effective_on: &str) -> Submission<'_> {
        self.of(US).merchant(effective_on)
    }

    /// A withdrawal of a record of the first merchant.
    pub(crate) fn withdrawal(&self, target: RecordId, decided_on: &str) -> Submission<'_> {
        self.of(US).withdrawal(target, decided_on)
    }

    /// A finding that a rating of the first merchant is fake.
    pub(crate) fn finding(&self, target: RecordId, decided_on: &str) -> Submission<'_> {
        self.of(US).finding(target, decided_on)
    }

    /// A repair of a record of the first merchant that was granted.
    pub(crate) fn repair(&self, target: RecordId, decided_on: &str) -> Submission<'_> {
        self.of(US).repair(target, decided_on)
    }

    /// An entry of the first merchant on a list.
    pub(crate) fn listing(&self, list: &str, entered_on: &str) -> Submission<'_> {
        self.of(US).listing(list, entered_on)
    }

    /// The score of the first merchant as of a day, as known now, for those who see everything.
    pub(crate) fn score(&self, as_of: &str) -> Answer {
        self.ask(as_of).score()
    }

    /// The score of the first merchant as of a day as anybody may see it.
    pub(crate) fn public_score(&self, as_of: &str) -> Answer {
        self.ask(as_of).in_public().score()
    }

    /// A question about the first merchant as of a day.
    pub(crate) fn ask(&self, as_of: &str) -> Ask<'_> {
        self.of(US).ask(as_of)
    }

    /// Scores everyone.
    pub(crate) fn rescore(&self, options: &RescoreOptions) -> Result<RunReport, AppError> {
        self.app().rescore(options, |_| {})
    }

    /// Hands drafts in together, in one transaction.
    pub(crate) fn submit(&self, drafts: &[Draft]) -> Vec<Receipt> {
        let submitter = Submitter { key: SUBMITTER.to_owned(), organ: None };
        self.app().submit(drafts, &submitter, "specification").unwrap()
    }

    /// The service.
    pub(crate) fn app(&self) -> App {
        self.app.borrow().clone()
    }

    /// The data folder.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The instant it is.
    pub(crate) fn now(&self) -> Timestamp {
        self.now.get()
    }

    /// The day it is.
    pub(crate) fn today(&self) -> Day {
        self.app().today()
    }

    /// Lets time pass until noon of a day.
    pub(crate) fn wait_until(&self, today: &str) {
        self.set_clock(noon(day(today)));
    }

    /// Sets the clock, backwards too.
    pub(crate) fn set_clock(&self, now: Timestamp) {
        self.now.set(now);
        let app = open(self.folder.path(), now);
        *self.app.borrow_mut() = app;
    }

    /// A number that no other record of this world has.
    fn next_number(&self) -> u32 {
        self.n_submitted.set(self.n_submitted.get() + 1);
        self.n_submitted.get()
    }
}

/// Whom a record or a question is about.
pub(crate) struct Party<'w> {
    world: &'w World,
    id: String,
}

impl<'w> Party<'w> {
    pub(crate) fn merchant(&self, effective_on: &str) -> Submission<'w> {
        self.begin(RecordKind::Merchant)
            .set("effective_on", effective_on)
            .set("registered_on", effective_on)
            .set("name", "虚构市咕噜云梯商行(虚构)")
            .set("region", "449903")
    }

    pub(crate) fn licence(&self, decided_on: &str) -> Submission<'w> {
        self.numbered("虚许")
            .set("decided_on", decided_on)
            .set("organ", "虚构市市场局(虚构)")
            .set("state", "valid")
    }

    pub(crate) fn penalty(&self, decided_on: &str) -> Submission<'w> {
        let penalty = self.numbered("虚罚").set("decided_on", decided_on);
        penalty.set("organ", "虚构市城管局(虚构)").set("kinds", "罚款").fined("2")
    }

    pub(crate) fn inspection(&self, inspected_on: &str) -> Submission<'w> {
        self.sourced(RecordKind::Inspection)
            .set("inspected_on", inspected_on)
            .set("result", "passed")
    }

    pub(crate) fn rating(&self, rated_on: &str) -> Submission<'w> {
        let number = self.world.next_number().to_string();
        self.begin(RecordKind::Rating)
            .set("platform", "yunshi")
            .set("order", &number)
            .set("item", "1")
            .set("rated_on", rated_on)
            .set("rater", &format!("r{number}"))
            .set("verified_purchase", "true")
    }

    pub(crate) fn complaint(&self, received_on: &str) -> Submission<'w> {
        self.sourced(RecordKind::Complaint)
            .set("received_on", received_on)
            .set("accepted_on", received_on)
            .set("class", "quality")
            .set("outcome", "accepted")
    }

    pub(crate) fn transaction(&self, placed_on: &str) -> Submission<'w> {
        let number = self.world.next_number().to_string();
        let next = day(placed_on).plus(1).to_string();
        self.begin(RecordKind::Transaction)
            .set("platform", "yunshi")
            .set("order", &number)
            .set("placed_on", placed_on)
            .set("payment", &format!("p{number}"))
            .set("paid_on", placed_on)
            .set("invoice", &format!("i{number}"))
            .set("invoiced_on", &next)
            .set("waybill", &format!("w{number}"))
            .set("shipped_on", &next)
    }

    pub(crate) fn withdrawal(&self, target: RecordId, decided_on: &str) -> Submission<'w> {
        self.decision(RecordKind::Withdrawal, target, decided_on)
            .set("ground", "revoked")
            .set("reason", "复议撤销")
    }

    pub(crate) fn finding(&self, target: RecordId, decided_on: &str) -> Submission<'w> {
        self.decision(RecordKind::Finding, target, decided_on)
            .set("verdict", "fake")
            .set("organ", "虚构市市场监督管理局(虚构)")
            .set("reason", "同一批账号, 平台已核实")
    }

    pub(crate) fn repair(&self, target: RecordId, decided_on: &str) -> Submission<'w> {
        self.decision(RecordKind::Repair, target, decided_on).set("organ", "虚构市城管局(虚构)")
    }

    pub(crate) fn erasure(&self, target: RecordId, decided_on: &str) -> Submission<'w> {
        self.decision(RecordKind::Erasure, target, decided_on).set("reason", "本人申请")
    }

    pub(crate) fn listing(&self, list: &str, entered_on: &str) -> Submission<'w> {
        let number = format!("虚列〔2025〕{}号", self.world.next_number());
        self.begin(RecordKind::Listing)
            .set("list", list)
            .set("entered_on", entered_on)
            .set("document_number", &number)
            .set("ground", "虚构的列入依据")
            .set("organ", "虚构市市场监督管理局(虚构)")
    }

    /// Another identity found to be this merchant.
    pub(crate) fn merge(&self, from: &str, effective_on: &str) -> Submission<'w> {
        self.begin(RecordKind::Merge)
            .set("from", from)
            .set("effective_on", effective_on)
            .set("reason", "一主体多码")
    }

    pub(crate) fn ask(&self, as_of: &str) -> Ask<'w> {
        Ask::new(self.world, MerchantId::parse(&self.id).unwrap(), day(as_of))
    }

    pub(crate) fn score(&self, as_of: &str) -> Answer {
        self.ask(as_of).score()
    }

    fn begin(&self, kind: RecordKind) -> Submission<'w> {
        Submission::new(self.world, kind).set("merchant", &self.id)
    }

    fn numbered(&self, word: &str) -> Submission<'w> {
        let kind = if word == "虚许" { RecordKind::Licence } else { RecordKind::Penalty };
        let number = format!("{word}〔2025〕{}号", self.world.next_number());
        self.begin(kind).set("document_number", &number)
    }

    fn sourced(&self, kind: RecordKind) -> Submission<'w> {
        let number = self.world.next_number().to_string();
        self.begin(kind).set("source", "12315").set("number", &number)
    }

    fn decision(&self, kind: RecordKind, target: RecordId, decided_on: &str) -> Submission<'w> {
        self.begin(kind).set("target", &target.to_string()).set("decided_on", decided_on)
    }
}

fn noon(day: Day) -> Timestamp {
    format!("{day}T12:00:00+08:00").parse().unwrap()
}

fn open(folder: &Path, now: Timestamp) -> App {
    let settings = Settings {
        clock: Clock::Fixed(now),
        zone: TimeZone::get("Asia/Shanghai").unwrap(),
        id_number_key: ID_NUMBER_KEY.to_vec(),
        disclaimer: "for tests".to_owned(),
    };
    App::open(folder, settings).unwrap()
}

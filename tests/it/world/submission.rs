//! One record on its way in: field values, read by the intake, handed in when it goes out of scope.

use std::borrow::Cow;
use std::collections::BTreeMap;

use merchant_credit::domain::intake::{self, Accepted, Fault, Generation, KnownSince, Row};
use merchant_credit::domain::record::envelope::{Draft, Jurisdiction, RecordId};
use merchant_credit::domain::record::kind::RecordKind;
use merchant_credit::store::append::Receipt;

use super::{World, day};

/// One record as a caller writes it. A statement alone hands it in and panics if it is refused; the
/// methods that end a chain give what came of it.
pub(crate) struct Submission<'w> {
    world: &'w World,
    kind: RecordKind,
    values: BTreeMap<&'static str, String>,
    is_done: bool,
}

impl<'w> Submission<'w> {
    pub(super) fn new(world: &'w World, kind: RecordKind) -> Self {
        Self { world, kind, values: BTreeMap::new(), is_done: false }
    }

    /// Gives a field another value; an empty one leaves it out.
    pub(crate) fn set(mut self, field: &'static str, value: &str) -> Self {
        let known = intake::fields(self.kind).iter().any(|known| known.name == field);
        assert!(known, "a {} has no field '{field}'", self.kind.name());
        self.values.insert(field, value.to_owned());
        self
    }

    /// Names the record by that document number.
    pub(crate) fn numbered(self, number: &str) -> Self {
        self.set("document_number", number)
    }

    /// Names a rating by its order.
    pub(crate) fn of_order(self, order: &str) -> Self {
        self.set("order", order)
    }

    /// A fine in 万元.
    pub(crate) fn fined(self, wan_yuan: &str) -> Self {
        self.set("fine_wan_yuan", wan_yuan)
    }

    /// The first day on which the organ no longer displays it.
    pub(crate) fn displayed_until(self, until: &str) -> Self {
        let last = day(until).plus(-1).to_string();
        self.set("display_until", &last)
    }

    /// The first day on which a licence is no longer valid.
    pub(crate) fn valid_until(self, until: &str) -> Self {
        let last = day(until).plus(-1).to_string();
        self.set("valid_until", &last)
    }

    /// The severity that the organ gave it.
    pub(crate) fn graded(self, severity: &str) -> Self {
        self.set("severity", severity)
    }

    pub(crate) fn stars(self, stars: u8) -> Self {
        self.set("stars", &stars.to_string())
    }

    pub(crate) fn failed(self) -> Self {
        self.set("result", "failed")
    }

    /// A complaint that ended so on that day.
    pub(crate) fn ended(self, outcome: &str, closed_on: &str) -> Self {
        self.set("outcome", outcome).set("closed_on", closed_on)
    }

    /// Says since when it counts as known.
    pub(crate) fn known_since(self, known_since: &str) -> Self {
        self.set("known_since", known_since)
    }

    /// Says that it corrects what has its natural key.
    pub(crate) fn correcting(self) -> Self {
        self.set("corrects", "true")
    }

    /// What the intake makes of it, without handing it in.
    pub(crate) fn read(mut self) -> Result<Accepted, Vec<Fault>> {
        self.is_done = true;
        self.accepted()
    }

    /// The draft, without handing it in.
    pub(crate) fn draft(self) -> Draft {
        let kind = self.kind;
        match self.read() {
            Ok(accepted) => accepted.draft,
            Err(faults) => panic!("a {}: {faults:?}", kind.name()),
        }
    }

    /// What the intake finds wrong with it.
    pub(crate) fn faults(self) -> Vec<Fault> {
        self.read().expect_err("the record has no fault")
    }

    /// Hands it in and gives the receipt.
    pub(crate) fn receipt(self) -> Receipt {
        let world = self.world;
        let mut receipts = world.submit(&[self.draft()]);
        receipts.pop().unwrap()
    }

    /// Hands it in and gives the new record's name.
    pub(crate) fn record(self) -> RecordId {
        match self.receipt() {
            Receipt::Accepted { id, .. } => id,
            other => panic!("not a new record: {other:?}"),
        }
    }

    fn accepted(&self) -> Result<Accepted, Vec<Fault>> {
        let fields = intake::fields(self.kind);
        let value = |name| self.values.get(name).map(|value| Cow::Borrowed(value.as_str()));
        let row = Row {
            number: 0,
            generation: Generation::Own,
            values: fields.iter().map(|field| value(field.name)).collect(),
        };
        let app = self.world.app();
        let context = app.intake_context(&Jurisdiction::default(), KnownSince::Recorded);
        intake::read(self.kind, &row, &context)
    }
}

impl Drop for Submission<'_> {
    fn drop(&mut self) {
        if self.is_done || std::thread::panicking() {
            return;
        }
        let kind = self.kind.name();
        let accepted = self.accepted().unwrap_or_else(|faults| panic!("a {kind}: {faults:?}"));
        let receipts = self.world.submit(&[accepted.draft]);
        assert!(matches!(receipts.as_slice(), [Receipt::Accepted { .. }]), "{receipts:?}");
    }
}

//! Hostile texts, planted in every field of every kind of record that takes them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use merchant_credit::app::App;
use merchant_credit::domain::intake::{self, Fault, Generation, KnownSince, Row};
use merchant_credit::domain::record::envelope::{Draft, Jurisdiction, Submitter};
use merchant_credit::domain::record::kind::RecordKind;
use merchant_credit::store::append::Receipt;

/// Breaks out of an attribute, of an element, of a script, and of a template, where it can.
pub(crate) const HOSTILE: &str = "\"'><img src=x onerror=owned()><script>owned()</script></title>\
                                  <a href=javascript:owned()>x</a>{{7*7}}${7*7}";
/// Whom the records are about.
const VICTIM: &str = "91449903MAYGW0JK27";
const KINDS: [RecordKind; 7] = [
    RecordKind::Merchant,
    RecordKind::Licence,
    RecordKind::Penalty,
    RecordKind::Inspection,
    RecordKind::Rating,
    RecordKind::Complaint,
    RecordKind::Listing,
];

/// Plants them, and gives in how many fields.
pub(crate) fn plant_everywhere(app: &App) -> usize {
    KINDS.into_iter().map(|kind| plant(app, kind)).sum()
}

/// What a record of a kind needs, beside what is planted.
fn needed(kind: RecordKind) -> BTreeMap<&'static str, &'static str> {
    let own: &[(&str, &str)] = match kind {
        RecordKind::Merchant => &[
            ("name", "虚构市云梯商行(虚构)"),
            ("effective_on", "2020-01-01"),
            ("registered_on", "2020-01-01"),
            ("region", "449903"),
        ],
        RecordKind::Licence => &[
            ("document_number", "虚许〔2025〕1号"),
            ("organ", "虚构市市场局(虚构)"),
            ("decided_on", "2025-01-01"),
            ("state", "valid"),
        ],
        RecordKind::Penalty => &[
            ("document_number", "虚罚〔2026〕1号"),
            ("organ", "虚构市市场局(虚构)"),
            ("decided_on", "2026-10-01"),
            ("kinds", "罚款"),
            ("fine_wan_yuan", "20"),
        ],
        RecordKind::Inspection => &[
            ("source", "12315"),
            ("number", "1"),
            ("inspected_on", "2026-01-01"),
            ("result", "failed"),
        ],
        RecordKind::Rating => &[
            ("platform", "yunshi"),
            ("order", "1"),
            ("item", "1"),
            ("rated_on", "2026-09-01"),
            ("rater", "r-1"),
            ("stars", "1"),
            ("verified_purchase", "true"),
        ],
        RecordKind::Complaint => &[
            ("source", "12315"),
            ("number", "1"),
            ("class", "quality"),
            ("received_on", "2026-09-01"),
            ("outcome", "received"),
        ],
        RecordKind::Listing => &[
            ("list", "abnormal_operation"),
            ("document_number", "虚列〔2026〕1号"),
            ("ground", "虚构的列入依据"),
            ("organ", "虚构市市场局(虚构)"),
            ("entered_on", "2026-09-01"),
        ],
        _ => &[],
    };
    own.iter().copied().chain([("merchant", VICTIM)]).collect()
}

/// A draft of these values, where the intake takes them.
fn draft(
    app: &App,
    kind: RecordKind,
    values: &BTreeMap<&'static str, String>,
) -> Result<Draft, Vec<Fault>> {
    let value = |name: &str| values.get(name).map(|value| Cow::Borrowed(value.as_str()));
    let row = Row {
        number: 0,
        generation: Generation::Own,
        values: intake::fields(kind).iter().map(|field| value(field.name)).collect(),
    };
    let context = app.intake_context(&Jurisdiction::default(), KnownSince::Recorded);
    intake::read(kind, &row, &context).map(|accepted| accepted.draft)
}

fn plant(app: &App, kind: RecordKind) -> usize {
    let mut values: BTreeMap<&'static str, String> =
        needed(kind).into_iter().map(|(name, value)| (name, value.to_owned())).collect();
    draft(app, kind, &values).unwrap_or_else(|faults| panic!("a {}: {faults:?}", kind.name()));
    let mut n = 0;
    for field in intake::fields(kind) {
        let kept = values.get(field.name).cloned();
        // A name must not hold what stands for something left out.
        let hostile = [HOSTILE.to_owned(), HOSTILE.replace(['/', '*'], "")];
        let is_planted = hostile.into_iter().any(|text| {
            values.insert(field.name, format!("{}{text}", field.name));
            draft(app, kind, &values).is_ok()
        });
        match (is_planted, kept) {
            (true, _) => n += 1,
            (false, Some(kept)) => drop(values.insert(field.name, kept)),
            (false, None) => drop(values.remove(field.name)),
        }
    }
    let submitter = Submitter { key: "hostile".to_owned(), organ: None };
    let draft = draft(app, kind, &values).unwrap();
    let receipts = app.submit(&[draft], &submitter, "hostile").unwrap();
    let [Receipt::Accepted { id, .. }] = receipts.as_slice() else { panic!("{receipts:?}") };
    if kind == RecordKind::Penalty {
        app.state(*id, HOSTILE, &submitter).unwrap();
        n += 1;
    }
    n
}

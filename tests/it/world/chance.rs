//! Records by chance, for laws that must hold whatever the records are.

use merchant_credit::domain::record::kind::RecordKind;
use proptest::prelude::*;

use super::{Submission, World};

/// Kinds that chance hands in.
const KINDS: [RecordKind; 6] = [
    RecordKind::Penalty,
    RecordKind::Inspection,
    RecordKind::Rating,
    RecordKind::Complaint,
    RecordKind::Licence,
    RecordKind::Merchant,
];
const SEVERITIES: [&str; 3] = ["minor", "general", "serious"];
const ORGANS: [&str; 2] = ["虚构市城管局(虚构)", "虚构市市场监督管理局(虚构)"];
const STATUSES: [&str; 4] = ["active", "dormant", "revoked", "deregistered"];
const RESULTS: [&str; 3] = ["passed", "conditional", "failed"];
const CLASSES: [&str; 4] = ["safety", "delivery", "privacy", "other"];
const OUTCOMES: [&str; 4] = ["settled", "failed", "withdrawn", "turned_into_case"];
/// Days before today that chance reaches back.
const AGE_DAYS_MAX: i32 = 1500;

/// How many cases a law is tried on; `PROPTEST_CASES` asks for another number.
pub(crate) fn cases(n: u32) -> ProptestConfig {
    let mut config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = n;
    }
    config
}

/// One record, as chance made it.
#[derive(Clone, Debug)]
pub(crate) struct Chance {
    /// What kind of record.
    pub(crate) kind: RecordKind,
    /// Tells it from others of its kind: its natural key.
    pub(crate) number: u32,
    /// How many days before today it happened.
    pub(crate) age: i32,
    /// Everything else.
    pub(crate) level: usize,
}

/// Records with a natural key each.
pub(crate) fn records(n: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Chance>> {
    prop::collection::vec((0..KINDS.len(), 0..AGE_DAYS_MAX, 0_usize..60), n).prop_map(|parts| {
        let one = |(number, (kind, age, level)): (usize, (usize, i32, usize))| {
            let number = u32::try_from(number).unwrap();
            Chance { kind: KINDS[kind], number, age, level }
        };
        parts.into_iter().enumerate().map(one).collect()
    })
}

impl Chance {
    /// The record as a submission about a merchant.
    pub(crate) fn about<'w>(&self, world: &'w World, id: &str) -> Submission<'w> {
        let (party, level) = (world.of(id), self.level);
        let on = world.today().plus(-self.age);
        let key = format!("c{}", self.number);
        let text = on.to_string();
        match self.kind {
            RecordKind::Penalty => party
                .penalty(&text)
                .numbered(&format!("虚罚〔2025〕第{key}号"))
                .set("organ", ORGANS[level / 3 % 2])
                .graded(SEVERITIES[level % 3])
                .fined(&(level * level).max(1).to_string()),
            RecordKind::Inspection => party
                .inspection(&text)
                .set("number", &key)
                .set("result", RESULTS[level % 3])
                .set("n_critical", &(level / 40).to_string())
                .set("n_serious", &(level % 4).to_string()),
            RecordKind::Rating => {
                rating(party.rating(&text).of_order(&key).set("rater", &key), level)
            }
            RecordKind::Complaint => {
                let complaint = party.complaint(&text).set("number", &key);
                let complaint = complaint.set("class", CLASSES[level % 4]);
                let closed_on = on.plus(i32::try_from(level).unwrap());
                if closed_on > world.today() {
                    return complaint;
                }
                complaint.ended(OUTCOMES[level / 4 % 4], &closed_on.to_string())
            }
            RecordKind::Licence => party
                .licence(&text)
                .numbered(&format!("虚许〔2025〕第{key}号"))
                .set("valid_until", &on.plus(20 * (1 + self.age / 10)).to_string())
                .set("state", if level % 9 == 0 { "void" } else { "valid" }),
            // Two versions of one day are one record: the number keeps the days apart.
            _ => {
                let from = on.plus(-AGE_DAYS_MAX * i32::try_from(self.number % 3).unwrap());
                let version = party.merchant(&from.to_string()).set("registered_on", "2015-01-01");
                version.set("status", STATUSES[level % 4]).set("industry", &key)
            }
        }
    }
}

fn rating(rating: Submission<'_>, level: usize) -> Submission<'_> {
    let stars = u8::try_from(level % 5 + 1).unwrap();
    let rating = match level / 5 % 4 {
        0 => rating.set("verified_purchase", "false"),
        1 => rating.set("incentivised", "true"),
        _ => rating,
    };
    if level < 45 {
        return rating.stars(stars);
    }
    let stars = stars.to_string();
    rating
        .set("description_match", &stars)
        .set("service_attitude", "3")
        .set("logistics_service", "5")
}

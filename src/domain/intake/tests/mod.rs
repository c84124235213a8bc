//! Tests of validation, one table per subject; the words they are written in.

mod decisions;
mod envelope;
mod forms;
mod licence;
mod market;
mod merchant;
mod penalty;
mod privacy;

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::*;
use crate::domain::day::Day;
use crate::domain::record::envelope::Jurisdiction;

/// An enterprise, a 个体工商户 and an organ (codes of `domain.md` section 2).
pub(super) const ENTERPRISE: &str = "91440800MA4ABCD09F";
pub(super) const INDIVIDUAL: &str = "92440803MA5WXYQ11G";
pub(super) const ORGAN: &str = "11440800007079129N";

/// An ID number of GB 11643-1999, a mobile number and a card.
pub(super) const ID_NUMBER: &str = "11010519491231002X";
pub(super) const MOBILE: &str = "13800138000";

pub(super) fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// A row while a test says what is in it, on 2026-11-21.
#[derive(Clone)]
pub(super) struct Given {
    kind: RecordKind,
    generation: Generation,
    values: BTreeMap<&'static str, String>,
    context: Context,
}

/// A row of a kind that is right.
pub(super) fn given(kind: RecordKind) -> Given {
    let values: &[(&'static str, &str)] = match kind {
        RecordKind::Merchant => &[
            ("merchant", ENTERPRISE),
            ("name", "湛江样例贸易有限公司"),
            ("registered_on", "2020-01-02"),
        ],
        RecordKind::Licence => &[
            ("merchant", ENTERPRISE),
            ("document_number", "湛食药许〔2025〕1号"),
            ("decided_on", "2025-03-01"),
            ("organ", "湛江市市场监督管理局"),
        ],
        RecordKind::Penalty => &[
            ("merchant", ENTERPRISE),
            ("document_number", "湛市监罚〔2026〕12号"),
            ("kinds", "警告"),
            ("decided_on", "2026-03-01"),
            ("organ", "湛江市市场监督管理局"),
        ],
        RecordKind::Inspection => &[
            ("merchant", ENTERPRISE),
            ("source", "湛江市市场监督管理局"),
            ("number", "2026-1"),
            ("inspected_on", "2026-05-01"),
            ("result", "passed"),
        ],
        RecordKind::Rating => &[
            ("merchant", ENTERPRISE),
            ("platform", "haimen"),
            ("order", "1001"),
            ("item", "1"),
            ("rated_on", "2026-06-01"),
            ("rater", "r1"),
            ("stars", "4"),
        ],
        RecordKind::Complaint => &[
            ("merchant", ENTERPRISE),
            ("source", "12315"),
            ("number", "2026-77"),
            ("class", "quality"),
            ("received_on", "2026-06-01"),
            ("outcome", "received"),
        ],
        RecordKind::Withdrawal => &[
            ("merchant", ENTERPRISE),
            ("target", "penalty-42"),
            ("decided_on", "2026-06-01"),
            ("ground", "revoked"),
            ("reason", "复议决定撤销"),
        ],
        RecordKind::Repair => &[
            ("merchant", ENTERPRISE),
            ("target", "penalty-42"),
            ("decided_on", "2026-06-01"),
            ("organ", "湛江市市场监督管理局"),
        ],
        RecordKind::Merge => &[
            ("merchant", ENTERPRISE),
            ("from", "taobao:12345"),
            ("effective_on", "2026-06-01"),
            ("reason", "同一主体"),
        ],
        RecordKind::Erasure => &[
            ("merchant", ENTERPRISE),
            ("target", "rating-7"),
            ("decided_on", "2026-06-01"),
            ("reason", "个人申请删除"),
        ],
        RecordKind::Publication => {
            &[("merchant", ENTERPRISE), ("target", "penalty-7"), ("published_on", "2026-06-01")]
        }
        RecordKind::Listing => &[
            ("merchant", ENTERPRISE),
            ("list", "serious_violation"),
            ("document_number", "样列〔2026〕1号"),
            ("ground", "虚构的列入依据"),
            ("organ", "样例市市场监督管理局"),
            ("entered_on", "2026-06-01"),
        ],
        RecordKind::RepairApplication => {
            &[("merchant", ENTERPRISE), ("target", "penalty-7"), ("applied_on", "2026-06-01")]
        }
        RecordKind::Objection => {
            &[("merchant", ENTERPRISE), ("raised_on", "2026-06-01"), ("ground", "wrong_content")]
        }
        RecordKind::Statement => &[
            ("merchant", ENTERPRISE),
            ("target", "penalty-7"),
            ("stated_on", "2026-06-01"),
            ("text", "罚款已缴"),
        ],
        RecordKind::Notice => &[
            ("merchant", ENTERPRISE),
            ("noticed_on", "2026-06-01"),
            ("answer_until", "2026-06-04"),
            ("target", "penalty-7"),
        ],
        RecordKind::Finding => &[
            ("merchant", ENTERPRISE),
            ("target", "rating-7"),
            ("decided_on", "2026-06-01"),
            ("verdict", "fake"),
            ("organ", "示例市市场监督管理局"),
            ("reason", "同一批账号, 平台已核实"),
        ],
        RecordKind::Transaction => &[
            ("merchant", ENTERPRISE),
            ("platform", "haimen"),
            ("order", "1001"),
            ("placed_on", "2026-06-01"),
        ],
    };
    Given {
        kind,
        generation: Generation::Own,
        values: values.iter().map(|(name, value)| (*name, (*value).to_owned())).collect(),
        context: Context {
            today: day("2026-11-21"),
            jurisdiction: Jurisdiction::default(),
            known_since: KnownSince::Recorded,
            hash_key: HashKey::new(b"a key for tests"),
        },
    }
}

impl Given {
    pub(super) fn with(mut self, name: &'static str, value: &str) -> Self {
        assert!(fields(self.kind).iter().any(|field| field.name == name), "{name}");
        self.values.insert(name, value.to_owned());
        self
    }

    pub(super) fn without(mut self, name: &str) -> Self {
        self.values.remove(name);
        self
    }

    pub(super) fn written_in(mut self, generation: Generation) -> Self {
        self.generation = generation;
        self
    }

    pub(super) fn in_chicago(mut self) -> Self {
        self.context.jurisdiction = Jurisdiction(Jurisdiction::US_IL_CHICAGO.to_owned());
        self
    }

    pub(super) fn of_history(mut self) -> Self {
        self.context.known_since = KnownSince::Effective;
        self
    }

    pub(super) fn read(&self) -> Result<Accepted, Vec<Fault>> {
        let value = |field: &Field| self.values.get(field.name);
        let row = Row {
            number: 7,
            generation: self.generation,
            values: fields(self.kind)
                .iter()
                .map(|field| value(field).map(|value| Cow::Borrowed(value.as_str())))
                .collect(),
        };
        read(self.kind, &row, &self.context)
    }

    pub(super) fn accepted(&self) -> Accepted {
        self.read().unwrap_or_else(|faults| panic!("refused: {faults:?}"))
    }

    pub(super) fn draft(&self) -> Draft {
        self.accepted().draft
    }

    /// The faults, each as `field rule`.
    pub(super) fn faults(&self) -> Vec<String> {
        self.read()
            .err()
            .unwrap_or_default()
            .iter()
            .map(|fault| format!("{} {}", fault.field, fault.rule.code()))
            .collect()
    }

    /// The warnings, each as `field rule`.
    pub(super) fn warnings(&self) -> Vec<String> {
        self.accepted()
            .warnings
            .iter()
            .map(|warning| format!("{} {}", warning.field, warning.rule.code()))
            .collect()
    }
}

#[test]
fn the_least_row_of_every_kind_is_accepted() {
    for kind in RecordKind::ALL {
        let draft = given(kind).draft();
        assert_eq!(draft.detail.kind(), kind);
        assert_eq!(draft.subject.to_string(), ENTERPRISE);
        assert_eq!(draft.source_row, 7);
        let from_detail = draft.detail.effective_on();
        assert!(from_detail.is_none_or(|on| on == draft.effective_on));
    }
}

#[test]
fn every_field_that_must_be_there_is_missed() {
    for kind in RecordKind::ALL {
        for field in fields(kind).iter().filter(|field| field.need == Need::Always) {
            let faults = given(kind).without(field.name).faults();
            let expect = format!("{} required", field.name);
            assert!(faults.contains(&expect), "{kind:?} {faults:?}");
        }
    }
}

#[test]
fn all_faults_of_a_row_are_told_at_once() {
    let row =
        given(RecordKind::Rating).with("stars", "6").with("rated_on", "yesterday").without("rater");
    assert_eq!(row.faults(), ["rated_on day", "rater required", "stars stars"]);
}

#[test]
fn a_fault_names_field_value_rule_and_remedy() {
    let faults = given(RecordKind::Rating).with("stars", "6").read().unwrap_err();
    assert_eq!(
        faults[0].to_string(),
        "stars '6' is not a whole number of stars from 1 to 5 (stars)"
    );
}

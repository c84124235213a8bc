//! Entries read into used memory against those that serde reads.

use proptest::prelude::*;

use super::*;
use crate::domain::publication::{PenaltyKinds, Severity};
use crate::domain::record::decision::WithdrawalFact;
use crate::domain::record::envelope::Jurisdiction;

fn fact() -> impl Strategy<Value = Fact> {
    let text = || prop::option::of("[a-z商户]{0,9}");
    let day = || prop::option::of((0_i32..30_000).prop_map(Day::from_number));
    let origins = prop::collection::vec(any::<u32>().prop_map(Pseudonym), 0..3);
    let status = prop::sample::select(&MerchantStatus::ALL);
    let profile = (text(), text(), text(), day(), status, origins).prop_map(
        |(region, industry, risk_class, registered_on, status, origins)| {
            Fact::Profile(Box::new(Profile {
                status,
                category: None,
                registered_on,
                region,
                industry,
                origins,
                risk_class,
            }))
        },
    );
    let withdrawal = any::<u32>()
        .prop_map(|seq| Fact::Withdrawal(WithdrawalFact { target: Seq(u64::from(seq)) }));
    let number = any::<u32>();
    let days = || (0_i32..30_000).prop_map(Day::from_number);
    let licence = (prop::sample::select(&LicenceState::ALL), days(), day());
    let licence = licence.prop_map(|(state, valid_from, valid_until)| {
        Fact::Licence(LicenceFact { valid_from, valid_until, state })
    });
    let severity = prop::option::of(prop::sample::select(&Severity::ALL));
    let penalty = (severity, number, number, any::<bool>(), days(), [day(), day(), day()]);
    let penalty = penalty.prop_map(|(severity, fine, confiscated, is_simple, decided_on, days)| {
        let [valid_until, display_until, act_ended_on] = days;
        Fact::Penalty(PenaltyFact {
            kinds: PenaltyKinds::NONE,
            fine_fen: Fen::new(i64::from(fine)),
            confiscated_fen: Fen::new(i64::from(confiscated)),
            simple_procedure: is_simple,
            severity,
            decided_on,
            valid_until,
            display_until,
            act_ended_on,
        })
    });
    let inspection = (prop::sample::select(&InspectionResult::ALL), [number, number, number]);
    let inspection = inspection.prop_map(|(result, [n_critical, n_serious, n_minor])| {
        Fact::Inspection(InspectionFact { result, n_critical, n_serious, n_minor })
    });
    let words = (
        prop::sample::select(&ComplaintClass::ALL),
        prop::sample::select(&ComplaintOutcome::ALL),
        prop::option::of(any::<u32>().prop_map(Pseudonym)),
    );
    let complaint = (words, [day(), day(), day()]);
    let complaint = complaint.prop_map(|((class, outcome, complainant), days)| {
        let ((class, ..), (outcome, ..)) = (class, outcome);
        let [accepted_on, answered_on, closed_on] = days;
        Fact::Complaint(ComplaintFact {
            class,
            outcome,
            accepted_on,
            answered_on,
            closed_on,
            complainant,
        })
    });
    prop_oneof![
        3 => profile,
        3 => prop_oneof![licence, penalty, inspection, complaint],
        1 => withdrawal,
        1 => any::<u32>().prop_map(|seq| Fact::Erasure(Seq(seq.into())))
    ]
}

fn entry() -> impl Strategy<Value = Entry> {
    let organ = prop::option::of(("[局市]{0,9}", "[0-9A-Z]{0,18}"))
        .prop_map(|organ| organ.map(|(name, code)| Box::new(Organ { name, code })));
    let days = (0_i32..30_000, 0_i32..30_000, prop::option::of(0_i32..30_000));
    (any::<[u32; 2]>(), days, organ, any::<[bool; 3]>(), fact()).prop_map(
        |([seq, document], days, organ, [a, b, c], fact)| Entry {
            seq: Seq(u64::from(seq)),
            version_of: a.then_some(Seq(7)),
            effective_on: Day::from_number(days.0),
            known_since: Day::from_number(days.1),
            published_on: days.2.map(Day::from_number),
            jurisdiction: JurisdictionCode::of(&Jurisdiction::default()),
            organ,
            awaits_publication: b,
            document: c.then_some(i64::from(document) - 9),
            fact,
        },
    )
}

/// Serde writes a value as its place in the list, and knows no value after the last.
#[track_caller]
fn check_places<T: serde::de::DeserializeOwned + PartialEq + std::fmt::Debug>(all: &[T]) {
    for (place, value) in (0_u8..).zip(all) {
        assert_eq!(&postcard::from_bytes::<T>(&[place]).unwrap(), value);
    }
    let after = u8::try_from(all.len()).unwrap();
    assert!(postcard::from_bytes::<T>(&[after]).is_err(), "a value is not in the list");
}

#[test]
fn lists_of_values_are_whole_and_in_the_order_of_their_declaration() {
    check_places(&MerchantStatus::ALL);
    check_places(&LicenceState::ALL);
    check_places(&InspectionResult::ALL);
    check_places(&ComplaintClass::ALL.map(|(class, ..)| class));
    check_places(&ComplaintOutcome::ALL.map(|(outcome, ..)| outcome));
}

proptest! {
    #[test]
    fn entries_are_read_as_serde_reads_them_whatever_was_there(
        first in prop::collection::vec(entry(), 0..6),
        second in prop::collection::vec(entry(), 0..6),
    ) {
        let (mut entries, mut spare) = (Vec::new(), Spare::default());
        for wanted in [first.clone(), second, first] {
            let bytes: Vec<u8> =
                wanted.iter().flat_map(|entry| postcard::to_stdvec(entry).unwrap()).collect();
            let bytes = [bytes.as_slice(), &[1, 2, 3]].concat();
            let rest = read_into(&bytes, wanted.len(), &mut entries, &mut spare).unwrap();
            prop_assert_eq!(rest, &[1, 2, 3]);
            prop_assert_eq!(&entries, &wanted);
        }
    }

    #[test]
    fn damaged_entries_are_told_and_never_panic(
        there in prop::collection::vec(entry(), 0..4),
        bytes in prop::collection::vec(any::<u8>(), 0..80),
    ) {
        let mut entries = there;
        let _ = read_into(&bytes, 3, &mut entries, &mut Spare::default());
    }
}

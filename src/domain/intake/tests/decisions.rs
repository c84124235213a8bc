//! Withdrawals, repairs, merges, erasures.

use super::*;
use crate::domain::record::Detail;
use crate::domain::record::decision::WithdrawalGround;
use crate::domain::record::envelope::Seq;

#[test]
fn decisions_name_their_record() {
    let Detail::Withdrawal(withdrawal) = given(RecordKind::Withdrawal).draft().detail else {
        panic!("a withdrawal");
    };
    assert_eq!(withdrawal.target, Seq(42));
    assert_eq!(withdrawal.ground, WithdrawalGround::Revoked);
    assert_eq!(withdrawal.reason, "复议决定撤销");
    let Detail::Repair(repair) = given(RecordKind::Repair).draft().detail else {
        panic!("a repair");
    };
    assert_eq!((repair.target, repair.decided_on), (Seq(42), day("2026-06-01")));
    let Detail::Erasure(erasure) = given(RecordKind::Erasure).draft().detail else {
        panic!("an erasure");
    };
    assert_eq!(erasure.target, Seq(7));
}

#[test]
fn two_identities_are_merged_not_one_with_itself() {
    let Detail::Merge(merge) = given(RecordKind::Merge).draft().detail else {
        panic!("a merge");
    };
    assert_eq!(merge.from.to_string(), "taobao:12345");
    let row = given(RecordKind::Merge).with("from", "91440800ma4abcd09f");
    assert_eq!(row.faults(), ["from same_identity"]);
}

//! The envelope: jurisdiction, since when known, when published, corrections.

use super::*;
use crate::domain::record::envelope::Corrects;

#[test]
fn a_record_says_whose_rules_apply_or_takes_those_of_the_load() {
    let row = given(RecordKind::Rating);
    assert_eq!(row.draft().jurisdiction.0, "cn");
    assert_eq!(row.clone().in_chicago().draft().jurisdiction.0, "us-il-chicago");
    assert_eq!(
        row.clone().with("jurisdiction", "us-il-chicago").draft().jurisdiction.0,
        "us-il-chicago"
    );
    assert_eq!(row.with("jurisdiction", "fr").faults(), ["jurisdiction jurisdiction"]);
}

#[test]
fn since_when_a_record_counts_as_known() {
    let row = given(RecordKind::Rating);
    assert_eq!(row.draft().known_since, None);
    assert_eq!(row.clone().of_history().draft().known_since, Some(day("2026-06-01")));
    let said = row.with("known_since", "2026-06-05");
    assert_eq!(said.draft().known_since, Some(day("2026-06-05")));
    assert_eq!(said.clone().of_history().draft().known_since, Some(day("2026-06-05")));
    assert_eq!(said.clone().with("known_since", "2026-05-31").faults(), ["known_since day_order"]);
    assert_eq!(said.with("known_since", "2026-11-22").faults(), ["known_since day_after_today"]);
}

#[test]
fn when_it_was_published() {
    let row = |value| given(RecordKind::Penalty).with("published_at", value);
    let at = row("2026-03-05T09:30:00+08:00").draft().published_at.unwrap();
    assert_eq!(at.to_string(), "2026-03-05T01:30:00Z");
    assert_eq!(row("2026-03-05").faults(), ["published_at instant"]);
    assert_eq!(row("2026-03-05T09:30:00").faults(), ["published_at instant"]);
    assert_eq!(row("2026-12-05T09:30:00+08:00").faults(), ["published_at day_after_today"]);
    assert_eq!(row("2026-02-05T09:30:00+08:00").faults(), ["published_at day_order"]);
    // On the day of the decision, morning in Zhanjiang is still the day before in UTC.
    assert_eq!(row("2026-03-01T06:00:00+08:00").faults(), [""; 0]);
}

#[test]
fn a_correction_says_so() {
    let row = given(RecordKind::Rating);
    assert_eq!(row.draft().corrects, Corrects::Nothing);
    assert_eq!(row.clone().with("corrects", "true").draft().corrects, Corrects::Earlier);
    assert_eq!(row.clone().with("corrects", "false").draft().corrects, Corrects::Nothing);
    assert_eq!(row.with("corrects", "penalty-3").faults(), ["corrects flag"]);
}

#[test]
fn the_envelope_ends_every_list_of_fields() {
    for kind in RecordKind::ALL {
        let fields = fields(kind);
        let envelope = &fields[fields.len() - super::super::envelope::FIELDS.len()..];
        assert_eq!(envelope, super::super::envelope::FIELDS, "{kind:?}");
    }
}

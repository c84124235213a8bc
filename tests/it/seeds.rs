//! The seed town reaches everything: each rule, state and code has a merchant that shows it. What it
//! cannot reach stands in a list with the reason.

use std::collections::{BTreeMap, BTreeSet};

use merchant_credit::app::score::{Outcome, ScoreAnswer, ScoreQuestion};
use merchant_credit::domain::day::Day;
use merchant_credit::domain::disclosure::Audience;
use merchant_credit::domain::intake::{self, Form, Generation};
use merchant_credit::domain::merchant::{AliasScheme, MerchantStatus, SubjectCategory};
use merchant_credit::domain::publication::{PenaltyKind, Severity};
use merchant_credit::domain::record::complaint::{ComplaintClass, ComplaintOutcome};
use merchant_credit::domain::record::envelope::Seq;
use merchant_credit::domain::record::inspection::InspectionResult;
use merchant_credit::domain::record::kind::RecordKind;
use merchant_credit::domain::record::licence::{Licence, LicenceState};
use merchant_credit::domain::record::rating::{Purchase, Stars};
use merchant_credit::domain::record::{Detail, penalty::Penalty};
use merchant_credit::domain::scorecard::Grade;
use merchant_credit::domain::sufficiency::Lacking;
use merchant_credit::files;

use crate::town;
use crate::world::day;

/// The day that the town speaks of.
const TODAY: &str = "2026-11-16";

/// What was found, by subject.
#[derive(Default)]
struct Reached(BTreeMap<&'static str, BTreeSet<String>>);

impl Reached {
    fn see(&mut self, subject: &'static str, what: impl Into<String>) {
        self.0.entry(subject).or_default().insert(what.into());
    }

    /// Fails when something of a subject was not found, or something was that is not in the list.
    #[track_caller]
    fn must_be(&self, subject: &'static str, expect: impl IntoIterator<Item = String>) {
        let found = self.0.get(subject).cloned().unwrap_or_default();
        let expect: BTreeSet<String> = expect.into_iter().collect();
        let missing: Vec<_> = expect.difference(&found).collect();
        let surplus: Vec<_> = found.difference(&expect).collect();
        assert!(missing.is_empty() && surplus.is_empty(), "{subject}: {missing:?} {surplus:?}");
    }
}

fn debug<T: std::fmt::Debug>(all: impl IntoIterator<Item = T>) -> Vec<String> {
    all.into_iter().map(|one| format!("{one:?}")).collect()
}

fn words<const N: usize>(all: [&str; N]) -> Vec<String> {
    all.map(str::to_owned).to_vec()
}

#[test]
fn every_kind_state_and_class_of_record_is_there() {
    let mut reached = Reached::default();
    for record in town::records(town::town(), Seq::MAX) {
        reached.see("record kinds", record.id().kind.name());
        match &record.detail {
            Detail::Penalty(penalty) => see_penalty(&mut reached, penalty),
            Detail::Licence(licence) => see_licence(&mut reached, licence),
            Detail::Inspection(inspection) => {
                let found = [inspection.n_critical, inspection.n_serious, inspection.n_minor];
                let graves = ["critical", "serious", "minor"].into_iter().zip(found);
                for (grave, _) in graves.filter(|(_, n)| *n > 0) {
                    reached.see("findings", grave);
                }
                reached.see("inspection results", inspection.result.name());
            }
            Detail::Complaint(complaint) => {
                reached.see("classes of complaints", complaint.class.name());
                reached.see("outcomes of complaints", complaint.outcome.name());
                reached.see("complaints handled", complaint.organ.is_some().to_string());
            }
            Detail::Rating(rating) => {
                let form = match rating.stars {
                    Stars::Overall(stars) => format!("{stars} stars"),
                    Stars::Dimensions { .. } => "three dimensions".to_owned(),
                };
                reached.see("ratings", form);
                let kind = match (rating.incentivised, rating.purchase) {
                    (true, _) => "rewarded",
                    (false, Purchase::Verified) => "verified",
                    (false, Purchase::Unverified) => "unverified",
                };
                reached.see("belief in ratings", kind);
                if rating.sequence > 0 {
                    reached.see("belief in ratings", "follow-up");
                }
            }
            Detail::Merchant(version) => {
                reached.see("registration status", version.status.name());
                reached.see("categories", format!("{:?}", version.category));
                for alias in &version.aliases {
                    reached.see("aliases", alias.scheme.name());
                }
                let shops = if version.shops.is_empty() { "no shop" } else { "a shop" };
                reached.see("shops", shops);
            }
            _ => {}
        }
    }
    // Kind 5 of the standard (暂扣或者吊销) is told apart by the words of the decision, and every
    // decision of the town says which of the two it is.
    let kinds = PenaltyKind::ALL.into_iter().filter(|k| *k != PenaltyKind::SuspendOrRevokeLicence);
    reached.must_be("penalty kinds", debug(kinds));
    let severities =
        [None, Some(Severity::Minor), Some(Severity::General), Some(Severity::Serious)];
    reached.must_be("severities given", debug(severities));
    let states =
        [LicenceState::Valid, LicenceState::Void, LicenceState::Disputed, LicenceState::Other];
    reached.must_be("licence states", debug(states));
    reached.must_be("licence terms", words(["ended", "long-term", "not begun", "running"]));
    let results =
        [InspectionResult::Passed, InspectionResult::Conditional, InspectionResult::Failed];
    reached.must_be("inspection results", results.map(|result| result.name().to_owned()));
    reached.must_be("findings", words(["critical", "serious", "minor"]));
    let classes = ComplaintClass::ALL.map(|(class, ..)| class.name().to_owned());
    reached.must_be("classes of complaints", classes);
    let outcomes = ComplaintOutcome::ALL.map(|(outcome, ..)| outcome.name().to_owned());
    reached.must_be("outcomes of complaints", outcomes);
    reached.must_be("complaints handled", words(["true", "false"]));
    let stars = ["1 stars", "2 stars", "3 stars", "4 stars", "5 stars", "three dimensions"];
    reached.must_be("ratings", words(stars));
    let belief = ["follow-up", "rewarded", "unverified", "verified"];
    reached.must_be("belief in ratings", words(belief));
    let statuses = [
        MerchantStatus::Active,
        MerchantStatus::Dormant,
        MerchantStatus::Revoked,
        MerchantStatus::Deregistered,
    ];
    reached.must_be("registration status", statuses.map(|status| status.name().to_owned()));
    let categories =
        [None, Some(SubjectCategory::Organisation), Some(SubjectCategory::IndividualBusiness)];
    reached.must_be("categories", debug(categories));
    reached.must_be("aliases", AliasScheme::ALL.map(|scheme| scheme.name().to_owned()));
    reached.must_be("shops", words(["a shop", "no shop"]));
}

fn see_penalty(reached: &mut Reached, penalty: &Penalty) {
    for kind in PenaltyKind::ALL.into_iter().filter(|kind| penalty.kinds.contains(*kind)) {
        reached.see("penalty kinds", format!("{kind:?}"));
    }
    reached.see("severities given", format!("{:?}", penalty.severity));
}

fn see_licence(reached: &mut Reached, licence: &Licence) {
    reached.see("licence states", format!("{:?}", licence.state));
    let today = day(TODAY);
    let term = match (licence.valid_from.unwrap_or(licence.decided_on), licence.valid_until) {
        (from, _) if from > today => "not begun",
        (_, None) => "long-term",
        (_, Some(until)) if until <= today => "ended",
        _ => "running",
    };
    reached.see("licence terms", term);
}

/// Kinds of record that the town's files do not hold: merges come about where a shop or former code
/// had records before its owner was known, and the town's merchants are loaded first.
/// Findings are what people make of ratings that are there.
const NOT_IN_FILES: [RecordKind; 2] = [RecordKind::Merge, RecordKind::Finding];

#[test]
fn every_kind_of_record_that_files_hold_is_there() {
    let records = town::records(town::town(), Seq::MAX);
    for kind in RecordKind::ALL {
        let is_there = records.iter().any(|record| record.id().kind == kind);
        assert_eq!(is_there, !NOT_IN_FILES.contains(&kind), "{}", kind.name());
    }
}

fn answers(as_of: Day) -> Vec<ScoreAnswer> {
    let app = town::town();
    let ask = |id| {
        let audience = Audience::Privileged;
        app.score(&ScoreQuestion { id, as_of: Some(as_of), known_at: None, model: None, audience })
    };
    town::merchants(app, Seq::MAX).into_iter().map(|row| ask(row.id).unwrap()).collect()
}

#[test]
fn every_grade_reason_and_lack_is_there_on_the_day_of_the_town() {
    let mut reached = Reached::default();
    let mut cards = BTreeSet::new();
    for answer in answers(day(TODAY)) {
        match &answer.outcome {
            Outcome::NotRated(lacking) => {
                for lacking in lacking {
                    reached.see("lacking", lacking.code());
                }
            }
            Outcome::Rated(score) => {
                reached.see("grades", score.grade.letters());
                for contribution in &score.contributions {
                    cards.insert(contribution.reason.code.clone());
                    if contribution.lost > 0 {
                        reached.see("reason codes", contribution.reason.code.as_str());
                    }
                }
            }
        }
    }
    reached.must_be("lacking", Lacking::ALL.map(|lacking| lacking.code().to_owned()));
    assert_eq!(cards.len(), 15, "the reason codes of the expert card");
    reached.must_be("reason codes", cards);
    let grades = reached.0.get("grades").cloned().unwrap_or_default();
    for grade in &Grade::ALL[..8] {
        assert!(grades.contains(grade.letters()), "nobody is {grade}: {grades:?}");
    }
}

#[test]
fn every_state_of_display_is_there() {
    let app = town::town();
    let today = day(TODAY);
    let law = app.law(app.settings().clock.now()).unwrap();
    let mut reached = Reached::default();
    for record in town::records(app, Seq::MAX) {
        let Detail::Penalty(penalty) = &record.detail else { continue };
        let organ = merchant_credit::domain::record::organ::Organ::new(
            &penalty.organ,
            penalty.organ_code.as_ref(),
        );
        let authority = organ.authority(&record.jurisdiction.0, "");
        let published_on =
            record.published_at.map(|at| Day::from(app.settings().zone.to_datetime(at).date()));
        let (severity, display) =
            law.yardstick.display_of(&penalty.fact(), published_on, authority, today);
        reached.see("severities", format!("{severity:?}"));
        let state = match display.latest_end {
            _ if !display.shown => "never published",
            Some(end) if end <= today => "ended",
            _ if today < display.earliest_end => "within the minimum",
            _ => "repair can end it",
        };
        reached.see("display", state);
        if penalty.display_until.is_some() && penalty.display_until == display.latest_end {
            reached.see("display", "ended by its organ");
        }
        if display.rule_id.starts_with("display.samr") {
            reached.see("display", "under the rules of market regulators");
        }
    }
    reached.must_be("severities", debug([Severity::Minor, Severity::General, Severity::Serious]));
    let states = [
        "never published",
        "ended",
        "within the minimum",
        "repair can end it",
        "ended by its organ",
        "under the rules of market regulators",
    ];
    reached.must_be("display", words(states));
}

/// Fields without a value anywhere in the town, with the reason.
fn is_left_out(kind: RecordKind, field: &str) -> Option<&'static str> {
    let is_decision = matches!(kind, RecordKind::Licence | RecordKind::Penalty);
    match field {
        "publish" => Some("what files hold was handed in for publication"),
        "risk_class" => Some("no organ of the town holds its merchants in classes of risk"),
        "jurisdiction" => Some("the town lies in cn, which is the default"),
        "known_since" => Some("the first run asserts it for all rows"),
        "published_at" if !is_decision => Some("only licences and penalties have the clock"),
        "corrects" if kind != RecordKind::Penalty => Some("penalties show corrections"),
        "organisation_code" | "tax_number" if is_decision => {
            Some("decisions without a credit code name the registration number")
        }
        "legal_representative_id_number" | "person_id_number" => {
            Some("numbers of persons are better left out; free text shows what becomes of them")
        }
        "kinds_2" | "remarks" if kind == RecordKind::Penalty => {
            Some("the town's portals write all kinds in one column, and no remarks")
        }
        "origins" | "origin" => Some("the town's platforms tell no devices and addresses"),
        _ if kind == RecordKind::Finding => Some("people look into ratings that are there"),
        _ => None,
    }
}

#[test]
fn every_field_choice_and_form_of_file_is_used() {
    let mut filled: BTreeSet<(RecordKind, &str)> = BTreeSet::new();
    let mut generations = BTreeSet::new();
    let mut masked = intake::MaskCounts::default();
    let app = town::town();
    let context = app.intake_context(&Default::default(), intake::KnownSince::Effective);
    for entry in std::fs::read_dir(town::seeds()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let stem = name.split(['.', '-']).next().unwrap();
        let Some(kind) = RecordKind::ALL.into_iter().find(|kind| kind.plural() == stem) else {
            continue;
        };
        let mut rows = files::open(&path, kind).unwrap();
        while let Some(row) = rows.next_row() {
            let row = row.unwrap();
            generations.insert(format!("{:?}", row.generation));
            for (field, value) in intake::fields(kind).iter().zip(&row.values) {
                if value.as_deref().is_some_and(|value| !value.is_empty()) {
                    filled.insert((kind, field.name));
                }
            }
            masked += intake::read(kind, &row, &context).unwrap().masked;
        }
    }
    let expect = [Generation::Own, Generation::Standard2016, Generation::Standard2018]
        .map(|g| format!("{g:?}"));
    assert!(expect.iter().all(|generation| generations.contains(generation)), "{generations:?}");
    assert!(masked.id_numbers > 0 && masked.mobile_numbers > 0 && masked.home_addresses > 0);
    assert!(masked.names > 0, "{masked:?}");
    let kinds = RecordKind::ALL.into_iter().filter(|kind| kind.can_be_withdrawn());
    let empty: Vec<(RecordKind, &str)> = kinds
        .flat_map(|kind| intake::fields(kind).iter().map(move |field| (kind, field)))
        .filter(|(_, field)| field.form != Form::Ignored)
        .map(|(kind, field)| (kind, field.name))
        .filter(|field| !filled.contains(field))
        .collect();
    let unexplained: Vec<_> =
        empty.iter().filter(|(kind, field)| is_left_out(*kind, field).is_none()).collect();
    assert!(unexplained.is_empty(), "{unexplained:?}");
}

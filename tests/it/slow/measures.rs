//! What the scorecard measures, computed from the records themselves by the sentences of
//! `docs/score.md`.

use jiff::Span;
use jiff::tz::TimeZone;
use merchant_credit::app::score::NamedValue;
use merchant_credit::domain::day::Day;
use merchant_credit::domain::publication::list::ListKind;
use merchant_credit::domain::publication::row::Authority;
use merchant_credit::domain::publication::{PenaltyTerms, Rules, Severity, StartDates};
use merchant_credit::domain::record::Detail;
use merchant_credit::domain::record::complaint::{Complaint, ComplaintClass, ComplaintOutcome};
use merchant_credit::domain::record::envelope::Record;
use merchant_credit::domain::record::inspection::{Inspection, InspectionResult};
use merchant_credit::domain::record::licence::{Licence, LicenceState};
use merchant_credit::domain::record::listing::Listing;
use merchant_credit::domain::record::merchant::MerchantVersion;
use merchant_credit::domain::record::penalty::Penalty;
use merchant_credit::domain::record::rating::{Purchase, Rating, Stars};

use super::ledger::Ledger;

/// Whether there is enough to rate a merchant.
pub(super) fn is_ratable(ledger: &Ledger<'_>, rules: &Rules) -> bool {
    let licences = licences(ledger);
    if version(ledger).is_none() && licences.is_empty() {
        return false;
    }
    let is_inspected =
        inspections(ledger).iter().any(|one| ledger.days_since(one.inspected_on) < 1095);
    let is_licensed = licences.iter().any(|licence| {
        let from = licence.valid_from.unwrap_or(licence.decided_on);
        let end = licence.valid_until.unwrap_or(ledger.as_of).min(ledger.as_of);
        end.number() - from.number() >= 365
    });
    let is_adverse = !penalties(ledger, rules).is_empty()
        || complaints(ledger).iter().any(|one| is_upheld(one, ledger.as_of))
        || adverse_entries(ledger).next().is_some();
    is_inspected || is_licensed || is_adverse || believed_in_a_year(ledger) >= 5.0
}

/// The value of a feature.
pub(super) fn of(feature: &str, ledger: &Ledger<'_>, rules: &Rules) -> NamedValue {
    let number = |n: f64| NamedValue::Number(n);
    let count = |n: usize| NamedValue::Number(n as f64);
    let penalties = penalties(ledger, rules);
    match feature {
        "n_penalties_serious" => {
            count(penalties.iter().filter(|(_, grade)| *grade == Severity::Serious).count())
        }
        "n_penalties_general_or_serious" => {
            count(penalties.iter().filter(|(_, grade)| *grade != Severity::Minor).count())
        }
        "n_penalties" => count(penalties.len()),
        "fines_yuan" => {
            let fen = |penalty: &Penalty| {
                penalty.fine_fen.unwrap_or_default().number()
                    + penalty.confiscated_fen.unwrap_or_default().number()
            };
            number(penalties.iter().map(|(penalty, _)| fen(penalty)).sum::<i64>() as f64 / 100.0)
        }
        "inspections_adverse_decayed_365" => {
            let adverse = inspections(ledger).into_iter().filter(|one| is_adverse(one));
            number(halved(ledger, 365, adverse.map(|one| one.inspected_on)))
        }
        "inspections_with_serious_findings_decayed_365" => {
            let serious = inspections(ledger).into_iter().filter(|one| one.n_serious > 0);
            number(halved(ledger, 365, serious.map(|one| one.inspected_on)))
        }
        "inspections_adverse_share_1095" => {
            let mut recent = inspections(ledger);
            recent.retain(|one| ledger.days_since(one.inspected_on) < 1095);
            let n_adverse = recent.iter().filter(|one| is_adverse(one)).count();
            match recent.len() {
                0 => NamedValue::Missing,
                n => number(n_adverse as f64 / (n + 1) as f64),
            }
        }
        "complaints_decayed_365" | "complaints_grave_decayed_365" => {
            let mut upheld = complaints(ledger);
            upheld.retain(|one| is_upheld(one, ledger.as_of));
            if feature == "complaints_grave_decayed_365" {
                upheld.retain(|one| is_grave(one.class));
            }
            number(halved(ledger, 365, upheld.into_iter().map(|one| one.received_on)))
        }
        "n_complaints_unsettled_365" => {
            let mut unsettled = complaints(ledger);
            unsettled.retain(|one| {
                use ComplaintOutcome::{Failed, TurnedIntoCase};
                matches!(outcome(one, ledger.as_of), Failed | TurnedIntoCase)
                    && ledger.days_since(one.received_on) < 365
            });
            count(unsettled.len())
        }
        _ => of_standing(feature, ledger),
    }
}

fn of_standing(feature: &str, ledger: &Ledger<'_>) -> NamedValue {
    match feature {
        "registration_status" => version(ledger).map_or(NamedValue::Missing, |(_, version)| {
            NamedValue::Category(version.status.name().to_owned())
        }),
        "age_years" => {
            let registered = version(ledger).and_then(|(_, version)| version.registered_on);
            let described = ledger.records.iter().filter_map(|record| match record.detail {
                Detail::Merchant(_) | Detail::Licence(_) => Some(record.effective_on),
                _ => None,
            });
            let first = described.chain(registered).filter(|day| *day <= ledger.as_of).min();
            first.map_or(NamedValue::Missing, |first| {
                NamedValue::Number(f64::from(ledger.days_since(first)) / 365.25)
            })
        }
        "days_without_licence" => days_without_licence(ledger),
        "rating_mean_stars" => {
            let ratings = ratings(ledger);
            if ratings.is_empty() {
                return NamedValue::Missing;
            }
            // Five ratings of four stars are assumed; each believed rating halves in 180 days.
            let weight = |one: &&Rating| {
                i128::from(belief(one)) * i128::from(half(ledger.days_since(one.rated_on), 180))
            };
            let weights: i128 = ratings.iter().map(weight).sum();
            let stars: i128 = ratings.iter().map(|one| weight(one) * milli_stars(one.stars)).sum();
            let (weights, stars) = (weights as f64 / 65_536e3, stars as f64 / 65_536e6);
            NamedValue::Number((5.0 * 4.0 + stars) / (5.0 + weights))
        }
        "ratings_low_share_365" => {
            let mut recent = ratings(ledger);
            recent.retain(|one| ledger.days_since(one.rated_on) < 365);
            let n_low = recent.iter().filter(|one| milli_stars(one.stars) < 2500).count();
            match recent.len() {
                0 => NamedValue::Missing,
                n => NamedValue::Number(n_low as f64 / (n + 1) as f64),
            }
        }
        other => panic!("the slow way does not know the feature '{other}'"),
    }
}

fn days_without_licence(ledger: &Ledger<'_>) -> NamedValue {
    let licences = licences(ledger);
    let from = |licence: &Licence| licence.valid_from.unwrap_or(licence.decided_on);
    let has_ended =
        |licence: &Licence| licence.valid_until.is_some_and(|until| until <= ledger.as_of);
    let is_in_force = |licence: &&&Licence| {
        licence.state != LicenceState::Void && from(licence) <= ledger.as_of && !has_ended(licence)
    };
    if licences.iter().any(|licence| is_in_force(&licence)) {
        return NamedValue::Number(0.0);
    }
    let end = |licence: &&Licence| match licence.valid_until {
        Some(until) if has_ended(licence) => until,
        _ => from(licence),
    };
    licences.iter().map(end).max().map_or(NamedValue::Missing, |last| {
        NamedValue::Number(f64::from(ledger.days_since(last).max(0) + 1))
    })
}

/// Half after a number of days, in 65536ths; nothing before its day nor after ten years.
fn half(age: i32, half_life: i32) -> i64 {
    if !(0..=3653).contains(&age) {
        return 0;
    }
    (65536.0 * 0.5_f64.powf(f64::from(age) / f64::from(half_life))).round() as i64
}

fn halved(ledger: &Ledger<'_>, half_life: i32, days: impl Iterator<Item = Day>) -> f64 {
    days.map(|day| half(ledger.days_since(day), half_life)).sum::<i64>() as f64 / 65536.0
}

fn version<'a>(ledger: &Ledger<'a>) -> Option<(&'a Record, &'a MerchantVersion)> {
    let versions = ledger.records.iter().filter_map(|record| match &record.detail {
        Detail::Merchant(version) => Some((*record, version)),
        _ => None,
    });
    versions.max_by_key(|(record, _)| (record.effective_on, record.seq))
}

/// Whether the merchant is on the list of serious violations (SAMR order 44).
pub(super) fn is_vetoed(ledger: &Ledger<'_>) -> bool {
    adverse_entries(ledger).any(|entry| entry.list == ListKind::SeriousViolation)
}

/// The entries on lists that speak against it: not left, and those on the list of serious violations
/// not older than three years.
fn adverse_entries<'a>(ledger: &Ledger<'a>) -> impl Iterator<Item = &'a Listing> {
    let as_of = ledger.as_of;
    let entries = ledger.records.iter().filter_map(|record| match &record.detail {
        Detail::Listing(entry) if entry.list != ListKind::Honour => Some(entry),
        _ => None,
    });
    entries.filter(move |entry| {
        let three_years = entry.entered_on.date().checked_add(Span::new().years(3)).unwrap();
        let is_over = entry.list == ListKind::SeriousViolation && three_years <= as_of.date();
        !is_over && entry.left_on.is_none_or(|left_on| as_of < left_on)
    })
}

/// The penalties that are displayed, with their severity.
fn penalties<'a>(ledger: &Ledger<'a>, rules: &Rules) -> Vec<(&'a Penalty, Severity)> {
    let region = version(ledger).and_then(|(_, version)| version.region.clone());
    let region = region.unwrap_or_default();
    let zone = TimeZone::get("Asia/Shanghai").unwrap();
    let mut displayed = Vec::new();
    for record in &ledger.records {
        let Detail::Penalty(penalty) = &record.detail else { continue };
        let terms = PenaltyTerms {
            kinds: penalty.kinds,
            fine_fen: penalty.fine_fen.unwrap_or_default(),
            confiscated_fen: penalty.confiscated_fen.unwrap_or_default(),
            simple_procedure: penalty.simple_procedure,
            decided_on: penalty.decided_on,
            restricted_until: penalty.valid_until,
        };
        let starts = StartDates {
            decided_on: penalty.decided_on,
            published_on: record
                .published_at
                .map(|instant| Day::from(zone.to_datetime(instant).date())),
            act_ended_on: penalty.act_ended_on,
        };
        let organ_code = penalty.organ_code.map(|code| code.to_string()).unwrap_or_default();
        let region = match &penalty.organ_code {
            Some(code) => code.registration_region().to_owned(),
            None => region.clone(),
        };
        let applying = rules.applying_to(Authority {
            jurisdiction: &record.jurisdiction.0,
            region: &region,
            organ: &penalty.organ,
            organ_code: &organ_code,
        });
        let severity = penalty.severity.unwrap_or_else(|| applying.severity(&terms, ledger.as_of));
        let until = penalty.display_until;
        let display = applying.display(&terms, severity, &starts, until, ledger.as_of);
        if display.shown && display.latest_end.is_none_or(|end| ledger.as_of < end) {
            displayed.push((penalty, severity));
        }
    }
    displayed
}

fn inspections<'a>(ledger: &Ledger<'a>) -> Vec<&'a Inspection> {
    let inspections = ledger.records.iter().filter_map(|record| match &record.detail {
        Detail::Inspection(inspection) => Some(inspection),
        _ => None,
    });
    inspections.collect()
}

fn is_adverse(inspection: &Inspection) -> bool {
    inspection.result == InspectionResult::Failed || inspection.n_critical > 0
}

fn licences<'a>(ledger: &Ledger<'a>) -> Vec<&'a Licence> {
    let licences = ledger.records.iter().filter_map(|record| match &record.detail {
        Detail::Licence(licence) => Some(licence),
        _ => None,
    });
    licences.collect()
}

fn complaints<'a>(ledger: &Ledger<'a>) -> Vec<&'a Complaint> {
    let complaints = ledger.records.iter().filter_map(|record| match &record.detail {
        Detail::Complaint(complaint) => Some(complaint),
        _ => None,
    });
    complaints.collect()
}

/// Where a complaint stood on a day.
fn outcome(complaint: &Complaint, on: Day) -> ComplaintOutcome {
    use ComplaintOutcome::{Accepted, Received, Refused};
    let was_accepted = complaint.accepted_on.is_some_and(|day| day <= on);
    let is_undated = complaint.accepted_on.is_none();
    let has_ended = complaint.closed_on.is_none_or(|day| day <= on);
    match complaint.outcome {
        Received => Received,
        Accepted | Refused => {
            if was_accepted || is_undated {
                complaint.outcome
            } else {
                Received
            }
        }
        end if has_ended => end,
        _ if was_accepted => Accepted,
        _ => Received,
    }
}

fn is_upheld(complaint: &Complaint, on: Day) -> bool {
    use ComplaintOutcome::{Received, Refused, SettledEarly, Withdrawn};
    // 先行和解: the parties agreed before anybody accepted it.
    !matches!(outcome(complaint, on), Received | Refused | Withdrawn | SettledEarly)
}

const fn is_grave(class: ComplaintClass) -> bool {
    use ComplaintClass::{Counterfeit, PriceFraud, Privacy, Safety};
    matches!(class, Counterfeit | Safety | PriceFraud | Privacy)
}

fn ratings<'a>(ledger: &Ledger<'a>) -> Vec<&'a Rating> {
    let ratings = ledger.records.iter().filter_map(|record| match &record.detail {
        Detail::Rating(rating) => Some(rating),
        _ => None,
    });
    ratings.collect()
}

/// How far a rating is believed, in thousandths.
const fn belief(rating: &Rating) -> i64 {
    match (rating.incentivised, rating.purchase) {
        (true, _) => 200,
        (false, Purchase::Verified) => 1000,
        (false, Purchase::Unverified) => 400,
    }
}

/// One figure, or the mean of three, in thousandths of a star.
fn milli_stars(stars: Stars) -> i128 {
    match stars {
        Stars::Overall(stars) => i128::from(stars) * 1000,
        Stars::Dimensions { description_match, service_attitude, logistics_service } => {
            let sum = [description_match, service_attitude, logistics_service].map(f64::from);
            (sum.iter().sum::<f64>() / 3.0 * 1000.0).round() as i128
        }
    }
}

fn believed_in_a_year(ledger: &Ledger<'_>) -> f64 {
    let mut recent = ratings(ledger);
    recent.retain(|one| ledger.days_since(one.rated_on) < 365);
    recent.iter().map(|one| belief(one)).sum::<i64>() as f64 / 1000.0
}

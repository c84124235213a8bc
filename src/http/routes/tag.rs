//! Entity tags: they change when what is said changes, not when the store learns of somebody else.

use std::hash::{DefaultHasher, Hash, Hasher};

use serde::Serialize;

use crate::app::score::{NamedContribution, NamedValue, Outcome, ScoreAnswer};

/// The tag of a score: the day, the result, and the versions of rules, calendar and scorecard.
///
/// The position of the store and the instant asked about are left out: they move with every record
/// of any merchant, and what they change about this one is in the result.
#[must_use]
pub fn score_tag(answer: &ScoreAnswer) -> String {
    let mut hasher = start();
    answer.id.hash(&mut hasher);
    answer.name.hash(&mut hasher);
    answer.as_of.hash(&mut hasher);
    answer.disclaimer.hash(&mut hasher);
    let versions = &answer.versions;
    versions.reference_tables.hash(&mut hasher);
    versions.rules.hash(&mut hasher);
    versions.calendar.hash(&mut hasher);
    versions.scorecard.hash(&mut hasher);
    versions.scorecard_sha256.hash(&mut hasher);
    for open in &answer.objections {
        (open.id, open.target, open.raised_on).hash(&mut hasher);
    }
    match &answer.outcome {
        Outcome::NotRated(lacking) => {
            for lack in lacking {
                lack.code().hash(&mut hasher);
            }
        }
        Outcome::Rated(score) => {
            score.points.hash(&mut hasher);
            score.grade.letters().hash(&mut hasher);
            if let Some(veto) = &score.veto {
                (veto.list, veto.record, &veto.rule, veto.ends_on).hash(&mut hasher);
            }
            score.probability.map(f64::to_bits).hash(&mut hasher);
            for contribution in &score.contributions {
                hash_contribution(contribution, &mut hasher);
            }
        }
    }
    print(&hasher)
}

fn hash_contribution(contribution: &NamedContribution, hasher: &mut DefaultHasher) {
    match &contribution.value {
        NamedValue::Number(number) => number.to_bits().hash(hasher),
        NamedValue::Category(category) => category.hash(hasher),
        NamedValue::Missing => 0_u8.hash(hasher),
    }
    contribution.points.hash(hasher);
    contribution.n_records.hash(hasher);
    for record in &contribution.records {
        record.hash(hasher);
    }
}

/// The tag of any answer: a digest of its JSON.
#[must_use]
pub fn content_tag(body: &impl Serialize) -> String {
    let mut hasher = start();
    // What cannot be written is not answered either.
    serde_json::to_vec(body).unwrap_or_default().hash(&mut hasher);
    print(&hasher)
}

/// A new version of the program may say the same in other words.
fn start() -> DefaultHasher {
    let mut hasher = DefaultHasher::new();
    env!("CARGO_PKG_VERSION").hash(&mut hasher);
    hasher
}

fn print(hasher: &DefaultHasher) -> String {
    format!("{:016x}", hasher.finish())
}

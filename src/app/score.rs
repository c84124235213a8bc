//! The score of one merchant: as of a day, as known at an instant, with the records behind it.

use jiff::Timestamp;

pub use super::frame::Frame;
use super::mark::{OpenObjection, Veto, open_objections};
use super::model::Model;
use super::{App, AppError};
use crate::domain::assessment::{Assessment, Question};
use crate::domain::day::Day;
use crate::domain::disclosure::{Audience, barred};
use crate::domain::dossier::{Dossier, Known};
use crate::domain::history::History;
use crate::domain::merchant::MerchantId;
use crate::domain::record::Detail;
use crate::domain::record::envelope::{RecordId, Seq};
use crate::domain::record::fact::Fact;
use crate::domain::record::kind::RecordKind;
use crate::domain::record::merchant::MerchantVersion;
use crate::domain::scorecard::{Bilingual, Contribution, Grade, Part, Reason, Score, Value};
use crate::domain::sufficiency::Lacking;
use crate::store::read::{self, MerchantRow};
use crate::store::{StoreError, View, history, record_read};

/// Records named behind one contribution, newest first, at most.
pub const RECORDS_NAMED_MAX: usize = 20;

/// A question about a merchant's score.
#[derive(Clone, Debug)]
pub struct ScoreQuestion {
    /// Whose.
    pub id: MerchantId,
    /// Of which day; today where not said.
    pub as_of: Option<Day>,
    /// As known at which instant; now where not said.
    pub known_at: Option<Timestamp>,
    /// By which scorecard; the champion of the instant where not said.
    pub model: Option<String>,
    /// Who asks.
    pub audience: Audience,
}

/// An answer about a merchant's score.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoreAnswer {
    /// Whose.
    pub id: MerchantId,
    /// What it is called on the day, where a record says so.
    pub name: Option<String>,
    /// Of which day.
    pub as_of: Day,
    /// As known at which instant: asking again with it gives the same answer.
    pub known_at: Timestamp,
    /// The score, or why there is none.
    pub outcome: Outcome,
    /// The open objections to the score itself and to records behind it, on the day.
    pub objections: Vec<OpenObjection>,
    /// What the answer was computed from.
    pub versions: Versions,
    /// What the instance says of its answers.
    pub disclaimer: String,
}

/// The versions that an answer rests on: asked again with the same, it is the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Versions {
    /// The last position of the records used.
    pub records: Seq,
    /// The reference tables; none before the first are built.
    pub reference_tables: Option<String>,
    /// The rules of law.
    pub rules: String,
    /// The working-day notices.
    pub calendar: String,
    /// The scorecard's name.
    pub scorecard: String,
    /// The scorecard's SHA-256.
    pub scorecard_sha256: String,
    /// Why it answers although another was to, where that is so.
    pub scorecard_stands_in: Option<String>,
}

/// A score, or why there is none.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// There is enough to rate the merchant.
    Rated(Box<RatedScore>),
    /// There is not; any one of these would do.
    NotRated(Vec<Lacking>),
}

/// A score in words.
#[derive(Clone, Debug, PartialEq)]
pub struct RatedScore {
    /// 0 to 1000, higher is better.
    pub points: i32,
    /// The grade by GB/T 22116.
    pub grade: Grade,
    /// The list that decided the grade, whatever the points say; none where the points did.
    pub veto: Option<Veto>,
    /// Probability of bad; none for an expert card, which has no outcomes behind it.
    pub probability: Option<f64>,
    /// Points that every merchant begins with.
    pub base_points: i32,
    /// The sum of the contributions from public credit information.
    pub public_points: i32,
    /// The sum of the contributions from market information.
    pub market_points: i32,
    /// One for each characteristic, in the card's order; base and contributions add up to `points`.
    pub contributions: Vec<NamedContribution>,
    /// The contributions that lost points, most first, as places in `contributions`.
    pub reasons: Vec<usize>,
}

/// What one characteristic adds, in words and with its records.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedContribution {
    /// The feature.
    pub feature: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// The part it belongs to.
    pub part: Part,
    /// Its value.
    pub value: NamedValue,
    /// The bin it fell in.
    pub bin: String,
    /// The points of the bin.
    pub points: i32,
    /// Points below the best bin.
    pub lost: i32,
    /// Points below the mean of the merchants that the card was trained on; negative above it, none
    /// for an expert card.
    pub below_average: Option<f64>,
    /// The reason code with its sentences.
    pub reason: Reason,
    /// Why the bin earns these points.
    pub because: Option<Bilingual>,
    /// What would change it, where something can be done.
    pub improve: Option<Bilingual>,
    /// The records behind the value, newest first, at most [`RECORDS_NAMED_MAX`].
    pub records: Vec<RecordId>,
    /// How many records are behind it in all, as far as they are named at all.
    pub n_records: usize,
}

impl RatedScore {
    /// The contributions that lie below those of the average merchant, most first; none where the card
    /// has no training sample behind it.
    #[must_use]
    pub fn reasons_against_average(&self) -> Option<Vec<&NamedContribution>> {
        let mut below: Vec<(f64, &NamedContribution)> = self
            .contributions
            .iter()
            .map(|contribution| Some((contribution.below_average?, contribution)))
            .collect::<Option<_>>()?;
        below.retain(|(points, _)| *points > 0.0);
        below.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        Some(below.into_iter().map(|(_, contribution)| contribution).collect())
    }
}

/// A value of a feature that outlives its dossier.
#[derive(Clone, Debug, PartialEq)]
pub enum NamedValue {
    /// A number.
    Number(f64),
    /// A category.
    Category(String),
    /// Not known.
    Missing,
}

impl App {
    /// The score of a merchant.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for an unknown merchant or scorecard, [`AppError::NotYet`] for a future
    /// `known_at`.
    pub fn score(&self, question: &ScoreQuestion) -> Result<ScoreAnswer, AppError> {
        let frame = self.frame(question.as_of, question.known_at, question.model.as_deref())?;
        let text = question.id.to_string();
        let answer = self.store().read(|connection| {
            let Some(row) = read::merchant_at(connection, &text, frame.at)? else {
                return Ok(None);
            };
            self.score_row(connection, &row, &frame, question.audience).map(Some)
        })?;
        answer.ok_or(AppError::NotFound { what: format!("merchant {text}") })
    }

    /// The score of a merchant's row within a frame.
    pub(super) fn score_row(
        &self,
        connection: &View,
        row: &MerchantRow,
        frame: &Frame,
        audience: Audience,
    ) -> Result<ScoreAnswer, StoreError> {
        self.score_without(connection, row, frame, audience, &[])
    }

    /// The score of a merchant's row, as if these records (first versions) did not count.
    pub(super) fn score_without(
        &self,
        connection: &View,
        row: &MerchantRow,
        frame: &Frame,
        audience: Audience,
        without: &[Seq],
    ) -> Result<ScoreAnswer, StoreError> {
        let mut barred = self.barred_for(connection, row, frame, audience)?;
        barred.extend_from_slice(without);
        let history = history::load(connection, row.merchant, frame.at)?;
        let known = Known::Recorded(frame.at);
        let question = Question { as_of: frame.as_of, known, barred: &barred };
        let dossier = question.dossier(&history, &frame.law.yardstick);
        let model = frame.model_for(&row.id, &history, dossier.profile);
        let outcome = match model.card.assess(&dossier) {
            Assessment::NotRated(lacking) => Outcome::NotRated(lacking),
            Assessment::Rated(score) => {
                Outcome::Rated(Box::new(in_words(model, &history, &dossier, &score)))
            }
        };
        Ok(ScoreAnswer {
            id: row.id.clone(),
            name: version_on(connection, &history, frame, &barred)?.map(|version| version.name),
            as_of: frame.as_of,
            known_at: frame.known_at,
            outcome,
            objections: open_objections(&history, frame.as_of, &barred),
            versions: Versions {
                records: frame.at,
                reference_tables: frame.law.reference_version.clone(),
                rules: frame.law.rules_version.clone(),
                calendar: frame.law.calendar.version().to_owned(),
                scorecard: model.name.clone(),
                scorecard_sha256: model.sha256.clone(),
                scorecard_stands_in: model.stands_in.clone(),
            },
            disclaimer: self.settings().disclaimer.clone(),
        })
    }

    /// What a public answer may not rest on: decided by what is known and displayed today.
    pub(super) fn barred_for(
        &self,
        connection: &View,
        row: &MerchantRow,
        frame: &Frame,
        audience: Audience,
    ) -> Result<Vec<Seq>, StoreError> {
        if audience == Audience::Privileged {
            return Ok(Vec::new());
        }
        let owner = read::merchant(connection, &row.id.to_string())?;
        let merchant = owner.map_or(row.merchant, |owner| owner.merchant);
        let now = history::load(connection, merchant, read::last_seq(connection)?)?;
        Ok(barred(&now, self.today(), &frame.law_today.yardstick))
    }
}

/// The merchant record that was true on the day, as known.
pub(super) fn version_on(
    connection: &View,
    history: &History,
    frame: &Frame,
    barred: &[Seq],
) -> Result<Option<MerchantVersion>, StoreError> {
    let known = Known::Recorded(frame.at);
    let standing = Dossier::standing_entries(history, frame.as_of, known, barred);
    let versions = standing.iter().filter(|entry| matches!(entry.fact, Fact::Profile(_)));
    let Some(latest) = versions.max_by_key(|entry| (entry.effective_on, entry.seq)) else {
        return Ok(None);
    };
    Ok(record_read::detail(connection, latest.seq)?.and_then(|detail| match detail {
        Detail::Merchant(version) => Some(version),
        _ => None,
    }))
}

fn in_words(model: &Model, history: &History, dossier: &Dossier<'_>, score: &Score) -> RatedScore {
    let card = &model.card;
    let reasons = score.reasons();
    let place = |contribution: &Contribution| {
        score.contributions.iter().position(|own| own.characteristic == contribution.characteristic)
    };
    RatedScore {
        points: score.points,
        grade: score.grade,
        veto: Veto::of(dossier, card.card(), score),
        probability: score.probability,
        base_points: card.card().table().base_points,
        public_points: card.part_points(score, Part::Public),
        market_points: card.part_points(score, Part::Market),
        contributions: score
            .contributions
            .iter()
            .filter_map(|contribution| named(model, history, dossier, contribution))
            .collect(),
        reasons: reasons.iter().filter_map(place).collect(),
    }
}

fn named(
    model: &Model,
    history: &History,
    dossier: &Dossier<'_>,
    contribution: &Contribution,
) -> Option<NamedContribution> {
    let place = contribution.characteristic;
    let characteristic = model.card.card().characteristics().get(place)?;
    let feature = model.card.features().get(place)?;
    let bin = characteristic.bins.get(contribution.bin)?;
    let evidence = model.card.evidence(dossier, place);
    let record = |seq: &Seq| RecordId { kind: kind_of(history, *seq), seq: *seq };
    Some(NamedContribution {
        feature: feature.name,
        unit: feature.unit,
        part: characteristic.part,
        value: match (feature.value)(dossier) {
            Value::Number(number) => NamedValue::Number(number),
            Value::Category(category) => NamedValue::Category(category.to_owned()),
            Value::Missing => NamedValue::Missing,
        },
        bin: bin.label.clone(),
        points: contribution.points,
        lost: contribution.lost,
        below_average: model
            .card
            .card()
            .average_points(place)
            .map(|mean| mean - f64::from(contribution.points)),
        reason: characteristic.reason.clone(),
        because: bin.because.clone(),
        improve: characteristic.improve.clone(),
        records: evidence.iter().take(RECORDS_NAMED_MAX).map(record).collect(),
        n_records: evidence.len(),
    })
}

/// The kind of a record in a history: what is not among the entries was folded, so it is a rating.
pub(super) fn kind_of(history: &History, seq: Seq) -> RecordKind {
    let entry = history.entries.binary_search_by_key(&seq, |entry| entry.seq).ok();
    let entry = entry.and_then(|place| history.entries.get(place));
    entry.map_or(RecordKind::Rating, |entry| entry.fact.kind())
}

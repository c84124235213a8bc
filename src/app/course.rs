//! How a merchant's score and ratings went over time, with what moved the score.

use super::model::Model;
use super::score::{Frame, ScoreQuestion, kind_of};
use super::{App, AppError};
use crate::domain::assessment::{Assessment, Question};
use crate::domain::day::Day;
use crate::domain::dossier::{Dossier, Known};
use crate::domain::evidence::month::RatingMonth;
use crate::domain::history::History;
use crate::domain::merchant::MerchantId;
use crate::domain::record::envelope::{RecordId, Seq};
use crate::domain::scorecard::{Grade, Reason, Score};
use crate::store::{history, read};

/// Months that a course looks back.
pub const MONTHS: i32 = 24;
/// Moves named for one month, the greatest first, at most.
const MOVES_MAX: usize = 4;
/// Records named behind one move, newest first, at most.
const RECORDS_MAX: usize = 3;

/// How a merchant's score and ratings went over the last [`MONTHS`] months.
///
/// Every point is computed with what is known at the instant asked, by the scorecard that fits the
/// merchant as it was on the day, and, for the public, without anything that may not be shown today.
#[derive(Clone, Debug, PartialEq)]
pub struct CourseAnswer {
    /// The score on the first day of each month and on the day asked, oldest first.
    pub points: Vec<CoursePoint>,
    /// The ratings of each month, oldest first; the last month is the one asked in.
    pub ratings: Vec<RatingMonth>,
}

/// The score on one day.
#[derive(Clone, Debug, PartialEq)]
pub struct CoursePoint {
    /// The day.
    pub on: Day,
    /// The points; none where there was too little to rate.
    pub points: Option<i32>,
    /// The grade, where there was enough.
    pub grade: Option<Grade>,
    /// Why the points are not what they were on the day before in this list.
    pub moves: Vec<Move>,
}

/// One characteristic that gives other points than before.
#[derive(Clone, Debug, PartialEq)]
pub struct Move {
    /// The reason code with its sentences.
    pub reason: Reason,
    /// Points gained; negative where lost.
    pub points: i32,
    /// Records that began or ceased to stand behind it, newest first.
    pub records: Vec<RecordId>,
}

impl App {
    /// How a merchant's score and ratings went.
    ///
    /// # Errors
    /// As [`App::score`].
    pub fn course(&self, question: &ScoreQuestion) -> Result<CourseAnswer, AppError> {
        let frame = self.frame(question.as_of, question.known_at, question.model.as_deref())?;
        let text = question.id.to_string();
        let seen = self.store().read(|connection| {
            let Some(row) = read::merchant_at(connection, &text, frame.at)? else {
                return Ok(None);
            };
            let barred = self.barred_for(connection, &row, &frame, question.audience)?;
            let history = history::load(connection, row.merchant, frame.at)?;
            Ok(Some((row.id, history, barred)))
        })?;
        let (id, history, barred) =
            seen.ok_or_else(|| AppError::NotFound { what: format!("merchant {text}") })?;
        Ok(course(&id, &history, &barred, &frame))
    }
}

fn course(id: &MerchantId, history: &History, barred: &[Seq], frame: &Frame) -> CourseAnswer {
    let this_month = first_of_month(frame.as_of);
    let months = (0..MONTHS).rev().map(|ago| this_month.plus_months(-ago));
    let mut days: Vec<Day> = months.clone().collect();
    if this_month != frame.as_of {
        days.push(frame.as_of);
    }
    let known = Known::Recorded(frame.at);
    let mut points: Vec<CoursePoint> = Vec::with_capacity(days.len());
    let mut before: Option<Assessed<'_>> = None;
    for on in days {
        let dossier = Question { as_of: on, known, barred }.dossier(history, &frame.law.yardstick);
        let model = frame.model_for(id, history, dossier.profile);
        let assessed = match model.card.assess(&dossier) {
            Assessment::Rated(score) => Some(Assessed { model, score, dossier }),
            Assessment::NotRated(_) => None,
        };
        let moves = match (&before, &assessed) {
            (Some(was), Some(is)) if was.model.name == is.model.name => moves(history, was, is),
            _ => Vec::new(),
        };
        points.push(CoursePoint {
            on,
            points: assessed.as_ref().map(|own| own.score.points),
            grade: assessed.as_ref().map(|own| own.score.grade),
            moves,
        });
        before = assessed;
    }
    let mut ratings: Vec<RatingMonth> = months.map(RatingMonth::empty).collect();
    let question = Question { as_of: frame.as_of, known, barred };
    question.dossier(history, &frame.law.yardstick).each_weight(|mark, weighed| {
        let after = ratings.partition_point(|month| month.month <= mark.effective_on);
        let place = after.checked_sub(1);
        if let Some(month) = place.and_then(|place| ratings.get_mut(place)) {
            month.add(mark, weighed);
        }
    });
    CourseAnswer { points, ratings }
}

/// A score with what it was computed from.
struct Assessed<'a> {
    model: &'a Model,
    score: Score,
    dossier: Dossier<'a>,
}

/// What changed from one day to another, the greatest change first.
fn moves(history: &History, before: &Assessed<'_>, after: &Assessed<'_>) -> Vec<Move> {
    let card = &after.model.card;
    let pairs = before.score.contributions.iter().zip(&after.score.contributions);
    let mut changed: Vec<(usize, i32)> = pairs
        .map(|(was, is)| (is.characteristic, is.points - was.points))
        .filter(|(_, points)| *points != 0)
        .collect();
    changed.sort_by_key(|(place, points)| (std::cmp::Reverse(points.abs()), *place));
    changed.truncate(MOVES_MAX);
    let named = changed.into_iter().filter_map(|(place, points)| {
        let reason = card.card().characteristics().get(place)?.reason.clone();
        let was = card.evidence(&before.dossier, place);
        let is = card.evidence(&after.dossier, place);
        let mut records: Vec<Seq> = is
            .iter()
            .filter(|seq| !was.contains(seq))
            .chain(was.iter().filter(|seq| !is.contains(seq)))
            .copied()
            .collect();
        records.sort_unstable_by(|a, b| b.cmp(a));
        let records = records.into_iter().take(RECORDS_MAX);
        let records = records.map(|seq| RecordId { kind: kind_of(history, seq), seq });
        Some(Move { reason, points, records: records.collect() })
    });
    named.collect()
}

fn first_of_month(day: Day) -> Day {
    Day::from(day.date().first_of_month())
}

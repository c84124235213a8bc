//! What if: the score with a record repaired, and the next three years if nothing new happens.

use super::mark::Veto;
use super::score::{Frame, Outcome, ScoreAnswer, ScoreQuestion};
use super::{App, AppError};
use crate::domain::assessment::Question;
use crate::domain::day::Day;
use crate::domain::dossier::Known;
use crate::domain::outlook::{Turn, turning_days};
use crate::domain::record::envelope::{RecordId, Seq};
use crate::store::read::{self, MerchantRow};
use crate::store::{StoreError, View, history};

/// Years that an outlook looks ahead.
pub const YEARS: i32 = 3;
/// Days of an outlook that are scored, at most; the soonest.
pub const DAYS_MAX: usize = 200;

/// A change that a question supposes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhatIf {
    /// The record were repaired from the day asked on.
    Repaired(RecordId),
}

/// What time alone will change.
#[derive(Clone, Debug, PartialEq)]
pub struct OutlookAnswer {
    /// The score on the day asked.
    pub now: ScoreAnswer,
    /// The last day looked at.
    pub until: Day,
    /// The days on which a record turns, soonest first.
    pub days: Vec<OutlookDay>,
}

/// A day on which records turn, and the score from it on.
#[derive(Clone, Debug, PartialEq)]
pub struct OutlookDay {
    /// The day.
    pub on: Day,
    /// What turns.
    pub turns: Vec<OutlookTurn>,
    /// The points; none where there is no longer enough to rate.
    pub points: Option<i32>,
    /// The grade, or `NR`.
    pub grade: &'static str,
    /// The list that decides the grade, where one does.
    pub veto: Option<Veto>,
}

/// What turns about a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutlookTurn {
    /// The record.
    pub id: RecordId,
    /// What turns.
    pub turn: Turn,
}

impl App {
    /// The score as it were if something had happened; see [`App::score`].
    ///
    /// # Errors
    /// As there; [`AppError::NotFound`] for a record that is not this merchant's.
    pub fn score_if(
        &self,
        question: &ScoreQuestion,
        supposed: &[WhatIf],
    ) -> Result<ScoreAnswer, AppError> {
        let frame = self.frame(question.as_of, question.known_at, question.model.as_deref())?;
        let mut repaired = Vec::new();
        for WhatIf::Repaired(id) in supposed {
            repaired.push(self.first_version(*id)?.seq);
        }
        let text = question.id.to_string();
        let answer = self.store().read(|connection| {
            let Some(row) = read::merchant(connection, &text)? else {
                return Ok(Err(format!("merchant {text}")));
            };
            let history = history::load(connection, row.merchant, frame.at)?;
            let is_own = |seq: &Seq| history.entries.iter().any(|entry| entry.seq == *seq);
            if let Some(other) = repaired.iter().find(|seq| !is_own(seq)) {
                return Ok(Err(format!("record {other} of merchant {text}")));
            }
            let audience = question.audience;
            let repaired: Vec<Seq> = repaired.iter().map(|seq| history.record_of(*seq)).collect();
            self.score_without(connection, &row, &frame, audience, &repaired).map(Ok)
        })?;
        answer.map_err(|what| AppError::NotFound { what })
    }

    /// The next three years of a merchant's score if nothing new happens: which day which record
    /// ends, and the score from that day on. Between those days the score drifts with the age of
    /// what is behind it.
    ///
    /// # Errors
    /// As [`App::score`].
    pub fn outlook(&self, question: &ScoreQuestion) -> Result<OutlookAnswer, AppError> {
        let frame = self.frame(question.as_of, question.known_at, question.model.as_deref())?;
        let text = question.id.to_string();
        let answer = self.store().read(|connection| {
            let Some(row) = read::merchant(connection, &text)? else { return Ok(None) };
            self.outlook_of(connection, &row, &frame, question).map(Some)
        })?;
        answer.ok_or(AppError::NotFound { what: format!("merchant {text}") })
    }

    fn outlook_of(
        &self,
        connection: &View,
        row: &MerchantRow,
        frame: &Frame,
        question: &ScoreQuestion,
    ) -> Result<OutlookAnswer, StoreError> {
        let now = self.score_row(connection, row, frame, question.audience)?;
        let until = frame.as_of.plus_years(YEARS);
        let history = history::load(connection, row.merchant, frame.at)?;
        let barred = self.barred_for(connection, row, frame, question.audience)?;
        let known = Known::Recorded(frame.at);
        let dossier_question = Question { as_of: frame.as_of, known, barred: &barred };
        let dossier = dossier_question.dossier(&history, &frame.law.yardstick);
        let mut days: Vec<OutlookDay> = Vec::new();
        for turning in turning_days(&dossier, until) {
            let id =
                RecordId { kind: super::score::kind_of(&history, turning.seq), seq: turning.seq };
            let turn = OutlookTurn { id, turn: turning.turn };
            if let Some(last) = days.last_mut()
                && last.on == turning.on
            {
                last.turns.push(turn);
                continue;
            }
            if days.len() >= DAYS_MAX {
                break;
            }
            let then = Frame { as_of: turning.on, ..frame.clone() };
            let then = self.score_row(connection, row, &then, question.audience)?;
            days.push(day(turning.on, turn, &then));
        }
        Ok(OutlookAnswer { now, until, days })
    }
}

fn day(on: Day, turn: OutlookTurn, then: &ScoreAnswer) -> OutlookDay {
    let (points, grade, veto) = match &then.outcome {
        Outcome::Rated(score) => (Some(score.points), score.grade.letters(), score.veto.clone()),
        Outcome::NotRated(_) => (None, "NR", None),
    };
    OutlookDay { on, turns: vec![turn], points, grade, veto }
}

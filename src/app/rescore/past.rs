//! The scores of one merchant over the runs, with the reason for each change.

use jiff::Timestamp;

use super::block::Standing;
use super::explain::{Change, Frames};
use super::runs::Readable;
use crate::app::score::{Frame, Outcome, ScoreQuestion};
use crate::app::{App, AppError};
use crate::domain::day::Day;
use crate::domain::disclosure::Audience;
use crate::domain::merchant::MerchantId;
use crate::domain::scorecard::Grade;
use crate::store::read::{self, MerchantRow};

/// One point in a merchant's history of scores.
#[derive(Clone, Debug, PartialEq)]
pub struct PastScore {
    /// The run.
    pub run: i64,
    /// The day scored.
    pub as_of: Day,
    /// As known at which instant.
    pub known_at: Timestamp,
    /// By which scorecard.
    pub model: String,
    /// The points; none where it was not rated.
    pub points: Option<i32>,
    /// The grade; none where it was not rated.
    pub grade: Option<Grade>,
    /// Why it is not what it was in the run before; empty where it is, and where the cards differ.
    pub changes: Vec<Change>,
}

/// Which scores of a merchant are asked for.
#[derive(Clone, Debug)]
pub struct PastQuestion {
    /// The merchant.
    pub id: MerchantId,
    /// Who asks.
    pub audience: Audience,
    /// Of runs with smaller numbers only, where said.
    pub before: Option<i64>,
    /// Of so many runs at most.
    pub limit: u32,
}

impl App {
    /// The scores of a merchant in the last runs that had it, oldest first.
    ///
    /// The public sees of every day only what may be shown today (see
    /// [`crate::domain::disclosure`]): its scores, and what changed them, are computed as if the rest
    /// had never been.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for an unknown merchant.
    pub fn past_scores(&self, question: &PastQuestion) -> Result<Vec<PastScore>, AppError> {
        let text = question.id.to_string();
        let row = self
            .store()
            .read(|connection| read::merchant(connection, &text))?
            .ok_or_else(|| AppError::NotFound { what: format!("merchant {text}") })?;
        let now = self.frame(None, None, None)?;
        let barred = self
            .store()
            .read(|connection| self.barred_for(connection, &row, &now, question.audience))?;
        let mut past: Vec<PastScore> = Vec::new();
        let mut before: Option<Frame> = None;
        for kept in self.runs_before(question.before, question.limit)?.into_iter().rev() {
            if kept.finished_at.is_none() {
                continue;
            }
            let Ok(own) = self.readable(kept) else { continue };
            let Some(mut score) = self.past_score(&own, &row, question)? else { continue };
            if let (Some(before), Some(last)) = (&before, past.last())
                && last.points != score.points
            {
                let frames = Frames { before, after: &own.frame, barred: &barred };
                score.changes =
                    self.store().read(|connection| frames.changes(connection, row.merchant))?;
            }
            past.push(score);
            before = Some(own.frame);
        }
        Ok(past)
    }

    /// The score of a merchant in a run; none where the run did not have it.
    fn past_score(
        &self,
        own: &Readable,
        row: &MerchantRow,
        question: &PastQuestion,
    ) -> Result<Option<PastScore>, AppError> {
        let Some(head) = self.store().read(|connection| own.head(connection, row.merchant))? else {
            return Ok(None);
        };
        let start = &own.kept.start;
        let (points, grade) = match (question.audience, head.standing) {
            (Audience::Public, _) => self.disclosed(own, &question.id)?,
            (Audience::Privileged, Standing::Rated(grade)) => {
                (Some(i32::from(head.points)), Some(grade))
            }
            (Audience::Privileged, _) => (None, None),
        };
        Ok(Some(PastScore {
            run: own.kept.run,
            as_of: start.as_of,
            known_at: start.known_at,
            model: start.model.name.clone(),
            points,
            grade,
            changes: Vec::new(),
        }))
    }

    /// The points and grade of a run's day as they may be shown to anybody today.
    fn disclosed(
        &self,
        own: &Readable,
        id: &MerchantId,
    ) -> Result<(Option<i32>, Option<Grade>), AppError> {
        let start = &own.kept.start;
        let answer = self.score(&ScoreQuestion {
            id: id.clone(),
            as_of: Some(start.as_of),
            known_at: Some(start.known_at),
            model: Some(start.model.name.clone()),
            audience: Audience::Public,
        })?;
        Ok(match &answer.outcome {
            Outcome::Rated(score) => (Some(score.points), Some(score.grade)),
            Outcome::NotRated(_) => (None, None),
        })
    }
}

//! What a score rests on, told without scoring: the same basis gives the same answer.

use super::score::{Frame, ScoreAnswer, ScoreQuestion};
use super::{App, AppError};
use crate::domain::day::Day;
use crate::domain::disclosure::Audience;
use crate::domain::merchant::MerchantId;
use crate::store::last_of::{LastOf, MerchantAndLast, merchant_and_last};

/// What a score rests on: days, the merchant's last positions, and the versions used.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ScoreBasis {
    /// Whose score.
    pub id: MerchantId,
    /// For everybody, or for those who may see the merchant's own part.
    pub is_privileged: bool,
    /// The day asked.
    pub as_of: Day,
    /// Today, by which it is decided what may be shown.
    pub shown_on: Day,
    /// The positions of the merchant's last records.
    pub last: LastOf,
    /// The rules and notices that were known then and those that are known now; the scorecards that
    /// applied, each with its digest and with what it stands in for.
    pub versions: Vec<String>,
}

/// A score and what it rests on.
#[derive(Clone, Debug)]
pub struct BasedScore {
    /// What it rests on.
    pub basis: ScoreBasis,
    /// The score; none where who asks has it.
    pub score: Option<ScoreAnswer>,
}

impl App {
    /// The score of a merchant, unless who asks has the one on that basis.
    ///
    /// # Errors
    /// As [`App::score`].
    pub fn score_unless(
        &self,
        question: &ScoreQuestion,
        has: impl FnOnce(&ScoreBasis) -> bool,
    ) -> Result<BasedScore, AppError> {
        self.store().read(|view| {
            let model = question.model.as_deref();
            let frame = match self.frame_in(view, question.as_of, question.known_at, model) {
                Ok(frame) => frame,
                Err(error) => return Ok(Err(error)),
            };
            let Some(MerchantAndLast { row, last }) =
                merchant_and_last(view, &question.id, frame.at)?
            else {
                return Ok(Err(AppError::NotFound { what: format!("merchant {}", question.id) }));
            };
            let basis = ScoreBasis {
                id: row.id.clone(),
                is_privileged: question.audience == Audience::Privileged,
                as_of: frame.as_of,
                shown_on: self.today(),
                last,
                versions: versions(&frame),
            };
            if has(&basis) {
                return Ok(Ok(BasedScore { basis, score: None }));
            }
            let score = self.score_row(view, &row, &frame, question.audience)?;
            Ok(Ok(BasedScore { basis, score: Some(score) }))
        })?
    }
}

fn versions(frame: &Frame) -> Vec<String> {
    let mut versions = Vec::new();
    for law in [&frame.law, &frame.law_today] {
        versions.push(law.rules_version.clone());
        versions.push(law.calendar.version());
        versions.extend(law.reference_version.clone());
    }
    let champions = frame.champions.iter().map(|champion| &champion.model);
    for model in champions.chain([&frame.model]) {
        versions.push(model.name.clone());
        versions.push(model.sha256.clone());
        versions.extend(model.stands_in.clone());
    }
    versions
}

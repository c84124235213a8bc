//! The public figures of a merchant's complaints.

use super::score::ScoreQuestion;
use super::{App, AppError};
use crate::domain::assessment::Question;
use crate::domain::day::Day;
use crate::domain::dossier::Known;
use crate::domain::evidence::complaints::ComplaintFigures;
use crate::domain::merchant::MerchantId;
use crate::store::{history, read};

/// The public figures of a merchant's complaints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComplaintsAnswer {
    /// Whose.
    pub id: MerchantId,
    /// Of which day.
    pub as_of: Day,
    /// The figures.
    pub figures: ComplaintFigures,
}

impl App {
    /// The figures of a merchant's complaints as the publication rules show them.
    ///
    /// # Errors
    /// As [`App::score`].
    pub fn complaints(&self, question: &ScoreQuestion) -> Result<ComplaintsAnswer, AppError> {
        let frame = self.frame(question.as_of, question.known_at, question.model.as_deref())?;
        let text = question.id.to_string();
        let answer = self.store().read(|connection| {
            let Some(row) = read::merchant_at(connection, &text, frame.at)? else {
                return Ok(None);
            };
            let barred = self.barred_for(connection, &row, &frame, question.audience)?;
            let history = history::load(connection, row.merchant, frame.at)?;
            let known = Known::Recorded(frame.at);
            let asked = Question { as_of: frame.as_of, known, barred: &barred };
            let dossier = asked.dossier(&history, &frame.law.yardstick);
            let figures = ComplaintFigures::of(&dossier);
            Ok(Some(ComplaintsAnswer { id: row.id, as_of: frame.as_of, figures }))
        })?;
        answer.ok_or(AppError::NotFound { what: format!("merchant {text}") })
    }
}

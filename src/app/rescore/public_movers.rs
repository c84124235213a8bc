//! Which movers of a run everybody may be told of: those whose scores of both runs are what the public
//! is answered today.

use super::explain::Mover;
use super::report::RunReport;
use crate::app::score::Outcome;
use crate::app::{App, AppError};
use crate::domain::disclosure::Audience;
use crate::store::read;

impl App {
    /// The movers of a run that may be shown to everybody. Stored scores are those of their day: where
    /// a record behind one may not be shown any more, the public is answered another score, and the
    /// merchant is left out.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn public_movers(&self, report: &RunReport) -> Result<Vec<Mover>, AppError> {
        let Some(since) = &report.since else { return Ok(Vec::new()) };
        let before = self.frame_of(&since.run.start)?;
        let after = self.frame_of(&report.start)?;
        let mut movers = Vec::new();
        for mover in &since.movers {
            let moved = &mover.moved;
            let is_public = self.store().read(|view| {
                let row = read::merchant_row(view, moved.merchant)?;
                for (frame, head) in [(&before, moved.before), (&after, moved.after)] {
                    let answer = self.score_row(view, &row, frame, Audience::Public)?;
                    let points = match &answer.outcome {
                        Outcome::Rated(score) => u16::try_from(score.points).ok(),
                        Outcome::NotRated(_) => None,
                    };
                    if points != Some(head.points) {
                        return Ok(false);
                    }
                }
                Ok(true)
            })?;
            if is_public {
                movers.push(mover.clone());
            }
        }
        Ok(movers)
    }
}

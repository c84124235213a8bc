//! The scorecards that the service knows, and which one is in use.

use jiff::Timestamp;

use super::{App, AppError};
use crate::store::artefact::{self, Class};

/// One scorecard in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownScorecard {
    /// Its name and version.
    pub name: String,
    /// Since when it is known; none where it counts from the beginning.
    pub since: Option<Timestamp>,
    /// Whether it answers where no card is asked for.
    pub is_champion: bool,
}

impl App {
    /// Every scorecard that is known now, by name.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn scorecards(&self) -> Result<Vec<KnownScorecard>, AppError> {
        let frame = self.frame(None, None, None)?;
        let now = self.settings().clock.now();
        let all = self.store().read(|view| artefact::all_at(view, Class::Scorecard, now))?;
        let mut known: Vec<KnownScorecard> = all
            .into_iter()
            .map(|card| KnownScorecard {
                is_champion: card.name == frame.model.name,
                since: Some(card.recorded_at).filter(|at| *at > Timestamp::UNIX_EPOCH),
                name: card.name,
            })
            .collect();
        known.sort_by(|one, other| one.name.cmp(&other.name));
        known.dedup_by(|later, earlier| later.name == earlier.name);
        Ok(known)
    }
}

//! Alarms about ratings over all merchants: raised by a run, kept as a list until the next.

use super::{App, AppError};
use crate::domain::assessment::Question;
use crate::domain::day::Day;
use crate::domain::dossier::Known;
use crate::domain::evidence::alarm::{AlarmKind, alarms};
use crate::store::alarm;
use crate::store::run_read::{self, Stretch};
use crate::store::{StoreError, history};

pub use crate::store::alarm::{KeptAlarm, KeptList};

/// Alarms that one list keeps, at most; those with most ratings behind them.
pub const ALARMS_MAX: usize = 10_000;

impl App {
    /// Looks at every merchant's ratings as of a day, today where none is named, and keeps the list of
    /// alarms in the place of the one before.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub fn raise_alarms(&self, as_of: Option<Day>) -> Result<KeptList, AppError> {
        self.store().fold_all()?;
        let frame = self.frame(as_of, None, None)?;
        let everybody = Stretch { from: 0, until: i64::MAX, at: frame.at };
        let known = Known::Recorded(frame.at);
        let question = Question { as_of: frame.as_of, known, barred: &[] };
        let mut raised: Vec<KeptAlarm> = Vec::new();
        self.store().sweep(|connection| {
            run_read::each_merchant(connection, everybody, |met| {
                let history = history::load(connection, met.merchant, frame.at)?;
                let dossier = question.dossier(&history, &frame.law.yardstick);
                let own = alarms(&dossier).into_iter();
                raised.extend(own.map(|alarm| KeptAlarm { merchant: met.id.to_owned(), alarm }));
                Ok::<(), StoreError>(())
            })
        })?;
        raised.sort_by_key(|one| std::cmp::Reverse(one.alarm.n_ratings));
        raised.truncate(ALARMS_MAX);
        let list = KeptList { as_of: frame.as_of, known_at: frame.known_at, alarms: raised };
        self.store().keep_alarms(&list)?;
        Ok(list)
    }

    /// The list that was kept last, of one kind where one is named; none before the first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn alarms(&self, kind: Option<AlarmKind>) -> Result<Option<KeptList>, AppError> {
        let mut list = self.store().read(|view| alarm::kept(view))?;
        if let (Some(list), Some(kind)) = (&mut list, kind) {
            list.alarms.retain(|kept| kept.alarm.kind == kind);
        }
        Ok(list)
    }
}

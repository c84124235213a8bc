//! What the store holds and what the last run came to, as figures for everybody.

use std::sync::{Arc, PoisonError};

use jiff::Timestamp;

use super::rescore::report::RunReport;
use super::{App, AppError};
use crate::domain::record::envelope::Seq;
use crate::domain::record::kind::RecordKind;
use crate::store::read;
use crate::store::statistics::{self, MerchantCounts};

/// Figures about the store.
#[derive(Clone, Debug)]
pub struct Statistics {
    /// The last position counted.
    pub at: Seq,
    /// When the store learnt of it; none of an empty store.
    pub recorded_at: Option<Timestamp>,
    /// How many merchants there are.
    pub merchants: MerchantCounts,
    /// How many records of each kind, every version counted.
    pub records: Vec<(RecordKind, u64)>,
    /// What the last finished run came to.
    pub last_run: Option<Arc<RunReport>>,
}

impl App {
    /// Figures about the store.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn statistics(&self) -> Result<Statistics, AppError> {
        let (at, recorded_at, merchants, records) = self.store().read(|view| {
            let at = read::last_seq(view)?;
            let recorded_at = if at == Seq(0) { None } else { Some(read::recorded_at(view, at)?) };
            Ok((at, recorded_at, statistics::merchants(view)?, statistics::records(view)?))
        })?;
        let last_run = self.last_finished_run()?.map(|run| self.report_once(run)).transpose()?;
        Ok(Statistics { at, recorded_at, merchants, records, last_run })
    }

    /// The report of a run that is over, read once: it reads every score of the run.
    fn report_once(&self, run: i64) -> Result<Arc<RunReport>, AppError> {
        let kept = || self.inner.last_report.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(report) = kept().as_ref().filter(|report| report.run == Some(run)) {
            return Ok(Arc::clone(report));
        }
        let report = Arc::new(self.run_report(run)?);
        *kept() = Some(Arc::clone(&report));
        Ok(report)
    }
}

//! What the page of a merchant shows: its report, how it went, what time alone will change. Kept ready
//! where there are so many ratings that reading each of them anew would cost more than the page.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError};

use jiff::Timestamp;

use super::course::CourseAnswer;
use super::outlook::OutlookAnswer;
use super::report::ReportAnswer;
use super::score::ScoreQuestion;
use super::{App, AppError};
use crate::domain::day::Day;
use crate::domain::disclosure::Audience;
use crate::domain::merchant::MerchantId;
use crate::domain::record::envelope::Seq;
use crate::domain::record::kind::RecordKind;

/// Ratings from which on an overview is kept ready.
const KEPT_FROM_N_RATINGS: i64 = 2_000;
/// Overviews kept ready at a time.
const KEPT_MAX: usize = 64;

/// What everybody is shown of a merchant today.
#[derive(Clone, Debug)]
pub struct Overview {
    /// Who it is, its score, its records.
    pub report: ReportAnswer,
    /// How score and ratings went.
    pub course: CourseAnswer,
    /// What time alone will change.
    pub outlook: OutlookAnswer,
}

/// Overviews, with what all of them rest on: a position, the last artefact, a day. Any of these that
/// moves makes them worthless.
#[derive(Debug)]
pub(super) struct Kept {
    state: State,
    by_merchant: HashMap<String, Arc<Overview>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct State {
    at: Seq,
    known_at: Timestamp,
    as_of: Day,
}

impl App {
    /// What everybody is shown of a merchant today.
    ///
    /// # Errors
    /// As [`App::score`].
    pub fn overview(&self, id: &MerchantId) -> Result<Arc<Overview>, AppError> {
        let frame = self.frame(None, None, None)?;
        let state = State { at: frame.at, known_at: frame.known_at, as_of: frame.as_of };
        let name = id.to_string();
        let kept = || self.inner.overviews.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept()
            .as_ref()
            .filter(|kept| kept.state == state)
            .and_then(|kept| kept.by_merchant.get(&name).cloned());
        if let Some(found) = found {
            return Ok(found);
        }
        let question = ScoreQuestion {
            id: id.clone(),
            as_of: None,
            known_at: None,
            model: None,
            audience: Audience::Public,
        };
        let overview = Arc::new(Overview {
            report: self.report(&question)?,
            course: self.course(&question)?,
            outlook: self.outlook(&question)?,
        });
        // What was computed after a further commit rests on it, and is none of this state.
        let is_of_state = overview.report.score.versions.records == state.at;
        if is_of_state && overview.n_ratings() >= KEPT_FROM_N_RATINGS {
            let mut kept = kept();
            match kept.as_mut().filter(|kept| kept.state == state) {
                Some(kept) if kept.by_merchant.len() < KEPT_MAX => {
                    kept.by_merchant.insert(name, Arc::clone(&overview));
                }
                _ => {
                    let by_merchant = HashMap::from([(name, Arc::clone(&overview))]);
                    *kept = Some(Kept { state, by_merchant });
                }
            }
        }
        Ok(overview)
    }
}

impl Overview {
    fn n_ratings(&self) -> i64 {
        let counts = self.report.merchant.counts.iter();
        counts.filter(|count| count.kind == RecordKind::Rating).map(|count| count.n).sum()
    }
}

//! What a score rests on, told without scoring: the same basis gives the same answer.

use std::fmt;
use std::hash::{Hash, Hasher};

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
    pub versions: FrameVersions,
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
        mut has: impl FnMut(&ScoreBasis) -> bool,
    ) -> Result<BasedScore, AppError> {
        let model = question.model.as_deref();
        let is_about_now = question.known_at.is_none();
        if let Some((last, found)) =
            is_about_now.then(|| self.store().recall_merchant(&question.id)).flatten()
        {
            let frame = self.frame_after(last, question.as_of, None, model)?;
            let basis = self.basis(question, frame, &found);
            if has(&basis) {
                return Ok(BasedScore { basis, score: None });
            }
        }
        self.store().read(|view| {
            let frame = match self.frame_in(view, question.as_of, question.known_at, model) {
                Ok(frame) => frame,
                Err(error) => return Ok(Err(error)),
            };
            let Some(found) = merchant_and_last(view, &question.id, frame.at)? else {
                return Ok(Err(AppError::NotFound { what: format!("merchant {}", question.id) }));
            };
            let basis = self.basis(question, frame.clone(), &found);
            if has(&basis) {
                return Ok(Ok(BasedScore { basis, score: None }));
            }
            let score = self.score_row(view, &found.row, &frame, question.audience)?;
            Ok(Ok(BasedScore { basis, score: Some(score) }))
        })?
    }

    fn basis(&self, question: &ScoreQuestion, frame: Frame, found: &MerchantAndLast) -> ScoreBasis {
        ScoreBasis {
            id: found.row.id.clone(),
            is_privileged: question.audience == Audience::Privileged,
            as_of: frame.as_of,
            shown_on: self.today(),
            last: found.last,
            versions: FrameVersions(frame),
        }
    }
}

/// The versions that a frame stands for; equal where each of them is.
#[derive(Clone)]
pub struct FrameVersions(Frame);

impl FrameVersions {
    fn texts(&self) -> impl Iterator<Item = &str> {
        let Self(frame) = self;
        let laws = [&frame.law, &frame.law_today].into_iter().flat_map(|law| {
            [law.rules_version.as_str(), law.calendar.version()]
                .into_iter()
                .chain(law.reference_version.as_deref())
        });
        let champions = frame.champions.iter().map(|champion| &champion.model);
        let models = champions.chain([&frame.model]).flat_map(|model| {
            [model.name.as_str(), &model.sha256].into_iter().chain(model.stands_in.as_deref())
        });
        laws.chain(models)
    }
}

impl Hash for FrameVersions {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.texts().for_each(|text| text.hash(state));
    }
}

impl PartialEq for FrameVersions {
    fn eq(&self, other: &Self) -> bool {
        self.texts().eq(other.texts())
    }
}

impl Eq for FrameVersions {}

impl fmt::Debug for FrameVersions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.texts()).finish()
    }
}

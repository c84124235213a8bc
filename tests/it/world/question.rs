//! Questions to the service, and answers with the words in which tests look at them.

use std::ops::Deref;

use jiff::Timestamp;
use merchant_credit::app::AppError;
use merchant_credit::app::report::{MerchantAnswer, ReportAnswer};
use merchant_credit::app::score::{NamedContribution, NamedValue, Outcome, RatedScore};
use merchant_credit::app::score::{ScoreAnswer, ScoreQuestion};
use merchant_credit::domain::day::Day;
use merchant_credit::domain::disclosure::Audience;
use merchant_credit::domain::merchant::MerchantId;
use merchant_credit::domain::record::envelope::RecordId;
use merchant_credit::domain::record::kind::RecordKind;

use super::World;

/// A question about a merchant as of a day.
#[derive(Clone)]
pub(crate) struct Ask<'w> {
    world: &'w World,
    question: ScoreQuestion,
}

impl<'w> Ask<'w> {
    pub(super) fn new(world: &'w World, id: MerchantId, as_of: Day) -> Self {
        let audience = Audience::Privileged;
        let question =
            ScoreQuestion { id, as_of: Some(as_of), known_at: None, model: None, audience };
        Self { world, question }
    }

    /// As known at an instant.
    pub(crate) fn known_at(mut self, instant: Timestamp) -> Self {
        self.question.known_at = Some(instant);
        self
    }

    /// By another scorecard than the champion.
    pub(crate) fn by(mut self, model: &str) -> Self {
        self.question.model = Some(model.to_owned());
        self
    }

    /// As anybody may see it.
    pub(crate) fn in_public(mut self) -> Self {
        self.question.audience = Audience::Public;
        self
    }

    pub(crate) fn try_score(&self) -> Result<Answer, AppError> {
        self.world.app().score(&self.question).map(Answer)
    }

    pub(crate) fn score(&self) -> Answer {
        self.try_score().unwrap()
    }

    pub(crate) fn merchant(&self) -> MerchantAnswer {
        self.world.app().merchant(&self.question).unwrap()
    }

    pub(crate) fn report(&self) -> ReportAnswer {
        self.world.app().report(&self.question).unwrap()
    }

    /// The records of a kind that the report lists, newest first.
    pub(crate) fn listed(&self, kind: RecordKind) -> Vec<RecordId> {
        let report = self.report();
        let sections = report.sections.iter().filter(|section| section.kind == kind);
        sections.flat_map(|section| &section.items).map(|item| item.record.id()).collect()
    }
}

/// A score as it was answered.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Answer(pub(crate) ScoreAnswer);

impl Deref for Answer {
    type Target = ScoreAnswer;

    fn deref(&self) -> &ScoreAnswer {
        &self.0
    }
}

impl Answer {
    /// The score; a merchant that is not rated fails the test.
    pub(crate) fn rated(&self) -> &RatedScore {
        match &self.outcome {
            Outcome::Rated(score) => score,
            Outcome::NotRated(lacking) => panic!("{} is not rated: {lacking:?}", self.id),
        }
    }

    pub(crate) fn points(&self) -> i32 {
        self.rated().points
    }

    /// What is lacking, as its codes; empty where the merchant is rated.
    pub(crate) fn lacking(&self) -> Vec<&'static str> {
        match &self.outcome {
            Outcome::Rated(_) => Vec::new(),
            Outcome::NotRated(lacking) => lacking.iter().map(|lacking| lacking.code()).collect(),
        }
    }

    /// Why points were lost, most first, in the words of the card.
    pub(crate) fn reasons(&self) -> Vec<&str> {
        self.lost().map(|reason| reason.reason.en.as_str()).collect()
    }

    /// The reason codes, most points first.
    pub(crate) fn codes(&self) -> Vec<&str> {
        self.lost().map(|reason| reason.reason.code.as_str()).collect()
    }

    /// The records behind every lost point, without repetition, oldest first.
    pub(crate) fn records(&self) -> Vec<RecordId> {
        let mut records: Vec<RecordId> =
            self.lost().flat_map(|reason| reason.records.clone()).collect();
        records.sort_by_key(|record| record.seq);
        records.dedup();
        records
    }

    /// The contributions that lost points, most first.
    pub(crate) fn lost(&self) -> impl Iterator<Item = &NamedContribution> {
        let score = self.rated();
        score.reasons.iter().map(|place| &score.contributions[*place])
    }

    /// What one feature adds.
    pub(crate) fn of(&self, feature: &str) -> &NamedContribution {
        let contributions = &self.rated().contributions;
        contributions.iter().find(|contribution| contribution.feature == feature).unwrap()
    }

    /// The value of a feature that is a number.
    pub(crate) fn value(&self, feature: &str) -> f64 {
        match self.of(feature).value {
            NamedValue::Number(number) => number,
            ref other => panic!("{feature} is {other:?}"),
        }
    }

    /// Everything but the name of the position, for worlds whose records came in another order.
    pub(crate) fn without_positions(&self) -> ScoreAnswer {
        let mut answer = self.0.clone();
        answer.known_at = Timestamp::MIN;
        answer.versions.records = Default::default();
        if let Outcome::Rated(score) = &mut answer.outcome {
            for contribution in &mut score.contributions {
                contribution.records.clear();
            }
        }
        answer
    }
}

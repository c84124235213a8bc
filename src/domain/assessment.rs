//! The one scoring path: a history and a card in, an assessment out. Single answers, batches and
//! training call this and nothing else.

use super::day::Day;
use super::dossier::{Dossier, Known, Yardstick};
use super::feature::{self, Feature};
use super::history::History;
use super::record::envelope::Seq;
use super::scorecard::{Grade, Part, Score, Scorecard, Value};
use super::sufficiency::{Lacking, lacking};

/// A scorecard with its features found.
#[derive(Clone, Debug)]
pub struct ReadyCard {
    card: Scorecard,
    features: Vec<&'static Feature>,
}

/// A scorecard that names a feature that is not there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("scorecard names the feature '{0}', which this program does not have")]
pub struct UnknownFeature(pub String);

impl ReadyCard {
    /// Finds the card's features.
    ///
    /// # Errors
    /// [`UnknownFeature`] when the card names one that is not there.
    pub fn new(card: Scorecard) -> Result<Self, UnknownFeature> {
        let find = |name: &str| feature::find(name).ok_or_else(|| UnknownFeature(name.to_owned()));
        let features = card
            .characteristics()
            .iter()
            .map(|characteristic| find(&characteristic.feature))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self { card, features })
    }

    /// The card.
    #[must_use]
    pub const fn card(&self) -> &Scorecard {
        &self.card
    }

    /// Its features, in the order of its characteristics.
    #[must_use]
    pub fn features(&self) -> &[&'static Feature] {
        &self.features
    }

    /// The values of its features for a dossier.
    #[must_use]
    pub fn values<'a>(&self, dossier: &'a Dossier<'a>) -> Vec<Value<'a>> {
        self.features.iter().map(|feature| (feature.value)(dossier)).collect()
    }

    /// The assessment of a dossier. A list with a veto gives the lowest grade and leaves the points.
    #[must_use]
    pub fn assess(&self, dossier: &Dossier<'_>) -> Assessment {
        let mut score = Score::blank();
        match self.assess_into(dossier, &mut score) {
            Ok(()) => Assessment::Rated(score),
            Err(lacking) => Assessment::NotRated(lacking),
        }
    }

    /// As [`Self::assess`], into a score whose memory is used again.
    ///
    /// # Errors
    /// What is lacking, where there is too little to rate the merchant; the score is then left as it
    /// was.
    pub fn assess_into(
        &self,
        dossier: &Dossier<'_>,
        score: &mut Score,
    ) -> Result<(), Vec<Lacking>> {
        if let Some(lacking) = lacking(dossier) {
            return Err(lacking);
        }
        let value = |place: usize| {
            self.features.get(place).map_or(Value::Missing, |feature| (feature.value)(dossier))
        };
        self.card.score_into(value, score);
        if dossier.veto().is_some() {
            score.grade = score.grade.capped(Grade::D);
        }
        Ok(())
    }

    /// The sum of the contributions to one part.
    #[must_use]
    pub fn part_points(&self, score: &Score, part: Part) -> i32 {
        let characteristics = self.card.characteristics();
        let of_part = score.contributions.iter().filter(|contribution| {
            characteristics
                .get(contribution.characteristic)
                .is_some_and(|characteristic| characteristic.part == part)
        });
        of_part.map(|contribution| contribution.points).sum()
    }

    /// The records behind the value of one characteristic, newest first.
    #[must_use]
    pub fn evidence(&self, dossier: &Dossier<'_>, characteristic: usize) -> Vec<Seq> {
        let mut records =
            self.features.get(characteristic).map_or_else(Vec::new, |f| (f.evidence)(dossier));
        records.sort_unstable_by(|a, b| b.cmp(a));
        records
    }
}

/// What a card says of a merchant.
#[derive(Clone, Debug, PartialEq)]
pub enum Assessment {
    /// There is enough to rate it.
    Rated(Score),
    /// There is not; this is what is lacking.
    NotRated(Vec<Lacking>),
}

/// A question that the scoring path answers for a merchant's history.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The day asked.
    pub as_of: Day,
    /// What counts as known.
    pub known: Known,
    /// First versions that a public answer may not rest on.
    pub barred: &'a [Seq],
}

impl<'a> Question<'a> {
    /// The dossier that this question may use of a history.
    #[must_use]
    pub fn dossier<'h>(&self, history: &'h History, yardstick: &'h Yardstick) -> Dossier<'h>
    where
        'a: 'h,
    {
        Dossier::new(history, self.as_of, self.known, yardstick, self.barred)
    }
}

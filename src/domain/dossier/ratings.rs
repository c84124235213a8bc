//! The ratings of a dossier: which stand, what was found of them, and what each weighs.

use std::borrow::Cow;

use smallvec::SmallVec;

use super::{Dossier, Known};
use crate::domain::evidence::aggregate::RatingEvidence;
use crate::domain::evidence::mark::{PlainRating, RatingMark};
use crate::domain::evidence::reference::TradeRate;
use crate::domain::evidence::weigh::{Found, RatingWeight, Surroundings, weigh};
use crate::domain::evidence::weighed::WeighedSums;
use crate::domain::history::History;
use crate::domain::record::envelope::Seq;
use crate::domain::record::fact::Fact;

impl<'a> Dossier<'a> {
    /// The ratings that stand, given on whatever day, in the order of their days.
    pub fn marks(&self) -> impl Iterator<Item = &'a RatingMark> {
        let (known, barred) = (self.known, self.barred);
        self.history.ratings.marks().iter().filter(move |mark| stands(mark, known, barred))
    }

    /// The same, as far as sums by plain weight need them.
    #[must_use]
    pub fn plain_ratings(&self) -> &[PlainRating] {
        &self.plain
    }

    /// The ratings given by the day that lower a mean or a share by plain weights.
    #[must_use]
    pub fn rating_evidence(&self) -> RatingEvidence {
        let marks = self.history.ratings.marks();
        let given = marks.partition_point(|mark| mark.effective_on <= self.as_of);
        let latest_first = marks.iter().take(given).rev();
        let latest_first = latest_first.filter(|mark| stands(mark, self.known, self.barred));
        RatingEvidence::of(latest_first, self.as_of, &self.yardstick.rating_decay)
    }

    /// The ratings given by the day, weighed and summed.
    #[must_use]
    pub fn weighed(&self) -> &WeighedSums {
        self.weighed.get_or_init(|| {
            let mut sums = WeighedSums::default();
            let decay = &self.yardstick.weighed_decay;
            self.each_weight(|mark, weighed| sums.add(mark, weighed, self.as_of, decay));
            Box::new(sums)
        })
    }

    /// The usual rates of the merchant's trade.
    #[must_use]
    pub fn trade(&self) -> TradeRate {
        let industry = self.profile.and_then(|profile| profile.industry.as_deref());
        self.yardstick.reference.trade(industry)
    }

    /// Tells each rating given by the day with its weight and the reasons, in the order of days.
    pub fn each_weight(&self, each: impl FnMut(&'a RatingMark, RatingWeight)) {
        let as_of = self.as_of;
        let marks: SmallVec<[&RatingMark; 32]> =
            self.marks().take_while(|mark| mark.effective_on <= as_of).collect();
        let around = Surroundings {
            reference: &self.yardstick.reference,
            trade: self.trade(),
            origins: self.profile.map_or(&[], |profile| profile.origins.as_slice()),
            found: &self.found,
            order_says: &|mark| self.orders().says(mark.fact.order, mark.effective_on),
        };
        weigh(&marks, &around, each);
    }
}

/// What was found of ratings, in the order of ratings: the latest known version of each decision that
/// was not withdrawn. As with a withdrawal, it is the day of learning that matters, not the day asked.
pub(super) fn found(history: &History, known: Known, barred: &[Seq]) -> SmallVec<[Found; 2]> {
    let visible = || history.entries.iter().filter(|entry| known.lets_through(entry));
    let is_void = |record: Seq| {
        let withdrawn = visible().any(|entry| match &entry.fact {
            Fact::Withdrawal(withdrawal) => withdrawal.target == record,
            _ => false,
        });
        withdrawn || barred.contains(&record)
    };
    let mut found: SmallVec<[Found; 2]> = SmallVec::new();
    for entry in visible() {
        let Fact::Finding(fact) = &entry.fact else { continue };
        let is_latest =
            !visible().any(|later| later.seq > entry.seq && later.record() == entry.record());
        if is_latest && !is_void(entry.record()) {
            found.push(*fact);
        }
    }
    found.sort_unstable_by_key(|found| found.rating);
    found
}

/// The ratings that stand as known and may be used, given on whatever day.
pub(super) fn plain<'h>(
    history: &'h History,
    known: Known,
    barred: &[Seq],
) -> Cow<'h, [PlainRating]> {
    let knows_all = matches!(known, Known::Recorded(at) if history.seq <= at);
    match history.ratings.plain().filter(|_| knows_all && barred.is_empty()) {
        Some(plain) => Cow::Borrowed(plain),
        None => {
            let marks = history.ratings.marks().iter();
            let standing = marks.filter(|mark| stands(mark, known, barred));
            Cow::Owned(standing.map(PlainRating::of).collect())
        }
    }
}

/// Whether a rating stands as known, and may be used.
fn stands(mark: &RatingMark, known: Known, barred: &[Seq]) -> bool {
    let stands = match known {
        Known::Recorded(at) => mark.stands_at(at),
        Known::Asserted(by) => mark.stands_by(by),
    };
    stands && (barred.is_empty() || !barred.contains(&mark.record()))
}

//! Raters in company and on their own: on which days a rater had rated more than one merchant, and how
//! usual it is to be a newcomer or alone.
//!
//! A mark that nearly everybody bears tells nothing. How rare one is among verified ratings is counted
//! where reference tables are built, and kept with them.

use serde::{Deserialize, Serialize};

use super::pseudonym::Pseudonym;
use crate::domain::day::Day;

/// Days up to a rating in which its rater is looked for at other merchants.
pub const COMPANY_DAYS: i32 = 7;
/// Ratings below which no share is told.
const TOLD_MIN: i64 = 200;

/// Days on which a rater was in company: up to each of them it had rated at least two merchants within
/// [`COMPANY_DAYS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InCompany {
    /// Who.
    pub rater: Pseudonym,
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Day,
}

/// How many verified ratings of all trades bear a mark of their rater.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UsualMarks {
    /// Those of newcomers, in thousandths; none where too few ratings are known.
    pub new_permille: Option<u32>,
    /// Those of newcomers on their own, in thousandths.
    pub lone_new_permille: Option<u32>,
    /// Those of raters on their own, new or not, in thousandths.
    pub lone_permille: Option<u32>,
}

/// A rating as far as raters are concerned.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Visit {
    pub(super) rater: Pseudonym,
    pub(super) day: i32,
    pub(super) merchant: u32,
    /// Whether it takes part in what is usual.
    pub(super) is_usual: bool,
}

/// Whether a day is one of some in company, of one rater, in order.
pub(super) fn is_among(company: &[InCompany], day: Day) -> bool {
    let after = company.partition_point(|days| days.from <= day);
    after.checked_sub(1).and_then(|last| company.get(last)).is_some_and(|days| day <= days.to)
}

/// Adds the days on which a rater was in company, told by its visits in the order of their days.
pub(super) fn in_company(visits: &[Visit], company: &mut Vec<InCompany>) {
    let (mut last, mut elsewhere): (Option<&Visit>, Option<&Visit>) = (None, None);
    let mut open: Option<InCompany> = None;
    for visit in visits {
        if last.is_some_and(|last| last.merchant != visit.merchant) {
            elsewhere = last;
        }
        last = Some(visit);
        let Some(elsewhere) = elsewhere else { continue };
        let (from, to) = (visit.day, elsewhere.day + COMPANY_DAYS - 1);
        if to < from {
            continue;
        }
        let days = InCompany {
            rater: visit.rater,
            from: Day::from_number(from),
            to: Day::from_number(to),
        };
        match &mut open {
            Some(before) if from <= before.to.number() + 1 => before.to = before.to.max(days.to),
            before => company.extend(before.replace(days)),
        }
    }
    company.extend(open);
}

/// How many of the ratings that tell what is usual bear a mark.
#[derive(Default)]
pub(super) struct MarkSums {
    n: i64,
    new: i64,
    lone_new: i64,
    lone: i64,
}

impl MarkSums {
    /// Adds the visits of one rater, with the day from which on it is established and its days in
    /// company.
    pub(super) fn add(
        &mut self,
        visits: &[Visit],
        established_on: Option<Day>,
        company: &[InCompany],
    ) {
        for visit in visits.iter().filter(|visit| visit.is_usual) {
            let day = Day::from_number(visit.day);
            let is_lone = !is_among(company, day);
            let is_new = established_on.is_none_or(|from| day <= from);
            self.n += 1;
            self.lone += i64::from(is_lone);
            self.new += i64::from(is_new);
            self.lone_new += i64::from(is_lone && is_new);
        }
    }

    pub(super) fn shares(&self) -> UsualMarks {
        let share = |n: i64| {
            let share = || u32::try_from(n * 1000 / self.n).unwrap_or(1000);
            (self.n >= TOLD_MIN).then(share)
        };
        UsualMarks {
            new_permille: share(self.new),
            lone_new_permille: share(self.lone_new),
            lone_permille: share(self.lone),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visits(told: &[(i32, u32)]) -> Vec<Visit> {
        let visit = |&(day, merchant)| Visit { rater: Pseudonym(7), day, merchant, is_usual: true };
        told.iter().map(visit).collect()
    }

    fn check(told: &[(i32, u32)], expect: &[(i32, i32)]) {
        let mut company = Vec::new();
        in_company(&visits(told), &mut company);
        let days: Vec<(i32, i32)> =
            company.iter().map(|days| (days.from.number(), days.to.number())).collect();
        assert_eq!(days, expect, "{told:?}");
        // The same, day by day, by the words of the definition.
        for day in 0..80 {
            let near = |merchant: u32| {
                told.iter().any(|(on, at)| *at == merchant && *on <= day && day - on < COMPANY_DAYS)
            };
            let n_near = (0..10).filter(|merchant| near(*merchant)).count();
            let is_visited = told.iter().any(|(on, _)| *on == day);
            if is_visited {
                assert_eq!(is_among(&company, Day::from_number(day)), n_near >= 2, "day {day}");
            }
        }
    }

    #[test]
    fn a_rater_is_in_company_while_two_merchants_lie_within_a_week() {
        check(&[(10, 1)], &[]);
        check(&[(10, 1), (12, 1), (13, 1)], &[]);
        check(&[(10, 1), (10, 2)], &[(10, 16)]);
        check(&[(10, 1), (16, 2)], &[(16, 16)]);
        check(&[(10, 1), (17, 2)], &[]);
        check(&[(10, 1), (12, 2), (14, 2), (15, 1), (30, 3)], &[(12, 20)]);
        check(&[(10, 1), (11, 2), (40, 1), (41, 1), (44, 3), (60, 3)], &[(11, 16), (44, 47)]);
    }

    #[test]
    fn what_is_usual_is_told_of_enough_ratings_only() {
        let mut sums = MarkSums::default();
        let company = [InCompany {
            rater: Pseudonym(7),
            from: Day::from_number(0),
            to: Day::from_number(49),
        }];
        let each_day: Vec<(i32, u32)> = (0..199).map(|day| (day, 1)).collect();
        sums.add(&visits(&each_day), Some(Day::from_number(99)), &company);
        assert_eq!(sums.shares(), UsualMarks::default());
        sums.add(&visits(&[(0, 1)]), None, &[]);
        // Of 200, 100 + 1 lie before it was established, 149 + 1 outside the days in company, and
        // 50 + 1 are both.
        let expect = UsualMarks {
            new_permille: Some(505),
            lone_new_permille: Some(255),
            lone_permille: Some(750),
        };
        assert_eq!(sums.shares(), expect);
    }
}

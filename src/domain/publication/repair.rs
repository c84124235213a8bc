//! Whether a penalty can be repaired (信用修复) on a day: the conditions a machine can check.

use serde::Serialize;

use super::deadline::Step;
use super::list::ListKind;
use super::period::Period;
use super::rules::ApplicableRules;
use crate::domain::day::Day;

/// What the conditions of a repair look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RepairFacts<'a> {
    /// The day of the application.
    pub applied_on: Day,
    /// The first day on which a repair can end the display ([`Display::earliest_end`]).
    ///
    /// [`Display::earliest_end`]: super::display::Display::earliest_end
    pub earliest_end: Day,
    /// The first day on which it no longer shows; `None` when no rule ends it.
    pub latest_end: Option<Day>,
    /// Whether proof is there that the penalty's duties are fulfilled.
    pub duties: Evidence,
    /// Whether the letter of commitment (信用承诺书) is there.
    pub commitment: Evidence,
    /// A later penalty for the same kind of act, where there is one.
    pub repeated_on: Option<Day>,
    /// The lists the merchant is on that day.
    pub lists: &'a [ListKind],
    /// When material of an earlier application was found false, where it was.
    pub false_material_on: Option<Day>,
}

/// Whether a document is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// It is.
    Given,
    /// It is not.
    Missing,
}

/// Why a penalty cannot be repaired on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "obstacle", rename_all = "snake_case")]
pub enum RepairObstacle {
    /// 最短公示期 is not over.
    BeforeMinimum {
        /// The first day on which an application is possible.
        until: Day,
    },
    /// The display is over: there is nothing left to repair.
    DisplayOver {
        /// Since when.
        since: Day,
    },
    /// No proof that the duties are fulfilled.
    DutiesUnproven,
    /// No letter of commitment.
    NoCommitment,
    /// Penalised again for the same kind of act.
    Repeated {
        /// When.
        on: Day,
    },
    /// On a list that shuts out repair.
    OnList {
        /// Which.
        list: ListKind,
    },
    /// False material bars new applications.
    Barred {
        /// The first day on which an application is possible again.
        until: Day,
    },
}

impl ApplicableRules<'_> {
    /// Every condition of a repair that is not met, by the rules of the day of the application.
    ///
    /// 国办发〔2025〕22号 and NDRC order 36 of 2025: minimum period over, duties fulfilled, public
    /// commitment; SAMR order 45 art. 14, kept in order 107: no repeat of the same kind, on no
    /// list; false material bars applications for the years of [`Step::RepairBar`].
    #[must_use]
    pub fn repair_obstacles(&self, facts: &RepairFacts<'_>) -> Vec<RepairObstacle> {
        let on = facts.applied_on;
        let mut obstacles = Vec::new();
        match facts.latest_end.filter(|end| *end <= on) {
            Some(since) => obstacles.push(RepairObstacle::DisplayOver { since }),
            None if on < facts.earliest_end => {
                let until = facts.earliest_end;
                obstacles.push(RepairObstacle::BeforeMinimum { until });
            }
            None => {}
        }
        if facts.duties == Evidence::Missing {
            obstacles.push(RepairObstacle::DutiesUnproven);
        }
        if facts.commitment == Evidence::Missing {
            obstacles.push(RepairObstacle::NoCommitment);
        }
        if let Some(on) = facts.repeated_on {
            obstacles.push(RepairObstacle::Repeated { on });
        }
        let bars = |list: &&ListKind| {
            self.list_term(**list, on, None, on).is_some_and(|term| term.bars_repair)
        };
        let lists = facts.lists.iter().filter(bars);
        obstacles.extend(lists.map(|list| RepairObstacle::OnList { list: *list }));
        let barred = facts.false_material_on.and_then(|found_on| self.barred_until(found_on));
        if let Some(until) = barred.filter(|until| on < *until) {
            obstacles.push(RepairObstacle::Barred { until });
        }
        obstacles
    }

    /// The first day on which one whose material was found false may apply again. A bar is no
    /// deadline: a day off at its end does not prolong it.
    fn barred_until(&self, found_on: Day) -> Option<Day> {
        let row = self.deadline_row(Step::RepairBar, found_on)?;
        Some(match row.values.within {
            Period::WorkingDays(n) | Period::Days(n) => {
                found_on.plus(i32::try_from(n).unwrap_or(i32::MAX))
            }
            Period::Months(n) => found_on.plus_months(i32::try_from(n).unwrap_or(i32::MAX)),
            Period::Years(n) => found_on.plus_years(i32::try_from(n).unwrap_or(i32::MAX)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::publication::row::Authority;
    use crate::domain::publication::{PenaltyKinds, PenaltyTerms, Rules, Severity, StartDates};

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    /// The obstacles for a general penalty of 2026-05-11, whose minimum ends on 2026-08-11.
    fn obstacles(
        applied_on: &str,
        change: impl FnOnce(&mut RepairFacts<'_>),
    ) -> Vec<RepairObstacle> {
        let rules = Rules::shipped().unwrap();
        let zhanjiang = rules.applying_to(Authority::of_place("cn", "440800"));
        let decided_on = day("2026-05-11");
        let terms = PenaltyTerms {
            kinds: PenaltyKinds::parse("罚款").unwrap(),
            fine_fen: Default::default(),
            confiscated_fen: Default::default(),
            simple_procedure: false,
            decided_on,
            restricted_until: None,
        };
        let starts = StartDates { decided_on, published_on: None, act_ended_on: None };
        let applied_on = day(applied_on);
        let display = zhanjiang.display(&terms, Severity::General, &starts, None, applied_on);
        let mut facts = RepairFacts {
            applied_on,
            earliest_end: display.earliest_end,
            latest_end: display.latest_end,
            duties: Evidence::Given,
            commitment: Evidence::Given,
            repeated_on: None,
            lists: &[],
            false_material_on: None,
        };
        change(&mut facts);
        zhanjiang.repair_obstacles(&facts)
    }

    #[test]
    fn repair_is_possible_once_the_minimum_is_over_guobanfa_2025_22() {
        let until = day("2026-08-11");
        let before = obstacles("2026-08-10", |_| {});
        assert_eq!(before, [RepairObstacle::BeforeMinimum { until }]);
        assert_eq!(obstacles("2026-08-11", |_| {}), []);
        assert_eq!(obstacles("2027-05-10", |_| {}), []);
        let since = day("2027-05-11");
        let over = obstacles("2027-05-11", |_| {});
        assert_eq!(over, [RepairObstacle::DisplayOver { since }]);
    }

    #[test]
    fn repair_takes_proof_and_commitment_guobanfa_2025_22() {
        let bare = |facts: &mut RepairFacts<'_>| {
            facts.duties = Evidence::Missing;
            facts.commitment = Evidence::Missing;
        };
        let expect = [RepairObstacle::DutiesUnproven, RepairObstacle::NoCommitment];
        assert_eq!(obstacles("2026-11-16", bare), expect);
    }

    #[test]
    fn a_repeat_or_a_list_shuts_out_repair_samr_order_45_art_14() {
        let on = day("2026-09-01");
        let repeated = obstacles("2026-11-16", |facts| facts.repeated_on = Some(on));
        assert_eq!(repeated, [RepairObstacle::Repeated { on }]);
        let listed = obstacles("2026-11-16", |facts| {
            facts.lists =
                &[ListKind::Honour, ListKind::SeriousViolation, ListKind::AbnormalOperation];
        });
        let expect = [ListKind::SeriousViolation, ListKind::AbnormalOperation];
        assert_eq!(listed, expect.map(|list| RepairObstacle::OnList { list }));
    }

    #[test]
    fn false_material_bars_new_applications_for_three_years() {
        let found = |on| obstacles("2026-11-16", |facts| facts.false_material_on = Some(day(on)));
        let until = day("2028-11-17");
        assert_eq!(found("2025-11-17"), [RepairObstacle::Barred { until }]);
        // Before 2025-06-22 no rule on such a bar was in force.
        assert_eq!(found("2025-06-21"), []);
    }
}

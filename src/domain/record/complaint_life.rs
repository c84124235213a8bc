//! The life of a complaint by the 12315 rules: which step follows where it stands, and what it says then.

use super::complaint::{Complaint, ComplaintOutcome, RefusalGround};
use crate::domain::day::Day;
use crate::domain::publication::deadline::Step;

/// A step in a complaint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ComplaintStep {
    /// 受理: mediation begins.
    Accept,
    /// 不予受理, with the legal ground.
    Refuse(RefusalGround),
    /// The merchant answers.
    Answer,
    /// Days of tests and expertise so far, which are not counted as time of mediation.
    TestDays(u32),
    /// 先行和解: the parties agreed before it was accepted.
    SettleEarly,
    /// 调解成功.
    Settle,
    /// 终止调解 without agreement.
    Fail,
    /// The parties were told that it ended so.
    Tell,
    /// 撤回 by the consumer.
    Withdraw,
    /// 转立案: it becomes a case, with the number of the case where there is one.
    TurnIntoCase(Option<String>),
    /// The penalty that followed, by its document number.
    LinkPenalty(String),
}

impl ComplaintStep {
    /// Its name in requests and errors.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Refuse(_) => "refuse",
            Self::Answer => "answer",
            Self::TestDays(_) => "test_days",
            Self::SettleEarly => "settle_early",
            Self::Settle => "settle",
            Self::Fail => "fail",
            Self::Tell => "tell",
            Self::Withdraw => "withdraw",
            Self::TurnIntoCase(_) => "turn_into_case",
            Self::LinkPenalty(_) => "link_penalty",
        }
    }

    /// Where a complaint must stand for it.
    const fn follows(&self) -> &'static [ComplaintOutcome] {
        use ComplaintOutcome::{Accepted, Failed, Received, TurnedIntoCase};
        match self {
            Self::Accept | Self::Refuse(_) | Self::SettleEarly => &[Received],
            Self::Answer | Self::Withdraw => &[Received, Accepted],
            Self::TestDays(_) | Self::Settle | Self::Fail | Self::TurnIntoCase(_) => &[Accepted],
            Self::Tell => &[Failed],
            Self::LinkPenalty(_) => &[TurnedIntoCase],
        }
    }
}

/// Why a step is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StepFault {
    /// It does not follow from where the complaint stands.
    #[error("the step '{step}' does not follow: the complaint is {stands}")]
    Order {
        /// The step.
        step: &'static str,
        /// Where it stands.
        stands: &'static str,
    },
    /// It was taken already.
    #[error("the step '{step}' was taken on {on} already")]
    Again {
        /// The step.
        step: &'static str,
        /// When.
        on: Day,
    },
    /// Its day lies before the step it follows.
    #[error("{on} lies before {before}, the step it follows")]
    Day {
        /// The day given.
        on: Day,
        /// The day before which it cannot lie.
        before: Day,
    },
}

impl Complaint {
    /// The day of the last step of the procedure; an answer of the merchant is none.
    #[must_use]
    pub fn last_step_on(&self) -> Day {
        self.told_on.or(self.closed_on).or(self.accepted_on).unwrap_or(self.received_on)
    }

    /// What it says after a step.
    ///
    /// # Errors
    /// [`StepFault`] when the step does not follow, was taken already, or its day is too early.
    pub fn after(&self, step: &ComplaintStep, on: Day) -> Result<Self, StepFault> {
        if !step.follows().contains(&self.outcome) {
            let stands = self.outcome.name();
            return Err(StepFault::Order { step: step.name(), stands });
        }
        let is_answer = *step == ComplaintStep::Answer;
        let before = if is_answer { self.received_on } else { self.last_step_on() };
        if on < before {
            return Err(StepFault::Day { on, before });
        }
        let taken = match step {
            ComplaintStep::Answer => self.answered_on,
            ComplaintStep::Tell => self.told_on,
            _ => None,
        };
        if let Some(on) = taken {
            return Err(StepFault::Again { step: step.name(), on });
        }
        let mut after = self.clone();
        let mut end = |outcome| {
            after.outcome = outcome;
            after.closed_on = Some(on);
        };
        match step {
            ComplaintStep::SettleEarly => end(ComplaintOutcome::SettledEarly),
            ComplaintStep::Settle => end(ComplaintOutcome::Settled),
            ComplaintStep::Fail => end(ComplaintOutcome::Failed),
            ComplaintStep::Withdraw => end(ComplaintOutcome::Withdrawn),
            ComplaintStep::TurnIntoCase(number) => {
                end(ComplaintOutcome::TurnedIntoCase);
                after.case_number.clone_from(number);
            }
            ComplaintStep::Refuse(ground) => {
                end(ComplaintOutcome::Refused);
                after.accepted_on = Some(on);
                after.refused_for = Some(*ground);
            }
            ComplaintStep::Accept => {
                after.outcome = ComplaintOutcome::Accepted;
                after.accepted_on = Some(on);
            }
            ComplaintStep::Answer => after.answered_on = Some(on),
            ComplaintStep::TestDays(n) => after.n_test_days = Some(*n),
            ComplaintStep::Tell => after.told_on = Some(on),
            ComplaintStep::LinkPenalty(number) => after.penalty_number = Some(number.clone()),
        }
        Ok(after)
    }

    /// The step that the 12315 rules want taken next and the day from which its time counts; none
    /// where nothing is to be done. Only of organs it is known whether they told the parties.
    #[must_use]
    pub fn next_step(&self) -> Option<NextStep> {
        match self.outcome {
            ComplaintOutcome::Received => {
                Some(NextStep { step: Step::ComplaintAccept, from: self.received_on })
            }
            ComplaintOutcome::Accepted => Some(NextStep {
                step: Step::ComplaintMediate,
                from: self.accepted_on.unwrap_or(self.received_on),
            }),
            ComplaintOutcome::Failed if self.organ.is_some() && self.told_on.is_none() => {
                let from = self.closed_on?;
                Some(NextStep { step: Step::ComplaintTell, from })
            }
            _ => None,
        }
    }
}

/// A step that is to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextStep {
    /// The step, by its name in the rule tables.
    pub step: Step,
    /// The day from which its time counts.
    pub from: Day,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::record::complaint::ComplaintClass;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn received() -> Complaint {
        Complaint {
            source: "12315".to_owned(),
            number: "1".to_owned(),
            platform: None,
            channel: None,
            class: ComplaintClass::Quality,
            received_on: day("2026-05-06"),
            accepted_on: None,
            answered_on: None,
            closed_on: None,
            outcome: ComplaintOutcome::Received,
            complainant: None,
            organ: Some("样例市市场监督管理局(虚构)".to_owned()),
            organ_code: None,
            refused_for: None,
            n_test_days: None,
            told_on: None,
            case_number: None,
            penalty_number: None,
        }
    }

    fn walk(steps: &[(ComplaintStep, &str)]) -> Result<Complaint, StepFault> {
        steps.iter().try_fold(received(), |now, (step, on)| now.after(step, day(on)))
    }

    #[test]
    fn every_way_to_the_end_can_be_walked() {
        use ComplaintStep as S;
        let case = S::TurnIntoCase(Some("样市监立〔2026〕1号".to_owned()));
        let penalty = S::LinkPenalty("样市监罚〔2026〕1号".to_owned());
        for (steps, end) in [
            (vec![(S::Refuse(RefusalGround::TooLate), "2026-05-08")], ComplaintOutcome::Refused),
            (vec![(S::SettleEarly, "2026-05-07")], ComplaintOutcome::SettledEarly),
            (vec![(S::Withdraw, "2026-05-07")], ComplaintOutcome::Withdrawn),
            (
                vec![
                    (S::Accept, "2026-05-08"),
                    (S::Answer, "2026-05-09"),
                    (S::Settle, "2026-06-01"),
                ],
                ComplaintOutcome::Settled,
            ),
            (
                vec![(S::Accept, "2026-05-08"), (S::Fail, "2026-06-01"), (S::Tell, "2026-06-02")],
                ComplaintOutcome::Failed,
            ),
            (
                vec![(S::Accept, "2026-05-08"), (case, "2026-06-01"), (penalty, "2026-09-01")],
                ComplaintOutcome::TurnedIntoCase,
            ),
        ] {
            let walked = walk(&steps).unwrap();
            assert_eq!(walked.outcome, end);
            assert_eq!(walked.next_step(), None, "{walked:?}");
        }
    }

    #[test]
    fn a_step_that_does_not_follow_is_refused() {
        use ComplaintStep as S;
        for steps in [
            vec![(S::Settle, "2026-05-08")],
            vec![(S::Tell, "2026-05-08")],
            vec![(S::Accept, "2026-05-08"), (S::Accept, "2026-05-09")],
            vec![(S::Withdraw, "2026-05-08"), (S::Accept, "2026-05-09")],
            vec![(S::Accept, "2026-05-08"), (S::LinkPenalty("1".into()), "2026-05-09")],
        ] {
            assert!(matches!(walk(&steps), Err(StepFault::Order { .. })), "{steps:?}");
        }
        let twice = [(S::Answer, "2026-05-08"), (S::Answer, "2026-05-09")];
        assert_eq!(walk(&twice), Err(StepFault::Again { step: "answer", on: day("2026-05-08") }));
        let early = [(S::Accept, "2026-05-08"), (S::Fail, "2026-05-07")];
        let before = day("2026-05-08");
        assert_eq!(walk(&early), Err(StepFault::Day { on: day("2026-05-07"), before }));
    }

    #[test]
    fn every_step_has_its_clock_and_only_an_organ_is_asked_to_tell() {
        use ComplaintStep as S;
        let next = |complaint: &Complaint| complaint.next_step().map(|next| (next.step, next.from));
        let accepted = walk(&[(S::Accept, "2026-05-08")]).unwrap();
        let failed = accepted.after(&S::Fail, day("2026-06-01")).unwrap();
        assert_eq!(next(&received()), Some((Step::ComplaintAccept, day("2026-05-06"))));
        assert_eq!(next(&accepted), Some((Step::ComplaintMediate, day("2026-05-08"))));
        assert_eq!(next(&failed), Some((Step::ComplaintTell, day("2026-06-01"))));
        assert_eq!(next(&Complaint { organ: None, ..failed }), None);
    }
}

//! A step that is due: by which rule, until when.

use serde::Serialize;

use crate::domain::calendar::working_days::WorkingDays;
use crate::domain::day::Day;
use crate::domain::publication::ApplicableRules;
use crate::domain::publication::deadline::Step;

/// A step that the law wants taken by a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepDue {
    /// The step.
    pub step: Step,
    /// The last day in time.
    pub due_on: Day,
    /// Whether that day can still move, for want of a year's notice.
    pub provisional: bool,
    /// The row of the rule table.
    pub rule_id: String,
}

impl StepDue {
    /// When a step is due that counts from a day; none where no rule sets a period. A prolonged one
    /// ends with its extension, where the rule has one.
    pub(super) fn new(
        rules: &ApplicableRules<'_>,
        step: Step,
        from: Day,
        is_extended: bool,
        working_days: &WorkingDays,
    ) -> Option<Self> {
        let due = rules.due(step, from, working_days)?;
        let deadline = due.extended.filter(|_| is_extended).unwrap_or(due.deadline);
        Some(Self {
            step,
            due_on: deadline.on,
            provisional: deadline.provisional,
            rule_id: due.rule_id.to_owned(),
        })
    }
}

/// The stable name of a value that serialises to a word, or to an object with that tag.
#[must_use]
pub fn code(value: &impl Serialize, tag: &str) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    let word = value.as_str().or_else(|| value.get(tag).and_then(serde_json::Value::as_str));
    word.unwrap_or_default().to_owned()
}

//! The cells of one row while it is read: values by field, and all that is said of them.

use super::Accepted;
use super::envelope;
use super::fault::{Fault, MASKED, Warning};
use super::field::{Field, Form, Need, Privacy};
use super::personal::{self, MaskCounts};
use super::row::{Context, Generation, KnownSince, Row};
use super::rule::Rule;
use crate::domain::day::Day;
use crate::domain::merchant::MerchantId;
use crate::domain::record::Detail;
use crate::domain::record::envelope::{
    Corrects, Draft, Jurisdiction, PersonalText, Publishing, TargetName,
};

/// A row while it is read. Every method that refuses a value notes the fault and goes on, so that
/// one pass tells all that is wrong with a row.
pub(super) struct Cells<'r> {
    pub(super) context: &'r Context,
    fields: &'static [Field],
    row: &'r Row<'r>,
    jurisdiction: Option<&'static str>,
    faults: Vec<Fault>,
    warnings: Vec<Warning>,
    pub(super) masked: MaskCounts,
    pub(super) personal: Vec<PersonalText>,
    pub(super) publishing: Publishing,
    pub(super) target: Option<TargetName>,
}

/// What a record says, once every value has passed.
pub(super) struct Content {
    pub(super) subject: MerchantId,
    pub(super) effective_on: Day,
    pub(super) detail: Detail,
}

impl<'r> Cells<'r> {
    pub(super) fn new(fields: &'static [Field], row: &'r Row<'r>, context: &'r Context) -> Self {
        let mut cells = Self {
            context,
            fields,
            row,
            jurisdiction: None,
            faults: Vec::new(),
            warnings: Vec::new(),
            masked: MaskCounts::default(),
            personal: Vec::new(),
            publishing: Publishing::default(),
            target: None,
        };
        let at = cells.envelope(envelope::JURISDICTION_AT);
        let wanted = match cells.given(at) {
            None => Some(context.jurisdiction.0.as_str()),
            Some(text) if cells.is_long(at, text) => None,
            Some(text) => Some(text),
        };
        let known = wanted.and_then(|wanted| Jurisdiction::ALL.into_iter().find(|j| *j == wanted));
        if known.is_none() {
            let known = Jurisdiction::ALL.join(", ");
            cells.fault(at, Rule::Jurisdiction, format!("must be one of {known}"));
        }
        cells.jurisdiction = known;
        cells
    }

    /// Whether the law of China (`domain.md` 1.6) is asked of the row.
    pub(super) fn is_chinese(&self) -> bool {
        self.jurisdiction == Some(Jurisdiction::CN)
    }

    pub(super) const fn generation(&self) -> Generation {
        self.row.generation
    }

    /// The place of an envelope field: they are the last of every list.
    const fn envelope(&self, at: usize) -> usize {
        self.fields.len() - envelope::FIELDS.len() + at
    }

    pub(super) const fn field(&self, at: usize) -> &'static Field {
        &self.fields[at]
    }

    /// The value, without spaces around it; none where it is empty.
    pub(super) fn raw(&self, at: usize) -> Option<&'r str> {
        let value = self.row.values.get(at)?.as_deref()?.trim();
        (!value.is_empty()).then_some(value)
    }

    /// The value; a fault where it must be there and is not.
    pub(super) fn given(&mut self, at: usize) -> Option<&'r str> {
        let value = self.raw(at);
        if value.is_none() && self.is_needed(at) {
            self.fault(at, Rule::Required, "must not be empty");
        }
        value
    }

    /// Whether the field must be there in this row.
    pub(super) fn is_needed(&self, at: usize) -> bool {
        match self.field(at).need {
            Need::Always => true,
            Need::In2018 => self.generation() == Generation::Standard2018 && self.is_chinese(),
            Need::Never => false,
        }
    }

    /// Notes a fault of a field; its value is repeated unless it tells of a person.
    pub(super) fn fault(&mut self, at: usize, rule: Rule, sentence: impl Into<String>) {
        let field = self.field(at);
        let value = match self.raw(at) {
            None => String::new(),
            Some(_) if field.privacy == Privacy::FreeText => MASKED.into(),
            Some(value) if personal::must_be_masked(field, value) => MASKED.into(),
            Some(value) => Fault::shown(value),
        };
        self.faults.push(Fault { field: field.name, value, rule, sentence: sentence.into() });
    }

    pub(super) fn warn(&mut self, at: usize, rule: Rule, sentence: impl Into<String>) {
        self.warnings.push(Warning { field: self.field(at).name, rule, sentence: sentence.into() });
    }

    /// Whether the field has a fault already: what follows from it need not be said again.
    pub(super) fn has_fault(&self, at: usize) -> bool {
        let name = self.field(at).name;
        self.faults.iter().any(|fault| fault.field == name)
    }

    /// Whether this rule was broken already.
    pub(super) fn has_fault_of(&self, rule: Rule) -> bool {
        self.faults.iter().any(|fault| fault.rule == rule)
    }

    /// Notes a fault when a value has more characters than its field.
    pub(super) fn is_long(&mut self, at: usize, text: &str) -> bool {
        let most = self.field(at).chars_max;
        let long = text.len() > most && text.chars().count() > most;
        if long {
            self.fault(at, Rule::TooLong, format!("must have at most {most} characters"));
        }
        long
    }

    /// The draft, or everything that is wrong with the row.
    pub(super) fn finish(mut self, content: Option<Content>) -> Result<Accepted, Vec<Fault>> {
        let effective_on = content.as_ref().map(|content| content.effective_on);
        let known_since = self.known_since(effective_on);
        let published_at = self.published_at(effective_on);
        let corrects = match self.flag(self.envelope(envelope::CORRECTS_AT)) {
            Some(true) => Corrects::Earlier,
            _ => Corrects::Nothing,
        };
        let (Some(content), Some(jurisdiction), true) =
            (content, self.jurisdiction, self.faults.is_empty())
        else {
            if self.faults.is_empty() {
                self.faults.push(Fault::of_row(Rule::Required, "is not complete"));
            }
            return Err(self.faults);
        };
        Ok(Accepted {
            draft: Draft {
                subject: content.subject,
                effective_on: content.effective_on,
                known_since,
                published_at,
                jurisdiction: Jurisdiction(jurisdiction.to_owned()),
                source_row: self.row.number,
                corrects,
                publishing: self.publishing,
                detail: content.detail,
                target: self.target,
                personal: self.personal,
            },
            masked: self.masked,
            warnings: self.warnings,
        })
    }

    fn known_since(&mut self, effective_on: Option<Day>) -> Option<Day> {
        let at = self.envelope(envelope::KNOWN_SINCE_AT);
        let given = self.day(at);
        if given.is_some() && effective_on.is_some() && given < effective_on {
            self.fault(at, Rule::DayOrder, "lies before the day the record speaks of");
        }
        match self.context.known_since {
            KnownSince::Recorded => given,
            KnownSince::Effective => given.or(effective_on),
        }
    }

    fn published_at(&mut self, effective_on: Option<Day>) -> Option<jiff::Timestamp> {
        let at = self.envelope(envelope::PUBLISHED_AT_AT);
        let instant = self.instant(at)?;
        // A day longer than today on either side covers every time zone.
        let day = Day::from(instant.to_zoned(jiff::tz::TimeZone::UTC).date());
        if day > self.context.today.plus(1) {
            self.fault(at, Rule::DayAfterToday, "lies in the future");
        }
        if effective_on.is_some_and(|effective_on| day < effective_on.plus(-1)) {
            self.fault(at, Rule::DayOrder, "lies before the day of the decision");
        }
        Some(instant)
    }
}

/// The form of a field, for the methods that depend on it.
impl Cells<'_> {
    pub(super) const fn form(&self, at: usize) -> Form {
        self.field(at).form
    }
}

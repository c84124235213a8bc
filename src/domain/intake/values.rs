//! Reading values that are not texts: days, amounts, counts, codes, choices, flags, instants.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::de::value::{Error as WordError, StrDeserializer};
use unicode_normalization::UnicodeNormalization;

use super::cells::Cells;
use super::field::{Choice, FALSE_WORDS, Form, TRUE_WORDS};
use super::personal;
use super::row::Generation;
use super::rule::Rule;
use crate::domain::day::{Day, FIRST_DECISION_DAY};
use crate::domain::merchant::{MerchantId, MerchantIdError};
use crate::domain::money::Fen;
use crate::domain::record::envelope::{RecordId, Seq, TargetName};
use crate::domain::record::natural_key::Reference;
use crate::domain::uscc::{Uscc, is_placeholder};

/// The last days that mean "long-term" (长期): 2099/12/31 in 双公示 data, 9999/12/31 elsewhere.
const LONG_TERM: [(i16, i8, i8); 2] = [(2099, 12, 31), (9999, 12, 31)];

/// No fine comes near a trillion yuan (100,000,000 万元); more is a number in the wrong column.
const AMOUNT_MAX: Fen = Fen::new(100_000_000_000_000);

impl Cells<'_> {
    /// A day, within the bounds of its form.
    pub(super) fn day(&mut self, at: usize) -> Option<Day> {
        let text = self.given(at)?;
        let Ok(day) = Day::parse(&narrow(text)) else {
            self.fault(
                at,
                Rule::Day,
                "is not a day; write it as 2026-11-03, 2026/11/03 or 20261103",
            );
            return None;
        };
        if day < FIRST_DECISION_DAY && self.is_chinese() {
            self.fault(at, Rule::DayBefore1949, "lies before 1949-10-01");
            return None;
        }
        if day > self.context.today && self.form(at) == Form::Day {
            let today = self.context.today;
            self.fault(at, Rule::DayAfterToday, format!("lies after today, {today}"));
            return None;
        }
        Some(day)
    }

    /// The first day after a period whose last day is given; none where it has no end.
    pub(super) fn day_after_last(&mut self, at: usize) -> Option<Day> {
        if self.raw(at).is_some_and(|text| text == "长期") {
            return None;
        }
        let last = self.day(at)?;
        let date = last.date();
        let has_no_end = LONG_TERM.contains(&(date.year(), date.month(), date.day()));
        (!has_no_end).then(|| last.plus(1))
    }

    /// The identity of a merchant. A person's number is refused by name and never repeated.
    pub(super) fn merchant_id(&mut self, at: usize) -> Option<MerchantId> {
        let text = self.given(at)?;
        match MerchantId::parse(text) {
            Err(_) if personal::may_be_id_number(text) => {
                self.fault(
                    at,
                    Rule::NaturalPerson,
                    "looks like a person's ID number; records about natural persons are refused",
                );
                None
            }
            Ok(MerchantId::Scheme(_)) | Err(_) if personal::tells(text) => {
                self.fault(
                    at,
                    Rule::PersonalData,
                    "holds what may be a person's number; a merchant is not named by one",
                );
                None
            }
            Ok(id) => {
                self.warn_of_unlisted_class(at, &id);
                Some(id)
            }
            Err(fault) => {
                let rule = match fault {
                    MerchantIdError::Uscc(_) => Rule::CreditCode,
                    _ => Rule::MerchantId,
                };
                self.fault(at, rule, format!("is not the identity of a merchant: {fault}"));
                None
            }
        }
    }

    fn warn_of_unlisted_class(&mut self, at: usize, id: &MerchantId) {
        if id.uscc().is_some_and(|code| code.class().is_none()) {
            self.warn(at, Rule::ClassUnlisted, "begins with a class that GB 32100 does not list");
        }
    }

    /// A unified social credit code; its filler for "no code" counts as empty.
    pub(super) fn uscc(&mut self, at: usize) -> Option<Uscc> {
        let text = self.raw(at).filter(|text| !is_placeholder(text));
        let Some(text) = text else {
            if self.is_needed(at) {
                self.fault(at, Rule::Required, "must not be empty");
            }
            return None;
        };
        match Uscc::parse(text) {
            Ok(code) => Some(code),
            Err(_) if personal::must_be_masked(self.field(at), text) => {
                self.fault(
                    at,
                    Rule::PersonalData,
                    "holds what may be a person's number instead of a credit code",
                );
                None
            }
            Err(fault) => {
                self.fault(at, Rule::CreditCode, fault.to_string());
                None
            }
        }
    }

    /// An amount in 万元.
    pub(super) fn wan_yuan(&mut self, at: usize) -> Option<Fen> {
        let text = self.given(at)?;
        let amount = Fen::parse_wan_yuan(&narrow(text)).ok();
        let amount = amount.filter(|amount| *amount <= AMOUNT_MAX);
        if amount.is_none() {
            self.fault(
                at,
                Rule::Amount,
                "is not an amount in 万元: digits, at most 6 of them after a point, not negative, \
                 at most 100000000",
            );
        }
        amount
    }

    /// How many of something.
    pub(super) fn count(&mut self, at: usize) -> Option<u32> {
        let text = self.given(at)?;
        let count = whole(text);
        if count.is_none() {
            self.fault(at, Rule::Count, "is not a whole number from 0 to 4294967295");
        }
        count
    }

    /// Stars, 1 to 5.
    pub(super) fn stars(&mut self, at: usize) -> Option<u8> {
        let text = self.given(at)?;
        let stars = whole(text).and_then(|n| u8::try_from(n).ok());
        let stars = stars.filter(|n| (1..=5).contains(n));
        if stars.is_none() {
            self.fault(at, Rule::Stars, "is not a whole number of stars from 1 to 5");
        }
        stars
    }

    /// The canonical word of a choice.
    pub(super) fn word(&mut self, at: usize) -> Option<&'static str> {
        self.given(at)?;
        let word = self.peek_word(at);
        if let (None, Form::Choice(choices)) = (word, self.form(at)) {
            let words: Vec<&str> = choices.iter().map(|choice| choice.value).collect();
            self.fault(at, Rule::Choice, format!("must be one of {}", words.join(", ")));
        }
        word
    }

    /// The canonical word of a choice, where it is one; notes no fault.
    pub(super) fn peek_word(&self, at: usize) -> Option<&'static str> {
        let Form::Choice(choices) = self.form(at) else {
            return None;
        };
        let normal: String = narrow(self.raw(at)?).split_whitespace().collect();
        let is_meant = |choice: &&Choice| {
            let code = match self.generation() {
                Generation::Standard2016 => choice.code_2016,
                Generation::Standard2018 | Generation::Own => choice.code,
            };
            choice.value.eq_ignore_ascii_case(&normal)
                || (!code.is_empty() && code == normal)
                || choice.words.contains(&normal.as_str())
        };
        choices.iter().find(is_meant).map(|choice| choice.value)
    }

    /// A choice as the value that it is serialised from.
    pub(super) fn choice<T: DeserializeOwned>(&mut self, at: usize) -> Option<T> {
        let word = self.word(at)?;
        T::deserialize(StrDeserializer::<WordError>::new(word)).ok()
    }

    /// True or false.
    pub(super) fn flag(&mut self, at: usize) -> Option<bool> {
        let text = self.given(at)?;
        let is_in = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(text));
        let flag = if is_in(&TRUE_WORDS) {
            Some(true)
        } else if is_in(&FALSE_WORDS) {
            Some(false)
        } else {
            None
        };
        if flag.is_none() {
            self.fault(at, Rule::Flag, "must be true or false");
        }
        flag
    }

    /// An instant by RFC 3339.
    pub(super) fn instant(&mut self, at: usize) -> Option<Timestamp> {
        let text = self.given(at)?;
        let instant = text.parse::<Timestamp>().ok();
        if instant.is_none() {
            self.fault(
                at,
                Rule::Instant,
                "is not an instant; write it as 2026-11-03T09:30:00+08:00",
            );
        }
        instant
    }

    /// The record that the row is about, of one of the kinds of the field: by its public name, or by
    /// what stands on it. The position of one so named is found when the row is stored.
    pub(super) fn target(&mut self, at: usize) -> Option<Seq> {
        let text = self.given(at)?;
        if self.is_long(at, text) {
            return None;
        }
        let Form::RecordId(kinds) = self.form(at) else {
            return None;
        };
        if let Some(id) = RecordId::parse(text).filter(|id| kinds.contains(&id.kind)) {
            self.target = Some(TargetName::Numbered(id.kind));
            return Some(id.seq);
        }
        if let Some(found) = Reference::parse(text).filter(|found| kinds.contains(&found.kind)) {
            self.target = Some(TargetName::Referred(found));
            return Some(Seq::default());
        }
        let kinds: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
        let sentence = format!(
            "is not the name of a record (kind-number, or kind:issuer:number) of {}",
            kinds.join(", ")
        );
        self.fault(at, Rule::RecordId, sentence);
        None
    }

    /// The name of a platform, in lower case.
    pub(super) fn platform(&mut self, at: usize) -> Option<String> {
        let text = self.given(at)?;
        if self.is_long(at, text) {
            return None;
        }
        let fair = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let name = text.to_ascii_lowercase();
        if !name.starts_with(|first: char| first.is_ascii_lowercase()) || !name.chars().all(fair) {
            self.fault(
                at,
                Rule::Platform,
                "is not the name of a platform: lower-case letters, digits and hyphens, \
                 beginning with a letter",
            );
            return None;
        }
        if personal::tells(&name) {
            self.fault(at, Rule::PersonalData, "holds what may be a person's number");
            return None;
        }
        Some(name)
    }
}

/// Full-width digits and signs as their ASCII forms; ASCII as it is.
fn narrow(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.nfkc().collect()) }
}

fn whole(text: &str) -> Option<u32> {
    let text = narrow(text);
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

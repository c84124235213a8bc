//! Publication in time (双公示): per authority and month, the overdue and the due, and publishing.

mod month;

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use jiff::Timestamp;

pub use month::AuthorityMonth;

use super::score::Frame;
use super::{App, AppError};
use crate::domain::calendar::working_days::WorkingDays;
use crate::domain::day::Day;
use crate::domain::merchant::MerchantId;
use crate::domain::publication::PenaltyKinds;
use crate::domain::publication::deadline::Step;
use crate::domain::publication::state::{Channel, PublicationFacts, PublicationState};
use crate::domain::record::Detail;
use crate::domain::record::envelope::{Publishing, Record, RecordId, Seq};
use crate::domain::record::kind::RecordKind;
use crate::domain::record::organ::Organ;
use crate::store::{StoreError, View, on_clock};

/// Decisions that a list names, at most; the summary counts them all.
pub const ITEMS_MAX: usize = 10_000;

/// A question about publication.
#[derive(Clone, Debug)]
pub struct PublicationQuestion {
    /// Only the decisions of this organ, by its code or its whole name.
    pub authority: Option<String>,
    /// Only decisions of this month, named by its first day.
    pub month: Option<Day>,
    /// As of which day; today where not said.
    pub as_of: Option<Day>,
    /// As known at which instant; now where not said.
    pub known_at: Option<Timestamp>,
    /// By the clock of which channel.
    pub channel: Channel,
    /// Which decisions are named one by one.
    pub named: Named,
}

/// Which decisions an answer names one by one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// Every one, whatever its state.
    pub all: bool,
    /// Those that are overdue.
    pub overdue: bool,
    /// Those that are due within so many working days.
    pub due_within: Option<u32>,
}

impl PublicationQuestion {
    /// Everything, as of today, by the seven working days.
    #[must_use]
    pub fn all() -> Self {
        Self {
            authority: None,
            month: None,
            as_of: None,
            known_at: None,
            channel: Channel::CreditChina,
            named: Named::default(),
        }
    }
}

/// How an authority published what it decided.
#[derive(Clone, Debug, PartialEq)]
pub struct PublicationAnswer {
    /// As of which day.
    pub as_of: Day,
    /// By the clock of which channel.
    pub channel: Channel,
    /// By authority and month of decision.
    pub months: Vec<AuthorityMonth>,
    /// The decisions named one by one, most urgent first, at most [`ITEMS_MAX`].
    pub items: Vec<PublicationItem>,
    /// How many such decisions there are.
    pub n_items: usize,
    /// Whether a deadline among them can still move, for want of a year's notice.
    pub provisional: bool,
    /// A hash over the working-day notices used.
    pub calendar: String,
}

/// One decision and where its publication stands.
#[derive(Clone, Debug, PartialEq)]
pub struct PublicationItem {
    /// The record, by its latest version.
    pub id: RecordId,
    /// Its first version.
    pub first: Seq,
    /// Whom it is about.
    pub merchant: MerchantId,
    /// The authority.
    pub organ: Organ,
    /// The day of the decision.
    pub decided_on: Day,
    /// The day of publication, by the day asked.
    pub published_on: Option<Day>,
    /// Where it stands.
    pub state: PublicationState,
    /// Whether it is a draft, which only its organ sees.
    pub is_draft: bool,
    /// Working days from decision to publication, or to the day asked.
    pub delay: i64,
    /// Whether that number can still change.
    provisional: bool,
    /// Whether it was withdrawn too late.
    withdrawn_late: bool,
}

impl PublicationItem {
    /// The last day in time, where there is one.
    #[must_use]
    pub const fn due_on(&self) -> Option<Day> {
        match self.state {
            PublicationState::ToBePublished { due_on, .. }
            | PublicationState::Overdue { due_on, .. }
            | PublicationState::PublishedOnTime { due_on }
            | PublicationState::PublishedLate { due_on, .. } => Some(due_on),
            PublicationState::Exempt { .. } | PublicationState::Withdrawn => None,
        }
    }
}

/// When a decision was withdrawn.
#[derive(Clone, Copy, Debug)]
struct Withdrawn {
    /// The day it was decided to be void.
    decided_on: Day,
    /// The day that was made known; none where a load of history does not say.
    known_on: Option<Day>,
}

/// What decides the states of many decisions.
struct Clockwork<'a> {
    frame: &'a Frame,
    channel: Channel,
    working_days: WorkingDays,
    /// By first version: the first publication on the channel.
    published: HashMap<Seq, Day>,
    /// By first version: its withdrawal.
    withdrawn: HashMap<Seq, Withdrawn>,
    zone: jiff::tz::TimeZone,
}

impl App {
    /// How authorities published what they decided.
    ///
    /// # Errors
    /// [`AppError::NotYet`] for a future instant; when the store cannot be read.
    pub fn publication(
        &self,
        question: &PublicationQuestion,
    ) -> Result<PublicationAnswer, AppError> {
        let frame = self.frame(question.as_of, question.known_at, None)?;
        let working_days = self.working_days(question.known_at)?;
        let mut months: BTreeMap<(Organ, Day), AuthorityMonth> = BTreeMap::new();
        let mut items = Vec::new();
        let mut provisional = false;
        let calendar = working_days.version().to_owned();
        self.each_publication(question, &frame, working_days, |item| {
            provisional |= item.provisional;
            let month = first_of_month(item.decided_on);
            let place = months
                .entry((item.organ.clone(), month))
                .or_insert_with(|| AuthorityMonth::new(item.organ.clone(), month));
            place.count(&item);
            if is_named(question.named, &item.state) {
                items.push(item);
            }
        })?;
        items.sort_by_key(|item| (item.due_on(), item.first));
        let n_items = items.len();
        items.truncate(ITEMS_MAX);
        let mut months: Vec<AuthorityMonth> = months.into_values().collect();
        for month in &mut months {
            month.finish();
        }
        let (as_of, channel) = (frame.as_of, question.channel);
        Ok(PublicationAnswer { as_of, channel, months, items, n_items, provisional, calendar })
    }

    /// Hands on every decision of the question with its state.
    pub(super) fn each_publication(
        &self,
        question: &PublicationQuestion,
        frame: &Frame,
        working_days: WorkingDays,
        mut take: impl FnMut(PublicationItem),
    ) -> Result<(), AppError> {
        let zone = self.settings().zone.clone();
        let days = days_of(question.month, frame.as_of);
        Ok(self.store().read(|connection| {
            let clockwork =
                Clockwork::new(connection, frame, question.channel, working_days, zone)?;
            for kind in [RecordKind::Licence, RecordKind::Penalty] {
                on_clock::each_latest(connection, kind, days.clone(), frame.at, |record| {
                    let Some(organ) = record.detail.organ() else { return Ok(()) };
                    let is_asked = question
                        .authority
                        .as_deref()
                        .is_none_or(|wanted| organ.is_meant_by(wanted));
                    if is_asked {
                        take(clockwork.item(&record, organ));
                    }
                    Ok(())
                })?;
            }
            Ok(())
        })?)
    }
}

impl<'a> Clockwork<'a> {
    fn new(
        connection: &View,
        frame: &'a Frame,
        channel: Channel,
        working_days: WorkingDays,
        zone: jiff::tz::TimeZone,
    ) -> Result<Self, StoreError> {
        let mut published: HashMap<Seq, Day> = HashMap::new();
        for record in on_clock::all_latest(connection, RecordKind::Publication, frame.at)? {
            let Detail::Publication(said) = record.detail else { continue };
            if said.channel == channel {
                published
                    .entry(said.target)
                    .and_modify(|first| *first = said.published_on.min(*first))
                    .or_insert(said.published_on);
            }
        }
        let mut withdrawn = HashMap::new();
        for record in on_clock::all_latest(connection, RecordKind::Withdrawal, frame.at)? {
            let Detail::Withdrawal(said) = record.detail else { continue };
            let day_of = |instant| Day::from(zone.to_datetime(instant).date());
            let recorded_on = day_of(record.recorded_at);
            let told_on = (record.known_since == recorded_on).then_some(recorded_on);
            let known_on = record.published_at.map(day_of).or(told_on);
            withdrawn.insert(said.target, Withdrawn { decided_on: said.decided_on, known_on });
        }
        Ok(Self { frame, channel, working_days, published, withdrawn, zone })
    }

    fn item(&self, record: &Record, organ: Organ) -> PublicationItem {
        let first = record.version_of.unwrap_or(record.seq);
        let original =
            record.published_at.map(|instant| Day::from(self.zone.to_datetime(instant).date()));
        let published_on = self.published.get(&first).copied().or(original);
        let withdrawn = self.withdrawn.get(&first).copied();
        let (kinds, simple_procedure) = match &record.detail {
            Detail::Penalty(penalty) => (penalty.kinds, penalty.simple_procedure),
            _ => (PenaltyKinds::NONE, false),
        };
        let facts = PublicationFacts {
            decided_on: record.effective_on,
            published_on,
            withdrawn_on: withdrawn.map(|withdrawn| withdrawn.decided_on),
            kinds,
            simple_procedure,
            // What is classified is refused when it is handed in.
            classified: false,
        };
        let as_of = self.frame.as_of;
        let rules = self.frame.law.yardstick.rules.clone();
        let authority = organ.authority(&record.jurisdiction.0, "");
        let rules = rules.applying_to(authority);
        let state = rules.publication_state(self.channel, &facts, as_of, &self.working_days);
        let withdrawn_late = withdrawn.is_some_and(|withdrawn| {
            let due = rules.due(Step::Withdraw, withdrawn.decided_on, &self.working_days);
            due.is_some_and(|due| withdrawn.known_on.is_some_and(|on| on > due.deadline.on))
        });
        let published_on = published_on.filter(|day| *day <= as_of);
        let until = published_on.unwrap_or(as_of);
        let count = self.working_days.count(record.effective_on, until);
        PublicationItem {
            id: record.id(),
            first,
            merchant: record.subject.clone(),
            decided_on: record.effective_on,
            published_on,
            state,
            is_draft: record.publishing == Publishing::Later && published_on.is_none(),
            delay: count.n,
            provisional: count.provisional || is_provisional(&state),
            withdrawn_late,
            organ,
        }
    }
}

const fn is_provisional(state: &PublicationState) -> bool {
    matches!(
        state,
        PublicationState::ToBePublished { provisional: true, .. }
            | PublicationState::Overdue { provisional: true, .. }
    )
}

fn is_named(named: Named, state: &PublicationState) -> bool {
    match state {
        _ if named.all => true,
        PublicationState::Overdue { .. } => named.overdue,
        PublicationState::ToBePublished { in_n, .. } => {
            named.due_within.is_some_and(|within| *in_n <= within)
        }
        _ => false,
    }
}

fn first_of_month(day: Day) -> Day {
    Day::from(day.date().first_of_month())
}

/// The days whose decisions are asked about: those of the month, up to the day asked.
fn days_of(month: Option<Day>, as_of: Day) -> Range<Day> {
    let after = as_of.plus(1);
    match month {
        None => Day::from_number(i32::MIN)..after,
        Some(month) => {
            let first = first_of_month(month);
            first..first.plus_months(1).min(after)
        }
    }
}

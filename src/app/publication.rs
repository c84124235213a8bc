//! Publication in time (双公示): per authority and month, the overdue and the due, and publishing.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use jiff::Timestamp;

use super::score::Frame;
use super::{App, AppError};
use crate::domain::calendar::working_days::WorkingDays;
use crate::domain::day::Day;
use crate::domain::merchant::MerchantId;
use crate::domain::publication::PenaltyKinds;
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

/// The decisions of one authority in one month.
#[derive(Clone, Debug, PartialEq)]
pub struct AuthorityMonth {
    /// The authority.
    pub organ: Organ,
    /// The first day of the month.
    pub month: Day,
    /// Licences and penalties decided.
    pub n_decisions: u64,
    /// Published in time.
    pub n_on_time: u64,
    /// Published too late.
    pub n_late: u64,
    /// Not published though they should be.
    pub n_overdue: u64,
    /// Not published yet, in time.
    pub n_to_be_published: u64,
    /// Need not be published.
    pub n_exempt: u64,
    /// Withdrawn.
    pub n_withdrawn: u64,
    /// Working days from decision to publication, the overdue ones up to the day asked, in order.
    delays: Vec<i64>,
}

impl AuthorityMonth {
    /// Published in time, of all whose time is over or that are published; none where there are none.
    #[must_use]
    pub fn on_time_rate(&self) -> Option<f64> {
        let n = self.n_on_time + self.n_late + self.n_overdue;
        (n > 0).then(|| self.n_on_time as f64 / n as f64)
    }

    /// The median delay in working days, of those the rate is of (the lower one of two).
    #[must_use]
    pub fn median_delay(&self) -> Option<i64> {
        self.delays.get(self.delays.len().checked_sub(1)? / 2).copied()
    }

    /// The worst delay in working days.
    #[must_use]
    pub fn worst_delay(&self) -> Option<i64> {
        self.delays.last().copied()
    }
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

/// What decides the states of many decisions.
struct Clockwork<'a> {
    frame: &'a Frame,
    channel: Channel,
    working_days: WorkingDays,
    /// By first version: the first publication on the channel.
    published: HashMap<Seq, Day>,
    /// By first version: the day of its withdrawal.
    withdrawn: HashMap<Seq, Day>,
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
            month.delays.sort_unstable();
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
            withdrawn.insert(said.target, said.decided_on);
        }
        Ok(Self { frame, channel, working_days, published, withdrawn, zone })
    }

    fn item(&self, record: &Record, organ: Organ) -> PublicationItem {
        let first = record.version_of.unwrap_or(record.seq);
        let original =
            record.published_at.map(|instant| Day::from(self.zone.to_datetime(instant).date()));
        let published_on = self.published.get(&first).copied().or(original);
        let (kinds, simple_procedure) = match &record.detail {
            Detail::Penalty(penalty) => (penalty.kinds, penalty.simple_procedure),
            _ => (PenaltyKinds::NONE, false),
        };
        let facts = PublicationFacts {
            decided_on: record.effective_on,
            published_on,
            withdrawn_on: self.withdrawn.get(&first).copied(),
            kinds,
            simple_procedure,
            // What is classified is refused when it is handed in.
            classified: false,
        };
        let as_of = self.frame.as_of;
        let rules = self.frame.law.yardstick.rules.clone();
        let authority = organ.authority(&record.jurisdiction.0, "");
        let state = rules.applying_to(authority).publication_state(
            self.channel,
            &facts,
            as_of,
            &self.working_days,
        );
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
            organ,
        }
    }
}

impl AuthorityMonth {
    fn new(organ: Organ, month: Day) -> Self {
        Self {
            organ,
            month,
            n_decisions: 0,
            n_on_time: 0,
            n_late: 0,
            n_overdue: 0,
            n_to_be_published: 0,
            n_exempt: 0,
            n_withdrawn: 0,
            delays: Vec::new(),
        }
    }

    fn count(&mut self, item: &PublicationItem) {
        self.n_decisions += 1;
        let (n, is_timed) = match item.state {
            PublicationState::PublishedOnTime { .. } => (&mut self.n_on_time, true),
            PublicationState::PublishedLate { .. } => (&mut self.n_late, true),
            PublicationState::Overdue { .. } => (&mut self.n_overdue, true),
            PublicationState::ToBePublished { .. } => (&mut self.n_to_be_published, false),
            PublicationState::Exempt { .. } => (&mut self.n_exempt, false),
            PublicationState::Withdrawn => (&mut self.n_withdrawn, false),
        };
        *n += 1;
        if is_timed {
            self.delays.push(item.delay);
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

//! What marks a score or a record: a veto, open objections, the merchant's statement, a term on a list.

use super::score::{Frame, kind_of};
use crate::domain::calendar::working_days::WorkingDays;
use crate::domain::day::Day;
use crate::domain::dossier::Dossier;
use crate::domain::history::{Entry, History};
use crate::domain::publication::PenaltyKinds;
use crate::domain::publication::list::ListKind;
use crate::domain::publication::state::{Channel, PublicationFacts, PublicationState};
use crate::domain::record::Detail;
use crate::domain::record::envelope::{Record, RecordId, Seq};
use crate::domain::record::fact::Fact;
use crate::domain::record::kind::RecordKind;
use crate::domain::scorecard::{Grade, Score, Scorecard};
use crate::store::{StoreError, View, read};

/// An objection that is open on the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenObjection {
    /// The objection.
    pub id: RecordId,
    /// The record objected to; none where it is the score.
    pub target: Option<RecordId>,
    /// Since when.
    pub raised_on: Day,
}

/// An entry on a list that gives the lowest grade.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Veto {
    /// The list.
    pub list: ListKind,
    /// The record of the entry.
    pub record: RecordId,
    /// The row of the rule table that says so.
    pub rule: String,
    /// The grade that the points alone would give.
    pub grade_by_points: Grade,
    /// The first day on which the entry ends by itself, where the law sets one.
    pub ends_on: Option<Day>,
}

/// How long an entry on a list lasts.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// The list.
    pub list: ListKind,
    /// The first day on which an exit on application is possible.
    pub earliest_exit_on: Day,
    /// The first day on which it ends by time, where the law sets one.
    pub ends_on: Option<Day>,
    /// The row of the rule table that decided it.
    pub rule: String,
}

impl Veto {
    /// The list that decides the grade of a score, where one does.
    pub(super) fn of(dossier: &Dossier<'_>, card: &Scorecard, score: &Score) -> Option<Self> {
        let listing = dossier.veto()?;
        Some(Self {
            list: listing.fact.list,
            record: RecordId { kind: RecordKind::Listing, seq: listing.seq },
            rule: listing.rule_id.clone(),
            grade_by_points: card.table().grades.grade(score.points, score.probability),
            ends_on: listing.ends_on,
        })
    }
}

/// That a decision was published later than the law wants it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublishedLate {
    /// The last day that was in time.
    pub due_on: Day,
    /// Working days too late.
    pub by_n: u32,
}

impl PublishedLate {
    /// Whether a licence or penalty was published late, by the clock of 双公示.
    pub(super) fn of(
        record: &Record,
        published_on: Option<Day>,
        frame: &Frame,
        working_days: &WorkingDays,
    ) -> Option<Self> {
        let (kinds, simple_procedure) = match &record.detail {
            Detail::Penalty(penalty) => (penalty.kinds, penalty.simple_procedure),
            Detail::Licence(_) => (PenaltyKinds::NONE, false),
            _ => return None,
        };
        let facts = PublicationFacts {
            decided_on: record.effective_on,
            published_on: Some(published_on?),
            withdrawn_on: None,
            kinds,
            simple_procedure,
            // What is classified is refused when it is handed in.
            classified: false,
        };
        let organ = record.detail.organ()?;
        let rules = frame.law.yardstick.rules.clone();
        let rules = rules.applying_to(organ.authority(&record.jurisdiction.0, ""));
        let channel = Channel::CreditChina;
        match rules.publication_state(channel, &facts, frame.as_of, working_days) {
            PublicationState::PublishedLate { due_on, by_n } => Some(Self { due_on, by_n }),
            _ => None,
        }
    }
}

impl Listed {
    /// How long an entry lasts that counts in a dossier.
    pub(super) fn of(dossier: &Dossier<'_>, entry: &Entry) -> Option<Self> {
        let listing = dossier.listings.iter().find(|listing| listing.seq == entry.seq)?;
        Some(Self {
            list: listing.fact.list,
            earliest_exit_on: listing.earliest_exit_on,
            ends_on: listing.ends_on,
            rule: listing.rule_id.clone(),
        })
    }
}

/// The open objections that mark a record on a day.
pub(super) fn objections_to(history: &History, entry: &Entry, on: Day) -> Vec<RecordId> {
    let open = history.objections(Some(entry.record()), on);
    open.map(|entry| RecordId { kind: RecordKind::Objection, seq: entry.record() }).collect()
}

/// What the merchant says of a record on a day.
pub(super) fn statement(
    connection: &View,
    history: &History,
    entry: &Entry,
    on: Day,
) -> Result<Option<String>, StoreError> {
    let first = entry.record();
    let statements = history.latest_of(|fact| *fact == Fact::Statement(first));
    let mut said = None;
    for entry in statements.filter(|entry| entry.effective_on <= on) {
        if let Some(record) = read::record(connection, entry.seq)?
            && let Detail::Statement(statement) = record.detail
        {
            said = Some(statement.text);
        }
    }
    Ok(said)
}

/// The objections that are open on a day, but those to records that may not be shown.
pub(super) fn open_objections(history: &History, on: Day, barred: &[Seq]) -> Vec<OpenObjection> {
    let objections = history.latest_of(|fact| match fact {
        Fact::Objection(fact) => {
            fact.is_open(on) && fact.target.is_none_or(|target| !barred.contains(&target))
        }
        _ => false,
    });
    let open = objections.filter_map(|entry| match &entry.fact {
        Fact::Objection(fact) => Some(OpenObjection {
            id: RecordId { kind: RecordKind::Objection, seq: entry.record() },
            target: fact
                .target
                .map(|target| RecordId { kind: kind_of(history, target), seq: target }),
            raised_on: fact.raised_on,
        }),
        _ => None,
    });
    open.collect()
}

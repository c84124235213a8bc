//! Everything known and displayable about a merchant: who it is, its score, and its records.

use super::mark::{self, Listed, PublishedLate};
use super::score::{Frame, ScoreAnswer, ScoreQuestion, version_on};
use super::{App, AppError};
use crate::domain::calendar::working_days::WorkingDays;
use crate::domain::complaint_figures::ComplaintFigures;
use crate::domain::day::Day;
use crate::domain::disclosure::Audience;
use crate::domain::dossier::{Dossier, Known};
use crate::domain::history::{Entry, History};
use crate::domain::merchant::MerchantId;
use crate::domain::publication::Severity;
use crate::domain::record::envelope::{Record, RecordId, Seq};
use crate::domain::record::fact::Fact;
use crate::domain::record::kind::RecordKind;
use crate::domain::record::merchant::MerchantVersion;
use crate::store::read::{self, MerchantRow, NewestRatings};
use crate::store::{StoreError, View, history};

/// Records shown of each kind, newest first, at most.
pub const RECORDS_PER_KIND_MAX: usize = 100;
/// Ratings shown, newest first, at most.
pub const RATINGS_MAX: usize = 20;
/// Ratings looked at to find those that count.
const RATINGS_READ_MAX: u32 = 200;

/// Who a merchant is.
#[derive(Clone, Debug, PartialEq)]
pub struct MerchantAnswer {
    /// Its identity.
    pub id: MerchantId,
    /// What is true of it on the day; none for a stub, which is only named by others.
    pub version: Option<MerchantVersion>,
    /// Names it had before, newest first, with the day from which each was true.
    pub former_names: Vec<FormerName>,
    /// How many records of each kind count on the day.
    pub counts: Vec<KindCount>,
    /// The day asked.
    pub as_of: Day,
    /// The position of the last record used.
    pub at: Seq,
}

/// A name that a merchant had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormerName {
    /// The name.
    pub name: String,
    /// The day from which it was true.
    pub from: Day,
}

/// How many records of a kind there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KindCount {
    /// The kind.
    pub kind: RecordKind,
    /// How many.
    pub n: i64,
}

/// Everything known and displayable about a merchant.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportAnswer {
    /// Who it is.
    pub merchant: MerchantAnswer,
    /// Its score.
    pub score: ScoreAnswer,
    /// Its records by kind, newest first.
    pub sections: Vec<Section>,
    /// The figures of its complaints.
    pub complaint_figures: ComplaintFigures,
}

/// The records of one kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// The kind.
    pub kind: RecordKind,
    /// How many there are in all; more than are listed where the list is cut.
    pub n: i64,
    /// The newest of them.
    pub items: Vec<Item>,
}

/// One record with why it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The record.
    pub record: Record,
    /// For a penalty: its severity and how long it is shown.
    pub shown: Option<Shown>,
    /// For an entry on a list: how long it lasts.
    pub listed: Option<Listed>,
    /// That a licence or penalty was published too late.
    pub published_late: Option<PublishedLate>,
    /// The open objections that mark it.
    pub objections: Vec<RecordId>,
    /// What the merchant says of it.
    pub statement: Option<String>,
}

/// Why and how long a penalty is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// Its severity by the rules of the day.
    pub severity: Severity,
    /// Whether the public may see it: minor ones in principle are not published.
    pub is_public: bool,
    /// The day its display begins.
    pub from: Day,
    /// The first day on which a repair can end it.
    pub earliest_end: Day,
    /// The first day on which it is no longer shown; none where the law sets no end.
    pub latest_end: Option<Day>,
    /// The row of the rule table that decided it.
    pub rule: String,
}

impl App {
    /// Who a merchant is, as of a day and as known at an instant.
    ///
    /// # Errors
    /// As [`App::score`].
    pub fn merchant(&self, question: &ScoreQuestion) -> Result<MerchantAnswer, AppError> {
        let frame = self.frame(question.as_of, question.known_at, question.model.as_deref())?;
        self.about(question, &frame, |connection, row| {
            let seen = self.see(connection, row, &frame, question.audience)?;
            merchant_answer(connection, row, &frame, &seen)
        })
    }

    /// Everything known and displayable about a merchant.
    ///
    /// # Errors
    /// As [`App::score`].
    pub fn report(&self, question: &ScoreQuestion) -> Result<ReportAnswer, AppError> {
        let frame = self.frame(question.as_of, question.known_at, question.model.as_deref())?;
        self.about(question, &frame, |connection, row| {
            let seen = self.see(connection, row, &frame, question.audience)?;
            Ok(ReportAnswer {
                merchant: merchant_answer(connection, row, &frame, &seen)?,
                score: self.score_row(connection, row, &frame, question.audience)?,
                sections: sections(connection, row, &frame, &seen, question.audience)?,
                complaint_figures: ComplaintFigures::of(&seen.dossier(&frame)),
            })
        })
    }

    fn about<T>(
        &self,
        question: &ScoreQuestion,
        frame: &Frame,
        answer: impl FnOnce(&View, &MerchantRow) -> Result<T, StoreError>,
    ) -> Result<T, AppError> {
        let text = question.id.to_string();
        let answer = self.store().read(|connection| {
            let row = read::merchant_at(connection, &text, frame.at)?;
            row.map(|row| answer(connection, &row)).transpose()
        })?;
        answer.ok_or(AppError::NotFound { what: format!("merchant {text}") })
    }

    /// Who a merchant's row is within a frame.
    pub(super) fn merchant_row(
        &self,
        connection: &View,
        row: &MerchantRow,
        frame: &Frame,
        audience: Audience,
    ) -> Result<MerchantAnswer, StoreError> {
        let seen = self.see(connection, row, frame, audience)?;
        merchant_answer(connection, row, frame, &seen)
    }

    pub(super) fn see(
        &self,
        connection: &View,
        row: &MerchantRow,
        frame: &Frame,
        audience: Audience,
    ) -> Result<Seen, StoreError> {
        let barred = self.barred_for(connection, row, frame, audience)?;
        let history = history::load(connection, row.merchant, frame.at)?;
        let working_days = frame.law.calendar.as_known(self.day_of(frame.known_at));
        Ok(Seen { history, barred, working_days })
    }
}

/// What a report may look at.
pub(super) struct Seen {
    pub(super) history: History,
    pub(super) barred: Vec<Seq>,
    working_days: WorkingDays,
}

impl Seen {
    pub(super) fn dossier<'a>(&'a self, frame: &'a Frame) -> Dossier<'a> {
        let known = Known::Recorded(frame.at);
        Dossier::new(&self.history, frame.as_of, known, &frame.law.yardstick, &self.barred)
    }

    /// The identities that the merchant has taken over.
    pub(super) fn identities(&self) -> Vec<&MerchantId> {
        let merges = self.history.entries.iter().filter_map(|entry| match &entry.fact {
            Fact::Merge(from) => Some(from),
            _ => None,
        });
        merges.collect()
    }

    pub(super) fn is_withdrawn(&self, record: Seq) -> bool {
        self.history.entries.iter().any(|entry| {
            matches!(&entry.fact, Fact::Withdrawal(withdrawal) if withdrawal.target == record)
        })
    }

    /// The entries of a kind that count on the day, newest first.
    pub(super) fn entries(&self, frame: &Frame, kind: RecordKind) -> Vec<&Entry> {
        let known = Known::Recorded(frame.at);
        let mut entries =
            Dossier::standing_entries(&self.history, frame.as_of, known, &self.barred);
        entries.retain(|entry| kind_of(&entry.fact) == Some(kind));
        entries.reverse();
        entries
    }
}

const fn kind_of(fact: &Fact) -> Option<RecordKind> {
    match fact {
        Fact::Licence(_) => Some(RecordKind::Licence),
        Fact::Penalty(_) => Some(RecordKind::Penalty),
        Fact::Inspection(_) => Some(RecordKind::Inspection),
        Fact::Complaint(_) => Some(RecordKind::Complaint),
        Fact::Listing(_) => Some(RecordKind::Listing),
        Fact::Profile(_) => Some(RecordKind::Merchant),
        _ => None,
    }
}

fn merchant_answer(
    connection: &View,
    row: &MerchantRow,
    frame: &Frame,
    seen: &Seen,
) -> Result<MerchantAnswer, StoreError> {
    let version = version_on(connection, &seen.history, frame, &seen.barred)?;
    let mut former_names: Vec<FormerName> = Vec::new();
    for entry in seen.entries(frame, RecordKind::Merchant) {
        let Some(record) = read::record(connection, entry.seq)? else { continue };
        let crate::domain::record::Detail::Merchant(earlier) = record.detail else {
            continue;
        };
        let is_new = version.as_ref().is_some_and(|version| version.name != earlier.name)
            && former_names.iter().all(|former| former.name != earlier.name);
        if is_new {
            former_names.push(FormerName { name: earlier.name, from: entry.effective_on });
        }
    }
    let dossier = seen.dossier(frame);
    let n = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let counts = vec![
        KindCount { kind: RecordKind::Licence, n: n(dossier.licences.len()) },
        KindCount { kind: RecordKind::Penalty, n: n(dossier.penalties.len()) },
        KindCount { kind: RecordKind::Inspection, n: n(dossier.inspections.len()) },
        KindCount { kind: RecordKind::Rating, n: dossier.ratings.n },
        KindCount { kind: RecordKind::Complaint, n: n(dossier.complaints.len()) },
        KindCount { kind: RecordKind::Transaction, n: n(dossier.orders().len()) },
    ];
    let id = row.id.clone();
    Ok(MerchantAnswer { id, version, former_names, counts, as_of: frame.as_of, at: frame.at })
}

fn sections(
    connection: &View,
    row: &MerchantRow,
    frame: &Frame,
    seen: &Seen,
    audience: Audience,
) -> Result<Vec<Section>, StoreError> {
    use RecordKind::{Complaint, Inspection, Licence, Listing, Penalty};
    let mut sections = Vec::new();
    for kind in [Licence, Penalty, Inspection, Complaint, Listing] {
        let mut section = Section { kind, n: 0, items: Vec::new() };
        for entry in seen.entries(frame, kind) {
            if !is_on_show(entry, frame, seen, audience) {
                continue;
            }
            section.n += 1;
            if section.items.len() < RECORDS_PER_KIND_MAX {
                section.items.extend(item(connection, entry, frame, seen)?);
            }
        }
        sections.push(section);
    }
    sections.push(ratings(connection, row, frame, seen)?);
    Ok(sections)
}

/// Whether a record that counts on the day is shown to them.
pub(super) fn is_on_show(entry: &Entry, frame: &Frame, seen: &Seen, audience: Audience) -> bool {
    match &entry.fact {
        Fact::Penalty(_) => {
            is_displayable(shown(entry, frame, seen).as_ref(), frame.as_of, audience)
        }
        Fact::Listing(_) => Listed::of(&seen.dossier(frame), entry).is_some(),
        _ => true,
    }
}

/// A record with all that stands beside it.
pub(super) fn item(
    connection: &View,
    entry: &Entry,
    frame: &Frame,
    seen: &Seen,
) -> Result<Option<Item>, StoreError> {
    let Some(record) = read::record(connection, entry.seq)? else { return Ok(None) };
    let published_on = seen.history.published_on(entry, |other| other.effective_on <= frame.as_of);
    Ok(Some(Item {
        published_late: PublishedLate::of(&record, published_on, frame, &seen.working_days),
        shown: shown(entry, frame, seen),
        listed: Listed::of(&seen.dossier(frame), entry),
        objections: mark::objections_to(&seen.history, entry, frame.as_of),
        statement: mark::statement(connection, &seen.history, entry, frame.as_of)?,
        record,
    }))
}

impl Item {
    /// A record with nothing beside it.
    pub(super) fn of(record: Record) -> Self {
        Self {
            record,
            shown: None,
            listed: None,
            published_late: None,
            objections: Vec::new(),
            statement: None,
        }
    }
}

/// A penalty whose display has ended is shown to nobody but those who see the past as it was; a
/// minor one is in principle not published at all.
fn is_displayable(shown: Option<&Shown>, as_of: Day, audience: Audience) -> bool {
    shown.is_some_and(|shown| {
        let has_not_ended = shown.latest_end.is_none_or(|end| as_of < end);
        has_not_ended && (shown.is_public || audience == Audience::Privileged)
    })
}

fn shown(entry: &Entry, frame: &Frame, seen: &Seen) -> Option<Shown> {
    let Fact::Penalty(penalty) = &entry.fact else { return None };
    let dossier = seen.dossier(frame);
    let region = dossier.profile.and_then(|profile| profile.region.as_deref());
    let published_on = seen.history.published_on(entry, |other| other.effective_on <= frame.as_of);
    let (severity, display) = frame.law.yardstick.display_of(
        penalty,
        published_on,
        entry.authority(region.unwrap_or_default()),
        frame.as_of,
    );
    Some(Shown {
        severity,
        is_public: display.shown,
        from: display.from,
        earliest_end: display.earliest_end,
        latest_end: display.latest_end,
        rule: display.rule_id.to_owned(),
    })
}

/// The newest ratings that count; the total stands beside them, so a scan that finds too few of them
/// among many that do not count may stop.
fn ratings(
    connection: &View,
    row: &MerchantRow,
    frame: &Frame,
    seen: &Seen,
) -> Result<Section, StoreError> {
    let (kind, n) = (RecordKind::Rating, seen.dossier(frame).ratings.n);
    if n == 0 {
        return Ok(Section { kind, n, items: Vec::new() });
    }
    let newest = read::newest_ratings(
        connection,
        row.merchant,
        &seen.identities(),
        NewestRatings { as_of: frame.as_of, at: frame.at },
        RATINGS_READ_MAX,
    )?;
    let counts = |record: &Record| {
        let first = record.version_of.unwrap_or(record.seq);
        !seen.barred.contains(&first) && !seen.is_withdrawn(first)
    };
    let shown = newest.into_iter().filter(counts).take(RATINGS_MAX);
    Ok(Section { kind, n, items: shown.map(Item::of).collect() })
}

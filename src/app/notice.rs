//! Notices (告知): a merchant is told before something adverse is published, with time to answer.

use std::collections::{HashMap, HashSet};

use super::deadline::StepDue;
use super::score::Frame;
use super::{App, AppError};
use crate::domain::assessment::{Assessment, Question};
use crate::domain::day::Day;
use crate::domain::dossier::Known;
use crate::domain::merchant::MerchantId;
use crate::domain::publication::deadline::Step;
use crate::domain::publication::row::Authority;
use crate::domain::record::Detail;
use crate::domain::record::envelope::{
    Corrects, Draft, Jurisdiction, Publishing, Record, RecordId, Seq, Submitter,
};
use crate::domain::record::fact::Fact;
use crate::domain::record::kind::RecordKind;
use crate::domain::record::notice::{Notice, NoticeOf};
use crate::domain::scorecard::Grade;
use crate::store::{history, on_clock, read};

/// The worst grade of which no notice is given.
pub const GOOD_ENOUGH: Grade = Grade::Bb;
/// Days after which a merchant is told again of a grade that is no better.
pub const AGAIN_AFTER_DAYS: i32 = 365;
/// Notices that an outbox shows, newest first, at most.
pub const NOTICES_MAX: usize = 200;
/// Merchants looked at in one step.
const MERCHANTS_PER_STEP: u32 = 4096;

/// A notice in a merchant's outbox.
#[derive(Clone, Debug, PartialEq)]
pub struct NoticeAnswer {
    /// Its name.
    pub id: RecordId,
    /// What it says.
    pub notice: Notice,
    /// The record it is about, where it is about one.
    pub target: Option<RecordId>,
}

/// What a round of notices came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MadeNotices {
    /// Notices of adverse records that wait for their publication.
    pub n_records: usize,
    /// Notices of grades that fell below BB.
    pub n_grades: usize,
}

impl App {
    /// Tells every merchant of penalties that wait for their publication, and of a grade below BB, of
    /// which it was not told yet.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub fn make_notices(&self, submitter: &Submitter) -> Result<MadeNotices, AppError> {
        let frame = self.frame(None, None, None)?;
        let noticed_on = self.today();
        let answer_until = self.answer_until(&frame, noticed_on)?;
        let notice = |of| Notice { noticed_on, answer_until, of };
        let known = self.known_notices(&frame)?;
        let mut drafts = Vec::new();
        for (target, subject) in self.unpublished_penalties(&frame)? {
            if !known.records.contains(&target) {
                drafts.push(draft(subject, notice(NoticeOf::Record(target))));
            }
        }
        let n_records = drafts.len();
        self.each_low_grade(&frame, |subject, of| {
            if !known.has_told(&subject, &of, noticed_on) {
                drafts.push(draft(subject, notice(of)));
            }
        })?;
        let n_grades = drafts.len() - n_records;
        for part in drafts.chunks(1000) {
            self.submit_whole(part, submitter, "notices")?;
        }
        Ok(MadeNotices { n_records, n_grades })
    }

    /// A merchant's notices, newest first.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for an unknown merchant.
    pub fn notices(&self, merchant: &MerchantId) -> Result<Vec<NoticeAnswer>, AppError> {
        let text = merchant.to_string();
        let found = self.store().read(|connection| {
            let Some(row) = read::merchant(connection, &text)? else { return Ok(None) };
            let history = history::load(connection, row.merchant, read::last_seq(connection)?)?;
            let notices = history.latest_of(|fact| matches!(fact, Fact::Notice(_)));
            let mut seqs: Vec<Seq> = notices.map(|entry| entry.seq).collect();
            seqs.reverse();
            seqs.truncate(NOTICES_MAX);
            let records = seqs.into_iter().map(|seq| read::record(connection, seq));
            let records = records.collect::<Result<Vec<_>, _>>()?;
            Ok(Some(records.into_iter().flatten().collect::<Vec<Record>>()))
        })?;
        let records = found.ok_or(AppError::NotFound { what: format!("merchant {text}") })?;
        let answer = |record: Record| {
            let id = record.id();
            let Detail::Notice(notice) = record.detail else { return None };
            let target = match notice.of {
                NoticeOf::Record(seq) => Some(RecordId { kind: RecordKind::Penalty, seq }),
                NoticeOf::Grade { .. } => None,
            };
            Some(NoticeAnswer { id, notice, target })
        };
        Ok(records.into_iter().filter_map(answer).collect())
    }

    /// Until when the merchant can answer before a record is published; none where it was not told,
    /// or the time is over.
    pub(super) fn answer_runs_until(&self, target: Seq, on: Day) -> Result<Option<Day>, AppError> {
        let frame = self.frame(None, None, None)?;
        let notices = self
            .store()
            .read(|connection| on_clock::all_latest(connection, RecordKind::Notice, frame.at))?;
        let until = notices.into_iter().find_map(|record| match record.detail {
            Detail::Notice(notice) if notice.of == NoticeOf::Record(target) => {
                Some(notice.answer_until)
            }
            _ => None,
        });
        Ok(until.filter(|until| on <= *until))
    }

    fn answer_until(&self, frame: &Frame, from: Day) -> Result<Day, AppError> {
        let rules = &frame.law.yardstick.rules;
        let rules = rules.applying_to(Authority::of_place(Jurisdiction::CN, ""));
        let due = StepDue::new(&rules, Step::NoticeAnswer, from, false, &self.working_days(None)?);
        Ok(due.map_or(from, |due| due.due_on))
    }

    fn known_notices(&self, frame: &Frame) -> Result<KnownNotices, AppError> {
        let records = self
            .store()
            .read(|connection| on_clock::all_latest(connection, RecordKind::Notice, frame.at))?;
        let mut known = KnownNotices::default();
        for record in records {
            let Detail::Notice(notice) = record.detail else { continue };
            match notice.of {
                NoticeOf::Record(target) => {
                    known.records.insert(target);
                }
                NoticeOf::Grade { grade, .. } => {
                    // They come in the order of days: the last one stays.
                    known.grades.insert(record.subject, ToldGrade { grade, on: notice.noticed_on });
                }
            }
        }
        Ok(known)
    }

    fn unpublished_penalties(&self, frame: &Frame) -> Result<Vec<(Seq, MerchantId)>, AppError> {
        let ever = Day::from_number(i32::MIN)..Day::from_number(i32::MAX);
        Ok(self.store().read(|connection| {
            let mut decided: HashSet<Seq> = HashSet::new();
            for kind in [RecordKind::Publication, RecordKind::Withdrawal] {
                for record in on_clock::all_latest(connection, kind, frame.at)? {
                    decided.extend(match record.detail {
                        Detail::Publication(said) => Some(said.target),
                        Detail::Withdrawal(said) => Some(said.target),
                        _ => None,
                    });
                }
            }
            let mut found = Vec::new();
            on_clock::each_latest(connection, RecordKind::Penalty, ever, frame.at, |record| {
                let first = record.version_of.unwrap_or(record.seq);
                if record.publishing == Publishing::Later && !decided.contains(&first) {
                    found.push((first, record.subject));
                }
                Ok(())
            })?;
            Ok(found)
        })?)
    }

    fn each_low_grade(
        &self,
        frame: &Frame,
        mut take: impl FnMut(MerchantId, NoticeOf),
    ) -> Result<(), AppError> {
        let mut after = 0;
        loop {
            let rows = self.store().read(|connection| {
                read::merchants_after(connection, after, frame.at, MERCHANTS_PER_STEP)
            })?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = last.merchant;
            self.store().read(|connection| {
                for row in rows {
                    let history = history::load(connection, row.merchant, frame.at)?;
                    let known = Known::Recorded(frame.at);
                    let question = Question { as_of: frame.as_of, known, barred: &[] };
                    let dossier = question.dossier(&history, &frame.law.yardstick);
                    if let Assessment::Rated(score) = frame.model.card.assess(&dossier)
                        && score.grade > GOOD_ENOUGH
                    {
                        let (grade, points) = (score.grade, score.points);
                        take(row.id, NoticeOf::Grade { grade, points, as_of: frame.as_of });
                    }
                }
                Ok(())
            })?;
        }
    }
}

/// What merchants were told already.
#[derive(Debug, Default)]
struct KnownNotices {
    records: HashSet<Seq>,
    grades: HashMap<MerchantId, ToldGrade>,
}

#[derive(Clone, Copy, Debug)]
struct ToldGrade {
    grade: Grade,
    on: Day,
}

impl KnownNotices {
    /// Whether a merchant was told of this grade, or of a worse one, within a year.
    fn has_told(&self, subject: &MerchantId, of: &NoticeOf, on: Day) -> bool {
        let NoticeOf::Grade { grade, .. } = of else { return false };
        self.grades
            .get(subject)
            .is_some_and(|told| told.grade >= *grade && on.since(told.on) < AGAIN_AFTER_DAYS)
    }
}

fn draft(subject: MerchantId, notice: Notice) -> Draft {
    Draft {
        subject,
        effective_on: notice.noticed_on,
        known_since: None,
        published_at: None,
        jurisdiction: Jurisdiction::default(),
        source_row: 0,
        corrects: Corrects::Nothing,
        publishing: Publishing::default(),
        detail: Detail::Notice(notice),
        personal: Vec::new(),
    }
}

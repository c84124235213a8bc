//! Notices (告知): a merchant is told before something adverse is published, with time to answer.

use std::collections::HashMap;

use super::deadline::StepDue;
use super::score::Frame;
use super::{App, AppError};
use crate::domain::assessment::{Assessment, Question};
use crate::domain::day::Day;
use crate::domain::dossier::Known;
use crate::domain::history::History;
use crate::domain::merchant::MerchantId;
use crate::domain::publication::deadline::Step;
use crate::domain::publication::row::Authority;
use crate::domain::record::Detail;
use crate::domain::record::envelope::{
    Draft, Jurisdiction, Publishing, Record, RecordId, Submitter,
};
use crate::domain::record::fact::Fact;
use crate::domain::record::kind::RecordKind;
use crate::domain::record::notice::{Notice, NoticeOf};
use crate::domain::scorecard::{Grade, Score};
use crate::store::{StoreError, View, history, on_clock, read};

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
    /// Its name: that of its own record, or of the draft that it is about.
    pub id: RecordId,
    /// What it says.
    pub notice: Notice,
    /// The record it is about, where it is about one.
    pub target: Option<RecordId>,
}

impl App {
    /// Tells every merchant of a grade below BB that it was not told of yet: the one it has, or the
    /// one that it will have when the time to answer is over, its drafts published by then. Tells
    /// how many.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub fn make_notices(&self, submitter: &Submitter) -> Result<usize, AppError> {
        let frame = self.frame(None, None, None)?;
        let noticed_on = self.today();
        let answer_until = self.answer_until(&frame, noticed_on)?;
        let told = self.told_grades(&frame)?;
        let mut drafts = Vec::new();
        self.each_low_grade(&frame, answer_until.plus(1), |subject, of| {
            if !has_told(&told, &subject, &of, noticed_on) {
                let notice = Detail::Notice(Notice { noticed_on, answer_until, of });
                drafts.push(Draft::about(subject, noticed_on, notice));
            }
        })?;
        for part in drafts.chunks(1000) {
            self.submit_whole(part, submitter, "notices")?;
        }
        Ok(drafts.len())
    }

    /// A merchant's outbox, newest first: every draft of a penalty from the day it was handed in,
    /// and the notices of grades.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for an unknown merchant.
    pub fn notices(&self, merchant: &MerchantId) -> Result<Vec<NoticeAnswer>, AppError> {
        let text = merchant.to_string();
        let found = self.store().read(|connection| {
            let Some(row) = read::merchant(connection, &text)? else { return Ok(None) };
            let history = history::load(connection, row.merchant, read::last_seq(connection)?)?;
            records_to_tell(connection, &history).map(Some)
        })?;
        let records = found.ok_or(AppError::NotFound { what: format!("merchant {text}") })?;
        let frame = self.frame(None, None, None)?;
        let mut notices = Vec::new();
        for record in records {
            notices.extend(self.notice_in(&frame, record)?);
        }
        notices.sort_by_key(|one| std::cmp::Reverse((one.notice.noticed_on, one.id.seq)));
        notices.truncate(NOTICES_MAX);
        Ok(notices)
    }

    fn notice_in(&self, frame: &Frame, record: Record) -> Result<Option<NoticeAnswer>, AppError> {
        let id = record.id();
        let notice = match &record.detail {
            Detail::Notice(notice) => notice.clone(),
            Detail::Penalty(_) => {
                let noticed_on = self.day_of(record.recorded_at);
                let answer_until = self.answer_until(frame, noticed_on)?;
                Notice { noticed_on, answer_until, of: NoticeOf::Record(record.seq) }
            }
            _ => return Ok(None),
        };
        let target = match notice.of {
            NoticeOf::Record(seq) => Some(RecordId { kind: RecordKind::Penalty, seq }),
            NoticeOf::Grade { .. } => None,
        };
        Ok(Some(NoticeAnswer { id, notice, target }))
    }

    /// Until when the merchant can answer before a draft is published: the time since it was handed
    /// in, or the day that a notice of its own says. None where that is over, or nothing adverse
    /// would be published.
    pub(super) fn answer_runs_until(
        &self,
        draft: &Record,
        on: Day,
    ) -> Result<Option<Day>, AppError> {
        let waits = draft.publishing == Publishing::Later;
        if !waits || draft.detail.kind() != RecordKind::Penalty {
            return Ok(None);
        }
        let notices = self.notices(&draft.subject)?;
        let of = NoticeOf::Record(draft.seq);
        let said = notices.iter().map(|one| &one.notice).filter(|notice| notice.of == of);
        let runs = said.filter(|notice| notice.noticed_on < notice.answer_until);
        let until = runs.map(|notice| notice.answer_until).min();
        Ok(until.filter(|until| on <= *until))
    }

    fn answer_until(&self, frame: &Frame, from: Day) -> Result<Day, AppError> {
        let rules = &frame.law.yardstick.rules;
        let rules = rules.applying_to(Authority::of_place(Jurisdiction::CN, ""));
        let due = StepDue::new(&rules, Step::NoticeAnswer, from, false, &self.working_days(None)?);
        // Where no rule gives time to answer, there is none.
        Ok(due.map_or(from.plus(-1), |due| due.due_on))
    }

    fn told_grades(&self, frame: &Frame) -> Result<HashMap<MerchantId, ToldGrade>, AppError> {
        let records = self
            .store()
            .read(|connection| on_clock::all_latest(connection, RecordKind::Notice, frame.at))?;
        let mut told = HashMap::new();
        for record in records {
            if let Detail::Notice(notice) = record.detail
                && let NoticeOf::Grade { grade, .. } = notice.of
            {
                // They come in the order of days: the last one stays.
                told.insert(record.subject, ToldGrade { grade, on: notice.noticed_on });
            }
        }
        Ok(told)
    }

    fn each_low_grade(
        &self,
        frame: &Frame,
        then: Day,
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
                    let mut history = history::load(connection, row.merchant, frame.at)?;
                    let now = score_on(frame, &row.id, &history, frame.as_of);
                    publish_drafts(&mut history, then);
                    let later = score_on(frame, &row.id, &history, then);
                    let both = [(frame.as_of, now), (then, later)];
                    let rated = both.into_iter().filter_map(|(on, score)| Some((on, score?)));
                    let worst = rated.max_by_key(|(on, score)| (score.grade, -on.number()));
                    if let Some((as_of, score)) = worst.filter(|(_, one)| one.grade > GOOD_ENOUGH) {
                        let (grade, points) = (score.grade, score.points);
                        take(row.id, NoticeOf::Grade { grade, points, as_of });
                    }
                }
                Ok(())
            })?;
        }
    }
}

/// The notices of a merchant and the first versions of its drafts, by their records.
fn records_to_tell(connection: &View, history: &History) -> Result<Vec<Record>, StoreError> {
    let notices = history.latest_of(|fact| matches!(fact, Fact::Notice(_)));
    let drafts = history.entries.iter().filter(|entry| {
        let is_first = entry.version_of.is_none();
        is_first && entry.awaits_publication && matches!(entry.fact, Fact::Penalty(_))
    });
    let records = notices.chain(drafts).map(|entry| read::record(connection, entry.seq));
    Ok(records.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

fn score_on(frame: &Frame, id: &MerchantId, history: &History, as_of: Day) -> Option<Score> {
    let question = Question { as_of, known: Known::Recorded(frame.at), barred: &[] };
    let dossier = question.dossier(history, &frame.law.yardstick);
    match frame.model_for(id, history, dossier.profile).card.assess(&dossier) {
        Assessment::Rated(score) => Some(score),
        Assessment::NotRated(_) => None,
    }
}

/// The history as it will be once the drafts in it are published.
fn publish_drafts(history: &mut History, on: Day) {
    for entry in history.entries.iter_mut().filter(|entry| entry.awaits_publication) {
        entry.awaits_publication = false;
        entry.published_on = entry.published_on.or(Some(on));
    }
}

/// The grade that a merchant was last told of.
#[derive(Clone, Copy, Debug)]
struct ToldGrade {
    grade: Grade,
    on: Day,
}

/// Whether a merchant was told of this grade, or of a worse one, within a year.
fn has_told(
    told: &HashMap<MerchantId, ToldGrade>,
    subject: &MerchantId,
    of: &NoticeOf,
    on: Day,
) -> bool {
    let NoticeOf::Grade { grade, .. } = of else { return false };
    told.get(subject)
        .is_some_and(|told| told.grade >= *grade && on.since(told.on) < AGAIN_AFTER_DAYS)
}

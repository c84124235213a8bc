//! The writer's queue: submissions of many callers share one transaction and one flush to disk.

use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::folding::Folding;
use super::{App, AppError};
use crate::domain::record::envelope::{Draft, Submitter};
use crate::store::append::{Origin, Receipt, append};

/// Submissions waiting at most; beyond that callers are told to come back.
const WAITING_MAX: usize = 4096;
/// Drafts that share one transaction, at most.
const DRAFTS_PER_TRANSACTION_MAX: usize = 2048;

/// How long a note may wait to be written, at most; what was noted in that time is lost with the
/// power.
const NOTES_EVERY: Duration = Duration::from_millis(500);

/// How long nobody may have come before new records are folded.
const FOLDED_WHEN_IDLE: Duration = Duration::from_millis(50);

/// Takes the answer of one submission.
pub type Reply = Box<dyn FnOnce(Result<Vec<Receipt>, AppError>) + Send>;

/// One submission on its way to the writer.
pub struct Submission {
    /// What is submitted.
    pub drafts: Vec<Draft>,
    /// By whom.
    pub submitter: Submitter,
    /// By which route.
    pub source: String,
    /// Who waits for the receipts.
    pub reply: Reply,
}

impl std::fmt::Debug for Submission {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "submission of {} drafts", self.drafts.len())
    }
}

/// The sending end of the queue. Cheap to clone; the writer ends when the last one is gone.
#[derive(Clone, Debug)]
pub struct WriterQueue {
    sender: SyncSender<Submission>,
}

impl WriterQueue {
    /// Starts the writer's thread.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(app: App) -> std::io::Result<(Self, JoinHandle<()>)> {
        let (sender, receiver) = sync_channel(WAITING_MAX);
        let writer = std::thread::Builder::new().name("writer".to_owned());
        let handle = writer.spawn(move || write_all(&app, &receiver))?;
        Ok((Self { sender }, handle))
    }

    /// Queues a submission; its reply is called from the writer's thread once it is durable.
    ///
    /// # Errors
    /// [`AppError::Unavailable`] when too many wait already, or the writer has ended.
    pub fn submit(&self, submission: Submission) -> Result<(), AppError> {
        self.sender.try_send(submission).map_err(|error| match error {
            TrySendError::Full(_) => {
                AppError::Unavailable("too many submissions are waiting".to_owned())
            }
            TrySendError::Disconnected(_) => {
                AppError::Unavailable("the service is stopping".to_owned())
            }
        })
    }
}

fn write_all(app: &App, receiver: &Receiver<Submission>) {
    let mut folding = Folding::new();
    let mut noted = Instant::now();
    loop {
        // Between groups that follow one another folding would take the writer's time.
        let patience = match (folding.has_begun(), folding.is_pending()) {
            (true, _) => Duration::ZERO,
            (false, true) => FOLDED_WHEN_IDLE,
            (false, false) => NOTES_EVERY,
        };
        let mut next = match receiver.recv_timeout(patience) {
            Ok(first) => Some(first),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => break,
        };
        let is_idle = next.is_none();
        while let Some(first) = next.take() {
            let mut group = vec![first];
            let mut n_drafts: usize = group.iter().map(|submission| submission.drafts.len()).sum();
            while n_drafts < DRAFTS_PER_TRANSACTION_MAX
                && let Ok(more) = receiver.try_recv()
            {
                n_drafts += more.drafts.len();
                group.push(more);
            }
            folding.written(n_drafts);
            write_group(app, group);
            if noted.elapsed() >= NOTES_EVERY {
                write_notes(app, &mut noted);
            }
            if folding.is_due() {
                fold(app, &mut folding);
            }
            next = receiver.try_recv().ok();
        }
        if noted.elapsed() >= NOTES_EVERY {
            write_notes(app, &mut noted);
        }
        if is_idle && folding.is_pending() {
            fold(app, &mut folding);
        }
    }
    while folding.is_pending() && fold(app, &mut folding) {}
    write_notes(app, &mut noted);
}

/// Folds one part; tells whether it could.
fn fold(app: &App, folding: &mut Folding) -> bool {
    let folded = folding.go_on(app);
    if let Err(error) = &folded {
        // The records are safe; a score reads the unfolded tail until the next fold.
        tracing::error!(%error, "folding new records failed");
    }
    folded.is_ok()
}

fn write_notes(app: &App, noted: &mut Instant) {
    *noted = Instant::now();
    if let Err(error) = app.write_notes() {
        tracing::error!(%error, "queries could not be logged yet");
    }
}

fn write_group(app: &App, group: Vec<Submission>) {
    let moment = app.moment();
    let written = app.store().write(|transaction, known| {
        let mut receipts = Vec::with_capacity(group.len());
        for submission in &group {
            let origin = Origin { submitter: &submission.submitter, source: &submission.source };
            receipts.push(append(transaction, known, &submission.drafts, &origin, moment)?);
        }
        Ok(receipts)
    });
    match written {
        Ok(receipts) => {
            for (submission, receipts) in group.into_iter().zip(receipts) {
                (submission.reply)(Ok(receipts));
            }
        }
        Err(error) => {
            tracing::error!(%error, "a group of submissions was not stored");
            let words =
                if error.is_disk_full() { "the disk is full" } else { "nothing was stored" };
            for submission in group {
                (submission.reply)(Err(AppError::Unavailable(words.to_owned())));
            }
        }
    }
}

//! The writer's queue: submissions of many callers share one transaction and one flush to disk.

use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::{App, AppError};
use crate::domain::record::envelope::{Draft, Submitter};
use crate::store::append::{Origin, Receipt, append};

/// Submissions waiting at most; beyond that callers are told to come back.
const WAITING_MAX: usize = 4096;
/// Drafts that share one transaction, at most.
const DRAFTS_PER_TRANSACTION_MAX: usize = 2048;

/// Drafts after which their merchants are folded even while others wait.
const UNFOLDED_MAX: usize = 16_384;

/// How long a note may wait to be written, at most; what was noted in that time is lost with the
/// power.
const NOTES_EVERY: Duration = Duration::from_millis(500);

/// How long nobody may have come before new records are folded.
const FOLDED_WHEN_IDLE: Duration = Duration::from_millis(50);
/// How long new records may wait to be folded while others keep coming.
const FOLDED_EVERY: Duration = Duration::from_secs(1);

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
    let mut n_unfolded = 0;
    let (mut noted, mut folded) = (Instant::now(), Instant::now());
    loop {
        let patience = if n_unfolded == 0 { NOTES_EVERY } else { FOLDED_WHEN_IDLE };
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
            n_unfolded += n_drafts;
            write_group(app, group);
            if noted.elapsed() >= NOTES_EVERY {
                write_notes(app, &mut noted);
            }
            if n_unfolded < UNFOLDED_MAX {
                next = receiver.try_recv().ok();
            }
        }
        if noted.elapsed() >= NOTES_EVERY {
            write_notes(app, &mut noted);
        }
        // Nobody came for a while, or much has gathered: a good moment to shorten the tails that
        // scores read. Between groups that follow one another it would take the writer's time.
        if is_idle || n_unfolded >= UNFOLDED_MAX || folded.elapsed() >= FOLDED_EVERY {
            fold(app, &mut n_unfolded);
            folded = Instant::now();
        }
    }
    fold(app, &mut n_unfolded);
    write_notes(app, &mut noted);
}

fn fold(app: &App, n_unfolded: &mut usize) {
    if *n_unfolded == 0 {
        return;
    }
    match app.fold_some(*n_unfolded) {
        Ok(_) => *n_unfolded = 0,
        // The records are safe; a score reads the unfolded tail until the next fold.
        Err(error) => tracing::error!(%error, "folding new records failed"),
    }
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

//! Going through the audit log: what was altered, is missing or stands in another order.

use super::audit::{self, Entry, Head, Stretch};
use super::{Store, StoreError, read};
use crate::domain::record::envelope::Seq;

/// Entries read together.
const ENTRIES_TOGETHER: u32 = 1000;
/// Faults told of, at most.
pub const FAULTS_MAX: usize = 100;

/// Something that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuditFault {
    /// Entries are gone.
    #[error("entries {first} to {last} are missing")]
    Missing {
        /// The first.
        first: u64,
        /// The last.
        last: u64,
    },
    /// An entry was altered, or stands where another one stood.
    #[error("entry {entry} was altered, or the one before it was replaced")]
    Altered {
        /// Which.
        entry: u64,
    },
    /// The end of the chain is not the last entry.
    #[error("the log ends at entry {found}, but entry {known} was written")]
    Cut {
        /// The last entry there is.
        found: u64,
        /// The last that was written.
        known: u64,
    },
    /// Records were altered or removed after they were written.
    #[error("records {first} to {last} are not what entry {entry} recorded")]
    Records {
        /// The entry that recorded them.
        entry: u64,
        /// The first of them.
        first: u64,
        /// The last of them.
        last: u64,
    },
    /// Records that no entry tells of.
    #[error("records {first} to {last} stand in no entry")]
    Unrecorded {
        /// The first.
        first: u64,
        /// The last.
        last: u64,
    },
    /// The entry that was noted elsewhere is not in this log.
    #[error("entry {entry} does not have the hash that was noted elsewhere")]
    OtherHead {
        /// Which.
        entry: u64,
    },
}

/// An entry and its hash, noted outside of the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The number of the entry.
    pub entry: u64,
    /// Its hash in hexadecimal.
    pub hash: String,
}

/// What going through the log came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditReport {
    /// Entries read.
    pub n_entries: u64,
    /// Records compared with their entries.
    pub n_records: u64,
    /// The last record that is older than the log.
    pub begun: Seq,
    /// The last entry and its hash, to be noted outside of the store.
    pub head: Anchor,
    /// What is wrong, in the order of the log; at most [`FAULTS_MAX`].
    pub faults: Vec<AuditFault>,
}

/// The state of going through the log.
struct Walk<'a> {
    anchor: Option<&'a Anchor>,
    last: u64,
    hash: Vec<u8>,
    covered: u64,
    report: AuditReport,
}

impl Store {
    /// Goes through the whole log and compares every record with the entry that tells of it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn check_audit(&self, anchor: Option<&Anchor>) -> Result<AuditReport, StoreError> {
        let head = self.read(|view| audit::head(view))?;
        let mut walk = Walk::begin(&head, anchor);
        loop {
            let entries =
                self.read(|view| audit::entries_after(view, walk.last, ENTRIES_TOGETHER))?;
            if entries.is_empty() {
                break;
            }
            for entry in entries {
                // What was written after this walk began belongs to the next.
                if entry.entry > head.entry && walk.last >= head.entry {
                    return self.end(walk, &head);
                }
                self.step(&mut walk, entry)?;
            }
        }
        self.end(walk, &head)
    }

    fn step(&self, walk: &mut Walk<'_>, entry: Entry) -> Result<(), StoreError> {
        if entry.entry != walk.last + 1 {
            walk.fault(AuditFault::Missing { first: walk.last + 1, last: entry.entry - 1 });
        } else if entry.hash_after(&walk.hash) != entry.hash {
            walk.fault(AuditFault::Altered { entry: entry.entry });
        }
        if let Some(anchor) = walk.anchor
            && anchor.entry == entry.entry
            && anchor.hash != super::body::hexadecimal(&entry.hash)
        {
            walk.fault(AuditFault::OtherHead { entry: entry.entry });
        }
        if let (Some(first), Some(last)) = (entry.first_seq, entry.last_seq) {
            if first > walk.covered + 1 {
                walk.fault(AuditFault::Unrecorded { first: walk.covered + 1, last: first - 1 });
            }
            let records = Stretch { first: Seq(first), last: Seq(last) };
            if self.read(|view| audit::digest_of(view, records))? != entry.digest {
                walk.fault(AuditFault::Records { entry: entry.entry, first, last });
            }
            walk.covered = walk.covered.max(last);
            walk.report.n_records += (last + 1).saturating_sub(first);
        }
        walk.report.n_entries += 1;
        walk.last = entry.entry;
        walk.hash = entry.hash;
        Ok(())
    }

    fn end(&self, mut walk: Walk<'_>, head: &Head) -> Result<AuditReport, StoreError> {
        if walk.last != head.entry {
            walk.fault(AuditFault::Cut { found: walk.last, known: head.entry });
        } else if walk.hash != head.hash {
            walk.fault(AuditFault::Altered { entry: walk.last });
        }
        if let Some(anchor) = walk.anchor
            && anchor.entry > walk.last
        {
            walk.fault(AuditFault::Cut { found: walk.last, known: anchor.entry });
        }
        let last_record = self.read(|view| {
            // Only records whose entry this walk has seen or should have.
            let now = audit::head(view)?;
            Ok((now.entry == head.entry).then_some(read::last_seq(view)?.0))
        })?;
        if let Some(last) = last_record
            && last > walk.covered
        {
            walk.fault(AuditFault::Unrecorded { first: walk.covered + 1, last });
        }
        Ok(walk.report)
    }
}

impl<'a> Walk<'a> {
    fn begin(head: &Head, anchor: Option<&'a Anchor>) -> Self {
        let hash = super::body::hexadecimal(&head.hash);
        Self {
            anchor,
            last: 0,
            hash: vec![0; audit::DIGEST_BYTES],
            covered: head.begun.0,
            report: AuditReport {
                n_entries: 0,
                n_records: 0,
                begun: head.begun,
                head: Anchor { entry: head.entry, hash },
                faults: Vec::new(),
            },
        }
    }

    fn fault(&mut self, fault: AuditFault) {
        if self.report.faults.len() < FAULTS_MAX {
            self.report.faults.push(fault);
        }
    }
}

//! The blocks of a run as they are kept, made whole.

use super::block::Layout;
use super::patch;
use crate::store::run::{self, KeptRun};
use crate::store::{StoreError, View};

/// The number of a run, and of the one that its blocks are patches of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct KeptAs {
    pub(super) run: i64,
    pub(super) anchor: Option<i64>,
}

impl KeptAs {
    pub(super) const fn of(kept: &KeptRun) -> Self {
        Self { run: kept.run, anchor: kept.start.anchor }
    }

    /// One block, whole; none where the run has not kept it.
    pub(super) fn block(
        self,
        connection: &View,
        layout: &Layout,
        block: i64,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let Some(bytes) = run::block(connection, self.run, block)? else { return Ok(None) };
        if !patch::is_patch(&bytes) {
            return Ok(Some(bytes));
        }
        let anchor = match self.anchor {
            Some(anchor) => run::block(connection, anchor, block)?,
            None => None,
        };
        self.whole(layout, block, &bytes, anchor.as_deref()).map(Some)
    }

    /// A block of it, as it is kept, made whole by the one that it is a patch of.
    pub(super) fn whole(
        self,
        layout: &Layout,
        block: i64,
        bytes: &[u8],
        anchor: Option<&[u8]>,
    ) -> Result<Vec<u8>, StoreError> {
        if !patch::is_patch(bytes) {
            return Ok(bytes.to_vec());
        }
        let whole = anchor.and_then(|anchor| patch::apply(layout, anchor, bytes));
        let damaged = || StoreError::Check(format!("block {block} of run {} is damaged", self.run));
        whole.ok_or_else(damaged)
    }
}

//! Who asks, as handlers see it: the key's holder, and what the caller already has in its cache.

use std::sync::Arc;

use super::head::tag_matches;
use crate::app::key::{KeyHolder, Role};

/// Who asks.
#[derive(Clone, Debug, Default)]
pub struct Caller {
    /// The holder of the key that was sent; `None` for an anonymous caller.
    pub holder: Option<Arc<KeyHolder>>,
    /// The request's `If-None-Match`, as it was sent.
    pub if_none_match: Option<String>,
}

impl Caller {
    /// The role of the key; `None` for an anonymous caller.
    #[must_use]
    pub fn role(&self) -> Option<Role> {
        self.holder.as_ref().map(|holder| holder.role)
    }

    /// Whether the caller's copy has this tag, so that the answer need not be made again.
    #[must_use]
    pub fn has(&self, tag: &str) -> bool {
        tag_matches(self.if_none_match.as_deref(), tag)
    }
}

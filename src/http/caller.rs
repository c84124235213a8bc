//! Who asks, as handlers see it: the key's holder, and what need not be written for the caller again.

use std::sync::Arc;

use hyper::body::Bytes;

use super::head::tag_matches;
use super::written::Written;
use crate::app::key::{KeyHolder, Role};

/// Who asks.
#[derive(Clone, Debug, Default)]
pub struct Caller {
    /// The holder of the key that was sent; `None` for an anonymous caller.
    pub holder: Option<Arc<KeyHolder>>,
    /// The request's `If-None-Match`, as it was sent.
    pub if_none_match: Option<String>,
    /// What was written before, for this caller or another.
    pub(crate) written: Arc<Written>,
}

impl Caller {
    /// The role of the key; `None` for an anonymous caller.
    #[must_use]
    pub fn role(&self) -> Option<Role> {
        self.holder.as_ref().map(|holder| holder.role)
    }

    /// The answer with this tag, where it was written before and is kept.
    pub(crate) fn written(&self, tag: &str) -> Option<Bytes> {
        self.written.find(tag)
    }

    /// Whether the caller's copy has this tag, so that the answer need not be made again.
    #[must_use]
    pub fn has(&self, tag: &str) -> bool {
        tag_matches(self.if_none_match.as_deref(), tag)
    }
}

//! Answers as they were written, kept by their tags: who asks for the same gets the same bytes.

use std::fmt;

use hyper::body::Bytes;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

/// Bytes that are kept, at most; the ones that are asked for least make room.
const BYTES_MAX: u64 = 64 * 1024 * 1024;
/// An answer about a score, roughly.
const BYTES_EACH: usize = 8 * 1024;
/// What keeping an answer costs beside its own bytes, roughly.
const BYTES_BESIDE: u64 = 200;

/// Answers as they were written, by their tags. A tag says all that an answer rests on, so that an
/// answer is never out of date: what it rests on has another tag then.
pub(crate) struct Written(Cache<String, Bytes, Weigher>);

#[derive(Clone)]
struct Weigher;

impl Weighter<String, Bytes> for Weigher {
    fn weight(&self, _: &String, bytes: &Bytes) -> u64 {
        bytes.len() as u64 + BYTES_BESIDE
    }
}

impl Default for Written {
    fn default() -> Self {
        let n_about = usize::try_from(BYTES_MAX).unwrap_or(usize::MAX) / BYTES_EACH;
        Self(Cache::with_weighter(n_about, BYTES_MAX, Weigher))
    }
}

impl fmt::Debug for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} answers", self.0.len())
    }
}

impl Written {
    /// The answer with a tag, where it is kept.
    pub(crate) fn find(&self, tag: &str) -> Option<Bytes> {
        self.0.get(tag)
    }

    /// Keeps an answer.
    pub(crate) fn keep(&self, tag: String, bytes: Bytes) {
        self.0.insert(tag, bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_found_by_its_tag_alone() {
        let written = Written::default();
        written.keep("a".to_owned(), Bytes::from_static(b"{}"));
        assert_eq!(written.find("a"), Some(Bytes::from_static(b"{}")));
        assert_eq!(written.find("b"), None);
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let written = Written::default();
        for n in 0..200 {
            written.keep(n.to_string(), vec![b' '; 1024 * 1024].into());
        }
        assert!(written.0.weight() <= BYTES_MAX, "{} bytes", written.0.weight());
        assert!(!written.0.is_empty());
    }
}

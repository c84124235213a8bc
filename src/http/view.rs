//! What a handler answers with, free of status codes and of JSON.

use hyper::body::Bytes;

/// A successful answer: a value, and what a cache may know about it.
#[derive(Clone, Debug, PartialEq)]
pub struct View<T> {
    /// What is answered.
    pub outcome: Outcome<T>,
    /// Changes whenever the answer to the same request changes.
    pub tag: Option<String>,
    /// The path where what was made or begun can be read.
    pub location: Option<String>,
    /// The tag says all that the answer rests on: what was written once may be handed out by it.
    pub is_kept: bool,
}

/// How a request came out.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome<T> {
    /// It exists; here it is.
    Found(T),
    /// It did not exist before this request.
    Created(T),
    /// It exists, and was written before.
    Written(Bytes),
    /// It was begun by this request and goes on.
    Accepted(T),
    /// The caller's copy, known by its tag, is still right.
    NotModified,
}

impl<T> View<T> {
    /// A value that exists.
    #[must_use]
    pub const fn found(value: T) -> Self {
        Self::of(Outcome::Found(value))
    }

    /// A value that this request made.
    #[must_use]
    pub const fn created(value: T) -> Self {
        Self::of(Outcome::Created(value))
    }

    /// A value that tells what this request began, and the path where it can be followed.
    #[must_use]
    pub fn accepted(value: T, location: String) -> Self {
        Self { location: Some(location), ..Self::of(Outcome::Accepted(value)) }
    }

    /// Nothing: the caller's copy with this tag is right.
    #[must_use]
    pub fn not_modified(tag: String) -> Self {
        Self::of(Outcome::NotModified).tagged(tag)
    }

    /// The same, with a tag by which a later request can ask whether it changed.
    #[must_use]
    pub fn tagged(mut self, tag: String) -> Self {
        self.tag = Some(tag);
        self
    }

    /// What was written before under this tag.
    pub(crate) fn written(bytes: Bytes, tag: String) -> Self {
        Self::of(Outcome::Written(bytes)).tagged(tag)
    }

    /// The same, to be handed out as it is written to whoever asks for its tag.
    pub(crate) const fn kept(mut self) -> Self {
        self.is_kept = true;
        self
    }

    const fn of(outcome: Outcome<T>) -> Self {
        Self { outcome, tag: None, location: None, is_kept: false }
    }
}

/// A document that is not JSON: a page, a text for a machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its media type with parameters.
    pub media_type: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Document {
    /// A page for people.
    #[must_use]
    pub fn html(text: String) -> Self {
        Self { media_type: "text/html; charset=utf-8", bytes: text.into_bytes() }
    }
}

//! Request bodies: read within a length, a time and a share of memory.

use std::pin::pin;
use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use warp::{Buf, Stream};

use super::error::ApiError;
use super::head::{BodyLength, Head};
use super::problem::Problem;
use super::settings::Settings;

/// The media type of what a form sends.
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

/// Longest body read as a whole, in bytes.
pub const JSON_BYTES_MAX: usize = 1 << 20;

/// A whole body, and its share of the memory for bodies, given back when it is dropped.
#[derive(Debug, Default)]
pub(crate) struct Body {
    pub(crate) bytes: Vec<u8>,
    shares: Vec<OwnedSemaphorePermit>,
}

/// The memory that all bodies share.
#[derive(Debug)]
pub(crate) struct BodyMemory {
    bytes: Arc<Semaphore>,
}

impl BodyMemory {
    pub(crate) fn new(bytes_max: usize) -> Self {
        Self { bytes: Arc::new(Semaphore::new(bytes_max.min(Semaphore::MAX_PERMITS))) }
    }

    /// Reads a whole body of a media type.
    pub(crate) async fn read(
        &self,
        stream: impl Stream<Item = Result<impl Buf, warp::Error>>,
        media_type: &'static str,
        head: &Head,
        settings: &Settings,
    ) -> Result<Body, ApiError> {
        check_media_type(head, media_type)?;
        match head.length {
            BodyLength::Missing => {
                return Err(ApiError::new(Problem::LengthMissing, "a body is needed"));
            }
            BodyLength::Known(length) if length > JSON_BYTES_MAX as u64 => {
                return Err(too_large());
            }
            BodyLength::Known(_) | BodyLength::Open => {}
        }
        let patience = settings.patience.body;
        tokio::time::timeout(patience, self.collect(stream)).await.map_err(|_| {
            let detail = format!("the body did not arrive within {patience:?}");
            ApiError::new(Problem::BodyTimeout, detail)
        })?
    }

    async fn collect(
        &self,
        stream: impl Stream<Item = Result<impl Buf, warp::Error>>,
    ) -> Result<Body, ApiError> {
        let mut stream = pin!(stream);
        let mut body = Body::default();
        while let Some(chunk) = std::future::poll_fn(|cx| stream.as_mut().poll_next(cx)).await {
            let mut chunk = chunk.map_err(|_| {
                ApiError::new(Problem::InvalidRequest, "the body broke off before its end")
            })?;
            if body.bytes.len() + chunk.remaining() > JSON_BYTES_MAX {
                return Err(too_large());
            }
            body.shares.push(self.share(chunk.remaining())?);
            while chunk.has_remaining() {
                let piece = chunk.chunk();
                let length = piece.len();
                body.bytes.extend_from_slice(piece);
                chunk.advance(length);
            }
        }
        Ok(body)
    }

    fn share(&self, length: usize) -> Result<OwnedSemaphorePermit, ApiError> {
        let busy = || {
            ApiError::new(Problem::Overloaded, "too many bodies are being received").retry_after(1)
        };
        let length = u32::try_from(length).map_err(|_| too_large())?;
        let bytes = Arc::clone(&self.bytes);
        bytes.try_acquire_many_owned(length).map_err(|_| busy())
    }
}

fn too_large() -> ApiError {
    let detail = format!("a body has at most {JSON_BYTES_MAX} bytes");
    ApiError::new(Problem::TooLarge, detail)
}

/// A body without a media type is taken for the right one; any other must say that it is.
pub(crate) fn check_media_type(head: &Head, expected: &str) -> Result<(), ApiError> {
    let Some(sent) = &head.content_type else {
        return Ok(());
    };
    let essence = sent.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case(expected) {
        return Ok(());
    }
    let detail = format!("the body must be {expected}");
    Err(ApiError::new(Problem::UnsupportedMediaType, detail))
}

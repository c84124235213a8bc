//! The lines of a body that comes in pieces: bounded in length, in size and in time.

use std::pin::Pin;
use std::task::Poll;
use std::time::{Duration, Instant};

use tokio::time::timeout;
use warp::{Buf, Stream};

use super::error::{ApiError, FieldError};
use super::problem::Problem;

/// Longest batch, in bytes.
pub const BATCH_BYTES_MAX: u64 = 100_000_000;

/// Longest line of a batch, in bytes.
pub const LINE_BYTES_MAX: usize = 64 << 10;

/// Lines that are taken together at most.
pub(crate) const LINES_TOGETHER_MAX: usize = 512;

/// Pieces that are taken together at most, where more are there already.
const PIECES_TOGETHER_MAX: usize = 16;

/// A batch may take this long, and one second more for each [`BYTES_A_SECOND_MIN`].
const GRACE: Duration = Duration::from_secs(60);
const BYTES_A_SECOND_MIN: u64 = 1 << 10;

/// One line that is not blank.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// Its number, from 1.
    pub number: u64,
    /// Its bytes without the end of line; or why it cannot be read.
    pub bytes: Result<Vec<u8>, ApiError>,
}

/// Takes a body apart into lines.
pub(crate) struct Lines<S> {
    pieces: Pin<Box<S>>,
    patience: Duration,
    started: Instant,
    n_bytes: u64,
    has_ended: bool,
    split: Splitter,
}

/// The lines in bytes that come in pieces.
#[derive(Debug, Default)]
struct Splitter {
    partial: Vec<u8>,
    /// The line that is under way is too long: its bytes are thrown away.
    is_too_long: bool,
    n_lines: u64,
}

impl<S, B> Lines<S>
where
    S: Stream<Item = Result<B, warp::Error>>,
    B: Buf,
{
    pub(crate) fn new(pieces: S, patience: Duration) -> Self {
        Self {
            pieces: Box::pin(pieces),
            patience,
            started: Instant::now(),
            n_bytes: 0,
            has_ended: false,
            split: Splitter::default(),
        }
    }

    /// The next lines: waits for one, and takes those with it that are there already. Empty at the
    /// end of the body.
    pub(crate) async fn next(&mut self) -> Result<Vec<Line>, ApiError> {
        let mut lines = Vec::new();
        while lines.is_empty() && !self.has_ended {
            let patience = self.patience;
            let piece = timeout(patience, self.piece()).await.map_err(|_| too_slow())?;
            self.take(piece, &mut lines)?;
        }
        for _ in 1..PIECES_TOGETHER_MAX {
            if self.has_ended || lines.len() >= LINES_TOGETHER_MAX {
                break;
            }
            let Some(piece) = self.piece_that_is_there().await else { break };
            self.take(piece, &mut lines)?;
        }
        Ok(lines)
    }

    async fn piece(&mut self) -> Option<Result<B, warp::Error>> {
        std::future::poll_fn(|cx| self.pieces.as_mut().poll_next(cx)).await
    }

    async fn piece_that_is_there(&mut self) -> Option<Option<Result<B, warp::Error>>> {
        std::future::poll_fn(|cx| match self.pieces.as_mut().poll_next(cx) {
            Poll::Ready(piece) => Poll::Ready(Some(piece)),
            Poll::Pending => Poll::Ready(None),
        })
        .await
    }

    fn take(
        &mut self,
        piece: Option<Result<B, warp::Error>>,
        lines: &mut Vec<Line>,
    ) -> Result<(), ApiError> {
        let Some(piece) = piece else {
            self.has_ended = true;
            lines.extend(self.split.end());
            return Ok(());
        };
        let mut piece = piece.map_err(|_| {
            ApiError::new(Problem::InvalidRequest, "the body broke off before its end")
        })?;
        self.n_bytes += piece.remaining() as u64;
        if self.n_bytes > BATCH_BYTES_MAX {
            let detail = format!("a batch has at most {BATCH_BYTES_MAX} bytes");
            return Err(ApiError::new(Problem::TooLarge, detail));
        }
        if self.started.elapsed() > GRACE + Duration::from_secs(self.n_bytes / BYTES_A_SECOND_MIN) {
            return Err(too_slow());
        }
        while piece.has_remaining() {
            let bytes = piece.chunk();
            let length = bytes.len();
            self.split.take(bytes, lines);
            piece.advance(length);
        }
        Ok(())
    }
}

impl Splitter {
    fn take(&mut self, bytes: &[u8], lines: &mut Vec<Line>) {
        let mut rest = bytes;
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            let (line, after) = rest.split_at(end);
            self.gather(line);
            lines.extend(self.finish());
            rest = after.get(1..).unwrap_or_default();
        }
        self.gather(rest);
    }

    fn end(&mut self) -> Option<Line> {
        let is_empty = self.partial.is_empty() && !self.is_too_long;
        if is_empty { None } else { self.finish() }
    }

    fn gather(&mut self, bytes: &[u8]) {
        if self.is_too_long || self.partial.len() + bytes.len() > LINE_BYTES_MAX {
            self.is_too_long = true;
            self.partial.clear();
        } else {
            self.partial.extend_from_slice(bytes);
        }
    }

    fn finish(&mut self) -> Option<Line> {
        self.n_lines += 1;
        let number = self.n_lines;
        let bytes = std::mem::take(&mut self.partial);
        if std::mem::take(&mut self.is_too_long) {
            let message = format!("a line has at most {LINE_BYTES_MAX} bytes");
            let fault = FieldError::new("body", None, "line_length", message);
            return Some(Line { number, bytes: Err(ApiError::invalid_request(vec![fault])) });
        }
        let is_blank = bytes.iter().all(u8::is_ascii_whitespace);
        (!is_blank).then_some(Line { number, bytes: Ok(bytes) })
    }
}

fn too_slow() -> ApiError {
    ApiError::new(Problem::BodyTimeout, "the lines come too slowly")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The numbers and texts of the lines of a body that comes in pieces of that size.
    fn split(body: &[u8], size: usize) -> Vec<(u64, Option<String>)> {
        let mut splitter = Splitter::default();
        let mut lines = Vec::new();
        for piece in body.chunks(size) {
            splitter.take(piece, &mut lines);
        }
        lines.extend(splitter.end());
        let text = |bytes| String::from_utf8(bytes).unwrap();
        lines.into_iter().map(|line| (line.number, line.bytes.ok().map(text))).collect()
    }

    #[track_caller]
    fn check(body: &str, expect: &[(u64, &str)]) {
        let lines = split(body.as_bytes(), usize::MAX);
        let lines: Vec<(u64, &str)> =
            lines.iter().map(|(n, text)| (*n, text.as_deref().unwrap())).collect();
        assert_eq!(lines, expect);
    }

    #[test]
    fn lines_are_numbered_blank_ones_are_left_out_and_the_last_needs_no_end() {
        check("a\n\nb\r\n  \nc", &[(1, "a"), (3, "b\r"), (5, "c")]);
        check("a\n", &[(1, "a")]);
        check("", &[]);
    }

    #[test]
    fn a_line_that_is_too_long_is_refused_alone() {
        let body = format!("a\n{}\nb", "x".repeat(LINE_BYTES_MAX + 1));
        for size in [1_000, usize::MAX] {
            let lines = split(body.as_bytes(), size);
            let expect = [(1, Some("a".to_owned())), (2, None), (3, Some("b".to_owned()))];
            assert_eq!(lines, expect);
        }
    }

    proptest! {
        #[test]
        fn how_a_body_is_cut_into_pieces_does_not_matter(
            body in "[ab\n ]{0,60}",
            size in 1_usize..10,
        ) {
            prop_assert_eq!(split(body.as_bytes(), size), split(body.as_bytes(), usize::MAX));
        }
    }
}

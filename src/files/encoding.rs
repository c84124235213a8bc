//! Bytes of a text file as UTF-8: with and without its mark, UTF-16 with its mark, GB18030.

use std::io::{self, Read};

use encoding_rs::{Decoder, Encoding, GB18030};

/// How many bytes after the first one that is not ASCII decide which encoding it is.
const WINDOW: usize = 1 << 16;
const CHUNK: usize = 1 << 16;

/// Reads text of any of the encodings as UTF-8.
///
/// A mark (BOM) decides at once. Otherwise plain ASCII passes until the first other byte; if the
/// 64 KiB from there are valid UTF-8 the text is taken as UTF-8, else as GB18030. What is wrong in
/// UTF-8 is passed on as it is, for the reader of rows to refuse row by row.
pub(super) struct Utf8<R> {
    bytes: R,
    state: State,
    pending: Vec<u8>,
    n_given: usize,
}

enum State {
    Start,
    Ascii,
    Utf8,
    Decoding(Box<Decoder>),
    End,
}

impl<R: Read> Utf8<R> {
    pub(super) const fn new(bytes: R) -> Self {
        Self { bytes, state: State::Start, pending: Vec::new(), n_given: 0 }
    }

    /// Fills `pending` with more UTF-8; leaves it empty only at the end.
    fn refill(&mut self) -> io::Result<()> {
        self.pending.clear();
        self.n_given = 0;
        while self.pending.is_empty() {
            match self.state {
                State::Start => self.start()?,
                State::Ascii => self.ascii()?,
                State::Utf8 => {
                    self.pending = self.chunk(CHUNK)?;
                    if self.pending.is_empty() {
                        self.state = State::End;
                    }
                }
                State::Decoding(_) => self.decode_more()?,
                State::End => return Ok(()),
            }
        }
        Ok(())
    }

    /// Looks for a mark.
    fn start(&mut self) -> io::Result<()> {
        let first = self.chunk(CHUNK)?;
        self.state = State::Ascii;
        match Encoding::for_bom(&first) {
            Some((encoding, mark)) if encoding == encoding_rs::UTF_8 => {
                self.state = State::Utf8;
                self.pending = first.get(mark..).unwrap_or_default().to_vec();
            }
            Some((encoding, mark)) => {
                self.state = State::Decoding(Box::new(encoding.new_decoder_without_bom_handling()));
                self.decode(first.get(mark..).unwrap_or_default(), Piece::Middle);
            }
            None => self.sort(first)?,
        }
        Ok(())
    }

    fn ascii(&mut self) -> io::Result<()> {
        let chunk = self.chunk(CHUNK)?;
        self.sort(chunk)
    }

    /// Passes ASCII; decides on the encoding at the first other byte.
    fn sort(&mut self, chunk: Vec<u8>) -> io::Result<()> {
        if chunk.is_empty() {
            self.state = State::End;
            return Ok(());
        }
        let Some(first_other) = chunk.iter().position(|byte| !byte.is_ascii()) else {
            self.pending = chunk;
            return Ok(());
        };
        let mut text = chunk;
        let wanted = first_other + WINDOW;
        let more = self.chunk(wanted.saturating_sub(text.len()))?;
        let at_end = text.len() + more.len() < wanted;
        text.extend(more);
        let is_utf8 = match std::str::from_utf8(&text) {
            Ok(_) => true,
            Err(fault) => fault.error_len().is_none() && !at_end,
        };
        if is_utf8 {
            self.state = State::Utf8;
            self.pending = text;
        } else {
            self.state = State::Decoding(Box::new(GB18030.new_decoder_without_bom_handling()));
            self.decode(&text, Piece::Middle);
        }
        Ok(())
    }

    fn decode_more(&mut self) -> io::Result<()> {
        let chunk = self.chunk(CHUNK)?;
        if chunk.is_empty() {
            self.decode(&chunk, Piece::Last);
            self.state = State::End;
        } else {
            self.decode(&chunk, Piece::Middle);
        }
        Ok(())
    }

    fn decode(&mut self, bytes: &[u8], piece: Piece) {
        let State::Decoding(decoder) = &mut self.state else {
            return;
        };
        let capacity =
            decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(bytes.len().saturating_mul(3));
        let mut text = String::with_capacity(capacity);
        let _ = decoder.decode_to_string(bytes, &mut text, piece == Piece::Last);
        self.pending.extend(text.into_bytes());
    }

    /// Up to that many bytes; fewer only at the end.
    fn chunk(&mut self, most: usize) -> io::Result<Vec<u8>> {
        let mut chunk = Vec::with_capacity(most);
        let most = u64::try_from(most).unwrap_or(u64::MAX);
        self.bytes.by_ref().take(most).read_to_end(&mut chunk)?;
        Ok(chunk)
    }
}

/// Whether more follows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Piece {
    Middle,
    Last,
}

impl<R: Read> Read for Utf8<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.n_given == self.pending.len() {
            if matches!(self.state, State::Utf8) {
                return self.bytes.read(buffer);
            }
            self.refill()?;
        }
        let rest = self.pending.get(self.n_given..).unwrap_or_default();
        let n_given = rest.len().min(buffer.len());
        for (to, from) in buffer.iter_mut().zip(rest) {
            *to = *from;
        }
        self.n_given += n_given;
        Ok(n_given)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expect: &str) {
        let mut text = Vec::new();
        Utf8::new(bytes).read_to_end(&mut text).unwrap();
        assert_eq!(String::from_utf8_lossy(&text), expect);
    }

    #[test]
    fn every_encoding_reads_as_utf8() {
        // 许可 in UTF-8, GB18030, UTF-16 with its mark.
        check("a许可".as_bytes(), "a许可");
        check(b"\xef\xbb\xbfa\xe8\xae\xb8\xe5\x8f\xaf", "a许可");
        check(b"a\xd0\xed\xbf\xc9", "a许可");
        check(b"\xff\xfea\0\xb8\x8b\xef\x53", "a许可");
        check(b"\xfe\xff\0a\x8b\xb8\x53\xef", "a许可");
        check(b"", "");
        check(b"plain", "plain");
    }

    #[test]
    fn four_byte_characters_of_gb18030_read() {
        // 㐀 (U+3400) is 8139EE39 in GB18030.
        check(b"\xd0\xed\x81\x39\xee\x39", "许㐀");
    }

    #[test]
    fn a_text_decides_late_and_across_chunks() {
        for pad in [CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK] {
            let ascii = "x".repeat(pad);
            let mut gb = ascii.clone().into_bytes();
            gb.extend(b"\xd0\xed\xbf\xc9".repeat(CHUNK / 3));
            check(&gb, &format!("{ascii}{}", "许可".repeat(CHUNK / 3)));
            let utf8 = format!("{ascii}{}", "许可".repeat(CHUNK / 3));
            check(utf8.as_bytes(), &utf8);
        }
    }

    #[test]
    fn a_cut_character_at_the_end_of_gb18030_is_marked() {
        check(b"\xd0\xed\xbf\xc9\xd0", "许可\u{FFFD}");
    }
}

//! Where bytes come from: a file or standard input, unpacked, with how far it has been read.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::read::MultiGzDecoder;

use super::error::FileError;

/// The first two bytes of every gzip file.
const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

/// How far a file has been read, in bytes of the file itself (packed, where it is packed).
#[derive(Clone, Debug, Default)]
pub struct Progress {
    n_read: Arc<AtomicU64>,
    total: Option<u64>,
}

impl Progress {
    /// Bytes read so far.
    #[must_use]
    pub fn n_bytes_read(&self) -> u64 {
        self.n_read.load(Ordering::Relaxed)
    }

    /// All bytes, where that is known: of files, not of standard input.
    #[must_use]
    pub const fn n_bytes(&self) -> Option<u64> {
        self.total
    }
}

/// Bytes, unpacked.
pub(super) struct Source {
    pub(super) bytes: Box<dyn Read + Send>,
    pub(super) progress: Progress,
}

impl Source {
    /// Opens a file, or standard input for `-`.
    pub(super) fn open(path: &Path) -> Result<Self, FileError> {
        if path.as_os_str() == "-" {
            return Self::new(Box::new(io::stdin()), None);
        }
        let fault = |source| FileError::Open { name: path.display().to_string(), source };
        let file = File::open(path).map_err(fault)?;
        let metadata = file.metadata().map_err(fault)?;
        if metadata.is_dir() {
            return Err(fault(io::Error::from(io::ErrorKind::IsADirectory)));
        }
        let total = metadata.is_file().then_some(metadata.len());
        Self::new(Box::new(file), total)
    }

    /// Unpacks what is packed with gzip, whatever its name.
    pub(super) fn new(bytes: Box<dyn Read + Send>, total: Option<u64>) -> Result<Self, FileError> {
        let progress = Progress { n_read: Arc::default(), total };
        let counted = Counted { bytes, n_read: Arc::clone(&progress.n_read) };
        let (first, bytes) = peek(BufReader::with_capacity(1 << 16, counted), 2)?;
        let bytes: Box<dyn Read + Send> = if first == GZIP_MAGIC {
            Box::new(MultiGzDecoder::new(bytes))
        } else {
            Box::new(bytes)
        };
        Ok(Self { bytes, progress })
    }
}

/// The first bytes of a source, and a source that still begins with them.
pub(super) fn peek<R: Read + Send + 'static>(
    mut bytes: R,
    most: u64,
) -> io::Result<(Vec<u8>, impl Read + Send + 'static)> {
    let mut first = Vec::new();
    bytes.by_ref().take(most).read_to_end(&mut first)?;
    let again = io::Cursor::new(first.clone());
    Ok((first, again.chain(bytes)))
}

/// Counts what is read.
struct Counted {
    bytes: Box<dyn Read + Send>,
    n_read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_read = self.bytes.read(buffer)?;
        self.n_read.fetch_add(u64::try_from(n_read).unwrap_or(0), Ordering::Relaxed);
        Ok(n_read)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn packed_and_plain_bytes_read_the_same() {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(b"a,b\n1,2\n").unwrap();
        for bytes in [packed.finish().unwrap(), b"a,b\n1,2\n".to_vec()] {
            let total = bytes.len() as u64;
            let mut source = Source::new(Box::new(io::Cursor::new(bytes)), None).unwrap();
            let mut text = String::new();
            source.bytes.read_to_string(&mut text).unwrap();
            assert_eq!(text, "a,b\n1,2\n");
            assert_eq!(source.progress.n_bytes_read(), total);
        }
    }

    #[test]
    fn a_folder_is_no_file() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(Source::open(folder.path()), Err(FileError::Open { .. })));
        assert!(matches!(
            Source::open(&folder.path().join("none.csv")),
            Err(FileError::Open { .. })
        ));
    }
}

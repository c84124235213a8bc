//! Papers of an application: checked by type and size, kept by their hash beside the store.

use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::{App, AppError};
use crate::domain::record::repair_application::{Attachment, AttachmentPurpose};
use crate::store::body::hexadecimal;

/// Bytes of one paper, at most.
pub const ATTACHMENT_BYTES_MAX: usize = 10 << 20;
/// The folder of papers in the data folder.
pub const FOLDER: &str = "attachments";

/// The kinds of paper that are taken, by their first bytes.
const MEDIA_TYPES: [(&[u8], &str); 3] = [
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
];

/// A paper on its way in.
#[derive(Clone)]
pub struct Paper {
    /// What it is for.
    pub purpose: AttachmentPurpose,
    /// Its content.
    pub bytes: Vec<u8>,
    /// The SHA-256 that the sender says it has, in hexadecimal, where it says one.
    pub sha256: Option<String>,
}

impl std::fmt::Debug for Paper {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} of {} bytes", self.purpose, self.bytes.len())
    }
}

impl App {
    /// Checks a paper and keeps it; one that is there already is not written again.
    ///
    /// # Errors
    /// [`AppError::Invalid`] for a type or size that is not taken, or a hash that is not its own.
    pub(super) fn keep_attachment(&self, paper: &Paper) -> Result<Attachment, AppError> {
        let field = match paper.purpose {
            AttachmentPurpose::Commitment => "commitment",
            AttachmentPurpose::Proof => "proof",
        };
        let n = paper.bytes.len();
        if n == 0 || n > ATTACHMENT_BYTES_MAX {
            let rule = format!("a paper has 1 to {ATTACHMENT_BYTES_MAX} bytes");
            return Err(AppError::invalid(field, &format!("{n} bytes"), "attachment_size", rule));
        }
        let known = MEDIA_TYPES.iter().find(|(start, _)| paper.bytes.starts_with(start));
        let Some((_, media_type)) = known else {
            let rule = "a paper is a PDF, PNG or JPEG file, by its first bytes";
            return Err(AppError::invalid(field, "", "attachment_type", rule));
        };
        let sha256 = hexadecimal(&Sha256::digest(&paper.bytes));
        if let Some(said) = &paper.sha256
            && !said.eq_ignore_ascii_case(&sha256)
        {
            let rule = format!("the SHA-256 of what arrived is {sha256}");
            return Err(AppError::invalid(field, said, "attachment_sha256", rule));
        }
        write_once(&self.attachment_path(&sha256), &paper.bytes)?;
        Ok(Attachment {
            purpose: paper.purpose,
            media_type: (*media_type).to_owned(),
            n_bytes: n as u64,
            sha256,
        })
    }

    /// The content of a paper, whole and unchanged.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when it is not there (any more); when its hash is no longer its own.
    pub fn attachment(&self, attachment: &Attachment) -> Result<Vec<u8>, AppError> {
        let what = || format!("attachment {}", attachment.sha256);
        let bytes = std::fs::read(self.attachment_path(&attachment.sha256))
            .map_err(|_| AppError::NotFound { what: what() })?;
        if hexadecimal(&Sha256::digest(&bytes)) != attachment.sha256 {
            return Err(AppError::Internal(format!("{} is damaged", what())));
        }
        Ok(bytes)
    }

    /// Removes a paper for good.
    pub(super) fn erase_attachment(&self, attachment: &Attachment) -> Result<(), AppError> {
        let path = self.attachment_path(&attachment.sha256);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(fault(&path, &error)),
            _ => Ok(()),
        }
    }

    fn attachment_path(&self, sha256: &str) -> PathBuf {
        let folder = self.store().path().parent().unwrap_or_else(|| Path::new("."));
        folder.join(FOLDER).join(sha256)
    }
}

/// Writes a file beside its name and renames it when it is whole and on the disk.
fn write_once(path: &Path, bytes: &[u8]) -> Result<(), AppError> {
    if path.exists() {
        return Ok(());
    }
    let partial = path.with_extension("partial");
    let written = || -> std::io::Result<()> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut options = std::fs::File::options();
        let mut file =
            options.write(true).create(true).truncate(true).mode(0o600).open(&partial)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&partial, path)
    };
    written().map_err(|error| fault(path, &error))
}

fn fault(path: &Path, error: &std::io::Error) -> AppError {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    AppError::Unavailable(format!("attachment {name} cannot be written or removed: {error}"))
}

//! Flags, environment and file, checked once into one `Config`; nothing else reads the environment.

pub mod file;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::tz::TimeZone;

use crate::app::Settings;
use crate::clock::Clock;
use crate::store;

use file::File;

/// The file with the key of the hash of ID numbers, in the data folder unless said otherwise.
const ID_NUMBER_KEY_NAME: &str = "id-number.key";
/// Bytes of a new key.
const ID_NUMBER_KEY_BYTES: usize = 32;
/// What answers about a score say of themselves unless the operator says otherwise.
const DISCLAIMER: &str = "For reference only: a market-oriented score computed from records, not a \
                          public credit evaluation (公共信用评价) by any authority.";

/// The data folder where nothing says otherwise.
const DATA_DIR: &str = "./data";
/// The time zone where nothing says otherwise.
const TIME_ZONE: &str = "Asia/Shanghai";

/// Where the data are and what the instance is set to, as far as it was typed.
#[derive(Args, Clone, Debug, Default)]
pub struct Place {
    /// A file of settings (TOML); flags and environment take precedence over it.
    #[arg(long, global = true, env = "MERCHANT_CREDIT_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// The folder that holds the store and its keys. [default: ./data]
    #[arg(long, global = true, env = "MERCHANT_CREDIT_DATA_DIR", value_name = "DIR")]
    pub data_dir: Option<PathBuf>,

    /// The time zone that decides which day it is. [default: Asia/Shanghai]
    #[arg(
        long,
        global = true,
        env = "MERCHANT_CREDIT_TIME_ZONE",
        value_name = "ZONE",
        hide_short_help = true
    )]
    pub time_zone: Option<String>,

    /// The file with the key of the hash of ID numbers; made on first use. [default: id-number.key
    /// in the data folder]
    #[arg(
        long,
        global = true,
        env = "MERCHANT_CREDIT_ID_NUMBER_KEY",
        value_name = "FILE",
        hide_short_help = true
    )]
    pub id_number_key: Option<PathBuf>,

    /// What every answer about a score says of itself.
    #[arg(
        long,
        global = true,
        env = "MERCHANT_CREDIT_DISCLAIMER",
        value_name = "TEXT",
        hide_short_help = true
    )]
    pub disclaimer: Option<String>,
}

impl Place {
    /// What the file says, with what was typed put over it and the defaults under it.
    ///
    /// # Errors
    /// [`ConfigError`] when the file cannot be read or says what is not known.
    pub fn settled(&self) -> Result<File, ConfigError> {
        let mut file = match &self.config {
            Some(path) => File::read(path)?,
            None => File::default(),
        };
        let typed = self.clone();
        let data_dir = typed.data_dir.or(file.data_dir).unwrap_or_else(|| DATA_DIR.into());
        let key = typed.id_number_key.or(file.id_number_key);
        file.id_number_key = Some(key.unwrap_or_else(|| data_dir.join(ID_NUMBER_KEY_NAME)));
        file.data_dir = Some(data_dir);
        let or = |typed: Option<String>, file: Option<String>, default: &str| {
            Some(typed.or(file).unwrap_or_else(|| default.to_owned()))
        };
        file.time_zone = or(typed.time_zone, file.time_zone.take(), TIME_ZONE);
        file.disclaimer = or(typed.disclaimer, file.disclaimer.take(), DISCLAIMER);
        Ok(file)
    }
}

/// A checked configuration.
#[derive(Clone, Debug)]
pub struct Config {
    /// The folder that holds the store.
    pub data_dir: PathBuf,
    /// What the instance is set to.
    pub settings: Settings,
    /// Everything that was said, for printing and for serving.
    pub file: File,
}

/// Why a configuration is refused.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// There is no such time zone.
    #[error("time zone '{0}' is unknown; use a name like Asia/Shanghai")]
    TimeZone(String),
    /// The file of settings says what is not known.
    #[error("{}: {message}", path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// Where and what.
        message: String,
    },
    /// The disclaimer is empty.
    #[error("disclaimer: must not be empty; it says what the answers of this instance are")]
    NoDisclaimer,
    /// A file or folder cannot be used.
    #[error("{}: {error}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// The key is gone, though there is a store that was written with it.
    #[error(
        "{}: the key of the hashes of ID numbers is missing, but {} was written with one; put the \
         key back, or see docs/operations.md for what its loss means",
        key.display(),
        store.display()
    )]
    LostKey {
        /// Where the key should be.
        key: PathBuf,
        /// The store.
        store: PathBuf,
    },
    /// The key file is too short to be a key.
    #[error("{}: a key has at least {ID_NUMBER_KEY_BYTES} bytes", .0.display())]
    ShortKey(PathBuf),
}

impl Config {
    /// Checks what was typed, and makes the data folder and the key of ID numbers where missing.
    ///
    /// # Errors
    /// [`ConfigError`] naming what cannot be used.
    pub fn new(place: &Place) -> Result<Self, ConfigError> {
        let file = place.settled()?;
        let time_zone = file.time_zone.clone().unwrap_or_default();
        let zone =
            TimeZone::get(&time_zone).map_err(|_| ConfigError::TimeZone(time_zone.clone()))?;
        let disclaimer = file.disclaimer.clone().unwrap_or_default();
        if disclaimer.trim().is_empty() {
            return Err(ConfigError::NoDisclaimer);
        }
        let data_dir = file.data_dir.clone().unwrap_or_default();
        std::fs::create_dir_all(&data_dir)
            .map_err(|error| ConfigError::File { path: data_dir.clone(), error })?;
        let key = file.id_number_key.clone().unwrap_or_default();
        Ok(Self {
            settings: Settings {
                clock: Clock::System,
                zone,
                id_number_key: id_number_key(&key, &data_dir.join(store::FILE_NAME))?,
                disclaimer,
            },
            data_dir,
            file,
        })
    }
}

/// The key in a file; a new random one, readable by its owner only, where there is neither a file nor
/// a store.
fn id_number_key(path: &Path, store: &Path) -> Result<Vec<u8>, ConfigError> {
    let fault = |error| ConfigError::File { path: path.to_owned(), error };
    match std::fs::read(path) {
        Ok(key) if key.len() < ID_NUMBER_KEY_BYTES => Err(ConfigError::ShortKey(path.to_owned())),
        Ok(key) => Ok(key),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && store.exists() => {
            Err(ConfigError::LostKey { key: path.to_owned(), store: store.to_owned() })
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            use rand::TryRng as _;
            use std::os::unix::fs::OpenOptionsExt as _;
            let mut key = vec![0; ID_NUMBER_KEY_BYTES];
            rand::rngs::SysRng
                .try_fill_bytes(&mut key)
                .map_err(|error| fault(std::io::Error::other(error)))?;
            let mut options = std::fs::File::options();
            let file = options.write(true).create_new(true).mode(0o600).open(path);
            let mut file = file.map_err(fault)?;
            file.write_all(&key).and_then(|()| file.sync_all()).map_err(fault)?;
            Ok(key)
        }
        Err(error) => Err(fault(error)),
    }
}

//! Flags and environment, checked once into one `Config`; nothing else reads the environment.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::tz::TimeZone;

use crate::app::Settings;
use crate::clock::Clock;
use crate::store;

/// The file with the key of the hash of ID numbers, in the data folder unless said otherwise.
const ID_NUMBER_KEY_NAME: &str = "id-number.key";
/// Bytes of a new key.
const ID_NUMBER_KEY_BYTES: usize = 32;
/// What answers about a score say of themselves unless the operator says otherwise.
const DISCLAIMER: &str = "For reference only: a market-oriented score computed from records, not a \
                          public credit evaluation (公共信用评价) by any authority.";

/// Where the data are and what the instance is set to.
#[derive(Args, Clone, Debug)]
pub struct Place {
    /// The folder that holds the store and its keys.
    #[arg(
        long,
        global = true,
        env = "MERCHANT_CREDIT_DATA_DIR",
        default_value = "./data",
        value_name = "DIR"
    )]
    pub data_dir: PathBuf,

    /// The time zone that decides which day it is.
    #[arg(
        long,
        global = true,
        env = "MERCHANT_CREDIT_TIME_ZONE",
        default_value = "Asia/Shanghai",
        value_name = "ZONE",
        hide_short_help = true
    )]
    pub time_zone: String,

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
        default_value = DISCLAIMER,
        value_name = "TEXT",
        hide = true
    )]
    pub disclaimer: String,
}

/// A checked configuration.
#[derive(Clone, Debug)]
pub struct Config {
    /// The folder that holds the store.
    pub data_dir: PathBuf,
    /// What the instance is set to.
    pub settings: Settings,
}

/// Why a configuration is refused.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// There is no such time zone.
    #[error("time zone '{0}' is unknown; use a name like Asia/Shanghai")]
    TimeZone(String),
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
    pub fn new(place: Place) -> Result<Self, ConfigError> {
        let zone = TimeZone::get(&place.time_zone)
            .map_err(|_| ConfigError::TimeZone(place.time_zone.clone()))?;
        std::fs::create_dir_all(&place.data_dir)
            .map_err(|error| ConfigError::File { path: place.data_dir.clone(), error })?;
        let key = place.id_number_key.unwrap_or_else(|| place.data_dir.join(ID_NUMBER_KEY_NAME));
        Ok(Self {
            settings: Settings {
                clock: Clock::System,
                zone,
                id_number_key: id_number_key(&key, &place.data_dir.join(store::FILE_NAME))?,
                disclaimer: place.disclaimer,
            },
            data_dir: place.data_dir,
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

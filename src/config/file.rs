//! The file of settings (TOML): what it may say, and the defaults written out.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::ConfigError;
use crate::http::settings_file::ServeSection;

/// A file of settings; whatever it leaves out has its default.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// The folder that holds the store.
    pub data_dir: Option<PathBuf>,
    /// The time zone that decides which day it is.
    pub time_zone: Option<String>,
    /// The file with the key of the hash of ID numbers; never the key itself.
    pub id_number_key: Option<PathBuf>,
    /// What every answer about a score says of itself.
    pub disclaimer: Option<String>,
    /// How log lines are written.
    #[serde(default)]
    pub log: LogSection,
    /// The server.
    #[serde(default)]
    pub serve: ServeSection,
}

/// How log lines are written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LogSection {
    /// As text for people or as JSON for programs.
    pub format: LogFormat,
    /// What is written, as `RUST_LOG` says it: `warn`, `info`, `merchant_credit=debug`.
    pub level: Option<String>,
}

/// The form of a log line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// For programs: one JSON object a line.
    Json,
}

impl File {
    /// Reads a file.
    ///
    /// # Errors
    /// [`ConfigError`] naming the file, the line and what is not known there.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| ConfigError::File { path: path.to_owned(), error })?;
        Self::parse(&text)
            .map_err(|message| ConfigError::Unreadable { path: path.to_owned(), message })
    }

    /// Reads the text of a file, and checks what stands in it.
    ///
    /// # Errors
    /// The line, what stands there, and what would be right.
    pub fn parse(text: &str) -> Result<Self, String> {
        let file: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        file.serve.settings().map_err(|error| format!("serve.{error}"))?;
        Ok(file)
    }

    /// The text of a file that says the same. No setting is a secret: keys stand in files of their
    /// own, of which only the path is named.
    ///
    /// # Errors
    /// When a path is not text.
    pub fn print(&self) -> Result<String, String> {
        toml::to_string_pretty(self).map_err(|error| error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_refused(text: &str, words: &str) {
        let error = File::parse(text).expect_err("must be refused");
        assert!(error.contains(words), "{error}");
    }

    #[test]
    fn what_is_printed_is_read_again() {
        let text = "disclaimer = \"d\"\n[log]\nformat = \"json\"\n[serve]\n\
                    listen = \"0.0.0.0:80\"\ncors = [\"https://a.example\"]\n\
                    [serve.limits.anonymous]\nread = \"7/s\"\n";
        let file = File::parse(text).unwrap();
        let printed = file.print().unwrap();
        assert_eq!(File::parse(&printed).unwrap(), file, "{printed}");
        let empty = File::default();
        assert_eq!(File::parse(&empty.print().unwrap()).unwrap(), empty);
    }

    #[test]
    fn what_is_not_known_is_refused_by_name() {
        check_refused("data_folder = \"x\"", "data_folder");
        check_refused("[serve]\nport = 1", "port");
        check_refused("[serve.limits.anonymous]\nwrites = \"1/s\"", "writes");
        check_refused("[serve.limits.everybody]\nread = \"1/s\"", "everybody");
        check_refused("[serve.limits.reader]\nread = \"many\"", "many");
        check_refused("[serve.limits.reader]\nread = \"0/s\"", "at least 1");
        check_refused("[serve]\ncors = \"some\"", "some");
        check_refused("[serve]\ntrusted_proxies = [\"10.0.0.0/33\"]", "trusted_proxies");
        check_refused("[log]\nformat = \"xml\"", "xml");
    }
}

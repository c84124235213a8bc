//! The first run: load the seeds, make a key, score everyone, find a score worth showing.

use std::path::{Path, PathBuf};

use super::import::{ImportOptions, ImportSummary};
use super::key::{NewKey, Role};
use super::rescore::RescoreOptions;
use super::rescore::report::RunReport;
use super::score::{Outcome, ScoreAnswer, ScoreQuestion};
use super::{App, AppError};
use crate::domain::day::Day;
use crate::domain::disclosure::Audience;
use crate::domain::intake::KnownSince;
use crate::domain::merchant::MerchantId;
use crate::domain::record::envelope::Seq;
use crate::domain::record::kind::RecordKind;
use crate::store::read;

/// The day of which the seeds are scored: the last day that the invented town speaks of.
pub const SEEDS_AS_OF: &str = "2026-11-16";
/// The name of the key that the first run makes.
pub const KEY_NAME: &str = "quickstart";
/// Merchants looked at to find one whose score shows most.
const LOOKED_AT_MAX: u32 = 400;

/// What the first run came to.
#[derive(Debug)]
pub struct Started {
    /// What each file brought, in the order of import.
    pub imports: Vec<ImportSummary>,
    /// The token of the key, when this run made it.
    pub token: Option<String>,
    /// The scores of everyone.
    pub run: RunReport,
    /// The score worth showing.
    pub example: Option<ScoreAnswer>,
}

impl App {
    /// Loads the seeds in a folder, makes a key unless there is one, scores everyone.
    ///
    /// # Errors
    /// When the folder has no import files, or the store cannot be written.
    pub fn quickstart(&self, seeds: &Path) -> Result<Started, AppError> {
        let as_of =
            Day::parse(SEEDS_AS_OF).map_err(|error| AppError::Internal(error.to_string()))?;
        let mut imports = Vec::new();
        for (kind, path) in seed_files(seeds)? {
            let options = ImportOptions {
                kind,
                known_since: KnownSince::Effective,
                ..ImportOptions::of(kind)
            };
            imports.push(self.import(&path, &options, &mut |_| {})?);
        }
        let has_key = self.keys()?.iter().any(|key| key.name == KEY_NAME);
        let new = NewKey { name: KEY_NAME, role: Role::Admin, binding: None, expires_at: None };
        let token = if has_key { None } else { Some(self.create_key(&new)?) };
        let run =
            self.rescore(&RescoreOptions { as_of: Some(as_of), ..Default::default() }, |_| {})?;
        Ok(Started { imports, token, run, example: self.example(as_of)? })
    }

    /// The rated merchant whose score names most reasons with records behind them; the first of equals.
    fn example(&self, as_of: Day) -> Result<Option<ScoreAnswer>, AppError> {
        let merchants = self
            .store()
            .read(|connection| read::merchants_after(connection, 0, Seq::MAX, LOOKED_AT_MAX))?;
        let mut best: Option<(usize, ScoreAnswer)> = None;
        for merchant in merchants {
            let answer = self.score(&question(merchant.id, as_of))?;
            let Outcome::Rated(score) = &answer.outcome else {
                continue;
            };
            let n = score
                .reasons
                .iter()
                .filter_map(|place| score.contributions.get(*place))
                .filter(|reason| !reason.records.is_empty())
                .count();
            if best.as_ref().is_none_or(|(most, _)| n > *most) {
                best = Some((n, answer));
            }
        }
        Ok(best.map(|(_, answer)| answer))
    }
}

fn question(id: MerchantId, as_of: Day) -> ScoreQuestion {
    ScoreQuestion {
        id,
        as_of: Some(as_of),
        known_at: None,
        model: None,
        audience: Audience::Privileged,
    }
}

/// The import files in a folder with their kinds, in the order in which kinds build on each other.
fn seed_files(folder: &Path) -> Result<Vec<(RecordKind, PathBuf)>, AppError> {
    let fault = |error: std::io::Error| {
        let value = folder.display().to_string();
        let rule = format!("{error}; name the folder of the shipped seeds with --seeds");
        AppError::invalid("seeds", &value, "seeds_folder", rule)
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(fault)? {
        let path = entry.map_err(fault)?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let stem = name.split(['.', '-']).next().unwrap_or_default();
        let kind = RecordKind::ALL.into_iter().find(|kind| kind.plural() == stem);
        files.extend(kind.map(|kind| (kind, path)));
    }
    if files.is_empty() {
        return Err(fault(std::io::Error::other("no import files there")));
    }
    // What decides about records comes after all records it can decide about.
    files.sort_by_cached_key(|(kind, path)| (!kind.can_be_withdrawn(), *kind, path.clone()));
    Ok(files)
}

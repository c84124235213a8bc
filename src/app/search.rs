//! Finding merchants by code, shop or name, by region and grade: an index proposes, and what may be
//! shown today decides.

use jiff::Timestamp;

use super::report::MerchantAnswer;
use super::score::{Frame, Outcome, ScoreAnswer};
use super::{App, AppError};
use crate::domain::day::Day;
use crate::domain::disclosure::Audience;
use crate::domain::scorecard::Grade;
use crate::domain::search_text::{distance, latin_pieces, normal, phrase};
use crate::store::read::{self, MerchantRow};
use crate::store::search::{self, NameFound, Within};
use crate::store::{StoreError, View};

/// Merchants that one question looks at, at most; a page may then be short, or empty, though there
/// are more.
pub const LOOKED_AT_MAX: usize = 1000;
/// Candidates taken from the index together.
const CANDIDATES_TOGETHER: u32 = 200;
/// Merchants found by their identity, at most.
const IDENTITIES_MAX: u32 = 20;

/// What is searched.
#[derive(Clone, Debug, Default)]
pub struct SearchQuestion {
    /// A code, an alias, a shop, or a part of a name.
    pub text: Option<String>,
    /// The beginning of the code of the merchant's region.
    pub region: Option<String>,
    /// The grade.
    pub grade: Option<Grade>,
    /// Where the page before ended.
    pub after: Option<Place>,
    /// Merchants of a page.
    pub limit: usize,
}

/// Where a page ends: the stage of the search, and the last number looked at in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The stage.
    pub stage: Stage,
    /// The number.
    pub number: i64,
}

/// The ways to find, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// By code, alias or shop.
    Identity,
    /// By how a name begins.
    Beginning,
    /// By a part of a name.
    Part,
    /// By a name with other letters in a few places; only where nothing else is found.
    Similar,
    /// All, or all of a region.
    Everybody,
}

/// How a merchant was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoundBy {
    /// By its code, an alias or a shop.
    Identity,
    /// By its name.
    Name,
    /// By a former name.
    FormerName,
    /// By a name like what was asked.
    SimilarName,
    /// No text was asked.
    Filter,
}

/// A merchant that fits.
#[derive(Clone, Debug)]
pub struct Hit {
    /// Who it is.
    pub merchant: MerchantAnswer,
    /// Its score today.
    pub score: ScoreAnswer,
    /// How it was found.
    pub found_by: FoundBy,
}

/// A page of merchants.
#[derive(Clone, Debug)]
pub struct SearchAnswer {
    /// The merchants.
    pub hits: Vec<Hit>,
    /// Where the next page begins; none on the last.
    pub next: Option<Place>,
    /// The day the answer is of.
    pub as_of: Day,
    /// The instant as known at which it was made.
    pub known_at: Timestamp,
}

/// A merchant that may fit.
struct Candidate {
    merchant: i64,
    /// Its place in its stage.
    number: i64,
}

/// One search under way.
struct Search<'a> {
    app: &'a App,
    view: &'a View,
    question: &'a SearchQuestion,
    /// The text in the form in which names are compared.
    text: String,
    frame: Frame,
    hits: Vec<Hit>,
    n_looked_at: usize,
}

impl App {
    /// A page of the merchants that fit, as anybody may see them today.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn search(&self, question: &SearchQuestion) -> Result<SearchAnswer, AppError> {
        let frame = self.frame(None, None, None)?;
        let (as_of, known_at) = (frame.as_of, frame.known_at);
        let text = question.text.as_deref().map(normal).unwrap_or_default();
        let (hits, next) = self.store().read(|view| {
            let (hits, n_looked_at) = (Vec::new(), 0);
            let mut search = Search { app: self, view, question, text, frame, hits, n_looked_at };
            let next = search.run()?;
            Ok((search.hits, next))
        })?;
        Ok(SearchAnswer { hits, next, as_of, known_at })
    }
}

impl Search<'_> {
    fn run(&mut self) -> Result<Option<Place>, StoreError> {
        let stages: &[Stage] = match self.question.text {
            Some(_) => &[Stage::Identity, Stage::Beginning, Stage::Part, Stage::Similar],
            None => &[Stage::Everybody],
        };
        let first = Place { stage: stages[0], number: 0 };
        let from = self.question.after.unwrap_or(first);
        for stage in stages.iter().copied().filter(|stage| *stage >= from.stage) {
            if stage == Stage::Similar && (!self.hits.is_empty() || self.question.after.is_some()) {
                continue;
            }
            let mut number = if stage == from.stage { from.number } else { 0 };
            loop {
                let candidates = self.candidates(stage, number)?;
                let is_last = candidates.len() < CANDIDATES_TOGETHER as usize || stage.is_short();
                for candidate in candidates {
                    if self.hits.len() >= self.question.limit || self.n_looked_at >= LOOKED_AT_MAX {
                        return Ok(Some(Place { stage, number }));
                    }
                    number = candidate.number;
                    self.look_at(stage, &candidate)?;
                }
                if is_last {
                    break;
                }
            }
        }
        Ok(None)
    }

    fn candidates(&self, stage: Stage, after: i64) -> Result<Vec<Candidate>, StoreError> {
        let n = CANDIDATES_TOGETHER;
        match stage {
            Stage::Identity => {
                let sent = self.question.text.as_deref().unwrap_or_default().trim();
                let found = search::by_identity(self.view, sent, IDENTITIES_MAX)?;
                Ok(numbered(found, after))
            }
            Stage::Beginning | Stage::Part => {
                let Some(phrase) = phrase(&self.text) else { return Ok(Vec::new()) };
                let within =
                    if stage == Stage::Part { Within::Anywhere } else { Within::Beginning };
                let names = search::names_with(self.view, &phrase, within, after, n)?;
                Ok(names
                    .iter()
                    .map(|n| Candidate { merchant: n.merchant, number: n.name })
                    .collect())
            }
            Stage::Similar => {
                let names = search::names_like(self.view, &latin_pieces(&self.text), n)?;
                let mut near: Vec<(usize, i64)> = names
                    .iter()
                    .filter_map(|name| Some((distance(&self.text, &name.text)?, name.merchant)))
                    .collect();
                near.sort_unstable();
                Ok(numbered(near.into_iter().map(|(_, merchant)| merchant), after))
            }
            Stage::Everybody => {
                let region = self.question.region.as_deref();
                let found = search::merchants_after(self.view, region, after, n)?;
                Ok(found.into_iter().map(|m| Candidate { merchant: m, number: m }).collect())
            }
        }
    }

    /// Keeps a candidate if it fits as anybody may see it today.
    fn look_at(&mut self, stage: Stage, candidate: &Candidate) -> Result<(), StoreError> {
        if matches!(stage, Stage::Beginning | Stage::Part) && self.was_met(stage, candidate)? {
            return Ok(());
        }
        let owner = read::owner(self.view, candidate.merchant, self.frame.at)?;
        let row = read::merchant_row(self.view, owner)?;
        if self.hits.iter().any(|hit| hit.merchant.id == row.id) {
            return Ok(());
        }
        self.n_looked_at += 1;
        let merchant = self.app.merchant_row(self.view, &row, &self.frame, Audience::Public)?;
        let Some(found_by) = self.fit(stage, &merchant) else { return Ok(()) };
        self.keep(&row, merchant, found_by)
    }

    /// Whether a merchant was met by another of its names, or by an earlier stage.
    fn was_met(&self, stage: Stage, candidate: &Candidate) -> Result<bool, StoreError> {
        let names = search::names_of(self.view, candidate.merchant)?;
        let begins = |name: &NameFound| name.text.starts_with(&self.text);
        let holds = |name: &NameFound| name.text.contains(&self.text);
        Ok(match stage {
            Stage::Beginning => names.iter().any(|n| n.name < candidate.number && begins(n)),
            _ => names.iter().any(|n| begins(n) || (n.name < candidate.number && holds(n))),
        })
    }

    fn fit(&self, stage: Stage, merchant: &MerchantAnswer) -> Option<FoundBy> {
        let version = merchant.version.as_ref();
        if let Some(region) = &self.question.region
            && !version?.region.as_ref()?.starts_with(region.as_str())
        {
            return None;
        }
        let fits = |name: &str| match stage {
            Stage::Similar => distance(&self.text, &normal(name)).is_some(),
            _ => normal(name).contains(&self.text),
        };
        match stage {
            Stage::Identity => Some(FoundBy::Identity),
            Stage::Everybody => Some(FoundBy::Filter),
            _ if version.is_some_and(|version| fits(&version.name)) => {
                Some(if stage == Stage::Similar { FoundBy::SimilarName } else { FoundBy::Name })
            }
            Stage::Similar => None,
            _ => {
                let is_former = merchant.former_names.iter().any(|former| fits(&former.name));
                is_former.then_some(FoundBy::FormerName)
            }
        }
    }

    fn keep(
        &mut self,
        row: &MerchantRow,
        merchant: MerchantAnswer,
        found_by: FoundBy,
    ) -> Result<(), StoreError> {
        let score = self.app.score_row(self.view, row, &self.frame, Audience::Public)?;
        let grade = match &score.outcome {
            Outcome::Rated(rated) => Some(rated.grade),
            Outcome::NotRated(_) => None,
        };
        if self.question.grade.is_none_or(|asked| grade == Some(asked)) {
            self.hits.push(Hit { merchant, score, found_by });
        }
        Ok(())
    }
}

impl Stage {
    /// Whether all candidates of the stage come at once.
    const fn is_short(self) -> bool {
        matches!(self, Self::Identity | Self::Similar)
    }
}

/// Candidates of a stage that come all at once, by their place from 1; those after a place.
fn numbered(merchants: impl IntoIterator<Item = i64>, after: i64) -> Vec<Candidate> {
    let numbers = 1..;
    let all = numbers.zip(merchants).map(|(number, merchant)| Candidate { merchant, number });
    all.filter(|candidate| candidate.number > after).collect()
}

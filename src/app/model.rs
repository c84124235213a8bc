//! Scorecards and rules: which applied at an instant, kept ready once read.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError};

use jiff::Timestamp;

use super::rules::table_of;
use super::workdays::NOTICE;
use super::{App, AppError};
use crate::domain::assessment::ReadyCard;
use crate::domain::calendar::{self, Calendar};
use crate::domain::dossier::Yardstick;
use crate::domain::evidence::reference::Reference;
use crate::domain::feature;
use crate::domain::publication::rules::{self, Rules};
use crate::domain::scorecard::{KnownFeatures, Segment};
use crate::files::scorecard_file;
use crate::store::artefact::{self, Class, LastArtefact, NewArtefact};

/// The scorecards that this program ships, as files.
const SHIPPED_CARDS: [(&str, &str); 4] = [
    ("expert-1", include_str!("../../models/expert-1.json")),
    ("expert-2", include_str!("../../models/expert-2.json")),
    ("expert-3", include_str!("../../models/expert-3.json")),
    ("chicago-1", include_str!("../../models/chicago-1.json")),
];
/// The name under which the reference tables are kept.
pub(super) const REFERENCE: &str = "reference";
/// Laws kept ready; with reference tables of millions of raters they are large.
const LAWS_KEPT_MAX: usize = 8;
/// The scorecard that answers until another is promoted, and where no other one can.
pub(super) const FALLBACK: &str = "expert-1";
/// The name under which the champion of the whole instance is kept; those of single segments are kept
/// under the names of the segments.
pub(super) const CHAMPION: &str = "champion";

/// A scorecard ready to score, with what answers say of it.
#[derive(Clone, Debug)]
pub struct Model {
    /// Its name and version, `name-version`.
    pub name: String,
    /// SHA-256 of its content, in hexadecimal.
    pub sha256: String,
    /// The card.
    pub card: ReadyCard,
    /// Why it answers although another was to, where that is so.
    pub stands_in: Option<String>,
}

/// The champion of one segment.
#[derive(Clone, Debug)]
pub struct SegmentChampion {
    /// The segment.
    pub segment: Segment,
    /// The scorecard.
    pub model: Arc<Model>,
}

impl Model {
    /// Whether it is made for merchants of a segment.
    #[must_use]
    pub fn serves(&self, segment: &Segment) -> bool {
        self.card.card().table().serves.contains(segment)
    }
}

/// The rules and working days that applied, ready to use.
#[derive(Clone, Debug)]
pub struct Law {
    /// The rules, with the decay tables that go with them.
    pub yardstick: Yardstick,
    /// The version of the rules.
    pub rules_version: String,
    /// The version of the reference tables, once there are any.
    pub reference_version: Option<String>,
    /// The working-day notices.
    pub calendar: Calendar,
}

impl Law {
    /// The version of all that a run's scores rest on beside records and scorecards.
    #[must_use]
    pub fn run_version(&self) -> String {
        match &self.reference_version {
            Some(reference) => format!("{} reference {reference}", self.rules_version),
            None => self.rules_version.clone(),
        }
    }
}

/// What was read once and is used again.
#[derive(Debug, Default)]
pub(super) struct Ready {
    /// By the hash of the file's text.
    models: HashMap<String, Arc<Model>>,
    /// By the hash of the tables' text.
    laws: HashMap<String, Arc<Law>>,
    /// What applies after the last artefact.
    current: Current,
}

/// What applies to every instant after the last artefact, so that most questions look nothing up.
#[derive(Debug, Default)]
struct Current {
    /// The number of that artefact.
    artefact: i64,
    law: Option<Arc<Law>>,
    /// By the name asked for; the champion by none.
    models: HashMap<Option<String>, Arc<Model>>,
    segments: Option<Arc<[SegmentChampion]>>,
}

impl App {
    /// Makes known to the store what this program ships. The first versions count from the beginning,
    /// so that loads of history can be scored; later ones from now on.
    pub(super) fn keep_shipped(&self) -> Result<(), AppError> {
        let now = self.settings().clock.now();
        let who = "merchant-credit";
        for (name, body) in SHIPPED_CARDS {
            let why = "shipped with the program";
            self.keep_first(NewArtefact { class: Class::Scorecard, name, body, who, why }, now)?;
        }
        let why = "the expert scorecard answers until a trained one is promoted";
        let body = FALLBACK;
        let champion = self
            .store()
            .read(|connection| artefact::at(connection, Class::Champion, CHAMPION, now))?;
        if champion.is_none() {
            let first = NewArtefact { class: Class::Champion, name: CHAMPION, body, who, why };
            self.store().keep(first, Timestamp::MIN, now)?;
        }
        let why = "shipped with the program";
        for (name, body) in rules::SHIPPED {
            self.keep_first(NewArtefact { class: Class::Rules, name, body, who, why }, now)?;
        }
        for (name, body) in calendar::SHIPPED {
            self.keep_first(NewArtefact { class: Class::Workdays, name, body, who, why }, now)?;
        }
        Ok(())
    }

    fn keep_first(&self, new: NewArtefact<'_>, now: Timestamp) -> Result<(), AppError> {
        let known =
            self.store().read(|connection| artefact::at(connection, new.class, new.name, now))?;
        let since = if known.is_none() { Timestamp::MIN } else { now };
        if known.is_none_or(|known| known.who == new.who) {
            self.store().keep(new, since, now)?;
        }
        Ok(())
    }

    /// The scorecard of that name at an instant; the champion where no name is given.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when there was none of that name.
    pub fn model(
        &self,
        name: Option<&str>,
        at: Timestamp,
        last: LastArtefact,
    ) -> Result<Arc<Model>, AppError> {
        let is_current = at >= last.recorded_at;
        let key = name.map(str::to_owned);
        if is_current
            && let Some(model) = self.current(last, |current| current.models.get(&key).cloned())
        {
            return Ok(model);
        }
        let model = match self.model_at(name, at) {
            Err(error) if name.is_none() => self.stand_in(at, &error.to_string())?,
            found => found?,
        };
        if is_current {
            self.keep_current(last, |current| {
                current.models.insert(key, Arc::clone(&model));
            });
        }
        Ok(model)
    }

    /// The champions of single segments at an instant; one that cannot be used is left out and told.
    pub(super) fn segment_champions(
        &self,
        at: Timestamp,
        last: LastArtefact,
    ) -> Result<Arc<[SegmentChampion]>, AppError> {
        let is_current = at >= last.recorded_at;
        if is_current && let Some(found) = self.current(last, |current| current.segments.clone()) {
            return Ok(found);
        }
        let kept =
            self.store().read(|connection| artefact::all_at(connection, Class::Champion, at))?;
        let mut champions = Vec::new();
        for champion in kept.iter().filter(|champion| !champion.body.is_empty()) {
            let Some(segment) = Segment::parse(&champion.name) else { continue };
            let model = match self.model_at(Some(&champion.body), at) {
                Ok(model) => model,
                Err(error) => self.stand_in(at, &format!("{}: {error}", champion.body))?,
            };
            champions.push(SegmentChampion { segment, model });
        }
        let champions: Arc<[SegmentChampion]> = champions.into();
        if is_current {
            self.keep_current(last, |current| current.segments = Some(Arc::clone(&champions)));
        }
        Ok(champions)
    }

    /// The expert card in the place of one that cannot answer.
    fn stand_in(&self, at: Timestamp, why: &str) -> Result<Arc<Model>, AppError> {
        tracing::warn!(why, "{FALLBACK} stands in for a scorecard that cannot be used");
        let expert = self.model_at(Some(FALLBACK), at)?;
        let stands_in = Some(format!("{FALLBACK} stands in: {why}"));
        Ok(Arc::new(Model { stands_in, ..(*expert).clone() }))
    }

    /// The rules and working days as they were known at an instant.
    ///
    /// # Errors
    /// When a stored table cannot be read.
    pub fn law(&self, at: Timestamp) -> Result<Arc<Law>, AppError> {
        self.law_beside(at, self.store().read(|view| artefact::last(view))?)
    }

    /// The same, for who knows the last artefact.
    pub(super) fn law_beside(
        &self,
        at: Timestamp,
        last: LastArtefact,
    ) -> Result<Arc<Law>, AppError> {
        let is_current = at >= last.recorded_at;
        if is_current && let Some(law) = self.current(last, |current| current.law.clone()) {
            return Ok(law);
        }
        let law = self.law_at(at)?;
        if is_current {
            self.keep_current(last, |current| current.law = Some(Arc::clone(&law)));
        }
        Ok(law)
    }

    fn current<T>(
        &self,
        last: LastArtefact,
        find: impl FnOnce(&Current) -> Option<T>,
    ) -> Option<T> {
        let ready = self.inner.ready.read().unwrap_or_else(PoisonError::into_inner);
        (ready.current.artefact == last.number).then(|| find(&ready.current)).flatten()
    }

    fn keep_current(&self, last: LastArtefact, change: impl FnOnce(&mut Current)) {
        let mut ready = self.inner.ready.write().unwrap_or_else(PoisonError::into_inner);
        if ready.current.artefact != last.number {
            ready.current = Current { artefact: last.number, ..Current::default() };
        }
        change(&mut ready.current);
    }

    fn model_at(&self, name: Option<&str>, at: Timestamp) -> Result<Arc<Model>, AppError> {
        let found = self.store().read(|connection| {
            let champion = artefact::at(connection, Class::Champion, CHAMPION, at)?;
            let name = name.map(str::to_owned).or_else(|| champion.map(|champion| champion.body));
            let Some(name) = name else {
                return Ok((String::new(), None));
            };
            let card = artefact::at(connection, Class::Scorecard, &name, at)?;
            Ok((name, card))
        })?;
        let (name, Some(artefact)) = found else {
            return Err(AppError::NotFound { what: format!("scorecard '{}'", found.0) });
        };
        let ready = self.inner.ready.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(model) = ready.models.get(&artefact.hash) {
            return Ok(Arc::clone(model));
        }
        drop(ready);
        let model = Arc::new(read_model(name, &artefact.body)?);
        let mut ready = self.inner.ready.write().unwrap_or_else(PoisonError::into_inner);
        ready.models.insert(artefact.hash, Arc::clone(&model));
        Ok(model)
    }

    fn law_at(&self, at: Timestamp) -> Result<Arc<Law>, AppError> {
        let (rules, workdays, reference_hash) = self.store().read(|connection| {
            let rules = artefact::all_at(connection, Class::Rules, at)?;
            let reference = artefact::hash_at(connection, Class::Reference, REFERENCE, at)?;
            Ok((rules, artefact::all_at(connection, Class::Workdays, at)?, reference))
        })?;
        let hashes = rules.iter().chain(&workdays).map(|artefact| artefact.hash.as_str());
        let key: String = hashes.chain(reference_hash.as_deref()).collect();
        let ready = self.inner.ready.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(law) = ready.laws.get(&key) {
            return Ok(Arc::clone(law));
        }
        drop(ready);
        let tables: Vec<(&str, &str)> =
            rules.iter().map(|table| (table_of(&table.name), table.body.as_str())).collect();
        let parsed =
            Rules::parse(&tables).map_err(|error| AppError::Internal(error.to_string()))?;
        let table = |name: &str| {
            let found = workdays.iter().find(|table| table.name == name);
            found.map_or("", |table| table.body.as_str())
        };
        let shipped = Calendar::parse(table("notices"), table("days"))
            .map_err(|error| AppError::Internal(error.to_string()))?;
        let imported = workdays.iter().filter(|table| table.name.starts_with(NOTICE));
        let calendar = imported.fold(shipped, |calendar, notice| {
            calendar.with_notice(&notice.body).unwrap_or_else(|error| {
                // A newer program ships this notice in other words: the shipped one counts.
                tracing::warn!(%error, "an imported notice is left aside");
                calendar
            })
        });
        let reference = match &reference_hash {
            Some(_) => self.reference_at(at)?,
            None => Arc::default(),
        };
        let reference_version = reference
            .built_to()
            .zip(reference_hash)
            .map(|(day, hash)| format!("{day} sha256:{}", hash.get(..16).unwrap_or_default()));
        let law = Arc::new(Law {
            rules_version: parsed.version().to_owned(),
            reference_version,
            yardstick: Yardstick::new(parsed, reference),
            calendar,
        });
        let mut ready = self.inner.ready.write().unwrap_or_else(PoisonError::into_inner);
        if ready.laws.len() >= LAWS_KEPT_MAX {
            ready.laws.clear();
        }
        ready.laws.insert(key, Arc::clone(&law));
        Ok(law)
    }

    fn reference_at(&self, at: Timestamp) -> Result<Arc<Reference>, AppError> {
        let found = self
            .store()
            .read(|connection| artefact::at(connection, Class::Reference, REFERENCE, at))?;
        let parsed = found.and_then(|artefact| Reference::parse(&artefact.body));
        let damaged = || AppError::Internal("the reference tables are damaged".to_owned());
        parsed.map(Arc::new).ok_or_else(damaged)
    }
}

fn read_model(name: String, body: &str) -> Result<Model, AppError> {
    let known = feature::known();
    let sealed = scorecard_file::from_text(body, KnownFeatures::Listed(&known))
        .map_err(|error| AppError::Internal(format!("scorecard '{name}': {error}")))?;
    let card = ReadyCard::new(sealed.card)
        .map_err(|error| AppError::Internal(format!("scorecard '{name}': {error}")))?;
    Ok(Model { name, sha256: sealed.sha256, card, stands_in: None })
}

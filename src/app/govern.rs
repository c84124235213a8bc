//! Use case: which scorecards answer: candidate, champion, challenger, retired, each decision with
//! who, when and why.

use std::path::Path;

use jiff::Timestamp;

use super::model::{CHAMPION, FALLBACK};
use super::{App, AppError};
use crate::domain::feature;
use crate::domain::scorecard::{Kind, KnownFeatures, ScorecardTable, Segment};
use crate::files::scorecard_file::{self, SealedScorecard};
use crate::store::artefact::{self, Artefact, Class, NewArtefact};

/// What a scorecard is promoted to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It waits: known to the store, asked for by name only.
    Candidate,
    /// It scores in the shadow of the champion in every run.
    Challenger,
    /// It answers where none is asked for.
    Champion,
}

impl Role {
    /// The name in commands and answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Candidate => "candidate",
            Self::Challenger => "challenger",
            Self::Champion => "champion",
        }
    }
}

/// A decision about a scorecard.
#[derive(Clone, Debug)]
pub struct Decision<'a> {
    /// The scorecard: its name in the store, or a file.
    pub model: &'a str,
    /// Who decides.
    pub who: &'a str,
    /// Why.
    pub why: &'a str,
}

/// A scorecard as the store knows it.
#[derive(Clone, Debug)]
pub struct ListedModel {
    /// Its name and version, `name-version`.
    pub name: String,
    /// SHA-256 of its content, in hexadecimal.
    pub sha256: String,
    /// Written by experts or trained.
    pub kind: Kind,
    /// The segments it is made for.
    pub serves: Vec<Segment>,
    /// Characteristics.
    pub n_characteristics: usize,
    /// What it is now: `candidate`, `challenger`, `retired`, `champion`, or `champion of` segments.
    pub state: String,
    /// Every decision about it, the oldest first.
    pub decisions: Vec<KeptDecision>,
}

/// A decision about a scorecard that the store keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptDecision {
    /// When; none where it shipped with the first program.
    pub at: Option<Timestamp>,
    /// What.
    pub what: String,
    /// Who.
    pub who: String,
    /// Why.
    pub why: String,
}

/// What a promotion changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promoted {
    /// The scorecard.
    pub name: String,
    /// For whom it answers now; `every segment` for all.
    pub scopes: Vec<String>,
}

impl App {
    /// Gives a scorecard a role. A file is checked and made known to the store first; one that is
    /// refused changes nothing.
    ///
    /// # Errors
    /// [`AppError::Invalid`] for a file that is refused, a card that does not serve the segment, or a
    /// decision without who or why; [`AppError::NotFound`] for an unknown name.
    pub fn promote(
        &self,
        decision: &Decision<'_>,
        role: Role,
        segments: &[Segment],
    ) -> Result<Promoted, AppError> {
        named(decision)?;
        let (name, table) = self.known_card(decision)?;
        if let Some(not) = segments.iter().find(|segment| !table.serves.contains(segment)) {
            let serves: Vec<&str> = table.serves.iter().map(Segment::name).collect();
            let message = format!("the card serves {}", serves.join(", "));
            return Err(AppError::invalid("segment", not.name(), "serves", message));
        }
        self.decide(Class::ModelState, &name, role.name(), decision)?;
        let mut scopes: Vec<String> = Vec::new();
        match role {
            Role::Candidate => {}
            Role::Challenger => {
                self.decide(Class::Challenger, CHAMPION, &name, decision)?;
            }
            Role::Champion => {
                for scope in scopes_of(&table, segments) {
                    self.decide(Class::Champion, &scope, &name, decision)?;
                    scopes.push(scope_in_words(&scope).to_owned());
                }
            }
        }
        // A card has one role: who rises is no challenger any more.
        if role != Role::Challenger {
            self.stop_challenging(&name, decision)?;
        }
        if role != Role::Champion {
            self.step_down(&name, decision)?;
        }
        Ok(Promoted { name, scopes })
    }

    /// Retires a scorecard: it answers for nobody any more, except where it is asked for by name.
    /// Where it was the champion, the expert card answers from then on.
    ///
    /// # Errors
    /// As [`App::promote`]; [`AppError::Forbidden`] for the expert card that all others fall back on.
    pub fn retire(&self, decision: &Decision<'_>) -> Result<Promoted, AppError> {
        named(decision)?;
        let name = self.listed_name(decision.model)?;
        if name == FALLBACK {
            return Err(AppError::Forbidden(format!(
                "{FALLBACK} cannot be retired: it answers where no other card can"
            )));
        }
        self.decide(Class::ModelState, &name, "retired", decision)?;
        self.stop_challenging(&name, decision)?;
        let scopes = self.step_down(&name, decision)?;
        Ok(Promoted { name, scopes })
    }

    /// Every scorecard that the store knows, by name.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn list_models(&self) -> Result<Vec<ListedModel>, AppError> {
        let now = Timestamp::MAX;
        let (cards, champions, challenger, states, all) = self.store().read(|connection| {
            Ok((
                artefact::all_at(connection, Class::Scorecard, now)?,
                artefact::all_at(connection, Class::Champion, now)?,
                artefact::at(connection, Class::Challenger, CHAMPION, now)?,
                artefact::all_at(connection, Class::ModelState, now)?,
                artefact::every(connection)?,
            ))
        })?;
        let mut listed = Vec::new();
        for card in cards {
            let sealed = from_artefact(&card)?;
            let table = sealed.card.table();
            let of: Vec<&str> = champions
                .iter()
                .filter(|champion| champion.body == card.name)
                .map(|champion| scope_in_words(&champion.name))
                .collect();
            let kept = states.iter().find(|state| state.name == card.name);
            let is_challenger = challenger.as_ref().is_some_and(|c| c.body == card.name);
            let state = match (of.is_empty(), is_challenger, kept.map(|state| state.body.as_str()))
            {
                (false, _, _) => format!("champion of {}", of.join(", ")),
                (_, true, _) => Role::Challenger.name().to_owned(),
                (_, _, Some("retired")) => "retired".to_owned(),
                _ => Role::Candidate.name().to_owned(),
            };
            listed.push(ListedModel {
                sha256: sealed.sha256.clone(),
                kind: table.kind,
                serves: table.serves.clone(),
                n_characteristics: table.characteristics.len(),
                state,
                decisions: decisions(&all, &card.name),
                name: card.name,
            });
        }
        Ok(listed)
    }

    /// The scorecard that scores in the champion's shadow, where there is one.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn challenger(&self) -> Result<Option<String>, AppError> {
        self.challenger_at(Timestamp::MAX)
    }

    /// The one that did at an instant.
    ///
    /// # Errors
    /// As [`App::challenger`].
    pub fn challenger_at(&self, instant: Timestamp) -> Result<Option<String>, AppError> {
        let found = self
            .store()
            .read(|connection| artefact::at(connection, Class::Challenger, CHAMPION, instant))?;
        Ok(found.map(|challenger| challenger.body).filter(|name| !name.is_empty()))
    }

    /// The card of a decision, made known to the store where it comes as a file.
    fn known_card(&self, decision: &Decision<'_>) -> Result<(String, ScorecardTable), AppError> {
        let path = Path::new(decision.model);
        if path.extension().is_none_or(|extension| extension != "json") {
            let model = self.model_or_file(decision.model)?;
            return Ok((model.name.clone(), model.card.card().table().clone()));
        }
        let model = self.model_or_file(decision.model)?;
        let table = model.card.card().table().clone();
        let kept = self.store().read(|connection| {
            artefact::at(connection, Class::Scorecard, &model.name, Timestamp::MAX)
        })?;
        // A name is a promise: other content under the same name and version would change the past.
        if let Some(kept) = kept {
            let own = from_artefact(&kept)?;
            if own.sha256 != model.sha256 {
                let message = format!(
                    "the store knows other content as {}; give the card a new version",
                    model.name
                );
                return Err(AppError::invalid("model", decision.model, "version", message));
            }
            return Ok((model.name.clone(), table));
        }
        let body = scorecard_file::to_text(&table)
            .map_err(|error| AppError::Internal(error.to_string()))?;
        self.decide(Class::Scorecard, &model.name, &body, decision)?;
        Ok((model.name.clone(), table))
    }

    /// Keeps one part of a decision, from now on.
    fn decide(
        &self,
        class: Class,
        name: &str,
        body: &str,
        decision: &Decision<'_>,
    ) -> Result<(), AppError> {
        let now = self.settings().clock.now();
        let new = NewArtefact { class, name, body, who: decision.who, why: decision.why };
        self.store().keep(new, now, now)?;
        Ok(())
    }

    fn listed_name(&self, asked: &str) -> Result<String, AppError> {
        let known = self
            .store()
            .read(|connection| artefact::at(connection, Class::Scorecard, asked, Timestamp::MAX))?;
        known
            .map(|card| card.name)
            .ok_or_else(|| AppError::NotFound { what: format!("scorecard '{asked}'") })
    }

    fn stop_challenging(&self, name: &str, decision: &Decision<'_>) -> Result<(), AppError> {
        if self.challenger()?.as_deref() == Some(name) {
            self.decide(Class::Challenger, CHAMPION, "", decision)?;
        }
        Ok(())
    }

    /// Takes a card's championships from it; says of which segments.
    fn step_down(&self, name: &str, decision: &Decision<'_>) -> Result<Vec<String>, AppError> {
        let champions = self
            .store()
            .read(|connection| artefact::all_at(connection, Class::Champion, Timestamp::MAX))?;
        let mut left = Vec::new();
        for champion in champions.iter().filter(|champion| champion.body == name) {
            // The whole instance is never without a champion; a segment falls back to that one.
            let body = if champion.name == CHAMPION { FALLBACK } else { "" };
            self.decide(Class::Champion, &champion.name, body, decision)?;
            left.push(scope_in_words(&champion.name).to_owned());
        }
        Ok(left)
    }
}

/// Refuses a decision that nobody stands for.
fn named(decision: &Decision<'_>) -> Result<(), AppError> {
    for (field, value) in [("by", decision.who), ("why", decision.why)] {
        if value.trim().is_empty() {
            let message = "a decision needs who made it and why";
            return Err(AppError::invalid(field, value, "required", message));
        }
    }
    Ok(())
}

fn from_artefact(card: &Artefact) -> Result<SealedScorecard, AppError> {
    let known = feature::known();
    scorecard_file::from_text(&card.body, KnownFeatures::Listed(&known))
        .map_err(|error| AppError::Internal(format!("scorecard '{}': {error}", card.name)))
}

/// The names under which a champion is kept: the whole instance for a card that serves every segment
/// and is promoted for no single one, else each of the segments.
fn scopes_of(table: &ScorecardTable, segments: &[Segment]) -> Vec<String> {
    let serves_all = Segment::names()
        .iter()
        .all(|name| table.serves.iter().any(|segment| segment.name() == *name));
    if segments.is_empty() && serves_all {
        return vec![CHAMPION.to_owned()];
    }
    let own = if segments.is_empty() { &table.serves } else { segments };
    own.iter().map(|segment| segment.name().to_owned()).collect()
}

fn scope_in_words(scope: &str) -> &str {
    if scope == CHAMPION { "every segment" } else { scope }
}

fn decisions(all: &[(Class, Artefact)], name: &str) -> Vec<KeptDecision> {
    all.iter()
        .filter_map(|(class, kept)| {
            let what = match class {
                Class::Scorecard if kept.name == name => "made known".to_owned(),
                Class::ModelState if kept.name == name => match kept.body.as_str() {
                    "retired" => "retired".to_owned(),
                    role => format!("named {role}"),
                },
                Class::Champion if kept.body == name => {
                    format!("champion of {}", scope_in_words(&kept.name))
                }
                _ => return None,
            };
            let at = (kept.recorded_at > Timestamp::MIN).then_some(kept.recorded_at);
            Some(KeptDecision { at, what, who: kept.who.clone(), why: kept.why.clone() })
        })
        .collect()
}

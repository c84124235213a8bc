//! The rules of scorecards, and how a card that breaks them is refused.

use std::fmt;

use super::CHARACTERISTICS_MAX;
use super::table::Direction;

/// A scorecard that breaks rules: all the faults found.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct InvalidScorecard {
    /// The card's name.
    pub name: String,
    /// Each broken rule with its place, at least one.
    pub faults: Vec<Fault>,
}

impl fmt::Display for InvalidScorecard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "scorecard '{}' is refused", self.name)?;
        for fault in &self.faults {
            write!(f, "; {fault}")?;
        }
        Ok(())
    }
}

/// A broken rule and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The characteristic's feature, where the fault is in one.
    pub characteristic: Option<String>,
    /// The bin's label, where the fault is in one.
    pub bin: Option<String>,
    /// The rule.
    pub rule: Rule,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(characteristic) = &self.characteristic {
            write!(f, "characteristic '{characteristic}'")?;
            if let Some(bin) = &self.bin {
                write!(f, ", bin '{bin}'")?;
            }
            write!(f, ": ")?;
        }
        write!(f, "{}", self.rule)
    }
}

/// The rules of scorecards.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rule {
    /// Name, version, segment or characteristics are not given.
    #[error("{0} must be given")]
    Absent(&'static str),
    /// The sum of points could leave the scale.
    #[error("the reachable sum is {lowest} to {highest}; it must stay within 0 to 1000")]
    Reach {
        /// Fewest points reachable.
        lowest: i64,
        /// Most points reachable.
        highest: i64,
    },
    /// Points of a bin or the base beyond what a sum of many can carry.
    #[error("{0} points; no bin and no base may have more than 1000 either way")]
    Points(i32),
    /// More characteristics than a card may have.
    #[error("{0} characteristics; at most {CHARACTERISTICS_MAX} are allowed")]
    TooMany(usize),
    /// Grades are not AAA to C in order, or cut on the wrong scale for the kind of card.
    #[error("{0}")]
    Grades(&'static str),
    /// A trained card lacks what gives probabilities, or an expert card has it.
    #[error("{0}")]
    Probability(&'static str),
    /// The feature is not among those there are.
    #[error("no such feature is known")]
    UnknownFeature,
    /// The feature has declared another direction.
    #[error("the feature is declared {declared:?}; the card says {said:?}")]
    OtherDirection {
        /// The feature's own.
        declared: Direction,
        /// The card's.
        said: Direction,
    },
    /// The same feature, reason code or label twice.
    #[error("{0} must not be used twice")]
    Twice(&'static str),
    /// No bin takes a missing value, or several do.
    #[error("exactly one bin must take missing values; {0} do")]
    MissingBin(usize),
    /// Categories without a bin for unseen ones, or several.
    #[error("exactly one bin must take unseen categories; {0} do")]
    UnseenBin(usize),
    /// Neither ranges nor categories, or both.
    #[error("bins must be either ranges of numbers or groups of categories")]
    Mixed,
    /// A bound or special value is not a finite number, or a range is empty.
    #[error("bounds must be finite and rising")]
    Bounds,
    /// The range before ends below where this one begins.
    #[error("there is a gap before the bin")]
    Gap,
    /// The range before ends above where this one begins.
    #[error("the bin overlaps the one before")]
    Overlap,
    /// Ordinary bins are not first, or the first or last range is closed.
    #[error("{0}")]
    Order(&'static str),
    /// A category or special value stands in two bins.
    #[error("'{0}' stands in two bins")]
    Shared(String),
    /// Points move against the direction.
    #[error("points must not {0} as the value rises")]
    NotMonotone(&'static str),
    /// A bin of an expert card has no written reason, or a reason lacks a language.
    #[error("{0}")]
    Words(&'static str),
}

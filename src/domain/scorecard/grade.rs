//! Credit grades (信用等级) by GB/T 22116-2008, and where a scorecard cuts them.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A credit grade of GB/T 22116-2008, from best to worst: a lesser grade compares as greater.
///
/// A merchant with too little evidence has no grade at all; that is said outside this type.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "UPPERCASE")]
pub enum Grade {
    /// The best grade.
    Aaa,
    /// Second of ten.
    Aa,
    /// Third of ten.
    A,
    /// Fourth of ten.
    Bbb,
    /// Fifth of ten.
    Bb,
    /// Sixth of ten.
    B,
    /// Seventh of ten.
    Ccc,
    /// Eighth of ten.
    Cc,
    /// Ninth of ten.
    C,
    /// The worst grade.
    D,
}

impl Grade {
    /// All grades, best first.
    pub const ALL: [Self; 10] = [
        Self::Aaa,
        Self::Aa,
        Self::A,
        Self::Bbb,
        Self::Bb,
        Self::B,
        Self::Ccc,
        Self::Cc,
        Self::C,
        Self::D,
    ];

    /// The letters as the standard writes them (`AAA` … `D`).
    #[must_use]
    pub const fn letters(self) -> &'static str {
        match self {
            Self::Aaa => "AAA",
            Self::Aa => "AA",
            Self::A => "A",
            Self::Bbb => "BBB",
            Self::Bb => "BB",
            Self::B => "B",
            Self::Ccc => "CCC",
            Self::Cc => "CC",
            Self::C => "C",
            Self::D => "D",
        }
    }

    /// The worse of this grade and a veto's cap. A veto changes the grade, never the points.
    #[must_use]
    pub fn capped(self, cap: Self) -> Self {
        self.max(cap)
    }
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.letters())
    }
}

/// Where one grade begins on the scale of points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PointsCut {
    /// The grade given from here up to the next better one.
    pub grade: Grade,
    /// Fewest points of the grade.
    pub at_least: i32,
}

/// Where one grade ends on the scale of the probability of bad.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProbabilityCut {
    /// The grade given up to here from the next better one.
    pub grade: Grade,
    /// Highest probability of bad of the grade, in (0, 1).
    pub at_most: f64,
}

/// How a card gives grades: an expert card by points, a trained one by probability of bad.
///
/// The nine grades AAA to C each have a cut, best first; the rest is D.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GradeCuts {
    /// Falling numbers of points.
    ByPoints(Vec<PointsCut>),
    /// Rising probabilities of bad.
    ByProbability(Vec<ProbabilityCut>),
}

impl GradeCuts {
    /// The grade of a score; where cuts are by probability and there is none, the grade is D.
    #[must_use]
    pub fn grade(&self, points: i32, probability: Option<f64>) -> Grade {
        let grade = match self {
            Self::ByPoints(cuts) => cuts.iter().find(|cut| points >= cut.at_least).map(|c| c.grade),
            Self::ByProbability(cuts) => {
                probability.and_then(|p| cuts.iter().find(|cut| p <= cut.at_most).map(|c| c.grade))
            }
        };
        grade.unwrap_or(Grade::D)
    }

    /// Whether the cuts name AAA to C in order and move strictly in one direction.
    #[must_use]
    pub fn is_ordered(&self) -> bool {
        let expected = &Grade::ALL[..9];
        match self {
            Self::ByPoints(cuts) => {
                cuts.iter().map(|cut| cut.grade).eq(expected.iter().copied())
                    && cuts.windows(2).all(|pair| pair[0].at_least > pair[1].at_least)
            }
            Self::ByProbability(cuts) => {
                cuts.iter().map(|cut| cut.grade).eq(expected.iter().copied())
                    && cuts.windows(2).all(|pair| pair[0].at_most < pair[1].at_most)
                    && cuts.iter().all(|cut| cut.at_most > 0.0 && cut.at_most < 1.0)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_veto_only_ever_worsens_the_grade() {
        assert_eq!(Grade::Aa.capped(Grade::C), Grade::C);
        assert_eq!(Grade::D.capped(Grade::C), Grade::D);
    }

    #[test]
    fn a_cut_belongs_to_the_better_grade() {
        let cuts = Grade::ALL[..9]
            .iter()
            .zip((100..=900).rev().step_by(100))
            .map(|(&grade, at_least)| PointsCut { grade, at_least })
            .collect();
        let cuts = GradeCuts::ByPoints(cuts);
        assert!(cuts.is_ordered());
        assert_eq!(cuts.grade(900, None), Grade::Aaa);
        assert_eq!(cuts.grade(899, None), Grade::Aa);
        assert_eq!(cuts.grade(100, None), Grade::C);
        assert_eq!(cuts.grade(99, None), Grade::D);
    }

    #[test]
    fn letters_are_those_of_the_standard() {
        let letters: Vec<&str> = Grade::ALL.iter().map(|grade| grade.letters()).collect();
        assert_eq!(letters, ["AAA", "AA", "A", "BBB", "BB", "B", "CCC", "CC", "C", "D"]);
    }
}

//! The scorecard (评分卡) as a table anyone can read: what a model file holds.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::grade::GradeCuts;

/// A whole scorecard as written in its file, not yet checked; [`super::Scorecard`] is the checked one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScorecardTable {
    /// Name of the line of models, such as `expert` or `chicago`.
    pub name: String,
    /// Version within the name, from 1.
    pub version: u32,
    /// Written by experts, or fitted to a sample.
    pub kind: Kind,
    /// What the card is for, in two sentences.
    pub about: Bilingual,
    /// The segments of merchants that the card may score.
    pub serves: Vec<Segment>,
    /// Points that every merchant begins with.
    pub base_points: i32,
    /// The scale of a trained card; absent in an expert one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scaling: Option<Scaling>,
    /// From points to probability of bad; absent in an expert card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calibration: Option<Calibration>,
    /// Where the grades are cut.
    pub grades: GradeCuts,
    /// The characteristics whose points are added to the base points.
    pub characteristics: Vec<Characteristic>,
    /// Where the card comes from.
    pub provenance: Provenance,
}

/// How a card came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Points set by judgement, each bin with its written reason; gives no probability.
    Expert,
    /// Points fitted to outcomes; gives a probability of bad.
    Trained,
}

/// The same words in English and Chinese.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bilingual {
    /// English.
    pub en: String,
    /// Chinese (简体中文).
    pub zh: String,
}

/// A group of merchants that a card is made for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Segment {
    /// Enterprises (企业) with a unified social credit code.
    Enterprises,
    /// Individual businesses (个体工商户).
    IndividualBusinesses,
    /// Shops without a code.
    ShopsWithoutCode,
    /// Merchants of another jurisdiction, by its code, such as `us-il-chicago`.
    Jurisdiction(String),
    /// Rows of a table of one's own, whose columns the service does not compute.
    Table,
}

/// The scale of points: `points = base_points + pdo / ln 2 × ln(odds / base_odds)`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scaling {
    /// Points at the base odds.
    pub base_points: f64,
    /// Odds of good to bad that earn the base points.
    pub base_odds: f64,
    /// Points to double the odds.
    pub pdo: f64,
}

impl Scaling {
    /// Points per unit of log odds: `pdo / ln 2`.
    #[must_use]
    pub fn factor(&self) -> f64 {
        self.pdo / std::f64::consts::LN_2
    }

    /// Points at log odds of zero: `base_points − factor × ln base_odds`.
    #[must_use]
    pub fn offset(&self) -> f64 {
        self.base_points - self.factor() * self.base_odds.ln()
    }

    /// The calibration that the scale itself implies.
    #[must_use]
    pub fn calibration(&self) -> Calibration {
        Calibration { intercept: self.offset() / self.factor(), slope: -1.0 / self.factor() }
    }
}

/// From points to probability of bad: `ln(p / (1 − p)) = intercept + slope × points`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Calibration {
    /// Log odds of bad at zero points.
    pub intercept: f64,
    /// Log odds of bad per point; negative, for more points are better.
    pub slope: f64,
}

impl Calibration {
    /// Probability of bad at a number of points.
    #[must_use]
    pub fn probability(&self, points: f64) -> f64 {
        1.0 / (1.0 + (-(self.intercept + self.slope * points)).exp())
    }
}

/// One characteristic (特征): a feature cut into bins, each worth points.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Characteristic {
    /// Name of the feature or column.
    pub feature: String,
    /// Which part of the score it belongs to.
    pub part: Part,
    /// Which way points must move with the value.
    pub direction: Direction,
    /// The reason given when points are lost here.
    pub reason: Reason,
    /// What the merchant can do about it; absent where nothing can be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub improve: Option<Bilingual>,
    /// Fitted coefficient of the weight of evidence; absent in an expert card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coefficient: Option<Coefficient>,
    /// Ranges or groups of categories in order, then special values, `unseen` and `missing`.
    pub bins: Vec<Bin>,
}

/// A fitted coefficient.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Coefficient {
    /// Change of the log odds of good per unit of weight of evidence; positive.
    pub value: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Two-sided p-value of the Wald test that it is zero.
    pub p_value: f64,
}

/// The part of a score that a characteristic belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Public credit information (公共信用信息).
    Public,
    /// Market credit information (市场信用信息).
    Market,
}

/// Which way points may move as the value of a feature rises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// A higher value never earns fewer points.
    HigherIsBetter,
    /// A higher value never earns more points.
    LowerIsBetter,
    /// Any way.
    Free,
}

/// A reason code (原因码) with its sentence in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// Short code, unique within a card.
    pub code: String,
    /// English sentence.
    pub en: String,
    /// Chinese sentence.
    pub zh: String,
}

/// One bin (分箱) of a characteristic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bin {
    /// Words for the bin, unique within its characteristic.
    pub label: String,
    /// The values that fall into it.
    pub values: BinValues,
    /// Points of a merchant in the bin.
    pub points: i32,
    /// Why it earns these points: required of every bin of an expert card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<Bilingual>,
    /// What the training sample showed; absent in an expert card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample: Option<BinSample>,
}

/// The values that fall into a bin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BinValues {
    /// Numbers from `from` (inclusive) to `to` (exclusive); an absent end is open.
    Range {
        /// Lowest number of the bin; absent: no lower end.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<f64>,
        /// First number above the bin; absent: no upper end.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<f64>,
    },
    /// These categories, letter for letter.
    Categories(Vec<String>),
    /// Exactly this number, wherever the ranges would put it.
    Special(f64),
    /// Any category that no other bin names.
    Unseen,
    /// No value.
    Missing,
}

/// What the training sample showed of a bin.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BinSample {
    /// Rows in the bin.
    pub n: u64,
    /// Bad rows in the bin.
    pub n_bad: u64,
    /// Sum of the sample weights in the bin; equals `n` without weights.
    pub weight: f64,
    /// Sum of the sample weights of the bad rows.
    pub weight_bad: f64,
    /// Weight of evidence: ln(share of goods ÷ share of bads), after the card's zero-cell rule.
    pub weight_of_evidence: f64,
}

/// Where a card comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// Documents and data behind the card, each in a line.
    pub sources: Vec<String>,
    /// How it was fitted; absent in an expert card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub training: Option<Training>,
}

/// How a trained card was fitted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Training {
    /// What the sample is, in words.
    pub sample: String,
    /// What bad means, in words or by column.
    pub outcome: String,
    /// SHA-256 of the training rows in their order.
    pub sample_sha256: String,
    /// Rows trained on.
    pub n: u64,
    /// Bad rows trained on.
    pub n_bad: u64,
    /// Rows held back for the test.
    pub n_test: u64,
    /// Seed of every random choice.
    pub seed: u64,
    /// What is done to a bin without goods or without bads.
    pub zero_cell_rule: String,
    /// Strength of the L2 penalty, on the mean loss, for columns of equal spread.
    pub l2: f64,
    /// Fitted intercept: log odds of good at zero weight of evidence.
    pub intercept: f64,
    /// Steps that the fit took to converge.
    pub n_iterations: u32,
    /// Covariance of intercept and coefficients, intercept first, in the card's order.
    pub covariance: Vec<Vec<f64>>,
}

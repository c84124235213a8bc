//! A score as JSON.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::app::mark::{OpenObjection, Veto};
use crate::app::score::{
    NamedContribution, NamedValue, Outcome, RatedScore, ScoreAnswer, Versions,
};
use crate::domain::scorecard::{Bilingual, Part};
use crate::domain::sufficiency::Lacking;

/// The score of a merchant (商家信用分).
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Score")]
pub struct ScoreBody {
    /// The merchant's identity: a unified social credit code, or `scheme:number`.
    pub merchant: String,
    /// What it is called on the day; null for a stub.
    pub name: Option<String>,
    /// The day the score is of.
    pub as_of: String,
    /// The instant as known at which it was computed; asking again with it gives the same answer.
    pub known_at: String,
    /// Whether there is enough to rate the merchant.
    pub rated: bool,
    /// What is lacking for a rating; any one of them would do. Empty when rated.
    pub lacking: Vec<LackingBody>,
    /// Points, 0 to 1000, higher is better; null when not rated.
    pub points: Option<i32>,
    /// The grade by GB/T 22116 (AAA, AA, A, BBB, BB, B, CCC, CC, C, D), or NR when not rated.
    pub grade: String,
    /// The list that decided the grade, whatever the points say; null where the points did.
    pub veto: Option<VetoBody>,
    /// The open objections (异议) to the score or to records of this merchant.
    pub objections: Vec<OpenObjectionBody>,
    /// Probability of bad conduct; null with its reason.
    pub probability: Option<f64>,
    /// Why there is no probability.
    pub probability_absent_because: Option<String>,
    /// Points that every merchant begins with; base points and the two parts add up to `points`.
    pub base_points: Option<i32>,
    /// The two parts, which the law keeps apart; null when not rated.
    pub parts: Option<PartsBody>,
    /// One for each characteristic of the scorecard.
    pub contributions: Vec<ContributionBody>,
    /// The characteristics that lost points, most first.
    pub reasons: Vec<ReasonBody>,
    /// What the answer was computed from.
    pub versions: VersionsBody,
    /// What this instance says of its answers.
    pub disclaimer: String,
}

/// A list that gives the lowest grade (一票否决).
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "Veto")]
pub struct VetoBody {
    /// The list, such as `serious_violation` (严重违法失信名单).
    pub list: &'static str,
    /// The record of the entry.
    pub record: String,
    /// The row of the rule table that says so.
    pub rule: String,
    /// The grade that the points alone would give.
    pub grade_by_points: String,
    /// The first day on which the entry ends by itself; null where no rule sets one.
    pub ends_on: Option<String>,
}

/// An open objection.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "OpenObjection")]
pub struct OpenObjectionBody {
    /// The objection.
    pub id: String,
    /// The record objected to; null where it is the score itself.
    pub target: Option<String>,
    /// Since when it is marked.
    pub raised_on: String,
}

/// Something that is lacking for a rating.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Lacking")]
pub struct LackingBody {
    /// A stable code.
    pub code: &'static str,
    /// In words.
    pub sentence: &'static str,
}

/// Points by part.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Parts")]
pub struct PartsBody {
    /// From public credit information (公共信用信息): licences, penalties, inspections.
    pub public_points: i32,
    /// From market information (市场信用信息): ratings and complaints.
    pub market_points: i32,
}

/// What one characteristic adds to the score.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Contribution")]
pub struct ContributionBody {
    /// The feature.
    pub feature: &'static str,
    /// `public` or `market`.
    pub part: Part,
    /// Its value: a number, a word, or null where it is not known.
    pub value: serde_json::Value,
    /// The unit of the value.
    pub unit: &'static str,
    /// The bin of the scorecard it fell in.
    pub bin: String,
    /// The points of the bin.
    pub points: i32,
    /// Points below the best bin.
    pub lost: i32,
    /// Points below the mean of the merchants that the card was trained on; null for an expert card.
    pub below_average: Option<f64>,
    /// Why the bin earns these points.
    pub because: Option<WordsBody>,
    /// The records behind the value, newest first; the list may be cut.
    pub records: Vec<String>,
    /// How many records are behind it.
    pub n_records: usize,
}

/// A reason why points were lost.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Reason")]
pub struct ReasonBody {
    /// The reason code of the scorecard.
    pub code: String,
    /// The sentence.
    pub sentence: WordsBody,
    /// The feature.
    pub feature: &'static str,
    /// Points below the best bin.
    pub lost: i32,
    /// The records that cost them, newest first; the list may be cut.
    pub records: Vec<String>,
    /// What would change it, where something can be done.
    pub improve: Option<WordsBody>,
}

/// The same words in English and Chinese; one of them where one was asked for.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Words")]
pub struct WordsBody {
    /// English.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub en: Option<String>,
    /// 中文.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zh: Option<String>,
}

/// A language of sentences in answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Lang {
    /// English.
    En,
    /// 中文.
    Zh,
}

impl WordsBody {
    /// The words in both languages.
    #[must_use]
    pub fn both(en: &str, zh: &str) -> Self {
        Self { en: Some(en.to_owned()), zh: Some(zh.to_owned()) }
    }

    fn keep(&mut self, lang: Lang) {
        match lang {
            Lang::En => self.zh = None,
            Lang::Zh => self.en = None,
        }
    }
}

impl ScoreBody {
    /// The same with sentences in one language, where one is asked for.
    #[must_use]
    pub fn in_language(mut self, lang: Option<Lang>) -> Self {
        let Some(lang) = lang else { return self };
        let because = self.contributions.iter_mut().filter_map(|c| c.because.as_mut());
        because.for_each(|words| words.keep(lang));
        for reason in &mut self.reasons {
            reason.sentence.keep(lang);
            if let Some(improve) = &mut reason.improve {
                improve.keep(lang);
            }
        }
        self
    }
}

/// The versions that an answer rests on.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Versions")]
pub struct VersionsBody {
    /// The position of the last record used.
    pub records: u64,
    /// The reference tables; null where the features need none.
    pub reference_tables: Option<String>,
    /// The rules of law.
    pub rules: String,
    /// The working-day notices.
    pub calendar: String,
    /// The scorecard's name.
    pub scorecard: String,
    /// The scorecard's SHA-256.
    pub scorecard_sha256: String,
    /// Why the scorecard answers although another was to; null where it is the one that applies.
    pub scorecard_stands_in: Option<String>,
}

impl From<&ScoreAnswer> for ScoreBody {
    fn from(answer: &ScoreAnswer) -> Self {
        let empty = Self {
            merchant: answer.id.to_string(),
            name: answer.name.clone(),
            as_of: answer.as_of.to_string(),
            known_at: answer.known_at.to_string(),
            rated: false,
            lacking: Vec::new(),
            points: None,
            grade: "NR".to_owned(),
            veto: None,
            objections: answer.objections.iter().map(OpenObjectionBody::from).collect(),
            probability: None,
            probability_absent_because: None,
            base_points: None,
            parts: None,
            contributions: Vec::new(),
            reasons: Vec::new(),
            versions: VersionsBody::from(&answer.versions),
            disclaimer: answer.disclaimer.clone(),
        };
        match &answer.outcome {
            Outcome::NotRated(lacking) => Self {
                lacking: lacking.iter().copied().map(LackingBody::from).collect(),
                probability_absent_because: Some("the merchant is not rated".to_owned()),
                ..empty
            },
            Outcome::Rated(score) => rated(empty, score),
        }
    }
}

fn rated(empty: ScoreBody, score: &RatedScore) -> ScoreBody {
    let expert = "an expert scorecard has no outcomes behind it, so it gives no probability";
    ScoreBody {
        rated: true,
        points: Some(score.points),
        grade: score.grade.letters().to_owned(),
        veto: score.veto.as_ref().map(VetoBody::from),
        probability: score.probability,
        probability_absent_because: score.probability.is_none().then(|| expert.to_owned()),
        base_points: Some(score.base_points),
        parts: Some(PartsBody {
            public_points: score.public_points,
            market_points: score.market_points,
        }),
        contributions: score.contributions.iter().map(ContributionBody::from).collect(),
        reasons: score
            .reasons
            .iter()
            .filter_map(|place| score.contributions.get(*place))
            .map(ReasonBody::from)
            .collect(),
        ..empty
    }
}

impl From<Lacking> for LackingBody {
    fn from(lacking: Lacking) -> Self {
        Self { code: lacking.code(), sentence: lacking.sentence() }
    }
}

impl From<&NamedContribution> for ContributionBody {
    fn from(contribution: &NamedContribution) -> Self {
        Self {
            feature: contribution.feature,
            part: contribution.part,
            value: match &contribution.value {
                NamedValue::Number(number) => serde_json::Value::from(*number),
                NamedValue::Category(category) => serde_json::Value::from(category.as_str()),
                NamedValue::Missing => serde_json::Value::Null,
            },
            unit: contribution.unit,
            bin: contribution.bin.clone(),
            points: contribution.points,
            lost: contribution.lost,
            below_average: contribution.below_average,
            because: contribution.because.as_ref().map(WordsBody::from),
            records: contribution.records.iter().map(ToString::to_string).collect(),
            n_records: contribution.n_records,
        }
    }
}

impl From<&NamedContribution> for ReasonBody {
    fn from(contribution: &NamedContribution) -> Self {
        Self {
            code: contribution.reason.code.clone(),
            sentence: WordsBody::both(&contribution.reason.en, &contribution.reason.zh),
            feature: contribution.feature,
            lost: contribution.lost,
            records: contribution.records.iter().map(ToString::to_string).collect(),
            improve: contribution.improve.as_ref().map(WordsBody::from),
        }
    }
}

impl From<&Bilingual> for WordsBody {
    fn from(words: &Bilingual) -> Self {
        Self::both(&words.en, &words.zh)
    }
}

impl From<&Versions> for VersionsBody {
    fn from(versions: &Versions) -> Self {
        Self {
            records: versions.records.0,
            reference_tables: versions.reference_tables.clone(),
            rules: versions.rules.clone(),
            calendar: versions.calendar.clone(),
            scorecard: versions.scorecard.clone(),
            scorecard_sha256: versions.scorecard_sha256.clone(),
            scorecard_stands_in: versions.scorecard_stands_in.clone(),
        }
    }
}

impl From<&Veto> for VetoBody {
    fn from(veto: &Veto) -> Self {
        Self {
            list: veto.list.name(),
            record: veto.record.to_string(),
            rule: veto.rule.clone(),
            grade_by_points: veto.grade_by_points.letters().to_owned(),
            ends_on: veto.ends_on.map(|day| day.to_string()),
        }
    }
}

impl From<&OpenObjection> for OpenObjectionBody {
    fn from(open: &OpenObjection) -> Self {
        Self {
            id: open.id.to_string(),
            target: open.target.map(|target| target.to_string()),
            raised_on: open.raised_on.to_string(),
        }
    }
}

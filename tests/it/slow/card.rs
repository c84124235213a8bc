//! The shipped scorecard read as plain JSON, and a value's points found bin by bin.

use merchant_credit::app::score::NamedValue;
use serde_json::Value as Json;

/// A scorecard as its file says it.
pub(super) struct Card {
    pub(super) base_points: i32,
    pub(super) characteristics: Vec<Characteristic>,
    cuts: Vec<Cut>,
}

pub(super) struct Characteristic {
    pub(super) feature: String,
    bins: Vec<Json>,
}

struct Cut {
    grade: String,
    at_least: i32,
}

fn whole(json: &Json) -> i32 {
    i32::try_from(json.as_i64().unwrap()).unwrap()
}

impl Card {
    /// The one that answers until another is promoted.
    pub(super) fn shipped() -> Self {
        Self::of(include_str!("../../../models/expert-1.json"))
    }

    /// The card of a file.
    pub(super) fn of(text: &str) -> Self {
        let file: Json = serde_json::from_str(text).unwrap();
        let card = &file["scorecard"];
        let characteristics = card["characteristics"].as_array().unwrap();
        let cuts = card["grades"]["by_points"].as_array().unwrap();
        Self {
            base_points: whole(&card["base_points"]),
            characteristics: characteristics
                .iter()
                .map(|one| Characteristic {
                    feature: one["feature"].as_str().unwrap().to_owned(),
                    bins: one["bins"].as_array().unwrap().clone(),
                })
                .collect(),
            cuts: cuts
                .iter()
                .map(|cut| Cut {
                    grade: cut["grade"].as_str().unwrap().to_owned(),
                    at_least: whole(&cut["at_least"]),
                })
                .collect(),
        }
    }

    pub(super) fn grade(&self, points: i32) -> &str {
        let cut = self.cuts.iter().find(|cut| points >= cut.at_least);
        cut.map_or("D", |cut| cut.grade.as_str())
    }
}

impl Characteristic {
    pub(super) fn points_of(&self, value: &NamedValue) -> i32 {
        let holds = |bin: &&Json| {
            let values = &bin["values"];
            match value {
                NamedValue::Missing => values == "missing",
                NamedValue::Category(category) => values["categories"]
                    .as_array()
                    .is_some_and(|categories| categories.iter().any(|one| one == category)),
                NamedValue::Number(number) => {
                    let range = &values["range"];
                    range.is_object()
                        && range["from"].as_f64().is_none_or(|from| *number >= from)
                        && range["to"].as_f64().is_none_or(|to| *number < to)
                }
            }
        };
        let bins: Vec<&Json> = self.bins.iter().filter(holds).collect();
        assert_eq!(bins.len(), 1, "{} of {value:?}", self.feature);
        whole(&bins[0]["points"])
    }
}

//! What a model card says of a sample from the store: who is in it, and how the card does by day and
//! by group.

use std::collections::BTreeMap;

use super::observe::{DayFlow, Observed};
use super::train_store::{StoreTrained, StoreTraining};
use crate::domain::scorecard::{ColumnValues, Scorecard};
use crate::train::evaluation::{points_of, stability};
use crate::train::metrics::{Scored, discrimination};
use crate::train::report::{Section, Sheet};

/// Groups that are shown of each kind, the largest first.
const GROUPS_SHOWN_MAX: usize = 15;
/// Fewest goods and fewest bads of a group for an AUC to be shown.
const N_CLASS_SHOWN_MIN: usize = 20;
/// Standard errors beyond which a group's level counts as misjudged.
const N_ERRORS_MISSED: f64 = 3.0;

/// A card on a group of merchants.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupFigures {
    /// What the group is of: day, segment, region, industry.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
    /// Rows.
    pub n: usize,
    /// Bad rows.
    pub n_bad: usize,
    /// Mean points.
    pub mean_points: f64,
    /// Mean probability of bad; none for an expert card.
    pub mean_predicted: Option<f64>,
    /// AUC within the group; none where goods or bads are too few to say.
    pub auc: Option<f64>,
}

/// How a card does on groups of some rows: by observation day, segment, region and industry.
#[must_use]
pub fn by_group(card: &Scorecard, observed: &Observed, rows: &[u32]) -> Vec<GroupFigures> {
    let points = points_of(card, &observed.sample);
    let figures = |kind, name: String, members: Vec<u32>| {
        let scores: Vec<f64> = members.iter().map(|&row| f64::from(points[row as usize])).collect();
        let bad: Vec<bool> = members.iter().map(|&row| observed.sample.bad[row as usize]).collect();
        let n_bad = bad.iter().filter(|&&bad| bad).count();
        let n = members.len();
        let enough = n_bad >= N_CLASS_SHOWN_MIN && n - n_bad >= N_CLASS_SHOWN_MIN;
        let predicted: Option<f64> =
            members.iter().map(|&row| card.probability(points[row as usize])).sum();
        GroupFigures {
            kind,
            name,
            n,
            n_bad,
            mean_points: scores.iter().sum::<f64>() / n.max(1) as f64,
            mean_predicted: predicted.map(|sum| sum / n.max(1) as f64),
            auc: discrimination(&Scored::new(&scores, &bad)).filter(|_| enough).map(|d| d.auc),
        }
    };
    let mut found = Vec::new();
    let day = |row: u32| observed.rows[row as usize].on.to_string();
    let segment = |row: u32| observed.rows[row as usize].segment.name().to_owned();
    let mut groups: Vec<(&'static str, Vec<(String, Vec<u32>)>)> =
        vec![("day", gathered(rows, day)), ("segment", gathered(rows, segment))];
    for kind in ["region", "industry"] {
        let mut columns = observed.sample.columns.iter().chain(&observed.aside);
        let column = columns.find(|column| column.about.name == kind);
        if let Some(ColumnValues::Categories { codes, names }) = column.map(|column| &column.values)
        {
            let name = |row: u32| {
                let name = names.get(codes[row as usize] as usize);
                name.map_or_else(|| "not known".to_owned(), Clone::clone)
            };
            groups.push((kind, gathered(rows, name)));
        }
    }
    for (kind, mut members) in groups {
        // Days stay in their order; other groups are shown by size.
        if kind != "day" {
            members.sort_by_key(|(_, members)| std::cmp::Reverse(members.len()));
            members.truncate(GROUPS_SHOWN_MAX);
        }
        found.extend(members.into_iter().map(|(name, members)| figures(kind, name, members)));
    }
    found
}

/// Rows by name, in the order of names.
fn gathered(rows: &[u32], name: impl Fn(u32) -> String) -> Vec<(String, Vec<u32>)> {
    let mut groups: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for &row in rows {
        groups.entry(name(row)).or_default().push(row);
    }
    groups.into_iter().collect()
}

/// The sections of the model card that only a sample from the store has.
pub(super) fn sections(options: &StoreTraining, found: &StoreTrained) -> Vec<Section> {
    vec![flow(options, found), level(found), by_month(found), groups(found)]
}

fn flow(options: &StoreTraining, found: &StoreTrained) -> Section {
    let heads = [
        "observation day",
        "window until",
        "merchants",
        "other segment",
        "not rated",
        "not observed",
        "indeterminate",
        "rows",
        "bads",
        "bad rate",
    ];
    let mut sheet = Sheet::new("", &heads);
    for day in &found.observed.flow {
        let rate = 100.0 * day.n_bad as f64 / day.n_rows.max(1) as f64;
        let DayFlow { n_merchants, n_other_segment, n_not_rated, .. } = day;
        let counts = [
            n_merchants,
            n_other_segment,
            n_not_rated,
            &day.n_not_observed,
            &day.n_indeterminate,
            &day.n_rows,
            &day.n_bad,
        ];
        let cells = [day.on.to_string(), day.until.to_string()]
            .into_iter()
            .chain(counts.map(u64::to_string))
            .chain([format!("{rate:.2} %")]);
        sheet.push(cells);
    }
    let mut section = Section::new("Sample flow")
        .say(format!(
            "A row is a merchant on an observation day. Its values are those of the dossier as of \
             that day, from what was asserted as known then; its outcome is told from the records of \
             the {} days after it, by the rule '{}'.",
            options.window_days, options.rule.name
        ))
        .say(&options.rule.about.zh)
        .sheet(sheet);
    for day in found.observed.unfinished() {
        let last = found.observed.last_record_on.map_or_else(String::new, |day| day.to_string());
        section = section.say(format!(
            "The last record that can tell an outcome is of {last}, before the window of {} ends on \
             {}: outcomes of that day may be incomplete.",
            day.on, day.until
        ));
    }
    if !options.test.is_empty() {
        section = section.say(
            "Every choice of the program was made by cross-validation on the rows trained on, merchants \
             kept together; the rows of the test day chose nothing.",
        );
    }
    section
}

fn level(found: &StoreTrained) -> Section {
    let mut section = Section::new("Level of the probability");
    section = match found.recalibration {
        None => section.say("The probability is as fitted; its level was not set anew."),
        Some(recalibrated) => {
            let error = |predicted: f64| 100.0 * (predicted - recalibrated.bad_rate);
            section.say(format!(
                "The level was set on the merchants observed on {}. On the rows held back the mean \
                 prediction was {:.2} % as fitted and is {:.2} % now; {:.2} % turned out bad. The \
                 error went from {:+.2} to {:+.2} percentage points: setting the level anew {}.",
                recalibrated.on,
                100.0 * recalibrated.predicted_before,
                100.0 * recalibrated.predicted_after,
                100.0 * recalibrated.bad_rate,
                error(recalibrated.predicted_before),
                error(recalibrated.predicted_after),
                if recalibrated.helps() { "helped" } else { "could not help here" },
            ))
        }
    };
    if let Some(again) = &found.seen_again
        && let Some(interval) = again.auc_interval
    {
        section = section.say(format!(
            "To be looked at again is half of the outcome. Among the {} merchants that were, the AUC \
             is {:.4} ({:.4} to {:.4}) with {} bads.",
            again.n, interval.estimate, interval.low, interval.high, again.n_bad
        ));
    }
    section
}

/// How the points drifted from month to month.
fn by_month(found: &StoreTrained) -> Section {
    let heads =
        ["month", "rows", "bad rate", "stability index (PSI)", "explained by chance (95 %)"];
    let mut sheet = Sheet::new("", &heads);
    let observed = &found.observed;
    let dash = |number: Option<f64>| number.map_or_else(|| "–".to_owned(), |n| format!("{n:.5}"));
    let judged: Vec<u32> = found.parts.train.iter().chain(&found.parts.test).copied().collect();
    let month = |row: u32| observed.rows[row as usize].on.to_string().chars().take(7).collect();
    for (month, rows) in gathered(&judged, month) {
        let drift =
            stability(&found.trained.card, &observed.sample, &found.parts.train, &rows).points;
        let (index, chance) = (drift.map(|d| d.index), drift.map(|d| d.by_chance));
        let n_bad = rows.iter().filter(|&&row| observed.sample.bad[row as usize]).count();
        let rate = format!("{:.2} %", 100.0 * n_bad as f64 / rows.len().max(1) as f64);
        sheet.push([month, rows.len().to_string(), rate, dash(index), dash(chance)]);
    }
    Section::new("Stability by month")
        .say(
            "The points of the observation days of each month against those of all rows trained on. \
             Months without an observation day are not in the sample; `evaluate --test` takes more days.",
        )
        .sheet(sheet)
}

/// The groups whose bad rate the card misses by more than chance explains, in words.
fn missed(shown: &[GroupFigures]) -> Option<String> {
    let said: Vec<String> = shown
        .iter()
        .filter(|group| group.kind != "day")
        .filter_map(|group| {
            let (predicted, n) = (group.mean_predicted?, group.n as f64);
            let rate = group.n_bad as f64 / n.max(1.0);
            let error = (predicted * (1.0 - predicted) / n.max(1.0)).sqrt();
            let is_missed = (rate - predicted).abs() > N_ERRORS_MISSED * error;
            is_missed.then(|| {
                let (rate, predicted) = (100.0 * rate, 100.0 * predicted);
                format!(
                    "{} {} ({rate:.1} % bad, {predicted:.1} % predicted)",
                    group.kind, group.name
                )
            })
        })
        .collect();
    (!said.is_empty()).then(|| {
        format!(
            "The card misjudges the level of these groups by more than {N_ERRORS_MISSED} standard \
             errors, so compare merchants within them rather than across: {}.",
            said.join("; ")
        )
    })
}

fn groups(found: &StoreTrained) -> Section {
    let heads =
        ["of", "group", "rows", "bads", "bad rate", "mean predicted", "mean points", "AUC within"];
    let mut sheet = Sheet::new("", &heads);
    let (part, rows) = if found.parts.test.is_empty() {
        ("trained on", &found.parts.train)
    } else {
        ("held back", &found.parts.test)
    };
    let mut shown = by_group(&found.trained.card, &found.observed, rows);
    if !found.parts.test.is_empty() {
        let trained_on = by_group(&found.trained.card, &found.observed, &found.parts.train);
        let days = trained_on.into_iter().filter(|group| group.kind == "day");
        shown.splice(0..0, days);
    }
    let missed = missed(&shown);
    let dash = || "–".to_owned();
    for group in shown {
        sheet.push([
            group.kind.to_owned(),
            group.name,
            group.n.to_string(),
            group.n_bad.to_string(),
            format!("{:.2} %", 100.0 * group.n_bad as f64 / group.n.max(1) as f64),
            group.mean_predicted.map_or_else(dash, |p| format!("{:.2} %", 100.0 * p)),
            format!("{:.1}", group.mean_points),
            group.auc.map_or_else(dash, |auc| format!("{auc:.3}")),
        ]);
    }
    let section = Section::new("By day and by group").say(format!(
        "Days of both parts; other groups by the rows {part}, the {GROUPS_SHOWN_MAX} largest of each \
         kind. No AUC is shown below {N_CLASS_SHOWN_MIN} goods and bads."
    ));
    match missed {
        Some(missed) => section.say(missed).sheet(sheet),
        None => section.sheet(sheet),
    }
}

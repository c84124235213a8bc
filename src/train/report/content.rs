//! What a model card says of a trained card.

use super::charts::{Mark, Picture, Series, draw};
use super::document::{Document, Section, Sheet};
use super::quality::quality_charts;
use crate::domain::scorecard::{Scorecard, Training};
use crate::train::TrainError;
use crate::train::card::{ColumnOutcome, Dropped, TrainedCard};
use crate::train::evaluation::{Evaluation, Stability};

/// A trained card with all that was found out about it.
#[derive(Clone, Copy, Debug)]
pub struct Judged<'a> {
    /// The card and the choices behind it.
    pub trained: &'a TrainedCard,
    /// SHA-256 of the card's content.
    pub sha256: &'a str,
    /// On the rows trained on.
    pub train: &'a Evaluation,
    /// On the rows held back.
    pub test: Option<&'a Evaluation>,
    /// From the rows trained on to those held back.
    pub stability: Option<&'a Stability>,
    /// Loss of AUC by rounding to whole points.
    pub auc_lost_by_rounding: f64,
}

/// Writes the model card; `more` is placed before the limits.
///
/// # Errors
/// [`TrainError::Chart`] when a chart cannot be drawn.
pub fn model_card(judged: &Judged<'_>, more: Vec<Section>) -> Result<Document, TrainError> {
    let card = &judged.trained.card;
    let table = card.table();
    let mut sections = vec![
        heading(judged),
        sample(judged),
        quality(judged)?,
        columns(judged),
        points(card),
        coefficients(judged),
        bins(judged)?,
    ];
    if let Some(stability) = judged.stability {
        sections.push(drift(stability));
    }
    sections.extend(more);
    sections.push(limits(judged));
    let title = format!("Model card: {}-{}", table.name, table.version);
    Ok(Document { title, sections })
}

fn training(card: &Scorecard) -> Option<&Training> {
    card.table().provenance.training.as_ref()
}

fn share(part: u64, whole: u64) -> String {
    if whole == 0 {
        "–".to_owned()
    } else {
        format!("{:.2} %", 100.0 * part as f64 / whole as f64)
    }
}

fn or_dash(figure: Option<f64>, decimals: usize) -> String {
    figure.map_or_else(|| "–".to_owned(), |figure| format!("{figure:.decimals$}"))
}

fn heading(judged: &Judged<'_>) -> Section {
    let table = judged.trained.card.table();
    let mut section = Section::new("What it is")
        .say(&table.about.en)
        .say(&table.about.zh)
        .say(format!("Content SHA-256 {}.", judged.sha256));
    if let Some(training) = training(&judged.trained.card) {
        section = section.say(format!(
            "Trained on {} (SHA-256 {}); bad means {}; seed {}.",
            training.sample, training.sample_sha256, training.outcome, training.seed
        ));
    }
    if let Some(scaling) = table.scaling {
        section = section.say(format!(
            "Scale: {} points at odds of {} to 1, {} points to double the odds. \
             A card gives {} to {} points.",
            scaling.base_points,
            scaling.base_odds,
            scaling.pdo,
            judged.trained.card.reach().start(),
            judged.trained.card.reach().end(),
        ));
        if (scaling.pdo - judged.trained.pdo_wanted).abs() > f64::EPSILON {
            section = section.say(format!(
                "The points to double the odds were narrowed from {} for every sum to stay \
                 within 0 to 1000.",
                judged.trained.pdo_wanted
            ));
        }
    }
    section
}

fn sample(judged: &Judged<'_>) -> Section {
    let mut sheet = Sheet::new("", &["part", "rows", "bads", "bad rate"]);
    let parts = [("trained on", Some(judged.train)), ("held back", judged.test)];
    for (part, evaluation) in parts.iter().filter_map(|(part, e)| e.map(|e| (part, e))) {
        let (n, n_bad) = (evaluation.n, evaluation.n_bad);
        sheet.push([(*part).to_owned(), n.to_string(), n_bad.to_string(), share(n_bad, n)]);
    }
    let mut section = Section::new("Sample").sheet(sheet);
    if judged.test.is_none() {
        section = section.say("No rows were held back: the figures are those of the fit itself.");
    }
    section
}

fn quality(judged: &Judged<'_>) -> Result<Section, TrainError> {
    let heads =
        ["part", "AUC", "95 % interval", "Gini", "KS", "Brier", "log loss", "mean predicted"];
    let mut sheet = Sheet::new("", &heads);
    let parts = [("trained on", Some(judged.train)), ("held back", judged.test)];
    for (part, e) in parts.iter().filter_map(|(part, e)| e.map(|e| (part, e))) {
        let interval = e.auc_interval.map_or_else(
            || "–".to_owned(),
            |interval| format!("{:.4} to {:.4}", interval.low, interval.high),
        );
        sheet.push([
            (*part).to_owned(),
            or_dash(e.discrimination.map(|d| d.auc), 4),
            interval,
            or_dash(e.discrimination.map(|d| d.gini), 4),
            or_dash(e.discrimination.map(|d| d.ks), 4),
            or_dash(e.brier, 4),
            or_dash(e.log_loss, 4),
            or_dash(e.mean_predicted, 4),
        ]);
    }
    let judged_on = judged.test.unwrap_or(judged.train);
    let opinion = &judged.trained.second_opinion;
    let mut section = Section::new("Quality")
        .say(format!(
            "Rounding to whole points costs {:.5} of AUC. linfa-logistic, fitted on its own to \
             the same {} unweighted rows, differs by at most {:.1e} in a coefficient.",
            judged.auc_lost_by_rounding, opinion.n_rows, opinion.difference
        ))
        .sheet(sheet);
    let mut gains = Sheet::new(
        "Gains by tenth, worst first",
        &["tenth", "rows", "bads", "share of all bads so far", "lift so far"],
    );
    for (index, band) in judged_on.gains.iter().enumerate() {
        gains.push([
            (index + 1).to_string(),
            band.n.to_string(),
            band.n_bad.to_string(),
            format!("{:.1} %", 100.0 * band.share_of_bads),
            format!("{:.2}", band.lift),
        ]);
    }
    section = section.sheet(gains);
    for chart in quality_charts(judged_on)? {
        section = section.chart(chart);
    }
    Ok(section)
}

fn why_dropped(column: &ColumnOutcome, columns: &[ColumnOutcome]) -> String {
    match column.dropped {
        None => "kept".to_owned(),
        Some(Dropped::OneBin) => "left out: all rows in one bin".to_owned(),
        Some(Dropped::Weak) => "left out: information value too low".to_owned(),
        Some(Dropped::Correlated { with, correlation }) => {
            let other = columns.get(with).map_or("another", |column| &column.name);
            format!("left out: correlation {correlation:.3} with {other}")
        }
        Some(Dropped::Inflated { inflation }) => {
            format!("left out: variance inflation factor {inflation:.1}")
        }
        Some(Dropped::WrongSign { coefficient }) => {
            format!("left out: wrong sign beside the others (coefficient {coefficient:.4})")
        }
    }
}

fn columns(judged: &Judged<'_>) -> Section {
    let heads = ["column", "bins", "information value (IV)", "Jensen–Shannon", "in the card"];
    let mut sheet = Sheet::new("", &heads);
    let columns = &judged.trained.columns;
    let mut order: Vec<&ColumnOutcome> = columns.iter().collect();
    let value = |column: &ColumnOutcome| column.binned.information_value();
    order.sort_by(|a, b| value(b).total_cmp(&value(a)).then(a.name.cmp(&b.name)));
    for column in order {
        sheet.push([
            column.name.clone(),
            column.binned.n_filled().to_string(),
            format!("{:.4}", value(column)),
            format!("{:.4}", column.binned.jensen_shannon()),
            why_dropped(column, columns),
        ]);
    }
    Section::new("Columns").sheet(sheet)
}

fn points(card: &Scorecard) -> Section {
    let mut sheet = Sheet::new("", &["characteristic", "bin", "points"]);
    sheet.push(["base points".to_owned(), String::new(), card.table().base_points.to_string()]);
    for characteristic in card.characteristics() {
        for bin in &characteristic.bins {
            let points = bin.points.to_string();
            sheet.push([characteristic.feature.clone(), bin.label.clone(), points]);
        }
    }
    Section::new("Scorecard").sheet(sheet)
}

fn coefficients(judged: &Judged<'_>) -> Section {
    let heads = [
        "characteristic",
        "coefficient",
        "standard error",
        "p-value",
        "free ridge",
        "free ridge by linfa-logistic",
    ];
    let mut sheet = Sheet::new("", &heads);
    let fitted = &judged.trained.fitted;
    let opinion = &judged.trained.second_opinion;
    for (index, characteristic) in judged.trained.card.characteristics().iter().enumerate() {
        sheet.push([
            characteristic.feature.clone(),
            format!("{:.4}", fitted.coefficients[index]),
            format!("{:.4}", fitted.standard_error(index)),
            format!("{:.2e}", fitted.p_value(index)),
            or_dash(opinion.ours.coefficients.get(index).copied(), 4),
            or_dash(opinion.coefficients.get(index).copied(), 4),
        ]);
    }
    let trained = judged.trained;
    let mut section = Section::new("Coefficients").say(format!(
        "Log odds of good per unit of weight of evidence; intercept {:.4}; L2 strength {} on the mean \
         loss, for columns of equal spread; log odds stretched {:.3} times to suit the outcomes; price \
         of a bin {} times its noise; converged in {} steps. The last two columns are the same ridge \
         without weights, rule of signs and stretch, per standard deviation: a second opinion.",
        fitted.intercept, trained.l2, trained.stretch, trained.noise_multiple, fitted.n_iterations
    ));
    if !trained.cross_validation.is_empty() {
        let heads = ["price of a bin", "L2 strength", "log loss", "error of the difference", ""];
        let mut chosen = Sheet::new("Cross-validation", &heads);
        for choice in &trained.cross_validation {
            let is_used =
                choice.l2 == trained.l2 && choice.noise_multiple == trained.noise_multiple;
            chosen.push([
                choice.noise_multiple.to_string(),
                choice.l2.to_string(),
                format!("{:.6}", choice.log_loss),
                format!("{:.6}", choice.standard_error),
                if is_used { "used" } else { "" }.to_owned(),
            ]);
        }
        section = section.sheet(sheet).sheet(chosen);
        return section;
    }
    section.sheet(sheet)
}

fn bins(judged: &Judged<'_>) -> Result<Section, TrainError> {
    let mut section = Section::new("Bins").say(format!(
        "Weight of evidence (WOE) is ln(share of goods ÷ share of bads). Zero cells: {}.",
        crate::train::binning::ZERO_CELL_RULE
    ));
    for column in judged.trained.kept() {
        let heads = ["bin", "rows", "bads", "bad rate", "WOE", "IV", "Jensen–Shannon"];
        let mut sheet = Sheet::new(&column.name, &heads);
        let n: u64 = column.binned.bins.iter().map(|bin| bin.counts.n).sum();
        let (mut shares, mut rates) = (Vec::new(), Vec::new());
        for (index, bin) in column.binned.bins.iter().enumerate() {
            sheet.push([
                bin.label.clone(),
                bin.counts.n.to_string(),
                bin.counts.n_bad.to_string(),
                share(bin.counts.n_bad, bin.counts.n),
                format!("{:.4}", bin.evidence.weight_of_evidence),
                format!("{:.4}", bin.evidence.information_value),
                format!("{:.4}", bin.evidence.jensen_shannon),
            ]);
            if bin.counts.n > 0 {
                let place = (index + 1) as f64;
                shares.push((place, bin.counts.n as f64 / n.max(1) as f64));
                rates.push((place, bin.counts.bad_rate()));
            }
        }
        let caption = format!("Bins of {}: share of rows and bad rate", column.name);
        let picture = Picture {
            caption: &caption,
            x: "bin",
            y: "share",
            series: vec![
                Series { name: "rows", mark: Mark::Bars { place: 0, of: 1 }, points: shares },
                Series { name: "bad rate", mark: Mark::Dots, points: rates },
            ],
        };
        section = section.sheet(sheet).chart(draw(&picture)?);
    }
    Ok(section)
}

fn drift(stability: &Stability) -> Section {
    let heads = ["", "stability index", "explained by chance (95 %)", "emptied bins", "shift"];
    let mut sheet = Sheet::new("", &heads);
    let points = ("points (PSI)".to_owned(), stability.points);
    let characteristics =
        stability.characteristics.iter().map(|c| (format!("{} (CSI)", c.feature), c.drift));
    for (name, drift) in std::iter::once(points).chain(characteristics) {
        let (index, chance) = (drift.map(|d| d.index), drift.map(|d| d.by_chance));
        sheet.push([
            name,
            or_dash(index, 5),
            or_dash(chance, 5),
            drift.map_or(0, |drift| drift.n_emptied).to_string(),
            if drift.is_some_and(|drift| drift.is_shift()) { "yes" } else { "no" }.to_owned(),
        ]);
    }
    Section::new("Stability, trained on against held back")
        .say("An emptied bin counts half a row and is never dropped.")
        .sheet(sheet)
}

fn limits(judged: &Judged<'_>) -> Section {
    let n_bad = judged.train.n_bad;
    let n_characteristics = judged.trained.card.characteristics().len();
    Section::new("Limits")
        .say(format!(
            "The card knows {n_characteristics} characteristics and nothing else, and has seen \
             {n_bad} bads. It says how often merchants with such records turned out bad in the \
             sample, not what one merchant will do."
        ))
        .say(
            "It holds for merchants like those of the sample, for as long as they stay so: watch \
             the stability indices, and recalibrate when the mean prediction leaves the bad rate.",
        )
        .say("It is a reference for people who decide, and decides nothing itself.")
}

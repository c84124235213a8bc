//! What runs came to, for people.

use std::fmt::Write as _;

use crate::app::rescore::drift::{ALARM_MIN, Attention, CharacteristicDrift, Drift, WARNING_MIN};
use crate::app::rescore::explain::{Cause, Change, Mover};
use crate::app::rescore::movement::Movement;
use crate::app::rescore::past::PastScore;
use crate::app::rescore::report::{RunReport, Since};
use crate::app::rescore::runs::KeptRun;
use crate::domain::scorecard::Grade;

/// Movers that are shown; the JSON form has all that are named.
const MOVERS_SHOWN_MAX: usize = 5;
/// Characteristics that are shown as having moved.
const DRIFTS_SHOWN_MAX: usize = 5;

/// What a run came to, in short lines that can be mailed.
pub(super) fn report(report: &RunReport) -> String {
    let (start, tally) = (&report.start, &report.tally);
    let name = report.run.map_or_else(|| "dry run".to_owned(), |run| format!("run {run}"));
    let mut out = format!(
        "{name}: {} merchants as of {} by {}: {} rated, {} not rated",
        tally.n_merchants(),
        start.as_of,
        start.model.name,
        tally.n_rated(),
        tally.n_not_rated()
    );
    if let Some(mean) = tally.mean_points() {
        let _ = write!(out, ", mean {mean:.1} points");
    }
    if !start.filter.is_empty() {
        let _ = write!(out, "\n  only {}", start.filter);
    }
    let grades = tally.grades();
    let grades = grades.iter().map(|count| format!("{} {}", count.grade.letters(), count.n));
    let _ = write!(out, "\n  grades: {}", grades.collect::<Vec<_>>().join(", "));
    for count in tally.not_rated().iter().filter(|count| count.n > 0) {
        let _ = write!(out, "\n  not rated: {} because {}", count.n, count.lacking.sentence());
    }
    if tally.n_unscorable > 0 {
        let _ = write!(out, "\n  NOT SCORED: {} with damaged records", tally.n_unscorable);
        for own in &report.unscorable {
            let _ = write!(out, "\n    {}: {}", own.id, own.why);
        }
    }
    let cost = report.cost;
    let _ = write!(
        out,
        "\n  scored {} in {:.1} s, after {:.1} s of bringing up to date what is derived",
        cost.n_scored,
        cost.score_ms as f64 / 1000.0,
        cost.fold_ms as f64 / 1000.0
    );
    if let Some(since) = &report.since {
        out.push('\n');
        out.push_str(&difference(since));
    }
    if let Some(training) = &report.from_training {
        let _ = write!(out, "\nfrom the training sample:");
        write_characteristics(&mut out, training);
    }
    if let Some(challenger) = &report.challenger {
        let _ = write!(
            out,
            "\nchallenger {}: another grade for {} merchants ({} would rise, {} would fall)",
            challenger.model,
            challenger.movement.n_migrated(),
            challenger.movement.n_risen,
            challenger.movement.n_fallen
        );
        match challenger.points {
            Some(drift) => {
                let _ = write!(out, "\n  stability of its points (PSI): {}", of_drift(drift));
            }
            None => out.push_str("\n  no stability index: the run before had another challenger"),
        }
    }
    out.push_str(advice(report.attention()));
    out
}

/// What changed from one run to another.
pub(super) fn difference(since: &Since) -> String {
    let movement = &since.movement;
    let mut out = format!(
        "since run {} (as of {}): {} rose, {} fell, {} changed grade, {} came, {} went",
        since.run.run,
        since.run.start.as_of,
        movement.n_risen,
        movement.n_fallen,
        movement.n_migrated(),
        movement.n_entered,
        movement.n_left
    );
    match since.points {
        Some(drift) => {
            let _ = write!(out, "\n  stability of points (PSI): {}", of_drift(drift));
        }
        None => {
            let _ = write!(out, "\n  no stability index: another scorecard, or nobody is rated");
        }
    }
    write_characteristics(&mut out, &since.characteristics);
    write_migration(&mut out, movement);
    for mover in since.movers.iter().take(MOVERS_SHOWN_MAX) {
        write_mover(&mut out, mover);
    }
    out
}

/// Runs as a list.
pub(super) fn list(runs: &[KeptRun]) -> String {
    let mut out = format!(
        "{:>6}  {:<10}  {:<20}  {:>9}  {:>8}  state",
        "run", "as of", "model", "scored", "seconds"
    );
    for kept in runs {
        let state = match (kept.finished_at, kept.start.base) {
            (None, _) => "interrupted, or under way".to_owned(),
            (Some(_), Some(base)) => format!("finished; the rest taken over from run {base}"),
            (Some(_), None) => "finished".to_owned(),
        };
        let filter = if kept.start.filter.is_empty() {
            String::new()
        } else {
            format!("; only {}", kept.start.filter)
        };
        let _ = write!(
            out,
            "\n{:>6}  {:<10}  {:<20}  {:>9}  {:>8.1}  {state}{filter}",
            kept.run,
            kept.start.as_of.to_string(),
            kept.start.model.name,
            kept.cost.n_scored,
            kept.cost.score_ms as f64 / 1000.0,
        );
    }
    out
}

/// A merchant's scores over time.
pub(super) fn past(scores: &[PastScore]) -> String {
    let mut out = String::from("   run  as of       points  grade");
    for past in scores {
        let points = past.points.map_or_else(|| "-".to_owned(), |points| points.to_string());
        let grade = past.grade.map_or("NR", Grade::letters);
        let _ =
            write!(out, "\n{:>6}  {:<10}  {points:>6}  {grade}", past.run, past.as_of.to_string());
        for change in &past.changes {
            write_change(&mut out, change);
        }
    }
    out
}

fn advice(attention: Attention) -> &'static str {
    match attention {
        Attention::None => "",
        Attention::Warning => {
            "\nWARNING: the population has shifted (index above 0.1). Watch the next runs, and look at \
             the characteristics that moved."
        }
        Attention::Alarm => {
            "\nALARM: the points have moved so far (PSI above 0.25) that the scorecard may no longer \
             hold. Check that the records of the moved characteristics came in whole ('runs show'), \
             then train and try a challenger before relying on the grades."
        }
    }
}

fn of_drift(drift: Drift) -> String {
    let mark = match Attention::of(Some(drift)) {
        Attention::None => String::new(),
        Attention::Warning => format!(", above {WARNING_MIN}"),
        Attention::Alarm => format!(", ABOVE {ALARM_MIN}"),
    };
    format!("{:.4}{mark} (chance: {:.4})", drift.index, drift.by_chance)
}

/// The characteristics that moved most.
fn write_characteristics(out: &mut String, characteristics: &[CharacteristicDrift]) {
    let index = |own: &CharacteristicDrift| own.drift.map_or(0.0, |drift| drift.index);
    let mut moved: Vec<_> = characteristics.iter().filter(|own| index(own) > 0.0).collect();
    moved.sort_by(|a, b| index(b).total_cmp(&index(a)));
    for own in moved.iter().take(DRIFTS_SHOWN_MAX) {
        let Some(drift) = own.drift else { continue };
        let _ = write!(out, "\n    {:<48} {}", own.feature, of_drift(drift));
    }
}

fn write_migration(out: &mut String, movement: &Movement) {
    let names = Grade::ALL.iter().map(|grade| grade.letters()).chain(["NR"]);
    let _ = write!(out, "\n  grades before (rows) and after:\n       ");
    for name in names.clone() {
        let _ = write!(out, "{name:>8}");
    }
    for (name, row) in names.zip(&movement.migration) {
        let _ = write!(out, "\n    {name:<3}");
        for n in row {
            let cell = if *n == 0 { ".".to_owned() } else { n.to_string() };
            let _ = write!(out, "{cell:>8}");
        }
    }
}

fn write_mover(out: &mut String, mover: &Mover) {
    let moved = &mover.moved;
    let _ =
        write!(out, "\n  {}: {} points, now {}", mover.id, moved.before.points, moved.after.points);
    for change in &mover.changes {
        write_change(out, change);
    }
}

fn write_change(out: &mut String, change: &Change) {
    let _ = write!(
        out,
        "\n      {:+} {} {}: '{}', was '{}'",
        change.points_after - change.points_before,
        change.reason.code,
        change.feature,
        change.bin_after,
        change.bin_before
    );
    let names: Vec<String> = change.records.iter().map(ToString::to_string).collect();
    match (change.cause, names.is_empty()) {
        (Cause::Records, _) => {
            let _ = write!(out, "\n         {}", names.join(" "));
        }
        (Cause::Time, true) => out.push_str("\n         by the passing of time"),
        (Cause::Time, false) => {
            let _ = write!(out, "\n         by the passing of time: {}", names.join(" "));
        }
    }
}

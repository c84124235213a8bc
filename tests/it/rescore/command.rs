//! The command as monitoring and people meet it: exit codes, progress, words.

use serde_json::{Value, json};

use super::crowd::{N, TODAY, crowd, member};
use crate::world::{US, World};

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn a_population_that_shifts_ends_with_code_three_and_says_what_to_do() {
    let world = crowd();
    let first = world.program(&["rescore", "--as-of", TODAY]);
    assert_eq!(first.status.code(), Some(0), "{first:?}");
    let drafts: Vec<_> =
        (0..N).map(|n| world.of(&member(n)).penalty("2026-02-20").fined("500").draft()).collect();
    world.submit(&drafts);
    let second = world.program(&["rescore", "--as-of", TODAY]);
    assert_eq!(second.status.code(), Some(3), "{second:?}");
    let said = text(&second.stdout);
    assert!(said.contains("ALARM") && said.contains("train and try a challenger"), "{said}");
    assert!(said.contains("ABOVE 0.25") && said.contains("since run 1"), "{said}");
    let later = world.program(&["runs", "show", "2"]);
    assert_eq!(later.status.code(), Some(3));
    assert_eq!(text(&later.stdout), said, "the same report later");
    let diff = text(&world.program(&["runs", "diff", "1", "2"]).stdout);
    assert!(diff.starts_with("since run 1") && diff.contains("penalty-"), "{diff}");
    let third = world.program(&["rescore", "--as-of", TODAY]);
    assert_eq!(third.status.code(), Some(0), "nothing has moved since: {third:?}");
    let list = text(&world.program(&["runs", "list"]).stdout);
    assert_eq!(list.lines().count(), 4, "{list}");
}

#[test]
fn progress_is_told_to_a_program_line_by_line() {
    let world = crowd();
    let arguments =
        ["rescore", "--as-of", TODAY, "--progress", "json", "--batch", "256", "--format", "json"];
    let ended = world.program(&arguments);
    let lines: Vec<Value> = text(&ended.stderr)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}")))
        .collect();
    let steps: Vec<&str> = lines.iter().map(|line| line["step"].as_str().unwrap()).collect();
    assert_eq!((steps[0], *steps.last().unwrap()), ("folding", "reporting"));
    assert!(steps[1..steps.len() - 1].iter().all(|step| *step == "scoring"), "{steps:?}");
    let last = &lines[lines.len() - 2];
    assert_eq!(last["n_done"], last["n_places"]);
    assert!(last["seconds"].as_f64().unwrap() > 0.0);
    let report: Value = serde_json::from_slice(&ended.stdout).unwrap();
    assert_eq!(report["n_merchants"], json!(N + 1));
    let silent = world.program(&["rescore", "--as-of", TODAY, "--progress", "none"]);
    assert_eq!(text(&silent.stderr), "");
}

#[test]
fn past_scores_are_told_with_their_reasons() {
    let world = World::on(TODAY);
    world.program(&["rescore", "--as-of", TODAY]);
    let penalty = world.penalty("2026-02-20").record();
    world.program(&["rescore", "--as-of", TODAY]);
    let said = text(&world.program(&["runs", "history", US]).stdout);
    assert!(said.contains("n_penalties") && said.contains(&penalty.to_string()), "{said}");
    let nobody = world.program(&["runs", "history", "yunshi:nobody"]);
    assert_eq!(nobody.status.code(), Some(1));
}

#[test]
fn a_run_that_is_refused_ends_with_code_one_and_names_the_fault() {
    let world = World::on(TODAY);
    for (arguments, fault) in [
        (vec!["--model", "nobody-1"], "nobody-1"),
        (vec!["--known-at", "2999-01-01T00:00:00Z"], "future"),
        (vec!["--filter", "moon=full"], "moon=full"),
        (vec!["--resume"], "interrupted run"),
        (vec!["--resume", "--dry-run"], "--dry-run"),
        (vec!["--out", "scores.txt"], ".parquet"),
    ] {
        let ended = world.program(&[&["rescore"], arguments.as_slice()].concat());
        assert_eq!(ended.status.code(), Some(1), "{arguments:?}: {ended:?}");
        assert!(text(&ended.stderr).contains(fault), "{arguments:?}: {ended:?}");
    }
    assert!(world.app().runs(9).unwrap().is_empty());
}

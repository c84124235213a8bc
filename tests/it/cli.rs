//! The real binary: help that teaches, exit codes, the first run twice, a file with bad rows and its
//! corrected rejects, JSON that parses, backup and restore.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::world::scratch;

const HEADER: &str = "merchant,source,number,inspected_on,result\n";
const US: &str = "91449903MAYGW0JK27";

/// The program with a data folder of its own.
pub(crate) struct Shell {
    folder: tempfile::TempDir,
}

/// How a command ended and what it said.
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) error: String,
}

impl Shell {
    pub(crate) fn new() -> Self {
        Self { folder: scratch() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn file(&self, name: &str, text: &str) -> String {
        fs::write(self.path(name), text).unwrap();
        self.path(name).to_str().unwrap().to_owned()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_merchant-credit"));
        command
            .args(arguments)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .env("MERCHANT_CREDIT_DATA_DIR", self.path("data"));
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Said {
        said(self.command(arguments).output().unwrap())
    }

    /// Runs a command with so much logging.
    pub(crate) fn run_logging(&self, level: &str, arguments: &[&str]) -> Said {
        said(self.command(arguments).env("RUST_LOG", level).output().unwrap())
    }

    /// Runs a command that must end well, and gives its output as JSON.
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let said = self.run(&[arguments, &["--format", "json"]].concat());
        assert_eq!(said.code, 0, "{arguments:?}: {}", said.error);
        serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{error}: {}", said.out))
    }
}

fn said(output: Output) -> Said {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Said {
        code: output.status.code().unwrap(),
        out: text(output.stdout),
        error: text(output.stderr),
    }
}

#[test]
fn help_teaches_every_command() {
    let shell = Shell::new();
    let help = shell.run(&["--help"]);
    assert_eq!((help.code, help.error.as_str()), (0, ""));
    assert!(help.out.contains("Begin with `merchant-credit quickstart`"), "{}", help.out);
    assert!(help.out.contains("--data-dir") && help.out.contains("MERCHANT_CREDIT_DATA_DIR"));
    let begin = help.out.split("Commands:").nth(1).unwrap().split("Options:").next().unwrap();
    let commands: Vec<&str> = begin
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|command| *command != "help")
        .collect();
    for command in ["quickstart", "import", "score", "report", "rescore", "serve", "check"] {
        assert!(commands.contains(&command), "{command} is not in {commands:?}");
    }
    for command in commands {
        let help = shell.run(&[command, "--help"]);
        assert_eq!(help.code, 0, "{command}");
        assert!(help.out.contains("Usage: merchant-credit "), "{command}: {}", help.out);
        let first = help.out.lines().next().unwrap();
        assert!(first.split(' ').count() >= 3, "{command} says what it does: {first}");
    }
    assert!(!shell.path("data").exists(), "help makes no data folder");
}

#[test]
fn wrong_usage_is_refused_with_the_way_to_help() {
    let shell = Shell::new();
    for arguments in [
        vec![],
        vec!["sco"],
        vec!["score"],
        vec!["score", US, "--as-of", "tomorrow"],
        vec!["score", "not a code"],
        vec!["import", "penalities", "x.csv"],
        vec!["import", "penalties", "no-such-file.csv"],
        vec!["--time-zone", "Asia/Shanghia", "check"],
        vec!["restore", "no-such-backup"],
    ] {
        let said = shell.run(&arguments);
        assert_eq!(said.code, 1, "{arguments:?}: {}", said.error);
        assert!(!said.error.is_empty() && said.out.is_empty(), "{arguments:?}");
        assert!(!said.error.contains("panicked"), "{arguments:?}: {}", said.error);
    }
    let said = shell.run(&["import", "penalities", "x.csv"]);
    assert!(
        said.error.contains("a kind is one of merchants, licences, penalties"),
        "{}",
        said.error
    );
}

#[test]
fn unknown_merchants_and_future_instants_are_refused() {
    let shell = Shell::new();
    let unknown = shell.run(&["score", US]);
    assert_eq!(unknown.code, 1);
    assert_eq!(unknown.error, format!("error: merchant {US} is not known here\n"));
    let row = format!("{US},12315,1,2026-01-10,failed\n");
    let file = shell.file("inspections.csv", &format!("{HEADER}{row}"));
    assert_eq!(shell.run(&["import", "inspections", &file]).code, 0);
    let future = shell.run(&["score", US, "--known-at", "2999-01-01T00:00:00Z"]);
    assert_eq!(future.code, 1);
    assert!(future.error.contains("is in the future"), "{}", future.error);
    let stub = shell.json(&["score", US, "--as-of", "2026-02-01"]);
    assert_eq!(stub["rated"], false);
    assert_eq!(stub["lacking"][0]["code"], "identity");
}

#[test]
fn a_file_with_bad_rows_lands_in_part_and_its_corrected_rejects_land_whole() {
    let shell = Shell::new();
    let rows = [
        format!("{US},12315,1,2026-01-10,failed"),
        format!("{US},12315,2,2026-13-10,failed"),
        "91449903MAYGW0JK28,12315,3,2026-01-10,passed".to_owned(),
        format!("{US},12315,4,2026-01-12,splendid"),
        format!("{US},12315,1,2026-01-10,passed"),
    ];
    let file = shell.file("inspections.csv", &format!("{HEADER}{}\n", rows.join("\n")));
    let first = shell.run(&["import", "inspections", &file]);
    assert_eq!(first.code, 2, "{}", first.error);
    assert!(first.out.contains("5 inspections read, 1 new"), "{}", first.out);
    for rule in ["(day)", "(credit_code)", "(choice)", "(conflict)"] {
        assert!(first.out.contains(rule), "{rule}: {}", first.out);
    }
    let rejects = shell.path("inspections.csv.rejects.csv");
    let text = fs::read_to_string(&rejects).unwrap();
    assert_eq!(text.lines().count(), 5, "{text}");
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let mut header = reader.headers().unwrap().clone();
    header.push_field("corrects");
    let mut corrected = csv::Writer::from_path(shell.path("corrected.csv")).unwrap();
    corrected.write_record(&header).unwrap();
    for row in reader.records() {
        let row = row.unwrap();
        let fixed = row.iter().map(|cell| match cell {
            "2026-13-10" => "2026-01-11",
            "91449903MAYGW0JK28" => US,
            "splendid" => "passed",
            other => other,
        });
        let is_conflict = row.iter().any(|cell| cell == "1");
        let corrects = if is_conflict { "1" } else { "0" };
        corrected.write_record(fixed.chain([corrects])).unwrap();
    }
    corrected.flush().unwrap();
    let corrected = shell.path("corrected.csv");
    let again = shell.run(&["import", "inspections", corrected.to_str().unwrap()]);
    assert_eq!((again.code, again.error.as_str()), (0, ""), "{}", again.out);
    assert!(again.out.contains("4 inspections read, 4 new"), "{}", again.out);
    let third = shell.json(&["import", "inspections", corrected.to_str().unwrap()]);
    assert_eq!((&third[0]["n_accepted"], &third[0]["n_duplicates"]), (&0.into(), &4.into()));
    let worthless = shell.file("worthless.csv", &format!("{HEADER}x,y,z,1,2\n"));
    assert_eq!(shell.run(&["import", "inspections", &worthless]).code, 1, "nothing of it landed");
}

#[test]
fn standard_input_is_a_file_too() {
    let shell = Shell::new();
    let mut command = shell.command(&["import", "inspections", "-"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let rows = format!("{HEADER}{US},12315,1,2026-01-10,failed\n");
    child.stdin.take().unwrap().write_all(rows.as_bytes()).unwrap();
    let said = said(child.wait_with_output().unwrap());
    assert_eq!(said.code, 0, "{}", said.error);
    assert!(said.out.starts_with("standard input: 1 inspections read, 1 new"), "{}", said.out);
}

/// The lines of a first run that say how many records went in.
fn counts(said: &Said) -> Vec<(u64, u64)> {
    let lines = said.out.lines().filter(|line| line.starts_with("  ") && line.ends_with(')'));
    let numbers = lines.filter_map(|line| {
        let mut words = line.split_whitespace().skip(1);
        let new = words.next()?.parse().ok()?;
        let known = words.next()?.trim_matches(['(', ')']).parse().ok()?;
        Some((new, known))
    });
    numbers.collect()
}

#[test]
fn the_first_run_twice_loads_nothing_twice_and_makes_one_key() {
    let shell = Shell::new();
    let first = shell.run(&["quickstart", "--once"]);
    assert_eq!(first.code, 0, "{}", first.error);
    assert_eq!(first.out.matches("mc_").count(), 1, "{}", first.out);
    assert!(first.out.contains("points lost, and the records that cost them:"), "{}", first.out);
    assert!(first.out.contains("as of 2026-11-16"), "{}", first.out);
    let loaded = counts(&first);
    assert!(loaded.len() >= 6 && loaded.iter().all(|(new, known)| *new > 0 && *known == 0));
    let second = shell.run(&["quickstart", "--once"]);
    assert_eq!(second.code, 0, "{}", second.error);
    assert!(!second.out.contains("mc_"), "{}", second.out);
    let known: Vec<_> = loaded.iter().map(|(new, _)| (0, *new)).collect();
    assert_eq!(counts(&second), known);
    let score = |said: &Said| {
        let lines = said.out.lines().skip_while(|line| !line.contains(" points, grade "));
        lines.take_while(|line| !line.starts_with("API key")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(score(&first), score(&second), "the same score for ever");
    questions(&shell, &first);
    keeping(&shell);
    alarms(&shell);
}

/// The town has a ring and a smear, which an alarm names with the ratings behind it.
fn alarms(shell: &Shell) {
    let built = shell.run(&["reference", "build", "--as-of", "2026-11-16"]);
    assert_eq!(built.code, 0, "{}", built.error);
    let told = shell.run(&["alarms", "--as-of", "2026-11-16"]);
    assert_eq!(told.code, 0, "{}", told.error);
    for (kind, merchant) in
        [("ring ", "92449902L0UWXUY3X4"), ("negative_wave ", "92449921L0DWG40123")]
    {
        let alarm = told.out.lines().find(|line| line.starts_with(kind) && line.contains(merchant));
        assert!(alarm.is_some_and(|line| line.contains(" rating-")), "{kind}: {}", told.out);
    }
}

/// Every command that answers, asked about the merchant that the first run showed.
fn questions(shell: &Shell, first: &Said) {
    let shown = first.out.lines().position(|line| line.contains(" points, grade ")).unwrap();
    let id = first.out.lines().nth(shown - 1).unwrap().split_whitespace().next().unwrap();
    let score = shell.json(&["score", id, "--as-of", "2026-11-16"]);
    let points = score["points"].as_i64().unwrap();
    assert!(first.out.contains(&format!("{points} points, grade")));
    let known_at = score["known_at"].as_str().unwrap();
    let again = shell.json(&["score", id, "--as-of", "2026-11-16", "--known-at", known_at]);
    assert_eq!(again, score);
    let report = shell.json(&["report", id, "--as-of", "2026-11-16", "--public"]);
    assert!(report.is_object());
    let text = shell.run(&["report", id, "--as-of", "2026-11-16"]);
    assert!(text.code == 0 && text.out.contains("penalties: "), "{}", text.out);
    let out = shell.path("scores.csv");
    let run = shell.json(&["rescore", "--as-of", "2026-11-16", "--out", out.to_str().unwrap()]);
    let scores = fs::read_to_string(&out).unwrap();
    assert_eq!(run["n_merchants"].as_u64().unwrap(), scores.lines().count() as u64 - 1);
    assert!(scores.contains(&format!("{id},2026-11-16,{points},")));
    assert!(!Path::new(&format!("{}.partial", out.display())).exists());
}

/// Backup, loss, restore, check.
fn keeping(shell: &Shell) {
    let before = shell.json(&["check"]);
    assert_eq!(before["ok"], true);
    let backup = shell.path("backup.db");
    let backup = backup.to_str().unwrap();
    assert_eq!(shell.run(&["backup", backup]).code, 0);
    assert_eq!(shell.run(&["backup", backup]).code, 1, "a backup overwrites nothing");
    let key = fs::read(shell.path("data/id-number.key")).unwrap();
    fs::remove_dir_all(shell.path("data")).unwrap();
    let restored = shell.run(&["restore", backup]);
    assert_eq!(restored.code, 0, "{}", restored.error);
    let without_key = shell.run(&["check"]);
    assert!(without_key.code == 1 && without_key.error.contains("id-number.key"));
    fs::write(shell.path("data/id-number.key"), key).unwrap();
    assert_eq!(shell.json(&["check"]), before);
    let damaged = shell.file("damaged.db", "not a database at all, however long it is");
    assert_eq!(shell.run(&["restore", &damaged]).code, 1);
    assert_eq!(shell.json(&["check"]), before, "a refused restore changes nothing");
}

#[test]
fn keys_are_made_once_listed_and_revoked() {
    let shell = Shell::new();
    let made = shell.json(&["key", "create", "reader-1", "--role", "reader"]);
    assert!(made["token"].as_str().unwrap().starts_with("mc_"));
    assert_eq!(shell.run(&["key", "create", "reader-1", "--role", "reader"]).code, 1);
    assert_eq!(shell.run(&["key", "create", "organ-1", "--role", "authority"]).code, 1);
    let listed = shell.json(&["key", "list"]);
    assert_eq!(listed[0]["name"], "reader-1");
    assert!(!listed.to_string().contains("mc_"), "a token is shown once");
    assert_eq!(shell.run(&["key", "revoke", "reader-1"]).code, 0);
    assert_eq!(shell.run(&["key", "revoke", "nobody"]).code, 1);
    assert!(shell.json(&["key", "list"])[0]["revoked_at"].is_string());
}

#[test]
fn a_scorecard_that_was_edited_by_hand_is_sealed_again() {
    let shell = Shell::new();
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/expert-1.json");
    let text = fs::read_to_string(shipped).unwrap();
    let card = shell.file("expert-1.json", &text);
    assert_eq!(shell.run(&["model", "seal", &card]).code, 0);
    assert_eq!(fs::read_to_string(&card).unwrap(), text, "what is sealed stays as it is");
    let raised = text.replacen("\"points\": 140", "\"points\": 640", 1);
    let raised = shell.file("raised.json", &raised);
    let refused = shell.run(&["model", "seal", &raised]);
    assert_eq!(refused.code, 1);
    assert!(refused.error.contains("1500"), "beyond 1000: {}", refused.error);
}

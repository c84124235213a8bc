//! A data folder and the real program working in it.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use rusqlite::Connection;
use serde_json::Value;
use tempfile::TempDir;

/// A data folder of its own.
pub(crate) struct Place {
    folder: TempDir,
}

/// A program that runs, and the lines that it prints.
pub(crate) struct Running {
    child: Child,
    lines: Receiver<String>,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// A place with the same files; nothing may be at work in this one.
    pub(crate) fn copy(&self) -> Self {
        let copy = Self::new();
        for entry in std::fs::read_dir(self.folder.path()).unwrap() {
            let entry = entry.unwrap();
            std::fs::copy(entry.path(), copy.folder.path().join(entry.file_name())).unwrap();
        }
        copy
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_merchant-credit"));
        command.arg("--data-dir").arg(self.folder.path()).args(["--format", "json"]);
        command.args(arguments).stdin(Stdio::null());
        command
    }

    /// Runs a command to its end.
    pub(crate) fn output(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs a command to its end, which must be a good one, and gives its answer.
    #[track_caller]
    pub(crate) fn run(&self, arguments: &[&str]) -> Value {
        let output = self.output(arguments);
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    pub(crate) fn start(&self, arguments: &[&str]) -> Running {
        let mut child = self.command(arguments).stdout(Stdio::piped()).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = channel();
        // Ends with the program, which then holds the other end of the pipe no more.
        std::thread::spawn(move || {
            out.lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
        });
        Running { child, lines }
    }

    /// Opens the database as SQLite does, without any of the program, and checks its structure.
    #[track_caller]
    pub(crate) fn sound_database(&self) -> Connection {
        let path = self.file(merchant_credit::store::FILE_NAME);
        let connection = Connection::open(path).unwrap();
        let said: String =
            connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(said, "ok");
        connection
    }

    /// The program's own check: positions without a gap, what is derived equals a recount.
    #[track_caller]
    pub(crate) fn check(&self) {
        assert_eq!(self.run(&["check"])["ok"], true);
    }

    /// The scores of everyone as of a day.
    pub(crate) fn scores(&self, as_of: &str) -> String {
        let file = self.file("scores.csv");
        self.run(&["rescore", "--as-of", as_of, "--out", text(&file)]);
        std::fs::read_to_string(file).unwrap()
    }
}

impl Running {
    /// The next line that it prints.
    #[track_caller]
    pub(crate) fn line(&self) -> String {
        self.lines.recv_timeout(Duration::from_secs(60)).expect("the program prints a line")
    }

    /// Waits until the moment has come, or it ends by itself; then kills it at once, as `kill -9`
    /// does. Tells whether it was still at work.
    pub(crate) fn kill_after(mut self, moment: Duration) -> bool {
        let at_work = self
            .lines
            .recv_timeout(moment)
            .is_err_and(|error| matches!(error, std::sync::mpsc::RecvTimeoutError::Timeout));
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        at_work
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Already gone where the test went well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A path as an argument.
pub(crate) fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

//! The file of settings through the real program: what applies, what is refused, what a hangup reloads.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_merchant-credit"));
    command.env("MERCHANT_CREDIT_CONFIG", folder.join("settings.toml"));
    command.env_remove("RUST_LOG");
    command
}

fn write(folder: &Path, text: &str) {
    let data = folder.join("data");
    let text = format!("data_dir = \"{}\"\n{text}", data.display());
    std::fs::write(folder.join("settings.toml"), text).unwrap();
}

fn config(folder: &Path, arguments: &[&str]) -> Output {
    program(folder).arg("config").args(arguments).output().unwrap()
}

#[test]
fn settings_are_printed_as_they_apply_and_what_was_typed_wins() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "disclaimer = \"from the file\"\n[serve.limits.reader]\nread = \"7/s\"\n");
    let said = String::from_utf8(config(folder.path(), &[]).stdout).unwrap();
    for expected in [
        "disclaimer = \"from the file\"",
        "time_zone = \"Asia/Shanghai\"",
        "listen = \"127.0.0.1:8080\"",
        "read = \"7/s\"",
        "n_connections_max = 16384",
    ] {
        assert!(said.contains(expected), "{expected} is missing:\n{said}");
    }
    let typed = config(folder.path(), &["--disclaimer", "typed"]);
    assert!(String::from_utf8(typed.stdout).unwrap().contains("disclaimer = \"typed\""));
}

#[test]
fn a_setting_that_is_not_known_ends_a_command_by_its_name() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "[serve.limits.nobody]\nread = \"7/s\"\n");
    for command in ["config", "serve", "key"] {
        let output = program(folder.path()).args([command, "list"]).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{command}");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains("nobody") || said.contains("Usage"), "{command}: {said}");
    }
    assert!(!folder.path().join("data").exists(), "nothing is made");
}

/// A server that is ended when the test is.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: String,
}

impl Server {
    /// By the file `settings.toml` of a folder, into which its log is written.
    pub(crate) fn start(folder: &Path) -> Self {
        let mut command = program(folder);
        command.args(["--log-format", "json", "serve", "--listen", "127.0.0.1:0"]);
        let log = std::fs::File::create(folder.join("log")).unwrap();
        let mut child = command.stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = lines.next().unwrap().unwrap();
        let address = line.strip_prefix("listening on ").unwrap().to_owned();
        Self { child, address }
    }

    fn policy(&self) -> String {
        let answer = ureq::get(format!("{}/healthz", self.address)).call().unwrap();
        answer.headers()["ratelimit-policy"].to_str().unwrap().to_owned()
    }

    pub(crate) fn hang_up(&self) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-HUP", &pid]).status().unwrap().success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_hangup_reloads_the_allowances_and_a_faulty_file_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let limits = |text: &str| write(folder.path(), &format!("[serve.limits.anonymous]\n{text}\n"));
    limits("read = \"5000/min\"");
    let server = Server::start(folder.path());
    assert_eq!(server.policy(), "\"read\";q=5000;w=60");
    limits("read = \"7000/h\"");
    server.hang_up();
    let started = Instant::now();
    while server.policy() != "\"read\";q=7000;w=3600" {
        assert!(started.elapsed() < Duration::from_secs(20), "{}", server.policy());
    }
    limits("read = \"many\"");
    server.hang_up();
    let log = || std::fs::read_to_string(folder.path().join("log")).unwrap();
    while !log().contains("stay as they are") {
        assert!(started.elapsed() < Duration::from_secs(40), "{}", log());
    }
    assert_eq!(server.policy(), "\"read\";q=7000;w=3600");
    let line = log().lines().find(|line| line.contains("/healthz")).unwrap().to_owned();
    let line: serde_json::Value = serde_json::from_str(&line).unwrap();
    for member in ["id", "method", "route", "status", "duration_us", "key", "timestamp", "level"] {
        assert!(!line[member].is_null(), "{member} is missing: {line}");
    }
}

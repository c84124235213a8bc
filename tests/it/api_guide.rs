//! The guide of the HTTP interface: every command in it is run, in its order, as a reader would.

use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

const GUIDE: &str = include_str!("../../docs/api.md");

/// The commands of the guide, as one script.
fn commands() -> String {
    let mut script = String::new();
    let mut is_command = false;
    for line in GUIDE.lines() {
        match line {
            "```sh" => is_command = true,
            "```" => is_command = false,
            line if is_command => script += &format!("{line}\n"),
            _ => {}
        }
    }
    script
}

/// A `curl` that fails where the service refuses, so that a command in vain ends the script.
fn strict_curl(folder: &Path) {
    let path = folder.join("curl");
    std::fs::write(&path, "#!/bin/sh\nexec \"$REAL_CURL\" --fail-with-body -S \"$@\"\n").unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn every_command_of_the_guide_does_what_it_says() {
    let folder = tempfile::tempdir().unwrap();
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
    let script = commands().replace("127.0.0.1:8080", &free.to_string());
    assert!(script.contains("curl") && script.contains("audit verify"));
    let script = format!("set -eu\ntrap 'kill %1' EXIT\n{script}");
    strict_curl(folder.path());
    let program = Path::new(env!("CARGO_BIN_EXE_merchant-credit")).parent().unwrap();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let real = Command::new("sh").args(["-c", "command -v curl"]).output().unwrap();
    let real = String::from_utf8(real.stdout).unwrap();
    assert!(!real.is_empty(), "curl is needed");
    let mut places = vec![folder.path().to_owned(), program.to_owned()];
    places.extend(std::env::split_paths(&path));
    let output = Command::new("bash")
        .args(["-c", &script])
        .env("PATH", std::env::join_paths(places).unwrap())
        .env("REAL_CURL", real.trim())
        .env("MERCHANT_CREDIT_DATA_DIR", folder.path().join("data"))
        .env("no_proxy", "127.0.0.1")
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}\n{said}");
    for expected in [
        "\"status\":\"accepted\",\"id\":\"rating-",
        "\"status\":\"fault\"",
        "\"found_by\":\"name\"",
        "\"action\":\"show\"",
        "\"secret\":\"whsec_",
        "penalty-",
        "\"purpose\":\"own inquiry\"",
        "\nhead ",
    ] {
        assert!(said.contains(expected), "{expected} is missing:\n{said}");
    }
}

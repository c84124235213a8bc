//! The rules of the house that no compiler checks: floors, who knows what, sizes, names, places.

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms and which others each may use; nothing looks up.
const MAY_USE: [(&str, &[&str]); 11] = [
    ("domain", &["domain"]),
    ("clock", &["domain"]),
    ("store", &["store", "domain"]),
    ("files", &["files", "domain"]),
    ("train", &["train", "domain"]),
    ("simulate", &["simulate", "domain"]),
    ("app", &["app", "store", "files", "train", "clock", "domain"]),
    ("config", &["app", "clock", "domain", "http", "store"]),
    ("web", &["web", "app", "domain"]),
    ("http", &["http", "web", "app", "store", "files", "domain"]),
    ("cli", &["cli", "http", "config", "app", "store", "files", "train", "simulate", "domain"]),
];

/// What only some rooms know: the text that gives it away, and the rooms.
const KNOWN_BY: [(&str, &[&str]); 24] = [
    ("rusqlite", &["store"]),
    ("\"SELECT ", &["store"]),
    ("\"INSERT ", &["store"]),
    ("\"UPDATE ", &["store"]),
    ("\"DELETE ", &["store"]),
    ("prepare_cached", &["store"]),
    ("warp::", &["http"]),
    ("hyper::", &["http"]),
    ("hyper_util::", &["http"]),
    ("governor::", &["http"]),
    ("ureq::", &["http"]),
    ("toml::", &["config"]),
    ("tokio::", &["http", "cli"]),
    ("clap::", &["cli", "config"]),
    ("indicatif::", &["cli"]),
    ("linfa::", &["train"]),
    ("linfa_logistic::", &["train"]),
    ("ndarray::", &["train"]),
    ("calamine::", &["files"]),
    ("encoding_rs::", &["files", "simulate"]),
    ("rand::", &["app", "config", "http", "train", "simulate"]),
    ("Timestamp::now", &["clock"]),
    ("SystemTime", &["clock"]),
    ("env::var", &["config"]),
];

/// What stands nowhere in sources, tests, scripts or documents.
const NOWHERE: [&str; 9] = [
    concat!("todo", "!("),
    concat!("unimplemented", "!("),
    concat!("dbg", "!("),
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("#[", "ignore"),
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
];

/// Words that hide what a thing does.
const EMPTY_NAMES: [&str; 6] = ["util", "utils", "helper", "helpers", "common", "manager"];
const LINES_MAX: usize = 400;

struct Source {
    path: PathBuf,
    text: String,
}

impl Source {
    /// `src/store/read.rs` is in the room `store`, `src/clock.rs` in `clock`.
    fn room(&self) -> String {
        let mut parts = self.path.components().skip(1);
        let room = parts.next().unwrap().as_os_str().to_string_lossy().into_owned();
        room.trim_end_matches(".rs").to_owned()
    }

    /// The lines that say something to the compiler, with their numbers.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().map(|(place, line)| (place + 1, line));
        lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every text file below a folder of the repository.
fn below(folder: &str) -> Vec<Source> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = fs::read_to_string(&path) {
                found.push(Source { path: path.strip_prefix(root()).unwrap().to_owned(), text });
            }
        }
    }
    found.sort_by(|one, other| one.path.cmp(&other.path));
    found
}

fn rust(folder: &str) -> Vec<Source> {
    let mut found = below(folder);
    found.retain(|source| source.path.extension().is_some_and(|extension| extension == "rs"));
    assert!(!found.is_empty(), "{folder} has no source");
    found
}

/// Fails with every breach at once, so that one run shows all.
fn no_breach(breaches: &[String]) {
    assert!(breaches.is_empty(), "{} breaches:\n{}", breaches.len(), breaches.join("\n"));
}

#[test]
fn nothing_looks_up() {
    let mut breaches = Vec::new();
    for source in rust("src") {
        let room = source.room();
        if ["lib", "main"].contains(&room.as_str()) {
            continue;
        }
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == room) else {
            breaches.push(format!("{}: a room without a floor", source.path.display()));
            continue;
        };
        for (number, line) in source.code() {
            for used in line.split("crate::").skip(1) {
                let is_name = |c: char| c.is_ascii_lowercase() || c == '_';
                let used: String = used.chars().take_while(|c| is_name(*c)).collect();
                if used.is_empty() {
                    breaches.push(format!("{}:{number}: grouped", source.path.display()));
                } else if !allowed.contains(&used.as_str()) && used != room {
                    breaches.push(format!("{}:{number} uses {used}", source.path.display()));
                }
            }
        }
    }
    no_breach(&breaches);
}

#[test]
fn who_must_not_know_does_not() {
    let mut breaches = Vec::new();
    for source in rust("src") {
        let room = source.room();
        for (number, line) in source.code() {
            for (text, rooms) in KNOWN_BY {
                if line.contains(text) && !rooms.contains(&room.as_str()) {
                    breaches.push(format!("{}:{number} knows {text}", source.path.display()));
                }
            }
        }
    }
    no_breach(&breaches);
}

#[test]
fn a_file_has_one_duty_and_says_it_first() {
    let mut breaches = Vec::new();
    for source in rust("src").into_iter().chain(rust("tests")) {
        let path = source.path.display();
        let first = source.text.lines().next().unwrap_or_default();
        if !first.starts_with("//! ") || first.len() < 20 {
            breaches.push(format!("{path}: the first line does not say what it is for"));
        }
        let n_lines = source.text.lines().count();
        if n_lines > LINES_MAX {
            breaches.push(format!("{path}: {n_lines} lines"));
        }
    }
    no_breach(&breaches);
}

#[test]
fn names_say_what_things_are() {
    let mut breaches = Vec::new();
    for source in rust("src").into_iter().chain(rust("tests")) {
        let path = source.path.display();
        let stem = source.path.file_stem().unwrap().to_string_lossy().into_owned();
        if EMPTY_NAMES.contains(&stem.as_str()) {
            breaches.push(format!("{path}: an empty name"));
        }
        for (number, line) in source.code() {
            let name = line.split("fn ").nth(1).unwrap_or_default();
            let is_getter = name.starts_with("get_") && source.path.starts_with("src");
            let is_empty = ["process(", "handle(", "manage(", "do_it("]
                .iter()
                .any(|empty| name.starts_with(empty));
            if is_getter || is_empty {
                breaches.push(format!("{path}:{number}: {name}"));
            }
        }
    }
    no_breach(&breaches);
}

#[test]
fn nothing_is_left_for_later_and_no_path_of_a_machine_stands_anywhere() {
    let mut breaches = Vec::new();
    let folders = ["src", "tests", "scripts", "docs", "models", "seeds", ".ci"];
    let folders = folders.into_iter().filter(|folder| root().join(folder).is_dir());
    for source in folders.flat_map(below) {
        for (place, line) in source.text.lines().enumerate() {
            for text in NOWHERE {
                if line.contains(text) {
                    breaches.push(format!("{}:{} has {text}", source.path.display(), place + 1));
                }
            }
        }
    }
    no_breach(&breaches);
}

#[test]
fn the_domain_is_pure() {
    let mut breaches = Vec::new();
    for source in rust("src/domain") {
        for (number, line) in source.code() {
            let impure =
                ["std::fs", "std::io", "std::net", "std::process", "std::thread", "async "];
            let stateful = ["static mut", "RefCell<", "Mutex<", "thread_local!", "println!"];
            for text in impure.into_iter().chain(stateful) {
                if line.contains(text) {
                    breaches.push(format!("{}:{number} has {text}", source.path.display()));
                }
            }
        }
    }
    no_breach(&breaches);
}

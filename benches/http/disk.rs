//! The disk under a store: how fast it flushes, how fast a plain table takes one commit per record; as
//! it is, and with each flush made slower.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use crate::Outcome;

const DURATION: Duration = Duration::from_secs(4);
/// What a flush takes more on the slower disk: about what one takes that turns, or one far away.
pub(crate) const SLOWER_BY: Duration = Duration::from_millis(5);

/// What a program finds where it flushes.
#[derive(Clone)]
pub(crate) enum Disk {
    /// The one that is there.
    Own,
    /// The same, each flush slower; by a library that is loaded before libc.
    Slower(PathBuf),
}

/// What a disk does in a second.
pub(crate) struct Rates {
    /// Appends of 4 KiB with a flush each.
    pub(crate) flushes: f64,
    /// Rows of a plain table where each has a commit of its own.
    pub(crate) single_commits: f64,
}

impl Disk {
    /// Compiles what makes flushes slower.
    pub(crate) fn slower(folder: &Path) -> Outcome<Self> {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/http/slow_flush.c");
        let library = folder.join("slow_flush.so");
        let mut command = Command::new("cc");
        command.args(["-shared", "-fPIC", "-O1", "-o"]).arg(&library).arg(source).arg("-ldl");
        if !command.status()?.success() {
            return Err("cc cannot compile benches/http/slow_flush.c".into());
        }
        Ok(Self::Slower(library))
    }

    /// Lets a program find this disk.
    pub(crate) fn under(&self, command: &mut Command) {
        if let Self::Slower(library) = self {
            command.env("LD_PRELOAD", library);
            command.env("SLOW_FLUSH_US", SLOWER_BY.as_micros().to_string());
        }
    }

    /// What it does under a folder, asked by a process of its own.
    pub(crate) fn rates(&self, data: &Path) -> Outcome<Rates> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("disk").arg(data);
        self.under(&mut command);
        let output = command.output()?;
        let text = String::from_utf8(output.stdout)?;
        let mut numbers = text.split_whitespace().map(str::parse::<f64>);
        let (Some(flushes), Some(single_commits)) = (numbers.next(), numbers.next()) else {
            return Err("the disk was not measured".into());
        };
        Ok(Rates { flushes: flushes?, single_commits: single_commits? })
    }
}

/// Prints the rates of the disk as this process finds it.
pub(crate) fn print(data: &Path) -> Outcome<bool> {
    println!("{} {}", flushes(data)?, single_commits(data)?);
    Ok(true)
}

fn single_commits(data: &Path) -> Outcome<f64> {
    let path = data.join("bench-single.db");
    let connection = Connection::open(&path)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.execute_batch(
        "DROP TABLE IF EXISTS penalty;
         CREATE TABLE penalty (number TEXT PRIMARY KEY, merchant TEXT, body TEXT) STRICT;
         CREATE INDEX by_merchant ON penalty (merchant);",
    )?;
    let body = "x".repeat(600);
    let started = Instant::now();
    let mut n = 0_u64;
    while started.elapsed() < DURATION {
        connection.prepare_cached("INSERT INTO penalty VALUES (?1, ?2, ?3)")?.execute((
            format!("{n}"),
            format!("{}", n % 1000),
            &body,
        ))?;
        n += 1;
    }
    let rate = n as f64 / started.elapsed().as_secs_f64();
    drop(connection);
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(data.join(format!("bench-single.db{end}")));
    }
    Ok(rate)
}

fn flushes(data: &Path) -> Outcome<f64> {
    let path = data.join("bench-flushes");
    let mut file = OpenOptions::new().create(true).append(true).open(&path)?;
    let started = Instant::now();
    let mut n = 0_u64;
    while started.elapsed() < DURATION / 2 {
        file.write_all(&[0; 4096])?;
        file.sync_data()?;
        n += 1;
    }
    std::fs::remove_file(path)?;
    Ok(n as f64 / started.elapsed().as_secs_f64())
}

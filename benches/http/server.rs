//! A server as another process: started, asked what it costs, ended.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::Outcome;
use crate::disk::Disk;

/// Linux counts CPU time in hundredths of a second (`USER_HZ`).
const TICKS_PER_SECOND: f64 = 100.0;

/// A server that is ended when dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
}

impl Server {
    /// The program itself over a store, with settings of its own.
    pub(crate) fn with(data: &Path, settings: &str) -> Outcome<Self> {
        Self::upon(&Disk::Own, data, settings)
    }

    /// The same upon a disk.
    pub(crate) fn upon(disk: &Disk, data: &Path, settings: &str) -> Outcome<Self> {
        let path = data.join("bench-settings.toml");
        std::fs::write(&path, settings)?;
        let mut command = Command::new(env!("CARGO_BIN_EXE_merchant-credit"));
        command.arg("--config").arg(&path).arg("--data-dir").arg(data);
        command.args(["serve", "--listen", "127.0.0.1:0"]);
        disk.under(&mut command);
        Self::start(command)
    }

    /// The program itself over a store.
    pub(crate) fn of(data: &Path) -> Outcome<Self> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_merchant-credit"));
        command.arg("--data-dir").arg(data).args(["serve", "--listen", "127.0.0.1:0"]);
        Self::start(command)
    }

    /// The bare "hello".
    pub(crate) fn hello() -> Outcome<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("hello");
        Self::start(command)
    }

    fn start(mut command: Command) -> Outcome<Self> {
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::null()).stdin(Stdio::null()).spawn()?;
        let stdout = child.stdout.take().ok_or("the server has no output")?;
        let mut lines = BufReader::new(stdout).lines();
        let address = loop {
            let line = lines.next().ok_or("the server ended before it listened")??;
            if let Some((_, address)) = line.split_once("http://") {
                break address.trim().parse()?;
            }
        };
        // The pipe must be read on, or the server would stop at its next line.
        std::thread::spawn(move || lines.for_each(drop));
        Ok(Self { child, address })
    }

    /// Seconds of CPU that it has used.
    pub(crate) fn cpu(&self) -> Outcome<f64> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        let (_, fields) = stat.rsplit_once(") ").ok_or("an odd /proc/PID/stat")?;
        let ticks = fields.split(' ').skip(11).take(2).map(str::parse::<f64>);
        Ok(ticks.collect::<Result<Vec<_>, _>>()?.iter().sum::<f64>() / TICKS_PER_SECOND)
    }

    /// Megabytes of memory that it holds.
    pub(crate) fn resident_mb(&self) -> Outcome<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|line| line.trim().split(' ').next()).ok_or("no VmRSS")?;
        Ok(kib.parse::<f64>()? * 1024.0 / 1e6)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

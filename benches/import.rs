//! What an import of ratings costs: rows per CPU-second and memory, beside a bare insert of the same
//! rows in the same run.
//!
//! `cargo bench --bench import -- [N]` (or `scripts/bench-import`) simulates N ratings, imports them
//! twice with the real program, weighs every one of them, and inserts them into a plain table. It
//! fails where the second import adds something, or memory or speed passes its bar. CPU time and memory are read from `/proc`.

use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use merchant_credit::simulate::{self, Layout, Options};
use rusqlite::{Connection, params_from_iter};
use serde_json::Value;

const N_RATINGS: u32 = 1_000_000;
/// A simulated merchant has some 20 ratings; fewer are counted on, so that there are enough.
const RATINGS_PER_MERCHANT_MIN: u32 = 17;
/// An import must stay below this, however long the file is.
const PEAK_KIB_MAX: u64 = 300_000;
/// Ratings that are imported and weighed in a second of CPU time, at least.
const ROWS_PER_CPU_SECOND_MIN: f64 = 100_000.0;
/// The import's own number, so that both flush to disk equally often.
const ROWS_PER_TRANSACTION: usize = 8192;
/// Linux counts CPU time in hundredths of a second (`USER_HZ`).
const TICKS_PER_SECOND: f64 = 100.0;
/// How often the memory of the program is looked at; it is the peak until then that is read.
const LOOK_EVERY: Duration = Duration::from_millis(20);

type Outcome<T> = Result<T, Box<dyn Error>>;

/// What something cost.
struct Cost {
    cpu: f64,
    wall: Duration,
}

/// What a run of the program cost.
struct Ran {
    cost: Cost,
    peak_kib: u64,
    output: Vec<u8>,
}

impl Ran {
    fn peak_mb(&self) -> f64 {
        self.peak_kib as f64 * 1024.0 / 1e6
    }
}

/// What an import cost and came to.
struct Import {
    ran: Ran,
    n_accepted: u64,
    n_duplicates: u64,
}

fn main() -> ExitCode {
    // Cargo adds flags of its own.
    let n = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let n = n.map_or(Ok(N_RATINGS), |text| text.parse());
    match n.map_err(Into::into).and_then(run) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Measures and prints; whether the bars are met.
fn run(n: u32) -> Outcome<bool> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    let (merchants, ratings) = files(n, folder.path())?;
    let file_mb = std::fs::metadata(&ratings)?.len() as f64 / 1e6;
    println!("{n} ratings of simulated merchants, {file_mb:.0} MB of CSV");
    import(&data, "merchants", &merchants)?;
    let first = import(&data, "ratings", &ratings)?;
    let second = import(&data, "ratings", &ratings)?;
    let weighed = weigh(&data)?;
    let plain = plain_insert(&ratings, &folder.path().join("plain.db"))?;

    let rows = f64::from(n);
    let print = |what: &str, cost: &Cost, rest: String| {
        println!(
            "{what:<14} {:>9.0} rows per CPU-second, {:>6.2} s CPU, {:>6.2} s{rest}",
            rows / cost.cpu,
            cost.cpu,
            cost.wall.as_secs_f64()
        );
    };
    let came_to = |import: &Import| {
        format!(
            ", peak {:.0} MB, {} new, {} there already",
            import.ran.peak_mb(),
            import.n_accepted,
            import.n_duplicates
        )
    };
    print("first import", &first.ran.cost, came_to(&first));
    print("second import", &second.ran.cost, came_to(&second));
    print("weights of all", &weighed.cost, format!(", peak {:.0} MB", weighed.peak_mb()));
    let both = Cost {
        cpu: first.ran.cost.cpu + weighed.cost.cpu,
        wall: first.ran.cost.wall + weighed.cost.wall,
    };
    print("both together", &both, String::new());
    print("bare insert", &plain, String::new());
    println!(
        "first import / bare insert: {:.2} times the CPU time",
        first.ran.cost.cpu / plain.cpu
    );
    let store = data.join(merchant_credit::store::FILE_NAME);
    println!("store: {:.0} MB", std::fs::metadata(store)?.len() as f64 / 1e6);

    let peak = first.ran.peak_kib.max(second.ran.peak_kib).max(weighed.peak_kib);
    let meets = [
        (first.n_accepted == u64::from(n), "the first import takes every row"),
        (second.n_accepted == 0 && second.n_duplicates == u64::from(n), "the second import adds 0"),
        (peak < PEAK_KIB_MAX, "memory stays under its bar"),
        (rows / both.cpu >= ROWS_PER_CPU_SECOND_MIN, "import and weights are fast enough"),
    ];
    for (_, bar) in meets.iter().filter(|(met, _)| !met) {
        println!("MISSED: {bar}");
    }
    Ok(meets.iter().all(|(met, _)| *met))
}

/// A file of merchants, and one of exactly `n` ratings of them.
fn files(n: u32, folder: &Path) -> Outcome<(PathBuf, PathBuf)> {
    let out = folder.join("files");
    simulate::write(&Options {
        merchants: n / RATINGS_PER_MERCHANT_MIN + 1000,
        seed: 1,
        until: "2026-11-16".parse()?,
        out: out.clone(),
        layout: Layout::Csv,
    })?;
    let ratings = folder.join("ratings.csv");
    let mut lines = BufReader::new(File::open(out.join("ratings.csv"))?).split(b'\n');
    let mut file = BufWriter::new(File::create(&ratings)?);
    for _ in 0..=n {
        let line = lines.next().ok_or("too few ratings were simulated")??;
        file.write_all(&line)?;
        file.write_all(b"\n")?;
    }
    file.flush()?;
    Ok((out.join("merchants.csv"), ratings))
}

/// Imports with the real program.
fn import(data: &Path, kind: &str, file: &Path) -> Outcome<Import> {
    let mut command = program(data);
    command.args(["--format", "json", "import", kind]).arg(file);
    let ran = run_to_end(command)?;
    let answer: Value = serde_json::from_slice(&ran.output)?;
    let count = |name: &str| answer[0][name].as_u64().ok_or("an import tells its counts");
    let (n_accepted, n_duplicates) = (count("n_accepted")?, count("n_duplicates")?);
    Ok(Import { ran, n_accepted, n_duplicates })
}

/// Weighs every rating with the real program: the search for alarms looks at each with its weight.
fn weigh(data: &Path) -> Outcome<Ran> {
    let mut command = program(data);
    command.args(["alarms", "--as-of", "2026-11-16"]);
    run_to_end(command)
}

fn program(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_merchant-credit"));
    command.arg("--data-dir").arg(data);
    command
}

fn run_to_end(mut command: Command) -> Outcome<Ran> {
    let started = Instant::now();
    let cpu_before = cpu_seconds(Whose::Children)?;
    let mut child = command.stdout(Stdio::piped()).spawn()?;
    let mut stdout = child.stdout.take().ok_or("the program has an output")?;
    let reader = std::thread::spawn(move || {
        let mut output = Vec::new();
        stdout.read_to_end(&mut output).map(|_| output)
    });
    let status = PathBuf::from(format!("/proc/{}/status", child.id()));
    let mut peak_kib = 0;
    let ended = loop {
        peak_kib = peak_kib.max(peak(&status));
        if let Some(ended) = child.try_wait()? {
            break ended;
        }
        std::thread::sleep(LOOK_EVERY);
    };
    let output = reader.join().map_err(|_| "the output cannot be read")??;
    let cost = Cost { cpu: cpu_seconds(Whose::Children)? - cpu_before, wall: started.elapsed() };
    // An alarm is an answer, too.
    if !ended.success() && ended.code() != Some(3) {
        return Err(format!("{command:?} ended with {ended}").into());
    }
    Ok(Ran { cost, peak_kib, output })
}

/// The most memory that a process has had in RAM so far, in KiB; 0 once it is gone.
fn peak(status: &Path) -> u64 {
    let status = std::fs::read_to_string(status).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or_default()
}

/// The least that storing the rows can cost: read them, and insert them as text into a table with
/// their natural key, as durably as the import does.
fn plain_insert(ratings: &Path, file: &Path) -> Outcome<Cost> {
    let started = Instant::now();
    let cpu_before = cpu_seconds(Whose::Own)?;
    let connection = Connection::open(file)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    let mut reader = csv::Reader::from_path(ratings)?;
    let columns: Vec<String> = reader.headers()?.iter().map(|name| format!("\"{name}\"")).collect();
    connection.execute_batch(&format!(
        "CREATE TABLE rating ({}, UNIQUE (platform, \"order\", item, sequence))",
        columns.join(", ")
    ))?;
    let places = vec!["?"; columns.len()].join(", ");
    let mut insert = connection.prepare(&format!("INSERT INTO rating VALUES ({places})"))?;
    let mut record = csv::StringRecord::new();
    let mut n = 0;
    while reader.read_record(&mut record)? {
        if n % ROWS_PER_TRANSACTION == 0 {
            connection.execute_batch("BEGIN")?;
        }
        insert.execute(params_from_iter(record.iter()))?;
        n += 1;
        if n % ROWS_PER_TRANSACTION == 0 {
            connection.execute_batch("COMMIT")?;
        }
    }
    if n % ROWS_PER_TRANSACTION != 0 {
        connection.execute_batch("COMMIT")?;
    }
    Ok(Cost { cpu: cpu_seconds(Whose::Own)? - cpu_before, wall: started.elapsed() })
}

/// Whose CPU time is read.
enum Whose {
    /// This process.
    Own,
    /// The processes that it started and that have ended.
    Children,
}

/// User and system time so far, from `/proc/self/stat`.
fn cpu_seconds(whose: Whose) -> Outcome<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    // The second field is a name in brackets and may hold spaces; utime is field 14.
    let (_, after_name) = stat.rsplit_once(')').ok_or("/proc/self/stat has no name")?;
    let ticks: Vec<f64> =
        after_name.split_whitespace().skip(11).take(4).flat_map(str::parse).collect();
    match (whose, ticks.as_slice()) {
        (Whose::Own, [user, system, ..]) | (Whose::Children, [_, _, user, system]) => {
            Ok((user + system) / TICKS_PER_SECOND)
        }
        _ => Err("/proc/self/stat has no times".into()),
    }
}

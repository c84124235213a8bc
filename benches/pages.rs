//! What the page of a merchant costs the server: one with a million ratings beside one with ten.
//!
//! `cargo bench --bench pages -- [N]` (or `scripts/bench-pages`) makes a store with both, serves it
//! from a process of its own, asks for both pages in turns, and reads that process's CPU time from
//! `/proc`. It fails where the great one costs more than three times the small one, or where a page
//! weighs 150 kB.

use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::Duration;

use jiff::tz::TimeZone;
use merchant_credit::app::import::ImportOptions;
use merchant_credit::app::rescore::RescoreOptions;
use merchant_credit::app::{App, Settings};
use merchant_credit::clock::Clock;
use merchant_credit::domain::day::Day;
use merchant_credit::domain::intake::KnownSince;
use merchant_credit::domain::record::kind::RecordKind;
use merchant_credit::http::allowance::{Allowance, Limits};
use merchant_credit::http::routes::endpoints;
use merchant_credit::http::serve::Server;
use merchant_credit::http::settings::Settings as HttpSettings;

const GREAT: &str = "91449903MAYGW0JK27";
const SMALL: &str = "92449922MA3EUQEB9L";
const N_GREAT: u32 = 1_000_000;
const N_SMALL: u32 = 10;
/// Days over which the ratings are spread.
const DAYS: u32 = 1_800;
/// Pages asked for at a time, and how often in turns.
const PAGES: u32 = 100;
const TURNS: u32 = 8;
const RATIO_MAX: f64 = 3.0;
const BYTES_MAX: usize = 150_000;
/// Linux counts CPU time in hundredths of a second (`USER_HZ`).
const TICKS_PER_SECOND: f64 = 100.0;
/// The argument by which this program serves instead of measuring.
const SERVE: &str = "serve";

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    // Cargo adds flags of its own.
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let outcome = match arguments.as_slice() {
        [serve, folder] if serve == SERVE => serve_for_ever(Path::new(folder)).map(|()| true),
        [n] => n.parse().map_err(Into::into).and_then(measure),
        _ => measure(N_GREAT),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn open(folder: &Path) -> Outcome<App> {
    let settings = Settings {
        clock: Clock::Fixed("2026-11-16T04:00:00Z".parse()?),
        zone: TimeZone::get("Asia/Shanghai")?,
        id_number_key: b"a key of the benchmark of pages".to_vec(),
        disclaimer: String::new(),
    };
    Ok(App::open(folder, settings)?)
}

fn serve_for_ever(folder: &Path) -> Outcome<()> {
    let mut settings = HttpSettings::standard(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
    let plenty = Allowance::new(1_000_000, Duration::from_secs(1))?;
    settings.limits = Limits::uniform(plenty, 1_000.try_into()?);
    let server = Server::start(open(folder)?, settings, endpoints())?;
    println!("{}", server.address());
    // Until whoever started this goes away.
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    Ok(())
}

fn measure(n_great: u32) -> Outcome<bool> {
    let folder = tempfile::tempdir()?;
    fill(folder.path(), n_great)?;
    let mut server = Command::new(std::env::current_exe()?)
        .args([SERVE, &folder.path().display().to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let measured = measure_server(&mut server, n_great);
    server.kill()?;
    server.wait()?;
    measured
}

fn measure_server(server: &mut Child, n_great: u32) -> Outcome<bool> {
    let mut address = String::new();
    BufReader::new(server.stdout.take().ok_or("no output")?).read_line(&mut address)?;
    let page = |id: &str| format!("http://{}/merchants/{id}", address.trim());
    let mut bytes = [0, 0];
    let mut seconds = [0.0, 0.0];
    // What the first look costs, before anything is kept ready.
    let mut first = [0.0, 0.0];
    for (place, id) in [SMALL, GREAT].into_iter().enumerate() {
        let before = cpu_seconds(server.id())?;
        ureq::get(page(id)).call()?.body_mut().read_to_vec()?;
        first[place] = cpu_seconds(server.id())? - before;
    }
    for turn in 0..=TURNS {
        for (place, id) in [SMALL, GREAT].into_iter().enumerate() {
            let before = cpu_seconds(server.id())?;
            for _ in 0..PAGES {
                bytes[place] = ureq::get(page(id)).call()?.body_mut().read_to_vec()?.len();
            }
            // The first turn warms up.
            if turn > 0 {
                seconds[place] += cpu_seconds(server.id())? - before;
            }
        }
    }
    let each = |place: usize| seconds[place] * 1e6 / f64::from(PAGES * TURNS);
    let ratio = seconds[1] / seconds[0];
    println!(
        "page of a merchant with {N_SMALL} ratings: {:.0} CPU-us, {} bytes",
        each(0),
        bytes[0]
    );
    println!(
        "page of a merchant with {n_great} ratings: {:.0} CPU-us, {} bytes",
        each(1),
        bytes[1]
    );
    println!("first look at each, nothing kept ready: {:.2} and {:.2} CPU-s", first[0], first[1]);
    println!("ratio {ratio:.2}, at most {RATIO_MAX}");
    Ok(ratio <= RATIO_MAX && bytes.iter().all(|bytes| *bytes < BYTES_MAX))
}

/// A store with both merchants, folded as after a night's run.
fn fill(folder: &Path, n_great: u32) -> Outcome<()> {
    let app = open(folder)?;
    let merchants = folder.join("merchants.csv");
    std::fs::write(
        &merchants,
        format!(
            "merchant,effective_on,registered_on,name,region\n\
             {GREAT},2015-01-01,2015-01-01,great,449903\n{SMALL},2015-01-01,2015-01-01,small,449922\n"
        ),
    )?;
    let ratings = folder.join("ratings.csv");
    let mut file = BufWriter::new(File::create(&ratings)?);
    writeln!(file, "merchant,platform,order,item,rated_on,rater,stars,verified_purchase")?;
    let today = Day::parse("2026-11-15")?;
    for (id, n) in [(GREAT, n_great), (SMALL, N_SMALL)] {
        for order in 0..n {
            let on = today.plus(-i32::try_from(order % DAYS * if n < DAYS { 70 } else { 1 })?);
            let stars = 5 - (order * 7 % 13) / 4;
            writeln!(file, "{id},p,{id}-{order},1,{on},r{order},{stars},true")?;
        }
    }
    file.flush()?;
    for (kind, path) in [(RecordKind::Merchant, merchants), (RecordKind::Rating, ratings)] {
        let options =
            ImportOptions { known_since: KnownSince::Effective, ..ImportOptions::of(kind) };
        app.import(&path, &options, &mut |_| {})?;
    }
    app.rescore(&RescoreOptions::default(), |_| {})?;
    Ok(())
}

/// CPU time of a process so far, user and system.
fn cpu_seconds(process: u32) -> Outcome<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The second field, in brackets, may hold spaces; utime and stime are the 14th and 15th.
    let rest = stat.rsplit_once(')').ok_or("no name in stat")?.1;
    let ticks = rest.split_whitespace().skip(11).take(2).map(str::parse::<f64>);
    let ticks: f64 = ticks.collect::<Result<Vec<_>, _>>()?.iter().sum();
    Ok(ticks / TICKS_PER_SECOND)
}

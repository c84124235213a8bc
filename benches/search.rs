//! What finding a merchant costs among many: each kind of question by wall clock and CPU time, beside
//! a look at every name in the same run.
//!
//! `cargo bench --bench search -- [N]` (or `scripts/bench-search`) makes a store of N merchants with
//! invented names, four in five Chinese and one in five Latin, and asks every question several times.
//! It fails where a page costs more than its bar.

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use merchant_credit::app::search::SearchQuestion;
use merchant_credit::app::{App, Settings};
use merchant_credit::clock::Clock;
use merchant_credit::domain::day::Day;
use merchant_credit::domain::merchant::{Alias, AliasScheme, MerchantId, MerchantStatus};
use merchant_credit::domain::record::Detail;
use merchant_credit::domain::record::envelope::{
    Corrects, Draft, Jurisdiction, Publishing, Submitter,
};
use merchant_credit::domain::record::merchant::MerchantVersion;
use merchant_credit::domain::scorecard::Grade;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rusqlite::Connection;

const N_MERCHANTS: u32 = 1_000_000;
const MERCHANTS_PER_TRANSACTION: u32 = 16_384;
/// Times that each question is asked; the median counts.
const N_TIMES: usize = 9;
/// Items of a page.
const LIMIT: usize = 20;
/// A page must cost less CPU time than this.
const PAGE_MAX: Duration = Duration::from_millis(250);

const COUNTIES: [&str; 8] =
    ["石桥区", "霜降县", "谷雨县", "白露口市", "小满区", "立夏县", "惊蛰县", "大雪镇"];
const SOUNDS: &str = "咕噜扑棱啵嘟叽里嘀哗唧咚锵嗒嘶咯吱呼啦丁零当";
const THINGS: &str = "云梯露罐星勺雪耙风铲雨靴石履月壳木舟竹帘瓦盆铁锅灯笼";
const TRADES: [&str; 12] = [
    "果蔬店",
    "餐馆",
    "网络商行",
    "通信器材店",
    "五金店",
    "理发店",
    "药房",
    "书屋",
    "茶行",
    "快餐店",
    "服装店",
    "便利店",
];
const SYLLABLES: [&str; 24] = [
    "ba", "be", "co", "da", "do", "fa", "ga", "ki", "la", "lo", "ma", "mi", "na", "no", "pa", "ra",
    "ri", "sa", "so", "ta", "ti", "va", "wo", "zu",
];
const LATIN_TRADES: [&str; 8] =
    ["Coffee", "Bakery", "Grill", "Restaurant", "Market", "Pharmacy", "Books", "Garage"];

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    // Cargo adds flags of its own.
    let n = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let n = n.map_or(Ok(N_MERCHANTS), |text| text.parse());
    match n.map_err(Into::into).and_then(run) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(n: u32) -> Outcome<bool> {
    let folder = tempfile::tempdir()?;
    let settings = Settings {
        clock: Clock::System,
        zone: jiff::tz::TimeZone::get("Asia/Shanghai")?,
        id_number_key: vec![7; 32],
        disclaimer: "A benchmark.".to_owned(),
    };
    let app = App::open(folder.path(), settings)?;
    let began = Cost::now();
    let last = fill(&app, n)?;
    let spent = began.until_now();
    println!("{n} merchants stored and findable: {:.1} CPU seconds", spent.cpu.as_secs_f64());
    let scan = scan(folder.path())?;
    println!("a look at every name: {:.1} ms CPU\n", millis(scan.cpu));
    println!("| question | found | CPU ms | wall ms | share of a look at every name |");
    println!("| --- | --- | --- | --- | --- |");
    let mut is_good = true;
    for (what, question) in questions(&last) {
        let (n_found, cost) = ask(&app, &question)?;
        let share = 100.0 * cost.cpu.as_secs_f64() / scan.cpu.as_secs_f64();
        let (cpu, wall) = (millis(cost.cpu), millis(cost.wall));
        println!("| {what} | {n_found} | {cpu:.2} | {wall:.2} | {share:.2} % |");
        if cost.cpu > PAGE_MAX {
            eprintln!("{what}: a page costs {cpu:.1} ms, more than {:.0} ms", millis(PAGE_MAX));
            is_good = false;
        }
    }
    Ok(is_good)
}

/// What the last merchant is called, to be looked for.
struct Last {
    chinese: String,
    latin: String,
    number: u32,
}

fn fill(app: &App, n: u32) -> Outcome<Last> {
    let mut chance = ChaCha8Rng::seed_from_u64(1);
    let submitter = Submitter { key: "bench".to_owned(), organ: None };
    let mut last = Last { chinese: String::new(), latin: String::new(), number: n - 1 };
    let mut drafts = Vec::new();
    for number in 0..n {
        let name = if number % 5 == 4 { latin(&mut chance) } else { chinese(&mut chance) };
        if number % 5 == 4 {
            last.latin.clone_from(&name);
        } else {
            last.chinese.clone_from(&name);
        }
        drafts.push(draft(number, name, &mut chance)?);
        if drafts.len() == MERCHANTS_PER_TRANSACTION as usize || number + 1 == n {
            app.submit(&drafts, &submitter, "bench")?;
            drafts.clear();
        }
    }
    app.store().fold_all()?;
    Ok(last)
}

fn draft(number: u32, name: String, chance: &mut ChaCha8Rng) -> Outcome<Draft> {
    let region = format!("{}", 449_901 + chance.random_range(0..30_u32));
    Ok(Draft {
        subject: MerchantId::parse(&format!("registry:{number:09}"))?,
        effective_on: Day::parse("2020-01-01")?,
        known_since: None,
        published_at: None,
        jurisdiction: Jurisdiction::default(),
        source_row: 0,
        corrects: Corrects::Nothing,
        publishing: Publishing::WithSubmission,
        detail: Detail::Merchant(MerchantVersion {
            name,
            category: None,
            status: MerchantStatus::Active,
            registered_on: Some(Day::parse("2020-01-01")?),
            region: Some(region),
            industry: None,
            risk_class: None,
            aliases: vec![Alias {
                scheme: AliasScheme::RegistrationNumber,
                number: format!("4499{number:011}"),
            }],
            shops: vec![MerchantId::parse(&format!("yunshi:s{number}"))?],
            premises: Vec::new(),
            origins: Vec::new(),
        }),
        target: None,
        personal: Vec::new(),
    })
}

fn one<'a, T: ?Sized>(chance: &mut ChaCha8Rng, of: &[&'a T]) -> &'a T {
    of[chance.random_range(0..of.len())]
}

fn letter(chance: &mut ChaCha8Rng, of: &str) -> char {
    let letters: Vec<char> = of.chars().collect();
    letters[chance.random_range(0..letters.len())]
}

fn chinese(chance: &mut ChaCha8Rng) -> String {
    let mut name = format!("样例市{}", one(chance, &COUNTIES));
    for letters in [SOUNDS, SOUNDS, THINGS, THINGS] {
        name.push(letter(chance, letters));
    }
    name + one(chance, &TRADES) + "(虚构)"
}

fn latin(chance: &mut ChaCha8Rng) -> String {
    let mut word: String = (0..4).map(|_| one(chance, &SYLLABLES)).collect();
    word[..1].make_ascii_uppercase();
    format!("{word} {} #{}", one(chance, &LATIN_TRADES), chance.random_range(1..400_u32))
}

fn questions(last: &Last) -> Vec<(&'static str, SearchQuestion)> {
    let of = |text: &str| SearchQuestion {
        text: Some(text.to_owned()),
        limit: LIMIT,
        ..SearchQuestion::default()
    };
    let part = |from: usize, n: usize| last.chinese.chars().skip(from).take(n).collect::<String>();
    let word = last.latin.split(' ').next().unwrap_or_default();
    let mut misspelt: Vec<char> = word.chars().collect();
    misspelt.swap(3, 4);
    let misspelt: String = misspelt.into_iter().collect();
    let everybody = SearchQuestion { limit: LIMIT, ..SearchQuestion::default() };
    let in_region = |question| SearchQuestion { region: Some("449917".to_owned()), ..question };
    let graded = |question| SearchQuestion { grade: Some(Grade::D), ..question };
    vec![
        ("an identity", of(&format!("registry:{:09}", last.number))),
        ("the beginning of an identity", of("registry:0001")),
        ("a shop", of(&format!("yunshi:s{}", last.number))),
        ("one Chinese character", of("茶")),
        ("two Chinese characters, in one name of twelve", of("果蔬")),
        ("two Chinese characters, in every Chinese name", of("样例")),
        ("a rare part of a name", of(&part(7, 4))),
        ("the beginning of a name", of(&part(0, 9))),
        ("a whole name", of(&last.chinese)),
        ("what is in no name", of("果茶露药")),
        ("the beginning of a Latin name", of(&word[..5])),
        ("a part of a Latin name", of(&word[2..7])),
        ("a Latin word, in one Latin name of eight", of("bakery")),
        ("two letters", of("co")),
        ("a misspelt Latin word", of(&misspelt)),
        ("two misspelt Latin words", of(&format!("{misspelt} reataurnat"))),
        ("everybody", everybody.clone()),
        ("a region", in_region(everybody.clone())),
        ("a region and two Chinese characters", in_region(of("果蔬"))),
        ("a grade that nobody has", graded(everybody)),
    ]
}

/// The median over several times; the first, which reads from disk, is not counted.
fn ask(app: &App, question: &SearchQuestion) -> Outcome<(usize, Spent)> {
    let mut n_found = app.search(question)?.hits.len();
    let mut spent = Vec::new();
    for _ in 0..N_TIMES {
        let began = Cost::now();
        n_found = app.search(question)?.hits.len();
        spent.push(began.until_now());
    }
    spent.sort_by_key(|spent| spent.cpu);
    Ok((n_found, spent[N_TIMES / 2]))
}

/// What a search without an index costs: every merchant record is read and its text looked through.
fn scan(folder: &Path) -> Outcome<Spent> {
    let connection = Connection::open(folder.join(merchant_credit::store::FILE_NAME))?;
    let sql = "SELECT count(*) FROM record WHERE kind = 0 AND instr(body, '果蔬') > 0";
    let count = || connection.query_row(sql, [], |row| row.get::<_, u32>(0));
    count()?;
    let began = Cost::now();
    count()?;
    Ok(began.until_now())
}

fn millis(duration: Duration) -> f64 {
    1e3 * duration.as_secs_f64()
}

/// Where the clocks of this thread stand.
struct Cost {
    wall: Instant,
    cpu: Duration,
}

#[derive(Clone, Copy)]
struct Spent {
    wall: Duration,
    cpu: Duration,
}

impl Cost {
    fn now() -> Self {
        Self { wall: Instant::now(), cpu: thread_cpu() }
    }

    fn until_now(&self) -> Spent {
        Spent { wall: self.wall.elapsed(), cpu: thread_cpu().saturating_sub(self.cpu) }
    }
}

/// CPU time of this thread: the first number of its `schedstat`, in nanoseconds.
fn thread_cpu() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos = text.split(' ').next().and_then(|nanos| nanos.parse().ok());
    Duration::from_nanos(nanos.unwrap_or_default())
}

//! Rating streams: merchants with what consumers gave them, real or simulated.

use std::collections::HashMap;
use std::path::Path;

use merchant_credit::domain::day::Day;
use merchant_credit::domain::evidence::text_print::TextPrint;

/// One rating of a stream.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    pub(crate) day: Day,
    pub(crate) rater: String,
    /// In tenths of a star where a source has such, rounded to whole stars.
    pub(crate) stars: u8,
    pub(crate) is_verified: bool,
    pub(crate) is_incentivised: bool,
    pub(crate) text: Option<TextPrint>,
    /// Whether it was planted: by the simulation's own label, or by an attack of ours.
    pub(crate) is_planted: bool,
}

/// The ratings of one merchant, in the order of their days.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rated {
    pub(crate) industry: Option<String>,
    /// How good it truly is on the last day, where the stream tells.
    pub(crate) quality: Option<f64>,
    pub(crate) given: Vec<Given>,
}

/// A stream by name.
#[derive(Clone, Debug)]
pub(crate) struct Stream {
    pub(crate) name: String,
    pub(crate) merchants: Vec<Rated>,
}

impl Stream {
    /// The last day of the stream.
    pub(crate) fn last_day(&self) -> Day {
        let days = self.merchants.iter().flat_map(|rated| rated.given.iter().map(|one| one.day));
        days.max().unwrap_or_default()
    }

    fn sorted(mut self) -> Self {
        for rated in &mut self.merchants {
            rated.given.sort_by_key(|one| one.day);
        }
        self
    }
}

/// A simulated town: `ratings.csv` with the labels of `truth_ratings.csv` and the industries of
/// `merchants.csv`.
pub(crate) fn town(folder: &Path) -> Stream {
    let rows = |name: &str| csv::Reader::from_path(folder.join(name)).unwrap();
    let mut industries: HashMap<String, String> = HashMap::new();
    let mut owners: HashMap<String, String> = HashMap::new();
    for row in rows("merchants.csv").deserialize::<HashMap<String, String>>() {
        let row = row.unwrap();
        industries.insert(row["merchant"].clone(), row["industry"].clone());
        for shop in row["shops"].split(';').filter(|shop| !shop.is_empty()) {
            owners.insert(shop.to_owned(), row["merchant"].clone());
        }
    }
    let mut qualities: HashMap<String, f64> = HashMap::new();
    for row in rows("truth.csv").records() {
        let row = row.unwrap();
        // The last column is that of the last day.
        let quality = row.iter().next_back().and_then(|text| text.parse().ok());
        qualities.extend(row.get(0).map(ToOwned::to_owned).zip(quality));
    }
    let planted: std::collections::HashSet<[String; 4]> = rows("truth_ratings.csv")
        .deserialize::<HashMap<String, String>>()
        .map(|row| {
            let row = row.unwrap();
            ["platform", "order", "item", "sequence"].map(|name| row[name].clone())
        })
        .collect();
    let mut merchants: HashMap<String, Rated> = HashMap::new();
    for row in rows("ratings.csv").deserialize::<HashMap<String, String>>() {
        let row = row.unwrap();
        let shop = format!("{}:{}", row["platform"], row["shop"]);
        let owner = if row["merchant"].is_empty() {
            owners.get(&shop).cloned().unwrap_or(shop)
        } else {
            row["merchant"].clone()
        };
        let dimensions = ["description_match", "service_attitude", "logistics_service"]
            .map(|name| row[name].parse::<u8>().unwrap_or(0));
        let stars =
            row["stars"].parse::<u8>().unwrap_or_else(|_| (dimensions.iter().sum::<u8>() + 1) / 3);
        let key = ["platform", "order", "item", "sequence"].map(|name| row[name].clone());
        let rated = merchants.entry(owner.clone()).or_default();
        rated.industry = industries.get(&owner).cloned();
        rated.quality = qualities.get(&owner).copied();
        rated.given.push(Given {
            day: Day::parse(&row["rated_on"]).unwrap(),
            rater: format!("{}|{}", row["platform"], row["rater"]),
            stars,
            is_verified: row["verified_purchase"] == "true",
            is_incentivised: row["incentivised"] == "true",
            text: TextPrint::of(&row["text"]),
            is_planted: planted.contains(&key),
        });
    }
    let mut named: Vec<(String, Rated)> = merchants.into_iter().collect();
    named.sort_by(|one, other| one.0.cmp(&other.0));
    let merchants = named.into_iter().map(|(_, rated)| rated).collect();
    Stream { name: "simulated town".to_owned(), merchants }.sorted()
}

/// Films rated by members, as the table of MovieLens 100K: user, item, stars, seconds. Orders are not
/// known there: nine ratings in ten are taken for verified, by a hash.
pub(crate) fn movielens(file: &Path) -> Stream {
    let text = std::fs::read_to_string(file).unwrap();
    let mut merchants: HashMap<String, Rated> = HashMap::new();
    for line in text.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let [user, item, stars, seconds] = fields.as_slice() else { continue };
        let (Ok(stars), Ok(seconds)) = (stars.parse::<u8>(), seconds.parse::<i64>()) else {
            continue;
        };
        let day = Day::from_number((seconds / 86_400) as i32);
        merchants.entry((*item).to_owned()).or_default().given.push(plain(user, day, stars));
    }
    named("MovieLens 100K", merchants)
}

/// Medicines for one condition rated by patients, as the tables of the UCI drug reviews in which each
/// is negative, neutral or positive: 1, 3 or 5 stars.
/// Nobody's name is known: each rating is a rater of its own.
pub(crate) fn medicines(files: &[std::path::PathBuf]) -> Stream {
    let mut merchants: HashMap<String, Rated> = HashMap::new();
    for file in files {
        let mut reader =
            csv::ReaderBuilder::new().delimiter(b'\t').flexible(true).from_path(file).unwrap();
        for row in reader.records() {
            let row = row.unwrap();
            let at = |place: usize| row.get(place).unwrap_or_default();
            let stars = match at(4) {
                "negative" => 1,
                "neutral" => 3,
                "positive" => 5,
                _ => continue,
            };
            let Some(day) = written_day(at(5)) else { continue };
            let mut one = plain(at(0), day, stars);
            one.text = TextPrint::of(at(3));
            // Few medicines are rated often; those for one condition together are.
            merchants.entry(at(2).to_owned()).or_default().given.push(one);
        }
    }
    named("drug reviews", merchants)
}

fn plain(rater: &str, day: Day, stars: u8) -> Given {
    let draw = merchant_credit::domain::evidence::pseudonym::pseudonym(rater, &day.to_string());
    Given {
        day,
        rater: rater.to_owned(),
        stars,
        is_verified: !draw.0.is_multiple_of(10),
        is_incentivised: false,
        text: None,
        is_planted: false,
    }
}

fn named(name: &str, merchants: HashMap<String, Rated>) -> Stream {
    let mut merchants: Vec<(String, Rated)> = merchants.into_iter().collect();
    merchants.sort_by(|one, other| one.0.cmp(&other.0));
    let merchants = merchants.into_iter().map(|(_, rated)| rated).collect();
    Stream { name: name.to_owned(), merchants }.sorted()
}

/// `February 28, 2012`.
fn written_day(text: &str) -> Option<Day> {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let (month, rest) = text.trim().split_once(' ')?;
    let (day, year) = rest.split_once(", ")?;
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    Day::parse(&format!("{year}-{month:02}-{:02}", day.parse::<u8>().ok()?)).ok()
}

//! The monthly monitor: merchants, orders, returns and complaints by region, trade and platform.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;

use super::{App, AppError};
use crate::domain::day::Day;
use crate::domain::merchant::MerchantStatus;
use crate::domain::record::Detail;
use crate::domain::record::envelope::{Record, Seq};
use crate::domain::record::kind::RecordKind;
use crate::domain::record::merchant::MerchantVersion;
use crate::store::market::{each_merchant_before, each_of_days};

/// Digits of a region that tell districts apart (GB/T 2260).
const REGION_DIGITS: usize = 6;
/// Digits of an industry that tell trades apart: the division of GB/T 4754.
const TRADE_DIGITS: usize = 2;
/// The name of a group about which nothing is known.
pub const UNKNOWN: &str = "unknown";

/// Which month, of whom, as known when.
#[derive(Clone, Debug)]
pub struct MonitorQuestion {
    /// Any day of the month.
    pub month: Day,
    /// Only regions that begin so.
    pub region: Option<String>,
    /// Only trades that begin so.
    pub industry: Option<String>,
    /// As known at which instant; now where not said.
    pub known_at: Option<Timestamp>,
}

/// The figures of a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonitorAnswer {
    /// The first day of the month.
    pub from: Day,
    /// Its last day.
    pub to: Day,
    /// All together.
    pub total: Figures,
    /// By region, in the order of their codes.
    pub by_region: BTreeMap<String, Figures>,
    /// By trade, in the order of their codes.
    pub by_trade: BTreeMap<String, Figures>,
    /// By platform; a merchant counts on each platform on which it has a shop.
    pub by_platform: BTreeMap<String, Figures>,
    /// The position of the last record used.
    pub at: Seq,
}

/// What is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Active merchants at the end of the month.
    pub n_merchants: u64,
    /// Orders placed in it and not called off.
    pub n_orders: u64,
    /// What they came to.
    pub amount_fen: u64,
    /// Those of them that were sent back.
    pub n_returns: u64,
    /// Complaints received in it, whatever became of them.
    pub n_complaints: u64,
}

/// Where a merchant counts.
struct Place {
    is_active: bool,
    region: String,
    trade: String,
    /// Schemes of its shops and of its own identity; not every one is a platform.
    schemes: BTreeSet<String>,
}

impl Place {
    fn unknown() -> Self {
        Self {
            is_active: false,
            region: UNKNOWN.to_owned(),
            trade: UNKNOWN.to_owned(),
            schemes: BTreeSet::new(),
        }
    }

    /// What a version of the merchant says.
    fn of(record: &Record, version: &MerchantVersion) -> Self {
        let shops = version.shops.iter().chain([&record.subject]);
        Self {
            is_active: version.status == MerchantStatus::Active,
            region: first_of(version.region.as_deref(), REGION_DIGITS),
            trade: first_of(version.industry.as_deref(), TRADE_DIGITS),
            schemes: shops.map(|shop| shop.scheme().to_owned()).collect(),
        }
    }
}

impl MonitorAnswer {
    fn add<'p>(
        &mut self,
        place: &Place,
        platforms: impl IntoIterator<Item = &'p str>,
        count: impl Fn(&mut Figures),
    ) {
        count(&mut self.total);
        count(self.by_region.entry(place.region.clone()).or_default());
        count(self.by_trade.entry(place.trade.clone()).or_default());
        for platform in platforms {
            count(self.by_platform.entry(platform.to_owned()).or_default());
        }
    }
}

impl App {
    /// The figures of a month.
    ///
    /// # Errors
    /// When the instant has not come yet, or the store cannot be read.
    pub fn monitor(&self, question: &MonitorQuestion) -> Result<MonitorAnswer, AppError> {
        let frame = self.frame(None, question.known_at, None)?;
        let date = question.month.date();
        let from = question.month.plus(1 - i32::from(date.day()));
        let next = from.plus_months(1);
        let answer = MonitorAnswer {
            from,
            to: next.plus(-1),
            total: Figures::default(),
            by_region: BTreeMap::new(),
            by_trade: BTreeMap::new(),
            by_platform: BTreeMap::new(),
            at: frame.at,
        };
        let is_asked = |place: &Place| {
            let begins = |code: &str, wanted: &Option<String>| {
                wanted.as_ref().is_none_or(|wanted| code.starts_with(wanted.as_str()))
            };
            begins(&place.region, &question.region) && begins(&place.trade, &question.industry)
        };
        let (places, platforms) = self.store().read(|connection| {
            let mut places: HashMap<i64, Place> = HashMap::new();
            let mut platforms = BTreeSet::new();
            each_merchant_before(connection, next, frame.at, |merchant, record| {
                let Detail::Merchant(version) = &record.detail else { return };
                platforms.extend(version.shops.iter().map(|shop| shop.scheme().to_owned()));
                places.insert(merchant, Place::of(&record, version));
            })?;
            Ok((places, platforms))
        })?;
        let unknown = Place::unknown();
        let mut counted = Counted { answer, platforms };
        self.store().read(|connection| {
            for kind in [RecordKind::Transaction, RecordKind::Complaint] {
                each_of_days(connection, kind, &(from..next), frame.at, |merchant, record| {
                    let place = places.get(&merchant).unwrap_or(&unknown);
                    if is_asked(place) {
                        counted.count(place, &record.detail);
                    }
                })?;
            }
            Ok(())
        })?;
        for place in places.values().filter(|place| place.is_active && is_asked(place)) {
            counted.count_merchant(place);
        }
        Ok(counted.answer)
    }
}

/// What is counted, and which names are those of platforms.
struct Counted {
    answer: MonitorAnswer,
    platforms: BTreeSet<String>,
}

impl Counted {
    /// Orders come before complaints: they tell which platforms there are.
    fn count(&mut self, place: &Place, detail: &Detail) {
        match detail {
            Detail::Transaction(order) => {
                self.platforms.insert(order.platform.clone());
                if order.cancelled_on.is_some() {
                    return;
                }
                self.answer.add(place, [order.platform.as_str()], |figures| {
                    figures.n_orders += 1;
                    figures.amount_fen += u64::from(order.amount_fen.unwrap_or(0));
                    figures.n_returns += u64::from(order.returned_on.is_some());
                });
            }
            Detail::Complaint(complaint) => {
                let source = Some(&complaint.source).filter(|source| self.is_platform(source));
                let platform = complaint.platform.as_ref().or(source).map(String::as_str);
                self.answer.add(place, platform, |figures| figures.n_complaints += 1);
            }
            _ => {}
        }
    }

    fn count_merchant(&mut self, place: &Place) {
        let schemes = place.schemes.iter().map(String::as_str);
        let platforms = schemes.filter(|scheme| self.platforms.contains(*scheme));
        self.answer.add(place, platforms, |figures| figures.n_merchants += 1);
    }

    fn is_platform(&self, name: &str) -> bool {
        self.platforms.contains(name)
    }
}

fn first_of(code: Option<&str>, n_digits: usize) -> String {
    let code = code.map(|code| code.get(..n_digits).unwrap_or(code));
    code.filter(|code| !code.is_empty()).unwrap_or(UNKNOWN).to_owned()
}

//! The bins of a scorecard in Chinese: said from their values, because a card names them in English.

use super::terms;
use crate::domain::merchant::MerchantStatus;
use crate::domain::scorecard::{Bin, BinValues, Characteristic};
use crate::web::format;
use crate::web::language::Language;

/// Categories of one bin that are named.
const CATEGORIES_MAX: usize = 6;

/// A bin of a characteristic as a reader calls it; `unit` is that of its feature.
pub(in crate::web) fn bin(
    language: Language,
    characteristic: &Characteristic,
    bin: &Bin,
    unit: &str,
) -> String {
    let unit = Unit { name: unit, is_whole: is_whole(characteristic, unit) };
    say(language, bin, unit)
}

/// A unit, and whether its values are whole numbers.
#[derive(Clone, Copy)]
struct Unit<'a> {
    name: &'a str,
    is_whole: bool,
}

/// Whether a characteristic counts: a count that is halved with time has ends between two numbers.
fn is_whole(characteristic: &Characteristic, unit: &str) -> bool {
    let whole = |end: &Option<f64>| end.is_none_or(|end| end.fract() == 0.0);
    matches!(unit, "penalties" | "inspections" | "licences" | "complaints" | "ratings")
        && characteristic.bins.iter().all(|bin| match &bin.values {
            BinValues::Range { from, to } => whole(from) && whole(to),
            _ => true,
        })
}

fn say(language: Language, bin: &Bin, unit: Unit<'_>) -> String {
    match (language, &bin.values) {
        (_, BinValues::Categories(names)) if names.len() > CATEGORIES_MAX => {
            let named = categories(language, &names[..CATEGORIES_MAX]);
            match language {
                Language::Chinese => format!("{named} 等 {} 类", names.len()),
                Language::English => format!("{named} … ({} in all)", names.len()),
            }
        }
        (Language::English, _) => bin.label.clone(),
        (Language::Chinese, BinValues::Categories(names)) => categories(language, names),
        (Language::Chinese, BinValues::Special(value)) => with_unit(*value, unit),
        (Language::Chinese, BinValues::Unseen) => "其他类别".to_owned(),
        (Language::Chinese, BinValues::Missing) => "缺失".to_owned(),
        (Language::Chinese, BinValues::Range { from, to }) => range(*from, *to, unit),
    }
}

fn categories(language: Language, names: &[String]) -> String {
    let name = |name: &String| {
        let status = MerchantStatus::ALL.into_iter().find(|own| own.name() == name);
        status.map_or_else(|| name.clone(), |own| language.say(terms::status(own)).to_owned())
    };
    let names: Vec<String> = names.iter().map(name).collect();
    names.join(match language {
        Language::Chinese => "、",
        Language::English => " | ",
    })
}

/// Values from one (inclusive) to another (exclusive).
fn range(from: Option<f64>, to: Option<f64>, unit: Unit<'_>) -> String {
    match (from, to) {
        // A count below 1 is none at all.
        (None, Some(1.0)) if unit.is_whole => "0".to_owned(),
        (None, None) => "任何取值".to_owned(),
        (None, Some(to)) => format!("低于 {}", with_unit(to, unit)),
        (Some(from), None) => format!("{}及以上", with_unit(from, unit)),
        (Some(from), Some(to)) if unit.is_whole && to - from == 1.0 => with_unit(from, unit),
        (Some(from), Some(to)) => {
            format!("{} 至不足 {}", number(from, unit), with_unit(to, unit))
        }
    }
}

fn number(value: f64, unit: Unit<'_>) -> String {
    match unit.name {
        "share" => format::percent(value),
        // Cut-offs of trained cards are finer than what pages round to.
        _ if value.abs() < 1.0 && value.fract() != 0.0 => format!("{value:.3}"),
        _ => format::number(value),
    }
}

fn with_unit(value: f64, unit: Unit<'_>) -> String {
    format!("{}{}", number(value, unit), terms::unit(unit.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(values: BinValues, unit: &str, expect: &str) {
        let unit = Unit { name: unit, is_whole: unit == "penalties" };
        let own = Bin { label: "label".to_owned(), values, points: 0, because: None, sample: None };
        assert_eq!(say(Language::Chinese, &own, unit), expect);
    }

    #[test]
    fn a_bin_is_said_in_chinese_by_its_values() {
        let range = |from, to| BinValues::Range { from, to };
        check(range(None, Some(1.0)), "penalties", "0");
        check(range(Some(1.0), Some(2.0)), "penalties", "1 件");
        check(range(Some(2.0), None), "penalties", "2 件及以上");
        check(range(Some(5000.0), Some(50_000.0)), "yuan", "5,000 至不足 50,000 元");
        check(range(None, Some(0.1)), "share", "低于 10.0%");
        check(range(Some(3.0), Some(3.5)), "stars", "3 至不足 3.5 星");
        check(range(None, None), "days", "任何取值");
        check(BinValues::Missing, "days", "缺失");
        check(BinValues::Unseen, "category", "其他类别");
        check(BinValues::Special(-1.0), "days", "\u{2212}1 天");
        let categories = |names: &[&str]| {
            BinValues::Categories(names.iter().map(|name| (*name).to_owned()).collect())
        };
        check(categories(&["revoked", "deregistered"]), "category", "吊销、注销");
        check(
            categories(&["a", "b", "c", "d", "e", "f", "g"]),
            "category",
            "a、b、c、d、e、f 等 7 类",
        );
    }

    #[test]
    fn in_english_a_bin_has_the_label_of_its_card() {
        let own = Bin {
            label: "2 and more".to_owned(),
            values: BinValues::Range { from: Some(2.0), to: None },
            points: 0,
            because: None,
            sample: None,
        };
        let unit = Unit { name: "penalties", is_whole: true };
        assert_eq!(say(Language::English, &own, unit), "2 and more");
    }
}

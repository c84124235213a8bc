//! Penalties: what authorities punish, how hard, and what it does to the merchant.

use super::chance::{Chance, Topic};
use super::identity;
use super::inspection::{Inspection, Outcome};
use super::merchant::{Ending, Merchant};
use super::penalty_kind::{GENERAL, MINOR, Offence, SERIOUS, Sanction, offence};
use super::publication::Published;
use super::staged;
use super::town::{Office, Organ};
use super::world::World;
use crate::domain::day::Day;
use crate::domain::merchant::MerchantStatus;

/// Share of fines that a review halves.
const REVIEWED: f64 = 0.01;
/// Days from decision to review.
const REVIEW_DAYS: i32 = 45;

/// A penalty as its authority decided it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Penalty {
    pub(super) sanction: &'static Sanction,
    pub(super) offence: &'static Offence,
    pub(super) organ: Organ,
    pub(super) decided_on: Day,
    pub(super) fine_fen: Option<i64>,
    pub(super) confiscated_fen: Option<i64>,
    /// Last day of a restriction; none where there is no restriction or no end of it.
    pub(super) last_day: Option<Day>,
    /// Last day of display, where the organ gives one.
    pub(super) display_last_day: Option<Day>,
    pub(super) act_ended_on: Option<Day>,
    /// The severity that the organ itself gave (2017 standard).
    pub(super) severity: Option<Severity>,
    pub(super) published: Published,
    /// What a review changed, if there was one.
    pub(super) correction: Option<Correction>,
    /// Tells the penalties of one merchant apart.
    pub(super) ordinal: usize,
}

/// A new version of a decision: the fine was halved on review.
#[derive(Clone, Copy, Debug)]
pub(super) struct Correction {
    pub(super) fine_fen: i64,
    pub(super) published: Published,
}

/// 失信严重程度.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Severity {
    /// 轻微.
    Minor,
    /// 一般.
    Ordinary,
    /// 较重, which only the additions of 2017 have.
    RatherSerious,
    /// 严重.
    Serious,
}

/// Draws the penalties of a merchant; some follow from failed visits. A revoked business licence
/// ends the merchant.
pub(super) fn draw(
    world: &World,
    merchant: &mut Merchant,
    inspections: &[Inspection],
) -> Vec<Penalty> {
    if world.is_staged(merchant.index) {
        return staged::penalty(world, merchant).into_iter().collect();
    }
    let chance = &mut Chance::new(world.seed, merchant.index, Topic::Penalties);
    let busy = libm::exp(0.3 * libm::log(0.05 + merchant.activity / 20.0));
    let mut days =
        merchant.event_days(world, chance, |quality| 0.0165 * busy * libm::exp(-0.85 * quality));
    let (_, last) = merchant.active_days(world);
    for visit in inspections {
        let day = visit.inspected_on.plus(chance.between(15, 80));
        if visit.result == Outcome::Failed && chance.happens(0.5) && day <= last {
            days.push(day);
        }
    }
    days.sort_unstable();
    let mut penalties = Vec::new();
    for day in days {
        let weights = [45, 46, 9];
        let list = [MINOR, GENERAL, SERIOUS][chance.weighted(&weights)];
        let sanction = &list[chance.weighted(&list.iter().map(|s| s.weight).collect::<Vec<_>>())];
        let mut penalty = decide(world, merchant, chance, day, sanction);
        penalty.ordinal = penalties.len();
        penalties.push(penalty);
        if sanction.ends_business && merchant.category.is_some() {
            let status = MerchantStatus::Revoked;
            merchant.ending = Some(Ending { on: day, status });
            break;
        }
    }
    penalties
}

/// Fills in what one sanction decided on that day says.
pub(super) fn decide(
    world: &World,
    merchant: &Merchant,
    chance: &mut Chance,
    decided_on: Day,
    sanction: &'static Sanction,
) -> Penalty {
    let amount = |chance: &mut Chance, (low, high): (i64, i64)| {
        // Amounts spread over orders of magnitude, in full hundreds of yuan.
        let span = libm::log(high as f64 / low as f64);
        let yuan = low as f64 * libm::exp(span * chance.unit());
        ((yuan / 100.0).round() as i64).max(1) * 10_000
    };
    let severity = chance.happens(0.4).then_some(sanction.severity);
    let months = match sanction.severity {
        Severity::Minor => 3,
        Severity::Ordinary => 12,
        Severity::RatherSerious | Severity::Serious => 36,
    };
    let given = chance.happens(0.3);
    let fine_fen = sanction.fine_yuan.map(|range| amount(chance, range));
    let reviewed = chance.happens(REVIEWED);
    let act_ended = chance.happens(0.3).then(|| chance.between(3, 60));
    let mut penalty = Penalty {
        sanction,
        offence: offence(chance, merchant.trade),
        organ: Organ { district: merchant.district, office: Office::MarketRegulation },
        decided_on,
        fine_fen,
        confiscated_fen: sanction.confiscated_yuan.map(|range| amount(chance, range)),
        last_day: sanction.restriction_months.map(|months| decided_on.plus_months(months).plus(-1)),
        display_last_day: given.then(|| decided_on.plus_months(months).plus(-1)),
        act_ended_on: act_ended.map(|days| decided_on.plus(-days)),
        severity,
        published: Published::draw(world, chance, decided_on),
        correction: None,
        ordinal: 0,
    };
    if reviewed {
        penalty.review(world);
    }
    penalty
}

impl Penalty {
    /// Halves the fine, some weeks after the decision; nothing where there is no fine or no time.
    pub(super) fn review(&mut self, world: &World) {
        let reviewed_on = self.decided_on.plus(REVIEW_DAYS);
        if let (Some(fine_fen), true) = (self.fine_fen, reviewed_on <= world.until) {
            self.correction = Some(Correction {
                fine_fen: fine_fen / 2,
                published: Published::after(world, reviewed_on, 0),
            });
        }
    }

    /// The version after the review, if there was one.
    pub(super) fn corrected(&self) -> Option<Self> {
        let correction = self.correction?;
        Some(Self { fine_fen: Some(correction.fine_fen), published: correction.published, ..*self })
    }

    /// 文书号.
    pub(super) fn document_number(&self, merchant: &Merchant) -> String {
        let serial = u64::from(merchant.index) * 100 + self.ordinal as u64 + 1;
        let year = self.decided_on.date().year();
        format!("样{}罚字〔{year}〕{serial}号", self.organ.mark())
    }

    /// 违法事实.
    pub(super) fn facts(&self) -> String {
        format!("当事人{}, 事实清楚, 证据确凿。", self.offence.act)
    }

    /// 处罚内容.
    pub(super) fn content(&self) -> String {
        let mut parts: Vec<String> = vec![self.sanction.words.to_owned()];
        if let Some(fen) = self.fine_fen {
            parts.push(format!("罚款{}元", fen / 100));
        }
        if let Some(fen) = self.confiscated_fen {
            parts.push(format!("没收违法所得、非法财物计{}元", fen / 100));
        }
        parts.retain(|part| !part.is_empty());
        format!("{}。", parts.join("; "))
    }

    /// 暂扣或吊销证照名称及编号.
    pub(super) fn withheld(&self, merchant: &Merchant) -> String {
        if !self.sanction.withholds {
            return String::new();
        }
        if self.sanction.ends_business {
            return format!("营业执照 {}", merchant.id);
        }
        let serial = u64::from(merchant.index) * 20 + 1;
        let number = identity::permit_number(merchant.district.region, serial);
        format!("经营许可证 {number}")
    }
}

/// An amount of fen as 万元 with the decimals that it needs.
pub(super) fn wan_yuan(fen: Option<i64>) -> String {
    let Some(fen) = fen else {
        return String::new();
    };
    let text = format!("{}.{:06}", fen / 1_000_000, fen % 1_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::wan_yuan;

    #[test]
    fn amounts_are_written_in_ten_thousands_of_yuan() {
        assert_eq!(wan_yuan(Some(20_000_000)), "20");
        assert_eq!(wan_yuan(Some(200_000)), "0.2");
        assert_eq!(wan_yuan(Some(1)), "0.000001");
        assert_eq!(wan_yuan(None), "");
    }
}

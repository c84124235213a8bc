//! Checks between the fields of a penalty: kinds, amounts, certificates, days.

use unicode_normalization::UnicodeNormalization;

use super::cells::Cells;
use super::field::position;
use super::penalty_fields::FIELDS;
use super::row::Generation;
use super::rule::Rule;
use crate::domain::day::Day;
use crate::domain::money::Fen;
use crate::domain::publication::{PenaltyKind, PenaltyKinds};

/// A fine of 1,000 万元 (ten million yuan) and more is rare enough to doubt its unit.
const DOUBTFUL_FINE: Fen = Fen::new(1_000_000_000);

/// How many fen are a yuan, and a 万元.
const FEN_PER_YUAN: i64 = 100;
const FEN_PER_WAN_YUAN: i64 = 1_000_000;

const FINE: usize = position(FIELDS, "fine_wan_yuan");
const CONFISCATED: usize = position(FIELDS, "confiscated_wan_yuan");
const KINDS: usize = position(FIELDS, "kinds");
const CERTIFICATES: usize = position(FIELDS, "withheld_certificates");

/// The amounts of a penalty.
#[derive(Clone, Copy)]
pub(super) struct Amounts {
    pub(super) fine: Option<Fen>,
    pub(super) confiscated: Option<Fen>,
}

/// Kinds and amounts fit each other, and the fine is in 万元.
pub(super) fn amounts(
    cells: &mut Cells<'_>,
    kinds: Option<PenaltyKinds>,
    amounts: Amounts,
    content: Option<&str>,
) {
    let fine = amounts.fine.filter(|fine| *fine > Fen::ZERO);
    if let Some(kinds) = kinds {
        match (kinds.contains(PenaltyKind::Fine), fine) {
            (true, None) if cells.generation() == Generation::Standard2016 => {
                // The standard of 2016 has no field for it.
            }
            (true, None) if cells.is_chinese() && !cells.has_fault(FINE) => cells.fault(
                FINE,
                Rule::FineWithoutAmount,
                "must say how much the fine is, because the kinds hold 罚款",
            ),
            (false, Some(_)) => cells.warn(
                KINDS,
                Rule::AmountWithoutFine,
                "do not hold 罚款, but there is an amount of a fine",
            ),
            _ => {}
        }
        let confiscates = kinds.contains(PenaltyKind::ConfiscateIncome)
            || kinds.contains(PenaltyKind::ConfiscateProperty);
        let has_field = cells.generation() != Generation::Standard2016;
        if confiscates && has_field && amounts.confiscated.is_none() {
            cells.warn(
                CONFISCATED,
                Rule::ConfiscationWithoutAmount,
                "does not say how much was confiscated",
            );
        }
    }
    if let Some(fine) = fine {
        fine_unit(cells, fine, content.unwrap_or_default());
    }
}

/// 处罚金额 in 元 instead of 万元: certain where the decision names the same figure in 元.
fn fine_unit(cells: &mut Cells<'_>, fine: Fen, content: &str) {
    let figure = fine.number() / FEN_PER_WAN_YUAN;
    let is_whole = fine.number() % FEN_PER_WAN_YUAN == 0;
    let as_yuan = Fen::new(figure * FEN_PER_YUAN);
    let named = amounts_in_yuan(content);
    if is_whole && figure > 0 && named.contains(&as_yuan) && !named.contains(&fine) {
        cells.fault(
            FINE,
            Rule::FineInYuan,
            "is the figure that the content gives in 元; write it in 万元",
        );
    } else if fine >= DOUBTFUL_FINE {
        cells.warn(FINE, Rule::FineInYuan, "is ten million yuan or more; is it in 万元?");
    }
}

/// The amounts that a text gives in Arabic digits before 元 or 万元.
fn amounts_in_yuan(content: &str) -> Vec<Fen> {
    let text: String = content.nfkc().filter(|c| !matches!(c, ',' | ' ')).collect();
    let mut amounts = Vec::new();
    for (unit, is_wan) in [("万元", Unit::WanYuan), ("元", Unit::Yuan)] {
        for (at, _) in text.match_indices(unit) {
            let before = text.get(..at).unwrap_or_default();
            let digits = before.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').len();
            let figure = before.get(digits..).unwrap_or_default();
            let amount = match is_wan {
                Unit::WanYuan => Fen::parse_wan_yuan(figure),
                Unit::Yuan => Fen::parse_yuan(figure),
            };
            amounts.extend(amount.ok());
        }
    }
    amounts
}

#[derive(Clone, Copy)]
enum Unit {
    Yuan,
    WanYuan,
}

/// Certificates withheld or revoked are named.
pub(super) fn certificates(
    cells: &mut Cells<'_>,
    kinds: Option<PenaltyKinds>,
    named: Option<&str>,
) {
    let takes = [
        PenaltyKind::SuspendLicence,
        PenaltyKind::RevokeLicence,
        PenaltyKind::SuspendOrRevokeLicence,
    ];
    let takes_one = kinds.is_some_and(|kinds| takes.iter().any(|kind| kinds.contains(*kind)));
    if takes_one && named.is_none() && cells.generation() != Generation::Standard2016 {
        cells.warn(
            CERTIFICATES,
            Rule::CertificateNotNamed,
            "does not name the certificate that was withheld or revoked",
        );
    }
}

/// The first day after a period, with the place of the field that gives its last day.
#[derive(Clone, Copy)]
pub(super) struct PeriodEnd {
    pub(super) at: usize,
    pub(super) until: Option<Day>,
}

/// No period ends before the decision.
pub(super) fn days(cells: &mut Cells<'_>, decided_on: Option<Day>, ends: [PeriodEnd; 2]) {
    let Some(decided_on) = decided_on else {
        return;
    };
    for end in ends {
        if end.until.is_some_and(|until| until <= decided_on) {
            cells.fault(end.at, Rule::DayOrder, "lies before the day of the decision");
        }
    }
}

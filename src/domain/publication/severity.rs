//! How grave the dishonesty behind a penalty is: 轻微, 一般, 严重.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::penalty_kind::{PenaltyKind, PenaltyKinds};
use super::row::RowValues;
use crate::domain::day::Day;
use crate::domain::money::Fen;

/// The three grades of dishonesty (国办发〔2025〕22号; NDRC order 36 of 2025; SAMR order 107).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// 轻微.
    Minor,
    /// 一般.
    General,
    /// 严重.
    Serious,
}

impl Severity {
    /// All grades, the least first.
    pub const ALL: [Self; 3] = [Self::Minor, Self::General, Self::Serious];

    /// The grade's name in the rules.
    #[must_use]
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::Minor => "轻微",
            Self::General => "一般",
            Self::Serious => "严重",
        }
    }

    /// Reads 失信严重程度 of the 2017 双公示 addition (0 未定, 1 一般, 2 较重, 3 严重) or a name.
    ///
    /// 未定 is `Ok(None)`: the rules decide. 较重 has no counterpart today and is read as 一般, the
    /// reading that is milder for the merchant.
    ///
    /// # Errors
    /// [`SeverityError`] for any other text.
    pub fn parse(text: &str) -> Result<Option<Self>, SeverityError> {
        match text.trim() {
            "0" | "未定" => Ok(None),
            "轻微" => Ok(Some(Self::Minor)),
            "1" | "2" | "一般" | "较重" => Ok(Some(Self::General)),
            "3" | "严重" => Ok(Some(Self::Serious)),
            other => Err(SeverityError(other.chars().take(40).collect())),
        }
    }
}

/// A text that names no severity.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is no severity; write 0-3 of the 2017 standard, or 轻微, 一般, 较重, 严重, 未定")]
pub struct SeverityError(String);

/// What the rules on severity and display look at in a penalty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PenaltyTerms {
    /// Its kinds.
    pub kinds: PenaltyKinds,
    /// The fine; zero where there is none.
    pub fine_fen: Fen,
    /// The amount confiscated; zero where there is none. No threshold looks at it today.
    pub confiscated_fen: Fen,
    /// Decided on the spot by the simple procedure (简易程序, 行政处罚法 art. 51).
    pub simple_procedure: bool,
    /// The day of the decision.
    pub decided_on: Day,
    /// The first day after its last restriction, where it restricts business or employment.
    pub restricted_until: Option<Day>,
}

/// What makes a penalty minor or serious; what is neither is general.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeverityRule {
    /// One of these kinds makes it serious.
    pub serious_kinds: PenaltyKinds,
    /// A fine of at least that much makes it serious (巨额罚款); `null`: no fine does.
    pub serious_fine_fen_min: Option<Fen>,
    /// With no other kinds than these it is minor.
    pub minor_kinds: PenaltyKinds,
    /// A fine of at most that much (较低数额罚款) leaves it minor; `null`: any fine makes it more.
    pub minor_fine_fen_max: Option<Fen>,
    /// Whether the simple procedure makes it minor.
    pub simple_procedure_is_minor: bool,
}

impl SeverityRule {
    /// The severity of a penalty under this rule; what is serious stays so in any procedure.
    #[must_use]
    pub fn severity(&self, terms: &PenaltyTerms) -> Severity {
        let huge = self.serious_fine_fen_min.is_some_and(|min| terms.fine_fen >= min);
        if huge || terms.kinds.intersects(self.serious_kinds) {
            return Severity::Serious;
        }
        if terms.simple_procedure && self.simple_procedure_is_minor {
            return Severity::Minor;
        }
        let fined = terms.fine_fen > Fen::ZERO || terms.kinds.contains(PenaltyKind::Fine);
        let low = self.minor_fine_fen_max.is_some_and(|max| terms.fine_fen <= max);
        let minor_kinds =
            if low { self.minor_kinds.with(PenaltyKind::Fine) } else { self.minor_kinds };
        let mild = !terms.kinds.is_empty() && terms.kinds.is_within(minor_kinds);
        if mild && (low || !fined) { Severity::Minor } else { Severity::General }
    }
}

impl RowValues for SeverityRule {
    type Key = ();

    fn key(&self) {}

    fn check(&self) -> Result<(), &'static str> {
        let amounts = [self.serious_fine_fen_min, self.minor_fine_fen_max];
        if amounts.iter().flatten().any(|amount| *amount <= Fen::ZERO) {
            return Err("amounts must be above 0 fen; write null for none");
        }
        if let [Some(serious), Some(minor)] = amounts
            && serious <= minor
        {
            return Err("serious_fine_fen_min must be above minor_fine_fen_max");
        }
        if self.serious_kinds.intersects(self.minor_kinds) {
            return Err("a kind must not be both in serious_kinds and in minor_kinds");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::publication::Rules;

    fn terms(kinds: &str, fine_wan_yuan: &str) -> PenaltyTerms {
        PenaltyTerms {
            kinds: PenaltyKinds::parse(kinds).unwrap(),
            fine_fen: Fen::parse_wan_yuan(fine_wan_yuan).unwrap(),
            confiscated_fen: Fen::ZERO,
            simple_procedure: false,
            decided_on: Day::parse("2026-05-11").unwrap(),
            restricted_until: None,
        }
    }

    fn severity(terms: &PenaltyTerms, jurisdiction: &str) -> Severity {
        let on = Day::parse("2026-11-16").unwrap();
        Rules::shipped().unwrap().severity(terms, jurisdiction, "440800", on)
    }

    #[test]
    fn kinds_and_fines_grade_a_penalty_guobanfa_2025_22_and_ndrc_order_36() {
        for (kinds, fine, expect) in [
            ("警告", "0", Severity::Minor),
            ("通报批评", "0", Severity::Minor),
            ("警告;通报批评", "0", Severity::Minor),
            ("警告;罚款", "0.2", Severity::General),
            ("罚款", "0.000001", Severity::General),
            ("罚款", "99.999999", Severity::General),
            ("罚款", "100", Severity::Serious),
            ("没收违法所得", "0", Severity::General),
            ("暂扣许可证件", "0", Severity::General),
            ("降低资质等级", "0", Severity::General),
            ("暂扣或者吊销许可证件", "0", Severity::General),
            ("吊销许可证件", "0", Severity::Serious),
            ("罚款;限制从业", "0.2", Severity::Serious),
            ("限制开展生产经营活动", "0", Severity::Serious),
            ("责令停产停业", "0", Severity::Serious),
            ("责令关闭", "0", Severity::Serious),
            ("行政拘留", "0", Severity::General),
            ("其他", "0", Severity::General),
        ] {
            assert_eq!(severity(&terms(kinds, fine), "cn"), expect, "{kinds} {fine}");
        }
    }

    #[test]
    fn the_simple_procedure_makes_a_penalty_minor_guobanfa_2025_22() {
        let simple = |kinds, fine| PenaltyTerms { simple_procedure: true, ..terms(kinds, fine) };
        assert_eq!(severity(&simple("罚款", "0.3"), "cn"), Severity::Minor);
        assert_eq!(severity(&simple("吊销许可证件", "0"), "cn"), Severity::Serious);
    }

    #[test]
    fn a_fine_without_its_kind_is_still_a_fine() {
        assert_eq!(severity(&terms("警告", "0.2"), "cn"), Severity::General);
    }

    #[test]
    fn a_record_without_kinds_is_general() {
        let bare = PenaltyTerms { kinds: PenaltyKinds::NONE, ..terms("警告", "0") };
        assert_eq!(severity(&bare, "cn"), Severity::General);
    }

    #[test]
    fn in_chicago_no_fine_changes_the_severity_but_closing_does() {
        for (kinds, fine, expect) in [
            ("罚款", "0.2", Severity::General),
            ("罚款", "1000", Severity::General),
            ("警告", "0", Severity::General),
            ("其他", "0", Severity::General),
            ("责令停产停业", "0", Severity::Serious),
            ("吊销许可证件", "0", Severity::Serious),
        ] {
            assert_eq!(severity(&terms(kinds, fine), "us-il-chicago"), expect, "{kinds}");
        }
    }

    #[test]
    fn a_low_fine_is_minor_where_the_province_sets_a_limit_samr_order_45_art_13() {
        let rule = SeverityRule {
            serious_kinds: PenaltyKinds::NONE.with(PenaltyKind::RevokeLicence),
            serious_fine_fen_min: Some(Fen::parse_yuan("1000000").unwrap()),
            minor_kinds: PenaltyKinds::parse("警告;通报批评").unwrap(),
            minor_fine_fen_max: Some(Fen::parse_yuan("5000").unwrap()),
            simple_procedure_is_minor: true,
        };
        assert_eq!(rule.severity(&terms("罚款", "0.5")), Severity::Minor);
        assert_eq!(rule.severity(&terms("警告;罚款", "0.5")), Severity::Minor);
        assert_eq!(rule.severity(&terms("罚款", "0.500001")), Severity::General);
        assert_eq!(rule.severity(&terms("罚款;没收违法所得", "0.5")), Severity::General);
    }

    #[test]
    fn severities_of_the_2017_standard_are_read() {
        for (text, expect) in [
            ("0", Ok(None)),
            ("1", Ok(Some(Severity::General))),
            ("2", Ok(Some(Severity::General))),
            ("3", Ok(Some(Severity::Serious))),
            (" 轻微 ", Ok(Some(Severity::Minor))),
            ("较重", Ok(Some(Severity::General))),
            ("4", Err(SeverityError("4".to_owned()))),
        ] {
            assert_eq!(Severity::parse(text), expect, "{text}");
        }
    }
}

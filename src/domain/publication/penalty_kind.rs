//! The kinds of administrative penalty, and reading them from 双公示 data of any generation.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A kind of penalty: 行政处罚法 (2021) art. 9, finer than the 双公示 standard of 2016/2018.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u16)]
pub enum PenaltyKind {
    /// 警告 (art. 9 (1)).
    Warning = 1,
    /// 通报批评 (art. 9 (1)).
    Criticism = 1 << 1,
    /// 罚款 (art. 9 (2)).
    Fine = 1 << 2,
    /// 没收违法所得 (art. 9 (2)).
    ConfiscateIncome = 1 << 3,
    /// 没收非法财物 (art. 9 (2)).
    ConfiscateProperty = 1 << 4,
    /// 暂扣许可证件 (art. 9 (3)).
    SuspendLicence = 1 << 5,
    /// 降低资质等级 (art. 9 (3)).
    LowerQualification = 1 << 6,
    /// 吊销许可证件 (art. 9 (3)).
    RevokeLicence = 1 << 7,
    /// 限制开展生产经营活动 (art. 9 (4)).
    RestrictBusiness = 1 << 8,
    /// 责令停产停业 (art. 9 (4)).
    SuspendBusiness = 1 << 9,
    /// 责令关闭 (art. 9 (4)).
    CloseBusiness = 1 << 10,
    /// 限制从业 (art. 9 (4)).
    RestrictEmployment = 1 << 11,
    /// 行政拘留 (art. 9 (5)).
    Detention = 1 << 12,
    /// Another kind by law or administrative regulation (art. 9 (6)).
    Other = 1 << 13,
    /// 暂扣或者吊销许可证、执照: kind 5 of the 2018 standard, which does not say which of the two.
    SuspendOrRevokeLicence = 1 << 14,
}

impl PenaltyKind {
    /// All kinds, in the order of art. 9.
    pub const ALL: [Self; 15] = [
        Self::Warning,
        Self::Criticism,
        Self::Fine,
        Self::ConfiscateIncome,
        Self::ConfiscateProperty,
        Self::SuspendLicence,
        Self::LowerQualification,
        Self::RevokeLicence,
        Self::RestrictBusiness,
        Self::SuspendBusiness,
        Self::CloseBusiness,
        Self::RestrictEmployment,
        Self::Detention,
        Self::Other,
        Self::SuspendOrRevokeLicence,
    ];

    /// The kind's name in the law.
    #[must_use]
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::Warning => "警告",
            Self::Criticism => "通报批评",
            Self::Fine => "罚款",
            Self::ConfiscateIncome => "没收违法所得",
            Self::ConfiscateProperty => "没收非法财物",
            Self::SuspendLicence => "暂扣许可证件",
            Self::LowerQualification => "降低资质等级",
            Self::RevokeLicence => "吊销许可证件",
            Self::RestrictBusiness => "限制开展生产经营活动",
            Self::SuspendBusiness => "责令停产停业",
            Self::CloseBusiness => "责令关闭",
            Self::RestrictEmployment => "限制从业",
            Self::Detention => "行政拘留",
            Self::Other => "其他",
            Self::SuspendOrRevokeLicence => "暂扣或者吊销许可证件",
        }
    }
}

/// The kinds of one penalty. In JSON a list of names, in binary formats a number.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct PenaltyKinds(u16);

impl PenaltyKinds {
    /// No kind: for a record that is no penalty.
    pub const NONE: Self = Self(0);

    /// Reads 处罚类别: the codes 1–6 and 9 of the 2016/2018 standard, its Chinese names or those of
    /// the 2021 law, several joined by `;`, `；`, `、` or `,`.
    ///
    /// Kind 3 is both confiscations. A part beginning with 其他 is [`PenaltyKind::Other`] up to the
    /// next semicolon, whatever follows it.
    ///
    /// # Errors
    /// [`PenaltyKindError`] naming the part that is no kind of penalty.
    pub fn parse(text: &str) -> Result<Self, PenaltyKindError> {
        let mut kinds = Self::NONE;
        // The standard's own name of kind 5 in one city's short form.
        let text = text.replace("暂扣、吊销", "暂扣或者吊销");
        for part in text.split([';', '；', '|', '\n']).map(str::trim) {
            if part.starts_with("其他") || part.starts_with("其它") {
                kinds = kinds.with(PenaltyKind::Other);
                continue;
            }
            for piece in part.split(['、', ',', '，', '/', '+', ' ']).map(str::trim) {
                if !piece.is_empty() {
                    kinds = kinds.union(Self::of_piece(piece)?);
                }
            }
        }
        if kinds.is_empty() {
            return Err(PenaltyKindError { part: text.chars().take(40).collect() });
        }
        Ok(kinds)
    }

    fn of_piece(piece: &str) -> Result<Self, PenaltyKindError> {
        use PenaltyKind as Kind;
        let has = |words: &[&str]| words.iter().any(|word| piece.contains(word));
        let confiscated = has(&["没收"]);
        let income = has(&["违法所得", "非法所得"]);
        let property = has(&["非法财物"]);
        let (suspended, revoked) = (has(&["暂扣"]), has(&["吊销"]));
        let found = [
            (has(&["警告"]) || piece == "1", Kind::Warning),
            (has(&["通报批评"]), Kind::Criticism),
            (has(&["罚款"]) || piece == "2", Kind::Fine),
            (income || (confiscated && !property) || piece == "3", Kind::ConfiscateIncome),
            (property || (confiscated && !income) || piece == "3", Kind::ConfiscateProperty),
            (suspended && !revoked, Kind::SuspendLicence),
            (has(&["降低资质"]), Kind::LowerQualification),
            (revoked && !suspended, Kind::RevokeLicence),
            (has(&["限制开展生产经营", "限制生产经营"]), Kind::RestrictBusiness),
            (has(&["停产", "停业"]) || piece == "4", Kind::SuspendBusiness),
            (has(&["关闭"]), Kind::CloseBusiness),
            (has(&["限制从业", "禁止从业"]), Kind::RestrictEmployment),
            (has(&["拘留"]) || piece == "6", Kind::Detention),
            (has(&["其他", "其它"]) || piece == "9", Kind::Other),
            ((suspended && revoked) || piece == "5", Kind::SuspendOrRevokeLicence),
        ];
        let kinds = found.iter().filter(|(is, _)| *is).map(|(_, kind)| *kind).collect::<Self>();
        if kinds.is_empty() {
            return Err(PenaltyKindError { part: piece.chars().take(40).collect() });
        }
        Ok(kinds)
    }

    /// These kinds, kind 5 of the 2018 standard split by the words of the decision (处罚内容).
    ///
    /// Where the words say neither 暂扣 nor 吊销, or both, it stays as it is.
    #[must_use]
    pub fn told_apart_by(self, content: &str) -> Self {
        let split = match (content.contains("暂扣"), content.contains("吊销")) {
            (true, false) => PenaltyKind::SuspendLicence,
            (false, true) => PenaltyKind::RevokeLicence,
            _ => return self,
        };
        if !self.contains(PenaltyKind::SuspendOrRevokeLicence) {
            return self;
        }
        Self(self.0 & !(PenaltyKind::SuspendOrRevokeLicence as u16)).with(split)
    }

    /// These kinds and one more.
    #[must_use]
    pub const fn with(self, kind: PenaltyKind) -> Self {
        Self(self.0 | kind as u16)
    }

    /// The kinds of either.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether this kind is among them.
    #[must_use]
    pub const fn contains(self, kind: PenaltyKind) -> bool {
        self.0 & kind as u16 != 0
    }

    /// Whether one kind is in both.
    #[must_use]
    pub const fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether all of these are among the others.
    #[must_use]
    pub const fn is_within(self, others: Self) -> bool {
        self.0 & !others.0 == 0
    }

    /// Whether there is no kind.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The kinds, in the order of art. 9.
    pub fn iter(self) -> impl Iterator<Item = PenaltyKind> {
        PenaltyKind::ALL.into_iter().filter(move |kind| self.contains(*kind))
    }
}

impl FromIterator<PenaltyKind> for PenaltyKinds {
    fn from_iter<I: IntoIterator<Item = PenaltyKind>>(kinds: I) -> Self {
        kinds.into_iter().fold(Self::NONE, Self::with)
    }
}

impl fmt::Debug for PenaltyKinds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// The names in the law, joined by `;` as 双公示 data do.
impl fmt::Display for PenaltyKinds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, kind) in self.iter().enumerate() {
            let joint = if at == 0 { "" } else { ";" };
            write!(f, "{joint}{}", kind.chinese())?;
        }
        Ok(())
    }
}

impl Serialize for PenaltyKinds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_seq(self.iter())
        } else {
            serializer.serialize_u16(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for PenaltyKinds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let kinds = Vec::<PenaltyKind>::deserialize(deserializer)?;
            return Ok(kinds.into_iter().collect());
        }
        let bits = u16::deserialize(deserializer)?;
        let all: Self = PenaltyKind::ALL.into_iter().collect();
        let unknown = || serde::de::Error::custom("a bit that is no kind of penalty");
        Self(bits).is_within(all).then_some(Self(bits)).ok_or_else(unknown)
    }
}

/// A text that names no kind of penalty.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "'{part}' is no kind of penalty; write the codes 1-6 or 9, or the names of art. 9 of the \
     Administrative Penalty Law such as 警告 or 罚款, several joined by ';'"
)]
pub struct PenaltyKindError {
    part: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_read_by_code_and_by_name_administrative_penalty_law_art_9() {
        let check = |text: &str, expect: &str| {
            let kinds = PenaltyKinds::parse(text).map(|kinds| kinds.to_string());
            assert_eq!(kinds.as_deref(), Ok(expect), "{text}");
        };
        check("1", "警告");
        check("2;3", "罚款;没收违法所得;没收非法财物");
        check("4", "责令停产停业");
        check("5", "暂扣或者吊销许可证件");
        check("6,9", "行政拘留;其他");
        check("警告、通报批评", "警告;通报批评");
        check("罚款;没收违法所得、没收非法财物", "罚款;没收违法所得;没收非法财物");
        check("没收违法所得、非法财物", "没收违法所得;没收非法财物");
        check("没收", "没收违法所得;没收非法财物");
        check("没收违法所得；罚款", "罚款;没收违法所得");
        check("暂扣或者吊销许可证、暂扣或者吊销执照", "暂扣或者吊销许可证件");
        check("暂扣、吊销许可证", "暂扣或者吊销许可证件");
        check("吊销营业执照", "吊销许可证件");
        check("暂扣许可证件；降低资质等级", "暂扣许可证件;降低资质等级");
        check(
            "限制开展生产经营活动、责令停产停业、责令关闭、限制从业",
            "限制开展生产经营活动;责令停产停业;责令关闭;限制从业",
        );
        check("其他-责令改正，退还价款；罚款", "罚款;其他");
        check(" 罚款 ; ", "罚款");
    }

    #[test]
    fn what_is_no_kind_is_named_in_the_error() {
        for (text, part) in [("罚款;退款", "'退款'"), ("7", "'7'"), ("", "''"), ("；", "'；'")]
        {
            let fault = PenaltyKinds::parse(text).unwrap_err().to_string();
            assert!(fault.starts_with(&format!("{part} is no kind")), "{fault}");
        }
    }

    #[test]
    fn kind_5_of_2018_is_told_apart_by_the_decision() {
        let kinds = PenaltyKinds::parse("2;5").unwrap();
        for (content, expect) in [
            ("吊销食品经营许可证", "罚款;吊销许可证件"),
            ("暂扣营业执照三个月", "罚款;暂扣许可证件"),
            ("罚款2000元", "罚款;暂扣或者吊销许可证件"),
            ("暂扣或者吊销", "罚款;暂扣或者吊销许可证件"),
        ] {
            assert_eq!(kinds.told_apart_by(content).to_string(), expect, "{content}");
        }
        let fine = PenaltyKinds::parse("2").unwrap();
        assert_eq!(fine.told_apart_by("吊销"), fine);
    }

    #[test]
    fn every_kind_is_read_from_its_own_name_and_survives_both_formats() {
        for kind in PenaltyKind::ALL {
            let kinds = PenaltyKinds::NONE.with(kind);
            assert_eq!(PenaltyKinds::parse(kind.chinese()), Ok(kinds));
            let json = serde_json::to_string(&kinds).unwrap();
            assert_eq!(serde_json::from_str::<PenaltyKinds>(&json).unwrap(), kinds);
            let bytes = postcard::to_stdvec(&kinds).unwrap();
            assert_eq!(postcard::from_bytes::<PenaltyKinds>(&bytes).unwrap(), kinds);
        }
        let unknown = postcard::to_stdvec(&(1_u16 << 15)).unwrap();
        assert!(postcard::from_bytes::<PenaltyKinds>(&unknown).is_err());
        let json = serde_json::to_string(&PenaltyKinds::parse("3;1").unwrap()).unwrap();
        assert_eq!(json, r#"["warning","confiscate_income","confiscate_property"]"#);
    }
}

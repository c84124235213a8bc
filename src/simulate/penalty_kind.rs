//! What can be decided in a penalty, and for which offences.

use super::chance::Chance;
use super::penalty::Severity;
use super::town::Trade;

/// A combination of kinds of penalty (行政处罚法 art. 9) with its usual amounts.
#[derive(Debug)]
pub(super) struct Sanction {
    /// 处罚类别 by the law of 2021, joined with `;`.
    pub(super) kinds: &'static str,
    /// 处罚类别 in the words of the 双公示 standard.
    pub(super) kinds_2018: &'static str,
    /// What the decision says beside the amounts.
    pub(super) words: &'static str,
    pub(super) severity: Severity,
    /// How common it is in its list.
    pub(super) weight: u32,
    pub(super) fine_yuan: Option<(i64, i64)>,
    pub(super) confiscated_yuan: Option<(i64, i64)>,
    /// For how long something is forbidden.
    pub(super) restriction_months: Option<i32>,
    /// Decided on the spot (行政处罚法 art. 51).
    pub(super) procedure: Procedure,
    /// Certificates are withheld or revoked.
    pub(super) withholds: bool,
    /// The business licence itself is revoked.
    pub(super) ends_business: bool,
}

/// How a penalty is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Procedure {
    /// 普通程序.
    Ordinary,
    /// 简易程序.
    Simple,
}

const PLAIN: Sanction = Sanction {
    kinds: "警告",
    kinds_2018: "警告",
    words: "警告",
    severity: Severity::Minor,
    weight: 10,
    fine_yuan: None,
    confiscated_yuan: None,
    restriction_months: None,
    procedure: Procedure::Ordinary,
    withholds: false,
    ends_business: false,
};

const GENERAL_FINE: Sanction = Sanction {
    kinds: "罚款",
    kinds_2018: "罚款",
    words: "",
    severity: Severity::Ordinary,
    fine_yuan: Some((3_100, 95_000)),
    ..PLAIN
};

const SERIOUS_FINE: Sanction =
    Sanction { severity: Severity::Serious, fine_yuan: Some((210_000, 2_000_000)), ..GENERAL_FINE };

/// Minor sanctions (轻微).
pub(super) static MINOR: &[Sanction] = &[
    Sanction { procedure: Procedure::Simple, weight: 20, ..PLAIN },
    PLAIN,
    Sanction {
        kinds: "通报批评",
        kinds_2018: "其他-通报批评",
        words: "通报批评",
        weight: 4,
        ..PLAIN
    },
    Sanction {
        kinds: "罚款",
        kinds_2018: "罚款",
        words: "",
        weight: 20,
        fine_yuan: Some((200, 3_000)),
        procedure: Procedure::Simple,
        ..PLAIN
    },
    Sanction {
        kinds: "警告;罚款",
        kinds_2018: "警告;罚款",
        weight: 12,
        fine_yuan: Some((500, 3_000)),
        procedure: Procedure::Simple,
        ..PLAIN
    },
];

/// General sanctions (一般).
pub(super) static GENERAL: &[Sanction] = &[
    Sanction { weight: 30, ..GENERAL_FINE },
    Sanction {
        kinds: "罚款;没收违法所得",
        kinds_2018: "罚款;没收违法所得、没收非法财物",
        confiscated_yuan: Some((100, 60_000)),
        weight: 14,
        ..GENERAL_FINE
    },
    Sanction {
        kinds: "没收非法财物",
        kinds_2018: "没收违法所得、没收非法财物",
        fine_yuan: None,
        confiscated_yuan: Some((100, 20_000)),
        ..GENERAL_FINE
    },
    Sanction {
        kinds: "罚款;暂扣许可证件",
        kinds_2018: "罚款;暂扣或者吊销许可证、暂扣或者吊销执照",
        words: "暂扣许可证件三个月",
        restriction_months: Some(3),
        withholds: true,
        weight: 4,
        ..GENERAL_FINE
    },
    Sanction {
        kinds: "降低资质等级",
        kinds_2018: "其他-降低资质等级",
        words: "降低资质等级一级",
        fine_yuan: None,
        withholds: true,
        weight: 3,
        ..GENERAL_FINE
    },
    Sanction {
        kinds: "其他",
        kinds_2018: "其他-责令改正",
        words: "责令改正",
        fine_yuan: None,
        weight: 6,
        ..GENERAL_FINE
    },
];

/// Serious sanctions (严重).
pub(super) static SERIOUS: &[Sanction] = &[
    SERIOUS_FINE,
    Sanction {
        kinds: "罚款;吊销许可证件",
        kinds_2018: "罚款;暂扣或者吊销许可证、暂扣或者吊销执照",
        words: "吊销经营许可证",
        withholds: true,
        fine_yuan: Some((20_000, 300_000)),
        weight: 4,
        ..SERIOUS_FINE
    },
    Sanction {
        kinds: "吊销许可证件",
        kinds_2018: "暂扣或者吊销许可证、暂扣或者吊销执照",
        words: "吊销营业执照",
        fine_yuan: None,
        withholds: true,
        ends_business: true,
        weight: 3,
        ..SERIOUS_FINE
    },
    Sanction {
        kinds: "罚款;责令停产停业",
        kinds_2018: "罚款;责令停产停业",
        words: "责令停产停业六个月",
        fine_yuan: Some((10_000, 200_000)),
        restriction_months: Some(6),
        weight: 8,
        ..SERIOUS_FINE
    },
    Sanction {
        kinds: "限制开展生产经营活动",
        kinds_2018: "其他-限制开展生产经营活动",
        words: "限制开展生产经营活动一年",
        fine_yuan: None,
        restriction_months: Some(12),
        weight: 3,
        ..SERIOUS_FINE
    },
    Sanction {
        kinds: "责令关闭",
        kinds_2018: "其他-责令关闭",
        words: "责令关闭经营场所",
        fine_yuan: None,
        weight: 2,
        ..SERIOUS_FINE
    },
    Sanction {
        kinds: "罚款;限制从业",
        kinds_2018: "罚款;其他-限制从业",
        words: "五年内限制从业",
        fine_yuan: Some((10_000, 200_000)),
        restriction_months: Some(60),
        weight: 3,
        ..SERIOUS_FINE
    },
    Sanction {
        kinds: "罚款;没收违法所得;没收非法财物",
        kinds_2018: "罚款;没收违法所得、没收非法财物",
        confiscated_yuan: Some((50_000, 800_000)),
        weight: 6,
        ..SERIOUS_FINE
    },
    Sanction {
        kinds: "行政拘留",
        kinds_2018: "行政拘留",
        words: "对经营者行政拘留五日",
        fine_yuan: None,
        weight: 1,
        ..SERIOUS_FINE
    },
];

/// An offence.
#[derive(Debug)]
pub(super) struct Offence {
    /// 违法行为类型.
    pub(super) kind: &'static str,
    /// What was done, as it follows the word for the party.
    pub(super) act: &'static str,
    /// 处罚依据.
    pub(super) basis: &'static str,
}

static FOOD_OFFENCES: [Offence; 3] = [
    Offence {
        kind: "经营超过保质期的食品",
        act: "销售超过保质期的食品",
        basis: "《中华人民共和国食品安全法》第一百二十四条第一款第五项",
    },
    Offence {
        kind: "未取得食品经营许可从事食品经营活动",
        act: "在许可范围之外从事食品经营活动",
        basis: "《中华人民共和国食品安全法》第一百二十二条第一款",
    },
    Offence {
        kind: "未按规定进货查验",
        act: "采购食品时未查验供货者的许可证和合格证明",
        basis: "《中华人民共和国食品安全法》第一百二十六条第一款",
    },
];

static GENERAL_OFFENCES: [Offence; 7] = [
    Offence {
        kind: "未明码标价",
        act: "销售商品未按规定明码标价",
        basis: "《中华人民共和国价格法》第四十二条",
    },
    Offence {
        kind: "价格欺诈",
        act: "以虚构原价的方式诱骗消费者交易",
        basis: "《中华人民共和国价格法》第四十条第一款",
    },
    Offence {
        kind: "发布虚假广告",
        act: "在经营场所和网店发布内容虚假的广告",
        basis: "《中华人民共和国广告法》第五十五条第一款",
    },
    Offence {
        kind: "侵犯注册商标专用权",
        act: "销售侵犯注册商标专用权的商品",
        basis: "《中华人民共和国商标法》第六十条第二款",
    },
    Offence {
        kind: "以假充真、以次充好",
        act: "销售以次充好的商品",
        basis: "《中华人民共和国产品质量法》第五十条",
    },
    Offence {
        kind: "虚构交易、编造用户评价",
        act: "组织虚构交易并编造用户评价",
        basis: "《中华人民共和国反不正当竞争法》",
    },
    Offence {
        kind: "侵害消费者个人信息",
        act: "未经同意向他人提供消费者的联系方式",
        basis: "《中华人民共和国消费者权益保护法》第五十六条第一款",
    },
];

/// Draws an offence that such a merchant can commit.
pub(super) fn offence(chance: &mut Chance, trade: &Trade) -> &'static Offence {
    let sells_food = trade.permit.is_some_and(|permit| permit.mark == "食");
    if sells_food && chance.happens(0.6) {
        chance.pick(&FOOD_OFFENCES)
    } else {
        chance.pick(&GENERAL_OFFENCES)
    }
}

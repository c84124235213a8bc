//! What consumers write: phrases put together, and the copied texts of bought reviews.

use super::chance::Chance;

const GOOD: [&str; 10] = [
    "味道样样都好",
    "东西和说的一样",
    "老板很热心",
    "包装仔细",
    "下次还来",
    "价格实在",
    "送得比想的快",
    "店里干净",
    "问什么都耐心答",
    "比上次还好",
];
const MIDDLING: [&str; 10] = [
    "一般般吧",
    "没有图上好看",
    "等得有点久",
    "分量少了些",
    "还能接受",
    "价格偏高",
    "态度不冷不热",
    "包装压坏了一角",
    "凑合用",
    "说不上好也说不上坏",
];
const BAD: [&str; 10] = [
    "和描述差太远",
    "等了半天没人理",
    "东西有瑕疵",
    "退款拖了很久",
    "不会再来了",
    "收费不清楚",
    "送来已经坏了",
    "态度很差",
    "打开就有异味",
    "说好的没有兑现",
];
const OCCASIONS: [&str; 12] = [
    "给家里买的",
    "朋友推荐的",
    "路过进去看看",
    "周末去的",
    "下班顺路",
    "生日那天",
    "搬家用的",
    "雨天下的单",
    "替同事带的",
    "过节前买的",
    "头一回试",
    "犹豫好久才下手",
];
const COPIED: [&str; 8] = [
    "宝贝收到了非常满意五分好评",
    "质量超级好强烈推荐大家购买",
    "物流神速服务一流好评好评",
    "用过最好的一家没有之一",
    "东西太差千万别买上当了",
    "假货退钱黑店大家避雷",
    "服务极差再也不来了差评",
    "完全是骗人的一星都嫌多",
];
const ENDINGS: [&str; 3] = ["", "！", "～"];

/// A text, as the numbers of its phrases.
#[derive(Clone, Copy, Debug)]
pub(super) enum Wording {
    /// Written by the rater: tier, occasion, two phrases, a count of visits.
    Own { tier: u8, occasion: u8, phrases: [u8; 2], visit: u8 },
    /// One of the texts that are handed out, hardly changed.
    Copied { text: u8, ending: u8 },
}

impl Wording {
    /// What someone writes who gives that many stars.
    pub(super) fn draw(chance: &mut Chance, stars: u8) -> Self {
        let tier = match stars {
            0..=2 => 2,
            3 => 1,
            _ => 0,
        };
        Self::Own {
            tier,
            occasion: chance.below(OCCASIONS.len() as u32) as u8,
            phrases: [chance.below(10) as u8, chance.below(10) as u8],
            visit: chance.below(30) as u8,
        }
    }

    /// A text handed out for praise (0 to 3) or for a smear (4 to 7).
    pub(super) fn copied(chance: &mut Chance, text: u8) -> Self {
        Self::Copied { text, ending: chance.below(ENDINGS.len() as u32) as u8 }
    }

    /// The text.
    pub(super) fn text(self) -> String {
        match self {
            Self::Own { tier, occasion, phrases, visit } => {
                let phrase = |at: u8| [GOOD, MIDDLING, BAD][usize::from(tier)][usize::from(at)];
                let occasion = OCCASIONS[usize::from(occasion)];
                let [first, second] = phrases.map(phrase);
                match (visit, first == second) {
                    (0..4, _) => format!("{occasion}, 第{}次了, {first}", visit + 2),
                    (_, true) => format!("{occasion}, {first}"),
                    (_, false) => format!("{occasion}, {first}, {second}"),
                }
            }
            Self::Copied { text, ending } => {
                format!("{}{}", COPIED[usize::from(text)], ENDINGS[usize::from(ending)])
            }
        }
    }
}

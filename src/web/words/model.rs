//! What the page of a scorecard says.

use crate::web::language::{Phrase, phrase};

pub(in crate::web) const MODELS: Phrase = phrase("评分模型", "Scorecards");
pub(in crate::web) const MODELS_TEXT: Phrase = phrase(
    "本服务使用过的全部评分卡。每张卡都可逐项阅读，给分规则不含任何隐藏部分。",
    "Every scorecard that this service knows. Each can be read item by item; nothing of it is hidden.",
);
pub(in crate::web) const NAME: Phrase = phrase("名称", "Name");
pub(in crate::web) const KIND: Phrase = phrase("类型", "Kind");
pub(in crate::web) const EXPERT: Phrase = phrase("专家卡", "Expert");
pub(in crate::web) const TRAINED: Phrase = phrase("训练卡", "Trained");
pub(in crate::web) const CHAMPION: Phrase = phrase("现用", "In use");
pub(in crate::web) const KNOWN_SINCE: Phrase = phrase("启用登记", "Known since");
pub(in crate::web) const FROM_BEGINNING: Phrase = phrase("自始", "from the beginning");
pub(in crate::web) const ABOUT: Phrase = phrase("关于此卡", "About this card");
pub(in crate::web) const BASE_POINTS: Phrase = phrase("基础分", "Base points");
pub(in crate::web) const REACH: Phrase = phrase("可达分值", "Points it can give");
pub(in crate::web) const DIGEST: Phrase = phrase("内容摘要 (SHA-256)", "Digest (SHA-256)");
pub(in crate::web) const SOURCES: Phrase = phrase("依据", "Sources");
pub(in crate::web) const GRADES: Phrase = phrase("等级划分", "Grades");
pub(in crate::web) const FROM: Phrase = phrase("分值自", "From points");
pub(in crate::web) const THE_CARD: Phrase = phrase("评分卡", "The scorecard");
pub(in crate::web) const THE_CARD_TEXT: Phrase = phrase(
    "每项指标按取值落入一档，各档得分如下；条形按该项最高分画出。",
    "The value of each item falls in one bin, which gives its points; bars are drawn against the best \
     bin of the item.",
);
pub(in crate::web) const BIN: Phrase = phrase("档", "Bin");
pub(in crate::web) const BECAUSE: Phrase = phrase("理由", "Why");
pub(in crate::web) const N: Phrase = phrase("样本数", "Sample");
pub(in crate::web) const BAD_RATE: Phrase = phrase("坏样本率", "Bad rate");
pub(in crate::web) const LOWER: Phrase = phrase("越低越好", "lower is better");
pub(in crate::web) const HIGHER: Phrase = phrase("越高越好", "higher is better");
pub(in crate::web) const TRAINING: Phrase = phrase("训练", "Training");
pub(in crate::web) const SAMPLE: Phrase = phrase("样本", "Sample");
pub(in crate::web) const OUTCOME: Phrase = phrase("结果定义", "Outcome");
pub(in crate::web) const DRIFT: Phrase = phrase("稳定性", "Drift");
pub(in crate::web) const DRIFT_TEXT: Phrase = phrase(
    "最近一次批量评分与参照分布之间的稳定性指数；大于 0.1 警示，大于 0.25 告警。",
    "The stability index of the last run against what it is compared with; above 0.1 is a warning, \
     above 0.25 an alarm.",
);
pub(in crate::web) const DRIFT_NONE: Phrase =
    phrase("此卡尚无完整的批量评分。", "There is no run over everyone by this card yet.");
pub(in crate::web) const LAST_RUN: Phrase = phrase("最近一次批量评分：", "The last run scored");
pub(in crate::web) const NO_TRAINING: Phrase =
    phrase("专家卡没有训练样本可比。", "An expert card has no training sample to compare with.");
pub(in crate::web) const ONE_RUN: Phrase =
    phrase("此卡只有一次批量评分，尚无从比较。", "There is only one run by this card yet.");
pub(in crate::web) const AGAINST_FIRST: Phrase =
    phrase("与此卡首次批量评分相比", "Against the first run by this card");
pub(in crate::web) const AGAINST_RUN: Phrase =
    phrase("与上一次批量评分相比", "Against the run before");
pub(in crate::web) const AGAINST_TRAINING: Phrase =
    phrase("与训练样本相比", "Against the training sample");
pub(in crate::web) const FEATURE: Phrase = phrase("指标", "Item");
pub(in crate::web) const INDEX: Phrase = phrase("指数", "Index");
pub(in crate::web) const BY_CHANCE: Phrase = phrase("偶然可达", "By chance");
pub(in crate::web) const ALL_POINTS: Phrase = phrase("总分（PSI）", "All points (PSI)");

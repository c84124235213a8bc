//! What the pages of runs say.

use crate::web::language::{Language, Phrase, phrase};

pub(in crate::web) const RUNS: Phrase = phrase("批量评分", "Runs");
pub(in crate::web) const RUNS_TEXT: Phrase = phrase(
    "每次批量评分对全部商户按同一日、同一信息位置和同一评分卡评分。",
    "A run scores every merchant as of one day, from one position of the records, by one scorecard.",
);
pub(in crate::web) const NO_RUNS: Phrase = phrase("还没有批量评分。", "There are no runs yet.");
pub(in crate::web) const RUN: Phrase = phrase("批次", "Run");
pub(in crate::web) const AS_OF: Phrase = phrase("评分日", "As of");
pub(in crate::web) const CARD: Phrase = phrase("评分卡", "Scorecard");
pub(in crate::web) const STARTED: Phrase = phrase("开始", "Started");
pub(in crate::web) const FINISHED: Phrase = phrase("结束", "Finished");
pub(in crate::web) const SCORED: Phrase = phrase("计算数", "Computed");
pub(in crate::web) const UNDER_WAY: Phrase = phrase("进行中", "Under way");
pub(in crate::web) const INTERRUPTED: Phrase = phrase("未完成", "Not finished");
pub(in crate::web) const PROGRESS: Phrase = phrase("进度", "Progress");
pub(in crate::web) const RELOAD: Phrase = phrase("刷新", "Refresh");
pub(in crate::web) const ONLY: Phrase = phrase("范围", "Only");
pub(in crate::web) const EVERYONE: Phrase = phrase("全部商户", "everyone");
pub(in crate::web) const MERCHANTS: Phrase = phrase("商户", "Merchants");
pub(in crate::web) const RATED: Phrase = phrase("已评级", "Rated");
pub(in crate::web) const NOT_RATED: Phrase = phrase("未评级", "Not rated");
pub(in crate::web) const MEAN: Phrase = phrase("平均分", "Mean points");
pub(in crate::web) const BY_GRADE: Phrase = phrase("等级分布", "By grade");
pub(in crate::web) const BY_POINTS: Phrase = phrase("分值分布", "By points");
pub(in crate::web) const N: Phrase = phrase("商户数", "Merchants");
pub(in crate::web) const LACKING: Phrase =
    phrase("未评级的首要原因", "Not rated, by what is lacking first");
pub(in crate::web) const REASON: Phrase = phrase("原因", "Reason");
pub(in crate::web) const SINCE: Phrase = phrase("与上一批次相比", "Since the run before");
pub(in crate::web) const NO_EARLIER: Phrase =
    phrase("没有可比较的上一批次。", "There is no earlier run to compare with.");
pub(in crate::web) const MIGRATION: Phrase = phrase("等级迁移矩阵", "Migration of grades");
pub(in crate::web) const BEFORE: Phrase = phrase("此前", "Before");
pub(in crate::web) const AFTER: Phrase = phrase("此后", "After");
pub(in crate::web) const RISEN: Phrase = phrase("上升", "Risen");
pub(in crate::web) const FALLEN: Phrase = phrase("下降", "Fallen");
pub(in crate::web) const ENTERED: Phrase = phrase("新增", "New");
pub(in crate::web) const LEFT: Phrase = phrase("退出", "Gone");
pub(in crate::web) const MOVERS: Phrase = phrase("变动最大的商户", "Who moved most");
pub(in crate::web) const PUBLIC_MOVERS: Phrase = phrase(
    "仅列出两次评分均与今日公开结果一致的商户。",
    "Only merchants whose scores of both runs are what everybody is answered today.",
);
pub(in crate::web) const NO_MOVERS: Phrase =
    phrase("没有可列出的商户。", "There is nobody to list.");
pub(in crate::web) const NEAREST_TEN: Phrase = phrase(
    "公开页面的数量取整到十，使任何一家商户都不能从中被认出。",
    "Counts are told to the nearest ten, so that no merchant can be told from them.",
);
pub(in crate::web) const MERCHANT: Phrase = phrase("商户", "Merchant");
pub(in crate::web) const CHANGE: Phrase = phrase("变动", "Change");
pub(in crate::web) const WHY: Phrase = phrase("原因", "Why");
pub(in crate::web) const PSI: Phrase = phrase("分值稳定性指数（PSI）", "Stability of points (PSI)");

/// A run by its number.
pub(in crate::web) fn run(language: Language, number: i64) -> String {
    match language {
        Language::Chinese => format!("批次 {number}"),
        Language::English => format!("Run {number}"),
    }
}

/// How far a run has come.
pub(in crate::web) fn done(language: Language, n: &str, of: &str) -> String {
    match language {
        Language::Chinese => format!("已完成 {n} / {of}"),
        Language::English => format!("{n} of {of} places done"),
    }
}

/// The distribution over grades in words.
pub(in crate::web) fn by_grade(language: Language, largest: &str, n: u64, all: u64) -> String {
    match language {
        Language::Chinese => {
            format!("柱形图：{all} 家已评级商户，最多的等级是 {largest}，共 {n} 家")
        }
        Language::English => {
            format!("Column chart: {all} rated merchants; most have grade {largest}, {n} of them")
        }
    }
}

/// The distribution over points in words.
pub(in crate::web) fn by_points(language: Language, band: &str, n: u64) -> String {
    match language {
        Language::Chinese => format!("柱形图：按分值分段的商户数，最多的是 {band} 分，共 {n} 家"),
        Language::English => {
            format!("Column chart: merchants by band of points; most are at {band}, {n} of them")
        }
    }
}

//! What the search page says.

use crate::web::language::{Language, Phrase, phrase};

pub(in crate::web) const TITLE: Phrase =
    phrase("这家商户可信吗？", "How far can this merchant be trusted?");
pub(in crate::web) const LEAD: Phrase = phrase(
    "按名称、统一社会信用代码或网店查询：评分、原因，以及每一分背后的记录。",
    "Search by name, credit code or shop: the score, the reasons, and the record behind every point.",
);
pub(in crate::web) const FIELD: Phrase = phrase("名称、代码或网店", "Name, code or shop");
pub(in crate::web) const BUTTON: Phrase = phrase("查询", "Search");
pub(in crate::web) const RESULTS: Phrase = phrase("查询结果", "Results");
pub(in crate::web) const NOTHING: Phrase = phrase(
    "没有找到。请检查写法，或改用统一社会信用代码。",
    "Nothing was found. Check the spelling, or try the credit code.",
);
pub(in crate::web) const RECENT: Phrase = phrase("最近公示", "Recently published");
pub(in crate::web) const NOTHING_RECENT: Phrase =
    phrase("尚无可公示的许可或处罚。", "No licence or penalty is published yet.");
pub(in crate::web) const IS: Phrase = phrase("这是什么", "What this is");
pub(in crate::web) const IS_TEXT: Phrase = phrase(
    "依据行政许可、行政处罚、抽查检查、消费评价与投诉，以公开的评分卡计算。每次回答都写明所依据的记录、法规版本和评分卡，可随时重算。",
    "Licences, penalties, inspections, consumers' ratings and complaints, weighed by a scorecard that \
     anyone can read. Every answer names the records, the law and the card it rests on, and can be \
     computed again.",
);
pub(in crate::web) const IS_NOT: Phrase = phrase("这不是什么", "What this is not");
pub(in crate::web) const IS_NOT_TEXT: Phrase = phrase(
    "不是公共信用综合评价，不是行政决定，也不预测任何人的行为。依法修复、撤回或公示期满的记录既不显示，也不计分。",
    "It is no public credit evaluation, no administrative decision, and foretells nobody's conduct. \
     What was repaired, withdrawn or has reached the end of its display is neither shown nor counted.",
);

/// That more were found than are listed.
pub(in crate::web) fn more_than(language: Language, n: usize) -> String {
    match language {
        Language::Chinese => format!("列出前 {n} 家，请写得更具体以缩小范围"),
        Language::English => format!("The first {n} merchants; write more to narrow it down"),
    }
}

/// How many were found.
pub(in crate::web) fn found(language: Language, n: usize) -> String {
    match language {
        Language::Chinese => format!("找到 {n} 家商户"),
        Language::English => format!("{n} merchants found"),
    }
}

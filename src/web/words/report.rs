//! What a credit report and its verification say.

use crate::web::language::{Language, Phrase, phrase};

pub(in crate::web) const TITLE: Phrase = phrase("商户信用报告", "Merchant credit report");
pub(in crate::web) const LAYOUT: Phrase = phrase(
    "编排参照 GB/T 31953-2023《企业信用评价报告编制指南》",
    "Laid out after GB/T 31953-2023, guide to enterprise credit evaluation reports",
);
pub(in crate::web) const PRINT: Phrase = phrase("打印", "Print");
pub(in crate::web) const BACK: Phrase = phrase("返回商户页", "Back to the merchant");
pub(in crate::web) const NUMBER: Phrase = phrase("核验码", "Verification code");
pub(in crate::web) const ISSUED: Phrase = phrase("出具日期", "Issued on");
pub(in crate::web) const SUBJECT: Phrase = phrase("一、评价对象", "1. Subject");
pub(in crate::web) const METHOD: Phrase = phrase("二、评价方法", "2. Method");
pub(in crate::web) const RESULTS: Phrase = phrase("三、指标评价结果", "3. Results by indicator");
pub(in crate::web) const GRADE: Phrase = phrase("四、信用等级", "4. Grade");
pub(in crate::web) const RECORDS: Phrase = phrase("五、信用记录", "5. Records");
pub(in crate::web) const VALIDITY: Phrase = phrase("六、有效期", "6. Validity");
pub(in crate::web) const STATEMENT: Phrase = phrase("七、声明", "7. Statement");
pub(in crate::web) const METHOD_TEXT: Phrase = phrase(
    "采用评分卡法：对下列各项指标按其取值给分，基础分与各项得分之和即为总分（0–1000 分，越高越好）；\
     信用等级按 GB/T 22116-2008 的十等表示。公共信用信息与市场信息分别计列。",
    "A scorecard gives points for the value of each indicator below; base points and the points of \
     all indicators add up to the score (0 to 1000, higher is better). Grades are the ten of GB/T \
     22116-2008. Public credit information and market information are shown apart.",
);
pub(in crate::web) const VALID_ON: Phrase = phrase(
    "评分随记录每日变化，本报告仅表示出具之日的结果；此后结果请以在线查询为准。",
    "Scores change with the records from day to day. This report says what held on the day of issue; \
     for later days, ask the service.",
);
pub(in crate::web) const STATEMENT_TEXT: Phrase = phrase(
    "依法不再公示、已修复或已撤回的信息不列入本报告，也不影响其评分。消费投诉为消费者主张，不等于违法事实。\
     主体对记录或评分有异议的，可提出异议申请。",
    "Information that by law is no longer displayed, was repaired or was withdrawn is neither listed \
     nor counted. A complaint is what a consumer claims, not proof of a fault. The subject may object \
     to any record and to the score.",
);
pub(in crate::web) const SCAN: Phrase = phrase("扫码核验", "Scan to verify");
pub(in crate::web) const QR: Phrase =
    phrase("核验网址的二维码", "QR code of the address of verification");

pub(in crate::web) const VERIFY_TITLE: Phrase = phrase("核验信用报告", "Verify a credit report");
pub(in crate::web) const VERIFY_TEXT: Phrase = phrase(
    "输入报告上的统一社会信用代码和核验码，查看所印评分是否为本服务当日给出的结果。",
    "Enter the credit code and the verification code of a report to see whether the printed score is \
     what this service said on that day.",
);
pub(in crate::web) const VERIFY_BUTTON: Phrase = phrase("核验", "Verify");
pub(in crate::web) const GENUINE: Phrase = phrase(
    "属实：本服务当日给出的就是以下结果。",
    "Genuine: this is what the service said on that day.",
);
pub(in crate::web) const NOT_GENUINE: Phrase = phrase(
    "不符：本服务没有为该主体出具过带此核验码的报告。请核对两项输入。",
    "Not genuine: this service issued no report with this code for this subject. Check both entries.",
);
pub(in crate::web) const AGAIN: Phrase = phrase("重新计算", "Computed again");
pub(in crate::web) const AGAIN_SAME: Phrase = phrase(
    "以当时已知的记录、法规和评分卡重新计算，结果一致。",
    "Computed again from the records, the law and the scorecard known then: the same.",
);
pub(in crate::web) const AGAIN_OTHER: Phrase = phrase(
    "以当时已知的记录重新计算，结果不同；请联系运营方。",
    "Computed again from the records known then, it is not the same; please tell the operator.",
);
pub(in crate::web) const TODAY_DIFFERS: Phrase = phrase(
    "这是当日的结果，今日的评分可能不同。",
    "This held on that day; the score of today may differ.",
);
pub(in crate::web) const SEE_TODAY: Phrase = phrase("查看今日结果", "See today's");

/// Until when a report speaks.
pub(in crate::web) fn issued(language: Language, day: &str) -> String {
    match language {
        Language::Chinese => format!("本报告于 {day} 出具，反映当日结果。"),
        Language::English => format!("Issued on {day}; it speaks of that day."),
    }
}

//! What the supervisor's desk says.

use crate::domain::publication::state::PublicationState;
use crate::web::language::{Language, Phrase, phrase};

pub(in crate::web) const TITLE: Phrase = phrase("监管工作台", "Supervisor's desk");
pub(in crate::web) const SIGN_IN: Phrase = phrase("登录工作台", "Sign in to the desk");
pub(in crate::web) const SIGN_IN_TEXT: Phrase = phrase(
    "请输入角色为主管机关、分析员或管理员的接口密钥。会话最长 8 小时，闲置 1 小时后结束。",
    "Enter an API key with the role authority, analyst or admin. A session lasts eight hours, or one \
     hour without use.",
);
pub(in crate::web) const KEY: Phrase = phrase("密钥", "Key");
pub(in crate::web) const BUTTON: Phrase = phrase("登录", "Sign in");
pub(in crate::web) const SIGN_OUT: Phrase = phrase("退出登录", "Sign out");
pub(in crate::web) const WRONG_KEY: Phrase =
    phrase("密钥无效、已过期或已吊销。", "The key is unknown, expired or revoked.");
pub(in crate::web) const WRONG_ROLE: Phrase =
    phrase("此密钥的角色不能使用工作台。", "The role of this key has no desk.");
pub(in crate::web) const SIGNED_IN: Phrase = phrase("当前密钥", "Signed in as");
pub(in crate::web) const AUTHORITY: Phrase = phrase("机关", "Authority");
pub(in crate::web) const REGION: Phrase =
    phrase("地区（行政区划代码前缀）", "Region (prefix of the division code)");
pub(in crate::web) const MONTH: Phrase = phrase("决定月份", "Month of decision");
pub(in crate::web) const FILTER: Phrase = phrase("筛选", "Filter");
pub(in crate::web) const TIMELINESS: Phrase = phrase("双公示及时性", "Publication in time");
pub(in crate::web) const TIMELINESS_TEXT: Phrase = phrase(
    "自作出决定之日起 7 个工作日内公示为及时；按机关统计。",
    "Decisions are to be published within seven working days; by authority.",
);
pub(in crate::web) const ALARMS: Phrase = phrase("评价预警", "Alarms about ratings");
pub(in crate::web) const ALARMS_TEXT: Phrase = phrase(
    "需人工核查的评价异常；预警本身不作任何认定。",
    "What about ratings a human should look into; an alarm decides nothing.",
);
pub(in crate::web) const ALARMS_NEVER: Phrase = phrase(
    "尚未生成过预警（merchant-credit alarms）。",
    "No alarms were raised yet (merchant-credit alarms).",
);
pub(in crate::web) const NO_ALARMS: Phrase = phrase("没有预警。", "There are no alarms.");
pub(in crate::web) const ALARM: Phrase = phrase("预警", "Alarm");
pub(in crate::web) const ALARM_DAYS: Phrase = phrase("所涉评价日期", "Days of the ratings");
pub(in crate::web) const BY_MONTH: Phrase =
    phrase("各月及时率（按决定月份）", "Share in time by month of decision");
pub(in crate::web) const DECISIONS: Phrase = phrase("决定数", "Decisions");
pub(in crate::web) const ON_TIME: Phrase = phrase("及时", "In time");
pub(in crate::web) const LATE: Phrase = phrase("迟报", "Late");
pub(in crate::web) const OVERDUE: Phrase = phrase("逾期未公示", "Overdue");
pub(in crate::web) const PENDING: Phrase = phrase("待公示", "To be published");
pub(in crate::web) const RATE: Phrase = phrase("及时率", "In time, share");
pub(in crate::web) const WORST: Phrase = phrase("最长用时（工作日）", "Worst delay (working days)");
pub(in crate::web) const OVERDUE_AND_DUE: Phrase = phrase("逾期与即将到期", "Overdue and due soon");
pub(in crate::web) const WORK: Phrase = phrase("待办事项", "Open work");
pub(in crate::web) const WORK_TEXT: Phrase = phrase(
    "法律要求在某日前完成的每一步：待公示的决定、待办理的信用修复与异议，最紧的在前。",
    "Every step the law wants taken by a day: decisions to publish, repairs and objections to decide; \
     most urgent first.",
);
pub(in crate::web) const NO_WORK: Phrase = phrase("没有待办事项。", "Nothing is open.");
pub(in crate::web) const DUE: Phrase = phrase("截止日期", "Due");
pub(in crate::web) const STEP: Phrase = phrase("步骤", "Step");
pub(in crate::web) const RECORD: Phrase = phrase("记录", "Record");
pub(in crate::web) const ABOUT: Phrase = phrase("针对", "About");
pub(in crate::web) const MERCHANT: Phrase = phrase("主体", "Merchant");
pub(in crate::web) const STATE: Phrase = phrase("状态", "State");
pub(in crate::web) const IS_OVERDUE: Phrase = phrase("已逾期", "Overdue");
pub(in crate::web) const IN_TIME: Phrase = phrase("未逾期", "In time");
pub(in crate::web) const PROVISIONAL: Phrase = phrase("暂定", "provisional");
pub(in crate::web) const CSV: Phrase = phrase("下载 CSV", "Download CSV");
pub(in crate::web) const DELAY: Phrase = phrase("已用工作日", "Working days so far");
pub(in crate::web) const DECIDED: Phrase = phrase("决定日期", "Decided");
pub(in crate::web) const NOTHING_DECIDED: Phrase =
    phrase("没有符合条件的决定。", "No decisions fit.");

/// A step by its name in the rule tables.
pub(in crate::web) fn step(code: &str) -> Option<Phrase> {
    Some(match code {
        "publish_credit_china" => phrase("公示（信用中国）", "Publish (Credit China)"),
        "publish_enterprise_system" => {
            phrase("公示（企业信用信息公示系统）", "Publish (enterprise system)")
        }
        "repair_accept" => phrase("受理信用修复申请", "Accept a repair or refuse it"),
        "repair_decide" => phrase("作出信用修复决定", "Decide a repair"),
        "repair_answer" => phrase("答复信用修复申请人", "Answer who applied for a repair"),
        "repair_push" => phrase("同步修复结果", "Pass on the outcome of a repair"),
        "objection_mark" => phrase("异议标注", "Mark what is objected to"),
        "objection_check" => phrase("核对异议信息", "Check an objection"),
        "objection_transfer" => phrase("转交信息提供单位", "Pass an objection to the provider"),
        "objection_decide" => phrase("处理异议", "Decide an objection"),
        "objection_provider_decide" => {
            phrase("信息提供单位处理异议", "The provider decides an objection")
        }
        "objection_total" => phrase("办结异议", "End an objection"),
        "complaint_accept" => phrase("受理投诉", "Accept a complaint or refuse it"),
        "complaint_mediate" => phrase("投诉调解", "End the mediation of a complaint"),
        "complaint_tell" => phrase("告知投诉双方", "Tell the parties of a complaint"),
        _ => return None,
    })
}

/// Where a publication stands.
pub(in crate::web) const fn state(state: &PublicationState) -> Phrase {
    match state {
        PublicationState::ToBePublished { .. } => PENDING,
        PublicationState::Overdue { .. } => OVERDUE,
        PublicationState::PublishedOnTime { .. } => ON_TIME,
        PublicationState::PublishedLate { .. } => LATE,
        PublicationState::Exempt { .. } => phrase("不予公示", "Exempt"),
        PublicationState::Withdrawn => phrase("已撤回", "Withdrawn"),
    }
}

/// The timeliness of all authorities in words.
pub(in crate::web) fn timeliness(language: Language, n: u64, rate: &str) -> String {
    match language {
        Language::Chinese => format!("条形图：{n} 个机关的公示及时率，合计 {rate}"),
        Language::English => format!("Bar chart: share in time of {n} authorities; {rate} in all"),
    }
}

/// The share in time by month in words.
pub(in crate::web) fn by_month(
    language: Language,
    first: (&str, &str),
    last: (&str, &str),
) -> String {
    let ((from, was), (to, is)) = (first, last);
    match language {
        Language::Chinese => format!("折线图：{from}及时率 {was}，{to} {is}"),
        Language::English => format!("Line chart: {was} in time in {from}, {is} in {to}"),
    }
}

/// How many items are left out of a list.
pub(in crate::web) fn cut(language: Language, shown: usize, n: usize) -> String {
    match language {
        Language::Chinese => format!("共 {n} 项，列出最紧的 {shown} 项；全部见 CSV。"),
        Language::English => format!("The {shown} most urgent of {n}; the CSV file has all."),
    }
}

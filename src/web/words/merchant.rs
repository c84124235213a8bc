//! What the page of a merchant says.

use crate::web::language::{Language, Phrase, phrase};

pub const SCORE: Phrase = phrase("信用评分", "Credit score");
pub const OF_1000: Phrase = phrase("分（满分 1000）", "points of 1000");
pub const WHY: Phrase = phrase("失分原因", "Why not more");
pub const WHY_TEXT: Phrase = phrase(
    "每一项按失分多少排列，并列出其依据的记录。基础分与各项得分之和即为总分。",
    "What lost points, most first, with the records behind each. Base points and the points of all \
     items add up to the score.",
);
pub const NOTHING_LOST: Phrase = phrase("没有失分项。", "Nothing lost any points.");
pub const ALL_ITEMS: Phrase = phrase("全部评分项", "All items of the score");
pub const ITEM: Phrase = phrase("评分项", "Item");
pub const VALUE: Phrase = phrase("取值", "Value");
pub const POINTS_GOT: Phrase = phrase("得分", "Points");
pub const POINTS_LOST: Phrase = phrase("失分", "Lost");
pub const BASE: Phrase = phrase("基础分", "Base points");
pub const SUM: Phrase = phrase("合计", "Sum");
pub const PART: Phrase = phrase("部分", "Part");
pub const RECORDS: Phrase = phrase("依据记录", "Records");
pub const IMPROVE: Phrase = phrase("如何改善", "What would help");
pub const UNKNOWN: Phrase = phrase("未知", "not known");

pub const NOT_RATED_TITLE: Phrase = phrase("暂不评级", "Not rated");
pub const NOT_RATED_TEXT: Phrase = phrase(
    "信息不足以评分。这不是差评，也不是好评。主体身份明确后，具备下列任一项即可评级：",
    "There is too little to go by. That speaks neither for nor against the merchant. Once it is \
     known who this is, any one of these would be enough:",
);

pub const COURSE: Phrase = phrase("评分走势", "The score over time");
pub const COURSE_TEXT: Phrase = phrase(
    "近 24 个月，每月首日及查询日。以今日可公示的信息计算：已修复、已撤回或公示期满的记录不影响任何一天。",
    "The first day of each of 24 months, and the day asked. Computed from what may be shown today: \
     what was repaired, withdrawn or has reached the end of its display moves no day.",
);
pub const COURSE_NONE: Phrase =
    phrase("近 24 个月均不足以评级。", "There was too little to rate in all of 24 months.");
pub const MOVED_BY: Phrase = phrase("变动原因", "What moved it");

pub const RATINGS_COURSE: Phrase = phrase("消费评价走势", "Ratings over time");
pub const RATINGS_TEXT: Phrase = phrase(
    "圆点为当月可信均值（空心表示多数评价可信度低），竖线为 95% 区间，柱高为评价数量。",
    "A dot is the believed mean of a month (hollow where most ratings are doubted), its whisker the \
     95 % interval, the columns how many there were.",
);
pub const RATINGS_NONE: Phrase = phrase("近 24 个月没有评价。", "No ratings within 24 months.");
pub const N_RATINGS: Phrase = phrase("评价数", "Ratings");
pub const MEAN: Phrase = phrase("可信均值", "Believed mean");
pub const INTERVAL: Phrase = phrase("95% 区间", "95 % interval");
pub const BELIEF: Phrase = phrase("可信度", "Belief");

pub const REPORT: Phrase = phrase("信用报告（可打印）", "Credit report (printable)");
pub const AS_DATA: Phrase = phrase("数据（JSON）", "Data (JSON)");
pub const ABOUT: Phrase = phrase("主体信息", "Who it is");
pub const CODE: Phrase = phrase("统一社会信用代码", "Unified social credit code");
pub const IDENTITY: Phrase = phrase("标识", "Identity");
pub const CATEGORY: Phrase = phrase("主体类别", "Category");
pub const STATUS: Phrase = phrase("登记状态", "Status");
pub const REGISTERED: Phrase = phrase("成立日期", "Registered");
pub const REGION: Phrase = phrase("登记地区", "Region");
pub const INDUSTRY: Phrase = phrase("行业", "Industry");
pub const FORMER_NAMES: Phrase = phrase("曾用名", "Former names");
pub const SINCE: Phrase = phrase("起", "from");
pub const SHOPS: Phrase = phrase("网店", "Shops");
pub const PREMISES: Phrase = phrase("经营场所", "Premises");
pub const UNNAMED: Phrase = phrase("（名称未知）", "(name not known)");

pub const DOCUMENT: Phrase = phrase("文书", "Document");
pub const DECIDED: Phrase = phrase("决定日期", "Decided");
pub const ORGAN: Phrase = phrase("机关", "Authority");
pub const VALIDITY: Phrase = phrase("有效期", "Validity");
pub const NO_END: Phrase = phrase("长期", "no end");
pub const STATE: Phrase = phrase("状态", "State");
pub const EXPIRED: Phrase = phrase("已到期", "Expired");
pub const NOT_YET: Phrase = phrase("未生效", "Not yet in force");
pub const PENALTY: Phrase = phrase("处罚", "Penalty");
pub const FINE: Phrase = phrase("罚款", "Fine");
pub const CONFISCATED: Phrase = phrase("没收", "Confiscated");
pub const SEVERITY: Phrase = phrase("失信程度", "Severity");
pub const DISPLAYED: Phrase = phrase("公示期", "Displayed");
pub const REPAIRABLE: Phrase = phrase("可申请修复", "Repair from");
pub const RULE: Phrase = phrase("依据规则", "Rule");
pub const INSPECTED: Phrase = phrase("检查日期", "Inspected");
pub const RESULT: Phrase = phrase("结果", "Result");
pub const OCCASION: Phrase = phrase("检查类型", "Occasion");
pub const FINDINGS: Phrase = phrase("问题数（关键/较重/一般）", "Findings (critical/serious/minor)");
pub const COMPLAINT_CLASS: Phrase = phrase("类别", "Class");
pub const RECEIVED: Phrase = phrase("接收日期", "Received");
pub const ACCEPTED: Phrase = phrase("受理日期", "Accepted");
pub const CLOSED: Phrase = phrase("办结日期", "Closed");
pub const OUTCOME: Phrase = phrase("结果", "Outcome");
pub const COMPLAINT_NOTE: Phrase = phrase(
    "投诉是消费者的主张，不等于违法事实。",
    "A complaint is what a consumer claims, not proof of a fault.",
);
pub const RATED: Phrase = phrase("评价日期", "Rated");
pub const STARS: Phrase = phrase("星级", "Stars");
pub const PLATFORM: Phrase = phrase("平台", "Platform");
pub const PURCHASE: Phrase = phrase("购买核实", "Purchase");
pub const VERIFIED: Phrase = phrase("已核实", "Verified");
pub const UNVERIFIED: Phrase = phrase("未核实", "Not verified");
pub const INCENTIVISED: Phrase = phrase("有返现等激励", "Rewarded");
pub const NO_RECORDS: Phrase = phrase("没有计入的记录。", "No records that count.");

pub const BASIS: Phrase = phrase("计算依据", "What this rests on");
pub const AS_OF: Phrase = phrase("评分日", "As of");
pub const KNOWN_AT: Phrase = phrase("信息截至", "As known at");
pub const RECORD_POSITION: Phrase = phrase("记录位置", "Records up to");
pub const RULES: Phrase = phrase("法规规则版本", "Rules of law");
pub const CALENDAR: Phrase = phrase("工作日历版本", "Working days");
pub const SCORECARD: Phrase = phrase("评分卡", "Scorecard");

/// That only the newest of many records are listed.
pub fn newest_of(language: Language, shown: usize, n: i64) -> String {
    match language {
        Language::Chinese => format!("共 {n} 条，列出最近 {shown} 条。"),
        Language::English => format!("The newest {shown} of {n}."),
    }
}

/// How many further records stand behind something.
pub fn and_more(language: Language, n: usize) -> String {
    match language {
        Language::Chinese => format!("等共 {n} 条"),
        Language::English => format!("of {n} in all"),
    }
}

/// The place of a grade among ten.
pub fn rank(language: Language, place: usize) -> String {
    match language {
        Language::Chinese => format!("十等中第 {place} 等"),
        Language::English => format!("grade {place} of 10"),
    }
}

/// The gauge in words.
pub fn gauge(language: Language, points: i32, grade: &str) -> String {
    match language {
        Language::Chinese => format!("{points} 分，满分 1000 分，等级 {grade}"),
        Language::English => format!("{points} of 1000 points, grade {grade}"),
    }
}

/// The score over time in words.
pub fn course(language: Language, first: (i32, &str), last: (i32, &str), ends: (i32, i32)) -> String {
    let ((points, on), (now, today), (least, most)) = (first, last, ends);
    match language {
        Language::Chinese => format!(
            "折线图：{on} 为 {points} 分，{today} 为 {now} 分，期间最低 {least} 分，最高 {most} 分"
        ),
        Language::English => format!(
            "Line chart: {points} points on {on}, {now} on {today}; least {least}, most {most}"
        ),
    }
}

/// The ratings over time in words.
pub fn ratings(language: Language, n: i64, lowest: &str, highest: &str) -> String {
    match language {
        Language::Chinese => {
            format!("按月图：共 {n} 条评价，月可信均值介于 {lowest} 与 {highest} 星之间")
        }
        Language::English => format!(
            "Chart by month: {n} ratings; monthly believed means between {lowest} and {highest} stars"
        ),
    }
}

//! What the page of a merchant says.

use crate::web::language::{Language, Phrase, phrase};

pub(in crate::web) const SCORE: Phrase = phrase("信用评分", "Credit score");
pub(in crate::web) const OF_1000: Phrase = phrase("分（满分 1000）", "points of 1000");
pub(in crate::web) const WHY: Phrase = phrase("失分原因", "Why not more");
pub(in crate::web) const WHY_TEXT: Phrase = phrase(
    "每一项按失分多少排列，并列出其依据的记录。基础分与各项得分之和即为总分。",
    "What lost points, most first, with the records behind each. Base points and the points of all \
     items add up to the score.",
);
pub(in crate::web) const NOTHING_LOST: Phrase = phrase("没有失分项。", "Nothing lost any points.");
pub(in crate::web) const ALL_ITEMS: Phrase = phrase("全部评分项", "All items of the score");
pub(in crate::web) const ITEM: Phrase = phrase("评分项", "Item");
pub(in crate::web) const VALUE: Phrase = phrase("取值", "Value");
pub(in crate::web) const POINTS_GOT: Phrase = phrase("得分", "Points");
pub(in crate::web) const POINTS_LOST: Phrase = phrase("失分", "Lost");
pub(in crate::web) const BASE: Phrase = phrase("基础分", "Base points");
pub(in crate::web) const SUM: Phrase = phrase("合计", "Sum");
pub(in crate::web) const PART: Phrase = phrase("部分", "Part");
pub(in crate::web) const RECORDS: Phrase = phrase("依据记录", "Records");
pub(in crate::web) const IMPROVE: Phrase = phrase("如何改善", "What would help");
pub(in crate::web) const UNKNOWN: Phrase = phrase("未知", "not known");

pub(in crate::web) const NOT_RATED_TITLE: Phrase = phrase("暂不评级", "Not rated");
pub(in crate::web) const NOT_RATED_TEXT: Phrase = phrase(
    "信息不足以评分。这不是差评，也不是好评。主体身份明确后，具备下列任一项即可评级：",
    "There is too little to go by. That speaks neither for nor against the merchant. Once it is \
     known who this is, any one of these would be enough:",
);

pub(in crate::web) const COURSE: Phrase = phrase("评分走势", "The score over time");
pub(in crate::web) const COURSE_TEXT: Phrase = phrase(
    "近 24 个月，每月首日及查询日。以今日可公示的信息计算：已修复、已撤回或公示期满的记录不影响任何一天。",
    "The first day of each of 24 months, and the day asked. Computed from what may be shown today: \
     what was repaired, withdrawn or has reached the end of its display moves no day.",
);
pub(in crate::web) const COURSE_NONE: Phrase =
    phrase("近 24 个月均不足以评级。", "There was too little to rate in all of 24 months.");
pub(in crate::web) const MOVED_BY: Phrase = phrase("变动原因", "What moved it");

pub(in crate::web) const RATINGS_COURSE: Phrase = phrase("消费评价走势", "Ratings over time");
pub(in crate::web) const RATINGS_TEXT: Phrase = phrase(
    "圆点为当月可信均值（空心表示多数评价可信度低），竖线为 95% 区间，柱高为评价数量。",
    "A dot is the believed mean of a month (hollow where most ratings are doubted), its whisker the \
     95 % interval, the columns how many there were.",
);
pub(in crate::web) const RATINGS_NONE: Phrase =
    phrase("近 24 个月没有评价。", "No ratings within 24 months.");
pub(in crate::web) const N_RATINGS: Phrase = phrase("评价数", "Ratings");
pub(in crate::web) const MEAN: Phrase = phrase("可信均值", "Believed mean");
pub(in crate::web) const INTERVAL: Phrase = phrase("95% 区间", "95 % interval");
pub(in crate::web) const BELIEF: Phrase = phrase("可信度", "Belief");

pub(in crate::web) const REPORT: Phrase = phrase("信用报告（可打印）", "Credit report (printable)");
pub(in crate::web) const AS_DATA: Phrase = phrase("数据（JSON）", "Data (JSON)");
pub(in crate::web) const ABOUT: Phrase = phrase("主体信息", "Who it is");
pub(in crate::web) const CODE: Phrase = phrase("统一社会信用代码", "Unified social credit code");
pub(in crate::web) const IDENTITY: Phrase = phrase("标识", "Identity");
pub(in crate::web) const CATEGORY: Phrase = phrase("主体类别", "Category");
pub(in crate::web) const STATUS: Phrase = phrase("登记状态", "Status");
pub(in crate::web) const REGISTERED: Phrase = phrase("成立日期", "Registered");
pub(in crate::web) const REGION: Phrase = phrase("登记地区", "Region");
pub(in crate::web) const INDUSTRY: Phrase = phrase("行业", "Industry");
pub(in crate::web) const FORMER_NAMES: Phrase = phrase("曾用名", "Former names");
pub(in crate::web) const SINCE: Phrase = phrase("起", "from");
pub(in crate::web) const SHOPS: Phrase = phrase("网店", "Shops");
pub(in crate::web) const PREMISES: Phrase = phrase("经营场所", "Premises");
pub(in crate::web) const UNNAMED: Phrase = phrase("（名称未知）", "(name not known)");

pub(in crate::web) const DOCUMENT: Phrase = phrase("文书", "Document");
pub(in crate::web) const DECIDED: Phrase = phrase("决定日期", "Decided");
pub(in crate::web) const ORGAN: Phrase = phrase("机关", "Authority");
pub(in crate::web) const VALIDITY: Phrase = phrase("有效期", "Validity");
pub(in crate::web) const NO_END: Phrase = phrase("长期", "no end");
pub(in crate::web) const STATE: Phrase = phrase("状态", "State");
pub(in crate::web) const EXPIRED: Phrase = phrase("已到期", "Expired");
pub(in crate::web) const NOT_YET: Phrase = phrase("未生效", "Not yet in force");
pub(in crate::web) const PENALTY: Phrase = phrase("处罚", "Penalty");
pub(in crate::web) const FINE: Phrase = phrase("罚款", "Fine");
pub(in crate::web) const CONFISCATED: Phrase = phrase("没收", "Confiscated");
pub(in crate::web) const SEVERITY: Phrase = phrase("失信程度", "Severity");
pub(in crate::web) const DISPLAYED: Phrase = phrase("公示期", "Displayed");
pub(in crate::web) const REPAIRABLE: Phrase = phrase("可申请修复", "Repair from");
pub(in crate::web) const RULE: Phrase = phrase("依据规则", "Rule");
pub(in crate::web) const INSPECTED: Phrase = phrase("检查日期", "Inspected");
pub(in crate::web) const RESULT: Phrase = phrase("结果", "Result");
pub(in crate::web) const OCCASION: Phrase = phrase("检查类型", "Occasion");
pub(in crate::web) const FINDINGS: Phrase =
    phrase("问题数（关键/较重/一般）", "Findings (critical/serious/minor)");
pub(in crate::web) const COMPLAINT_CLASS: Phrase = phrase("类别", "Class");
pub(in crate::web) const RECEIVED: Phrase = phrase("接收日期", "Received");
pub(in crate::web) const ACCEPTED: Phrase = phrase("受理日期", "Accepted");
pub(in crate::web) const CLOSED: Phrase = phrase("办结日期", "Closed");
pub(in crate::web) const OUTCOME: Phrase = phrase("结果", "Outcome");
pub(in crate::web) const COMPLAINT_NOTE: Phrase = phrase(
    "投诉是消费者的主张，不等于违法事实。",
    "A complaint is what a consumer claims, not proof of a fault.",
);
pub(in crate::web) const RATED: Phrase = phrase("评价日期", "Rated");
pub(in crate::web) const STARS: Phrase = phrase("星级", "Stars");
pub(in crate::web) const PLATFORM: Phrase = phrase("平台", "Platform");
pub(in crate::web) const PURCHASE: Phrase = phrase("购买核实", "Purchase");
pub(in crate::web) const VERIFIED: Phrase = phrase("已核实", "Verified");
pub(in crate::web) const UNVERIFIED: Phrase = phrase("未核实", "Not verified");
pub(in crate::web) const INCENTIVISED: Phrase = phrase("有返现等激励", "Rewarded");
pub(in crate::web) const NO_RECORDS: Phrase = phrase("没有计入的记录。", "No records that count.");

pub(in crate::web) const OUTLOOK: Phrase = phrase("未来三年", "The next three years");
pub(in crate::web) const OUTLOOK_TEXT: Phrase = phrase(
    "若无新记录发生，届时哪些记录到期，以及自该日起的评分。",
    "If nothing new happens: which record ends on which day, and the score from that day on.",
);
pub(in crate::web) const OUTLOOK_NONE: Phrase =
    phrase("未来三年没有记录到期。", "No record ends within three years.");
pub(in crate::web) const WHAT_ENDS: Phrase = phrase("变化", "What changes");
pub(in crate::web) const POINTS_THEN: Phrase = phrase("届时分值", "Points then");
pub(in crate::web) const VETO: Phrase =
    phrase("名单决定等级（分值不变）", "A list decides the grade (points stay as they are)");
pub(in crate::web) const BY_POINTS: Phrase = phrase("按分值应为", "By points it would be");
pub(in crate::web) const UNTIL: Phrase = phrase("至", "until");
pub(in crate::web) const OBJECTED: Phrase = phrase("存在未办结的异议", "Objections are open");
pub(in crate::web) const THE_SCORE: Phrase = phrase("评分本身", "the score itself");
pub(in crate::web) const RAISED: Phrase = phrase("提出于", "raised on");
pub(in crate::web) const MARKED: Phrase = phrase("异议中", "Objected to");
pub(in crate::web) const PUBLISHED_LATE: Phrase = phrase("迟延公示", "Published late");
pub(in crate::web) const SAYS: Phrase = phrase("主体声明", "The merchant says");
pub(in crate::web) const LIST: Phrase = phrase("名单", "List");
pub(in crate::web) const ENTERED: Phrase = phrase("列入日期", "Entered");
pub(in crate::web) const EXIT_FROM: Phrase = phrase("可申请移出", "Exit from");
pub(in crate::web) const BASIS: Phrase = phrase("计算依据", "What this rests on");
pub(in crate::web) const AS_OF: Phrase = phrase("评分日", "As of");
pub(in crate::web) const KNOWN_AT: Phrase = phrase("信息截至", "As known at");
pub(in crate::web) const RECORD_POSITION: Phrase = phrase("记录位置", "Records up to");
pub(in crate::web) const RULES: Phrase = phrase("法规规则版本", "Rules of law");
pub(in crate::web) const CALENDAR: Phrase = phrase("工作日历版本", "Working days");
pub(in crate::web) const SCORECARD: Phrase = phrase("评分卡", "Scorecard");

/// That only the newest of many records are listed.
pub(in crate::web) fn newest_of(language: Language, shown: usize, n: i64) -> String {
    match language {
        Language::Chinese => format!("共 {n} 条，列出最近 {shown} 条。"),
        Language::English => format!("The newest {shown} of {n}."),
    }
}

/// By how much a decision was published late.
pub(in crate::web) fn late(language: Language, due_on: &str, by_n: u32) -> String {
    match language {
        Language::Chinese => format!("最迟应于 {due_on}公示，迟 {by_n} 个工作日"),
        Language::English => format!("due by {due_on}, late by {by_n} working days"),
    }
}

/// How many further records stand behind something.
pub(in crate::web) fn and_more(language: Language, n: usize) -> String {
    match language {
        Language::Chinese => format!("等共 {n} 条"),
        Language::English => format!("of {n} in all"),
    }
}

/// The place of a grade among ten.
pub(in crate::web) fn rank(language: Language, place: usize) -> String {
    match language {
        Language::Chinese => format!("十等中第 {place} 等"),
        Language::English => format!("grade {place} of 10"),
    }
}

/// The gauge in words.
pub(in crate::web) fn gauge(language: Language, points: i32, grade: &str) -> String {
    match language {
        Language::Chinese => format!("{points} 分，满分 1000 分，等级 {grade}"),
        Language::English => format!("{points} of 1000 points, grade {grade}"),
    }
}

/// The score over time in words.
pub(in crate::web) fn course(
    language: Language,
    first: (i32, &str),
    last: (i32, &str),
    ends: (i32, i32),
) -> String {
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
pub(in crate::web) fn ratings(language: Language, n: i64, lowest: &str, highest: &str) -> String {
    match language {
        Language::Chinese => {
            format!("按月图：共 {n} 条评价，月可信均值介于 {lowest} 与 {highest} 星之间")
        }
        Language::English => format!(
            "Chart by month: {n} ratings; monthly believed means between {lowest} and {highest} stars"
        ),
    }
}

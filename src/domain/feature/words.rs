//! What a trained card says of each feature: the reason for points lost, and what can be done.

use crate::domain::scorecard::{Bilingual, Reason};

/// The words of one feature.
struct Words {
    feature: &'static str,
    code: &'static str,
    en: &'static str,
    zh: &'static str,
    /// English, then Chinese; none where nothing can be done.
    improve: Option<[&'static str; 2]>,
}

/// The reason that a trained card gives for points lost by a feature.
#[must_use]
pub fn reason(feature: &str) -> Reason {
    match WORDS.iter().find(|words| words.feature == feature) {
        Some(words) => {
            Reason { code: words.code.to_owned(), en: words.en.to_owned(), zh: words.zh.to_owned() }
        }
        None => Reason {
            code: feature.to_owned(),
            en: format!("value of {feature}"),
            zh: format!("{feature} 的取值"),
        },
    }
}

/// What the merchant can do about points lost by a feature.
#[must_use]
pub fn improve(feature: &str) -> Option<Bilingual> {
    let words = WORDS.iter().find(|words| words.feature == feature)?;
    let [en, zh] = words.improve?;
    Some(Bilingual { en: en.to_owned(), zh: zh.to_owned() })
}

const fn words(
    feature: &'static str,
    code: &'static str,
    [en, zh]: [&'static str; 2],
    improve: Option<[&'static str; 2]>,
) -> Words {
    Words { feature, code, en, zh, improve }
}

const WORDS: &[Words] = &[
    words(
        "n_penalties_serious",
        "P1",
        ["Penalties of serious dishonesty are displayed", "公示期内有严重失信行政处罚"],
        Some([
            "Fulfil the penalty and apply for credit repair once its minimum display period is over",
            "履行处罚义务，最短公示期届满后申请信用修复",
        ]),
    ),
    words(
        "n_penalties_general_or_serious",
        "P2",
        [
            "Penalties of general or serious dishonesty are displayed",
            "公示期内有一般或严重失信行政处罚",
        ],
        Some([
            "Fulfil the penalty and apply for credit repair once its minimum display period is over",
            "履行处罚义务，最短公示期届满后申请信用修复",
        ]),
    ),
    words(
        "n_penalties",
        "P3",
        ["Penalties of any severity count on the day", "有仍计分的行政处罚（含轻微）"],
        Some(["Correct what was found", "改正所查问题"]),
    ),
    words(
        "fines_yuan",
        "P4",
        ["Fines and confiscations of displayed penalties", "公示期内处罚的罚没金额"],
        Some([
            "The amount stops counting with the penalty it belongs to",
            "罚没金额随所属处罚一并停止计分",
        ]),
    ),
    words(
        "n_penalties_general",
        "P5",
        ["Penalties of general dishonesty are displayed", "公示期内有一般失信行政处罚"],
        Some(["Fulfil the penalty and apply for credit repair", "履行处罚义务并申请信用修复"]),
    ),
    words(
        "n_penalties_minor",
        "P6",
        ["Penalties of minor dishonesty are displayed", "公示期内有轻微失信行政处罚"],
        Some(["Correct what was found", "改正所查问题"]),
    ),
    words(
        "penalties_decayed_365",
        "P7",
        ["Penalties were decided recently", "近期受到行政处罚"],
        Some(["Each penalty weighs half after a year", "每项处罚一年后影响减半"]),
    ),
    words(
        "inspections_adverse_decayed_365",
        "I1",
        [
            "Inspections failed or found critical problems recently",
            "近期抽查检查不合格或发现严重问题",
        ],
        Some([
            "Pass the next inspections; each failed one weighs half after a year",
            "在后续检查中合格，不合格记录一年后影响减半",
        ]),
    ),
    words(
        "inspections_adverse_share_1095",
        "I2",
        [
            "Share of inspections in three years that failed or found critical problems",
            "近三年检查中不合格或发现严重问题的比例",
        ],
        Some(["Pass the next inspections", "在后续检查中合格"]),
    ),
    words(
        "inspections_with_serious_findings_decayed_365",
        "I3",
        ["Inspections with serious findings recently", "近期检查发现较重问题"],
        Some(["Correct the findings before the next inspection", "在下次检查前完成整改"]),
    ),
    words(
        "inspections_clean_decayed_365",
        "I4",
        ["Few inspections passed without critical findings recently", "近期检查合格次数较少"],
        Some(["Pass the next inspections", "在后续检查中合格"]),
    ),
    words(
        "days_since_clean_inspection",
        "I5",
        ["The last inspection without critical findings is long ago", "距上次检查合格时间较长"],
        Some(["Pass the next inspection", "在下次检查中合格"]),
    ),
    words(
        "inspection_demerits_most_1095",
        "I6",
        ["One inspection of three years found much", "近三年某次检查发现问题较多"],
        Some([
            "Correct the findings; the visit stops counting after three years",
            "完成整改，该次检查三年后不再计分",
        ]),
    ),
    words(
        "clean_inspection_demerits_least_1095",
        "I7",
        [
            "Even the best inspection of three years found something",
            "近三年最好的一次检查仍发现问题",
        ],
        Some(["Correct the findings before the next inspection", "在下次检查前完成整改"]),
    ),
    words(
        "registration_status_rank",
        "S1",
        ["Registration is dormant, revoked or deregistered", "登记状态为歇业、吊销或注销"],
        Some([
            "Resume business, or settle the registration with the market regulator",
            "恢复经营或到登记机关办理相关手续",
        ]),
    ),
    words("age_years", "S2", ["The merchant is young", "成立时间较短"], None),
    words(
        "days_without_licence",
        "S3",
        ["The last licence has lapsed", "许可已过期且无有效许可"],
        Some(["Renew the licence", "办理许可延续"]),
    ),
    words(
        "n_licences_in_force",
        "S4",
        ["Few licences are in force", "有效许可较少"],
        Some(["Renew what has lapsed", "办理许可延续"]),
    ),
    words(
        "n_licences_held",
        "S5",
        ["Merchants with as many licences did worse", "许可数量相近的商家风险较高"],
        None,
    ),
    words("region", "S6", ["Merchants of the region did worse", "所在地区商家风险较高"], None),
    words("industry", "S7", ["Merchants of the industry did worse", "所属行业商家风险较高"], None),
    words(
        "risk_class",
        "S8",
        ["Merchants of the class of risk did worse", "监管风险等级较高"],
        Some(["The supervising organ reviews the class", "由监管部门重新评定风险等级"]),
    ),
    words(
        "rating_mean_stars",
        "R1",
        ["Consumers rate the merchant low", "消费者评价较低"],
        Some([
            "Answer and resolve what low ratings complain of; new ratings weigh more than old ones",
            "回应并解决差评问题，新的评价权重更高",
        ]),
    ),
    words(
        "ratings_low_share_365",
        "R2",
        ["Many ratings of one or two stars within a year", "近一年差评比例较高"],
        Some(["Find the cause that low ratings have in common", "查找差评的共同原因并改进"]),
    ),
    words(
        "complaints_decayed_365",
        "C1",
        ["Accepted complaints of consumers", "有被受理的消费者投诉"],
        Some([
            "Settle complaints early; each weighs half after a year",
            "及时和解投诉，投诉一年后影响减半",
        ]),
    ),
    words(
        "n_complaints_unsettled_365",
        "C2",
        ["Complaints within a year that ended without agreement", "近一年投诉调解未成或转立案"],
        Some(["Offer a settlement in mediation", "在调解中提出和解方案"]),
    ),
    words(
        "complaints_grave_decayed_365",
        "C3",
        [
            "Complaints of counterfeits, safety, price fraud or privacy",
            "涉及假冒、安全、价格欺诈或个人信息的投诉",
        ],
        Some([
            "Remove the cause and show the authority that it is removed",
            "消除问题根源并向主管部门说明",
        ]),
    ),
    words(
        "complaints_per_1000_orders",
        "C4",
        ["Accepted complaints for the volume of orders", "受理投诉相对订单量偏多"],
        Some([
            "Settle complaints early, and see that orders have their papers",
            "及时和解投诉，并确保订单单据齐全",
        ]),
    ),
    words(
        "complaints_offence_per_1000_orders",
        "C5",
        [
            "Complaints of counterfeits, safety, price fraud or intellectual property",
            "涉及假冒、安全、价格欺诈或知识产权的投诉",
        ],
        Some([
            "Remove the cause and show the authority that it is removed",
            "消除问题根源并向主管部门说明",
        ]),
    ),
    words(
        "complaints_unsettled_per_1000_orders",
        "C6",
        ["Complaints that ended without agreement", "投诉调解未成或转立案"],
        Some(["Offer a settlement in mediation", "在调解中提出和解方案"]),
    ),
    words(
        "complaints_about_data_decayed_365",
        "C7",
        [
            "Complaints about personal information or information security",
            "个人信息或信息安全类投诉",
        ],
        Some([
            "Close the leak, tell those concerned, and have it checked",
            "堵塞漏洞，告知相关个人并接受核查",
        ]),
    ),
    words(
        "complaints_unanswered_decayed_365",
        "C8",
        ["Accepted complaints not answered within ten days", "受理投诉逾十日未答复"],
        Some([
            "Answer each complaint within ten days, whether or not it is right",
            "无论投诉是否成立，均在十日内答复",
        ]),
    ),
];

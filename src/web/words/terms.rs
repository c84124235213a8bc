//! What the domain's values are called on pages, with the official Chinese term.

use crate::domain::evidence::alarm::AlarmKind;
use crate::domain::merchant::{AliasScheme, MerchantStatus, SubjectCategory};
use crate::domain::outlook::Turn;
use crate::domain::publication::list::ListKind;
use crate::domain::publication::{PenaltyKind, Severity};
use crate::domain::record::complaint::{ComplaintClass, ComplaintOutcome};
use crate::domain::record::inspection::InspectionResult;
use crate::domain::record::kind::RecordKind;
use crate::domain::record::licence::LicenceState;
use crate::domain::scorecard::Part;
use crate::domain::sufficiency::Lacking;
use crate::web::language::{Phrase, phrase};

/// A status of a merchant.
pub(in crate::web) const fn status(status: MerchantStatus) -> Phrase {
    match status {
        MerchantStatus::Active => phrase("存续", "Active"),
        MerchantStatus::Dormant => phrase("歇业", "Dormant"),
        MerchantStatus::Revoked => phrase("吊销", "Licence revoked"),
        MerchantStatus::Deregistered => phrase("注销", "Deregistered"),
    }
}

/// A category of subject.
pub(in crate::web) const fn category(category: SubjectCategory) -> Phrase {
    match category {
        SubjectCategory::Organisation => phrase("法人及非法人组织", "Organisation"),
        SubjectCategory::IndividualBusiness => phrase("个体工商户", "Individual business"),
    }
}

/// A scheme of another number of a merchant.
pub(in crate::web) const fn alias_scheme(scheme: AliasScheme) -> Phrase {
    match scheme {
        AliasScheme::RegistrationNumber => phrase("工商注册号", "Registration number"),
        AliasScheme::OrganisationCode => phrase("组织机构代码", "Organisation code"),
        AliasScheme::TaxNumber => phrase("税务登记号", "Tax number"),
        AliasScheme::FormerUscc => phrase("原统一社会信用代码", "Former credit code"),
    }
}

/// A severity of dishonesty.
pub(in crate::web) const fn severity(severity: Severity) -> Phrase {
    match severity {
        Severity::Minor => phrase("轻微失信", "Minor"),
        Severity::General => phrase("一般失信", "General"),
        Severity::Serious => phrase("严重失信", "Serious"),
    }
}

/// A kind of penalty.
pub(in crate::web) const fn penalty_kind(kind: PenaltyKind) -> Phrase {
    let en = match kind {
        PenaltyKind::Warning => "warning",
        PenaltyKind::Criticism => "circulated criticism",
        PenaltyKind::Fine => "fine",
        PenaltyKind::ConfiscateIncome => "confiscation of income",
        PenaltyKind::ConfiscateProperty => "confiscation of property",
        PenaltyKind::SuspendLicence => "licence suspended",
        PenaltyKind::LowerQualification => "qualification lowered",
        PenaltyKind::RevokeLicence => "licence revoked",
        PenaltyKind::RestrictBusiness => "business restricted",
        PenaltyKind::SuspendBusiness => "business suspended",
        PenaltyKind::CloseBusiness => "business closed",
        PenaltyKind::RestrictEmployment => "employment restricted",
        PenaltyKind::Detention => "detention",
        PenaltyKind::Other => "other",
        PenaltyKind::SuspendOrRevokeLicence => "licence suspended or revoked",
    };
    phrase(kind.chinese(), en)
}

/// The state of a licence as its authority gives it.
pub(in crate::web) const fn licence_state(state: LicenceState) -> Phrase {
    match state {
        LicenceState::Valid => phrase("有效", "Valid"),
        LicenceState::Void => phrase("失效", "Void"),
        LicenceState::Disputed => phrase("异议", "Disputed"),
        LicenceState::Other => phrase("其他", "Other"),
    }
}

/// A result of an inspection.
pub(in crate::web) const fn inspection_result(result: InspectionResult) -> Phrase {
    match result {
        InspectionResult::Passed => phrase("合格", "Passed"),
        InspectionResult::Conditional => phrase("责令改正后合格", "Passed with conditions"),
        InspectionResult::Failed => phrase("不合格", "Failed"),
    }
}

/// A class of complaint.
pub(in crate::web) const fn complaint_class(class: ComplaintClass) -> Phrase {
    match class {
        ComplaintClass::Counterfeit => phrase("假冒伪劣", "Counterfeit goods"),
        ComplaintClass::Quality => phrase("质量问题", "Quality"),
        ComplaintClass::Safety => phrase("食品安全", "Safety"),
        ComplaintClass::PriceFraud => phrase("价格欺诈", "Price fraud"),
        ComplaintClass::Privacy => phrase("个人信息", "Personal information"),
        ComplaintClass::IntellectualProperty => phrase("知识产权", "Intellectual property"),
        ComplaintClass::Delivery => phrase("发货物流", "Delivery"),
        ComplaintClass::Refund => phrase("退款退货", "Refund"),
        ComplaintClass::Service => phrase("服务态度", "Service"),
        ComplaintClass::Other => phrase("其他", "Other"),
        ComplaintClass::InformationSecurity => phrase("信息安全", "Information security"),
    }
}

/// How a complaint stands or ended.
pub(in crate::web) const fn complaint_outcome(outcome: ComplaintOutcome) -> Phrase {
    match outcome {
        ComplaintOutcome::Received => phrase("待受理", "Received"),
        ComplaintOutcome::Accepted => phrase("已受理", "Accepted, under way"),
        ComplaintOutcome::Refused => phrase("不予受理", "Not accepted"),
        ComplaintOutcome::Settled => phrase("调解成功", "Settled"),
        ComplaintOutcome::Failed => phrase("终止调解", "Mediation failed"),
        ComplaintOutcome::Withdrawn => phrase("已撤回", "Withdrawn"),
        ComplaintOutcome::TurnedIntoCase => phrase("转立案", "Turned into a case"),
        ComplaintOutcome::SettledEarly => phrase("先行和解", "Settled early"),
    }
}

/// A part of the score.
pub(in crate::web) const fn part(part: Part) -> Phrase {
    match part {
        Part::Public => phrase("公共信用信息", "Public credit information"),
        Part::Market => phrase("市场信息", "Market information"),
    }
}

/// What is lacking for a rating.
pub(in crate::web) const fn lacking(lacking: Lacking) -> Phrase {
    match lacking {
        Lacking::Identity => phrase(
            "没有记录说明该主体是谁，仅由他人提及",
            "No record says who this merchant is; it is only named by others",
        ),
        Lacking::Inspection => phrase("三年内无抽查检查记录", "No inspection within three years"),
        Lacking::LicensedYear => {
            phrase("无持有满一年的许可", "No licence that has been held for a year")
        }
        Lacking::Ratings => {
            phrase("一年内可信评价不足五条", "Fewer than five believed ratings within a year")
        }
        Lacking::AdverseRecord => {
            phrase("无计入的处罚或投诉", "No penalty and no complaint that counts")
        }
    }
}

/// A list.
pub(in crate::web) const fn list(list: ListKind) -> Phrase {
    let en = match list {
        ListKind::SeriousViolation => "List of serious violations",
        ListKind::AbnormalOperation => "List of abnormal operations",
        ListKind::AbnormalState => "Mark of abnormal operation",
        ListKind::Honour => "Honour",
    };
    phrase(list.chinese(), en)
}

/// What turns on a day.
pub(in crate::web) const fn turn(turn: Turn) -> Phrase {
    match turn {
        Turn::DisplayEnds => phrase("公示期满，停止公示和使用", "Display ends"),
        Turn::RepairPossible => phrase("可申请信用修复", "A repair can be applied for"),
        Turn::ListingEnds => phrase("移出名单", "Entry on the list ends"),
        Turn::ExitPossible => phrase("可申请移出名单", "An exit from the list can be applied for"),
        Turn::LicenceEnds => phrase("许可到期", "Licence ends"),
    }
}

/// A kind of alarm.
pub(in crate::web) const fn alarm(kind: AlarmKind) -> Phrase {
    match kind {
        AlarmKind::WeightCollapse => {
            phrase("近 90 天评价可信度骤降", "Weight of ratings has collapsed")
        }
        AlarmKind::Ring => phrase("团伙账号评价", "Ring of raters"),
        AlarmKind::SharedPapers => {
            phrase("多店共用运单或发票", "Papers of other merchants' orders")
        }
        AlarmKind::NegativeWave => phrase("差评激增", "Wave of low ratings"),
        AlarmKind::PraiseWave => phrase("好评激增", "Wave of praise"),
    }
}

/// A unit of features in Chinese, as it follows a number; nothing where numbers say it themselves.
pub(in crate::web) fn unit(unit: &str) -> &'static str {
    match unit {
        "penalties" | "inspections" | "licences" => " 件",
        "complaints" | "ratings" => " 条",
        "yuan" => " 元",
        "years" => " 年",
        "days" => " 天",
        "stars" => " 星",
        "demerits" => " 分",
        _ => "",
    }
}

/// The plural name of a kind of record.
pub(in crate::web) const fn records(kind: RecordKind) -> Phrase {
    match kind {
        RecordKind::Licence => phrase("行政许可", "Licences"),
        RecordKind::Penalty => phrase("行政处罚", "Penalties"),
        RecordKind::Inspection => phrase("抽查检查", "Inspections"),
        RecordKind::Rating => phrase("消费评价", "Ratings"),
        RecordKind::Complaint => phrase("消费投诉", "Complaints"),
        RecordKind::Merchant => phrase("登记信息", "Registrations"),
        RecordKind::Repair => phrase("信用修复", "Repairs"),
        RecordKind::Withdrawal => phrase("撤回", "Withdrawals"),
        RecordKind::Listing => phrase("名单与荣誉", "Lists and honours"),
        RecordKind::Objection => phrase("异议", "Objections"),
        RecordKind::Statement => phrase("主体声明", "Statements"),
        RecordKind::Transaction => phrase("交易", "Orders"),
        _ => phrase("其他记录", "Other records"),
    }
}

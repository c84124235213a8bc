//! What kind of body a unified social credit code names: its first two positions (GB 32100-2015).

/// The registering department and kind of body, positions 1–2 of the code.
///
/// Listed are the classes of GB 32100-2015 and the later 54 and 55; new ones may appear, so an
/// unlisted class is no error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UsccClass {
    /// 11 机关.
    StateOrgan,
    /// 12 事业单位.
    PublicInstitution,
    /// 13 编办直接管理机构编制的群众团体.
    MassOrganisation,
    /// 21 外国常驻新闻机构.
    ForeignNewsBureau,
    /// 31 律师执业机构, 32 公证处, 33 基层法律服务所, 34 司法鉴定机构, 35 仲裁委员会.
    LegalService,
    /// 41 外国在华文化中心.
    ForeignCulturalCentre,
    /// 51 社会团体.
    SocialOrganisation,
    /// 52 民办非企业单位.
    PrivateNonEnterprise,
    /// 53 基金会.
    Foundation,
    /// 54 村民委员会, 55 居民委员会.
    ResidentsCommittee,
    /// 61 外国旅游部门常驻代表机构, 62 港澳台地区旅游部门常驻代表机构.
    TourismOffice,
    /// 71 宗教活动场所, 72 宗教院校.
    ReligiousBody,
    /// 81 基层工会.
    TradeUnion,
    /// 91 企业.
    Enterprise,
    /// 92 个体工商户: a business of one natural person, so its data are personal data.
    IndividualBusiness,
    /// 93 农民专业合作社.
    FarmersCooperative,
    /// A1 军队事业单位.
    MilitaryInstitution,
    /// N1 组级, N2 村级, N3 乡镇级集体经济组织.
    RuralCollective,
    /// 19, 29, 39, 49, 59, 69, 79, 89, A9, N9 and Y1: another body of that department.
    Other,
}

impl UsccClass {
    /// The class of two characters; `None` when the standard does not list them.
    #[must_use]
    pub const fn of(class: [u8; 2]) -> Option<Self> {
        Some(match &class {
            b"11" => Self::StateOrgan,
            b"12" => Self::PublicInstitution,
            b"13" => Self::MassOrganisation,
            b"21" => Self::ForeignNewsBureau,
            b"31" | b"32" | b"33" | b"34" | b"35" => Self::LegalService,
            b"41" => Self::ForeignCulturalCentre,
            b"51" => Self::SocialOrganisation,
            b"52" => Self::PrivateNonEnterprise,
            b"53" => Self::Foundation,
            b"54" | b"55" => Self::ResidentsCommittee,
            b"61" | b"62" => Self::TourismOffice,
            b"71" | b"72" => Self::ReligiousBody,
            b"81" => Self::TradeUnion,
            b"91" => Self::Enterprise,
            b"92" => Self::IndividualBusiness,
            b"93" => Self::FarmersCooperative,
            b"A1" => Self::MilitaryInstitution,
            b"N1" | b"N2" | b"N3" => Self::RuralCollective,
            b"19" | b"29" | b"39" | b"49" | b"59" | b"69" | b"79" | b"89" | b"A9" | b"N9"
            | b"Y1" => Self::Other,
            _ => return None,
        })
    }
}

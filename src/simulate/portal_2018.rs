//! The 双公示 standard of 2018 (发改办财金〔2018〕424号): 28 licence fields, 30 penalty fields.

use super::identity;
use super::licence::Licence;
use super::merchant::Merchant;
use super::penalty::{Penalty, wan_yuan};
use super::portal::{day, empty, text};
use super::sheet::Cell;
use crate::domain::day::Day;
use crate::domain::merchant::SubjectCategory;

/// What the standard writes for "no credit code".
const NO_CODE: &str = "00000000000000000X";

/// Code and Chinese name of each licence field.
pub(super) const LICENCE: [(&str, &str); 28] = [
    ("XK_XDR_MC", "行政相对人名称"),
    ("XK_XDR_LB", "行政相对人类别"),
    ("XK_XDR_SHXYM", "行政相对人代码_1(统一社会信用代码)"),
    ("XK_XDR_GSZC", "行政相对人代码_2(工商注册号)"),
    ("XK_XDR_ZZJG", "行政相对人代码_3(组织机构代码)"),
    ("XK_XDR_SWDJ", "行政相对人代码_4(税务登记号)"),
    ("XK_XDR_SYDW", "行政相对人代码_5(事业单位证书号)"),
    ("XK_XDR_SHZZ", "行政相对人代码_6(社会组织登记证号)"),
    ("XK_FRDB", "法定代表人"),
    ("XK_FR_ZJLX", "法定代表人证件类型"),
    ("XK_FR_ZJHM", "法定代表人证件号码"),
    ("XK_XDR_ZJLX", "证件类型"),
    ("XK_XDR_ZJHM", "证件号码"),
    ("XK_XKWS", "行政许可决定文书名称"),
    ("XK_WSH", "行政许可决定文书号"),
    ("XK_XKLB", "许可类别"),
    ("XK_XKZS", "许可证书名称"),
    ("XK_XKBH", "许可编号"),
    ("XK_NR", "许可内容"),
    ("XK_JDRQ", "许可决定日期"),
    ("XK_YXQZ", "有效期自"),
    ("XK_YXQZI", "有效期至"),
    ("XK_XKJG", "许可机关"),
    ("XK_XKJGDM", "许可机关统一社会信用代码"),
    ("XK_ZT", "当前状态"),
    ("XK_LYDW", "数据来源单位"),
    ("XK_LYDWDM", "数据来源单位统一社会信用代码"),
    ("BZ", "备注"),
];

/// Code and Chinese name of each penalty field.
pub(super) const PENALTY: [(&str, &str); 30] = [
    ("CF_XDR_MC", "行政相对人名称"),
    ("CF_XDR_LB", "行政相对人类别"),
    ("CF_XDR_SHXYM", "行政相对人代码_1(统一社会信用代码)"),
    ("CF_XDR_GSZC", "行政相对人代码_2(工商注册号)"),
    ("CF_XDR_ZZJG", "行政相对人代码_3(组织机构代码)"),
    ("CF_XDR_SWDJ", "行政相对人代码_4(税务登记号)"),
    ("CF_XDR_SYDW", "行政相对人代码_5(事业单位证书号)"),
    ("CF_XDR_SHZZ", "行政相对人代码_6(社会组织登记证号)"),
    ("CF_FRDB", "法定代表人"),
    ("CF_FR_ZJLX", "法定代表人证件类型"),
    ("CF_FR_ZJHM", "法定代表人证件号码"),
    ("CF_XDR_ZJLX", "证件类型"),
    ("CF_XDR_ZJHM", "证件号码"),
    ("CF_WSH", "行政处罚决定书文号"),
    ("CF_WFXW", "违法行为类型"),
    ("CF_SY", "违法事实"),
    ("CF_YJ", "处罚依据"),
    ("CF_CFLB", "处罚类别"),
    ("CF_NR", "处罚内容"),
    ("CF_NR_FK", "罚款金额(万元)"),
    ("CF_NR_WFFF", "没收违法所得、没收非法财物的金额(万元)"),
    ("CF_NR_ZKDX", "暂扣或吊销证照名称及编号"),
    ("CF_JDRQ", "处罚决定日期"),
    ("CF_YXQ", "处罚有效期"),
    ("CF_GSJZQ", "公示截止期"),
    ("CF_CFJG", "处罚机关"),
    ("CF_CFJGDM", "处罚机关统一社会信用代码"),
    ("CF_SJLY", "数据来源单位"),
    ("CF_SJLYDM", "数据来源单位统一社会信用代码"),
    ("BZ", "备注"),
];

/// The row of a licence, in the order of [`LICENCE`].
pub(super) fn licence(merchant: &Merchant, licence: &Licence) -> Vec<Cell> {
    let organ = licence.organ.name();
    let organ_code = identity::organ_code(licence.organ);
    let mut row = subject(merchant, licence.decided_on);
    row.extend([
        text(licence.permit.document),
        text(licence.document_number(merchant)),
        text(licence.permit.class),
        text(licence.permit.certificate),
        text(licence.licence_number(merchant)),
        text(licence.permit.content),
        day(licence.decided_on),
        day(licence.valid_from),
        licence.last_day.map_or_else(long_term, day),
        text(&organ),
        text(organ_code.as_str()),
        text(licence.state.code_2018()),
        text(&organ),
        text(organ_code.as_str()),
        text(licence.state.remarks()),
    ]);
    row
}

/// The row of a penalty, in the order of [`PENALTY`].
pub(super) fn penalty(merchant: &Merchant, penalty: &Penalty) -> Vec<Cell> {
    let organ = penalty.organ.name();
    let organ_code = identity::organ_code(penalty.organ);
    let mut row = subject(merchant, penalty.decided_on);
    row.extend([
        text(penalty.document_number(merchant)),
        text(penalty.offence.kind),
        text(penalty.facts()),
        text(penalty.offence.basis),
        text(penalty.sanction.kinds_2018),
        text(penalty.content()),
        text(wan_yuan(penalty.fine_fen)),
        text(wan_yuan(penalty.confiscated_fen)),
        text(penalty.withheld(merchant)),
        day(penalty.decided_on),
        penalty.last_day.map_or_else(long_term, day),
        penalty.display_last_day.map_or_else(empty, day),
        text(&organ),
        text(organ_code.as_str()),
        text(&organ),
        text(organ_code.as_str()),
        empty(),
    ]);
    row
}

/// The first 13 fields, which tell of the subject. Some individual businesses that are older than the
/// credit code are still known by their registration number alone.
fn subject(merchant: &Merchant, on: Day) -> Vec<Cell> {
    let individual = merchant.category == Some(SubjectCategory::IndividualBusiness);
    let has_number = !merchant.registration_number.is_empty();
    let by_number = individual && has_number && merchant.index.is_multiple_of(2);
    let code = if by_number { NO_CODE } else { &merchant.id };
    let category = if individual { "个体工商户" } else { "法人及非法人组织" };
    let mut cells = vec![
        text(merchant.name_on(on)),
        text(category),
        text(code),
        text(&merchant.registration_number),
    ];
    cells.extend((0..4).map(|_| empty()));
    cells.push(text(&merchant.representative));
    cells.extend((0..4).map(|_| empty()));
    cells
}

/// What the standard writes for "long-term" (长期).
fn long_term() -> Cell {
    Cell::Day("2099/12/31".to_owned())
}

//! The fields of a penalty (行政处罚): 30 of the 双公示 standard of 2018, those of 2016 and 2017.

use super::envelope;
use super::field::{Choice, Field, Form, Need, Privacy};
use super::subject_fields;

/// 失信严重程度 (2017): 0 未定 is left out, as if nothing were said.
const SEVERITIES: &[Choice] = &[
    Choice { value: UNDECIDED, words: &["未定"], code: "0", code_2016: "0" },
    Choice { value: "minor", words: &["轻微"], code: "", code_2016: "" },
    Choice { value: "general", words: &["一般"], code: "1", code_2016: "1" },
    Choice { value: "rather_serious", words: &["较重"], code: "2", code_2016: "2" },
    Choice { value: "serious", words: &["严重"], code: "3", code_2016: "3" },
];

/// The severity that says nothing.
pub(super) const UNDECIDED: &str = "undecided";

/// 当前状态 (2016).
const STATES: &[Choice] = &[
    Choice { value: "normal", words: &["正常"], code: "0", code_2016: "0" },
    Choice { value: REVOKED, words: &["撤销"], code: "1", code_2016: "1" },
    Choice { value: "disputed", words: &["异议"], code: "2", code_2016: "2" },
    Choice {
        value: "other", words: &["其他", "其他(备注说明)"], code: "3", code_2016: "3"
    },
];

/// The state of a decision that its organ took back.
pub(super) const REVOKED: &str = "revoked";

/// 信息使用范围 (2017).
const SCOPES: &[Choice] = &[
    Choice { value: PUBLIC, words: &["公示"], code: "0", code_2016: "0" },
    Choice {
        value: "government", words: &["仅政府部门内部共享"], code: "1", code_2016: "1"
    },
    Choice { value: "authorised", words: &["仅可授权查询"], code: "2", code_2016: "2" },
];

/// The scope of what everybody may see.
pub(super) const PUBLIC: &str = "public";

/// The fields, in the order of the values of a row.
pub(super) const FIELDS: &[Field] = &[
    subject_fields::DECISION_MERCHANT.codes(&["CF_XDR_SHXYM"], &["CF_XDR_SHXYM"]),
    subject_fields::REGISTRATION_NUMBER.codes(&["CF_XDR_GSZC"], &["CF_XDR_GSDJ"]),
    subject_fields::ORGANISATION_CODE.codes(&["CF_XDR_ZZJG"], &["CF_XDR_ZDM"]),
    subject_fields::TAX_NUMBER.codes(&["CF_XDR_SWDJ"], &["CF_XDR_SWDJ"]),
    subject_fields::INSTITUTION_CERTIFICATE.codes(&["CF_XDR_SYDW"], &[]),
    subject_fields::SOCIAL_ORGANISATION_CERTIFICATE.codes(&["CF_XDR_SHZZ"], &[]),
    subject_fields::NAME.codes(&["CF_XDR_MC"], &["CF_XDR_MC"]),
    subject_fields::CATEGORY.codes(&["CF_XDR_LB"], &[]),
    subject_fields::LEGAL_REPRESENTATIVE.codes(&["CF_FRDB"], &["CF_FR"]),
    subject_fields::LEGAL_REPRESENTATIVE_ID_TYPE.codes(&["CF_FR_ZJLX"], &[]),
    subject_fields::LEGAL_REPRESENTATIVE_ID_NUMBER
        .codes(&["CF_FR_ZJHM", "CF_FR_SFZH"], &["CF_FR_SFZH"]),
    subject_fields::PERSON_ID_TYPE.codes(&["CF_XDR_ZJLX"], &[]),
    subject_fields::PERSON_ID_NUMBER.codes(&["CF_XDR_ZJHM"], &["CF_XDR_SFZ"]),
    Field::new(
        "document_number",
        Form::Name,
        "The number of the penalty decision; with the organ and the subject it names the record.",
    )
    .codes(&["CF_WSH"], &["CF_WSH"])
    .zh(&["行政处罚决定书文号"], &["行政处罚决定书文号"])
    .need(Need::Always)
    .chars_max(128),
    Field::new("case_name", Form::Ignored, "The name of the case (2016).")
        .codes(&[], &["CF_CFMC"])
        .zh(&[], &["处罚名称", "案件名称"])
        .chars_max(2000),
    Field::new("offence", Form::Text, "The kind of offence.")
        .codes(&["CF_WFXW"], &[])
        .zh(&["违法行为类型"], &[])
        .need(Need::In2018)
        .chars_max(2000)
        .privacy(Privacy::FreeText),
    Field::new("facts", Form::Text, "The facts of the offence; in 2016 its cause.")
        .codes(&["CF_SY"], &["CF_SY"])
        .zh(&["违法事实"], &["处罚事由"])
        .need(Need::In2018)
        .chars_max(5000)
        .privacy(Privacy::FreeText),
    Field::new("legal_basis", Form::Text, "The law that the penalty rests on.")
        .codes(&["CF_YJ"], &["CF_YJ"])
        .zh(&["处罚依据"], &["处罚依据"])
        .need(Need::In2018)
        .chars_max(2048)
        .privacy(Privacy::FreeText),
    Field::new(
        "kinds",
        Form::PenaltyKinds,
        "The kinds of penalty (art. 9 of the Administrative Penalty Law), joined with ;.",
    )
    .codes(&["CF_CFLB"], &["CF_CFLB1", "CF_CFLB"])
    .zh(&["处罚类别"], &["处罚类别1", "处罚类别"])
    .need(Need::Always)
    .chars_max(255),
    Field::new("kinds_2", Form::PenaltyKinds, "Further kinds of penalty (2016).")
        .codes(&[], &["CF_CFLB2"])
        .zh(&[], &["处罚类别2"])
        .chars_max(255),
    Field::new(
        "content",
        Form::Text,
        "What the decision imposes; in 2016 the result of the penalty.",
    )
    .codes(&["CF_NR"], &["CF_JG"])
    .zh(&["处罚内容"], &["处罚结果"])
    .need(Need::In2018)
    .chars_max(4000)
    .privacy(Privacy::FreeText),
    Field::new(
        "fine_wan_yuan",
        Form::WanYuan,
        "The fine in 万元 with at most 6 decimals: 0.2 is 2,000 yuan.",
    )
    .codes(&["CF_NR_FK"], &[])
    .zh(&["罚款金额(万元)", "罚款金额"], &[]),
    Field::new(
        "confiscated_wan_yuan",
        Form::WanYuan,
        "The amount confiscated, in 万元 with at most 6 decimals.",
    )
    .codes(&["CF_NR_WFFF"], &[])
    .zh(
        &[
            "没收违法所得、没收非法财物的金额(万元)",
            "没收违法所得、没收非法财物的金额",
            "没收金额(万元)",
        ],
        &[],
    ),
    Field::new(
        "withheld_certificates",
        Form::Text,
        "The names and numbers of certificates withheld or revoked.",
    )
    .codes(&["CF_NR_ZKDX"], &[])
    .zh(&["暂扣或吊销证照名称及编号"], &[])
    .privacy(Privacy::FreeText),
    Field::new(
        "decided_on",
        Form::Day,
        "The day of the decision, from which the publication deadline counts.",
    )
    .codes(&["CF_JDRQ"], &["CF_JDRQ"])
    .zh(&["处罚决定日期"], &["处罚决定日期"])
    .need(Need::Always),
    Field::new(
        "valid_until",
        Form::LastDay,
        "The last day of the penalty's effect; 2099/12/31 and 9999/12/31 mean that it has none.",
    )
    .codes(&["CF_YXQ"], &[])
    .zh(&["处罚有效期"], &[])
    .need(Need::In2018),
    Field::new(
        "display_until",
        Form::LastDay,
        "The last day of display, where the organ gives it; otherwise it is computed.",
    )
    .codes(&["CF_GSJZQ"], &["CF_GSJZQ"])
    .zh(&["公示截止期"], &["公示截止期"]),
    Field::new(
        "act_ended_on",
        Form::Day,
        "The day the act ended, where known; some regions count display from it.",
    )
    .zh(&["违法行为终了日期"], &[]),
    Field::new(
        "simple_procedure",
        Form::Flag,
        "Whether it was decided on the spot (简易程序, art. 51).",
    )
    .zh(&["简易程序"], &[]),
    Field::new(
        "severity",
        Form::Choice(SEVERITIES),
        "How serious the organ found it (失信严重程度, 2017): undecided, minor, general, \
         rather_serious or serious.",
    )
    .codes(&["CF_SXYZCD"], &["CF_SXYZCD"])
    .zh(&["失信严重程度"], &["失信严重程度"]),
    Field::new(
        "use_scope",
        Form::Choice(SCOPES),
        "Who may see it (信息使用范围, 2017); only public is taken.",
    )
    .codes(&["CF_SYFW"], &["CF_SYFW"])
    .zh(&["信息使用范围"], &["信息使用范围"]),
    Field::new(
        "state",
        Form::Choice(STATES),
        "Its state (2016): normal, revoked, disputed or other; revoked is handed in as a \
         withdrawal instead.",
    )
    .codes(&[], &["CF_ZT"])
    .zh(&[], &["当前状态"]),
    Field::new("organ", Form::Name, "The full name of the organ that decided.")
        .codes(&["CF_CFJG"], &["CF_XZJG"])
        .zh(&["处罚机关"], &["处罚机关"])
        .need(Need::Always),
    Field::new("organ_code", Form::Uscc, "The credit code of that organ.")
        .codes(&["CF_CFJGDM"], &[])
        .zh(&["处罚机关统一社会信用代码"], &[])
        .need(Need::In2018)
        .chars_max(40),
    subject_fields::DATA_SOURCE.codes(&["CF_SJLY"], &[]),
    subject_fields::DATA_SOURCE_CODE.codes(&["CF_SJLYDM"], &[]),
    subject_fields::REGION_2016.codes(&[], &["DFBM"]),
    Field::new("case_code", Form::Ignored, "The source's own code of the case (2017).")
        .codes(&["CF_BM"], &["CF_BM"]),
    subject_fields::UPDATED_2016.codes(&[], &["SJC"]),
    subject_fields::REMARKS.codes(&["BZ"], &["BZ"]),
    envelope::PUBLISH,
    envelope::KNOWN_SINCE,
    envelope::PUBLISHED_AT,
    envelope::JURISDICTION,
    envelope::CORRECTS,
];

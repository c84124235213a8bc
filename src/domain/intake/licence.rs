//! Reading a licence (行政许可): the 28 fields of the 双公示 standard of 2018, the 18 of 2016.

use super::cells::{Cells, Content};
use super::envelope;
use super::field::{Choice, Field, Form, Need, Privacy, position};
use super::rule::Rule;
use super::subject::{self, SubjectPlaces};
use super::subject_fields;
use crate::domain::record::Detail;
use crate::domain::record::licence::{Licence, LicenceState};

/// 当前状态: the same digits mean other things in 2016 and 2018.
const STATES: &[Choice] = &[
    Choice { value: "valid", words: &["有效", "正常"], code: "1", code_2016: "0" },
    Choice { value: "void", words: &["无效", "撤销"], code: "2", code_2016: "1" },
    Choice { value: "disputed", words: &["异议"], code: "", code_2016: "2" },
    Choice { value: "other", words: &["其他", "其他(备注说明)"], code: "", code_2016: "3" },
];

pub(super) const FIELDS: &[Field] = &[
    subject_fields::DECISION_MERCHANT.codes(&["XK_XDR_SHXYM"], &["XK_XDR_SHXYM"]),
    subject_fields::REGISTRATION_NUMBER.codes(&["XK_XDR_GSZC"], &["XK_XDR_GSDJ"]),
    subject_fields::ORGANISATION_CODE.codes(&["XK_XDR_ZZJG"], &["XK_XDR_ZDM"]),
    subject_fields::TAX_NUMBER.codes(&["XK_XDR_SWDJ"], &["XK_XDR_SWDJ"]),
    subject_fields::INSTITUTION_CERTIFICATE.codes(&["XK_XDR_SYDW"], &[]),
    subject_fields::SOCIAL_ORGANISATION_CERTIFICATE.codes(&["XK_XDR_SHZZ"], &[]),
    subject_fields::NAME.codes(&["XK_XDR_MC"], &["XK_XDR"]),
    subject_fields::CATEGORY.codes(&["XK_XDR_LB"], &[]),
    subject_fields::LEGAL_REPRESENTATIVE.codes(&["XK_FRDB"], &["XK_FR"]),
    subject_fields::LEGAL_REPRESENTATIVE_ID_TYPE.codes(&["XK_FR_ZJLX"], &[]),
    subject_fields::LEGAL_REPRESENTATIVE_ID_NUMBER
        .codes(&["XK_FR_ZJHM", "XK_FR_SFZH"], &["XK_FR_SFZH"]),
    subject_fields::PERSON_ID_TYPE.codes(&["XK_XDR_ZJLX"], &[]),
    subject_fields::PERSON_ID_NUMBER.codes(&["XK_XDR_ZJHM"], &["XK_XDR_SFZ"]),
    Field::new(
        "document_name",
        Form::Name,
        "The title of the decision document; in 2016 the name of the project.",
    )
    .codes(&["XK_XKWS"], &["XK_XMMC"])
    .zh(&["行政许可决定文书名称", "许可文书名称"], &["项目名称"])
    .need(Need::In2018)
    .chars_max(200),
    Field::new(
        "document_number",
        Form::Name,
        "The number of the decision document, or of the licence where it has none; with the organ \
         and the subject it names the record.",
    )
    .codes(&["XK_WSH"], &["XK_WSH"])
    .zh(&["行政许可决定文书号", "许可文书号"], &["行政许可决定书文号"])
    .need(Need::Always)
    .chars_max(128),
    Field::new(
        "licence_class",
        Form::Text,
        "普通, 特许, 认可, 核准, 登记, or 其他 with the concrete kind after it.",
    )
    .codes(&["XK_XKLB"], &["XK_SPLB"])
    .zh(&["许可类别"], &["审批类别"])
    .need(Need::In2018)
    .chars_max(256),
    Field::new("certificate_name", Form::Text, "The name of the licence certificate.")
        .codes(&["XK_XKZS"], &[])
        .zh(&["许可证书名称"], &[])
        .chars_max(200),
    Field::new("licence_number", Form::Text, "The number of the licence.")
        .codes(&["XK_XKBH"], &[])
        .zh(&["许可编号"], &[])
        .chars_max(128),
    Field::new("content", Form::Text, "What the decision permits.")
        .codes(&["XK_NR"], &["XK_NR"])
        .zh(&["许可内容"], &["许可内容"])
        .need(Need::In2018)
        .chars_max(4000)
        .privacy(Privacy::FreeText),
    Field::new(
        "decided_on",
        Form::Day,
        "The day of the decision, from which the publication deadline counts.",
    )
    .codes(&["XK_JDRQ"], &["XK_JDRQ"])
    .zh(&["许可决定日期"], &["许可决定日期"])
    .need(Need::Always),
    Field::new("valid_from", Form::OpenDay, "The first day of validity.")
        .codes(&["XK_YXQZ"], &[])
        .zh(&["有效期自"], &[])
        .need(Need::In2018),
    Field::new(
        "valid_until",
        Form::LastDay,
        "The last day of validity; 2099/12/31, 9999/12/31 and 长期 mean long-term.",
    )
    .codes(&["XK_YXQZI"], &["XK_JZQ"])
    .zh(&["有效期至", "有效期至(2099/12/31=长期)"], &["许可截止期"])
    .need(Need::In2018),
    Field::new("organ", Form::Name, "The full name of the organ that decided.")
        .codes(&["XK_XKJG"], &["XK_XZJG"])
        .zh(&["许可机关"], &["许可机关"])
        .need(Need::Always),
    Field::new("organ_code", Form::Uscc, "The credit code of that organ.")
        .codes(&["XK_XKJGDM"], &[])
        .zh(&["许可机关统一社会信用代码"], &[])
        .need(Need::In2018)
        .chars_max(40),
    Field::new(
        "state",
        Form::Choice(STATES),
        "Its state: valid (2018: 1, 2016: 0), void (2018: 2, 2016: 1), disputed (2016: 2) or \
         other (2016: 3); without it, valid.",
    )
    .codes(&["XK_ZT"], &["XK_ZT"])
    .zh(&["当前状态"], &["当前状态"])
    .need(Need::In2018),
    subject_fields::DATA_SOURCE.codes(&["XK_LYDW"], &[]),
    subject_fields::DATA_SOURCE_CODE.codes(&["XK_LYDWDM"], &[]),
    subject_fields::REGION_2016.codes(&[], &["DFBM"]),
    subject_fields::UPDATED_2016.codes(&[], &["SJC"]),
    subject_fields::REMARKS.codes(&["BZ"], &["BZ"]),
    envelope::PUBLISH,
    envelope::KNOWN_SINCE,
    envelope::PUBLISHED_AT,
    envelope::JURISDICTION,
    envelope::CORRECTS,
];

const fn at(name: &str) -> usize {
    position(FIELDS, name)
}

const SUBJECT: SubjectPlaces = SubjectPlaces {
    merchant: at("merchant"),
    registration_number: at("registration_number"),
    organisation_code: at("organisation_code"),
    tax_number: at("tax_number"),
    category: at("category"),
    person_id_number: at("person_id_number"),
    legal_representative: at("legal_representative"),
    legal_representative_id_number: at("legal_representative_id_number"),
};

pub(super) fn read(cells: &mut Cells<'_>) -> Option<Content> {
    const NUMBER: usize = at("document_number");
    const DECIDED_ON: usize = at("decided_on");
    const VALID_FROM: usize = at("valid_from");
    const VALID_UNTIL: usize = at("valid_until");
    let subject = subject::of_decision(cells, SUBJECT);
    let subject_name = cells.text(const { at("subject_name") });
    let document_name = cells.text(const { at("document_name") });
    let document_number = cells.text(NUMBER);
    let licence_class = cells.text(const { at("licence_class") });
    let certificate_name = cells.text(const { at("certificate_name") });
    let licence_number = cells.text(const { at("licence_number") });
    let content = cells.text(const { at("content") });
    let decided_on = cells.day(DECIDED_ON);
    let valid_from = cells.day(VALID_FROM);
    let valid_until = cells.day_after_last(VALID_UNTIL);
    let organ = cells.text(const { at("organ") });
    let organ_code = cells.uscc(const { at("organ_code") });
    let state = cells.choice::<LicenceState>(const { at("state") });
    let data_source = cells.text(const { at("data_source") });
    let data_source_code = cells.uscc(const { at("data_source_code") });
    let remarks = cells.text(const { at("remarks") });
    envelope::read_publishing(cells, const { at("publish") });
    subject::check_organ(cells, const { at("organ_code") }, subject.as_ref(), organ_code);
    subject::check_document_number(cells, NUMBER, document_number.as_deref());
    if let (Some(until), Some(from)) = (valid_until, valid_from.or(decided_on))
        && until <= from
    {
        cells.fault(
            VALID_UNTIL,
            Rule::DayOrder,
            "lies before the first day of validity or the decision",
        );
    }
    Some(Content {
        subject: subject?,
        effective_on: decided_on?,
        detail: Detail::Licence(Licence {
            subject_name,
            document_name,
            document_number: document_number?,
            licence_class,
            certificate_name,
            licence_number,
            content,
            decided_on: decided_on?,
            valid_from,
            valid_until,
            organ: organ?,
            organ_code,
            state: state.unwrap_or_default(),
            data_source,
            data_source_code,
            remarks,
        }),
    })
}

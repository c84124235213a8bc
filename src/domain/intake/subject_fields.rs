//! The fields of the subject (行政相对人), the data source and the remarks of licences and penalties.

use super::field::{Field, Form, Need, Privacy};
use super::subject::CATEGORIES;

pub(super) const DECISION_MERCHANT: Field = Field::new(
    "merchant",
    Form::MerchantId,
    "The subject's credit code, or scheme:number; where it has none (empty or \
     00000000000000000X), its registration number, organisation code or tax number finds it.",
)
.zh(
    &["行政相对人代码_1(统一社会信用代码)", "统一社会信用代码", "行政相对人代码_1"],
    &["行政相对人代码_1(统一社会信用代码)", "统一社会信用代码", "行政相对人代码_1"],
)
.chars_max(80);

pub(super) const REGISTRATION_NUMBER: Field = Field::new(
    "registration_number",
    Form::Key,
    "The subject's registration number (工商注册号); used where it has no credit code.",
)
.zh(
    &["行政相对人代码_2(工商注册号)", "工商注册号"],
    &["行政相对人代码_3(工商登记码)", "工商登记码"],
)
.chars_max(50);

pub(super) const ORGANISATION_CODE: Field = Field::new(
    "organisation_code",
    Form::Key,
    "The subject's organisation code (组织机构代码); used where it has neither of the two.",
)
.zh(
    &["行政相对人代码_3(组织机构代码)", "组织机构代码"],
    &["行政相对人代码_2(组织机构代码)", "组织机构代码"],
)
.chars_max(20);

pub(super) const TAX_NUMBER: Field = Field::new(
    "tax_number",
    Form::Key,
    "The subject's tax number (税务登记号); used where it has none of the three; left out where \
     it holds an ID number.",
)
.zh(
    &["行政相对人代码_4(税务登记号)", "税务登记号"],
    &["行政相对人代码_4(税务登记号)", "税务登记号"],
)
.chars_max(30);

pub(super) const INSTITUTION_CERTIFICATE: Field = Field::new(
    "institution_certificate",
    Form::Ignored,
    "The number of a public institution's certificate (事业单位证书号).",
)
.zh(&["行政相对人代码_5(事业单位证书号)", "事业单位证书号"], &[]);

pub(super) const SOCIAL_ORGANISATION_CERTIFICATE: Field = Field::new(
    "social_organisation_certificate",
    Form::Ignored,
    "The number of a social organisation's certificate (社会组织登记证号).",
)
.zh(&["行政相对人代码_6(社会组织登记证号)", "社会组织登记证号"], &[]);

pub(super) const NAME: Field =
    Field::new("subject_name", Form::Name, "The subject's name as the document has it.")
        .zh(&["行政相对人名称"], &["行政相对人名称"])
        .need(Need::In2018);

pub(super) const CATEGORY: Field = Field::new(
    "category",
    Form::Choice(CATEGORIES),
    "What the subject is: organisation or individual_business; natural persons are refused.",
)
.zh(&["行政相对人类别"], &[])
.need(Need::In2018);

pub(super) const LEGAL_REPRESENTATIVE: Field =
    Field::new("legal_representative", Form::Text, "The name of the legal representative.")
        .zh(&["法定代表人", "法定代表人姓名"], &["法定代表人", "法定代表人姓名"])
        .chars_max(50)
        .privacy(Privacy::PersonalName);

pub(super) const LEGAL_REPRESENTATIVE_ID_TYPE: Field = Field::new(
    "legal_representative_id_type",
    Form::Ignored,
    "The kind of that person's identity document.",
)
.zh(&["法定代表人证件类型"], &[]);

pub(super) const LEGAL_REPRESENTATIVE_ID_NUMBER: Field = Field::new(
    "legal_representative_id_number",
    Form::Key,
    "The number of that person's identity document; better left empty.",
)
.zh(&["法定代表人证件号码", "法定代表人身份证号"], &["法定代表人身份证号"])
.chars_max(64)
.privacy(Privacy::IdNumber);

pub(super) const PERSON_ID_TYPE: Field = Field::new(
    "person_id_type",
    Form::Ignored,
    "The kind of a natural person's identity document.",
)
.zh(&["证件类型", "证件类型(自然人)"], &[]);

pub(super) const PERSON_ID_NUMBER: Field = Field::new(
    "person_id_number",
    Form::Key,
    "The number of a natural person's identity document; without any other number of the subject \
     it makes the subject a natural person, which is refused.",
)
.zh(&["证件号码", "证件号码(自然人)"], &["行政相对人代码_5(居民身份证号)", "居民身份证号"])
.chars_max(64)
.privacy(Privacy::IdNumber);

pub(super) const DATA_SOURCE: Field =
    Field::new("data_source", Form::Name, "The body that handed the record in.")
        .zh(&["数据来源单位"], &[])
        .need(Need::In2018);

pub(super) const DATA_SOURCE_CODE: Field =
    Field::new("data_source_code", Form::Uscc, "The credit code of that body.")
        .zh(&["数据来源单位统一社会信用代码"], &[])
        .need(Need::In2018)
        .chars_max(40);

pub(super) const REGION_2016: Field =
    Field::new("region_code", Form::Ignored, "The region that handed the record in (2016).")
        .zh(&[], &["地方编码"]);

pub(super) const UPDATED_2016: Field =
    Field::new("updated_at", Form::Ignored, "When the source last changed the record (2016).")
        .zh(&[], &["数据更新时间戳", "时间戳"]);

pub(super) const REMARKS: Field = Field::new("remarks", Form::Text, "Remarks.")
    .zh(&["备注"], &["备注"])
    .chars_max(512)
    .privacy(Privacy::FreeText);

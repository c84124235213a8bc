//! One field of a record as it comes in: its names, its form, when it must be there, its privacy.

use crate::domain::record::kind::RecordKind;

/// One field of a record, as every door takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// The canonical name: the member of the JSON body and the header of our own CSV files.
    pub name: &'static str,
    /// Field codes of the 双公示 standard of 2018.
    pub codes: &'static [&'static str],
    /// Field codes of the standards of 2016 and 2017.
    pub codes_2016: &'static [&'static str],
    /// Chinese column names; the first is the official one (of 2018 where there is one).
    pub zh: &'static [&'static str],
    /// Chinese column names of the standards of 2016 and 2017.
    pub zh_2016: &'static [&'static str],
    /// What a value must look like.
    pub form: Form,
    /// When a value must be there.
    pub need: Need,
    /// The most characters a value may have.
    pub chars_max: usize,
    /// What is done to a value that tells of a person.
    pub privacy: Privacy,
    /// What the field says, in one sentence.
    pub about: &'static str,
}

/// What a value must look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Any text; a placeholder (无, null, …) counts as empty.
    Text,
    /// A name, title or document number: placeholders and texts of one letter are refused.
    Name,
    /// A number given by its source, compared letter by letter.
    Key,
    /// The name of a platform: lower-case letters, digits and hyphens, beginning with a letter.
    Platform,
    /// A day that has come: 1949-10-01 to today.
    Day,
    /// A day that may still come.
    OpenDay,
    /// The last day of a period, inclusive; 2099/12/31, 9999/12/31 and 长期 mean that it has none.
    LastDay,
    /// The identity of a merchant: a credit code or `scheme:number`.
    MerchantId,
    /// A unified social credit code (统一社会信用代码).
    Uscc,
    /// An amount in 万元 with at most 6 decimals.
    WanYuan,
    /// A number of things: 0, 1, 2 …
    Count,
    /// A whole number of stars from 1 to 5.
    Stars,
    /// One of a list of words.
    Choice(&'static [Choice]),
    /// Kinds of penalty (处罚类别), several joined with `;`.
    PenaltyKinds,
    /// `true` or `false`.
    Flag,
    /// Several texts joined with `;` (in JSON an array), at most as many as the number says.
    List(usize),
    /// An instant by RFC 3339 with its offset: `2026-11-03T09:30:00+08:00`.
    Instant,
    /// The public name of a record (`penalty-42`), of one of these kinds.
    RecordId(&'static [RecordKind]),
    /// Taken so that files of the standard pass; never looked at nor stored.
    Ignored,
}

/// One word of a [`Form::Choice`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The canonical word; also the word by which the value is serialised.
    pub value: &'static str,
    /// Other words for it: Chinese names, and codes that mean the same in all standards.
    pub words: &'static [&'static str],
    /// Its code in the standard of 2018.
    pub code: &'static str,
    /// Its code in the standards of 2016 and 2017.
    pub code_2016: &'static str,
}

impl Choice {
    /// A word that has no codes.
    #[must_use]
    pub const fn word(value: &'static str, words: &'static [&'static str]) -> Self {
        Self { value, words, code: "", code_2016: "" }
    }
}

/// When a value must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// In every record: nothing can be stored without it.
    Always,
    /// In rows of the 双公示 standard of 2018, which makes it mandatory (jurisdiction `cn`).
    In2018,
    /// It may be missing.
    Never,
}

/// What is done to a value that tells of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Privacy {
    /// Not about a person: an ID number or mobile number in it is an error.
    Plain,
    /// Free text: scanned, and what tells of a person is masked before anything is stored.
    FreeText,
    /// A number that may be a person's: one that holds an ID or mobile number is replaced by its
    /// keyed hash, the same for the same number.
    Pseudonym,
    /// What leads to a person through its source (a payment, a waybill, a complainant): always
    /// replaced by its keyed hash.
    Reference,
    /// The name of a natural person: masked, kept beside the record, erasable.
    PersonalName,
    /// A person's number: only its keyed hash and last four characters are kept, beside the record.
    IdNumber,
}

impl Field {
    /// A field that may be missing, without codes: the base of the lists.
    #[must_use]
    pub(super) const fn new(name: &'static str, form: Form, about: &'static str) -> Self {
        Self {
            name,
            codes: &[],
            codes_2016: &[],
            zh: &[],
            zh_2016: &[],
            form,
            need: Need::Never,
            chars_max: 200,
            privacy: Privacy::Plain,
            about,
        }
    }

    pub(super) const fn codes(
        mut self,
        codes: &'static [&'static str],
        codes_2016: &'static [&'static str],
    ) -> Self {
        self.codes = codes;
        self.codes_2016 = codes_2016;
        self
    }

    pub(super) const fn zh(
        mut self,
        zh: &'static [&'static str],
        zh_2016: &'static [&'static str],
    ) -> Self {
        self.zh = zh;
        self.zh_2016 = zh_2016;
        self
    }

    pub(super) const fn need(mut self, need: Need) -> Self {
        self.need = need;
        self
    }

    pub(super) const fn chars_max(mut self, chars_max: usize) -> Self {
        self.chars_max = chars_max;
        self
    }

    pub(super) const fn privacy(mut self, privacy: Privacy) -> Self {
        self.privacy = privacy;
        self
    }

    /// Whether a value may never be repeated in an error or in a rejects file.
    #[must_use]
    pub const fn is_personal(&self) -> bool {
        matches!(self.privacy, Privacy::PersonalName | Privacy::IdNumber | Privacy::Reference)
    }
}

/// The place of a field in a list, for use in constants: a name that is not there does not compile.
pub(super) const fn position(fields: &[Field], name: &str) -> usize {
    let mut at = 0;
    while at < fields.len() {
        if same(fields[at].name.as_bytes(), name.as_bytes()) {
            return at;
        }
        at += 1;
    }
    panic!("no field of that name")
}

const fn same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while at < a.len() {
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// 是 and 否, as flags are written.
pub(super) const TRUE_WORDS: [&str; 6] = ["true", "1", "yes", "y", "是", "有"];
/// See [`TRUE_WORDS`].
pub(super) const FALSE_WORDS: [&str; 6] = ["false", "0", "no", "n", "否", "无"];

//! Nothing that tells of a person leaves validation, except masked or hashed and kept beside.

use proptest::prelude::*;

use super::*;
use crate::domain::record::Detail;

/// Everything that validation gives for a row, in every form that could be printed or stored.
fn all_output(row: &Given) -> String {
    match row.read() {
        Err(faults) => {
            let texts: Vec<String> = faults.iter().map(ToString::to_string).collect();
            format!("{faults:?} {}", texts.join(" "))
        }
        Ok(accepted) => {
            let json = serde_json::to_string(&accepted.draft.detail).unwrap();
            let beside: Vec<&str> =
                accepted.draft.personal.iter().map(|kept| kept.text.as_str()).collect();
            let warnings: Vec<String> = accepted.warnings.iter().map(ToString::to_string).collect();
            format!(
                "{accepted:?} {json} {} {} {}",
                accepted.draft.subject,
                beside.join(" "),
                warnings.join(" ")
            )
        }
    }
}

#[test]
fn a_persons_number_in_any_field_of_any_kind_comes_out_nowhere() {
    for number in [
        ID_NUMBER,
        "11010519491231002x",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105 19491231 002X",
        "110105491231003",
        MOBILE,
        "138 0013 8000",
        "+86 138-0013-8000",
    ] {
        for kind in RecordKind::ALL {
            for field in fields(kind).iter().filter(|field| field.form != Form::Ignored) {
                for text in [number.to_owned(), format!("张三，{number}，男")] {
                    let row = given(kind).with(field.name, &text);
                    for digits in [number, "19491231", "491231003", "0013", "00138000"] {
                        let output = all_output(&row);
                        assert!(!output.contains(digits), "{kind:?} {}: {output}", field.name);
                    }
                }
            }
        }
    }
}

#[test]
fn an_id_number_is_kept_as_keyed_hash_and_last_four() {
    let row = given(RecordKind::Penalty)
        .with("legal_representative", "欧阳娜娜")
        .with("legal_representative_id_number", "11010519491231002x");
    let accepted = row.accepted();
    let kept: Vec<(&str, &str)> =
        accepted.draft.personal.iter().map(|kept| (kept.field, kept.text.as_str())).collect();
    // HMAC-SHA256 of `11010519491231002X` under `a key for tests`, by another program.
    let hash = "68eca7dbda05242b746b29c15a632175e5b39f919403a8943e8276ae3be0c3ff";
    assert_eq!(
        kept,
        [
            ("legal_representative", "欧阳**"),
            ("legal_representative_id_number", format!("hmac:{hash}:002X").as_str()),
        ]
    );
    assert_eq!((accepted.masked.names, accepted.masked.id_numbers), (1, 1));
}

#[test]
fn a_short_number_of_a_document_keeps_no_characters() {
    let row = given(RecordKind::Penalty).with("legal_representative_id_number", "E123456");
    let kept = &row.draft().personal[0].text;
    assert!(kept.starts_with("hmac:") && kept.ends_with(':'), "{kept}");
}

#[test]
fn free_text_of_a_penalty_is_masked_and_stays_in_the_record() {
    let row = given(RecordKind::Penalty).with(
        "facts",
        &format!("店员电话{MOBILE}，身份证{ID_NUMBER}，家住湛江市霞山区人民路1号2栋301室"),
    );
    let accepted = row.accepted();
    let Detail::Penalty(penalty) = &accepted.draft.detail else {
        panic!("a penalty");
    };
    let facts = penalty.facts.as_deref().unwrap();
    assert!(facts.starts_with("店员电话‹手机号码已隐去›"), "{facts}");
    assert_eq!(
        (
            accepted.masked.mobile_numbers,
            accepted.masked.id_numbers,
            accepted.masked.home_addresses
        ),
        (1, 1, 1)
    );
    assert_eq!(accepted.draft.personal.len(), 1);
    assert!(accepted.draft.personal[0].text.ends_with(":002X"));
}

#[test]
fn the_text_of_a_rating_is_kept_beside_it_only() {
    let accepted = given(RecordKind::Rating).with("text", "老板电话13800138000，态度好").accepted();
    let kept = &accepted.draft.personal;
    assert_eq!(
        (kept[0].field, kept[0].text.as_str()),
        ("text", "老板电话‹手机号码已隐去›，态度好")
    );
    assert_eq!(kept.len(), 1);
    let json = serde_json::to_string(&accepted.draft.detail).unwrap();
    assert!(!json.contains("态度"), "{json}");
    assert!(!format!("{:?}", accepted.draft).contains("态度"));
}

#[test]
fn a_pseudonym_that_is_a_persons_number_becomes_the_same_hash_every_time() {
    let rater = |value: &str| {
        let accepted = given(RecordKind::Rating).with("rater", value).accepted();
        let Detail::Rating(rating) = accepted.draft.detail else {
            panic!("a rating");
        };
        (rating.rater, accepted.masked.pseudonyms)
    };
    let (hash, n_hashed) = rater(MOBILE);
    assert!(hash.starts_with("hmac:") && hash.len() == 69, "{hash}");
    assert_eq!(n_hashed, 1);
    assert_eq!(rater(MOBILE).0, hash);
    assert_eq!(rater("138-0013-8000").0, hash);
    assert_ne!(rater("13800138001").0, hash);
    assert_eq!(rater("u20260601123456"), ("u20260601123456".to_owned(), 0));
}

#[test]
fn a_subject_known_only_as_a_person_is_refused() {
    for (field, value) in [("merchant", ID_NUMBER), ("person_id_number", ID_NUMBER)] {
        let row = given(RecordKind::Penalty).without("merchant").with(field, value);
        let faults = row.read().unwrap_err();
        assert_eq!(faults[0].rule, Rule::NaturalPerson, "{field}");
        assert_eq!(faults[0].value, MASKED);
    }
    // The operator's number beside a code is hashed.
    let row =
        given(RecordKind::Penalty).with("merchant", INDIVIDUAL).with("person_id_number", ID_NUMBER);
    assert!(row.draft().personal[0].text.ends_with(":002X"));
}

#[test]
fn a_tax_number_that_holds_an_id_number_is_left_out_and_counted() {
    let number = format!("{ID_NUMBER}01");
    let accepted = given(RecordKind::Merchant).with("tax_number", &number).accepted();
    let Detail::Merchant(version) = accepted.draft.detail else {
        panic!("a merchant");
    };
    assert_eq!((version.aliases.len(), accepted.masked.id_numbers), (0, 1));
}

#[test]
fn a_registration_number_that_could_be_an_old_id_number_needs_its_check() {
    // 440800600123452 passes ISO 7064 MOD 11,10; 440800600123456 does not, and names 1960-01-23.
    let row = |number| given(RecordKind::Merchant).with("registration_number", number);
    assert_eq!(row("440800600123452").faults(), [""; 0]);
    assert_eq!(row("440800600123456").faults(), ["registration_number personal_data"]);
}

const GENERATIONS: [Generation; 3] =
    [Generation::Own, Generation::Standard2018, Generation::Standard2016];

proptest! {
    #[test]
    fn no_text_in_any_field_breaks_validation(
        kind in 0..RecordKind::ALL.len(),
        at in any::<prop::sample::Index>(),
        text in ".{0,60}",
        generation in prop::sample::select(GENERATIONS.to_vec()),
    ) {
        let kind = RecordKind::ALL[kind];
        let field = &fields(kind)[at.index(fields(kind).len())];
        let row = given(kind).with(field.name, &text).written_in(generation);
        if let Err(faults) = row.read() {
            prop_assert!(!faults.is_empty());
        }
    }

    #[test]
    fn no_row_of_any_length_breaks_validation(
        kind in 0..RecordKind::ALL.len(),
        values in prop::collection::vec(prop::option::of(".{0,20}"), 0..60),
    ) {
        let kind = RecordKind::ALL[kind];
        let values = values.into_iter().map(|value| value.map(Cow::Owned)).collect();
        let row = Row { number: 1, generation: Generation::Own, values };
        let context = given(kind).context;
        if let Err(faults) = read(kind, &row, &context) {
            prop_assert!(!faults.is_empty());
        }
    }

    #[test]
    fn a_mobile_number_between_any_words_comes_out_nowhere(
        before in "[\\PC&&[^0-9０-９]]{0,20}",
        // What has a unit is an amount, and amounts are left alone.
        after in "[\\PC&&[^0-9０-９]]{0,20}".prop_filter("an amount", |after| {
            !after.trim_start().starts_with(['元', '圆', '万', '亿', '件', '吨', '克'])
        }),
        number in "1[3-9][0-9]{9}",
        at in any::<prop::sample::Index>(),
        kind in 0..RecordKind::ALL.len(),
    ) {
        let kind = RecordKind::ALL[kind];
        let read: Vec<&Field> = fields(kind).iter().filter(|f| f.form != Form::Ignored).collect();
        let field = read[at.index(read.len())];
        let row = given(kind).with(field.name, &format!("{before} {number} {after}"));
        let output = all_output(&row);
        prop_assert!(!output.contains(&number), "{kind:?} {}: {output}", field.name);
    }
}

#[test]
fn a_record_whose_party_is_a_minor_is_refused() {
    // An invented number of 2010-03-07 (its check digit worked by hand): 16 years old.
    let minor = "44080020100307001X";
    let row = given(RecordKind::Penalty).with("legal_representative_id_number", minor);
    assert_eq!(row.faults(), ["legal_representative_id_number minor"]);
    let adult = given(RecordKind::Penalty).with("legal_representative_id_number", ID_NUMBER);
    assert_eq!(adult.faults(), Vec::<String>::new());
}

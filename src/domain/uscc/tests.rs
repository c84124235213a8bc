//! Tests of the unified social credit code.

use proptest::prelude::*;

use super::check::USCC_ALPHABET;
use super::*;

/// Valid codes: synthetic ones of Zhanjiang (4408xx), then one of python-stdnum's.
const VALID: [&str; 10] = [
    "91440800MA4ABCD09F",
    "92440803MA5WXYQ11G",
    "11440800007079129N",
    "12440802456123455A",
    "Y1440800MB2C92173D",
    "N2440811MF00123487",
    "54440811ME5678129E",
    "92440882L01510128C",
    "914408041234567889",
    "91110000600037341L",
];

#[test]
fn valid_codes_are_read_and_printed_unchanged() {
    for text in VALID {
        assert_eq!(Uscc::parse(text).map(|code| code.to_string()), Ok(text.to_owned()));
    }
}

#[test]
fn case_width_spaces_and_hyphens_do_not_matter() {
    for text in [
        "91440800ma4abcd09f",
        " 9144 0800 MA4ABCD0-9F ",
        "９１４４０８００ＭＡ４ＡＢＣＤ０９Ｆ",
        "91440800\u{2013}MA4ABCD0\u{2011}9\u{200B}F\u{FEFF}",
        "91440800\u{3000}MA4ABCD0－9F",
    ] {
        assert_eq!(Uscc::parse(text).map(|code| code.to_string()), Ok(VALID[0].to_owned()));
    }
}

#[test]
fn an_error_says_which_position_breaks_which_rule() {
    let check = |text: &str, position: Option<usize>, words: &str| {
        let fault = Uscc::parse(text).expect_err(text);
        assert_eq!(fault.position(), position, "{text}: {fault}");
        assert!(fault.to_string().contains(words), "{text}: {fault}");
    };
    check("91110000600037341N", Some(18), "(GB 32100, mod 31 over positions 1-17) gives 'L'");
    check("91440800MA4ABCD08F", Some(17), "(GB 11714, mod 11 over positions 9-16) gives '9'");
    check("9111000060003IOZSV", Some(14), "holds 'I'; GB 32100 allows");
    check("91440800MA4ABCDO9F", Some(16), "look whether it is the digit 0; it is not guessed");
    check("9I440800MA4ABCD09F", Some(2), "look whether it is the digit 1; it is not guessed");
    for letter in ['S', 'V', 'Z'] {
        check(&format!("91440800MA4ABCD0{letter}F"), Some(17), "without I, O, S, V, Z");
    }
    check("9144A800MA4ABCD09F", Some(5), "six digits of a region");
    check("9144080省MA4ABCD09F", Some(8), "holds '省'");
    check("91440800MA4ABCD09", None, "has 17 characters");
    check("", None, "has 0 characters");
    check("统一社会信用代码", None, "has 8 characters");
    check("00000000000000000X", None, "has no unified social credit code");
}

#[test]
fn the_filler_means_that_there_is_no_code() {
    for (text, filler) in [
        ("00000000000000000X", true),
        ("0000 0000 0000 0000 0x", true),
        ("００００００００００００００００００Ｘ", false),
        ("０００００００００００００００００Ｘ", true),
        ("000000000000000000", false),
        ("", false),
    ] {
        assert_eq!(is_placeholder(text), filler, "{text}");
    }
}

#[test]
fn an_id_number_in_the_place_of_a_code_is_not_repeated_in_the_error() {
    // The example of GB 11643, and the tax number of an individual business made from it.
    for text in ["44052418800101001X", "11010519491231002X", "11010519491231002X01"] {
        let fault = Uscc::parse(text).expect_err(text);
        assert!(!format!("{fault} {fault:?}").contains("19491231"), "{fault}");
        assert!(!format!("{fault} {fault:?}").contains("1880010"), "{fault}");
    }
}

#[test]
fn the_parts_of_a_code_are_those_of_gb_32100() {
    let code = Uscc::parse("92440803MA5WXYQ11G").unwrap();
    assert_eq!(code.class(), Some(UsccClass::IndividualBusiness));
    assert_eq!(code.registration_region(), "440803");
    assert_eq!(code.organisation_code(), "MA5WXYQ11");
    for (text, class) in [
        ("91440800MA4ABCD09F", Some(UsccClass::Enterprise)),
        ("11440800007079129N", Some(UsccClass::StateOrgan)),
        ("12440802456123455A", Some(UsccClass::PublicInstitution)),
        ("Y1440800MB2C92173D", Some(UsccClass::Other)),
        ("N2440811MF00123487", Some(UsccClass::RuralCollective)),
        ("54440811ME5678129E", Some(UsccClass::ResidentsCommittee)),
    ] {
        assert_eq!(Uscc::parse(text).map(|code| code.class()), Ok(class), "{text}");
    }
}

#[test]
fn a_class_that_the_standard_does_not_list_is_read_but_has_no_name() {
    let code = Uscc::with_checks(*b"98", "440800", "MA4ABCD0").unwrap();
    assert_eq!(Uscc::parse(code.as_str()), Ok(code));
    assert_eq!(code.class(), None);
}

#[test]
fn check_characters_are_computed_for_the_parts() {
    let code = |class: &[u8; 2], region, body| {
        Uscc::with_checks(*class, region, body).map(|code| code.to_string())
    };
    assert_eq!(code(b"91", "440800", "MA4ABCD0").as_deref(), Some("91440800MA4ABCD09F"));
    assert_eq!(code(b"N2", "440811", "MF001234").as_deref(), Some("N2440811MF00123487"));
    assert_eq!(code(b"91", "44080A", "MA4ABCD0"), None);
    assert_eq!(code(b"91", "44080", "MA4ABCD0"), None);
    assert_eq!(code(b"91", "440800", "MA4ABCDO"), None);
    assert_eq!(code(b"9O", "440800", "MA4ABCD0"), None);
    assert_eq!(code(b"91", "440800", "湛江A"), None);
}

#[test]
fn a_code_is_its_text_in_json_and_a_wrong_one_is_refused() {
    let code = Uscc::parse("91440800MA4ABCD09F").unwrap();
    assert_eq!(serde_json::to_string(&code).unwrap(), "\"91440800MA4ABCD09F\"");
    assert_eq!(serde_json::from_str::<Uscc>("\"91440800MA4ABCD09F\"").unwrap(), code);
    assert!(serde_json::from_str::<Uscc>("\"91440800MA4ABCD09G\"").is_err());
    let bytes = postcard::to_stdvec(&code).unwrap();
    assert_eq!(postcard::from_bytes::<Uscc>(&bytes).unwrap(), code);
}

proptest! {
    #[test]
    fn changing_any_one_character_breaks_a_check(
        which in 0..VALID.len(), at in 0..LENGTH, other in 0..USCC_ALPHABET.len()
    ) {
        let mut bytes = VALID[which].as_bytes().to_vec();
        prop_assume!(bytes[at] != USCC_ALPHABET[other]);
        bytes[at] = USCC_ALPHABET[other];
        let text = String::from_utf8(bytes).unwrap();
        prop_assert!(Uscc::parse(&text).is_err(), "{}", text);
    }

    #[test]
    fn a_built_code_reads_back_as_itself(
        class in "[129][1-9]", region in "[0-9]{6}", body in "[0-9A-HJ-NP-RTUWXY]{8}"
    ) {
        let class = <[u8; 2]>::try_from(class.as_bytes()).unwrap();
        let code = Uscc::with_checks(class, &region, &body).unwrap();
        prop_assert_eq!(Uscc::parse(code.as_str()), Ok(code));
    }

    #[test]
    fn any_text_is_read_or_refused_without_panic(text in ".{0,24}") {
        let _ = Uscc::parse(&text);
    }
}

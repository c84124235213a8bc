//! Tests of masking: what is personal goes, what is not stays.

use proptest::prelude::*;

use super::*;
use crate::domain::uscc::Uscc;
use crate::domain::uscc::check::mod_11_2_check;

/// The masked text, each marker shortened to the kind's initial in angle brackets.
fn masked(text: &str) -> String {
    let mut masked = mask_text(text).text;
    for (kind, short) in PersonalKind::ALL.into_iter().zip(["‹id›", "‹tel›", "‹card›", "‹home›"])
    {
        masked = masked.replace(kind.marker(), short);
    }
    masked
}

fn check(text: &str, expect: &str) {
    assert_eq!(masked(text), expect, "{text}");
}

#[test]
fn id_numbers_are_hidden_wholly_in_any_writing() {
    check("当事人身份证号11010519491231002X，无照经营", "当事人身份证号‹id›，无照经营");
    check("11010519491231002x", "‹id›");
    check("（１１０１０５１９４９１２３１００２Ｘ）", "（‹id›）");
    check("110105 19491231 002X", "‹id›");
    check("110105-1949-1231-002X", "‹id›");
    check("1101051949\u{200B}1231002X", "‹id›");
    check("编号9911010519491231002X77", "编号99‹id›77");
    check("11010519491231002X01", "‹id›01");
    check("440524880101001", "‹id›");
    // This one is also a valid registration number of a business: a word must decide.
    check("110105491231002", "110105491231002");
    check("身份证110105491231002", "身份证‹id›");
    check("440524188001010014和11010519491231002X", "‹id›和‹id›");
}

#[test]
fn a_mistyped_id_number_is_hidden_where_a_word_announces_it() {
    check("身份证：110105194912310021", "身份证：‹id›");
    check("身份证号码为 11010519491331002X。", "身份证号码为 ‹id›。");
    assert_eq!(mask_text("身份证：110105194912310021").found[0].id_number, None);
}

#[test]
fn the_caller_learns_the_number_only_by_asking() {
    let masked = mask_text("经营者11010519491231002X，电话13800138000");
    let kinds: Vec<PersonalKind> = masked.found.iter().map(|found| found.kind).collect();
    assert_eq!(kinds, [PersonalKind::IdNumber, PersonalKind::MobileNumber]);
    assert!(!format!("{masked:?}").contains("1949"));
    let number = masked.found[0].id_number.as_ref().unwrap();
    assert_eq!((number.reveal(), number.last_four()), ("11010519491231002X", "002X"));
}

#[test]
fn mobile_numbers_are_hidden() {
    check("电话13800138000", "电话‹tel›");
    check("电话:１３８００１３８０００。", "电话:‹tel›。");
    check("+86 138 0013 8000", "+‹tel›");
    check("8613800138000", "‹tel›");
    check("138-0013-8000转王", "‹tel›转王");
    check("13800138000 13900139000", "‹tel› ‹tel›");
    check("12800138000", "12800138000");
    check("138001380001", "138001380001");
}

#[test]
fn bank_cards_are_hidden_when_their_luhn_digit_is_right() {
    check("转账至6222021234567890128", "转账至‹card›");
    check("转账至6222021234567890129", "转账至6222021234567890129");
    // Its last 18 digits happen to be an ID number too: nothing of it may stay.
    check("转账至6222022200112230028", "转账至‹card›");
    check("卡号 6228 4800 1234 5678 912", "卡号 6228 4800 1234 5678 912");
    check("4111 1111 1111 1111", "‹card›");
    check("4111-1111-1111-1111", "‹card›");
    check("4111111111111112", "4111111111111112");
}

#[test]
fn codes_decisions_orders_and_amounts_are_no_personal_data() {
    for text in [
        "统一社会信用代码91440800MA4ABCD09F",
        "统一社会信用代码：914408041234567889",
        "注册号440800000000018",
        "湛市监处罚〔2025〕13号",
        "湛市监处罚〔2025〕13800138000号",
        "粤湛食罚字第13800138000号",
        "罚款13800138000元",
        "违法所得￥13800138000",
        "0.13800138000",
        "订单号4111111111111111",
        "4408032025000017",
        "许可证编号JY14408030012345",
        "2025-11-03 12:30:45",
        "20251103123045000",
    ] {
        check(text, text);
    }
}

#[test]
fn homes_are_hidden() {
    check("家住广东省湛江市赤坎区海北路12号3栋405室。", "家住‹home›。");
    check("住址：湛江市霞山区人民大道南45号", "住址：‹home›");
    check("住址:麻章镇麻赤村二组15号，从事餐饮", "住址:‹home›，从事餐饮");
    check("当事人在湛江市赤坎区海北路12号3栋2单元501室从事网店经营", "当事人在‹home›从事网店经营");
    check("位于寸金路２０号四栋三单元五零一室的民房", "位于‹home›的民房");
    check("居住地址为广东省湛江市开发区乐山路8号的张某", "居住地址为‹home›的张某");
    check("户籍地址：广东省雷州市附城镇南田村，电话13800138000", "户籍地址：‹home›，电话‹tel›");
}

#[test]
fn business_premises_and_plain_words_stay() {
    for text in [
        "经营场所：湛江市赤坎区海北路12号3栋405室",
        "住所：湛江市赤坎区海北路12号3栋405室",
        "在湛江市开发区乐山路8号5栋厂房内",
        "湛江市赤坎区海北路12号的店铺",
        "办公室主任，实验室三间，更衣室2",
        "查获3单元货物",
        "责令其停止使用5栋",
        "家住附近",
        "住宿服务",
    ] {
        check(text, text);
    }
}

#[test]
fn an_ordinary_text_is_returned_as_it_is() {
    for text in ["", "销售不符合食品安全标准的食品", "发货快，描述相符，好评！", "12345"]
    {
        assert_eq!(mask_text(text), Masked { text: text.to_owned(), found: vec![] });
    }
}

/// Valid ID numbers of 18 characters: any place, any day of 1900-2025, any sequence.
fn id_numbers() -> impl Strategy<Value = String> {
    let places = prop::sample::select(vec!["110105", "440803", "513401", "650102", "820000"]);
    (places, 0..126_i16, 1..=12_i8, 1..=28_i8, 0..1000_u16).prop_map(
        |(place, year, month, day, sequence)| {
            let body = format!("{place}{}{month:02}{day:02}{sequence:03}", 1900 + year);
            let check = mod_11_2_check(body.as_bytes()).unwrap();
            format!("{body}{}", char::from(check))
        },
    )
}

proptest! {
    #[test]
    fn a_planted_id_number_never_survives(
        before in "[0-9Xx ,，a-z号元〕在住室栋\\-]{0,30}",
        id in id_numbers(),
        after in "[0-9Xx ,，a-z号元〕在住室栋\\-]{0,30}",
    ) {
        let masked = mask_text(&format!("{before}{id}{after}"));
        prop_assert!(!masked.text.contains(&id));
        // Nor does the birth date with what surrounds it.
        prop_assert!(!masked.text.contains(&id[2..16]));
        let found = |found: &Found| found.id_number.as_ref().is_some_and(|n| n.reveal() == id);
        prop_assert!(masked.found.iter().any(found));
    }

    #[test]
    fn masking_twice_is_masking_once(text in "[0-9Xx ,，号元路区市栋室住址家在A-Z]{0,60}") {
        let once = mask_text(&text).text;
        let twice = mask_text(&once);
        prop_assert_eq!(&twice.text, &once);
        prop_assert_eq!(twice.found, vec![]);
    }

    #[test]
    fn a_code_of_a_business_is_never_taken_for_personal_data(
        class in prop::sample::select(vec![*b"91", *b"92", *b"93", *b"Y1"]),
        region in "44[0-9]{4}",
        body in prop_oneof!["[0-9]{8}", "(19|20)[0-9]{6}", "MA[0-9A-H]{6}"],
    ) {
        let text = format!("代码{}。", Uscc::with_checks(class, &region, &body).unwrap());
        prop_assert_eq!(mask_text(&text).text, text);
    }

    #[test]
    fn any_text_is_masked_without_panic(text in "\\PC{0,80}") {
        let _ = mask_text(&text);
    }
}

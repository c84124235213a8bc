//! Searching merchants, listing their records, scorecards and figures, over HTTP.

use merchant_credit::app::key::Role;
use serde_json::{Value, json};

use crate::http_door::{Answer, Door, MERCHANT, ORGAN, PLATFORM};

const BAKERY: &str = "yunshi:bakery1";
const STALL: &str = "haimao:stall-2";

fn version(merchant: &str, name: &str, region: &str) -> Value {
    json!({
        "merchant": merchant,
        "effective_on": "2018-10-05",
        "name": name,
        "status": "active",
        "registered_on": "2018-10-05",
        "region": region,
    })
}

fn add(door: &Door, role: Role, path: &str, record: &Value) {
    let answer = door.post_as(role, path, record);
    assert_eq!(answer.status, 201, "{}", String::from_utf8_lossy(&answer.body));
}

/// Three merchants: one with a code and a shop, and two shops without one.
fn town() -> Door {
    let door = Door::of_service();
    let mut first = version(MERCHANT, "样例市霜降县扑棱露罐果蔬店(虚构)", "449922");
    first["shops"] = json!(["yunshi:s1"]);
    for record in [
        first,
        version(BAKERY, "Le Petit Restaurant & Bakery", "449903"),
        version(STALL, "老王BBQ果蔬烤肉", "110101"),
    ] {
        add(&door, Role::Admin, "/v1/merchants", &record);
    }
    door
}

fn ids(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    let body = answer.json();
    let hits = body["merchants"].as_array().unwrap();
    hits.iter().map(|hit| hit["merchant"].as_str().unwrap().to_owned()).collect()
}

#[track_caller]
fn check(door: &Door, query: &str, expect: &[&str]) {
    let path = format!("/v1/merchants?{}", query.replace(' ', "%20"));
    assert_eq!(ids(&door.get(&path)), expect, "{query}");
}

#[test]
fn merchants_are_found_by_code_shop_and_name() {
    let door = town();
    check(&door, &format!("q={MERCHANT}"), &[MERCHANT]);
    check(&door, &format!("q={}", &MERCHANT[..8]), &[MERCHANT]);
    check(&door, "q=yunshi:s1", &[MERCHANT]);
    check(&door, "q=yunshi:bak", &[BAKERY]);
    check(&door, "q=样例市", &[MERCHANT]);
    check(&door, "q=露罐", &[MERCHANT]);
    check(&door, "q=店（虚", &[MERCHANT]);
    check(&door, "q=果", &[MERCHANT, STALL]);
    check(&door, "q=老王 bbq", &[STALL]);
    check(&door, "q=petit", &[BAKERY]);
    check(&door, "q=STAUR", &[BAKERY]);
    check(&door, "q=le petit rest", &[BAKERY]);
    check(&door, "q=没有", &[]);
    check(&door, "q=!", &[]);
}

#[test]
fn a_latin_word_with_wrong_letters_finds_what_is_like_it_where_nothing_else_is_found() {
    let door = town();
    for asked in ["bakrey", "bekery", "resturant", "petit bakrey"] {
        let answer = door.get(&format!("/v1/merchants?q={}", asked.replace(' ', "%20")));
        assert_eq!(ids(&answer), [BAKERY], "{asked}");
        assert_eq!(answer.json()["merchants"][0]["found_by"], "similar_name");
    }
    check(&door, "q=bakers", &[BAKERY]);
    check(&door, "q=bxkxrx", &[]);
    check(&door, "q=bakrey 烤肉", &[]);
}

#[test]
fn region_and_grade_narrow_a_search_and_do_without_a_text() {
    let door = town();
    check(&door, "region=44", &[MERCHANT, BAKERY]);
    check(&door, "region=449903", &[BAKERY]);
    check(&door, "region=12", &[]);
    check(&door, "q=果蔬&region=11", &[STALL]);
    check(&door, "grade=D", &[]);
    check(&door, "", &[MERCHANT, BAKERY, STALL]);
    let mut moved = version(BAKERY, "Le Petit Restaurant & Bakery", "110101");
    moved["effective_on"] = "2020-01-01".into();
    add(&door, Role::Admin, "/v1/merchants", &moved);
    check(&door, "region=449903", &[]);
    check(&door, "region=1101", &[BAKERY, STALL]);
}

#[test]
fn what_is_found_has_its_score_and_a_former_name_finds_it_too() {
    let door = town();
    let mut renamed = version(MERCHANT, "样例市新名商行(虚构)", "449922");
    renamed["effective_on"] = "2020-01-01".into();
    add(&door, Role::Admin, "/v1/merchants", &renamed);
    let answer = door.get("/v1/merchants?q=露罐").json();
    let hit = &answer["merchants"][0];
    assert_eq!(
        (&hit["found_by"], &hit["name"]),
        (&json!("former_name"), &json!("样例市新名商行(虚构)"))
    );
    let score = door.get(&format!("/v1/merchants/{MERCHANT}/score")).json();
    assert_eq!((&hit["points"], &hit["grade"]), (&score["points"], &score["grade"]));
    assert_eq!(answer["disclaimer"], "A test.");
}

#[test]
fn a_name_that_was_withdrawn_finds_nobody() {
    let door = town();
    let app = door.app();
    let record = merchant_credit::domain::record::envelope::RecordId::parse("merchant-2").unwrap();
    let withdrawal = crate::world::withdrawal_of(app, record, BAKERY);
    let receipts = app.submit(&[withdrawal], &crate::world::submitter(), "test").unwrap();
    assert!(matches!(receipts[0], merchant_credit::store::append::Receipt::Accepted { .. }));
    check(&door, "q=petit", &[]);
}

#[test]
fn pages_follow_each_other_whatever_comes_in_between() {
    let door = Door::of_service();
    let name = |n: u32| version(&format!("yunshi:p{n:03}"), &format!("样例果蔬第{n}号"), "449922");
    for n in 0..7 {
        add(&door, Role::Admin, "/v1/merchants", &name(n));
    }
    let mut seen = Vec::new();
    let mut cursor = String::new();
    for page in 0.. {
        let answer = door.get(&format!("/v1/merchants?q=果蔬&limit=3{cursor}"));
        seen.extend(ids(&answer));
        add(&door, Role::Admin, "/v1/merchants", &name(100 + page));
        match answer.json()["next"].as_str() {
            Some(next) if page < 2 => cursor = format!("&cursor={next}"),
            _ => break,
        }
    }
    let expect: Vec<String> = (0..7).map(|n| format!("yunshi:p{n:03}")).collect();
    assert_eq!(seen[..7], expect);
    let odd = door.get("/v1/merchants?q=果蔬&cursor=nonsense");
    assert_eq!((odd.status, odd.json()["errors"][0]["field"].clone()), (400, json!("cursor")));
}

fn inspection(n: u32, day: &str) -> Value {
    json!({
        "merchant": MERCHANT, "source": ORGAN, "number": format!("i{n}"),
        "inspected_on": day, "result": "passed",
    })
}

fn rating(n: u32) -> Value {
    json!({
        "platform": PLATFORM, "shop": "s1", "order": n.to_string(), "item": "1",
        "rated_on": "2026-03-01", "rater": format!("r{n}"), "stars": 4,
    })
}

#[test]
fn records_of_a_kind_come_in_pages_newest_first() {
    let door = town();
    for n in 1..=5 {
        let record = inspection(n, &format!("2026-01-{:02}", 10 * (n % 3) + n));
        add(&door, Role::Authority, "/v1/inspections", &record);
        add(&door, Role::Platform, "/v1/ratings", &rating(n));
    }
    let path = format!("/v1/merchants/{MERCHANT}/inspections?limit=2");
    let first = door.get(&path).json();
    assert_eq!((&first["n"], &first["kind"]), (&json!(5), &json!("inspections")));
    // One that is newer than all comes in between, and is not missed by asking again from the start.
    add(&door, Role::Authority, "/v1/inspections", &inspection(9, "2026-02-20"));
    let second = door.get(&format!("{path}&cursor={}", first["next"].as_str().unwrap())).json();
    let third = door.get(&format!("{path}&cursor={}", second["next"].as_str().unwrap())).json();
    let days: Vec<String> = [&first, &second, &third]
        .iter()
        .flat_map(|page| page["records"].as_array().unwrap())
        .map(|item| item["record"]["effective_on"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(days, ["2026-01-25", "2026-01-22", "2026-01-14", "2026-01-11", "2026-01-03"]);
    assert!(third["next"].is_null());

    let path = format!("/v1/merchants/{MERCHANT}/ratings?limit=4");
    let first = door.get(&path).json();
    assert_eq!(first["records"].as_array().unwrap().len(), 4);
    assert!(first["records"][0]["record"]["detail"]["rater"].is_null(), "who rates is not shown");
    let second = door.get(&format!("{path}&cursor={}", first["next"].as_str().unwrap())).json();
    assert_eq!(second["records"].as_array().unwrap().len(), 1);
    assert!(second["next"].is_null());
    assert_eq!(door.get("/v1/merchants/yunshi:none/ratings").status, 404);
}

#[test]
fn an_organ_sees_its_own_decision_after_its_display_and_that_is_logged() {
    let door = town();
    let penalty = |organ: &str| {
        json!({
            "merchant": MERCHANT, "subject_name": "样例市霜降县扑棱露罐果蔬店(虚构)",
            "category": "individual_business", "document_number": format!("样罚〔2020〕{organ}号"),
            "offence": "虚假宣传", "facts": "发布内容虚假的宣传。", "legal_basis": "广告法第二十八条",
            "kinds": ["罚款"], "fine_wan_yuan": "1", "content": "罚款10000元。",
            "decided_on": "2020-01-06", "organ": "样例市监局(虚构)", "organ_code": organ,
            "data_source": "样例市监局(虚构)", "data_source_code": organ,
            "display_until": "2020-04-05", "simple_procedure": false,
        })
    };
    add(&door, Role::Admin, "/v1/penalties", &penalty(ORGAN));
    add(&door, Role::Admin, "/v1/penalties", &penalty("11449981MB0A11104F"));
    let path = format!("/v1/merchants/{MERCHANT}/penalties?as_of=2020-02-01");
    let n = |answer: Answer| answer.json()["n"].as_i64().unwrap();
    assert_eq!(n(door.get(&path)), 0);
    assert_eq!(n(door.get_as(Role::Reader, &path)), 0);
    assert_eq!(n(door.get_as(Role::Authority, &path)), 1);
    assert_eq!(n(door.get_as(Role::Merchant, &path)), 2);
    assert_eq!(n(door.get_as(Role::Admin, &path)), 2);
    door.app().write_notes().unwrap();
    let queries = door.get_as(Role::Merchant, &format!("/v1/merchants/{MERCHANT}/queries")).json();
    assert_eq!(queries["queries"].as_array().unwrap().len(), 3);
}

#[test]
fn scorecards_and_figures_are_public() {
    let door = town();
    let current = door.get("/v1/models/current").json();
    assert_eq!(current["model"], "expert-1");
    assert_eq!(current, door.get("/v1/models/expert-1").json());
    let score = door.get(&format!("/v1/merchants/{MERCHANT}/score")).json();
    assert_eq!(score["versions"]["scorecard_sha256"], current["sha256"]);
    assert!(current["scorecard"]["characteristics"].as_array().unwrap().len() > 3);
    assert_eq!(door.get("/v1/models/none").status, 404);

    let figures = door.get("/v1/statistics").json();
    assert_eq!((&figures["n_merchants"], &figures["n_stubs"]), (&json!(3), &json!(0)));
    assert_eq!(figures["records"], json!([{ "kind": "merchants", "n": 3 }]));
    assert!(figures["last_run"].is_null());
    let options = merchant_credit::app::rescore::RescoreOptions::default();
    door.app().rescore(&options, |_| {}).unwrap();
    let run = door.get("/v1/statistics").json()["last_run"].clone();
    let n = run["n_rated"].as_u64().unwrap() + run["n_not_rated"].as_u64().unwrap();
    assert_eq!((n, &run["model"]), (3, &json!("expert-1")));
}

//! The routes of the service over a real store: submit, read, who may do what.

use merchant_credit::app::key::Role;
use serde_json::{Value, json};

use crate::http_door::{Answer, Door, MERCHANT, ORGAN, PLATFORM};

fn merchant() -> Value {
    json!({
        "merchant": MERCHANT,
        "effective_on": "2017-10-05",
        "name": "样例市霜降县扑棱露罐果蔬店(虚构)",
        "category": "individual_business",
        "status": "active",
        "registered_on": "2017-10-05",
        "shops": ["yunshi:s1"],
    })
}

fn penalty() -> Value {
    json!({
        "merchant": MERCHANT,
        "subject_name": "样例市霜降县扑棱露罐果蔬店(虚构)",
        "category": "individual_business",
        "document_number": "样市监罚字〔2026〕1号",
        "offence": "发布虚假广告",
        "facts": "当事人在网店发布内容虚假的广告。",
        "legal_basis": "《中华人民共和国广告法》第五十五条第一款",
        "kinds": ["罚款"],
        "fine_wan_yuan": "1",
        "content": "罚款10000元。",
        "decided_on": "2026-09-06",
        "organ": "样例市霜降县市场监督管理局(虚构)",
        "organ_code": ORGAN,
        "data_source": "样例市霜降县市场监督管理局(虚构)",
        "data_source_code": ORGAN,
        "display_until": "2026-12-05",
        "simple_procedure": false,
    })
}

fn inspection() -> Value {
    json!({
        "merchant": MERCHANT,
        "source": ORGAN,
        "number": "2026-1",
        "inspected_on": "2026-01-22",
        "result": "passed",
    })
}

fn rating() -> Value {
    json!({
        "platform": PLATFORM,
        "shop": "s1",
        "order": "1",
        "item": "1",
        "rated_on": "2026-03-01",
        "rater": "26kffd",
        "stars": 4,
    })
}

fn complaint() -> Value {
    json!({
        "platform": PLATFORM,
        "shop": "s1",
        "source": PLATFORM,
        "number": "C1",
        "class": "refund",
        "received_on": "2026-02-16",
        "outcome": "failed",
    })
}

fn with(mut record: Value, field: &str, value: &str) -> Value {
    record[field] = value.into();
    record
}

#[track_caller]
fn check(answer: &Answer, status: u16, member: &str, value: &str) {
    assert_eq!(answer.status, status, "{}", String::from_utf8_lossy(&answer.body));
    assert_eq!(answer.json()[member], value);
}

#[test]
fn what_is_submitted_is_read_at_once() {
    let door = Door::of_service();
    check(&door.post_as(Role::Admin, "/v1/merchants", &merchant()), 201, "status", "accepted");
    check(
        &door.post_as(Role::Authority, "/v1/inspections", &inspection()),
        201,
        "id",
        "inspection-2",
    );
    let penalty = door.post_as(Role::Authority, "/v1/penalties", &penalty());
    check(&penalty, 201, "id", "penalty-3");
    check(&door.post_as(Role::Platform, "/v1/ratings", &rating()), 201, "status", "accepted");
    check(&door.post_as(Role::Platform, "/v1/complaints", &complaint()), 201, "id", "complaint-5");

    let path = format!("/v1/merchants/{MERCHANT}");
    let who = door.get(&format!("{path}?as_of=2026-11-01")).json();
    assert_eq!(who["name"], "样例市霜降县扑棱露罐果蔬店(虚构)");
    let counts: Vec<(&str, i64)> = who["counts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|count| (count["kind"].as_str().unwrap(), count["n"].as_i64().unwrap()))
        .filter(|(_, n)| *n > 0)
        .collect();
    let expected = [("penalties", 1), ("inspections", 1), ("ratings", 1), ("complaints", 1)];
    assert_eq!(counts, expected);

    let score = door.get(&format!("{path}/score?as_of=2026-11-01")).json();
    assert_eq!(score["rated"], true);
    let reasons = score["reasons"].as_array().unwrap();
    let costs = |record: &str| reasons.iter().any(|r| r["records"].to_string().contains(record));
    assert!(costs("penalty-3") && costs("complaint-5"), "{reasons:?}");
    let points: i64 = score["contributions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|contribution| contribution["points"].as_i64().unwrap())
        .sum();
    assert_eq!(score["base_points"].as_i64().unwrap() + points, score["points"].as_i64().unwrap());

    let report = door.get(&format!("{path}/report?as_of=2026-11-01")).json();
    assert_eq!(report["score"]["points"], score["points"]);
    assert!(report["sections"].to_string().contains("penalty-3"));
}

#[test]
fn submitting_again_changes_nothing_and_other_content_is_a_conflict() {
    let door = Door::of_service();
    let send = |record: &Value| door.post_as(Role::Authority, "/v1/penalties", record);
    let first = send(&penalty());
    check(&first, 201, "id", "penalty-1");
    assert_eq!(first.json()["created_stub"], true);
    let again = send(&penalty());
    check(&again, 200, "id", "penalty-1");
    assert_eq!(again.json()["status"], "duplicate");
    let other = with(penalty(), "content", "警告, 责令改正。");
    let conflict = send(&other);
    check(&conflict, 409, "code", "conflict");
    assert!(conflict.json()["detail"].as_str().unwrap().contains("penalty-1"));
    let mut correction = other;
    correction["corrects"] = true.into();
    check(&send(&correction), 201, "id", "penalty-2");
}

#[test]
fn a_record_at_fault_names_each_field_and_stores_nothing() {
    let door = Door::of_service();
    let mut record = penalty();
    record["decided_on"] = "2026-02-30".into();
    record["fine_yuan"] = 1.into();
    let answer = door.post_as(Role::Authority, "/v1/penalties", &record);
    check(&answer, 422, "code", "invalid_content");
    record.as_object_mut().unwrap().remove("fine_yuan");
    record.as_object_mut().unwrap().remove("organ");
    let answer = door.post_as(Role::Authority, "/v1/penalties", &record);
    let errors = answer.json()["errors"].clone();
    let rules: Vec<(&str, &str)> = errors
        .as_array()
        .unwrap()
        .iter()
        .map(|e| (e["field"].as_str().unwrap(), e["rule"].as_str().unwrap()))
        .collect();
    assert!(rules.contains(&("organ", "required")), "{rules:?}");
    assert!(rules.iter().any(|(field, _)| *field == "decided_on"), "{rules:?}");
    check(&door.get(&format!("/v1/merchants/{MERCHANT}")), 404, "code", "not_found");
}

#[test]
fn a_key_submits_only_what_is_its_own() {
    let door = Door::of_service();
    let refused = |role, path: &str, record: &Value, field: &str| {
        let answer = door.post_as(role, path, record);
        check(&answer, 403, "code", "forbidden");
        assert_eq!(answer.json()["errors"][0]["field"], field);
    };
    let organ = "11449981MB0A11104F";
    let foreign = with(penalty(), "organ_code", organ);
    refused(Role::Authority, "/v1/penalties", &foreign, "organ_code");
    let foreign = with(inspection(), "source", "other");
    refused(Role::Authority, "/v1/inspections", &foreign, "source");
    let foreign = with(rating(), "platform", "haimao");
    refused(Role::Platform, "/v1/ratings", &foreign, "platform");
    let foreign = with(complaint(), "source", "haimao");
    refused(Role::Platform, "/v1/complaints", &foreign, "source");
    refused(Role::Platform, "/v1/merchants", &merchant(), "merchant");
    let own = with(merchant(), "merchant", "yunshi:s9");
    check(&door.post_as(Role::Platform, "/v1/merchants", &own), 201, "status", "accepted");
}

#[test]
fn an_unknown_merchant_and_an_impossible_one_are_told_apart() {
    let door = Door::of_service();
    for path in ["", "/score", "/report"] {
        let answer = door.get(&format!("/v1/merchants/{MERCHANT}{path}"));
        check(&answer, 404, "code", "not_found");
        let answer = door.get(&format!("/v1/merchants/92449922MA3EUQEB9X{path}"));
        check(&answer, 400, "code", "invalid_request");
        assert_eq!(answer.json()["errors"][0]["field"], "id");
    }
    let answer = door.get(&format!("/v1/merchants/{MERCHANT}/score?known_at=2999-01-01T00:00:00Z"));
    check(&answer, 400, "code", "not_yet");
    let answer = door.get(&format!("/v1/merchants/{MERCHANT}/score?known_at=yesterday"));
    check(&answer, 400, "code", "invalid_request");
}

#[test]
fn a_tag_holds_until_something_is_said_of_this_merchant() {
    let door = Door::of_service();
    door.post_as(Role::Admin, "/v1/merchants", &merchant());
    door.post_as(Role::Authority, "/v1/inspections", &inspection());
    for path in ["", "/score", "/report"] {
        let path = format!("/v1/merchants/{MERCHANT}{path}?as_of=2026-11-01");
        let tag = door.get(&path).header("etag").unwrap().to_owned();
        let again = || door.send("GET", &path, &[("if-none-match", &tag)], "").status;
        assert_eq!(again(), 304, "{path}");
        let number = format!("other-{}", path.len());
        let other = with(with(inspection(), "merchant", "yunshi:s77"), "number", &number);
        assert_eq!(door.post_as(Role::Authority, "/v1/inspections", &other).status, 201);
        assert_eq!(again(), 304, "{path} after a record of another merchant");
        let own = with(inspection(), "number", &format!("own-{}", path.len()));
        let own = with(own, "result", "failed");
        assert_eq!(door.post_as(Role::Authority, "/v1/inspections", &own).status, 201);
        assert_eq!(again(), 200, "{path} after a record of this merchant");
        let tag = door.get(&path).header("etag").unwrap().to_owned();
        let again = || door.send("GET", &path, &[("if-none-match", &tag)], "").status;
        let of_shop = with(rating(), "order", &path.len().to_string());
        assert_eq!(door.post_as(Role::Platform, "/v1/ratings", &of_shop).status, 201);
        assert_eq!(again(), 200, "{path} after a rating of its shop");
    }
}

#[test]
fn an_answer_given_again_is_the_one_that_its_instant_gives() {
    let door = Door::of_service();
    door.post_as(Role::Admin, "/v1/merchants", &merchant());
    door.post_as(Role::Authority, "/v1/inspections", &inspection());
    let path = format!("/v1/merchants/{MERCHANT}/score?as_of=2026-11-01");
    let first = door.get(&path).json();
    let other = with(with(inspection(), "merchant", "yunshi:s77"), "number", "other");
    assert_eq!(door.post_as(Role::Authority, "/v1/inspections", &other).status, 201);
    let again = door.get(&path).json();
    let known_at = again["known_at"].as_str().unwrap();
    let replayed = door.get(&format!("{path}&known_at={known_at}")).json();
    assert_eq!(again, replayed, "asked again with its instant, it is the same to the digit");
    for told in ["points", "contributions", "reasons"] {
        assert_eq!(first[told], again[told]);
    }
    let failed = with(with(inspection(), "number", "own"), "result", "failed");
    assert_eq!(door.post_as(Role::Authority, "/v1/inspections", &failed).status, 201);
    let changed = door.get(&path).json();
    assert_ne!(changed["contributions"], first["contributions"]);
    assert!(changed["known_at"].as_str() > again["known_at"].as_str());
    assert_eq!(door.get(&format!("{path}&known_at={known_at}")).json(), again);
}

/// Every route and every role, and nobody: who is let in. The row says what `authorise` must do, so
/// that a route added without a decision fails here.
#[test]
fn every_route_lets_in_exactly_the_roles_it_names() {
    const ALL: &[Role] = &Role::ALL;
    let submits: &[Role] = &[Role::Authority, Role::Admin];
    let says: &[Role] = &[Role::Platform, Role::Admin];
    let either: &[Role] = &[Role::Authority, Role::Platform, Role::Admin];
    let reads: &[Role] = &[Role::Admin, Role::Analyst];
    let watches: &[Role] = &[Role::Authority, Role::Admin, Role::Analyst];
    let owns: &[Role] = &[Role::Merchant, Role::Admin];
    let parties: &[Role] = &[Role::Merchant, Role::Authority, Role::Admin];
    let concerned: &[Role] =
        &[Role::Merchant, Role::Reader, Role::Authority, Role::Platform, Role::Admin];
    let handles: &[Role] = &[Role::Merchant, Role::Authority, Role::Platform, Role::Admin];
    let table: &[(&str, &str, bool, &[Role])] = &[
        ("GET", "/v1/merchants/{id}", true, ALL),
        ("GET", "/v1/merchants/{id}/score", true, ALL),
        ("GET", "/v1/merchants/{id}/report", true, ALL),
        ("GET", "/v1/merchants/{id}/ratings/weights", true, ALL),
        ("GET", "/v1/merchants/{id}/complaints/figures", true, ALL),
        ("GET", "/v1/merchants/{id}/score/history", true, ALL),
        ("GET", "/v1/merchants/{id}/score/outlook", true, ALL),
        ("GET", "/v1/merchants/{id}/score/what-if", true, ALL),
        ("GET", "/v1/merchants/{own}/notices", false, owns),
        ("GET", "/v1/merchants", true, ALL),
        ("GET", "/v1/merchants/{id}/licences", true, ALL),
        ("GET", "/v1/merchants/{id}/penalties", true, ALL),
        ("GET", "/v1/merchants/{id}/inspections", true, ALL),
        ("GET", "/v1/merchants/{id}/ratings", true, ALL),
        ("GET", "/v1/merchants/{id}/complaints", true, ALL),
        ("GET", "/v1/merchants/{id}/listings", true, ALL),
        ("GET", "/v1/models/{model}", true, ALL),
        ("GET", "/v1/statistics", true, ALL),
        ("GET", "/v1/changes", true, ALL),
        ("POST", "/v1/webhooks", false, ALL),
        ("GET", "/v1/webhooks", false, ALL),
        ("POST", "/v1/webhooks/{webhook}/end", false, ALL),
        ("GET", "/v1/webhooks/{webhook}/dead-letters", false, ALL),
        ("POST", "/v1/webhooks/{webhook}/redelivery", false, ALL),
        ("POST", "/v1/scores/query", true, ALL),
        ("GET", "/v1/merchants/{own}/queries", false, owns),
        ("POST", "/v1/batches/{kind}", false, either),
        ("POST", "/v1/merchants", false, either),
        ("POST", "/v1/licences", false, submits),
        ("POST", "/v1/penalties", false, submits),
        ("POST", "/v1/inspections", false, submits),
        ("POST", "/v1/listings", false, submits),
        ("POST", "/v1/ratings", false, says),
        ("POST", "/v1/complaints", false, either),
        ("POST", "/v1/findings", false, either),
        ("GET", "/v1/alarms", false, watches),
        ("POST", "/v1/transactions", false, says),
        ("GET", "/v1/complaints/{id}", false, handles),
        ("POST", "/v1/complaints/{id}/steps", false, handles),
        ("GET", "/v1/statistics/monthly", false, watches),
        ("GET", "/v1/merchants/{own}/traceability", false, parties),
        ("POST", "/v1/withdrawals", false, either),
        ("POST", "/v1/erasures", false, &[Role::Admin]),
        ("GET", "/v1/publication", false, watches),
        ("GET", "/v1/publication.csv", false, watches),
        ("GET", "/v1/work", false, submits),
        ("GET", "/v1/workdays/add", true, ALL),
        ("GET", "/v1/workdays/between", true, ALL),
        ("POST", "/v1/licences/{id}/publication", false, submits),
        ("POST", "/v1/penalties/{id}/publication", false, submits),
        ("POST", "/v1/repair-applications", false, owns),
        ("GET", "/v1/repair-applications/{id}", false, parties),
        ("POST", "/v1/repair-applications/{id}/acceptance", false, submits),
        ("POST", "/v1/repair-applications/{id}/decision", false, submits),
        ("POST", "/v1/objections", false, concerned),
        ("GET", "/v1/objections/{id}", false, parties),
        ("POST", "/v1/objections/{id}/decision", false, submits),
        ("POST", "/v1/statements", false, owns),
        ("GET", "/v1/runs", true, ALL),
        ("GET", "/v1/runs/{run}", true, ALL),
        ("GET", "/v1/runs/{run}/events", false, reads),
        ("POST", "/v1/runs", false, &[Role::Admin]),
        ("GET", "/healthz", true, ALL),
        ("GET", "/readyz", true, ALL),
        ("GET", "/metrics", false, reads),
        ("GET", "/openapi.json", true, ALL),
        ("GET", "/docs", true, ALL),
    ];
    let door = Door::of_service();
    let document = door.get("/openapi.json").json();
    let n_routes: usize = document["paths"]
        .as_object()
        .unwrap()
        .values()
        .map(|methods| methods.as_object().unwrap().len())
        .sum();
    assert_eq!(n_routes, table.len(), "a route is missing in the table");
    for (method, path, anonymous, roles) in table {
        let path = path.replace("{id}", "yunshi:nobody").replace("{kind}", "ratings");
        let path = path.replace("{own}", MERCHANT).replace("{run}", "9");
        let answer = door.send(method, &path, &[("content-length", "0")], "");
        assert_eq!(answer.status == 401, !anonymous, "{method} {path} without a key");
        for role in Role::ALL {
            let answer = match *method {
                "GET" => door.get_as(role, &path),
                _ => door.post_as(role, &path, &json!({})),
            };
            let let_in = !matches!(answer.status, 401 | 403);
            assert_eq!(let_in, roles.contains(&role), "{method} {path} as {}", role.name());
        }
    }
}

#[test]
fn sentences_come_in_the_language_that_is_asked_for() {
    let door = Door::of_service();
    door.post_as(Role::Admin, "/v1/merchants", &merchant());
    let failed = with(inspection(), "result", "failed");
    assert_eq!(door.post_as(Role::Authority, "/v1/inspections", &failed).status, 201);
    let ask =
        |query: &str| door.get(&format!("/v1/merchants/{MERCHANT}/score?as_of=2026-11-01{query}"));
    let (both, zh) = (ask(""), ask("&lang=zh"));
    assert_ne!(both.header("etag"), zh.header("etag"));
    let sentence = |answer: &Answer| answer.json()["reasons"][0]["sentence"].clone();
    assert!(sentence(&both)["en"].is_string() && sentence(&both)["zh"].is_string());
    assert!(sentence(&zh)["en"].is_null() && sentence(&zh)["zh"] == sentence(&both)["zh"]);
    assert!(sentence(&ask("&lang=en"))["zh"].is_null());
    assert_eq!(ask("&lang=fr").status, 400);
}

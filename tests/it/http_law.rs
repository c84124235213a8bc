//! The law's clocks over HTTP: publication, a repair and an objection from start to end, who may.

use merchant_credit::app::key::Role;
use serde_json::{Value, json};

use crate::http_door::{Answer, Door, MERCHANT, ORGAN};

/// No time to answer a notice, as an operator can set it.
const AT_ONCE: &str = r#"{"about": "Of the operator.", "rows": [{
    "id": "publication.notice-answer", "document": "虚构市办法", "clause": "第一条",
    "in_force_from": "1949-10-01", "jurisdiction": "cn", "region": "*", "organ": "*",
    "confidence": "seen", "values": {"step": "notice_answer", "within": {"working_days": 0}}
}]}"#;

/// A penalty of that many days ago, general, by the organ of the authority's key.
fn penalty(door: &Door, days_ago: i32, number: u32) -> Value {
    json!({
        "merchant": MERCHANT,
        "document_number": format!("样市监罚字〔2026〕{number}号"),
        "kinds": ["罚款"],
        "fine_wan_yuan": "2",
        "decided_on": door.app.today().plus(-days_ago).to_string(),
        "organ": "样例市霜降县水务局(虚构)",
        "organ_code": ORGAN,
    })
}

#[track_caller]
fn ok(answer: &Answer, status: u16) -> Value {
    assert_eq!(answer.status, status, "{}", String::from_utf8_lossy(&answer.body));
    answer.json()
}

#[track_caller]
fn submitted(door: &Door, record: &Value) -> String {
    let receipt = ok(&door.post_as(Role::Authority, "/v1/penalties", record), 201);
    receipt["id"].as_str().unwrap().to_owned()
}

fn reasons(door: &Door) -> String {
    let path = format!("/v1/merchants/{MERCHANT}/score");
    ok(&door.get(&path), 200)["reasons"].to_string()
}

fn papers() -> Value {
    // `%PDF-1.7 invented` in Base64.
    let pdf = "JVBERi0xLjcgaW52ZW50ZWQ=";
    json!([{"purpose": "commitment", "content": pdf}, {"purpose": "proof", "content": pdf}])
}

fn named(door: &Door) {
    let merchant = json!({
        "merchant": MERCHANT, "effective_on": "2017-10-05", "name": "样例果蔬店(虚构)",
        "status": "active", "registered_on": "2017-10-05",
    });
    ok(&door.post_as(Role::Admin, "/v1/merchants", &merchant), 201);
}

#[test]
fn a_repair_walks_from_application_to_effect() {
    let door = Door::of_service();
    named(&door);
    let target = submitted(&door, &penalty(&door, 200, 1));
    assert!(reasons(&door).contains(&target));
    let application = json!({ "target": target, "papers": papers() });
    let apply = |role| door.post_as(role, "/v1/repair-applications", &application);
    assert_eq!(apply(Role::Authority).status, 403, "the merchant applies");
    let applied = ok(&apply(Role::Merchant), 201);
    assert_eq!(applied["stage"], "received");
    assert_eq!(applied["obstacles"], json!([]));
    let path = format!("/v1/repair-applications/{}", applied["id"].as_str().unwrap());
    let work = ok(&door.get_as(Role::Authority, "/v1/work"), 200);
    let is_there = |work: &Value| work.to_string().contains("repair_accept");
    assert!(is_there(&work), "{work}");
    let accept = format!("{path}/acceptance");
    let accepted = json!({ "accepted": true });
    assert_eq!(door.post_as(Role::Merchant, &accept, &accepted).status, 403);
    assert_eq!(ok(&door.post_as(Role::Authority, &accept, &accepted), 200)["stage"], "accepted");
    let granted = json!({ "outcome": "granted" });
    let decide = format!("{path}/decision");
    assert_eq!(ok(&door.post_as(Role::Authority, &decide, &granted), 200)["stage"], "granted");
    assert!(!reasons(&door).contains(&target), "the score rises at once");
    assert_eq!(ok(&door.get_as(Role::Merchant, &path), 200)["stage"], "granted");
    assert_eq!(door.get_as(Role::Reader, &path).status, 403);
    assert_eq!(door.post_as(Role::Authority, &decide, &granted).status, 422, "decided once");
    assert!(!is_there(&ok(&door.get_as(Role::Authority, "/v1/work"), 200)));
}

#[test]
fn an_objection_walks_from_mark_to_reasons() {
    let door = Door::of_service();
    named(&door);
    let target = submitted(&door, &penalty(&door, 30, 1));
    let objection = json!({ "target": target, "ground": "wrong_content", "explanation": "有误" });
    assert_eq!(door.send("POST", "/v1/objections", &[], &objection.to_string()).status, 401);
    let raised = ok(&door.post_as(Role::Merchant, "/v1/objections", &objection), 201);
    let id = raised["id"].as_str().unwrap().to_owned();
    let score = || ok(&door.get(&format!("/v1/merchants/{MERCHANT}/score")), 200);
    assert_eq!(score()["objections"][0]["id"], id.as_str());
    let report = ok(&door.get(&format!("/v1/merchants/{MERCHANT}/report")), 200).to_string();
    assert!(report.contains(&id), "marked in the report");
    let path = format!("/v1/objections/{id}/decision");
    let rejected = json!({ "outcome": "rejected", "reason": "经核查无误" });
    assert_eq!(door.post_as(Role::Merchant, &path, &rejected).status, 403);
    let bare = json!({ "outcome": "rejected" });
    assert_eq!(door.post_as(Role::Authority, &path, &bare).status, 422, "reasons are needed");
    let decided = ok(&door.post_as(Role::Authority, &path, &rejected), 200);
    assert_eq!(
        (decided["outcome"].as_str(), decided["due"].clone()),
        (Some("rejected"), json!([]))
    );
    assert_eq!(score()["objections"], json!([]));
    let said = json!({ "target": target, "text": "罚款已缴" });
    ok(&door.post_as(Role::Merchant, "/v1/statements", &said), 201);
    let report = ok(&door.get(&format!("/v1/merchants/{MERCHANT}/report")), 200);
    assert!(report.to_string().contains("罚款已缴"));
}

#[test]
fn a_submission_is_published_at_once_and_a_draft_when_its_organ_says_so() {
    let door = Door::of_service();
    named(&door);
    let at_once = submitted(&door, &penalty(&door, 1, 1));
    let mut draft = penalty(&door, 1, 2);
    draft["publish"] = false.into();
    let draft = submitted(&door, &draft);
    assert!(reasons(&door).contains(&at_once) && !reasons(&door).contains(&draft));
    let table = |role| ok(&door.get_as(role, "/v1/publication?due_within=100"), 200);
    let items = table(Role::Authority)["items"].clone();
    assert_eq!((items[0]["id"].as_str(), &items[0]["is_draft"]), (Some(&*draft), &json!(true)));
    assert_eq!(table(Role::Analyst)["items"], json!([]), "only its organ sees a draft");
    assert_eq!(table(Role::Authority)["months"][0]["n_on_time"], 1);
    let csv = door.get_as(Role::Authority, "/v1/publication.csv?due_within=100");
    assert!(String::from_utf8_lossy(&csv.body).contains(&draft));
    assert_eq!(door.get("/v1/publication").status, 401);
    let path = format!("/v1/penalties/{draft}/publication");
    assert_eq!(door.post_as(Role::Merchant, &path, &json!({})).status, 403);
    let notices = format!("/v1/merchants/{MERCHANT}/notices");
    let told = ok(&door.get_as(Role::Merchant, &notices), 200);
    assert_eq!(told["notices"][0]["target"], draft.as_str(), "told at once");
    let waits = ok(&door.post_as(Role::Authority, &path, &json!({})), 422);
    assert_eq!(waits["errors"][0]["rule"], "answer_time");
    door.app.import_rules("publication", AT_ONCE, "spec").unwrap();
    ok(&door.post_as(Role::Authority, &path, &json!({})), 201);
    assert!(reasons(&door).contains(&draft));
    assert_eq!(door.get_as(Role::Authority, "/v1/publication?authority=other").status, 403);
}

#[test]
fn the_outlook_what_if_and_working_days_are_answered() {
    let door = Door::of_service();
    named(&door);
    let target = submitted(&door, &penalty(&door, 10, 1));
    let path = format!("/v1/merchants/{MERCHANT}/score");
    let outlook = ok(&door.get(&format!("{path}/outlook")), 200);
    let turns: Vec<&str> = outlook["days"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["turns"][0]["turn"].as_str().unwrap())
        .collect();
    assert_eq!(turns, ["repair_possible", "display_ends"]);
    let supposed = ok(&door.get(&format!("{path}/what-if?repair={target}")), 200);
    assert!(!supposed["reasons"].to_string().contains(&target));
    let added = ok(&door.get("/v1/workdays/add?from=2026-09-30&n=7"), 200);
    assert_eq!((added["on"].as_str(), &added["provisional"]), (Some("2026-10-15"), &json!(false)));
    let counted = ok(&door.get("/v1/workdays/between?from=2026-09-30&to=2026-10-15"), 200);
    assert_eq!(counted["n"], 7);
}

#[test]
fn a_list_vetoes_and_the_merchant_reads_its_notices() {
    let door = Door::of_service();
    named(&door);
    let listing = json!({
        "merchant": MERCHANT, "list": "serious_violation", "document_number": "样列〔2026〕1号",
        "ground": "虚构", "organ": "样例市霜降县水务局(虚构)", "organ_code": ORGAN,
        "entered_on": door.app.today().plus(-3).to_string(),
    });
    ok(&door.post_as(Role::Authority, "/v1/listings", &listing), 201);
    let score = ok(&door.get(&format!("/v1/merchants/{MERCHANT}/score")), 200);
    assert_eq!(
        (&score["grade"], &score["veto"]["list"]),
        (&json!("D"), &json!("serious_violation"))
    );
    let submitter =
        merchant_credit::domain::record::envelope::Submitter { key: "spec".into(), organ: None };
    assert_eq!(door.app.make_notices(&submitter).unwrap(), 1);
    assert_eq!(door.app.make_notices(&submitter).unwrap(), 0, "told once");
    let path = format!("/v1/merchants/{MERCHANT}/notices");
    assert_eq!(door.get_as(Role::Reader, &path).status, 403);
    let notices = ok(&door.get_as(Role::Merchant, &path), 200);
    assert_eq!(notices["notices"][0]["grade"], "D");
}

#[test]
fn whoever_provided_a_record_withdraws_it_and_the_operator_erases() {
    let door = Door::of_service();
    named(&door);
    let target = submitted(&door, &penalty(&door, 30, 1));
    let withdrawal = json!({ "target": target, "ground": "revoked", "reason": "复议撤销" });
    let send = |role| door.post_as(role, "/v1/withdrawals", &withdrawal);
    assert_eq!(send(Role::Merchant).status, 403);
    assert_eq!(send(Role::Platform).status, 403, "another provider");
    let done = ok(&send(Role::Authority), 201);
    assert_eq!((&done["target"], &done["is_late"]), (&json!(target), &json!(false)));
    assert!(!reasons(&door).contains(&target));
    let wrong = json!({ "target": target, "ground": "dislike", "reason": "x" });
    assert_eq!(
        ok(&door.post_as(Role::Admin, "/v1/withdrawals", &wrong), 422)["errors"][0]["rule"],
        "ground"
    );
    let erasure = json!({ "target": target, "reason": "本人申请" });
    ok(&door.post_as(Role::Admin, "/v1/erasures", &erasure), 201);
}

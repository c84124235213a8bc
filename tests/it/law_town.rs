//! The law's clocks on the invented town: the table of publication in time, what is overdue, and a
//! repair and an objection walked from start to end through the real binary and over HTTP.

use jiff::tz::TimeZone;
use merchant_credit::app::key::Role;
use merchant_credit::app::publication::{Named, PublicationQuestion};
use merchant_credit::clock::Clock;
use merchant_credit::domain::day::Day;
use serde_json::{Value, json};

use crate::cli::Shell;
use crate::http_door::{Door, MERCHANT, ORGAN};
use crate::town;
use crate::world::day;

/// A sound merchant of the town, rated well.
const THEM: &str = "91449903MAT3Y2RX56";
const OFFICE: &str = "样例市谷雨县市场监督管理局(虚构)";

fn table(authority: &str, month: &str) -> merchant_credit::app::publication::PublicationAnswer {
    let question = PublicationQuestion {
        authority: Some(authority.to_owned()),
        month: Some(day(&format!("{month}-01"))),
        as_of: Some(day("2026-11-16")),
        named: Named { all: false, overdue: true, due_within: Some(7) },
        ..PublicationQuestion::all()
    };
    town::town().publication(&question).unwrap()
}

/// Counted by hand from the rows of the town and the State Council's notices.
#[test]
fn the_table_of_a_month_guobanfa_2015_72() {
    let check = |authority: &str, month: &str, n: [u64; 5], delays: (i64, i64), rate: f64| {
        let answer = table(authority, month);
        let [row] = answer.months.as_slice() else { panic!("{:?}", answer.months) };
        let found = [row.n_on_time, row.n_late, row.n_overdue, row.n_to_be_published, row.n_exempt];
        assert_eq!(found, n, "{authority} {month}");
        assert_eq!((row.median_delay(), row.worst_delay()), (Some(delays.0), Some(delays.1)));
        assert!((row.on_time_rate().unwrap() - rate).abs() < 1e-9, "{authority} {month}");
    };
    check(OFFICE, "2026-10", [3, 0, 2, 0, 1], (5, 14), 0.6);
    check("样例市霜降县行政审批局(虚构)", "2022-06", [4, 2, 0, 0, 0], (2, 73), 4.0 / 6.0);
    check("样例市谷雨县行政审批局(虚构)", "2026-07", [1, 0, 1, 0, 0], (5, 73), 0.5);
}

#[test]
fn what_is_overdue_or_due_soon_stands_with_its_last_day_most_urgent_first() {
    let named = |authority: &str, month: &str| -> Vec<_> {
        let items = table(authority, month).items;
        items.iter().map(|item| (item.merchant.to_string(), item.due_on().unwrap())).collect()
    };
    let office = named(OFFICE, "2026-10");
    let expect = [("92449921MAY1XTMM9U", "2026-11-05"), ("92449921MA6E07G794", "2026-11-05")];
    assert_eq!(office, expect.map(|(merchant, due)| (merchant.to_owned(), day(due))));
    let licences = named("样例市霜降县行政审批局(虚构)", "2026-11");
    assert_eq!(licences.len(), 1);
    assert_eq!(licences[0].1, day("2026-11-20"));
}

fn today() -> Day {
    Clock::System.today(&TimeZone::get("Asia/Shanghai").unwrap())
}

fn as_file(shell: &Shell, name: &str) -> String {
    shell.file(name, "%PDF-1.7 invented")
}

/// The town in a store of its own, and a penalty of 200 days ago about a merchant of the town.
fn shell_with_penalty() -> (Shell, String) {
    let shell = Shell::new();
    let said = shell.run(&["quickstart", "--once"]);
    assert_eq!(said.code, 0, "{}", said.error);
    let decided_on = today().plus(-200);
    let csv = format!(
        "merchant,document_number,kinds,fine_wan_yuan,decided_on,organ,organ_code,published_at\n\
         {THEM},样城罚字〔2026〕9001号,罚款,2,{decided_on},样例市石桥区城管局(虚构),,\
         {decided_on}T18:00:00+08:00\n"
    );
    let file = shell.file("penalties.csv", &csv);
    let said = shell.run(&["import", "penalties", &file]);
    assert_eq!(said.code, 0, "{} {}", said.out, said.error);
    let report = shell.json(&["report", THEM]);
    let id = find_penalty(&report, "样城罚字〔2026〕9001号").expect("it is in the report");
    (shell, id)
}

fn section<'v>(report: &'v Value, kind: &str) -> &'v Vec<Value> {
    let sections = report["sections"].as_array().unwrap();
    let section = sections.iter().find(|section| section["kind"] == kind).unwrap();
    section["records"].as_array().unwrap()
}

fn find_penalty(report: &Value, number: &str) -> Option<String> {
    let of_number = section(report, "penalties")
        .iter()
        .find(|item| item["record"].to_string().contains(number));
    of_number.map(|item| item["record"]["id"].as_str().unwrap().to_owned())
}

#[test]
fn a_repair_walks_from_application_to_effect_through_the_binary() {
    let (shell, penalty) = shell_with_penalty();
    let before = shell.json(&["score", THEM]);
    assert!(before.to_string().contains(&penalty), "it counts");
    let what_if = shell.json(&["score", THEM, "--what-if", &format!("repair:{penalty}")]);
    let (commitment, proof) = (as_file(&shell, "letter.pdf"), as_file(&shell, "receipt.pdf"));
    let applied =
        shell.json(&["repair", "apply", &penalty, "--commitment", &commitment, "--proof", &proof]);
    assert_eq!((&applied["stage"], &applied["obstacles"]), (&json!("received"), &json!([])));
    let id = applied["id"].as_str().unwrap();
    let steps = |shell: &Shell| -> Vec<String> {
        let work = shell.json(&["work", "--authority", "样例市石桥区城管局(虚构)"]);
        let work = work.as_array().unwrap().iter().filter(|one| one["id"] == id);
        work.map(|one| one["step"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(steps(&shell), ["repair_accept", "repair_answer"]);
    assert_eq!(shell.json(&["repair", "accept", id])["stage"], "accepted");
    assert_eq!(steps(&shell), ["repair_decide", "repair_answer"]);
    assert_eq!(shell.json(&["repair", "grant", id])["stage"], "granted");
    assert_eq!(steps(&shell), [""; 0]);
    let after = shell.json(&["score", THEM]);
    assert!(!after.to_string().contains(&penalty), "it counts no more");
    assert_eq!(after["points"], what_if["points"], "as what-if said");
    assert!(after["points"].as_i64() > before["points"].as_i64(), "the score rises at once");
    assert_eq!(find_penalty(&shell.json(&["report", THEM]), "样城罚字〔2026〕9001号"), None);
    let again = shell.run(&["repair", "grant", id]);
    assert_eq!(again.code, 1, "{}", again.error);
}

#[test]
fn an_objection_walks_from_mark_to_withdrawal_through_the_binary() {
    let (shell, penalty) = shell_with_penalty();
    let raised = shell.json(&[
        "objection",
        "raise",
        &penalty,
        "--ground",
        "wrong_content",
        "--explanation",
        "金额有误",
    ]);
    let id = raised["id"].as_str().unwrap();
    let marks = |shell: &Shell| {
        let report = shell.json(&["report", THEM]);
        let found = section(&report, "penalties")
            .iter()
            .find(|item| item["record"]["id"] == penalty.as_str())
            .map(|item| item["objections"].clone());
        found.unwrap_or_default()
    };
    assert_eq!(marks(&shell), json!([id]), "marked at once");
    assert_eq!(shell.json(&["score", THEM])["objections"][0]["id"], id);
    assert!(shell.json(&["state", &penalty, "罚款已缴"])["id"].is_string());
    let bare = shell.run(&["objection", "reject", id]);
    assert_eq!(bare.code, 1, "a rejection says why");
    assert_eq!(
        shell.json(&["objection", "transfer", id])["due"][0]["step"],
        "objection_provider_decide"
    );
    let decided = shell.json(&["objection", "withdraw", id, "--reason", "经核查, 处罚对象有误"]);
    assert_eq!((&decided["outcome"], &decided["due"]), (&json!("withdrawn"), &json!([])));
    assert_eq!(marks(&shell), Value::Null, "the record is gone");
    assert!(!shell.json(&["score", THEM]).to_string().contains(&penalty));
}

#[test]
fn the_clocks_of_the_town_are_answered_by_the_binary() {
    let shell = Shell::new();
    assert_eq!(shell.run(&["quickstart", "--once"]).code, 0);
    let added = shell.run(&["workdays", "add", "2026-09-30", "7"]);
    assert_eq!(added.out.trim(), "2026-10-15");
    let counted = shell.run(&["workdays", "between", "2026-09-30", "2026-10-15"]);
    assert_eq!(counted.out.trim(), "7");
    let known = ["workdays", "add", "2020-01-22", "7", "--known-at", "2020-01-26"];
    assert_eq!(shell.run(&known).out.trim(), "2020-02-06", "under the first notice");
    let csv = "published_on,year,date,kind,occasion\n2026-11-10,2027,2027-01-01,off,元旦\n";
    let notice = shell.file("2027.csv", csv);
    let before = shell.run(&["workdays", "add", "2026-12-31", "1"]).out;
    assert!(before.starts_with("2027-01-01") && before.contains("provisional"), "{before}");
    assert_eq!(shell.run(&["workdays", "import", &notice]).code, 0);
    assert_eq!(shell.run(&["workdays", "add", "2026-12-31", "1"]).out.trim(), "2027-01-04");
    let asked =
        ["publication", "--authority", OFFICE, "--month", "2026-10", "--as-of", "2026-11-16"];
    let rows = shell.run(&[&asked[..], &["--csv"]].concat()).out;
    assert!(rows.lines().nth(1).unwrap().contains(",6,3,0,2,0,1,0,0,0.6,5,14"), "{rows}");
    let overdue = shell.run(&[&asked[..], &["--overdue"]].concat()).out;
    assert!(overdue.starts_with("2026-11-05  overdue by 7"), "{overdue}");
    let rules = shell.run(&["rules", "list", "repair"]).out;
    assert!(rules.contains("repair.accept") && rules.contains("国办发〔2025〕22号"), "{rules}");
    let vetoed = shell.json(&["score", "91449901L0HQ1C6G56", "--as-of", "2026-11-16"]);
    assert_eq!(
        (&vetoed["grade"], &vetoed["veto"]["list"]),
        (&json!("D"), &json!("serious_violation"))
    );
    let outlook = shell.json(&["outlook", "91449921MAAC00BY44", "--as-of", "2026-11-16"]);
    assert!(outlook["days"].to_string().contains("display_ends"), "{outlook}");
}

#[test]
fn a_repair_and_an_objection_walk_over_http_on_the_town() {
    let door = Door::of_service();
    door.app.quickstart(&town::seeds()).unwrap();
    let decided_on = door.app.today().plus(-200).to_string();
    let penalty = |number: u32| {
        json!({
            "merchant": MERCHANT, "document_number": format!("样水罚字〔2026〕{number}号"),
            "kinds": ["罚款"], "fine_wan_yuan": "2", "decided_on": decided_on,
            "organ": "样例市霜降县水务局(虚构)", "organ_code": ORGAN,
        })
    };
    let sent = |role, path: &str, body: &Value, status: u16| {
        let answer = door.post_as(role, path, body);
        assert_eq!(answer.status, status, "{path}: {}", String::from_utf8_lossy(&answer.body));
        answer.json()
    };
    let submitted = |number| {
        let receipt = sent(Role::Authority, "/v1/penalties", &penalty(number), 201);
        receipt["id"].as_str().unwrap().to_owned()
    };
    let (repaired, disputed) = (submitted(9001), submitted(9002));
    let score = || door.get(&format!("/v1/merchants/{MERCHANT}/score")).json();
    let points = || score()["points"].as_i64().unwrap();
    let both = points();
    let pdf = "JVBERi0xLjcgaW52ZW50ZWQ=";
    let papers = json!([
        {"purpose": "commitment", "content": pdf}, {"purpose": "proof", "content": pdf},
    ]);
    let application = json!({ "target": repaired, "papers": papers });
    let applied = sent(Role::Merchant, "/v1/repair-applications", &application, 201);
    let path = format!("/v1/repair-applications/{}", applied["id"].as_str().unwrap());
    sent(Role::Authority, &format!("{path}/acceptance"), &json!({ "accepted": true }), 200);
    let decision = json!({ "outcome": "granted" });
    sent(Role::Authority, &format!("{path}/decision"), &decision, 200);
    let one = points();
    assert!(one > both, "the score rises at once: {both} to {one}");
    let objection = json!({ "target": disputed, "ground": "wrong_content" });
    let raised = sent(Role::Merchant, "/v1/objections", &objection, 201);
    let id = raised["id"].as_str().unwrap();
    assert_eq!(score()["objections"][0]["id"], id);
    let withdrawn = json!({ "outcome": "withdrawn", "reason": "经核查, 处罚对象有误" });
    sent(Role::Authority, &format!("/v1/objections/{id}/decision"), &withdrawn, 200);
    let none = points();
    assert!(none > one, "{one} to {none}");
    let report = door.get(&format!("/v1/merchants/{MERCHANT}/report")).json().to_string();
    assert!(!report.contains(&repaired) && !report.contains(&disputed));
    let table = door.get_as(Role::Admin, "/v1/publication?as_of=2026-11-16&overdue=true").json();
    assert!(
        table["n_items"].as_u64().unwrap() > 3 && !table["months"].as_array().unwrap().is_empty()
    );
}

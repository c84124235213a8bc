//! Complaints and orders through the program itself: files in, answers out, nothing of a person told.

use serde_json::{Value, json};

use crate::cli::Shell;

const SHOP: &str = "yunshi:s1";
const ORGAN: &str = "样例市市场监督管理局(虚构)";
/// Who complains, who paid, what was sent to whom.
const PERSONS: [&str; 4] = ["欧阳噗噜", "PAY-2025-77", "SF-77120", "INV-4401"];

/// A store with one shop, its orders, ratings of them, and complaints.
fn market() -> Shell {
    let shell = Shell::new();
    let import = |kind: &str, name: &str, text: &str| {
        let file = shell.file(name, text);
        let said = shell.run(&["import", kind, &file]);
        assert_eq!(said.code, 0, "{kind}: {} {}", said.out, said.error);
    };
    import(
        "merchants",
        "merchants.csv",
        &format!(
            "merchant,effective_on,name,status,region,industry\n\
             {SHOP},2024-01-01,样例果蔬店(虚构),active,449901,5223\n"
        ),
    );
    import(
        "transactions",
        "transactions.csv",
        &format!(
            "merchant,platform,order,placed_on,amount_fen,payment,paid_on,invoice,invoiced_on,\
             waybill,shipped_on,returned_on,batches\n\
             {SHOP},yunshi,o1,2025-03-01,1200,{pay},2025-03-01,{invoice},2025-03-02,{waybill},\
             2025-03-02,,L2503\n\
             {SHOP},yunshi,o2,2025-03-05,800,p2,2025-03-05,i2,2025-03-06,{waybill},2025-03-06,,L2503\n\
             {SHOP},yunshi,o3,2025-03-20,500,p3,2025-03-20,i3,2025-03-21,w3,2025-03-21,2025-04-01,\n",
            pay = PERSONS[1],
            waybill = PERSONS[2],
            invoice = PERSONS[3],
        ),
    );
    import(
        "ratings",
        "ratings.csv",
        "platform,shop,order,item,rated_on,rater,stars\n\
         yunshi,s1,o1,1,2025-03-08,r1,5\nyunshi,s1,o2,1,2025-04-15,r2,5\n",
    );
    import(
        "complaints",
        "complaints.csv",
        &format!(
            "merchant,source,number,class,received_on,outcome,complainant,organ\n\
             {SHOP},12315,1,quality,2025-03-10,received,{who},{ORGAN}\n\
             {SHOP},12315,2,information_security,2025-03-11,received,{who},{ORGAN}\n\
             {SHOP},12315,3,refund,2025-03-12,received,{who},{ORGAN}\n",
            who = PERSONS[0],
        ),
    );
    shell
}

fn complaints(shell: &Shell) -> Vec<String> {
    let work = shell.json(&["work", "--authority", ORGAN]);
    let mut ids: Vec<(String, String)> = work
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["due_on"].to_string(), one["id"].as_str().unwrap().to_owned()))
        .collect();
    ids.sort();
    ids.into_iter().map(|(_, id)| id).collect()
}

#[test]
fn orders_verify_ratings_and_feed_the_month_and_the_way_of_a_batch() {
    let shell = market();
    let ratings = shell.json(&["ratings", SHOP, "--as-of", "2025-06-01"]);
    let told: Vec<(&Value, &Value)> = ratings["ratings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (&one["weight"], &one["signals"][0]["name"]))
        .collect();
    // The second order has the waybill of the first.
    assert_eq!(told, [(&json!(0.1), &json!("contradicted")), (&json!(1.0), &Value::Null)]);
    let month = shell.json(&["monitor", "--month", "2025-03"]);
    let figures = &month["by_region"][0]["figures"];
    let expect = json!({
        "n_merchants": 1, "n_orders": 3, "amount_fen": 2500, "n_returns": 1, "n_complaints": 3
    });
    assert_eq!(*figures, expect, "{month}");
    assert_eq!(month["by_trade"][0]["name"], "52");
    assert_eq!(month["by_platform"][0]["name"], "yunshi");
    let trace = shell.json(&["trace", SHOP, "l2503"]);
    assert_eq!(trace["links"][0]["n_orders"], 2, "{trace}");
    assert_eq!(trace["links"][0]["n_verified"], 1, "{trace}");
}

#[test]
fn a_complaint_walks_by_commands_and_its_figures_follow() {
    let shell = market();
    let open = complaints(&shell);
    assert_eq!(open.len(), 3, "{open:?}");
    let step = |arguments: &[&str]| shell.json(&[&["complaint"], arguments].concat());
    let [first, second, third] = [&open[0], &open[1], &open[2]];
    assert_eq!(step(&["accept", first, "--on", "2025-03-12"])["outcome"], "accepted");
    assert_eq!(step(&["answer", first, "--on", "2025-03-14"])["answered_on"], "2025-03-14");
    assert_eq!(step(&["settle", first, "--on", "2025-03-20"])["outcome"], "settled");
    assert_eq!(step(&["accept", second, "--on", "2025-03-13"])["outcome"], "accepted");
    assert_eq!(step(&["fail", second, "--on", "2025-05-10"])["due"][0]["step"], "complaint_tell");
    let refused = step(&["refuse", third, "--ground", "too_late", "--on", "2025-03-14"]);
    assert_eq!(
        (&refused["outcome"], &refused["refused_for"]),
        (&json!("refused"), &json!("too_late"))
    );
    let no_ground = shell.run(&["complaint", "refuse", second, "--ground", "dislike"]);
    assert_eq!(no_ground.code, 1);
    assert!(no_ground.error.contains("identity_refused"), "{}", no_ground.error);
    let again = shell.run(&["complaint", "accept", third]);
    assert_ne!(again.code, 0, "it has ended: {}", again.out);
    assert_eq!(complaints(&shell), std::slice::from_ref(second), "the parties are to be told");
    let figures = shell.json(&["complaint", "figures", SHOP, "--as-of", "2025-06-01"]);
    let figures = &figures["figures"];
    assert_eq!(figures["n"], 2, "{figures}");
    assert_eq!(figures["mediation_success"], 0.5, "{figures}");
    assert_eq!(figures["by_class"][0]["class"], "information_security", "{figures}");
}

#[test]
fn nobody_who_buys_or_complains_is_told_anywhere() {
    let shell = market();
    let open = complaints(&shell);
    let [orders, told] = ["orders.csv", "complaints-told.csv"]
        .map(|name| shell.path(name).to_str().unwrap().to_owned());
    for (kind, file) in [("transactions", &orders), ("complaints", &told)] {
        let said = shell.run(&["export", "records", kind, "--out", file]);
        assert_eq!(said.code, 0, "{}", said.error);
        let table = std::fs::read_to_string(file).unwrap();
        assert!(table.lines().count() > 3, "{table}");
        for person in PERSONS {
            assert!(!table.contains(person), "{table}");
        }
    }
    let outputs = [
        shell.run(&["report", SHOP, "--format", "json"]),
        shell.run(&["complaint", "show", &open[0], "--format", "json"]),
        shell.run(&["trace", SHOP, "L2503", "--format", "json"]),
        shell.run(&["ratings", SHOP, "--format", "json"]),
        shell.run_logging("trace", &["work"]),
    ];
    for said in outputs {
        for person in PERSONS {
            assert!(!said.out.contains(person) && !said.error.contains(person), "{}", said.out);
        }
    }
    let folder = shell.path("data");
    let mut n_files = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if !path.is_file() {
            continue;
        }
        n_files += 1;
        let bytes = std::fs::read(&path).unwrap();
        for person in PERSONS {
            let is_there = bytes.windows(person.len()).any(|window| window == person.as_bytes());
            assert!(!is_there, "{} holds {person}", path.display());
        }
    }
    assert!(n_files > 0);
}

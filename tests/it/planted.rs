//! What tells of a person, planted in every field of every kind of record: no output of the binary,
//! no answer over HTTP, no log, no reject, no export, no backup and no file on disk repeats it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use merchant_credit::app::key::Role;
use merchant_credit::domain::intake::{self, Form, Privacy};
use merchant_credit::domain::record::kind::RecordKind;
use serde_json::{Map, Value, json};

use crate::cli::Shell;
use crate::http_door::{Door, MERCHANT, ORGAN};

/// Numbers and an address that nobody has, well formed enough to be found.
const ID_NUMBER: &str = "11010519491231002X";
const MOBILE: &str = "13800138000";
const CARD: &str = "6222021234567890128";
const HOME: &str = "咕噜云梯街5号302室";
/// A natural person who does not run the shop.
const PERSON: &str = "欧阳噗噜";
/// A number that leads to a person through the carrier or the payment service alone.
const WAYBILL: &str = "SF-QX-77120-A";

fn secrets() -> [&'static str; 6] {
    [ID_NUMBER, MOBILE, CARD, HOME, PERSON, WAYBILL]
}

/// Where a premises is a merchant's public address, a home cannot be told from it.
fn may_hold_address(field: &str) -> bool {
    field == "premises"
}

/// What is planted in a field: sentences and bare numbers; a name where a person's name belongs.
fn planted(field: &intake::Field) -> Vec<String> {
    let home = if may_hold_address(field.name) {
        String::new()
    } else {
        format!(", 家住样例市{HOME}")
    };
    let sentence = format!("身份证{ID_NUMBER}, 电话{MOBILE}, 卡号{CARD}{home}");
    let mut values = vec![sentence, ID_NUMBER.to_owned(), MOBILE.to_owned()];
    if field.privacy == Privacy::PersonalName {
        values.push(PERSON.to_owned());
    }
    if field.privacy == Privacy::Reference {
        values.extend([PERSON.to_owned(), WAYBILL.to_owned()]);
    }
    values
}

/// The values of a record that would be taken.
fn sound(kind: RecordKind, n: usize) -> BTreeMap<&'static str, String> {
    let number = format!("样测罚〔2026〕{n}号");
    let target = format!("penalty:{ORGAN}:样测罚〔2026〕1号");
    let rating = "rating:yunshi:样测罚〔2026〕1号:1:0".to_owned();
    let common: &[(&str, &str)] = match kind {
        RecordKind::Merchant => {
            &[("effective_on", "2020-01-01"), ("name", "样例果蔬店(虚构)"), ("status", "active")]
        }
        RecordKind::Licence => &[
            ("document_number", &number),
            ("decided_on", "2026-01-05"),
            ("organ", "样例市霜降县水务局(虚构)"),
            ("organ_code", ORGAN),
            ("state", "valid"),
        ],
        RecordKind::Penalty => &[
            ("document_number", &number),
            ("decided_on", "2026-01-05"),
            ("organ", "样例市霜降县水务局(虚构)"),
            ("organ_code", ORGAN),
            ("kinds", "罚款"),
            ("fine_wan_yuan", "2"),
        ],
        RecordKind::Inspection => &[
            ("source", ORGAN),
            ("number", &number),
            ("inspected_on", "2026-01-05"),
            ("result", "failed"),
        ],
        RecordKind::Rating => &[
            ("platform", "yunshi"),
            ("order", &number),
            ("item", "1"),
            ("rated_on", "2026-01-05"),
            ("rater", "r1"),
            ("stars", "1"),
        ],
        RecordKind::Complaint => &[
            ("source", ORGAN),
            ("number", &number),
            ("received_on", "2026-01-05"),
            ("class", "quality"),
            ("outcome", "received"),
        ],
        RecordKind::Transaction => &[
            ("platform", "yunshi"),
            ("order", &number),
            ("placed_on", "2026-01-05"),
            ("payment", "p1"),
            ("paid_on", "2026-01-05"),
        ],
        RecordKind::Withdrawal => &[
            ("target", &target),
            ("decided_on", "2026-02-05"),
            ("ground", "revoked"),
            ("reason", "复议撤销"),
        ],
        RecordKind::Repair => &[
            ("target", &target),
            ("decided_on", "2026-05-05"),
            ("organ", "样例市霜降县水务局(虚构)"),
        ],
        RecordKind::Merge => {
            &[("from", "yunshi:s9"), ("effective_on", "2026-02-05"), ("reason", "一主体多码")]
        }
        RecordKind::Erasure => {
            &[("target", &target), ("decided_on", "2026-02-05"), ("reason", "本人申请")]
        }
        RecordKind::Publication => {
            &[("target", &target), ("channel", "enterprise_system"), ("published_on", "2026-01-09")]
        }
        RecordKind::Listing => &[
            ("list", "abnormal_operation"),
            ("document_number", &number),
            ("ground", "未按期公示年度报告"),
            ("organ", "样例市霜降县水务局(虚构)"),
            ("organ_code", ORGAN),
            ("entered_on", "2026-01-05"),
        ],
        RecordKind::RepairApplication => &[("target", &target), ("applied_on", "2026-05-05")],
        RecordKind::Objection => &[
            ("target", &target),
            ("raised_on", "2026-02-05"),
            ("ground", "wrong_content"),
            ("explanation", "有误"),
        ],
        RecordKind::Statement => {
            &[("target", &target), ("stated_on", "2026-02-05"), ("text", "已整改")]
        }
        RecordKind::Notice => &[
            ("noticed_on", "2026-02-05"),
            ("answer_until", "2026-02-10"),
            ("grade", "CC"),
            ("points", "400"),
        ],
        RecordKind::Finding => &[
            ("target", &rating),
            ("decided_on", "2026-02-05"),
            ("verdict", "fake"),
            ("organ", ORGAN),
            ("reason", "已核实"),
        ],
    };
    let mut values = BTreeMap::from([("merchant", MERCHANT.to_owned())]);
    for (field, value) in common {
        let known = intake::fields(kind).iter().find(|known| known.name == *field).unwrap();
        values.insert(known.name, (*value).to_owned());
    }
    values
}

/// A sound record, and one with each planted value in each field.
fn rows(kind: RecordKind) -> Vec<BTreeMap<&'static str, String>> {
    let mut rows = vec![sound(kind, 1)];
    for field in intake::fields(kind).iter().filter(|field| field.form != Form::Ignored) {
        for value in planted(field) {
            let mut row = sound(kind, rows.len() + 1);
            row.insert(field.name, value);
            rows.push(row);
        }
    }
    rows
}

/// In the order in which records can speak of each other.
fn kinds() -> Vec<RecordKind> {
    let mut kinds = RecordKind::ALL.to_vec();
    kinds.sort_by_key(|kind| !kind.can_be_withdrawn());
    kinds
}

#[track_caller]
fn check(what: &str, bytes: &[u8]) {
    for secret in secrets() {
        let is_there = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
        assert!(!is_there, "{what} says {secret}: {}", String::from_utf8_lossy(bytes));
    }
}

fn files_under(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(files_under(&path)) } else { files.push(path) }
    }
    files
}

/// Every file but what the test itself wrote, by name and content.
fn check_files(folder: &Path) -> usize {
    let files: Vec<PathBuf> = files_under(folder)
        .into_iter()
        .filter(|path| !path.file_name().unwrap().to_string_lossy().starts_with("planted-"))
        .collect();
    for path in &files {
        check("the name of a file", path.to_string_lossy().as_bytes());
        let bytes = std::fs::read(path).unwrap();
        for secret in secrets() {
            let is_there = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!is_there, "{} holds {secret}", path.display());
        }
    }
    files.len()
}

fn csv_of(rows: &[BTreeMap<&'static str, String>], kind: RecordKind) -> String {
    let fields: Vec<&str> = intake::fields(kind).iter().map(|field| field.name).collect();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&fields).unwrap();
    for row in rows {
        writer
            .write_record(fields.iter().map(|field| row.get(field).map_or("", String::as_str)))
            .unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

#[test]
fn the_binary_repeats_nothing_personal_and_stores_nothing_of_it() {
    let shell = Shell::new();
    let mut n_rejected = 0;
    for kind in kinds() {
        let rows = rows(kind);
        let file = shell.file(&format!("planted-{}.csv", kind.plural()), &csv_of(&rows, kind));
        let rejects = shell.path(&format!("rejects-{}.csv", kind.plural()));
        let rejects = rejects.to_str().unwrap();
        let command = ["import", kind.plural(), &file, "--rejects", rejects];
        let said = shell.run_logging("trace", &command);
        assert!([0, 2].contains(&said.code), "{}: {} {}", kind.name(), said.out, said.error);
        check("import", said.out.as_bytes());
        check("the log of import", said.error.as_bytes());
        n_rejected += usize::from(said.code == 2);
    }
    assert!(n_rejected >= 10, "{n_rejected}: most numbers stand where none belongs");
    let backup = shell.path("backup");
    let mut commands: Vec<Vec<String>> = [
        &["score", MERCHANT][..],
        &["score", MERCHANT, "--format", "json"],
        &["report", MERCHANT],
        &["report", MERCHANT, "--format", "json"],
        &["outlook", MERCHANT],
        &["work"],
        &["publication", "--due-within", "100", "--csv"],
        &["notices", "make"],
        &["notices", "list", MERCHANT],
        &["rescore"],
        &["check"],
        &["backup", backup.to_str().unwrap()],
        &["score", ID_NUMBER],
        &["key", "list"],
        &["audit", "verify"],
    ]
    .iter()
    .map(|words| words.iter().map(|word| (*word).to_owned()).collect())
    .collect();
    for kind in kinds() {
        let out = shell.path(&format!("export-{}.csv", kind.plural()));
        let out = out.to_str().unwrap().to_owned();
        commands
            .push(["export", "records", kind.plural(), "--out", &out].map(str::to_owned).into());
    }
    for command in &commands {
        let words: Vec<&str> = command.iter().map(String::as_str).collect();
        let said = shell.run_logging("trace", &words);
        let what = words[0];
        let is_of_caller = words.contains(&ID_NUMBER);
        assert_eq!(said.code, i32::from(is_of_caller), "{words:?}: {}", said.error);
        check(what, said.out.as_bytes());
        check(what, said.error.as_bytes());
    }
    let n_files = check_files(&shell.path("."));
    assert!(n_files > 30, "{n_files}: the store, its backup, rejects and exports");
}

/// The same rows as bodies, to the routes that take records, in one piece and in batches.
#[test]
fn http_repeats_nothing_personal_in_answers_faults_or_counters() {
    let door = Door::of_service();
    let routes =
        ["merchants", "licences", "penalties", "inspections", "ratings", "complaints", "listings"];
    let mut n_refused = 0;
    for kind in kinds() {
        let bodies: Vec<Value> = rows(kind).iter().map(|row| body(kind, row)).collect();
        let plural = kind.plural();
        if routes.contains(&plural) {
            for body in &bodies {
                let answer = door.post_as(Role::Admin, &format!("/v1/{plural}"), body);
                check(plural, &answer.body);
                n_refused += usize::from(answer.status == 422);
            }
        }
        let lines: Vec<String> = bodies.iter().map(Value::to_string).collect();
        let path = format!("/v1/batches/{plural}");
        let lines = lines.join("\n");
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: t\r\nconnection: close\r\n\
             authorization: Bearer {}\r\ncontent-type: application/x-ndjson\r\n\
             content-length: {}\r\n\r\n",
            door.key(Role::Admin),
            lines.len()
        );
        check(&path, &door.send_raw(&format!("{head}{lines}")));
    }
    assert!(n_refused > 50, "{n_refused}");
    let target = format!("penalty-{}", 1);
    for secret in secrets() {
        let said = format!("本人{secret}");
        for (path, body) in [
            ("/v1/objections", json!({ "target": target, "ground": said, "explanation": said })),
            (
                "/v1/objections",
                json!({ "merchant": MERCHANT, "ground": "other", "explanation": said }),
            ),
            ("/v1/statements", json!({ "target": target, "text": said })),
            ("/v1/withdrawals", json!({ "target": said, "ground": said, "reason": said })),
            ("/v1/repair-applications", json!({ "target": said, "papers": [] })),
        ] {
            let answer = door.post_as(Role::Admin, path, &body);
            // Nothing tells a name or a waybill from other words of a sentence.
            if ![PERSON, WAYBILL].contains(&secret) {
                check(path, &answer.body);
            }
        }
    }
    for path in [
        format!("/v1/merchants/{ID_NUMBER}/score"),
        format!("/v1/merchants/yunshi:{MOBILE}/score"),
        format!("/v1/workdays/add?from={MOBILE}&n={CARD}"),
        format!("/v1/publication?month={ID_NUMBER}&authority={CARD}"),
        format!("/v1/repair-applications/{ID_NUMBER}"),
        format!("/v1/nowhere/{ID_NUMBER}"),
    ] {
        let answer = door.get_as(Role::Admin, &path);
        assert!(answer.status >= 400, "{path}");
        check(&path, &answer.body);
    }
    for path in [
        format!("/v1/merchants/{MERCHANT}"),
        format!("/v1/merchants/{MERCHANT}/score"),
        format!("/v1/merchants/{MERCHANT}/report"),
        format!("/v1/merchants/{MERCHANT}/notices"),
        format!("/v1/merchants/{MERCHANT}/penalties"),
        format!("/v1/merchants/{MERCHANT}/complaints"),
        "/v1/changes?after=0&limit=500".to_owned(),
        "/v1/work".to_owned(),
        "/v1/publication?due_within=100&overdue=true".to_owned(),
        "/metrics".to_owned(),
    ] {
        let answer = door.get_as(Role::Admin, &path);
        assert_eq!(answer.status, 200, "{path}");
        check(&path, &answer.body);
    }
}

/// A row as the JSON object of its kind.
fn body(kind: RecordKind, row: &BTreeMap<&'static str, String>) -> Value {
    let mut object = Map::new();
    for field in intake::fields(kind) {
        let Some(value) = row.get(field.name) else { continue };
        let value = match field.form {
            Form::Count | Form::Stars => value.parse::<u64>().map_or(json!(value), |n| json!(n)),
            Form::Flag => value.parse::<bool>().map_or(json!(value), |flag| json!(flag)),
            Form::List(_) | Form::PenaltyKinds => json!([value]),
            _ => json!(value),
        };
        object.insert(field.name.to_owned(), value);
    }
    Value::Object(object)
}

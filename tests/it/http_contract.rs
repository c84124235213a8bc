//! What every route does alike: parameters, bodies, problems, headers, caches, rights.

use merchant_credit::app::key::Role;

use crate::http_door::{Answer, Door};

#[track_caller]
fn check_problem(answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.status, status, "{answer:?}");
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    let document = answer.json();
    assert_eq!(document["code"], code);
    assert_eq!(document["status"], status);
    assert_eq!(document["type"], format!("/docs#problem-{code}"));
    assert!(document["title"].as_str().is_some_and(|title| !title.is_empty()));
    assert_eq!(document["request_id"].as_str(), answer.header("x-request-id"));
}

#[test]
fn path_and_query_reach_the_function_decoded() {
    let door = Door::open();
    let answer = door.get("/v1/echo/a%2Fb%20%E4%B8%AD?n=2");
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json()["id"], "a/b 中");
    assert_eq!(answer.json()["n"], 2);
}

#[test]
fn a_parameter_at_fault_is_named_with_its_value_and_the_rule() {
    let door = Door::open();
    let check = |path: &str, field: &str, rule: &str| {
        let answer = door.get(path);
        check_problem(&answer, 400, "invalid_request");
        assert_eq!(answer.json()["errors"][0]["field"], field);
        assert_eq!(answer.json()["errors"][0]["rule"], rule);
    };
    check("/v1/echo/a?n=x", "n", "format");
    check("/v1/echo/a?m=1", "m", "unknown_parameter");
    check("/v1/echo/a?n=1&n=2", "n", "duplicate");
    check("/v1/echo/a?id=b", "id", "duplicate");
}

#[test]
fn a_body_at_fault_is_named() {
    let door = Door::open();
    let say = |body: &str| door.send("POST", "/v1/say", &[], body);
    assert_eq!(say(r#"{"texts":["a"]}"#).status, 200);
    check_problem(&say(r#"{"texts":[1]}"#), 422, "invalid_content");
    assert_eq!(say(r#"{"texts":[1]}"#).json()["errors"][0]["field"], "texts[0]");
    check_problem(&say(r#"{"texts":[],"more":1}"#), 422, "invalid_content");
    check_problem(&say("{"), 400, "invalid_request");
    let deep = "[".repeat(100) + &"]".repeat(100);
    check_problem(&say(&deep), 400, "invalid_request");
}

#[test]
fn a_body_must_be_json_have_a_length_and_keep_within_one_mebibyte() {
    let door = Door::open();
    let form = [("content-type", "application/x-www-form-urlencoded")];
    check_problem(&door.send("POST", "/v1/say", &form, "a=b"), 415, "unsupported_media_type");
    check_problem(&door.send("POST", "/v1/say", &[], ""), 411, "length_missing");
    let long = [("content-length", "1048577")];
    check_problem(&door.send("POST", "/v1/say", &long, ""), 413, "too_large");
    let with_charset = [("content-type", "application/json; charset=utf-8")];
    let answer = door.send("POST", "/v1/say", &with_charset, r#"{"texts":[]}"#);
    assert_eq!(answer.status, 200);
}

#[test]
fn a_chunked_body_is_read_up_to_the_cap() {
    let door = Door::open();
    let head = "POST /v1/say HTTP/1.1\r\nhost: t\r\ntransfer-encoding: chunked\r\n\
                connection: close\r\n\r\n";
    let mut connection = door.connect();
    connection.write(head);
    connection.write("5\r\n{\"tex\r\n8\r\nts\":[]} \r\n0\r\n\r\n");
    assert_eq!(Answer::parse(&connection.read_to_end()).status, 200);

    let mut connection = door.connect();
    connection.write(head);
    let chunk = format!("10000\r\n{}\r\n", " ".repeat(0x10000));
    for _ in 0..17 {
        connection.write(&chunk);
    }
    check_problem(&connection.read_answer(), 413, "too_large");
}

#[test]
fn an_unknown_path_and_a_wrong_method_are_told_apart() {
    let door = Door::open();
    check_problem(&door.get("/v1/nowhere"), 404, "no_such_route");
    check_problem(&door.get("/v1/say/"), 404, "no_such_route");
    let answer = door.get("/v1/say");
    check_problem(&answer, 405, "method_not_allowed");
    assert_eq!(answer.header("allow"), Some("POST, OPTIONS"));
    let answer = door.send("DELETE", "/v1/echo/a", &[], "");
    check_problem(&answer, 405, "method_not_allowed");
    assert_eq!(answer.header("allow"), Some("GET, HEAD, OPTIONS"));
}

#[test]
fn head_and_options_are_answered_on_every_path() {
    let door = Door::open();
    let full = door.get("/v1/echo/a?n=9");
    let head = door.send("HEAD", "/v1/echo/a?n=9", &[], "");
    assert_eq!(head.status, 200);
    assert!(head.body.is_empty());
    for name in ["content-length", "content-type", "etag"] {
        assert_eq!(head.header(name), full.header(name), "{name}");
    }
    let options = door.send("OPTIONS", "/v1/echo/a", &[], "");
    assert_eq!((options.status, options.header("allow")), (204, Some("GET, HEAD, OPTIONS")));
}

#[test]
fn a_copy_that_is_right_is_not_sent_again() {
    let door = Door::open();
    let tag = door.get("/v1/echo/a").header("etag").unwrap().to_owned();
    let again = |path: &str| door.send("GET", path, &[("if-none-match", &tag)], "");
    let answer = again("/v1/echo/a");
    assert_eq!((answer.status, answer.body.len()), (304, 0));
    assert_eq!(answer.header("etag"), Some(tag.as_str()));
    assert_eq!(again("/v1/echo/b").status, 200);
}

#[test]
fn long_answers_are_compressed_where_that_is_accepted() {
    use std::io::Read;
    let door = Door::open();
    let gzip = [("accept-encoding", "gzip")];
    let answer = door.send("GET", "/v1/echo/a?n=5000", &gzip, "");
    assert_eq!(answer.header("content-encoding"), Some("gzip"));
    assert_eq!(answer.header("vary"), Some("accept-encoding"));
    let mut text = String::new();
    let mut decoder = flate2::read::GzDecoder::new(answer.body.as_slice());
    decoder.read_to_string(&mut text).unwrap();
    assert_eq!(text.as_bytes(), door.get("/v1/echo/a?n=5000").body);
    assert!(answer.body.len() < 500);
    let short = door.send("GET", "/v1/echo/a", &gzip, "");
    assert_eq!(short.header("content-encoding"), None);
}

#[test]
fn keys_open_routes_by_their_role() {
    let door = Door::open();
    let with = |path: &str, key: &str| {
        door.send("GET", path, &[("authorization", &format!("Bearer {key}"))], "")
    };
    let answer = door.get("/v1/admins");
    check_problem(&answer, 401, "key_missing");
    assert!(answer.header("www-authenticate").is_some());
    assert!(answer.json()["detail"].as_str().unwrap().contains("admin"));
    check_problem(&with("/v1/admins", "nobody"), 401, "key_invalid");
    check_problem(&with("/v1/echo/a", "nobody"), 401, "key_invalid");
    let answer = door.get_as(Role::Reader, "/v1/admins");
    check_problem(&answer, 403, "forbidden");
    assert!(answer.json()["detail"].as_str().unwrap().contains("admin"));
    assert_eq!(door.get_as(Role::Admin, "/v1/admins").status, 200);
    assert_eq!(door.get_as(Role::Reader, "/v1/echo/a").json()["key"], "reader");
    let plain = [("x-api-key", door.key(Role::Reader))];
    let plain = door.send("GET", "/v1/echo/a", &plain, "");
    assert_eq!(plain.json()["key"], "reader");
}

#[test]
fn a_body_is_not_read_before_its_sender_is_known() {
    let door = Door::open();
    let mut connection = door.connect();
    connection.write("POST /v1/authorities HTTP/1.1\r\nhost: t\r\ncontent-length: 1000000\r\n\r\n");
    check_problem(&connection.read_answer(), 401, "key_missing");
}

#[test]
fn a_fault_of_ours_fails_one_request_and_no_other() {
    let door = Door::open();
    let mut connection = door.connect();
    connection.write("GET /v1/panics HTTP/1.1\r\nhost: t\r\n\r\n");
    let answer = connection.read_answer();
    check_problem(&answer, 500, "internal");
    assert!(!String::from_utf8_lossy(&answer.body).contains("a fault of ours"));
    connection.write("GET /v1/echo/a HTTP/1.1\r\nhost: t\r\n\r\n");
    assert_eq!(connection.read_answer().status, 200);
}

#[test]
fn every_answer_says_its_id_its_allowance_and_how_to_treat_it() {
    let door = Door::open();
    let answers = [
        door.get("/v1/echo/a"),
        door.get("/v1/nowhere"),
        door.get("/v1/echo/a?m=1"),
        door.send("OPTIONS", "/v1/say", &[], ""),
        door.send("POST", "/v1/say", &[], "{"),
        door.get("/docs"),
    ];
    for answer in answers {
        for name in [
            "x-request-id",
            "ratelimit",
            "ratelimit-policy",
            "x-content-type-options",
            "content-security-policy",
            "referrer-policy",
            "cache-control",
            "date",
        ] {
            assert!(answer.header(name).is_some(), "{name} is missing in {answer:?}");
        }
    }
    let named = door.send("GET", "/v1/echo/a", &[("x-request-id", "mine-1")], "");
    assert_eq!(named.header("x-request-id"), Some("mine-1"));
}

#[test]
fn pages_of_other_origins_may_call_where_the_operator_says_so() {
    use merchant_credit::http::settings::Cors;
    let origin = ("origin", "https://a.example");
    let allowed = "access-control-allow-origin";
    let closed = Door::open();
    assert_eq!(closed.send("GET", "/v1/echo/a", &[origin], "").header(allowed), None);

    let some = Door::with(|s| s.cors = Cors::Origins(vec!["https://a.example".into()]));
    let answer = some.send("GET", "/v1/echo/a", &[origin], "");
    assert_eq!(answer.header(allowed), Some("https://a.example"));
    let other = some.send("GET", "/v1/echo/a", &[("origin", "https://b.example")], "");
    assert_eq!(other.header(allowed), None);
    let asked = [origin, ("access-control-request-method", "POST")];
    let preflight = some.send("OPTIONS", "/v1/say", &asked, "");
    assert_eq!(preflight.status, 204);
    let headers = preflight.header("access-control-allow-headers").unwrap();
    assert!(headers.contains("authorization"), "{headers}");

    let open = Door::with(|s| s.cors = Cors::Open);
    assert_eq!(open.send("GET", "/v1/echo/a", &[origin], "").header(allowed), Some("*"));
}

#[test]
fn the_reference_needs_nothing_from_elsewhere() {
    let door = Door::open();
    let page = door.get("/docs");
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    let html = String::from_utf8(page.body).unwrap();
    for outside in ["http://", "https://", "//cdn", "<script", "@import", "url("] {
        assert!(!html.contains(outside), "{outside}");
    }
    assert!(html.contains("/v1/echo/{id}"));
    assert!(html.contains("id=\"problem-rate_limited\""));
}

#[test]
fn the_document_lists_every_route_with_its_parameters_rights_and_problems() {
    let door = Door::open();
    let document = door.get("/openapi.json").json();
    assert_eq!(document["openapi"], "3.1.0");
    let echo = &document["paths"]["/v1/echo/{id}"]["get"];
    assert_eq!(echo["parameters"][0]["name"], "id");
    assert_eq!(echo["parameters"][0]["in"], "path");
    assert_eq!(echo["parameters"][1]["in"], "query");
    assert_eq!(echo["parameters"][1]["required"], false);
    assert_eq!(echo["parameters"][1]["schema"]["type"], "integer");
    for status in ["200", "304", "400", "401", "404", "429", "500", "503"] {
        assert!(!echo["responses"][status].is_null(), "{status}");
    }
    let say = &document["paths"]["/v1/authorities"]["post"];
    assert!(say["description"].as_str().unwrap().contains("authority"));
    let schema = &say["requestBody"]["content"]["application/json"]["schema"]["$ref"];
    assert_eq!(schema, "#/components/schemas/EchoBody");
    assert_eq!(document["components"]["schemas"]["EchoBody"]["additionalProperties"], false);
}

#[test]
fn every_reference_in_the_document_leads_somewhere() {
    fn walk<'a>(value: &'a serde_json::Value, found: &mut Vec<&'a str>) {
        match value {
            serde_json::Value::Object(members) => {
                found.extend(members.get("$ref").and_then(|reference| reference.as_str()));
                members.values().for_each(|member| walk(member, found));
            }
            serde_json::Value::Array(items) => items.iter().for_each(|item| walk(item, found)),
            _ => {}
        }
    }
    let document = Door::open().get("/openapi.json").json();
    let mut references = Vec::new();
    walk(&document, &mut references);
    assert!(references.len() > 20);
    for reference in references {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}

#[test]
fn the_counters_are_for_admins_and_count_by_route() {
    let door = Door::open();
    assert_eq!(door.get("/metrics").status, 401);
    door.get("/v1/echo/a");
    door.get("/v1/nowhere");
    let answer = door.get_as(Role::Admin, "/metrics");
    let text = String::from_utf8(answer.body).unwrap();
    let line = r#"requests_total{route="/v1/echo/{id}",method="GET",status="2xx"} 1"#;
    assert!(text.contains(line), "{text}");
    assert!(text.contains(r#"requests_total{route="none",method="any",status="4xx"} 1"#));
    assert!(text.contains("request_duration_seconds_bucket"), "{text}");
    assert!(text.ends_with("# EOF\n"));
}

//! Pages over HTTP: languages, headers, cookies, forms, refusals. The browser's tests see the rest.

use merchant_credit::app::App;
use merchant_credit::app::key::Role;
use merchant_credit::http::endpoint::show;
use merchant_credit::http::error::ApiError;
use merchant_credit::http::params::NoParams;
use merchant_credit::http::people::{Page, Reader};
use merchant_credit::http::public_address::PublicAddress;
use merchant_credit::http::routes;
use serde_json::json;

use crate::http_door::{Answer, Door};

/// Asks without the check against the OpenAPI document, which is about the interface for programs.
fn ask(door: &Door, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let mut head = format!("{method} {path} HTTP/1.1\r\nhost: t\r\nconnection: close\r\n");
    for (name, value) in headers {
        head += &format!("{name}: {value}\r\n");
    }
    if method == "POST" {
        head += &format!(
            "content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n",
            body.len()
        );
    }
    Answer::parse(&door.send_raw(&format!("{head}\r\n{body}")))
}

fn get(door: &Door, path: &str, headers: &[(&str, &str)]) -> Answer {
    ask(door, "GET", path, headers, "")
}

fn text(answer: &Answer) -> String {
    String::from_utf8(answer.body.clone()).unwrap()
}

/// What stands between two texts, the first time.
#[track_caller]
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let rest = text.split_once(from).unwrap_or_else(|| panic!("no {from}")).1;
    rest.split_once(to).unwrap_or_else(|| panic!("no {to}")).0
}

/// The cookies that an answer sets, with their attributes.
fn cookies(answer: &Answer) -> Vec<&str> {
    let all = answer.headers.iter().filter(|(name, _)| name == "set-cookie");
    all.map(|(_, value)| value.as_str()).collect()
}

/// A cookie that an answer sets, as it is sent back.
#[track_caller]
fn cookie(answer: &Answer, name: &str) -> String {
    let sent = cookies(answer);
    let sent = sent.into_iter().find(|cookie| cookie.starts_with(&format!("{name}=")));
    sent.unwrap_or_else(|| panic!("no cookie {name}")).split(';').next().unwrap().to_owned()
}

#[test]
fn the_language_is_that_of_the_parameter_then_the_cookie_then_the_browser() {
    let door = Door::of_service();
    let check = |path: &str, headers: &[(&str, &str)], expect: &str| {
        let answer = get(&door, path, headers);
        assert_eq!(answer.header("content-language"), Some(expect), "{path} {headers:?}");
        assert!(text(&answer).contains(&format!("<html lang=\"{expect}\">")));
    };
    let english = ("accept-language", "en");
    check("/verify", &[], "zh-CN");
    check("/verify", &[english], "en");
    check("/verify", &[english, ("cookie", "language=zh")], "zh-CN");
    check("/verify?lang=en", &[("cookie", "language=zh")], "en");
    check("/verify?lang=nonsense", &[english], "en");
    let chosen = get(&door, "/verify?lang=en", &[]);
    assert_eq!(cookie(&chosen, "language"), "language=en");
    assert!(cookies(&get(&door, "/verify", &[])).is_empty());
}

#[test]
fn a_page_that_is_right_is_not_sent_again() {
    let door = Door::of_service();
    let first = get(&door, "/verify", &[]);
    let tag = first.header("etag").unwrap().to_owned();
    assert_eq!(get(&door, "/verify", &[("if-none-match", &tag)]).status, 304);
    let other = get(&door, "/verify", &[("if-none-match", &tag), ("accept-language", "en")]);
    assert_eq!(other.status, 200);
}

#[test]
fn a_refusal_is_a_page_for_readers_and_a_document_for_programs() {
    let door = Door::of_service();
    let reader = [("accept", "text/html,*/*")];
    let kind = |answer: &Answer| answer.header("content-type").unwrap().to_owned();
    let page = get(&door, "/nowhere", &reader);
    assert_eq!((page.status, kind(&page)), (404, "text/html; charset=utf-8".to_owned()));
    assert!(text(&page).contains(page.header("x-request-id").unwrap()));
    assert_eq!(kind(&get(&door, "/nowhere", &[])), "application/problem+json");
    assert_eq!(kind(&get(&door, "/v1/nowhere", &reader)), "application/problem+json");
    let unknown = get(&door, "/merchants/91449903MAYGW0JK27", &[]);
    assert_eq!((unknown.status, kind(&unknown)), (404, "text/html; charset=utf-8".to_owned()));
    assert_eq!(get(&door, "/merchants/nonsense", &[]).status, 400);
    assert_eq!(get(&door, "/verify?more=1", &[]).status, 400);
}

fn broken(_: &App, _: &Reader, _: NoParams) -> Result<Page, ApiError> {
    panic!("what stands inside")
}

#[test]
fn a_fault_of_ours_is_a_page_that_tells_nothing_inner() {
    let door = Door::serving(vec![show("/broken", "Break.", broken)], |_| {});
    let page = get(&door, "/broken", &[("accept-language", "en")]);
    assert_eq!(page.status, 500);
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    let said = text(&page);
    assert!(said.contains(page.header("x-request-id").unwrap()));
    for inner in ["what stands inside", "panick", ".rs"] {
        assert!(!said.contains(inner), "{inner}");
    }
}

#[test]
fn a_report_leads_to_the_address_that_the_operator_says() {
    let address = PublicAddress::parse("https://credit.example.org/").unwrap();
    let door = Door::serving(routes::endpoints(), |settings| {
        settings.public_address = Some(address);
    });
    let merchant = "92449921MA8LEMW27A";
    let body = json!({ "merchant": merchant, "name": "虚构店", "effective_on": "2024-01-01" });
    let stored = door.post_as(Role::Admin, "/v1/merchants", &body);
    assert!(stored.status < 300, "{}", text(&stored));
    let report = text(&get(&door, &format!("/merchants/{merchant}/report"), &[]));
    assert!(report.contains(&format!("https://credit.example.org/verify?id={merchant}")));
    assert!(!report.contains("http://t/"), "not the host of the request");
}

#[test]
fn a_session_opens_with_a_key_and_a_form_of_ours_and_ends() {
    let door = Door::of_service();
    let form = get(&door, "/desk", &[]);
    let seed = cookie(&form, "__Host-form");
    let body = text(&form);
    let token = between(&body, "name=\"form_token\" value=\"", "\"");
    let fields = format!("form_token={token}&key={}", door.key(Role::Analyst));
    let send = |headers: &[(&str, &str)], fields: &str| {
        ask(&door, "POST", "/desk/sign-in", headers, fields)
    };
    assert_eq!(send(&[], &fields).status, 403, "without the cookie of the form");
    let forged = fields.replace(token, &"0".repeat(token.len()));
    assert_eq!(send(&[("cookie", &seed)], &forged).status, 403, "with another token");

    let opened = send(&[("cookie", &seed)], &fields);
    assert_eq!((opened.status, opened.header("location")), (303, Some("/desk")));
    let session = cookies(&opened);
    let session = session.iter().find(|cookie| cookie.starts_with("__Host-session=")).unwrap();
    for demanded in ["Secure", "HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(session.contains(demanded), "{session}");
    }
    let session = cookie(&opened, "__Host-session");
    let desk = get(&door, "/desk", &[("cookie", &session)]);
    assert_eq!(desk.header("cache-control"), Some("private, no-store"));
    let body = text(&desk);
    assert!(body.contains("/desk/sign-out") && !body.contains(door.key(Role::Analyst)));

    let token = between(&body, "name=\"form_token\" value=\"", "\"");
    let fields = format!("form_token={token}");
    let closed = ask(&door, "POST", "/desk/sign-out", &[("cookie", &session)], &fields);
    assert_eq!(closed.status, 303);
    assert!(text(&get(&door, "/desk", &[("cookie", &session)])).contains("/desk/sign-in"));
}

#[test]
fn a_session_opens_pages_only_and_ends_with_its_key() {
    let door = Door::of_service();
    let form = get(&door, "/desk", &[]);
    let seed = cookie(&form, "__Host-form");
    let body = text(&form);
    let token = between(&body, "name=\"form_token\" value=\"", "\"");
    let fields = format!("form_token={token}&key={}", door.key(Role::Admin));
    let opened = ask(&door, "POST", "/desk/sign-in", &[("cookie", &seed)], &fields);
    let session = cookie(&opened, "__Host-session");
    // A cookie is no key to the interface for programs.
    assert_eq!(get(&door, "/v1/work", &[("cookie", &session)]).status, 401);
    assert_eq!(get(&door, "/desk/work.csv", &[("cookie", &session)]).status, 200);
    door.app.revoke_key(Role::Admin.name()).unwrap();
    assert_eq!(get(&door, "/desk/work.csv", &[("cookie", &session)]).status, 403);
}

#[test]
fn what_pages_are_drawn_with_is_built_in() {
    let door = Door::of_service();
    let kind = |path: &str| {
        let answer = get(&door, path, &[]);
        assert_eq!(answer.status, 200, "{path}");
        answer.header("content-type").unwrap().to_owned()
    };
    assert_eq!(kind("/assets/page.css"), "text/css; charset=utf-8");
    assert_eq!(kind("/assets/page.js"), "text/javascript; charset=utf-8");
    assert_eq!(kind("/assets/icon.svg"), "image/svg+xml");
}

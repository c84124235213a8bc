//! Each page opens, says what it is for, is accessible, light, and fits a phone and a desktop.

use std::process::Command;

use crate::browser::{Browser, Scheme};
use crate::town::{MERCHANT, MERCHANT_NAME, TOWN};

/// Bytes that a page may weigh, uncompressed.
const PAGE_BYTES_MAX: usize = 150_000;

/// Every page, by the name of its picture.
fn pages() -> Vec<(&'static str, String)> {
    vec![
        ("search", "/".to_owned()),
        ("found", "/?q=快餐".to_owned()),
        ("merchant", format!("/merchants/{MERCHANT}")),
        ("not-rated", "/merchants/haimao:s100063".to_owned()),
        ("report", format!("/merchants/{MERCHANT}/report")),
        ("verify", "/verify".to_owned()),
        ("models", "/models".to_owned()),
        ("model", "/models/expert-1".to_owned()),
        ("runs", "/runs".to_owned()),
        ("run", "/runs/3".to_owned()),
        ("sign-in", "/desk".to_owned()),
        ("not-found", "/nowhere".to_owned()),
    ]
}

#[track_caller]
fn check_accessible(browser: &Browser, name: &str) {
    let violations = browser.violations();
    assert!(violations.is_empty(), "{name}:\n{}", violations.join("\n"));
}

/// Nothing but what scrolls by itself is wider than the screen.
#[track_caller]
fn check_width(browser: &Browser, name: &str) {
    let wider =
        "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
    assert_eq!(browser.script(wider), 0, "{name} is wider than its screen");
}

#[test]
fn every_page_is_accessible_and_fits_every_screen() {
    let browser = Browser::open();
    for (name, path) in pages() {
        for (width, height) in [(1440, 900), (360, 740)] {
            browser.size(width, height);
            browser.prefer(Scheme::Light);
            browser.visit(&path);
            check_width(&browser, name);
            check_accessible(&browser, name);
            browser.picture(&format!("{name}-{width}"));
        }
        browser.size(1440, 900);
        browser.prefer(Scheme::Dark);
        check_accessible(&browser, &format!("{name} in the dark"));
        browser.picture(&format!("{name}-dark"));
    }
}

#[test]
fn every_page_is_accessible_in_english_too() {
    let browser = Browser::speaking("en-GB,en");
    for (name, path) in pages() {
        browser.visit(&path);
        assert_eq!(browser.attribute("html", "lang").as_deref(), Some("en"), "{name}");
        check_width(&browser, name);
        check_accessible(&browser, name);
        browser.picture(&format!("{name}-en"));
    }
}

#[test]
fn every_page_weighs_little_and_asks_nobody_else() {
    let browser = Browser::open();
    for (name, path) in pages() {
        browser.visit(&path);
        let weight = browser.source().len();
        assert!(weight < PAGE_BYTES_MAX, "{name} weighs {weight} bytes");
        let elsewhere = "return performance.getEntriesByType('resource').map(own => own.name) \
             .filter(name => !name.startsWith(location.origin))";
        assert_eq!(browser.script(elsewhere), serde_json::json!([]), "{name}");
    }
}

#[test]
fn a_merchant_shows_its_score_its_reasons_and_its_charts() {
    let browser = Browser::open();
    browser.visit(&format!("/merchants/{MERCHANT}"));
    assert_eq!(browser.text("h1"), MERCHANT_NAME);
    assert!(browser.title().contains(MERCHANT_NAME));
    assert_eq!(browser.text(".gauge .points"), "636");
    assert_eq!(browser.text(".score .badge"), "B");
    let gauge = browser.attribute(".gauge", "aria-label").unwrap();
    assert!(gauge.contains("636") && gauge.contains('B'), "{gauge}");
    assert!(browser.n("ol.reasons > li") >= 10);
    let course = browser.attribute("#course .plot", "aria-label").unwrap();
    assert!(course.contains("636"), "{course}");
    assert!(browser.n("#course svg circle") >= 20);
    assert!(browser.n("#ratings-course svg circle") >= 5);
    assert_eq!(browser.n("#course details table"), 1);
    assert!(browser.text("#penalties").contains("罚款已缴清，问题已整改。"));
    assert!(browser.text("#penalties").contains("异议"));
}

#[test]
fn a_reason_leads_to_its_record() {
    let browser = Browser::open();
    browser.visit(&format!("/merchants/{MERCHANT}"));
    browser.click("a[href='#penalty-674']");
    let target = "return document.querySelector(':target').id";
    assert_eq!(browser.script(target), "penalty-674");
}

#[test]
fn a_refused_page_is_a_page_and_tells_nothing_inner() {
    let browser = Browser::open();
    browser.visit("/merchants/91449981MATJW7NU24");
    assert_eq!(browser.text("h1"), "没有找到");
    browser.visit("/models/none?lang=en");
    assert_eq!(browser.text("h1"), "Not found");
    let said = browser.text("body");
    assert!(!said.contains("scorecard 'none'") && !said.contains("src/"), "{said}");
}

#[test]
fn without_script_every_page_says_the_same() {
    let browser = Browser::open();
    browser.without_script();
    browser.visit(&format!("/merchants/{MERCHANT}"));
    assert_eq!(browser.text(".gauge .points"), "636");
    browser.visit("/");
    browser.type_into("input[type=search]", MERCHANT);
    browser.press("\u{e007}");
    assert_eq!(browser.text("h1"), MERCHANT_NAME);
}

#[test]
fn style_and_headers_keep_everything_foreign_out() {
    let answer = Command::new("curl").args(["-sI", &TOWN.at("/verify")]).output().unwrap();
    let head = String::from_utf8(answer.stdout).unwrap().to_lowercase();
    for demanded in ["script-src 'self'", "style-src 'self';", "frame-ancestors 'none'", "nosniff"]
    {
        assert!(head.contains(demanded), "{head}");
    }
    assert!(!head.contains("unsafe-inline"), "{head}");
}

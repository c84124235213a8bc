//! Readers: their language, their keyboard.

use crate::browser::Browser;
use crate::town::{MERCHANT, MERCHANT_NAME};

const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";

#[test]
fn the_language_follows_the_browser_and_the_switch_is_remembered() {
    let browser = Browser::speaking("en-GB,en");
    browser.visit("/verify");
    assert_eq!(browser.text("h1"), "Verify a credit report");
    browser.click("nav.languages a");
    assert_eq!(browser.text("h1"), "核验信用报告");
    browser.visit(&format!("/merchants/{MERCHANT}"));
    assert_eq!(browser.attribute("html", "lang").as_deref(), Some("zh-CN"));
    assert_eq!(browser.text("#reasons h2"), "失分原因");
}

#[test]
fn the_switch_keeps_what_was_asked() {
    let browser = Browser::open();
    browser.visit("/verify?id=A&code=B");
    browser.click("nav.languages a");
    assert_eq!(browser.attribute("#id", "value").as_deref(), Some("A"));
    assert_eq!(browser.attribute("#code", "value").as_deref(), Some("B"));
    assert_eq!(browser.attribute("html", "lang").as_deref(), Some("en"));
}

#[test]
fn the_keyboard_alone_suffices_to_find_a_merchant() {
    let browser = Browser::open();
    browser.visit("/");
    // The field has the focus from the beginning.
    browser.press(MERCHANT);
    browser.press(ENTER);
    assert_eq!(browser.text("h1"), MERCHANT_NAME);
}

#[test]
fn the_first_stop_of_the_keyboard_leads_past_the_navigation() {
    let browser = Browser::open();
    browser.visit("/models");
    browser.press(TAB);
    let focused = "return document.activeElement.className";
    assert_eq!(browser.script(focused), "skip");
    browser.press(ENTER);
    assert_eq!(browser.script("return document.activeElement.id"), "main");
    browser.press(TAB);
    let inside = "return document.activeElement.closest('main') !== null";
    assert_eq!(browser.script(inside), true);
}

//! The supervisor's desk: it needs a key, shows what is due, and a session ends.

use crate::browser::Browser;
use crate::town::TOWN;

#[test]
fn the_desk_is_walked_from_the_key_to_the_end_of_the_session() {
    let browser = Browser::open();
    browser.type_desk_key(&TOWN.admin);
    assert_eq!(browser.text("h1"), "监管工作台");
    assert!(browser.n("#timeliness tbody tr") > 3);
    assert!(browser.text("#work").contains("异议"));
    assert_eq!(browser.violations(), Vec::<String>::new());
    browser.picture("desk-1440");
    browser.size(360, 740);
    assert_eq!(browser.violations(), Vec::<String>::new());
    browser.picture("desk-360");
    browser.size(1440, 900);

    browser.type_into("#region", "4499");
    browser.click("form.filter button");
    assert!(browser.path().contains("region=4499"));
    assert_eq!(browser.attribute("#region", "value").as_deref(), Some("4499"));

    browser.visit("/runs/3");
    assert!(browser.n("#since table") >= 2, "the operator sees who moved");

    browser.visit("/desk");
    browser.click("form.actions button");
    assert_eq!(browser.text("h1"), "登录工作台");
    browser.visit("/desk/work.csv");
    assert_eq!(browser.text("h1"), "无权查看");
}

#[test]
fn a_wrong_key_and_a_wrong_role_stay_outside() {
    let browser = Browser::open();
    browser.type_desk_key("mc_nonsense");
    assert!(browser.text(".notice").contains("密钥无效"));
    assert_eq!(browser.violations(), Vec::<String>::new());
    browser.type_desk_key(&TOWN.reader);
    assert!(browser.text(".notice").contains("角色"));
}

#[test]
fn a_form_without_its_token_is_refused() {
    let browser = Browser::open();
    browser.visit("/desk");
    browser.script("document.querySelector('[name=form_token]').value = '00'");
    browser.type_into("#key", &TOWN.admin);
    browser.click("form.card button");
    assert_eq!(browser.text("h1"), "无权查看");
    browser.visit("/desk");
    assert_eq!(browser.text("h1"), "登录工作台");
}

#[test]
fn no_script_reads_a_session() {
    let browser = Browser::open();
    browser.type_desk_key(&TOWN.admin);
    assert_eq!(browser.text("h1"), "监管工作台");
    assert_eq!(browser.script("return document.cookie"), "");
}

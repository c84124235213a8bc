//! Texts of others are texts: hostile ones, planted in every field that takes them, stay words.

use std::borrow::Cow;
use std::collections::BTreeMap;

use merchant_credit::domain::intake::{self, Generation, KnownSince, Row};
use merchant_credit::domain::record::envelope::{Draft, Jurisdiction, Submitter};
use merchant_credit::domain::record::kind::RecordKind;

use crate::browser::Browser;
use crate::town::TOWN;

/// Breaks out of an attribute, of an element, of a script, and of a template, where it can.
const HOSTILE: &str = "\"'><img src=x onerror=owned()><script>owned()</script></title>\
                       <a href=javascript:owned()>x</a>{{7*7}}${7*7}";
/// Whom the records are about.
const VICTIM: &str = "91449903MAYGW0JK27";

/// What a record of a kind needs, beside what is planted.
fn needed(kind: RecordKind) -> BTreeMap<&'static str, &'static str> {
    let own: &[(&str, &str)] = match kind {
        RecordKind::Merchant => &[("name", "n"), ("effective_on", "2020-01-01")],
        RecordKind::Licence => &[
            ("document_number", "虚许〔2025〕1号"),
            ("organ", "o"),
            ("decided_on", "2025-01-01"),
            ("state", "valid"),
        ],
        RecordKind::Penalty => &[
            ("document_number", "虚罚〔2026〕1号"),
            ("organ", "o"),
            ("decided_on", "2026-10-01"),
            ("kinds", "罚款"),
            ("fine_wan_yuan", "20"),
        ],
        RecordKind::Inspection => &[
            ("source", "s"),
            ("number", "1"),
            ("inspected_on", "2026-01-01"),
            ("result", "failed"),
        ],
        RecordKind::Rating => &[
            ("platform", "p"),
            ("order", "1"),
            ("item", "1"),
            ("rated_on", "2026-09-01"),
            ("rater", "r"),
            ("stars", "1"),
            ("verified_purchase", "true"),
        ],
        RecordKind::Complaint => &[
            ("source", "s"),
            ("number", "1"),
            ("class", "quality"),
            ("received_on", "2026-09-01"),
            ("outcome", "received"),
        ],
        RecordKind::Listing => &[
            ("list", "abnormal_operation"),
            ("document_number", "虚列〔2026〕1号"),
            ("ground", "g"),
            ("organ", "o"),
            ("entered_on", "2026-09-01"),
        ],
        _ => &[],
    };
    own.iter().copied().chain([("merchant", VICTIM)]).collect()
}

/// A draft of these values, where the intake takes them.
fn draft(kind: RecordKind, values: &BTreeMap<&'static str, String>) -> Option<Draft> {
    let value = |name: &str| values.get(name).map(|value| Cow::Borrowed(value.as_str()));
    let row = Row {
        number: 0,
        generation: Generation::Own,
        values: intake::fields(kind).iter().map(|field| value(field.name)).collect(),
    };
    let context = TOWN.app.intake_context(&Jurisdiction::default(), KnownSince::Recorded);
    intake::read(kind, &row, &context).ok().map(|accepted| accepted.draft)
}

/// Plants the hostile text in every field of a kind that takes it, and gives how many did.
fn plant(kind: RecordKind) -> usize {
    let mut values: BTreeMap<&'static str, String> =
        needed(kind).into_iter().map(|(name, value)| (name, value.to_owned())).collect();
    assert!(draft(kind, &values).is_some(), "a {} needs more", kind.name());
    let mut n = 0;
    for field in intake::fields(kind) {
        let kept = values.insert(field.name, format!("{}{HOSTILE}", field.name));
        if draft(kind, &values).is_some() {
            n += 1;
        } else if let Some(kept) = kept {
            values.insert(field.name, kept);
        } else {
            values.remove(field.name);
        }
    }
    let submitter = Submitter { key: "hostile".to_owned(), organ: None };
    TOWN.app.submit(&[draft(kind, &values).unwrap()], &submitter, "hostile").unwrap();
    n
}

/// That nothing hostile became markup.
#[track_caller]
fn check(browser: &Browser, path: &str) {
    browser.script("sessionStorage.clear()");
    browser.visit(path);
    assert_eq!(browser.n("img"), 0, "{path}");
    assert_eq!(browser.n("script"), 1, "{path}");
    assert_eq!(browser.n("[onerror]"), 0, "{path}");
    assert_eq!(browser.n("a[href^='javascript:' i]"), 0, "{path}");
    let source = browser.source();
    assert!(!source.contains("<img src"), "{path}");
    assert!(!source.contains("49${49}"), "{path}");
}

#[test]
fn hostile_texts_in_every_field_stay_words() {
    let browser = Browser::open();
    browser.visit("/verify");
    let kinds = [
        RecordKind::Merchant,
        RecordKind::Licence,
        RecordKind::Penalty,
        RecordKind::Inspection,
        RecordKind::Rating,
        RecordKind::Complaint,
        RecordKind::Listing,
    ];
    let n: usize = kinds.into_iter().map(plant).sum();
    assert!(n >= 20, "only {n} fields took a hostile text");
    check(&browser, &format!("/merchants/{VICTIM}"));
    // The name is shown as the words that it is.
    assert!(browser.text("h1").contains("<script>owned()</script>"));
    assert!(browser.text("#penalties").contains("onerror=owned()"));
    check(&browser, &format!("/merchants/{VICTIM}/report"));
    browser.type_desk_key(&TOWN.admin);
    check(&browser, "/desk");
    assert!(browser.text("#due").contains("onerror=owned()"));
}

#[test]
fn hostile_parameters_stay_words() {
    let browser = Browser::open();
    browser.visit("/verify");
    let mut query = form_urlencoded::Serializer::new(String::new());
    let hostile = query.append_pair("x", HOSTILE).finish();
    let hostile = hostile.strip_prefix("x=").unwrap();
    for path in [
        format!("/?q={hostile}"),
        format!("/verify?id={hostile}&code={hostile}"),
        format!("/verify?lang={hostile}"),
        format!("/models/{hostile}"),
        format!("/merchants/{hostile}"),
        format!("/runs/{hostile}"),
        format!("/desk?authority={hostile}&region={hostile}&month={hostile}"),
        format!("/{hostile}?{hostile}"),
    ] {
        check(&browser, &path);
    }
}

//! The credit report on paper, and its verification.

use crate::browser::Browser;
use crate::town::MERCHANT;

/// Pages of a PDF: chromium writes one object of that type for each.
fn n_pages(pdf: &[u8]) -> usize {
    let text = String::from_utf8_lossy(pdf);
    text.matches("/Type /Page\n").count() + text.matches("/Type /Page/").count()
}

#[test]
fn the_report_prints_on_a_few_pages_of_a4() {
    let browser = Browser::open();
    browser.visit(&format!("/merchants/{MERCHANT}/report"));
    for part in ["一、", "二、", "三、", "四、", "五、", "六、", "七、"] {
        assert!(browser.text("main").contains(part), "{part}");
    }
    let pdf = browser.pdf();
    assert!(pdf.starts_with(b"%PDF-"));
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/screenshots");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("report.pdf"), &pdf).unwrap();
    assert!((3..=5).contains(&n_pages(&pdf)), "{} pages", n_pages(&pdf));
    let a4 = String::from_utf8_lossy(&pdf).contains("/MediaBox [0 0 594.95");
    assert!(a4 || String::from_utf8_lossy(&pdf).contains("/MediaBox [0 0 595"), "not A4");
}

#[test]
fn a_printed_code_leads_to_its_proof_and_a_changed_one_does_not() {
    let browser = Browser::open();
    browser.visit(&format!("/merchants/{MERCHANT}/report"));
    let address = browser.text(".address");
    let path = address.split_once("/verify").unwrap().1;
    browser.visit(&format!("/verify{path}"));
    assert!(browser.text(".notice").contains("属实"));
    assert!(browser.text("main").contains("636"));
    assert!(browser.text("main").contains("结果一致"));
    browser.picture("verified-1440");

    let code = browser.attribute("#code", "value").unwrap();
    let last = if code.ends_with('0') { '1' } else { '0' };
    let changed = format!("{}{last}", &code[..code.len() - 1]);
    browser.visit(&format!("/verify?id={MERCHANT}&code={changed}"));
    assert!(browser.text(".notice").contains("不符"));
    browser.visit(&format!("/verify?id=92449922MA3EUQEB9L&code={code}"));
    assert!(browser.text(".notice").contains("不符"));
}

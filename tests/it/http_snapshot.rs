//! The contract as it is kept: a change of it is seen in review.

use std::path::Path;

use merchant_credit::http::openapi;
use merchant_credit::http::routes::endpoints;

#[test]
fn the_contract_is_the_one_that_is_kept() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = root.join("tests/contract/openapi.json");
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let mut document = openapi::document(&endpoints());
    // A new version of the program is no change of the contract.
    document["info"]["version"] = "0.0.0".into();
    let text = serde_json::to_string_pretty(&document).unwrap() + "\n";
    if text == kept {
        return;
    }
    let new = root.join("target/openapi.json");
    std::fs::write(&new, text).unwrap();
    panic!(
        "the contract has changed; where that is meant: cp target/openapi.json {}",
        path.strip_prefix(root).unwrap().display()
    );
}

//! What the tests of this folder share.

use crate::domain::feature;
use crate::domain::scorecard::{KnownFeatures, Scorecard};
use crate::files::scorecard_file;

/// The expert card that the program ships.
pub(super) fn shipped_card() -> Scorecard {
    let known = feature::known();
    let text = include_str!("../../../models/expert-1.json");
    scorecard_file::from_text(text, KnownFeatures::Listed(&known)).unwrap().card
}

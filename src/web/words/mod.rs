//! Everything the pages say, in every language, in one place; one file per subject.

pub(super) mod bins;
pub(super) mod desk;
pub(super) mod merchant;
pub(super) mod model;
pub(super) mod report;
pub(super) mod runs;
pub(super) mod search;
pub(super) mod site;
pub(super) mod terms;

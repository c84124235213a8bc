//! Everything the pages say, in every language, in one place; one file per subject.

pub mod desk;
pub mod merchant;
pub mod model;
pub mod report;
pub mod runs;
pub mod search;
pub mod site;
pub mod terms;

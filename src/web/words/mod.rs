//! Everything the pages say, in every language, in one place; one file per subject.

pub mod merchant;
pub mod site;
pub mod terms;

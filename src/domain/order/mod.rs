//! Orders: what the records of transactions prove of ratings, and how much a merchant sells.

pub mod claim;
pub mod codec;
pub mod gather;
pub mod ledger;
pub mod mark;

//! Orders: what the records of transactions prove of ratings, and how much a merchant sells.

pub mod codec;
pub mod ledger;
pub mod mark;

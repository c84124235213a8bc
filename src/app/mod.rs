//! Floor 3: use cases; what the service can do, in plain synchronous functions.

pub mod train_table;

//! Floor 2: an invented town; import files from a seeded process that uses no feature code.

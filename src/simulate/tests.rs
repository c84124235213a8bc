//! The simulated files, as a whole.

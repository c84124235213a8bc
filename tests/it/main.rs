//! One test binary: what users can see, through the real parts.

mod scorecard;
mod scorecard_oracle;
mod scorecard_train;

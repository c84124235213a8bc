//! One test binary: what users can see, through the real parts.

mod chicago;
mod scorecard;
mod scorecard_oracle;
mod simulate;

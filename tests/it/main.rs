//! One test binary: what users can see, through the real parts.

mod chicago;
mod corrections;
mod disclosure;
mod display;
mod identities;
mod knowledge;
mod personal;
mod repairs;
mod scorecard;
mod scores;
mod simulate;
mod world;

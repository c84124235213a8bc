//! One test binary: what users can see, through the real parts.

mod chicago;
mod corrections;
mod disclosure;
mod display;
mod equality;
mod identities;
mod knowledge;
mod laws;
mod monotone;
mod personal;
mod repairs;
mod replay;
mod scorecard;
mod scores;
mod simulate;
mod slow;
mod town;
mod world;

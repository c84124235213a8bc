//! One test binary: what users can see, through the real parts.

mod chicago;
mod corrections;
mod crash;
mod disclosure;
mod display;
mod http_contract;
mod http_door;
mod http_sockets;
mod identities;
mod knowledge;
mod personal;
mod repairs;
mod scorecard;
mod scorecard_export;
mod scorecard_oracle;
mod scorecard_train;
mod scores;
mod simulate;
mod world;

//! One test binary: what users can see, through the real parts.

mod chicago;
mod corrections;
mod crash;
mod disclosure;
mod display;
mod equality;
mod http_contract;
mod http_document;
mod http_door;
mod http_routes;
mod http_sockets;
mod identities;
mod knowledge;
mod laws;
mod personal;
mod repairs;
mod replay;
mod scorecard;
mod scorecard_export;
mod scorecard_oracle;
mod scorecard_train;
mod scores;
mod simulate;
mod world;

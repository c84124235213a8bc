//! One test binary: what users can see, through the real parts.

mod chicago;
mod crash;
mod http_contract;
mod http_door;
mod http_sockets;
mod scorecard;
mod scorecard_export;
mod scorecard_oracle;
mod scorecard_train;
mod simulate;

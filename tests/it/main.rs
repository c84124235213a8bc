//! One test binary: what users can see, through the real parts.

mod chicago;
mod http_contract;
mod http_door;
mod http_sockets;
mod scorecard;
mod scorecard_oracle;
mod scorecard_train;
mod simulate;

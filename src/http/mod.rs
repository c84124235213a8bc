//! Floor 4: HTTP; the only place that knows warp and JSON.

pub mod wire;

//! Floor 2: training; the only place that knows linfa and ndarray.

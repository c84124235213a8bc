//! Floor 2: the records and what is derived from them; the only place that knows SQL.

//! Flags, environment and file, checked once into one `Config`; nothing else reads the environment.

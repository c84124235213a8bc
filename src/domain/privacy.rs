//! Personal data: what must be found, masked or left out before anything is stored or shown.

pub mod id_number;

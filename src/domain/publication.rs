//! The law's clocks: how grave a penalty is, until when it shows, and what is due when.
//!
//! Rules are data: `seeds/rules/*.json`, one row per rule with its document, clause, days in force
//! and scope. [`Rules`] reads them all by one mechanism; what applies to one organ in one place is
//! [`Rules::applying_to`]. The functions are pure: the day asked is an argument.

pub mod deadline;
pub mod display;
pub mod list;
pub mod penalty_kind;
pub mod period;
pub mod repair;
pub mod retention;
pub mod row;
pub mod rules;
pub mod severity;
pub mod state;

pub use self::display::{Display, StartDates};
pub use self::penalty_kind::{PenaltyKind, PenaltyKinds};
pub use self::rules::{ApplicableRules, Rules};
pub use self::severity::{PenaltyTerms, Severity};

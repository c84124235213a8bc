//! Floor 1: the rules of credit. Pure: no input or output, no clock, no async, no other module of ours.

pub mod assessment;
pub mod calendar;
pub mod complaint_figures;
pub mod day;
pub mod disclosure;
pub mod dossier;
pub mod evidence;
pub mod feature;
pub mod history;
pub mod intake;
pub mod keyed_hash;
pub mod merchant;
pub mod money;
pub mod order;
pub mod outcome;
pub mod outlook;
pub mod privacy;
pub mod publication;
pub mod record;
pub mod scorecard;
pub mod search_text;
pub mod segment;
pub mod steadiness;
pub mod sufficiency;
pub mod uscc;

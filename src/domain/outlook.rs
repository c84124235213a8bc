//! What time alone will change: which record ends on which day, if nothing new happens.

use super::day::Day;
use super::dossier::Dossier;
use super::record::envelope::Seq;

/// What ends, or becomes possible, on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    /// A penalty is no longer displayed nor used (最长公示期).
    DisplayEnds,
    /// A repair of a penalty can be applied for (最短公示期).
    RepairPossible,
    /// An entry on a list ends by time.
    ListingEnds,
    /// An exit from a list can be applied for.
    ExitPossible,
    /// A licence is no longer valid.
    LicenceEnds,
}

impl Turn {
    /// Its name in answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::DisplayEnds => "display_ends",
            Self::RepairPossible => "repair_possible",
            Self::ListingEnds => "listing_ends",
            Self::ExitPossible => "exit_possible",
            Self::LicenceEnds => "licence_ends",
        }
    }
}

/// A day on which something about a record turns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TurningDay {
    /// The day.
    pub on: Day,
    /// The record.
    pub seq: Seq,
    /// What turns.
    pub turn: Turn,
}

/// The days after a dossier's own, up to and including the last one, on which something turns, by
/// the rules in force on the dossier's day; in their order.
#[must_use]
pub fn turning_days(dossier: &Dossier<'_>, until: Day) -> Vec<TurningDay> {
    let penalties = dossier.penalties.iter().flat_map(|penalty| {
        [
            (penalty.ends_on, penalty.seq, Turn::DisplayEnds),
            (Some(penalty.repairable_from), penalty.seq, Turn::RepairPossible),
        ]
    });
    let listings = dossier.listings.iter().filter(|one| one.fact.list.is_adverse());
    let listings = listings.flat_map(|listing| {
        [
            (listing.ends_on, listing.seq, Turn::ListingEnds),
            (Some(listing.earliest_exit_on), listing.seq, Turn::ExitPossible),
        ]
    });
    let honours = dossier.listings.iter().filter(|one| !one.fact.list.is_adverse());
    let honours = honours.map(|listing| (listing.ends_on, listing.seq, Turn::ListingEnds));
    let in_force = dossier.licences.iter().filter(|one| one.fact.is_in_force(dossier.as_of));
    let licences =
        in_force.map(|licence| (licence.fact.valid_until, licence.seq, Turn::LicenceEnds));
    let mut days: Vec<TurningDay> = penalties
        .chain(listings)
        .chain(honours)
        .chain(licences)
        .filter_map(|(on, seq, turn)| Some(TurningDay { on: on?, seq, turn }))
        .filter(|day| dossier.as_of < day.on && day.on <= until)
        .collect();
    days.sort_unstable();
    days
}

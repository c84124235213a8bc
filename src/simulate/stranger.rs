//! Complaints about merchants that the files do not hold: each will stand on a stub.

use super::SimulateError;
use super::chance::{Chance, Topic};
use super::complaint::{self, CLASSES, Course, Named};
use super::identity::{self, CodeSeries};
use super::output::Table;
use super::quality::HISTORY_DAYS;
use super::town::{DISTRICTS, SHOP_PLATFORMS};
use super::world::World;

/// Merchants for each unknown one.
const MERCHANTS_PER_STRANGER: u32 = 50;

/// Writes the complaints about unknown merchants: half of them named by a credit code, half by a
/// shop whose owner is not known.
pub(super) fn write(world: &World, table: &mut Table) -> Result<(), SimulateError> {
    let n_strangers = (world.n_merchants / MERCHANTS_PER_STRANGER).max(2);
    for index in 0..n_strangers {
        let chance = &mut Chance::new(world.seed, index, Topic::Strangers);
        let region = chance.pick(&DISTRICTS).region;
        let series = CodeSeries::Unknown;
        let code = identity::credit_code(world.seed, index, series, *b"91", region);
        let shop = format!("x{}", 900_000 + index);
        let named = if index % 2 == 0 {
            Named { merchant: code.as_str(), platform: "", shop: "" }
        } else {
            Named { merchant: "", platform: chance.pick(&SHOP_PLATFORMS).name, shop: &shop }
        };
        let day = world.until.plus(-chance.between(5, HISTORY_DAYS));
        let class = chance.below(CLASSES.len() as u32) as usize;
        let course = *chance.pick(&[Course::Settled, Course::Failed, Course::Refused]);
        let complaint = complaint::follow(world, chance, day, class, course, 0.0);
        complaint.write(named, &format!("C0-{}", index + 1), table)?;
    }
    Ok(())
}

//! A crowd of merchants, enough to fill several blocks, of every kind of fate.

use merchant_credit::app::rescore::block::MERCHANTS_PER_BLOCK;
use merchant_credit::app::rescore::report::RunReport;
use merchant_credit::app::rescore::{RescoreOptions, Way};
use merchant_credit::domain::record::envelope::Draft;
use merchant_credit::store::run;

use crate::world::{World, day};

/// The day that a crowd speaks of.
pub(super) const TODAY: &str = "2026-03-01";
/// Merchants of a crowd.
pub(super) const N: i64 = 5 * MERCHANTS_PER_BLOCK + 37;

/// A world with a crowd in it.
pub(super) fn crowd() -> World {
    let world = World::on(TODAY);
    let mut drafts = Vec::new();
    for n in 0..N {
        fate(&world, n, &mut drafts);
    }
    world.submit(&drafts);
    world
}

/// The identity of the nth of a crowd.
pub(super) fn member(n: i64) -> String {
    format!("yunshi:c{n}")
}

/// Days of the past, spread by a number so that no two merchants have the same ones.
fn past(n: i64, step: i64, span: i64) -> String {
    let days = (n * step + 11) % span;
    day(TODAY).plus(-i32::try_from(days).unwrap()).to_string()
}

fn fate(world: &World, n: i64, drafts: &mut Vec<Draft>) {
    let id = member(n);
    let own = world.of(&id);
    drafts.push(own.merchant(&past(n, 13, 4000)).draft());
    match n % 7 {
        0 => {}
        1 => {
            drafts.push(own.licence(&past(n, 17, 900)).draft());
            drafts.push(own.complaint(&past(n, 5, 700)).ended("failed", TODAY).draft());
        }
        2 => {
            let decided_on = past(n, 3, 1000);
            let until = day(TODAY).plus(i32::try_from(n % 40).unwrap() - 5).to_string();
            let licence = own.licence(&decided_on);
            let licence = if until > decided_on { licence.valid_until(&until) } else { licence };
            drafts.push(licence.draft());
        }
        3 => drafts.push(own.penalty(&past(n, 7, 1200)).draft()),
        4 => drafts.push(own.inspection(&past(n, 11, 1300)).failed().draft()),
        5 => {
            for step in [3, 7, 19, 29, 31, 37] {
                let stars = u8::try_from(1 + (n * step) % 5).unwrap();
                drafts.push(own.rating(&past(n, step, 420)).stars(stars).draft());
            }
        }
        _ => {
            drafts.push(own.complaint(&past(n, 23, 1500)).draft());
            drafts.push(own.inspection(&past(n, 29, 1100)).draft());
        }
    }
}

/// What a run gave, to be compared with another.
#[derive(Debug, PartialEq)]
pub(super) struct Given {
    /// The file of scores.
    pub(super) file: String,
    /// The blocks in the store.
    pub(super) blocks: Vec<Vec<u8>>,
}

/// Options that write the scores of that day to the file of a name in the world's folder.
pub(super) fn of_day(world: &World, as_of: &str, name: &str) -> RescoreOptions {
    RescoreOptions { as_of: Some(day(as_of)), way: way(world, name), ..Default::default() }
}

/// One block a step, one thread, and a file.
pub(super) fn way(world: &World, name: &str) -> Way {
    Way { out: Some(world.folder().join(name)), threads: Some(1), batch: Some(1) }
}

/// What a run gave.
pub(super) fn given(world: &World, report: &RunReport, name: &str) -> Given {
    let number = report.run.expect("a run that is kept");
    let app = world.app();
    let blocks = app
        .store()
        .read(|connection| {
            (0..report.start.n_blocks).map(|n| run::block(connection, number, n)).collect()
        })
        .unwrap();
    let blocks: Vec<Option<Vec<u8>>> = blocks;
    Given {
        file: std::fs::read_to_string(world.folder().join(name)).unwrap(),
        blocks: blocks.into_iter().map(|block| block.expect("every block is kept")).collect(),
    }
}

//! Figures about the whole store: what is counted along is what a recount finds.

use merchant_credit::store::statistics::MerchantCounts;

use crate::world::{US, World};

fn recounted(world: &World) -> MerchantCounts {
    let counted = world.app().store().read(|view| {
        let sql = "SELECT count(*), coalesce(sum(NOT EXISTS
                (SELECT 1 FROM name WHERE name.merchant = merchant.merchant)), 0)
            FROM merchant WHERE owner IS NULL";
        Ok(view.query_row(sql, [], |row| {
            Ok(MerchantCounts { n_merchants: row.get(0)?, n_stubs: row.get(1)? })
        })?)
    });
    counted.unwrap()
}

#[track_caller]
fn check(world: &World, n_merchants: u64, n_stubs: u64) {
    let figures = world.app().statistics().unwrap();
    assert_eq!(figures.merchants, MerchantCounts { n_merchants, n_stubs });
    assert_eq!(figures.merchants, recounted(world));
    let n_records: u64 = figures.records.iter().map(|(_, n)| n).sum();
    assert_eq!(n_records, figures.at.0);
}

#[test]
fn merchants_and_stubs_are_counted_as_they_come() {
    let world = World::on("2026-03-01");
    let before = world.app().statistics().unwrap().merchants;
    let (n, n_stubs) = (before.n_merchants, before.n_stubs);
    check(&world, n, n_stubs);
    let _ = world.of("yunshi:s7").rating("2026-01-02").stars(5).record();
    check(&world, n + 1, n_stubs + 1);
    let _ = world.of("haimao:s8").rating("2026-01-02").stars(5).record();
    check(&world, n + 2, n_stubs + 2);
    drop(world.of(US).merge("yunshi:s7", "2026-01-04"));
    check(&world, n + 1, n_stubs + 1);
    let _ = world.of("yunshi:s7").rating("2026-01-05").of_order("later").stars(5).record();
    check(&world, n + 1, n_stubs + 1);
}

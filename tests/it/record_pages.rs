//! A merchant's records page by page: what may be shown today, without gaps or repeats.

use merchant_credit::app::record_page::{PageAnswer, PagePlace, PageQuestion};
use merchant_credit::app::score::ScoreQuestion;
use merchant_credit::domain::disclosure::Audience;
use merchant_credit::domain::merchant::MerchantId;
use merchant_credit::domain::record::envelope::{Record, RecordId};
use merchant_credit::domain::record::kind::RecordKind;

use crate::world::{US, World};

const TODAY: &str = "2026-03-01";

fn page(world: &World, kind: RecordKind, after: Option<PagePlace>, limit: usize) -> PageAnswer {
    let about = ScoreQuestion {
        id: MerchantId::parse(US).unwrap(),
        as_of: None,
        known_at: None,
        model: None,
        audience: Audience::Public,
    };
    world.app().record_page(&PageQuestion { about, organ: None, kind, after, limit }).unwrap()
}

/// The records of a page, by the names of their first versions.
fn records(page: &PageAnswer) -> Vec<RecordId> {
    let named = |record: &Record| {
        let seq = record.version_of.unwrap_or(record.seq);
        RecordId { seq, ..record.id() }
    };
    page.items.iter().map(|item| named(&item.record)).collect()
}

/// Every page, with something happening between each two.
fn walk(
    world: &World,
    kind: RecordKind,
    limit: usize,
    mut meanwhile: impl FnMut(),
) -> Vec<RecordId> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = page(world, kind, after, limit);
        assert!(page.items.len() <= limit);
        all.extend(records(&page));
        meanwhile();
        after = page.next;
        if after.is_none() {
            return all;
        }
    }
}

#[test]
fn pages_list_what_the_report_lists() {
    let world = World::on(TODAY);
    for n in 0..5 {
        world.penalty(&format!("2025-1{}-03", n % 3)).record();
        world.complaint(&format!("2025-1{}-04", n % 3)).record();
    }
    world.listing("abnormal_operation", "2025-12-01").record();
    for kind in [
        RecordKind::Licence,
        RecordKind::Penalty,
        RecordKind::Inspection,
        RecordKind::Complaint,
        RecordKind::Listing,
    ] {
        let mut expect = world.ask(TODAY).in_public().listed(kind);
        assert!(!expect.is_empty(), "{kind:?}");
        assert_eq!(page(&world, kind, None, 1).n, expect.len() as i64);
        let mut listed = walk(&world, kind, 2, || ());
        listed.sort();
        expect.sort();
        assert_eq!(listed, expect, "{kind:?}");
    }
    let ratings = walk(&world, RecordKind::Rating, 7, || ());
    assert_eq!(ratings.len() as i64, page(&world, RecordKind::Rating, None, 1).n);
    assert!(ratings.is_sorted_by(|one, other| one.seq > other.seq));
}

#[test]
fn new_and_corrected_records_move_none_past_the_reader() {
    let world = World::on(TODAY);
    let first = world.rating("2026-01-01").of_order("A").stars(5).record();
    let penalty = world.penalty("2025-12-01").numbered("A-1").record();
    for kind in [RecordKind::Rating, RecordKind::Penalty] {
        for _ in 0..6 {
            world.penalty("2025-12-02").record();
        }
        let expect = walk(&world, kind, 100, || ());
        let mut n = 0;
        let met = walk(&world, kind, 2, || {
            n += 1;
            if n == 1 {
                world.rating("2026-01-01").of_order("A").stars(1).correcting().receipt();
                let correction = world.penalty("2025-12-01").numbered("A-1").fined("3");
                correction.correcting().receipt();
            }
            world.rating("2026-02-01").stars(4).record();
            world.penalty("2026-02-01").record();
        });
        assert_eq!(met, expect, "{kind:?}");
    }
    let latest = |kind, first: RecordId| {
        let items = page(&world, kind, None, 100).items;
        items.into_iter().any(|item| item.record.version_of == Some(first.seq))
    };
    assert!(latest(RecordKind::Rating, first) && latest(RecordKind::Penalty, penalty));
}

#[test]
fn what_may_not_be_shown_today_is_on_no_page() {
    let world = World::on(TODAY);
    let ended = world.penalty("2025-01-10").displayed_until("2026-01-10").record();
    let withdrawn = world.penalty("2025-12-01").record();
    let shown = world.penalty("2025-12-02").record();
    let rating = world.rating("2026-01-01").stars(1).record();
    drop(world.withdrawal(withdrawn, TODAY));
    drop(world.withdrawal(rating, TODAY));
    let penalties = walk(&world, RecordKind::Penalty, 1, || ());
    assert_eq!(penalties, [shown], "not {ended} nor {withdrawn}");
    assert!(!walk(&world, RecordKind::Rating, 10, || ()).contains(&rating));
}

#[test]
fn ratings_of_a_merged_shop_stand_among_the_merchants_own() {
    let world = World::on(TODAY);
    let own = world.rating("2026-01-01").stars(5).record();
    let of_shop = world.of("yunshi:s7").rating("2026-01-02").stars(5).record();
    let later = world.rating("2026-01-03").stars(5).record();
    drop(world.of(US).merge("yunshi:s7", "2026-01-04"));
    let ratings = walk(&world, RecordKind::Rating, 2, || ());
    assert_eq!(ratings[..3], [later, of_shop, own]);
}

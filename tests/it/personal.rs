//! Personal text: masked before anything is stored, kept beside the record, erasable, never repeated.

use merchant_credit::store::append::Receipt;

use crate::world::{Submission, World};

/// An ID number and numbers that nobody has, well formed enough to be found.
const ID_NUMBER: &str = "11010519491231002X";
const MOBILE: &str = "13800138000";
const CARD: &str = "6222021234567890128";

fn complaint(world: &World) -> Submission<'_> {
    let text = format!("我的身份证{ID_NUMBER}，电话{MOBILE}，卡号{CARD}，请回电");
    world.complaint("2026-02-01").set("number", "t1").set("text", &text)
}

/// Whether any file of the data folder holds a text.
fn is_stored(world: &World, text: &str) -> bool {
    let files = std::fs::read_dir(world.folder()).unwrap();
    files
        .map(|file| std::fs::read(file.unwrap().path()).unwrap())
        .any(|bytes| bytes.windows(text.len()).any(|window| window == text.as_bytes()))
}

/// The personal texts kept, by field.
fn kept(world: &World) -> Vec<(String, String)> {
    let path = world.folder().join("merchant-credit.db");
    let connection = rusqlite::Connection::open(path).unwrap();
    let mut statement =
        connection.prepare("SELECT field, text FROM personal_text ORDER BY seq, place").unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

#[test]
fn what_tells_of_a_person_is_masked_before_it_is_stored() {
    let world = World::on("2026-03-01");
    let accepted = complaint(&world).read().unwrap();
    let masked = accepted.masked;
    assert_eq!((masked.id_numbers, masked.mobile_numbers, masked.bank_cards), (1, 1, 1));
    complaint(&world);
    for number in [ID_NUMBER, MOBILE, CARD] {
        assert!(!is_stored(&world, number), "{number}");
    }
    let kept = kept(&world);
    assert!(kept.iter().any(|(_, text)| text.starts_with("hmac:") && text.ends_with(":002X")));
    assert!(kept.iter().any(|(_, text)| text.contains("请回电")), "the rest of the text stays");
}

#[test]
fn the_same_person_has_the_same_hash_and_no_number_can_be_read_off_it() {
    let world = World::on("2026-03-01");
    let penalty = |number: &str| {
        let penalty = world.penalty("2026-01-10").numbered(number);
        penalty.set("legal_representative_id_number", ID_NUMBER).draft().personal
    };
    let (one, two) = (penalty("虚罚〔2025〕1号"), penalty("虚罚〔2025〕2号"));
    assert_eq!(one[0].text, two[0].text);
    assert!(!one[0].text.contains(&ID_NUMBER[..14]));
}

#[test]
fn a_recorded_decision_erases_the_text_and_leaves_the_record() {
    let world = World::on("2026-03-01");
    let record = complaint(&world).record();
    let before = world.score("2026-03-01");
    assert!(!kept(&world).is_empty());
    world.of(crate::world::US).erasure(record, "2026-03-01");
    assert_eq!(kept(&world), []);
    assert_eq!(world.score("2026-03-01").rated(), before.rated());
    let again = complaint(&world).receipt();
    assert_eq!(again, Receipt::Duplicate { id: record }, "a second import does not bring it back");
    assert_eq!(kept(&world), []);
}

#[test]
fn a_natural_person_is_refused_and_a_sole_trader_is_not() {
    let world = World::on("2026-03-01");
    let faults = world.penalty("2026-01-10").set("category", "自然人").faults();
    assert_eq!(faults[0].rule.code(), "natural_person");
    let faults = world.penalty("2026-01-10").set("merchant", ID_NUMBER).faults();
    assert_eq!(faults[0].rule.code(), "natural_person");
    let trader = world.of(crate::world::THEM).penalty("2026-01-10");
    trader.set("category", "个体工商户").record();
}

#[test]
fn nothing_personal_stands_in_faults_or_debug_output() {
    let world = World::on("2026-03-01");
    let said = [
        format!("{:?}", world.penalty("2026-01-10").set("merchant", ID_NUMBER).faults()),
        format!("{:?}", world.penalty("2026-01-10").numbered(ID_NUMBER).faults()),
        format!("{:?}", world.penalty("2026-01-10").set("organ", MOBILE).faults()),
        format!("{:?}", complaint(&world).set("class", ID_NUMBER).faults()),
        format!("{:?}", complaint(&world).set("source", ID_NUMBER).faults()),
        format!("{:?}", complaint(&world).draft()),
        format!("{:?}", world.rating("2026-01-10").stars(1).set("rater", MOBILE).draft()),
        format!("{:?}", complaint(&world).receipt()),
        format!("{:?}", world.app()),
    ];
    for (place, text) in said.iter().enumerate() {
        for number in [ID_NUMBER, MOBILE, CARD, "a key of the specification"] {
            assert!(!text.contains(number), "number {place} says {number}: {text}");
        }
    }
}

#[test]
fn nothing_personal_stands_in_an_answer() {
    let world = World::on("2026-03-01");
    complaint(&world);
    world
        .penalty("2026-01-10")
        .set("legal_representative", "虚构人甲")
        .set("legal_representative_id_number", ID_NUMBER)
        .set("facts", &format!("当事人电话{MOBILE}"));
    let said = format!("{:?}", world.ask("2026-03-01").report());
    for number in [ID_NUMBER, MOBILE, CARD, "虚构人甲", "请回电", "hmac:"] {
        assert!(!said.contains(number), "{number}");
    }
}

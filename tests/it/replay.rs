//! The same for ever: random writes, corrections, withdrawals, repairs, late records, merges and
//! rebuilds, with every answer kept and asked again after every later write.

use jiff::Timestamp;
use merchant_credit::app::report::ReportAnswer;
use merchant_credit::domain::record::envelope::RecordId;
use merchant_credit::domain::record::kind::RecordKind;
use merchant_credit::store::append::Receipt;
use proptest::prelude::*;

use crate::world::chance::{self, Chance};
use crate::world::{Answer, Ask, THEM, US, World};

const SHOP: &str = "yunshi:s9";
const PARTIES: [&str; 3] = [US, SHOP, THEM];

/// One thing that happens to the store.
#[derive(Clone, Debug)]
enum Step {
    /// A record comes in, perhaps late.
    Write { which: usize, party: usize },
    /// A record that is there is corrected.
    Correct { which: usize, level: usize, later: i32 },
    /// A record that is there is declared void.
    Withdraw { which: usize },
    /// A record that is there is repaired, or its repair corrected.
    Repair { which: usize, age: i32 },
    /// The first merchant claims the shop, or takes over the other merchant.
    Join { party: usize },
    /// New records are folded into the packed rows.
    Fold,
    /// Everything derived is dropped, to be built again.
    Forget,
    /// Days pass.
    Wait { days: i32 },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (any::<usize>(), 0_usize..3).prop_map(|(which, party)| Step::Write { which, party }),
        3 => (any::<usize>(), 0_usize..60, 0_i32..30)
            .prop_map(|(which, level, later)| Step::Correct { which, level, later }),
        2 => any::<usize>().prop_map(|which| Step::Withdraw { which }),
        2 => (any::<usize>(), 0_i32..200).prop_map(|(which, age)| Step::Repair { which, age }),
        1 => (1_usize..3).prop_map(|party| Step::Join { party }),
        2 => Just(Step::Fold),
        1 => Just(Step::Forget),
        1 => (1_i32..40).prop_map(|days| Step::Wait { days }),
    ]
}

/// A question that was answered, with what was answered.
struct Kept {
    party: &'static str,
    as_of: String,
    known_at: Timestamp,
    score: Option<Answer>,
    report: Option<ReportAnswer>,
}

struct Replay {
    world: World,
    chances: Vec<Chance>,
    written: Vec<Written>,
    kept: Vec<Kept>,
}

struct Written {
    id: RecordId,
    party: &'static str,
    what: Chance,
}

impl Replay {
    fn new(chances: Vec<Chance>) -> Self {
        let world = World::empty_on("2026-03-01");
        world.merchant("2015-01-01").set("industry", "5291");
        Self { world, chances, written: Vec::new(), kept: Vec::new() }
    }

    /// Does one step; what the store refuses or knows already changes nothing, which is fine too.
    fn take(&mut self, step: &Step) {
        let world = &self.world;
        let today = world.today();
        match step {
            Step::Write { which, party } => {
                let what = self.chances[which % self.chances.len()].clone();
                let party = PARTIES[*party];
                let receipt = what.about(world, party).receipt();
                if let Receipt::Accepted { id, .. } = receipt {
                    self.written.push(Written { id, party, what });
                }
            }
            Step::Correct { which, level, later } => {
                let Some(old) = self.pick(*which) else { return };
                let what = Chance { level: *level, age: old.what.age + later, ..old.what.clone() };
                what.about(world, old.party).correcting().receipt();
            }
            Step::Withdraw { which } => {
                let Some(old) = self.pick(*which) else { return };
                world.of(old.party).withdrawal(old.id, &today.to_string()).receipt();
            }
            Step::Repair { which, age } => {
                let Some(old) = self.pick(*which) else { return };
                if old.id.kind.can_be_repaired() {
                    let on = today.plus(-age).to_string();
                    world.of(old.party).repair(old.id, &on).correcting().receipt();
                }
            }
            Step::Join { party: 1 } => {
                world.merchant("2016-01-01").set("shops", SHOP).receipt();
            }
            Step::Join { .. } => {
                world.of(US).merge(THEM, "2026-01-01").receipt();
            }
            Step::Fold => {
                world.app().store().fold_all().unwrap();
            }
            Step::Forget => world.app().store().drop_derived().unwrap(),
            Step::Wait { days } => world.wait_until(&today.plus(*days).to_string()),
        }
    }

    fn pick(&self, which: usize) -> Option<&Written> {
        self.written.get(which % self.written.len().max(1))
    }

    fn ask(&self, party: &str, as_of: &str, known_at: Timestamp) -> Ask<'_> {
        self.world.of(party).ask(as_of).known_at(known_at)
    }

    /// Asks everybody about some days, as known now, and keeps the answers.
    fn keep_answers(&mut self) {
        let known_at = self.world.score("2026-03-01").known_at;
        for (place, party) in PARTIES.into_iter().enumerate() {
            for as_of in ["2023-05-01", "2025-06-30", "2026-02-28"] {
                let ask = self.world.of(party).ask(as_of);
                let score = ask.try_score().ok();
                let has_report = score.is_some() && self.kept.len() % 4 == place;
                let report = has_report.then(|| ask.report());
                let as_of = as_of.to_owned();
                self.kept.push(Kept { party, as_of, known_at, score, report });
            }
        }
    }

    /// Asks everything again.
    fn check(&self) -> Result<(), TestCaseError> {
        for kept in &self.kept {
            let ask = self.ask(kept.party, &kept.as_of, kept.known_at);
            prop_assert_eq!(&ask.try_score().ok(), &kept.score, "{} {}", kept.party, kept.as_of);
            if let Some(report) = &kept.report {
                prop_assert_eq!(&ask.report(), report, "{} {}", kept.party, kept.as_of);
            }
        }
        Ok(())
    }
}

proptest! {
    #![proptest_config(chance::cases(12))]

    #[test]
    fn every_answer_that_was_given_is_given_again_to_the_digit(
        chances in chance::records(6..12), steps in prop::collection::vec(step(), 4..18),
    ) {
        let mut replay = Replay::new(chances);
        replay.keep_answers();
        for step in &steps {
            replay.take(step);
            replay.check()?;
            replay.keep_answers();
        }
        replay.world.app().store().check().unwrap();
        prop_assert!(replay.written.iter().all(|written| written.id.kind != RecordKind::Merge));
    }
}

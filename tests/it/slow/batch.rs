//! The run over everybody, the single answer and the slow recomputation: three ways, one score.

use merchant_credit::app::App;
use merchant_credit::app::rescore::{RescoreOptions, Way};
use merchant_credit::domain::merchant::MerchantId;
use merchant_credit::domain::record::envelope::Seq;

use super::Comparison;
use super::card::Card;
use crate::equality::row;
use crate::town;
use crate::world::{Answer, day, scratch};

#[test]
fn run_single_answer_and_recomputation_agree_on_every_merchant_three_days_and_two_cards() {
    let folder = scratch();
    let path = folder.path().join(merchant_credit::store::FILE_NAME);
    town::town().store().backup(&path).unwrap();
    let app = &App::open(folder.path(), town::town().settings().clone()).unwrap();
    let second = town::keep_second_card(app);
    let shipped = Card::of(include_str!("../../../models/expert-1.json"));
    let cards = [("expert-1", shipped), (second.as_str(), Card::of(&town::second_card()))];
    let records = &town::records(app, Seq::MAX);
    let out = folder.path().join("scores.csv");
    let mut files = Vec::new();
    for as_of in ["2026-11-16", "2025-12-31", "2023-06-30"] {
        for (name, card) in &cards {
            let report = app
                .rescore(
                    &RescoreOptions {
                        as_of: Some(day(as_of)),
                        model: Some((*name).to_owned()),
                        way: Way { out: Some(out.clone()), ..Way::default() },
                        ..Default::default()
                    },
                    |_| {},
                )
                .unwrap();
            let model = Some(*name);
            let as_of = day(as_of);
            let compare = Comparison { app, model, card, records, as_of, known_at: None };
            let mut found = csv::Reader::from_path(&out).unwrap();
            let (mut n, mut n_rated) = (0, 0);
            for found in found.records().map(Result::unwrap) {
                let id = MerchantId::parse(&found[0]).unwrap();
                let single = Answer(compare.ask(&id));
                assert_eq!(found.iter().collect::<Vec<_>>(), row(&single), "{name}");
                n += 1;
                n_rated += u64::from(compare.check(&id));
            }
            assert_eq!((n, n_rated), (report.tally.n_merchants(), report.tally.n_rated()));
            assert_eq!(n, town::merchants(app, Seq::MAX).len() as u64, "nobody is left out");
            assert!(n_rated > 30, "{n_rated} of {n} rated as of {as_of}");
            files.push(std::fs::read_to_string(&out).unwrap());
        }
    }
    files.sort();
    files.dedup();
    assert_eq!(files.len(), 6, "every day and card gives other scores");
}

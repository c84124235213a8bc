//! The rules of scorecards, as statements.

use proptest::prelude::*;

use super::*;

fn words(text: &str) -> Bilingual {
    Bilingual { en: text.to_owned(), zh: format!("{text}（中文）") }
}

fn bin(label: &str, values: BinValues, points: i32) -> Bin {
    Bin { label: label.to_owned(), values, points, because: Some(words("why")), sample: None }
}

fn range(from: Option<f64>, to: Option<f64>, points: i32) -> Bin {
    bin(&format!("{from:?} to {to:?}"), BinValues::Range { from, to }, points)
}

fn characteristic(feature: &str, direction: Direction, bins: Vec<Bin>) -> Characteristic {
    Characteristic {
        feature: feature.to_owned(),
        part: Part::Public,
        direction,
        reason: Reason {
            code: feature.to_uppercase(),
            en: format!("because of {feature}"),
            zh: format!("因 {feature}"),
        },
        improve: None,
        coefficient: None,
        bins,
    }
}

/// Two characteristics: numbers with a special value, and categories.
fn card() -> ScorecardTable {
    let cuts = Grade::ALL[..9].iter().zip([900, 800, 700, 600, 500, 400, 300, 200, 100]);
    ScorecardTable {
        name: "example".to_owned(),
        version: 1,
        kind: Kind::Expert,
        about: words("an example"),
        serves: vec![Segment::Enterprises],
        base_points: 500,
        scaling: None,
        calibration: None,
        grades: GradeCuts::ByPoints(
            cuts.map(|(&grade, at_least)| PointsCut { grade, at_least }).collect(),
        ),
        characteristics: vec![
            characteristic(
                "n_penalties",
                Direction::LowerIsBetter,
                vec![
                    range(None, Some(1.0), 100),
                    range(Some(1.0), Some(3.0), -50),
                    range(Some(3.0), None, -200),
                    bin("not asked", BinValues::Special(-999.0), 7),
                    bin("missing", BinValues::Missing, -10),
                ],
            ),
            characteristic(
                "trade",
                Direction::Free,
                vec![
                    bin("food", BinValues::Categories(vec!["bakery".into(), "café".into()]), 20),
                    bin("goods", BinValues::Categories(vec!["books".into()]), 40),
                    bin("unseen", BinValues::Unseen, 5),
                    bin("missing", BinValues::Missing, 0),
                ],
            ),
        ],
        provenance: Provenance { sources: vec!["this test".to_owned()], training: None },
    }
}

fn refused(change: impl FnOnce(&mut ScorecardTable)) -> String {
    let mut table = card();
    change(&mut table);
    Scorecard::new(table, KnownFeatures::Any).map_or_else(|e| e.to_string(), |_| String::new())
}

fn checked() -> Scorecard {
    Scorecard::new(card(), KnownFeatures::Any).unwrap()
}

#[test]
fn a_value_falls_into_the_bin_that_names_it() {
    let card = checked();
    let check = |values: &[Value<'_>], points: i32| {
        assert_eq!(card.points(values), points, "{values:?}");
        assert_eq!(card.score(values).points, points, "{values:?}");
    };
    let food = Value::Category("bakery");
    check(&[Value::Number(0.0), food], 620);
    check(&[Value::Number(1.0), food], 470);
    check(&[Value::Number(2.999), food], 470);
    check(&[Value::Number(3.0), food], 320);
    check(&[Value::Number(f64::INFINITY), food], 320);
    check(&[Value::Number(f64::NEG_INFINITY), food], 620);
    check(&[Value::Number(-999.0), food], 527);
    check(&[Value::Number(f64::NAN), food], 510);
    check(&[Value::Missing, food], 510);
    check(&[Value::Category("text"), food], 510);
    check(&[Value::Number(0.0), Value::Category("bak")], 605);
    check(&[Value::Number(0.0), Value::Number(4.0)], 605);
    check(&[Value::Number(0.0), Value::Missing], 600);
    check(&[Value::Number(0.0)], 600);
}

#[test]
fn reasons_are_ordered_by_points_lost_against_the_best_bin() {
    let score = checked().score(&[Value::Number(5.0), Value::Category("bakery")]);
    let lost: Vec<_> = score.reasons().iter().map(|r| (r.characteristic, r.lost)).collect();
    assert_eq!(lost, [(0, 300), (1, 20)]);
    let best = checked().score(&[Value::Number(0.0), Value::Category("books")]);
    assert_eq!(best.reasons(), []);
    assert_eq!(best.points, *checked().reach().end());
}

#[test]
fn an_expert_card_gives_a_grade_and_no_probability() {
    let score = checked().score(&[Value::Number(0.0), Value::Category("books")]);
    assert_eq!(score.points, 640);
    assert_eq!(score.probability, None);
    assert_eq!(score.grade, Grade::Bbb);
}

#[test]
fn pdo_more_points_double_the_odds() {
    // optbinning and toad: factor 20 / ln 2 = 28.8539, offset 600 − factor × ln 50 = 487.1229.
    let scaling = Scaling { base_points: 600.0, base_odds: 50.0, pdo: 20.0 };
    assert!((scaling.factor() - 28.8539).abs() < 5e-5);
    assert!((scaling.offset() - 487.1229).abs() < 5e-5);
    let odds = |points: f64| {
        let bad = scaling.calibration().probability(points);
        (1.0 - bad) / bad
    };
    assert!((odds(600.0) - 50.0).abs() < 1e-9);
    assert!((odds(620.0) - 100.0).abs() < 1e-9);
}

fn check(message: &str, expected: &str) {
    assert!(message.contains(expected), "'{message}' should say '{expected}'");
}

#[test]
fn ranges_with_gaps_overlaps_or_turns_are_refused_with_their_place() {
    let set = |bin: usize, from: Option<f64>, to: Option<f64>| {
        refused(|table| table.characteristics[0].bins[bin].values = BinValues::Range { from, to })
    };
    check(&set(1, Some(1.5), Some(3.0)), "bin 'Some(1.0) to Some(3.0)': there is a gap");
    check(&set(1, Some(0.5), Some(3.0)), "overlaps");
    check(&set(1, Some(3.0), Some(3.0)), "bounds must be finite and rising");
    check(&set(1, Some(1.0), Some(f64::NAN)), "bounds must be finite");
    check(&set(0, Some(0.0), Some(1.0)), "the first range has no `from`");
    check(&set(2, Some(3.0), Some(9.0)), "the last range has no `to`");
    check(&set(1, None, Some(3.0)), "overlaps");
    check(&refused(|t| t.characteristics[0].bins[2].points = 0), "must not rise");
    check(
        &refused(|t| t.characteristics[0].direction = Direction::HigherIsBetter),
        "characteristic 'n_penalties', bin 'Some(1.0) to Some(3.0)': points must not fall",
    );
}

#[test]
fn bins_that_miss_or_share_values_are_refused() {
    check(&refused(|t| drop(t.characteristics[0].bins.pop())), "missing values; 0 do");
    check(&refused(|t| drop(t.characteristics[1].bins.remove(2))), "unseen categories; 0 do");
    check(&refused(|t| t.characteristics[0].bins.rotate_right(1)), "ordinary bins come first");
    check(&refused(|t| t.characteristics[0].bins[3].label = "missing".into()), "a label must not");
    check(
        &refused(|t| {
            t.characteristics[1].bins[1].values = BinValues::Categories(vec!["bakery".into()]);
        }),
        "'bakery' stands in two bins",
    );
    check(
        &refused(|t| t.characteristics[1].bins[0].values = BinValues::Special(1.0)),
        "either ranges of numbers or groups of categories",
    );
}

#[test]
fn a_card_that_breaks_a_rule_as_a_whole_is_refused() {
    check(&refused(|t| t.base_points = 900), "reachable sum is 700 to 1040");
    check(&refused(|t| t.base_points = 100), "reachable sum is -100 to 240");
    check(&refused(|t| t.base_points = 5000), "5000 points; no bin");
    check(&refused(|t| t.characteristics[1].feature = "n_penalties".into()), "a feature must not");
    check(
        &refused(|t| t.characteristics[1].reason.code = "N_PENALTIES".into()),
        "a reason code must not",
    );
    check(
        &refused(|t| t.characteristics[0].bins[4].because = None),
        "bin 'missing': a bin of an expert card needs a written reason",
    );
    check(&refused(|t| t.characteristics[0].reason.zh.clear()), "both languages");
    check(&refused(|t| t.kind = Kind::Trained), "needs a calibration");
    check(&refused(|t| t.serves.clear()), "a segment");
    check(&refused(|t| t.characteristics.clear()), "a characteristic must be given");
    check(
        &refused(|t| {
            if let GradeCuts::ByPoints(cuts) = &mut t.grades {
                cuts.swap(0, 1);
            }
        }),
        "grades must be cut AAA to C",
    );
}

#[test]
fn only_known_features_in_their_declared_direction_are_taken() {
    let trade = KnownFeature { name: "trade", direction: Direction::Free };
    let penalties = |direction| KnownFeature { name: "n_penalties", direction };
    let check = |known: &[KnownFeature<'_>], expected: Option<&str>| {
        let found = Scorecard::new(card(), KnownFeatures::Listed(known)).err();
        let found = found.map(|invalid| invalid.faults[0].to_string());
        assert_eq!(found.as_deref(), expected);
    };
    check(&[trade, penalties(Direction::LowerIsBetter)], None);
    check(&[trade], Some("characteristic 'n_penalties': no such feature is known"));
    check(
        &[trade, penalties(Direction::Free)],
        Some(
            "characteristic 'n_penalties': the feature is declared Free; \
             the card says LowerIsBetter",
        ),
    );
}

#[test]
fn the_average_is_by_the_weight_of_the_sample() {
    let mut table = card();
    assert_eq!(checked().average_points(1), None);
    for (bin, weight) in table.characteristics[1].bins.iter_mut().zip([1.0, 2.0, 0.0, 1.0]) {
        bin.sample =
            Some(BinSample { n: 9, n_bad: 1, weight, weight_bad: 0.5, weight_of_evidence: 0.0 });
    }
    let card = Scorecard::new(table, KnownFeatures::Any).unwrap();
    assert_eq!(card.average_points(1), Some(25.0));
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        prop::num::f64::ANY,
        -5.0..5.0,
        Just(-999.0),
        Just(f64::NAN),
        (0..5).prop_map(f64::from)
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_sum_is_the_score_and_all_paths_agree(
        numbers in prop::collection::vec(number(), 0..1500),
        codes in prop::collection::vec(0_u32..6, 0..1500),
    ) {
        let card = checked();
        let columns = [
            Column::Numbers(&numbers),
            Column::Categories { codes: &codes, names: &["bakery", "books", "café", "zoo"] },
        ];
        let n_rows = numbers.len().max(codes.len());
        let mut points = vec![0; n_rows];
        card.points_of_columns(&columns, &mut points);
        for (row, &expected) in points.iter().enumerate() {
            let values = [columns[0].value(row), columns[1].value(row)];
            let score = card.score(&values);
            let sum: i32 = score.contributions.iter().map(|c| c.points).sum();
            prop_assert_eq!(card.table().base_points + sum, score.points);
            prop_assert_eq!(score.points, expected);
            prop_assert_eq!(card.points(&values), expected);
            prop_assert!(card.reach().contains(&score.points));
            prop_assert!(score.contributions.iter().all(|c| c.lost >= 0));
        }
    }

    #[test]
    fn columns_of_the_other_type_score_like_single_values(numbers in prop::collection::vec(number(), 1..50)) {
        let card = checked();
        let names = ["bakery"];
        let codes: Vec<u32> = numbers.iter().map(|number| u32::from(number.is_nan())).collect();
        let columns =
            [Column::Categories { codes: &codes, names: &names }, Column::Numbers(&numbers)];
        let mut points = vec![0; numbers.len()];
        card.points_of_columns(&columns, &mut points);
        for (row, &expected) in points.iter().enumerate() {
            prop_assert_eq!(card.points(&[columns[0].value(row), columns[1].value(row)]), expected);
        }
    }
}

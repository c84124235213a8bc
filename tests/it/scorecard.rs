//! Scorecard files: sealed, byte-stable, checked when read, and their schema current.

use merchant_credit::domain::scorecard::{
    Bilingual, Bin, BinValues, Characteristic, Direction, Grade, GradeCuts, Kind, KnownFeatures,
    Part, PointsCut, Provenance, Reason, ScorecardTable, Segment,
};
use merchant_credit::files::scorecard_file::{self, ScorecardFileError};

fn words(text: &str) -> Bilingual {
    Bilingual { en: text.to_owned(), zh: text.to_owned() }
}

fn card() -> ScorecardTable {
    let bin = |label: &str, values, points| Bin {
        label: label.to_owned(),
        values,
        points,
        because: Some(words("why")),
        sample: None,
    };
    // A bound whose shortest decimal text needs all 17 digits.
    let edge = 0.1 + 0.2;
    let cuts = Grade::ALL[..9].iter().zip([900, 800, 700, 600, 500, 400, 300, 200, 100]);
    ScorecardTable {
        name: "example".to_owned(),
        version: 1,
        kind: Kind::Expert,
        about: words("an example"),
        serves: vec![Segment::Enterprises, Segment::Jurisdiction("us-il-chicago".to_owned())],
        base_points: 500,
        scaling: None,
        calibration: None,
        grades: GradeCuts::ByPoints(
            cuts.map(|(&grade, at_least)| PointsCut { grade, at_least }).collect(),
        ),
        characteristics: vec![Characteristic {
            feature: "share".to_owned(),
            part: Part::Market,
            direction: Direction::HigherIsBetter,
            reason: Reason { code: "M1".to_owned(), en: "low".to_owned(), zh: "低".to_owned() },
            improve: None,
            coefficient: None,
            bins: vec![
                bin("low", BinValues::Range { from: None, to: Some(edge) }, -10),
                bin("high", BinValues::Range { from: Some(edge), to: None }, 10),
                bin("missing", BinValues::Missing, 0),
            ],
        }],
        provenance: Provenance { sources: vec!["this test".to_owned()], training: None },
    }
}

#[test]
fn a_saved_card_reads_back_the_same_and_saves_to_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("example-1.json");
    scorecard_file::save(&path, &card()).unwrap();
    let read = scorecard_file::load(&path, KnownFeatures::Any).unwrap();
    assert_eq!(read.card.table(), &card());
    assert_eq!(read.sha256, scorecard_file::sha256(&card()).unwrap());
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text, scorecard_file::to_text(read.card.table()).unwrap());
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "no half-written file stays behind");
}

#[test]
fn a_changed_point_breaks_the_seal() {
    let text =
        scorecard_file::to_text(&card()).unwrap().replace("\"points\": 10", "\"points\": 11");
    let refused = scorecard_file::from_text(&text, KnownFeatures::Any).unwrap_err();
    assert!(matches!(refused, ScorecardFileError::Hash { .. }), "{refused}");
}

#[test]
fn an_unknown_field_is_refused_by_name() {
    let text = scorecard_file::to_text(&card())
        .unwrap()
        .replace("\"points\": 10", "\"points\": 10, \"bonus\": 3");
    let refused = scorecard_file::from_text(&text, KnownFeatures::Any).unwrap_err().to_string();
    assert!(refused.contains("unknown field `bonus`"), "{refused}");
}

#[test]
fn a_sealed_card_that_breaks_a_rule_is_refused() {
    let mut table = card();
    table.base_points = 995;
    let text = scorecard_file::to_text(&table).unwrap();
    let refused = scorecard_file::from_text(&text, KnownFeatures::Any).unwrap_err().to_string();
    assert!(refused.contains("reachable sum is 985 to 1005"), "{refused}");
}

#[test]
fn the_published_schema_is_the_one_that_is_read() {
    let published = std::fs::read_to_string("models/scorecard.schema.json").unwrap();
    assert_eq!(
        published,
        scorecard_file::schema(),
        "write the output of scorecard_file::schema() to models/scorecard.schema.json"
    );
}

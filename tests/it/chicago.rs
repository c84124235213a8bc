//! `scripts/chicago`: four source files in, import files out; on made-up rows.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output};

use flate2::Compression;
use flate2::write::GzEncoder;
use merchant_credit::domain::day::Day;
use merchant_credit::domain::intake::{self, Context, HashKey, KnownSince};
use merchant_credit::domain::record::envelope::Jurisdiction;
use merchant_credit::domain::record::kind::RecordKind;
use merchant_credit::files;

const MERCHANTS: &str = "\
license,account,trade_name,facility_type,risk_class,zip,ward,police_district,lat,lon,first_licence_date
7,1,\"SAMPLE, \"\"THE\"\" DINER\",Restaurant,Risk 1 (High),60699,1,1,1.0,1.0,2002-05-06
8,,,Grocery Store,Risk 3 (Low),,,,,,
9,3,NEVER SEEN,Restaurant,Risk 1 (High),60699,1,1,1.0,1.0,2009-01-01
";
const LICENCES: &str = "\
licence_id,license,account,licence_code,description,activity,application_type,term_start,term_end,\
status_at_download,first_licence_date,last_expiry_at_download
7-20100916,7,1,1006,Retail Food Establishment,\"Eggs, Milk\",RENEW,2010-09-16,2012-09-15,AAC,2002-05-06,2018-09-15
";
const INSPECTIONS: &str = "\
inspection_id,license,date,type,result,critical,serious,minor,violation_codes,facility_type,risk_class
501,7,2011-09-02,Canvass,Pass,0,0,2,32 38,Restaurant,Risk 1 (High)
502,7,2012-01-03,Canvass,Fail,0,1,0,18,Restaurant,Risk 1 (High)
503,8,2012-03-04,Canvass,Pass w/ Conditions,10,0,0,3,Grocery Store,Risk 3 (Low)
504,8,2012-04-04,Canvass,Pass w/ Conditions,0,0,1,,Grocery Store,Risk 3 (Low)
";
const COMPLAINTS: &str = "\
license,date,kind
7,2011-10-10,complaint
7,2011-10-10,complaint
77,2011-11-11,suspected_food_poisoning
";

/// Three plain files and one packed one.
fn source(complaints: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("merchants.csv"), MERCHANTS).unwrap();
    fs::write(folder.path().join("licences.csv"), LICENCES).unwrap();
    fs::write(folder.path().join("complaints.csv"), complaints).unwrap();
    let file = fs::File::create(folder.path().join("inspections.csv.gz")).unwrap();
    let mut packed = GzEncoder::new(file, Compression::default());
    packed.write_all(INSPECTIONS.as_bytes()).unwrap();
    packed.finish().unwrap();
    folder
}

fn chicago(source: &Path, out: &Path) -> Output {
    Command::new("sh")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/chicago"))
        .args([source, out])
        .output()
        .unwrap()
}

#[test]
fn the_sample_is_mapped_cell_by_cell() {
    let (source, out) = (source(COMPLAINTS), tempfile::tempdir().unwrap());
    let output = chicago(source.path(), out.path());
    assert!(output.status.success(), "{output:?}");
    let check = |kind: &str, expect: &[&str]| {
        let text = fs::read_to_string(out.path().join(format!("{kind}.csv"))).unwrap();
        assert_eq!(text.lines().skip(1).collect::<Vec<_>>(), expect, "{kind}");
    };
    check(
        "merchants",
        &[
            "chicago:7,2002-05-06,\"SAMPLE, \"\"THE\"\" DINER\",active,2002-05-06,zip-60699,\
             Restaurant,Risk 1 (High),2002-05-06,us-il-chicago",
            "chicago:8,2012-03-04,Chicago licence 8,active,,,Grocery Store,Risk 3 (Low),2012-03-04,\
             us-il-chicago",
            "chicago:9,2009-01-01,NEVER SEEN,active,2009-01-01,zip-60699,Restaurant,Risk 1 (High),\
             2009-01-01,us-il-chicago",
        ],
    );
    check(
        "licences",
        &["chicago:7,Retail Food Establishment,7-term-20100916,1006,7,\"Eggs, Milk\",2010-09-16,\
           2010-09-16,2012-09-15,City of Chicago - Business Affairs and Consumer Protection,valid,\
           RENEW,2010-09-16,us-il-chicago"],
    );
    check(
        "inspections",
        &[
            "chicago:7,chicago-inspections,501,2011-09-02,Canvass,passed,0,0,2,32;38,\
             Chicago Department of Public Health,2011-09-02,us-il-chicago",
            "chicago:7,chicago-inspections,502,2012-01-03,Canvass,failed,0,1,0,18,\
             Chicago Department of Public Health,2012-01-03,us-il-chicago",
            "chicago:8,chicago-inspections,503,2012-03-04,Canvass,conditional,10,0,0,3,\
             Chicago Department of Public Health,2012-03-04,us-il-chicago",
            "chicago:8,chicago-inspections,504,2012-04-04,Canvass,conditional,0,0,1,,\
             Chicago Department of Public Health,2012-04-04,us-il-chicago",
        ],
    );
    check(
        "penalties",
        &[
            "chicago:7,inspection-502,failed inspection,其他,\"Fail, critical violations: 0\",\
             2012-01-03,一般,Chicago Department of Public Health,2012-01-03,us-il-chicago",
            "chicago:8,inspection-503,critical violation,其他,\
             \"Pass w/ Conditions, critical violations: 10\",2012-03-04,一般,\
             Chicago Department of Public Health,2012-03-04,us-il-chicago",
        ],
    );
    check(
        "complaints",
        &[
            "chicago:7,chicago-311,7-complaint-2011-10-10-1,complaint,other,2011-10-10,2011-10-10,\
             accepted,2011-10-10,us-il-chicago",
            "chicago:7,chicago-311,7-complaint-2011-10-10-2,complaint,other,2011-10-10,2011-10-10,\
             accepted,2011-10-10,us-il-chicago",
            "chicago:77,chicago-311,77-suspected_food_poisoning-2011-11-11-1,\
             suspected_food_poisoning,safety,2011-11-11,2011-11-11,accepted,2011-11-11,\
             us-il-chicago",
        ],
    );
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(printed.contains("1 of the complaints name 1 merchants without a row"), "{printed}");
}

#[test]
fn every_mapped_row_is_one_that_the_import_reads() {
    let (source, out) = (source(COMPLAINTS), tempfile::tempdir().unwrap());
    assert!(chicago(source.path(), out.path()).status.success());
    let context = Context {
        today: Day::parse("2026-11-16").unwrap(),
        jurisdiction: Jurisdiction::default(),
        known_since: KnownSince::Recorded,
        hash_key: HashKey::new(b"a key of this test alone"),
    };
    for kind in [
        RecordKind::Merchant,
        RecordKind::Licence,
        RecordKind::Inspection,
        RecordKind::Penalty,
        RecordKind::Complaint,
    ] {
        let path = out.path().join(format!("{}.csv", kind.plural()));
        let mut rows = files::open(&path, kind).unwrap();
        while let Some(row) = rows.next_row() {
            let accepted = intake::read(kind, &row.unwrap(), &context);
            let accepted = accepted.unwrap_or_else(|faults| panic!("{kind:?}: {faults:?}"));
            assert_eq!(accepted.draft.jurisdiction.0, Jurisdiction::US_IL_CHICAGO);
            assert!(accepted.draft.known_since.is_some(), "{kind:?}");
        }
    }
}

#[test]
fn what_cannot_be_mapped_ends_the_script_and_leaves_no_file_of_that_kind() {
    let unknown = COMPLAINTS.replace("suspected_food_poisoning", "unheard_of");
    let (source, out) = (source(&unknown), tempfile::tempdir().unwrap());
    let output = chicago(source.path(), out.path());
    assert!(!output.status.success());
    let printed = String::from_utf8(output.stderr).unwrap();
    assert!(printed.contains("line 4: unknown kind unheard_of"), "{printed}");
    assert!(!out.path().join("complaints.csv").exists());
    fs::remove_file(source.path().join("merchants.csv")).unwrap();
    let output = chicago(source.path(), out.path());
    assert!(!output.status.success());
    let printed = String::from_utf8(output.stderr).unwrap();
    assert!(printed.contains("neither merchants.csv nor merchants.csv.gz"), "{printed}");
}

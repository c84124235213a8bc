//! Histories that are folded while a large file comes in are those that a recount makes.

use std::path::{Path, PathBuf};

use crate::crash::place::{Place, text};

const AS_OF: &str = "2026-11-16";
/// Merchants with some 20 ratings each: several thousand in one transaction.
const MERCHANTS: &str = "200";

/// A place with merchants, and its ratings: the header, and one line each, merchant by merchant.
fn town() -> (Place, String, Vec<String>) {
    let place = Place::new();
    let out = place.file("files");
    place.output(&["simulate", "--merchants", MERCHANTS, "--out", text(&out)]);
    place.run(&["import", "merchants", text(&out.join("merchants.csv"))]);
    let ratings = std::fs::read_to_string(out.join("ratings.csv")).unwrap();
    std::fs::remove_dir_all(&out).unwrap();
    let mut lines = ratings.lines().map(str::to_owned);
    let header = lines.next().unwrap();
    (place, header, lines.collect())
}

fn write(place: &Place, name: &str, header: &str, rows: &[String]) -> PathBuf {
    let file = place.file(name);
    std::fs::write(&file, format!("{header}\n{}\n", rows.join("\n"))).unwrap();
    file
}

#[track_caller]
fn import(place: &Place, file: &Path, n: usize) {
    let told = place.run(&["import", "ratings", text(file)]);
    assert_eq!(told[0]["n_accepted"], n, "{told}");
    place.check();
}

#[test]
fn a_large_file_comes_to_the_same_as_many_small_ones() {
    let (large, header, rows) = town();
    assert!(rows.len() > 2500, "{}", rows.len());
    let small = large.copy();
    // The second file begins in the middle of a merchant whose first ratings are folded by then.
    let (first, second) = rows.split_at(rows.len() / 2);
    for (name, part) in [("first.csv", first), ("second.csv", second)] {
        import(&large, &write(&large, name, &header, part), part.len());
    }
    for part in rows.chunks(500) {
        import(&small, &write(&small, "part.csv", &header, part), part.len());
    }
    assert_eq!(large.scores(AS_OF), small.scores(AS_OF));
}

#[test]
fn corrections_and_rows_in_any_order_are_folded_as_well() {
    let (place, header, mut rows) = town();
    import(&place, &write(&place, "ratings.csv", &header, &rows), rows.len());
    let stars = header.split(',').position(|name| name == "stars").unwrap();
    let corrected: Vec<String> = rows
        .iter()
        .filter_map(|row| {
            let mut cells: Vec<&str> = row.split(',').collect();
            let other = match cells[stars] {
                "" => return None,
                "1" => "2",
                _ => "1",
            };
            cells[stars] = other;
            Some(format!("{},1", cells.join(",")))
        })
        .collect();
    let header_corrects = format!("{header},corrects");
    let file = write(&place, "corrected.csv", &header_corrects, &corrected);
    import(&place, &file, corrected.len());

    // By day, not by merchant: too few of each to be folded at once at the beginning of a file, and
    // of orders that are not there yet.
    let order = header.split(',').position(|name| name == "order").unwrap();
    let day = header.split(',').position(|name| name == "rated_on").unwrap();
    rows.sort_by_key(|row| row.split(',').nth(day).unwrap().to_owned());
    let others: Vec<String> = rows
        .iter()
        .map(|row| {
            let mut cells: Vec<String> = row.split(',').map(str::to_owned).collect();
            cells[order].insert(0, 'z');
            cells.join(",")
        })
        .collect();
    import(&place, &write(&place, "others.csv", &header, &others[..1100]), 1100);
    import(&place, &write(&place, "rest.csv", &header, &others[1100..]), others.len() - 1100);
}

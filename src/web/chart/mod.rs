//! Charts as SVG that scales by itself: places are percentages, so that text and strokes keep their
//! size on every screen. Each has a text alternative; its table stands behind it on the page.

pub(super) mod bars;
pub(super) mod gauge;
pub(super) mod line;
pub(super) mod matrix;
pub(super) mod months;
pub(super) mod qr;

use crate::domain::scorecard::Grade;

/// A share of the whole as a percentage that SVG reads, with two digits at most.
pub(super) fn percent(share: f64) -> String {
    let rounded = (share.clamp(0.0, 1.0) * 10_000.0).round() / 100.0;
    format!("{rounded}%")
}

/// The class that colours a grade: the first letter of the scale, or none.
pub(super) const fn grade_class(grade: Option<Grade>) -> &'static str {
    match grade {
        Some(Grade::Aaa | Grade::Aa | Grade::A) => "grade-a",
        Some(Grade::Bbb | Grade::Bb | Grade::B) => "grade-b",
        Some(Grade::Ccc | Grade::Cc | Grade::C) => "grade-c",
        Some(Grade::D) => "grade-d",
        None => "grade-none",
    }
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn a_share_never_leaves_its_box() {
        assert_eq!(percent(0.5), "50%");
        assert_eq!(percent(1.0 / 3.0), "33.33%");
        assert_eq!(percent(-1.0), "0%");
        assert_eq!(percent(7.0), "100%");
    }
}

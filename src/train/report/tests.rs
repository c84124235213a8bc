//! Reports as statements.

use super::charts::{Mark, Picture, Series, draw};
use super::*;

fn document() -> Document {
    let mut sheet = Sheet::new("cells", &["a", "b"]);
    sheet.push(["<script>".to_owned(), "x | y".to_owned()]);
    let section = Section::new("One & two").say("line\n# not a heading").sheet(sheet);
    Document { title: "Card \"1\"".to_owned(), sections: vec![section] }
}

#[test]
fn names_from_a_table_cannot_become_markup() {
    let page = html(&document());
    assert!(page.contains("<td>&lt;script&gt;</td>") && !page.contains("<script>"));
    assert!(page.contains("<h2>One &amp; two</h2>") && page.contains("<title>Card &quot;1&quot;"));
    let text = markdown(&document());
    assert!(text.contains("| &lt;script> | x \\| y |"), "{text}");
    assert!(text.contains("\nline # not a heading\n"), "{text}");
}

#[test]
fn a_page_needs_nothing_beside_itself() {
    let picture = Picture {
        caption: "both",
        x: "x",
        y: "y",
        series: vec![
            Series {
                name: "rows",
                mark: Mark::Bars { place: 0, of: 1 },
                points: vec![(1.0, 0.4), (2.0, 0.6)],
            },
            Series { name: "rate", mark: Mark::Dots, points: vec![(1.0, 0.1), (2.0, 0.3)] },
        ],
    };
    let chart = draw(&picture).unwrap();
    assert!(chart.svg.starts_with("<svg") && chart.svg.trim_end().ends_with("</svg>"));
    let mut document = document();
    document.sections[0].charts.push(chart);
    let page = html(&document).replace("http://www.w3.org/2000/svg", "");
    for outside in ["http://", "https://", "src=", "href=", "@import", "<link"] {
        assert!(!page.contains(outside), "{outside}");
    }
}

#[test]
fn a_chart_without_points_is_still_a_chart() {
    let series = vec![Series { name: "none", mark: Mark::Line, points: Vec::new() }];
    let picture = Picture { caption: "empty", x: "x", y: "y", series };
    assert!(draw(&picture).unwrap().svg.starts_with("<svg"));
}

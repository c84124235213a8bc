//! The page of one merchant: its score and why, how it went, and the records behind it.

mod course;
pub(super) mod head;
pub(super) mod marks;
mod outlook;
pub(super) mod reasons;
pub(super) mod records;

use maud::html;

use super::layout::{self, Content};
use super::visit::Visit;
use super::words::merchant as words;
use crate::app::course::CourseAnswer;
use crate::app::outlook::OutlookAnswer;
use crate::app::report::ReportAnswer;
use crate::domain::scorecard::Scorecard;

/// Records of a kind that a page lists, the newest.
pub(super) const LISTED_MAX: usize = 20;

/// What the page of a merchant shows.
#[derive(Clone, Copy, Debug)]
pub struct MerchantPage<'a> {
    /// Who it is, its score, its records.
    pub report: &'a ReportAnswer,
    /// How score and ratings went.
    pub course: &'a CourseAnswer,
    /// What time alone will change.
    pub outlook: &'a OutlookAnswer,
    /// The scorecard of the score.
    pub card: &'a Scorecard,
}

/// The page.
#[must_use]
pub fn page(visit: &Visit, page: &MerchantPage<'_>) -> String {
    let report = page.report;
    let title = head::title(visit, report);
    let body = html! {
        div.wrap {
            (head::head(visit, report, &title))
            (marks::marks(visit, report))
            div.columns {
                (head::score(visit, &report.score, page.card))
                (head::about(visit, report))
            }
            (reasons::section(visit, report))
            (course::score(visit, page.course, page.card))
            (course::ratings(visit, page.course))
            (outlook::section(visit, page.outlook, report))
            (records::sections(visit, report))
            (head::basis(visit, report))
        }
    };
    layout::page(visit, &Content { title: &title, body })
}

/// The name of a merchant, or that it has none.
pub(super) fn name<'a>(visit: &Visit, report: &'a ReportAnswer) -> &'a str {
    let unnamed = visit.say(words::UNNAMED);
    let version = report.merchant.version.as_ref();
    version.map_or(unnamed, |version| version.name.as_str())
}

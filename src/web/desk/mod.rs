//! The supervisor's desk: publication in time by authority, what is overdue or due soon, open work.

mod alarms;
pub mod csv;
mod months;
mod timeliness;
mod work;

use maud::{Markup, html};

pub use timeliness::{AuthorityTotal, totals};

use super::layout::{self, Content, card};
use super::visit::Visit;
use super::words::desk as words;
use crate::app::alarm::KeptList;
use crate::app::publication::PublicationAnswer;
use crate::app::work::OpenWork;

/// Rows that a list on the desk shows; the CSV file has all.
const ROWS_MAX: usize = 50;

/// What the desk is narrowed to, as it was entered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeskFilter {
    /// The authority, by code or whole name.
    pub authority: String,
    /// The beginning of the division code of the authority.
    pub region: String,
    /// The month of decision, `YYYY-MM`.
    pub month: String,
}

/// What the desk shows.
#[derive(Clone, Copy, Debug)]
pub struct DeskPage<'a> {
    /// What it is narrowed to.
    pub filter: &'a DeskFilter,
    /// How authorities published.
    pub publication: &'a PublicationAnswer,
    /// The alarms that were raised last; none before the first.
    pub alarms: Option<&'a KeptList>,
    /// What is open; none for who decides nothing.
    pub work: Option<&'a [OpenWork]>,
}

/// Why nobody is signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignIn {
    /// No key was entered yet.
    Asked,
    /// The key is not good.
    WrongKey,
    /// The role of the key has no desk.
    WrongRole,
}

/// The form that asks for a key.
#[must_use]
pub fn sign_in(visit: &Visit, why: SignIn) -> String {
    let title = visit.say(words::SIGN_IN);
    let fault = match why {
        SignIn::Asked => None,
        SignIn::WrongKey => Some(words::WRONG_KEY),
        SignIn::WrongRole => Some(words::WRONG_ROLE),
    };
    let body = html! {
        div.wrap.narrow {
            h1 { (title) }
            p.lead { (visit.say(words::SIGN_IN_TEXT)) }
            form.card method="post" action="/desk/sign-in" {
                @if let Some(fault) = fault {
                    div.notice.bad role="alert" { p #fault { (visit.say(fault)) } }
                }
                (token(visit))
                div.field {
                    label for="key" { (visit.say(words::KEY)) }
                    input #key type="password" name="key" required maxlength="256"
                        autocomplete="current-password" aria-invalid=[fault.map(|_| "true")]
                        aria-describedby=[fault.map(|_| "fault")];
                }
                button type="submit" { (visit.say(words::BUTTON)) }
            }
        }
    };
    layout::page(visit, &Content { title, body })
}

/// The hidden field by which a form is known to be ours.
fn token(visit: &Visit) -> Markup {
    html! { input type="hidden" name="form_token" value=(visit.form_token); }
}

/// The desk.
#[must_use]
pub fn page(visit: &Visit, page: &DeskPage<'_>) -> String {
    let title = visit.say(words::TITLE);
    let holder = visit.holder.as_deref().unwrap_or_default();
    let body = html! {
        div.wrap {
            div.head {
                h1 { (title) }
                form.actions method="post" action="/desk/sign-out" {
                    (token(visit))
                    span.quiet { (visit.say(words::SIGNED_IN)) " " span.code { (holder) } }
                    button.plain type="submit" { (visit.say(words::SIGN_OUT)) }
                }
            }
            (filter(visit, page.filter))
            (card("timeliness", visit.say(words::TIMELINESS), &timeliness::section(visit, page)))
            (card("due", visit.say(words::OVERDUE_AND_DUE), &timeliness::items(visit, page)))
            (card("alarms", visit.say(words::ALARMS), &alarms::section(visit, page)))
            @if let Some(work) = page.work {
                (card("work", visit.say(words::WORK), &work::section(visit, page.filter, work)))
            }
        }
    };
    layout::page(visit, &Content { title, body })
}

fn filter(visit: &Visit, filter: &DeskFilter) -> Markup {
    html! {
        form.filter method="get" action="/desk" {
            div {
                label for="authority" { (visit.say(words::AUTHORITY)) }
                input #authority name="authority" value=(filter.authority) maxlength="200";
            }
            div {
                label for="region" { (visit.say(words::REGION)) }
                input #region name="region" value=(filter.region) maxlength="6" inputmode="numeric";
            }
            div {
                label for="month" { (visit.say(words::MONTH)) }
                input #month name="month" type="month" value=(filter.month) maxlength="7"
                    placeholder="2026-11";
            }
            button type="submit" { (visit.say(words::FILTER)) }
        }
    }
}

/// A path with the filter as its query.
fn filtered(path: &str, filter: &DeskFilter) -> String {
    let pairs =
        [("authority", &filter.authority), ("region", &filter.region), ("month", &filter.month)];
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in pairs.into_iter().filter(|(_, value)| !value.is_empty()) {
        query.append_pair(name, value);
    }
    let query = query.finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

//! `notices`: what merchants are told before something adverse is published.

use clap::Subcommand;

use super::Context;
use super::exit::{CommandError, Ended};
use super::output::{Format, json, line};
use super::typed;
use crate::app::AppError;
use crate::domain::merchant::MerchantId;
use crate::http::wire::procedure::NoticeBody;

/// Notices (告知).
#[derive(Debug, Subcommand)]
pub(super) enum Notices {
    /// Tell merchants of a grade below BB: the one they have, or will have when the time to answer is
    /// over.
    Make,
    /// Show what a merchant was told, newest first.
    List {
        /// The merchant.
        id: String,
    },
}

pub(super) fn run(context: &Context, command: &Notices) -> Result<Ended, CommandError> {
    let app = context.app()?;
    match command {
        Notices::Make => {
            let n_told = app.make_notices(&typed::submitter())?;
            match context.format {
                Format::Json => json(&serde_json::json!({ "n_told": n_told }))?,
                Format::Text => line(&format!("{n_told} merchants told of a grade below BB"))?,
            }
        }
        Notices::List { id } => {
            let id = MerchantId::parse(id).map_err(|error| AppError::merchant_id(id, &error))?;
            let notices = app.notices(&id)?;
            let bodies: Vec<NoticeBody> = notices.iter().map(NoticeBody::from).collect();
            if context.format == Format::Json {
                json(&bodies)?;
                return Ok(Ended::Done);
            }
            for notice in &bodies {
                let of = match (&notice.target, &notice.grade) {
                    (Some(target), _) => target.clone(),
                    (None, grade) => format!("grade {}", grade.as_deref().unwrap_or("-")),
                };
                line(&format!(
                    "{}  {}  {of}  answer until {}",
                    notice.noticed_on, notice.id, notice.answer_until
                ))?;
            }
        }
    }
    Ok(Ended::Done)
}

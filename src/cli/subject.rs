//! The flags by which a question about one merchant is asked.

use clap::Args;
use jiff::Timestamp;

use super::exit::CommandError;
use crate::app::AppError;
use crate::app::score::ScoreQuestion;
use crate::domain::day::Day;
use crate::domain::disclosure::Audience;
use crate::domain::merchant::MerchantId;

/// Whom, of which day, as known when.
#[derive(Args, Debug)]
pub(super) struct Subject {
    /// The merchant: a unified social credit code, `scheme:number`, or one of its shops or aliases.
    id: String,

    /// Of which day. [default: today]
    #[arg(long, value_name = "DATE")]
    as_of: Option<Day>,

    /// As known at which instant, for example 2026-11-16T08:00:00Z. [default: now]
    #[arg(long, value_name = "INSTANT")]
    known_at: Option<Timestamp>,

    /// By which scorecard. [default: the champion]
    #[arg(long, value_name = "NAME")]
    model: Option<String>,

    /// Answer as the public may see it: nothing that may not be shown today moves it.
    #[arg(long)]
    public: bool,
}

impl Subject {
    pub(super) fn question(&self) -> Result<ScoreQuestion, CommandError> {
        let id =
            MerchantId::parse(&self.id).map_err(|error| AppError::merchant_id(&self.id, &error))?;
        Ok(ScoreQuestion {
            id,
            as_of: self.as_of,
            known_at: self.known_at,
            model: self.model.clone(),
            audience: if self.public { Audience::Public } else { Audience::Privileged },
        })
    }
}

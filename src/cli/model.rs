//! `model`: scorecard files, and which scorecards answer.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};

use super::Context;
use super::evaluate::DayArgs;
use super::exit::{CommandError, Ended};
use super::model_text;
use super::observation::segment;
use super::output::{Format, json, line};
use crate::app::govern::{Decision, Role};
use crate::domain::assessment::ReadyCard;
use crate::domain::feature;
use crate::domain::scorecard::{KnownFeatures, Scorecard, Segment};
use crate::files::scorecard_export;
use crate::files::scorecard_file::{self, ScorecardFile};

/// Scorecard files, and which scorecards answer.
#[derive(Debug, Subcommand)]
pub(super) enum Model {
    /// List the scorecards that the store knows, and what each is now.
    List,
    /// Show one scorecard and every decision about it.
    Show {
        /// Its name, such as expert-1.
        name: String,
    },
    /// Make a scorecard the champion, a challenger or a candidate.
    Promote(Promote),
    /// Take a scorecard out of use; it still answers where it is asked for by name.
    Retire {
        /// Its name, such as chicago-1.
        name: String,

        #[command(flatten)]
        decided: Decided,
    },
    /// Set two scorecards side by side on the same merchants, with the difference in AUC.
    Compare(Compare),
    /// Check a scorecard that was edited by hand, and seal it: write it in its canonical form with
    /// the hash of its content.
    Seal {
        /// The scorecard file.
        file: PathBuf,
    },
    /// Write a scorecard in the language of another system.
    Export {
        /// The scorecard file.
        file: PathBuf,

        /// The language.
        #[arg(long, value_enum)]
        to: Language,

        /// The table that the query reads. [SQL only]
        #[arg(long, default_value = "merchants", value_name = "NAME")]
        table: String,

        /// The file to write. [default: standard output]
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
}

/// Who decided, and why: kept in the store with the instant.
#[derive(Args, Debug)]
pub(super) struct Decided {
    /// Who decides.
    #[arg(long, value_name = "NAME")]
    by: String,

    /// Why.
    #[arg(long, value_name = "TEXT")]
    why: String,
}

/// Make a scorecard the champion, a challenger or a candidate.
#[derive(Args, Debug)]
pub(super) struct Promote {
    /// A scorecard file, which is checked and made known to the store, or a name known there.
    model: String,

    /// What it becomes. A champion answers where no card is asked for; a challenger scores in its
    /// shadow in every run; a candidate waits.
    #[arg(long, value_enum, default_value_t = To::Champion)]
    to: To,

    /// Only for these segments. [default: every one that the card serves]
    #[arg(long, value_name = "SEGMENT,…", value_delimiter = ',', value_parser = segment)]
    segment: Vec<Segment>,

    #[command(flatten)]
    decided: Decided,
}

/// What a scorecard can become.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum To {
    /// It answers where no card is asked for.
    Champion,
    /// It scores in the champion's shadow.
    Challenger,
    /// It waits.
    Candidate,
}

/// Set two scorecards side by side.
#[derive(Args, Debug)]
pub(super) struct Compare {
    /// One scorecard: a file, or a name in the store.
    #[arg(value_name = "A")]
    first: String,

    /// The other.
    #[arg(value_name = "B")]
    second: String,

    #[command(flatten)]
    days: DayArgs,

    /// The seed of the bootstrap intervals.
    #[arg(long, default_value_t = 42, value_name = "SEED")]
    seed: u64,
}

/// The languages that a scorecard can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Language {
    /// PMML 4.4 with reason codes.
    Pmml,
    /// One standard SQL query.
    Sql,
    /// The canonical JSON of models/scorecard.schema.json.
    Json,
}

pub(super) fn run(context: &Context, command: &Model) -> Result<Ended, CommandError> {
    match command {
        Model::List => list(context),
        Model::Show { name } => show(context, name),
        Model::Promote(promote) => promoted(context, promote),
        Model::Retire { name, decided } => retired(context, name, decided),
        Model::Compare(command) => compare(context, command),
        Model::Seal { file } => seal(file),
        Model::Export { file, to, table, out } => export(file, *to, table, out.as_deref()),
    }
}

fn list(context: &Context) -> Result<Ended, CommandError> {
    let models = context.app()?.list_models()?;
    match context.format {
        Format::Json => json(&models.iter().map(model_text::as_json).collect::<Vec<_>>())?,
        Format::Text => line(&model_text::list(&models))?,
    }
    Ok(Ended::Done)
}

fn show(context: &Context, name: &str) -> Result<Ended, CommandError> {
    let app = context.app()?;
    let models = app.list_models()?;
    let Some(model) = models.iter().find(|model| model.name == name) else {
        let names: Vec<&str> = models.iter().map(|model| model.name.as_str()).collect();
        let known = names.join(", ");
        return Err(CommandError::Refused(format!(
            "the store knows no scorecard '{name}'; it knows {known}"
        )));
    };
    let card = app.model_or_file(name)?;
    match context.format {
        Format::Json => json(&model_text::as_json(model))?,
        Format::Text => line(&model_text::show(model, card.card.card()))?,
    }
    Ok(Ended::Done)
}

fn promoted(context: &Context, promote: &Promote) -> Result<Ended, CommandError> {
    let Decided { by, why } = &promote.decided;
    let decision = Decision { model: &promote.model, who: by, why };
    let role = match promote.to {
        To::Champion => Role::Champion,
        To::Challenger => Role::Challenger,
        To::Candidate => Role::Candidate,
    };
    let promoted = context.app()?.promote(&decision, role, &promote.segment)?;
    let text = match (role, promoted.scopes.is_empty()) {
        (Role::Champion, false) => {
            format!("{} is champion of {}", promoted.name, promoted.scopes.join(", "))
        }
        _ => format!("{} is {} now", promoted.name, role.name()),
    };
    line(&text)?;
    Ok(Ended::Done)
}

fn retired(context: &Context, name: &str, decided: &Decided) -> Result<Ended, CommandError> {
    let decision = Decision { model: name, who: &decided.by, why: &decided.why };
    let app = context.app()?;
    let retired = app.retire(&decision)?;
    let mut text = format!("{} is retired", retired.name);
    if !retired.scopes.is_empty() {
        let next = app.frame(None, None, None)?.model.name.clone();
        text.push_str(&format!("; {next} answers for {} from now on", retired.scopes.join(", ")));
    }
    line(&text)?;
    Ok(Ended::Done)
}

fn compare(context: &Context, command: &Compare) -> Result<Ended, CommandError> {
    if command.days.test.is_empty() {
        let needed = "give the observation days with --test and the rule with --bad";
        return Err(CommandError::Refused(needed.to_owned()));
    }
    let app = context.app()?;
    let (first, second) = (app.model_or_file(&command.first)?, app.model_or_file(&command.second)?);
    let compared = app.compare([&first, &second], &command.days.judging(command.seed)?)?;
    match context.format {
        Format::Json => json(&model_text::compared_as_json(&compared))?,
        Format::Text => line(&model_text::compared(&compared))?,
    }
    Ok(Ended::Done)
}

fn export(
    file: &Path,
    language: Language,
    table: &str,
    out: Option<&Path>,
) -> Result<Ended, CommandError> {
    let refused = |error: &dyn std::fmt::Display| {
        CommandError::Refused(format!("{}: {error}", file.display()))
    };
    let card =
        scorecard_file::load(file, KnownFeatures::Any).map_err(|error| refused(&error))?.card;
    let text = match language {
        Language::Pmml => scorecard_export::pmml(&card).map_err(|error| refused(&error))?,
        Language::Sql => scorecard_export::sql(&card, table).map_err(|error| refused(&error))?,
        Language::Json => scorecard_file::to_text(card.table()).map_err(|error| refused(&error))?,
    };
    match out {
        Some(path) => scorecard_file::write(path, &text)
            .map_err(|error| CommandError::Refused(error.to_string()))?,
        None => line(text.trim_end())?,
    }
    Ok(Ended::Done)
}

fn seal(file: &Path) -> Result<Ended, CommandError> {
    let refused = |error: &dyn std::fmt::Display| {
        CommandError::Refused(format!("{}: {error}", file.display()))
    };
    let text = std::fs::read_to_string(file).map_err(|error| refused(&error))?;
    let edited: ScorecardFile = serde_json::from_str(&text).map_err(|error| refused(&error))?;
    let known = feature::known();
    let card = Scorecard::new(edited.scorecard.clone(), KnownFeatures::Listed(&known))
        .map_err(|error| refused(&error))?;
    let card = ReadyCard::new(card).map_err(|error| refused(&error))?;
    scorecard_file::save(file, &edited.scorecard).map_err(|error| refused(&error))?;
    let reach = card.card().reach();
    line(&format!(
        "{} is sealed; it gives {} to {} points",
        file.display(),
        reach.start(),
        reach.end()
    ))?;
    Ok(Ended::Done)
}

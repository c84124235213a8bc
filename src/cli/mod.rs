//! Floor 4: the command line; one file per command.

mod alarm;
mod audit;
mod backup;
mod complaint;
mod config;
mod erase;
mod evaluate;
mod exit;
mod export;
mod import;
mod key;
mod market;
mod model;
mod model_text;
mod notice;
mod objection;
mod observation;
mod output;
mod publication;
mod quickstart;
mod rating;
mod repair;
mod report;
mod rescore;
mod rules;
mod run_text;
mod runs;
mod score;
mod serve;
mod simulate;
mod subject;
mod train;
mod typed;
mod withdraw;
mod work;
mod workdays;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::app::App;
use crate::config::file::LogFormat;
use crate::config::{Config, Place};
use exit::{CommandError, Ended};
use output::Format;

/// How far a merchant can be trusted, and why.
///
/// Scores merchants from licences, penalties, inspections, ratings and complaints. Every score can be
/// asked for any past day, as it was known at any past instant, and names the records behind each
/// point. Begin with `merchant-credit quickstart`.
#[derive(Debug, Parser)]
#[command(name = "merchant-credit", version, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    place: Place,

    /// How answers are printed.
    #[arg(long, global = true, value_enum, default_value_t = Format::Text)]
    format: Format,

    /// How log lines are written. [default: text]
    #[arg(
        long,
        global = true,
        value_enum,
        env = "MERCHANT_CREDIT_LOG_FORMAT",
        hide_short_help = true
    )]
    log_format: Option<LogFormat>,

    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Load the shipped town, score everyone, show one score with its reasons, and serve.
    Quickstart(quickstart::Quickstart),
    /// Read records from files into the store.
    Import(import::Import),
    /// Show the score of one merchant with its reasons and the records behind them.
    Score(score::ShowScore),
    /// Show the next three years of one merchant's score if nothing new happens.
    Outlook(score::ShowOutlook),
    /// Show everything known and displayable about one merchant.
    Report(report::ShowReport),
    /// Show what the ratings of one merchant weigh, and why.
    Ratings(rating::ShowRatings),
    /// Build the tables that ratings are held against: rates of trades, profiles of raters.
    #[command(subcommand)]
    Reference(rating::Reference),
    /// List what about merchants' ratings a human should look into.
    Alarms(alarm::RaiseAlarms),
    /// Score every merchant.
    Rescore(rescore::Rescore),
    /// Write records, features or scores as tables for analysts and other engines.
    #[command(subcommand)]
    Export(export::Export),
    /// Show earlier runs, what changed between them, and a merchant's scores over time.
    #[command(subcommand)]
    Runs(runs::Runs),
    /// Answer over HTTP until interrupted.
    Serve(serve::Serve),
    /// Check the settings and print them as they apply.
    Config,
    /// Write import files of an invented town, for trials and benchmarks.
    Simulate(simulate::Simulate),
    /// Make, list, rotate and revoke API keys.
    #[command(subcommand)]
    Key(key::Key),
    /// Look at the log of every change, and whether it is what was written.
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Train a scorecard on the store or on a table of one's own.
    Train(Box<train::Train>),
    /// Judge a scorecard on the store or on a table of one's own.
    Evaluate(evaluate::Evaluate),
    /// Say which scorecards answer; compare, check, seal and export them.
    #[command(subcommand)]
    Model(model::Model),
    /// Add and count working days, and take in a new year's notice.
    #[command(subcommand)]
    Workdays(workdays::Workdays),
    /// List the rules of law that apply, and take in an operator's own.
    #[command(subcommand)]
    Rules(rules::RulesCommand),
    /// Show which authorities published their decisions in time, and what is overdue.
    Publication(publication::ShowPublication),
    /// Publish a draft, or a decision on one more channel.
    Publish(publication::Publish),
    /// Withdraw a record that was changed, revoked, found unlawful or void, or entered in error.
    Withdraw(withdraw::Withdraw),
    /// Apply for a credit repair, and take the steps of the organ.
    #[command(subcommand)]
    Repair(repair::RepairCommand),
    /// Object to a record or to a score, and take the steps of the decision.
    #[command(subcommand)]
    Objection(objection::ObjectionCommand),
    /// Show a complaint and take its steps; show a merchant's complaint figures.
    #[command(subcommand)]
    Complaint(complaint::ComplaintCommand),
    /// Put the merchant's statement beside an adverse record.
    State(objection::State),
    /// Tell merchants of a grade below BB, and show what they were told.
    #[command(subcommand)]
    Notices(notice::Notices),
    /// Erase the personal text kept beside a record, or all whose time is over.
    Erase(erase::Erase),
    /// List every step that the law wants taken by a day, most urgent first.
    Work(work::ShowWork),
    /// Show the figures of a month: merchants, orders, returns and complaints.
    Monitor(market::ShowMonitor),
    /// Follow a batch of goods back to where it came from.
    Trace(market::Trace),
    /// Copy the store to a file while it is in use.
    Backup(backup::Backup),
    /// Put a backup in the place of the store.
    Restore(backup::Restore),
    /// Check the store: its structure, its records, and what is derived from them.
    Check(backup::Check),
}

/// What a command works with.
struct Context {
    place: Place,
    format: Format,
}

impl Context {
    fn config(&self) -> Result<Config, CommandError> {
        Ok(Config::new(&self.place)?)
    }

    fn app(&self) -> Result<App, CommandError> {
        let config = self.config()?;
        Ok(App::open(&config.data_dir, config.settings)?)
    }
}

/// Runs the command line of this process and says how it ended.
#[must_use]
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are answers; anything else is a refused call.
            let ended = if error.use_stderr() { Ended::Refused } else { Ended::Done };
            let _ = error.print();
            return ended.into();
        }
    };
    let context = Context { place: cli.place, format: cli.format };
    let log = match context.place.settled() {
        Ok(file) => file.log,
        Err(error) => return exit::end(Err(error.into())),
    };
    let usual = if matches!(cli.command, Command::Serve(_)) { "info" } else { "warn" };
    if let Err(error) = output::start_log(&log, cli.log_format, usual) {
        return exit::end(Err(error));
    }
    let ended = match cli.command {
        Command::Quickstart(command) => quickstart::run(&context, &command),
        Command::Import(command) => import::run(&context, &command),
        Command::Score(command) => score::run(&context, &command),
        Command::Outlook(command) => score::run_outlook(&context, &command),
        Command::Report(command) => report::run(&context, &command),
        Command::Ratings(command) => rating::run(&context, &command),
        Command::Reference(command) => rating::run_reference(&context, &command),
        Command::Alarms(command) => alarm::run(&context, &command),
        Command::Rescore(command) => rescore::run(&context, &command),
        Command::Export(command) => export::run(&context, &command),
        Command::Runs(command) => runs::run(&context, &command),
        Command::Serve(command) => serve::run(&context, &command),
        Command::Config => config::run(&context),
        Command::Simulate(command) => simulate::run(&command),
        Command::Key(command) => key::run(&context, &command),
        Command::Audit(command) => audit::run(&context, &command),
        Command::Train(command) => train::run(&context, &command),
        Command::Evaluate(command) => evaluate::run(&context, &command),
        Command::Model(command) => model::run(&context, &command),
        Command::Workdays(command) => workdays::run(&context, &command),
        Command::Rules(command) => rules::run(&context, &command),
        Command::Publication(command) => publication::run(&context, &command),
        Command::Publish(command) => publication::run_publish(&context, &command),
        Command::Withdraw(command) => withdraw::run(&context, &command),
        Command::Repair(command) => repair::run(&context, &command),
        Command::Objection(command) => objection::run(&context, &command),
        Command::Complaint(command) => complaint::run(&context, &command),
        Command::State(command) => objection::run_state(&context, &command),
        Command::Notices(command) => notice::run(&context, &command),
        Command::Erase(command) => erase::run(&context, &command),
        Command::Work(command) => work::run(&context, &command),
        Command::Monitor(command) => market::run(&context, &command),
        Command::Trace(command) => market::run_trace(&context, &command),
        Command::Backup(command) => backup::run_backup(&context, &command),
        Command::Restore(command) => backup::run_restore(&context, &command),
        Command::Check(_) => backup::run_check(&context),
    };
    exit::end(ended)
}

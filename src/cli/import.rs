//! `import`: records from files into the store.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::Context;
use super::exit::{CommandError, Ended};
use super::output::{Format, json, line, progress};
use crate::app::App;
use crate::app::import::{ImportOptions, ImportSummary};
use crate::domain::intake::KnownSince;
use crate::domain::record::envelope::Jurisdiction;
use crate::domain::record::kind::RecordKind;

/// Read records from files into the store.
///
/// CSV, NDJSON and XLSX, in UTF-8 or GB18030, packed with gzip or not; headers as our own names, as
/// 双公示 field codes (2018 or 2016) or in Chinese. Rows that break a rule go to a rejects file that
/// can be corrected and imported again; importing a file twice changes nothing.
#[derive(Args, Debug)]
pub(super) struct Import {
    /// What the rows are: merchants, licences, penalties, inspections, ratings, complaints,
    /// withdrawals, repairs, merges, erasures, publications, listings, repair_applications,
    /// objections, statements, notices, findings or transactions.
    #[arg(value_parser = kind)]
    kind: RecordKind,

    /// The files; - for standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Whose rules apply to rows that do not say so themselves.
    #[arg(long, default_value = Jurisdiction::CN, value_parser = jurisdiction)]
    jurisdiction: Jurisdiction,

    /// Since when rows count as known that do not say so: since they are recorded, or, for a load of
    /// history, since the day they speak of.
    #[arg(long, value_enum, default_value_t = Since::Recorded)]
    known_since: Since,

    /// Where rejected rows go. [default: beside each file, .rejects.csv]
    #[arg(long, value_name = "FILE.csv")]
    rejects: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Since {
    Recorded,
    Effective,
}

pub(super) fn kind(name: &str) -> Result<RecordKind, String> {
    RecordKind::from_name(name).ok_or_else(|| {
        let names: Vec<_> = RecordKind::ALL.iter().map(|kind| kind.plural()).collect();
        format!("a kind is one of {}", names.join(", "))
    })
}

fn jurisdiction(name: &str) -> Result<Jurisdiction, String> {
    if Jurisdiction::ALL.contains(&name) {
        Ok(Jurisdiction(name.to_owned()))
    } else {
        Err(format!("a jurisdiction is one of {}", Jurisdiction::ALL.join(", ")))
    }
}

pub(super) fn run(context: &Context, command: &Import) -> Result<Ended, CommandError> {
    let app = context.app()?;
    let options = ImportOptions {
        kind: command.kind,
        jurisdiction: command.jurisdiction.clone(),
        known_since: match command.known_since {
            Since::Recorded => KnownSince::Recorded,
            Since::Effective => KnownSince::Effective,
        },
        rejects: command.rejects.clone(),
    };
    let mut summaries = Vec::new();
    for path in &command.files {
        let summary = import(&app, path, &options)?;
        if context.format == Format::Text {
            line(&text(&summary))?;
        }
        summaries.push(summary);
    }
    if context.format == Format::Json {
        json(&summaries.iter().map(document).collect::<Vec<_>>())?;
    }
    let n_landed: u64 = summaries.iter().map(|one| one.n_accepted + one.n_duplicates).sum();
    let n_rejected: u64 = summaries.iter().map(ImportSummary::n_rejected).sum();
    Ok(match (n_landed, n_rejected) {
        (_, 0) => Ended::Done,
        (0, _) => Ended::Refused,
        _ => Ended::PartlyDone,
    })
}

fn import(app: &App, path: &Path, options: &ImportOptions) -> Result<ImportSummary, CommandError> {
    let total = std::fs::metadata(path).ok().map(|file| file.len());
    let bar = progress(total, "bytes");
    let summary = app.import(path, options, &mut |so_far| {
        bar.set_position(so_far.bytes.n_bytes_read());
    })?;
    bar.finish_and_clear();
    Ok(summary)
}

fn text(summary: &ImportSummary) -> String {
    let mut text = format!(
        "{}: {} {} read, {} new, {} there already",
        summary.source,
        summary.n_rows,
        summary.kind.plural(),
        summary.n_accepted,
        summary.n_duplicates
    );
    let mut tell = |n: u64, what: &str| {
        if n > 0 {
            text.push_str(&format!(", {n} {what}"));
        }
    };
    tell(summary.n_conflicts, "in conflict");
    tell(summary.n_faulty, "faulty");
    tell(summary.n_stubs, "of unknown merchants (stubs made)");
    tell(summary.n_warnings, "with something doubtful");
    tell(summary.masked.total(), "personal items masked");
    for problem in &summary.problems {
        text.push_str("\n  ");
        text.push_str(problem);
    }
    let n_told = summary.problems.len() as u64;
    if summary.n_rejected() > n_told {
        text.push_str(&format!("\n  and {} more", summary.n_rejected() - n_told));
    }
    if let Some(rejects) = &summary.rejects {
        text.push_str(&format!("\n  rejected rows: {}", rejects.display()));
    }
    text
}

fn document(summary: &ImportSummary) -> serde_json::Value {
    let masked = &summary.masked;
    serde_json::json!({
        "source": summary.source,
        "kind": summary.kind.plural(),
        "n_rows": summary.n_rows,
        "n_accepted": summary.n_accepted,
        "n_duplicates": summary.n_duplicates,
        "n_conflicts": summary.n_conflicts,
        "n_faulty": summary.n_faulty,
        "n_stubs": summary.n_stubs,
        "n_warnings": summary.n_warnings,
        "masked": {
            "id_numbers": masked.id_numbers,
            "mobile_numbers": masked.mobile_numbers,
            "bank_cards": masked.bank_cards,
            "home_addresses": masked.home_addresses,
            "names": masked.names,
            "pseudonyms": masked.pseudonyms,
        },
        "problems": summary.problems,
        "rejects": summary.rejects.as_ref().map(|path| path.display().to_string()),
    })
}

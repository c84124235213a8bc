//! `key`: API keys.

use clap::{Args, Subcommand};
use jiff::{SignedDuration, Timestamp};

use super::Context;
use super::exit::{CommandError, Ended};
use super::output::{Format, json, line};
use crate::app::key::{NewKey, Role};

/// Days after which a key ends unless said otherwise.
const DAYS: u16 = 365;
/// Days for which the former token of a rotated key stays good, unless said otherwise.
const FORMER_DAYS: u16 = 7;

/// Make, list, rotate and revoke API keys.
#[derive(Debug, Subcommand)]
pub(super) enum Key {
    /// Make a key and print its token, the only time it is shown.
    Create(Create),
    /// List the keys.
    List,
    /// Give a key another token and print it, the only time it is shown.
    Rotate {
        /// Its name.
        name: String,
        /// Days for which the former token stays good too; 0 ends it at once.
        #[arg(long, default_value_t = FORMER_DAYS, value_name = "DAYS")]
        keep_former_for: u16,
        #[command(flatten)]
        end: End,
    },
    /// Revoke a key from now on.
    Revoke {
        /// Its name.
        name: String,
    },
}

/// Make a key.
#[derive(Args, Debug)]
pub(super) struct Create {
    /// Its name.
    name: String,

    /// What it may do: authority, platform, merchant, reader, analyst or admin.
    #[arg(long, value_parser = role)]
    role: Role,

    /// What it is bound to: the organ's code, the platform's id, the merchant's id.
    #[arg(long)]
    binding: Option<String>,

    #[command(flatten)]
    end: End,
}

/// When a key ends.
#[derive(Args, Debug)]
pub(super) struct End {
    /// When it ends. [default: in 365 days]
    #[arg(long, value_name = "INSTANT", conflicts_with = "expires_never")]
    expires_at: Option<Timestamp>,

    /// It never ends.
    #[arg(long)]
    expires_never: bool,
}

impl End {
    fn instant(&self, now: Timestamp) -> Option<Timestamp> {
        let usual = || now.saturating_add(days(DAYS)).unwrap_or(Timestamp::MAX);
        (!self.expires_never).then(|| self.expires_at.unwrap_or_else(usual))
    }
}

fn days(n: u16) -> SignedDuration {
    SignedDuration::from_hours(24 * i64::from(n))
}

fn role(name: &str) -> Result<Role, String> {
    Role::parse(name).ok_or_else(|| {
        let names: Vec<_> = Role::ALL.iter().map(|role| role.name()).collect();
        format!("a role is one of {}", names.join(", "))
    })
}

pub(super) fn run(context: &Context, command: &Key) -> Result<Ended, CommandError> {
    let app = context.app()?;
    let now = app.moment().now;
    match command {
        Key::Create(create) => {
            let token = app.create_key(&NewKey {
                name: &create.name,
                role: create.role,
                binding: create.binding.as_deref(),
                expires_at: create.end.instant(now),
            })?;
            show_token(context, &create.name, &token)?;
        }
        Key::List => list(context, &app)?,
        Key::Rotate { name, keep_former_for, end } => {
            let former_until = now.saturating_add(days(*keep_former_for)).unwrap_or(Timestamp::MAX);
            let token = app.rotate_key(name, former_until, end.instant(now))?;
            show_token(context, name, &token)?;
        }
        Key::Revoke { name } => {
            app.revoke_key(name)?;
            line(&format!("key '{name}' is revoked"))?;
        }
    }
    Ok(Ended::Done)
}

fn show_token(context: &Context, name: &str, token: &str) -> Result<(), CommandError> {
    match context.format {
        Format::Json => json(&serde_json::json!({ "name": name, "token": token })),
        Format::Text => line(token),
    }
}

fn list(context: &Context, app: &crate::app::App) -> Result<(), CommandError> {
    let keys = app.keys()?;
    let instant = |microseconds: Option<i64>| {
        microseconds
            .and_then(|microseconds| Timestamp::from_microsecond(microseconds).ok())
            .map(|instant| instant.to_string())
    };
    let rows: Vec<serde_json::Value> = keys
        .iter()
        .map(|key| {
            serde_json::json!({
                "name": key.name,
                "role": key.role,
                "binding": key.binding,
                "created_at": instant(Some(key.created_at)),
                "expires_at": instant(key.expires_at),
                "revoked_at": instant(key.revoked_at),
                "last_used_at": instant(key.last_used_at),
                "former_token_until": instant(key.former_until),
            })
        })
        .collect();
    if context.format == Format::Json {
        return json(&rows);
    }
    for key in &keys {
        let bound = key.binding.as_deref().unwrap_or("-");
        let state = match (key.revoked_at, key.expires_at) {
            (Some(_), _) => "revoked".to_owned(),
            (None, None) => "ends never".to_owned(),
            (None, end) => format!("ends {}", day(end)),
        };
        let used = key.last_used_at.map_or("never".to_owned(), |at| day(Some(at)));
        line(&format!("{:<24} {:<10} {bound:<20} {state}, used {used}", key.name, key.role))?;
    }
    Ok(())
}

/// The day of an instant (UTC).
fn day(microseconds: Option<i64>) -> String {
    let instant = microseconds.and_then(|at| Timestamp::from_microsecond(at).ok());
    instant.map_or_else(|| "?".to_owned(), |at| at.strftime("%Y-%m-%d").to_string())
}

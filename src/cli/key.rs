//! `key`: API keys.

use clap::{Args, Subcommand};
use jiff::Timestamp;

use super::Context;
use super::exit::{CommandError, Ended};
use super::output::{Format, json, line};
use crate::app::key::{NewKey, Role};

/// Make, list and revoke API keys.
#[derive(Debug, Subcommand)]
pub(super) enum Key {
    /// Make a key and print its token, the only time it is shown.
    Create(Create),
    /// List the keys.
    List,
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

    /// When it ends. [default: never]
    #[arg(long, value_name = "INSTANT")]
    expires_at: Option<Timestamp>,
}

fn role(name: &str) -> Result<Role, String> {
    Role::parse(name).ok_or_else(|| {
        let names: Vec<_> = Role::ALL.iter().map(|role| role.name()).collect();
        format!("a role is one of {}", names.join(", "))
    })
}

pub(super) fn run(context: &Context, command: &Key) -> Result<Ended, CommandError> {
    let app = context.app()?;
    match command {
        Key::Create(create) => {
            let token = app.create_key(&NewKey {
                name: &create.name,
                role: create.role,
                binding: create.binding.as_deref(),
                expires_at: create.expires_at,
            })?;
            match context.format {
                Format::Json => {
                    json(&serde_json::json!({ "name": create.name, "token": token }))?;
                }
                Format::Text => line(&token)?,
            }
        }
        Key::List => list(context, &app)?,
        Key::Revoke { name } => {
            app.revoke_key(name)?;
            line(&format!("key '{name}' is revoked"))?;
        }
    }
    Ok(Ended::Done)
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
            })
        })
        .collect();
    if context.format == Format::Json {
        return json(&rows);
    }
    for key in &keys {
        let bound = key.binding.as_deref().unwrap_or("-");
        let revoked = if key.revoked_at.is_some() { "  revoked" } else { "" };
        line(&format!("{:<24} {:<10} {bound}{revoked}", key.name, key.role))?;
    }
    Ok(())
}

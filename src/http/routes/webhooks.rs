//! Routes of webhooks: to be told of a merchant's changes instead of asking.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::changes::GROUP;
use crate::app::App;
use crate::app::key::{KeyHolder, Role};
use crate::domain::merchant::MerchantId;
use crate::http::caller::Caller;
use crate::http::endpoint::{Endpoint, enter, get, step};
use crate::http::error::{ApiError, FieldError};
use crate::http::params::NoParams;
use crate::http::problem::Problem;
use crate::http::view::View;
use crate::http::webhook_delivery::shown_secret;
use crate::store::webhook::{DeadLetter, StoredWebhook};

/// Characters of an address, at most.
const URL_CHARS_MAX: usize = 2000;

/// The routes of this file.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    let all = [
        enter(
            "/v1/webhooks",
            "Be told of a merchant's changes. From now on each message holds changes as `/v1/changes` \
             does, signed as the Standard Webhooks specification says. What is not answered with 2xx \
             is sent again, up to 8 times in some 27 hours. Registering the same again is the same \
             webhook.",
            register,
        ),
        get("/v1/webhooks", "List your webhooks. Those of this key.", list),
        step("/v1/webhooks/{webhook}/end", "End a webhook. It is told nothing more.", end),
        get(
            "/v1/webhooks/{webhook}/dead-letters",
            "List what a webhook could not be told. Messages that were given up.",
            dead_letters,
        ),
        step(
            "/v1/webhooks/{webhook}/redelivery",
            "Tell a webhook again what it could not be told. Everything from the first of its dead \
             letters on is sent again, and the list is emptied.",
            redeliver,
        ),
    ];
    all.into_iter().map(|route| route.needs(&Role::ALL).under(GROUP)).collect()
}

/// A webhook on its way in.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "NewWebhook")]
#[serde(deny_unknown_fields)]
pub struct NewWebhookBody {
    /// Where to send messages: `https://…`, or `http://…` inside a network that the operator allows.
    #[schemars(length(min = 8, max = 2000), extend("format" = "uri"))]
    url: String,
    /// Of whose changes.
    #[schemars(length(min = 3, max = 80))]
    merchant: String,
}

/// Which webhook.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct WebhookParams {
    /// Its number.
    #[schemars(range(min = 1, max = 9_007_199_254_740_991_i64))]
    webhook: i64,
}

/// Nothing.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "Nothing")]
#[serde(deny_unknown_fields)]
pub struct NothingBody {}

/// A webhook.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Webhook")]
pub struct WebhookBody {
    /// Its number.
    pub webhook: i64,
    /// Where messages are sent.
    pub url: String,
    /// Of whose changes.
    pub merchant: String,
    /// When it was registered.
    pub created_at: String,
    /// The position up to which it was told.
    pub told_seq: u64,
    /// Failed attempts at the message that is due.
    pub n_attempts: u32,
    /// The key of its signatures; shown when it is registered, and never again.
    pub secret: Option<String>,
}

/// Webhooks of a key.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Webhooks")]
pub struct WebhooksBody {
    /// The webhooks, the oldest first.
    pub webhooks: Vec<WebhookBody>,
}

/// What a webhook could not be told.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "DeadLetters")]
pub struct DeadLettersBody {
    /// The messages, the oldest first.
    pub dead_letters: Vec<DeadLetterBody>,
}

/// A message that was given up.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "DeadLetter")]
pub struct DeadLetterBody {
    /// Its changes stand after this position.
    pub after: u64,
    /// They go up to this position.
    pub up_to: u64,
    /// When it was given up.
    pub given_up_at: String,
    /// How often it was tried.
    pub n_attempts: u32,
    /// What went wrong the last time.
    pub why: String,
}

/// How many messages are sent again.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Redelivery")]
pub struct RedeliveryBody {
    /// Dead letters there were.
    pub n_dead_letters: usize,
}

fn register(
    app: &App,
    caller: &Caller,
    _: NoParams,
    body: NewWebhookBody,
) -> Result<View<WebhookBody>, ApiError> {
    let refused = |field: &str, sent: &str, rule: &str, message: &str| {
        let fault = FieldError::new(field, Some(sent), rule, message);
        ApiError::of_fields(Problem::InvalidContent, vec![fault])
    };
    if !is_address(&body.url) {
        let message =
            "must be an address with http or https and a host, without a user or fragment";
        return Err(refused("url", &body.url, "url", message));
    }
    let merchant = MerchantId::parse(&body.merchant)
        .map_err(|error| refused("merchant", &body.merchant, "merchant_id", &error.to_string()))?;
    let registered = app.create_webhook(&holder(caller)?.name, &body.url, &merchant)?;
    let shown = WebhookBody::from(&registered.webhook);
    if registered.is_new {
        let secret = Some(shown_secret(&registered.webhook.secret));
        return Ok(View::created(WebhookBody { secret, ..shown }));
    }
    Ok(View::found(shown))
}

fn is_address(text: &str) -> bool {
    let Ok(uri) = text.parse::<warp::http::Uri>() else { return false };
    let has_scheme = matches!(uri.scheme_str(), Some("http" | "https"));
    let host = uri.authority().filter(|authority| !authority.as_str().contains('@'));
    text.len() <= URL_CHARS_MAX
        && has_scheme
        && !text.contains('#')
        && host.is_some_and(|host| !host.host().is_empty())
}

fn list(app: &App, caller: &Caller, _: NoParams) -> Result<View<WebhooksBody>, ApiError> {
    let webhooks = app.webhooks(&holder(caller)?.name)?;
    Ok(View::found(WebhooksBody { webhooks: webhooks.iter().map(WebhookBody::from).collect() }))
}

fn end(
    app: &App,
    caller: &Caller,
    params: WebhookParams,
    _: NothingBody,
) -> Result<View<WebhooksBody>, ApiError> {
    app.end_webhook(&holder(caller)?.name, params.webhook)?;
    list(app, caller, NoParams {})
}

fn dead_letters(
    app: &App,
    caller: &Caller,
    params: WebhookParams,
) -> Result<View<DeadLettersBody>, ApiError> {
    let letters = app.dead_letters(&holder(caller)?.name, params.webhook)?;
    let dead_letters = letters.iter().map(DeadLetterBody::from).collect();
    Ok(View::found(DeadLettersBody { dead_letters }))
}

fn redeliver(
    app: &App,
    caller: &Caller,
    params: WebhookParams,
    _: NothingBody,
) -> Result<View<RedeliveryBody>, ApiError> {
    let n_dead_letters = app.redeliver(&holder(caller)?.name, params.webhook)?;
    Ok(View::found(RedeliveryBody { n_dead_letters }))
}

fn holder(caller: &Caller) -> Result<&KeyHolder, ApiError> {
    let missing = || ApiError::new(Problem::KeyMissing, "webhooks belong to holders of keys");
    caller.holder.as_deref().ok_or_else(missing)
}

fn instant(microseconds: i64) -> String {
    Timestamp::from_microsecond(microseconds).unwrap_or_default().to_string()
}

impl From<&StoredWebhook> for WebhookBody {
    fn from(stored: &StoredWebhook) -> Self {
        Self {
            webhook: stored.webhook,
            url: stored.url.clone(),
            merchant: stored.merchant.clone(),
            created_at: instant(stored.created_at),
            told_seq: stored.told_seq,
            n_attempts: stored.n_attempts,
            secret: None,
        }
    }
}

impl From<&DeadLetter> for DeadLetterBody {
    fn from(letter: &DeadLetter) -> Self {
        Self {
            after: letter.after_seq,
            up_to: letter.up_to_seq,
            given_up_at: instant(letter.given_up_at),
            n_attempts: letter.n_attempts,
            why: letter.why.clone(),
        }
    }
}

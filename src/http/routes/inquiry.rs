//! Who may see a merchant's own part, and that each such question is noted.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::app::App;
use crate::app::key::Role;
use crate::app::note::{Inquiry, PURPOSE_CHARS_MAX};
use crate::domain::disclosure::Audience;
use crate::domain::merchant::MerchantId;
use crate::http::caller::Caller;
use crate::http::error::ApiError;

/// What for a merchant's own part is asked, as a caller says it.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(extend("minLength" = 1, "maxLength" = 100, "pattern" = "^[^\\u0000-\\u001f\\u007f-\\u009f]+$"))]
pub struct Purpose(String);

impl TryFrom<String> for Purpose {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let n = text.chars().count();
        if (1..=PURPOSE_CHARS_MAX).contains(&n) && !text.chars().any(char::is_control) {
            return Ok(Self(text));
        }
        Err(format!("must have 1 to {PURPOSE_CHARS_MAX} characters and none of control"))
    }
}

/// What the caller may see of a merchant's past: the merchant itself and the operator see it as it
/// was, all others only what may be shown today.
pub(super) fn audience(caller: &Caller, id: &MerchantId) -> Audience {
    let Some(holder) = &caller.holder else {
        return Audience::Public;
    };
    let is_own = || holder.binding.as_deref() == Some(id.to_string().as_str());
    match holder.role {
        Role::Admin => Audience::Privileged,
        Role::Merchant if is_own() => Audience::Privileged,
        _ => Audience::Public,
    }
}

/// Notes that somebody saw more of a merchant than anybody may.
pub(super) fn note(
    app: &App,
    caller: &Caller,
    merchant: &MerchantId,
    purpose: Option<&Purpose>,
    what: &'static str,
) -> Result<(), ApiError> {
    let Some(holder) = &caller.holder else { return Ok(()) };
    let usual = match holder.role {
        Role::Merchant => "own inquiry",
        _ => "not stated",
    };
    let purpose = purpose.map_or(usual, |purpose| purpose.0.as_str());
    Ok(app.note_inquiry(Inquiry { merchant, holder, purpose, what })?)
}

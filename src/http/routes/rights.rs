//! Whose a record is, for routes that decide about records.

use crate::app::App;
use crate::app::key::Role;
use crate::domain::merchant::MerchantId;
use crate::domain::record::Detail;
use crate::domain::record::envelope::{Record, RecordId, Submitter};
use crate::http::caller::Caller;
use crate::http::error::{ApiError, FieldError};
use crate::http::problem::Problem;

/// Who hands in what the caller says.
pub(super) fn submitter(caller: &Caller) -> Result<Submitter, ApiError> {
    let Some(holder) = &caller.holder else {
        return Err(ApiError::new(Problem::KeyMissing, "this is taken from holders of keys"));
    };
    Ok(Submitter { key: holder.name.clone(), organ: holder.binding.clone() })
}

/// The name of a record in a path or body.
pub(super) fn record_id(field: &str, text: &str) -> Result<RecordId, ApiError> {
    RecordId::parse(text).ok_or_else(|| {
        let message = "must be a record's kind and number, such as penalty-42";
        let fault = FieldError::new(field, Some(text), "record_id", message);
        ApiError::invalid_request(vec![fault])
    })
}

/// Refuses whoever is neither the operator nor the organ that made the record.
pub(super) fn organ_only(app: &App, caller: &Caller, id: RecordId) -> Result<(), ApiError> {
    let record = app.first_version(id)?;
    let is_organ =
        |binding: &str| record.detail.organ().is_some_and(|organ| organ.is_meant_by(binding));
    check(caller, Role::Authority, is_organ, "the organ that made the record")
}

/// Refuses whoever is neither the operator nor the organ, platform or source of the record.
pub(super) fn provider_only(app: &App, caller: &Caller, id: RecordId) -> Result<(), ApiError> {
    let record = app.first_version(id)?;
    let is_own = |binding: &str| match &record.detail {
        Detail::Inspection(inspection) => inspection.source == binding,
        Detail::Complaint(complaint) => complaint.source == binding,
        Detail::Rating(rating) => rating.platform == binding,
        detail => detail.organ().is_some_and(|organ| organ.is_meant_by(binding)),
    };
    let role = match caller.role() {
        Some(Role::Platform) => Role::Platform,
        _ => Role::Authority,
    };
    check(caller, role, is_own, "whoever provided the record")
}

/// Refuses whoever is neither the operator nor the merchant that the record is about.
pub(super) fn merchant_only(app: &App, caller: &Caller, id: RecordId) -> Result<(), ApiError> {
    let record = app.first_version(id)?;
    check(caller, Role::Merchant, |own| is_about(app, &record, own), "the record's merchant")
}

/// Refuses whoever is neither the operator nor that merchant.
pub(super) fn own_merchant_only(
    app: &App,
    caller: &Caller,
    id: &MerchantId,
) -> Result<(), ApiError> {
    check(caller, Role::Merchant, |own| app.is_same_merchant(own, id), "this merchant")
}

/// Whether the caller is the operator, the organ or the merchant of a record.
pub(super) fn is_party(app: &App, caller: &Caller, id: RecordId) -> Result<bool, ApiError> {
    let record = app.first_version(id)?;
    let Some(holder) = &caller.holder else { return Ok(false) };
    let binding = holder.binding.as_deref().unwrap_or_default();
    Ok(match holder.role {
        Role::Admin => true,
        Role::Authority => record.detail.organ().is_some_and(|organ| organ.is_meant_by(binding)),
        Role::Merchant => is_about(app, &record, binding),
        _ => false,
    })
}

fn is_about(app: &App, record: &Record, own: &str) -> bool {
    app.is_same_merchant(own, &record.subject)
}

fn check(
    caller: &Caller,
    role: Role,
    is_own: impl Fn(&str) -> bool,
    who: &str,
) -> Result<(), ApiError> {
    let Some(holder) = &caller.holder else {
        return Err(ApiError::new(Problem::KeyMissing, "this takes a key"));
    };
    let own = holder.binding.as_deref().unwrap_or_default();
    match holder.role {
        Role::Admin => Ok(()),
        given if given == role && is_own(own) => Ok(()),
        _ => Err(ApiError::new(Problem::Forbidden, format!("only {who} may do this"))),
    }
}

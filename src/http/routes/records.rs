//! Routes that take records: one of each kind at a time.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::app::App;
use crate::app::key::{KeyHolder, Role};
use crate::domain::intake::{self, Fault, KnownSince};
use crate::domain::record::Detail;
use crate::domain::record::envelope::{Draft, Jurisdiction, Submitter, TargetName};
use crate::domain::record::finding::Finding;
use crate::domain::record::kind::RecordKind;
use crate::files::{json_row, json_schema};
use crate::http::auth::authorise;
use crate::http::caller::Caller;
use crate::http::endpoint::{Endpoint, Handed, Needs, Submitting, submit};
use crate::http::error::{ApiError, FieldError};
use crate::http::params::NoParams;
use crate::http::problem::Problem;
use crate::http::view::View;
use crate::http::wire::record::ReceiptBody;
use crate::store::append::Receipt;

pub(super) const GROUP: &str = "Submitting";

/// Who may submit the decisions of authorities.
const AUTHORITIES: &[Role] = &[Role::Authority, Role::Admin];
/// Who may submit what consumers say.
const PLATFORMS: &[Role] = &[Role::Platform, Role::Admin];
/// Who may submit complaints: hotlines of authorities as well as platforms.
pub(super) const EITHER: &[Role] = &[Role::Authority, Role::Platform, Role::Admin];

/// The routes of this file.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        submit(
            "/v1/merchants",
            "Submit a version of a merchant. Its name, status, region, shops and premises, true from \
             a day on. A platform may name merchants of its own scheme only.",
            record::<{ RecordKind::Merchant.number() }>,
        )
        .needs(EITHER)
        .under(GROUP),
        submit(
            "/v1/licences",
            "Submit an administrative licence (行政许可). Its `organ_code` must be the key's organ.",
            record::<{ RecordKind::Licence.number() }>,
        )
        .needs(AUTHORITIES)
        .under(GROUP),
        submit(
            "/v1/penalties",
            "Submit an administrative penalty (行政处罚). Its `organ_code` must be the key's organ.",
            record::<{ RecordKind::Penalty.number() }>,
        )
        .needs(AUTHORITIES)
        .under(GROUP),
        submit(
            "/v1/listings",
            "Submit an entry on a list (名单), or with `corrects` its exit. Its `organ_code` must be the \
             key's organ.",
            record::<{ RecordKind::Listing.number() }>,
        )
        .needs(AUTHORITIES)
        .under(GROUP),
        submit(
            "/v1/inspections",
            "Submit an inspection (抽查检查). Its `source` must be the key's organ.",
            record::<{ RecordKind::Inspection.number() }>,
        )
        .needs(AUTHORITIES)
        .under(GROUP),
        submit(
            "/v1/ratings",
            "Submit a consumer's rating (消费评价). Its `platform` must be the key's platform.",
            record::<{ RecordKind::Rating.number() }>,
        )
        .needs(PLATFORMS)
        .under(GROUP),
        submit(
            "/v1/complaints",
            "Submit a consumer's complaint (投诉). Its `source` must be what the key is bound to.",
            record::<{ RecordKind::Complaint.number() }>,
        )
        .needs(EITHER)
        .under(GROUP),
        submit(
            "/v1/findings",
            "Submit what was found of a rating (认定): fake or genuine. Its `organ` must be what the key \
             is bound to, and for a platform's key the rating must be its platform's.",
            record::<{ RecordKind::Finding.number() }>,
        )
        .needs(EITHER)
        .under(GROUP),
        submit(
            "/v1/transactions",
            "Submit an order with its payment, invoice and waybill (交易), or with `corrects` its \
             progress. Its `platform` must be the key's platform.",
            record::<{ RecordKind::Transaction.number() }>,
        )
        .needs(PLATFORMS)
        .under(GROUP),
    ]
}

/// A record as it is handed in, by the number of its kind.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub struct RecordObject<const KIND: u8>(Map<String, Value>);

impl<const KIND: u8> RecordObject<KIND> {
    fn kind() -> RecordKind {
        RecordKind::from_number(KIND).unwrap_or(RecordKind::Merchant)
    }
}

impl<const KIND: u8> JsonSchema for RecordObject<KIND> {
    fn schema_name() -> Cow<'static, str> {
        let name = Self::kind().name();
        let (first, rest) = name.split_at(1);
        format!("New{}{rest}", first.to_uppercase()).into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        Schema::try_from(json_schema::schema(Self::kind())).unwrap_or_default()
    }
}

fn record<const KIND: u8>(
    app: &App,
    caller: &Caller,
    _: NoParams,
    body: RecordObject<KIND>,
) -> Result<Submitting<ReceiptBody>, ApiError> {
    let handed = hand_in(app, caller, RecordObject::<KIND>::kind(), &body.0)?;
    Ok(Submitting {
        drafts: vec![handed.draft],
        submitter: handed.submitter,
        answer: |receipts| receipt(&receipts),
    })
}

/// The record that an object says, if the caller may hand it in.
pub(super) fn hand_in(
    app: &App,
    caller: &Caller,
    kind: RecordKind,
    object: &Map<String, Value>,
) -> Result<Handed, ApiError> {
    authorise(needs(kind), caller.holder.as_deref())?;
    let draft = draft(app, kind, object)?;
    if let (Detail::Finding(finding), Some(holder)) = (&draft.detail, caller.holder.as_deref()) {
        check_rating(app, holder, finding, draft.target.as_ref())?;
    }
    let submitter = submitter(caller, &draft)?;
    Ok(Handed { draft, submitter })
}

/// Who may submit records of a kind.
const fn needs(kind: RecordKind) -> Needs {
    Needs::OneOf(match kind {
        RecordKind::Licence
        | RecordKind::Penalty
        | RecordKind::Inspection
        | RecordKind::Listing => AUTHORITIES,
        RecordKind::Rating | RecordKind::Transaction => PLATFORMS,
        RecordKind::Merchant | RecordKind::Complaint | RecordKind::Finding => EITHER,
        _ => &[Role::Admin],
    })
}

/// The checked record that an object says.
fn draft(app: &App, kind: RecordKind, object: &Map<String, Value>) -> Result<Draft, ApiError> {
    let row = json_row::row(kind, object).map_err(|faults| refused(&faults))?;
    let context = app.intake_context(&Jurisdiction::default(), KnownSince::Recorded);
    let accepted = intake::read(kind, &row, &context).map_err(|faults| refused(&faults))?;
    Ok(accepted.draft.published_with_submission(app.moment().now))
}

fn refused(faults: &[Fault]) -> ApiError {
    let errors = faults.iter().map(|fault| {
        let field = if fault.field == "row" { "body" } else { fault.field };
        let value = Some(fault.value.as_str()).filter(|value| !value.is_empty());
        FieldError::new(field, value, fault.rule.code(), fault.sentence.as_str())
    });
    ApiError::of_fields(Problem::InvalidContent, errors.collect())
}

/// Who hands a record in, if the key may hand in this one.
fn submitter(caller: &Caller, draft: &Draft) -> Result<Submitter, ApiError> {
    let Some(holder) = &caller.holder else {
        return Err(ApiError::new(Problem::KeyMissing, "records are taken from holders of keys"));
    };
    check_ownership(holder, draft)?;
    Ok(Submitter { key: holder.name.clone(), organ: holder.binding.clone() })
}

/// Whether a platform that found something of a rating found it of one of its own.
fn check_rating(
    app: &App,
    holder: &KeyHolder,
    finding: &Finding,
    named: Option<&TargetName>,
) -> Result<(), ApiError> {
    if holder.role != Role::Platform {
        return Ok(());
    }
    let rating = match named {
        Some(TargetName::Referred(reference)) => Some(reference.issuer.clone()),
        _ => app.rating_platform(finding.target)?,
    };
    if rating.is_some() && rating == holder.binding {
        return Ok(());
    }
    let message = "must be a rating of the platform to which the key is bound";
    let fault = FieldError::new("target", None, "own_records_only", message);
    Err(ApiError::of_fields(Problem::Forbidden, vec![fault]))
}

/// Whether the record is the holder's own to submit: its organ's decision, its platform's rating.
fn check_ownership(holder: &KeyHolder, draft: &Draft) -> Result<(), ApiError> {
    if holder.role == Role::Admin {
        return Ok(());
    }
    let (field, owner) = match &draft.detail {
        Detail::Licence(licence) => ("organ_code", licence.organ_code.map(|code| code.to_string())),
        Detail::Penalty(penalty) => ("organ_code", penalty.organ_code.map(|code| code.to_string())),
        Detail::Listing(listing) => ("organ_code", listing.organ_code.map(|code| code.to_string())),
        Detail::Inspection(inspection) => ("source", Some(inspection.source.clone())),
        Detail::Rating(rating) => ("platform", Some(rating.platform.clone())),
        Detail::Transaction(order) => ("platform", Some(order.platform.clone())),
        Detail::Complaint(complaint) => ("source", Some(complaint.source.clone())),
        Detail::Finding(finding) => ("organ", Some(finding.organ.clone())),
        Detail::Merchant(_) if holder.role == Role::Authority => return Ok(()),
        Detail::Merchant(_) => ("merchant", Some(draft.subject.scheme().to_owned())),
        _ => {
            return Err(ApiError::new(Problem::Forbidden, "this takes the role admin"));
        }
    };
    if owner.is_some() && owner == holder.binding {
        return Ok(());
    }
    let own = holder.binding.as_deref().unwrap_or("nothing");
    let sent = owner.as_deref().unwrap_or("missing");
    let message = format!("must be '{own}', to which the key is bound");
    let fault = FieldError::new(field, Some(sent), "own_records_only", message);
    Err(ApiError::of_fields(Problem::Forbidden, vec![fault]))
}

pub(super) fn receipt(receipts: &[Receipt]) -> Result<View<ReceiptBody>, ApiError> {
    let Some(receipt) = receipts.first() else {
        return Err(ApiError::new(Problem::Internal, "the writer gave no receipt"));
    };
    match (receipt, ReceiptBody::of(receipt)) {
        (Receipt::Accepted { .. }, Some(body)) => Ok(View::created(body)),
        (_, Some(body)) => Ok(View::found(body)),
        (Receipt::Refused { field, rule, message }, None) => {
            let fault = FieldError::new(field, None, rule, message.as_str());
            Err(ApiError::of_fields(Problem::InvalidContent, vec![fault]))
        }
        (Receipt::Conflict { id }, None) => {
            let detail = format!(
                "{id} has the same natural key and other content; to replace it, send the record \
                 with `corrects` set to true"
            );
            Err(ApiError::new(Problem::Conflict, detail))
        }
        (Receipt::Accepted { .. } | Receipt::Duplicate { .. }, None) => {
            Err(ApiError::new(Problem::Internal, "the receipt cannot be read"))
        }
    }
}

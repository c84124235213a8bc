//! The route of the feed of changes, with long polling.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::app::change::{CHANGES_MAX, ChangesQuestion};
use crate::domain::record::envelope::Seq;
use crate::domain::record::kind::RecordKind;
use crate::http::caller::Caller;
use crate::http::endpoint::{Endpoint, Looked, wait};
use crate::http::error::ApiError;
use crate::http::view::View;
use crate::http::wire::change::ChangeBody;

/// The heading of these routes in the reference.
pub const GROUP: &str = "Changes";
/// Seconds that a request may wait, at most.
const WAIT_S_MAX: u64 = 60;
/// Changes in an answer where nothing else is asked.
const CHANGES: usize = 100;

/// The routes of this file.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        wait(
            "/v1/changes",
            "Follow everything that changes. In the order of positions, each once, with what a mirror \
             does about it; go on with `after` set to the `next` of the answer before. Where nothing \
             is new, the request waits up to `wait` seconds for something. Content is disclosed as of \
             now: of a record that was withdrawn or repaired since, only the position is told.",
            changes,
        )
        .blocking()
        .under(GROUP),
    ]
}

/// Which changes.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct ChangesParams {
    /// The position after which to begin; from the beginning where not said.
    #[serde(default)]
    #[schemars(range(min = 0, max = 9_007_199_254_740_991_u64), extend("default" = 0))]
    after: Position,
    /// Only of these kinds, separated by commas: `merchant`, `licence`, `penalty`, `inspection`,
    /// `rating`, `complaint`, `listing`, `merge`.
    kinds: Option<Kinds>,
    /// Changes in the answer; 100 where not said.
    limit: Option<ChangeLimit>,
    /// Seconds to wait where nothing is new; 0 where not said.
    wait: Option<WaitSeconds>,
}

/// A position in the feed.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(try_from = "u64")]
#[schemars(extend("minimum" = 0, "maximum" = 9_007_199_254_740_991_u64))]
pub struct Position(u64);

impl TryFrom<u64> for Position {
    type Error = String;

    fn try_from(seq: u64) -> Result<Self, String> {
        // As far as a number in JSON is exact everywhere.
        if seq < 1 << 53 { Ok(Self(seq)) } else { Err("must be below 2 to the 53rd".to_owned()) }
    }
}

/// Kinds of record, separated by commas.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(with = "String", example = "penalty,inspection")]
#[schemars(extend("pattern" =
    "^(merchant|licence|penalty|inspection|rating|complaint|listing|merge)(,(merchant|licence|penalty|inspection|rating|complaint|listing|merge)){0,7}$"))]
pub struct Kinds(Vec<RecordKind>);

/// The kinds that the feed tells of.
const KINDS: [RecordKind; 8] = [
    RecordKind::Merchant,
    RecordKind::Licence,
    RecordKind::Penalty,
    RecordKind::Inspection,
    RecordKind::Rating,
    RecordKind::Complaint,
    RecordKind::Listing,
    RecordKind::Merge,
];

impl TryFrom<String> for Kinds {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let known = |name: &str| {
            let found = KINDS.into_iter().find(|kind| kind.name() == name);
            found.ok_or_else(|| format!("'{name}' is no kind that the feed tells of"))
        };
        let kinds = text.split(',').map(known).collect::<Result<Vec<_>, _>>()?;
        if kinds.len() > KINDS.len() {
            return Err(format!("must name at most {} kinds", KINDS.len()));
        }
        Ok(Self(kinds))
    }
}

/// How many changes an answer has at most.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(try_from = "usize")]
#[schemars(extend("minimum" = 1, "maximum" = 500))]
pub struct ChangeLimit(usize);

impl TryFrom<usize> for ChangeLimit {
    type Error = String;

    fn try_from(n: usize) -> Result<Self, String> {
        let fits = (1..=CHANGES_MAX).contains(&n);
        if fits { Ok(Self(n)) } else { Err(format!("must be from 1 to {CHANGES_MAX}")) }
    }
}

/// Seconds to wait.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(try_from = "u64")]
#[schemars(extend("minimum" = 0, "maximum" = 60))]
pub struct WaitSeconds(u64);

impl TryFrom<u64> for WaitSeconds {
    type Error = String;

    fn try_from(seconds: u64) -> Result<Self, String> {
        let fits = seconds <= WAIT_S_MAX;
        if fits { Ok(Self(seconds)) } else { Err(format!("must be from 0 to {WAIT_S_MAX}")) }
    }
}

/// Changes in the order of their positions.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Changes")]
pub struct ChangesBody {
    /// The changes.
    pub changes: Vec<ChangeBody>,
    /// What to send as `after` next: every position up to it was answered.
    pub next: u64,
    /// The last position there is; more can be asked at once where `next` is smaller.
    pub last: u64,
}

fn changes(app: &App, _: &Caller, params: ChangesParams) -> Result<Looked<ChangesBody>, ApiError> {
    let answer = app.changes(&ChangesQuestion {
        after: Seq(params.after.0),
        kinds: params.kinds.unwrap_or_default().0,
        merchants: Vec::new(),
        limit: params.limit.map_or(CHANGES, |limit| limit.0),
    })?;
    let is_something = !answer.changes.is_empty() || answer.next < answer.last;
    let view = View::found(ChangesBody {
        changes: answer.changes.iter().map(ChangeBody::from).collect(),
        next: answer.next.0,
        last: answer.last.0,
    });
    let patience = Duration::from_secs(params.wait.unwrap_or_default().0);
    if is_something || patience.is_zero() {
        return Ok(Looked::Something(view));
    }
    Ok(Looked::Nothing { so_far: view, patience })
}

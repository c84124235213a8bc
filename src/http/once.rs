//! Requests with an `Idempotency-Key` (IETF draft): done once, answered the same however often sent.

use std::future::Future;

use sha2::{Digest, Sha256};

use super::error::{ApiError, FieldError};
use super::head::Head;
use super::problem::Problem;
use super::reply::Reply;
use crate::app::App;
use crate::app::key::KeyHolder;
use crate::store::once::{Claim, KeptAnswer, Sent};

/// Characters of a key, at most.
const KEY_CHARS_MAX: usize = 255;

/// A request under a key of its caller.
#[derive(Clone)]
pub(crate) struct Once {
    app: App,
    holder: String,
    key: String,
    digest: Vec<u8>,
}

impl Once {
    /// The request with this head and body; none where it has no key or no holder.
    pub(crate) fn new(
        app: &App,
        head: &Head,
        holder: Option<&KeyHolder>,
        body: &[u8],
    ) -> Result<Option<Self>, ApiError> {
        let (Some(key), Some(holder)) = (&head.idempotency_key, holder) else { return Ok(None) };
        let fits = (1..=KEY_CHARS_MAX).contains(&key.len())
            && key.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
        if !fits {
            let message = format!("must have 1 to {KEY_CHARS_MAX} visible ASCII characters");
            let fault = FieldError::new("Idempotency-Key", Some(key), "idempotency_key", message);
            return Err(ApiError::invalid_request(vec![fault]));
        }
        let mut digest = Sha256::new();
        digest.update(head.uri.to_string().as_bytes());
        digest.update([0]);
        digest.update(body);
        Ok(Some(Self {
            app: app.clone(),
            holder: holder.name.clone(),
            key: key.clone(),
            digest: digest.finalize().to_vec(),
        }))
    }

    /// Does the request, unless it was done.
    pub(crate) async fn run(
        self,
        request: impl Future<Output = Result<Reply, ApiError>>,
    ) -> Result<Reply, ApiError> {
        match self.clone().apart(|once| once.app.claim(&once.sent())).await? {
            Claim::New => {}
            Claim::Answered(answer) => return Ok(Reply::replayed(answer)),
            Claim::UnderWay => {
                let detail = "the request was sent before and has no answer yet";
                return Err(ApiError::new(Problem::UnderWay, detail));
            }
            Claim::OtherRequest => {
                let detail = "another request was sent under this key before";
                return Err(ApiError::new(Problem::KeyReused, detail));
            }
        }
        let outcome = request.await;
        // A refusal stored nothing, so the key is free for the corrected request. Where the writer gave
        // no answer in time, the natural keys of what was sent make sending it again safe. A fault of
        // ours leaves open what was done: the key stays taken.
        let answer: Option<KeptAnswer> = match &outcome {
            Ok(reply) => Some(reply.kept()),
            Err(error) if error.problem == Problem::Internal => return outcome,
            Err(_) => None,
        };
        self.apart(move |once| once.app.settle(&once.sent(), answer.as_ref())).await?;
        outcome
    }

    async fn apart<T: Send + 'static>(
        self,
        work: impl FnOnce(&Self) -> Result<T, crate::app::AppError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let done = tokio::task::spawn_blocking(move || work(&self)).await;
        let lost = |error| {
            tracing::error!(%error, "a thread for long work was lost");
            ApiError::new(Problem::Internal, "the request was not finished")
        };
        Ok(done.map_err(lost)??)
    }

    fn sent(&self) -> Sent<'_> {
        Sent { holder: &self.holder, key: &self.key, digest: &self.digest }
    }
}

//! Whose request it is: keys looked up through the app, and what a route asks of a key.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

use super::endpoint::Needs;
use super::error::ApiError;
use super::head::SentKey;
use super::problem::Problem;
use crate::app::App;
use crate::app::key::{KeyHolder, Role};

/// How long a key that was found is believed without another look: a revoked key works that much
/// longer at most.
pub const KEY_BELIEVED_FOR: Duration = Duration::from_secs(2);

/// Keys remembered at once.
const N_KEYS_MAX: usize = 10_000;

/// Longest token that is looked up, in bytes.
const TOKEN_BYTES_MAX: usize = 256;

/// Keys found lately, by the digest of their token; the token itself is kept nowhere.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    found: RwLock<HashMap<[u8; 32], Found>>,
}

#[derive(Debug)]
struct Found {
    holder: Arc<KeyHolder>,
    until: Instant,
}

impl Keys {
    /// The holder of the key that was sent; `None` where none was sent.
    pub(crate) fn holder(
        &self,
        app: &App,
        sent: &SentKey,
    ) -> Result<Option<Arc<KeyHolder>>, ApiError> {
        let invalid = |detail: &str| ApiError::new(Problem::KeyInvalid, detail);
        let token = match sent {
            SentKey::None => return Ok(None),
            SentKey::Token(token) if token.len() <= TOKEN_BYTES_MAX => token,
            SentKey::Token(_) => return Err(invalid("the key is too long to be one")),
            SentKey::Unreadable => {
                let detail = "send one key, as `Authorization: Bearer KEY` or as `X-API-Key: KEY`";
                return Err(invalid(detail));
            }
        };
        let digest: [u8; 32] = Sha256::digest(token.as_bytes()).into();
        let now = Instant::now();
        if let Some(holder) = self.remembered(&digest, now) {
            return Ok(Some(holder));
        }
        let holder = app
            .key_holder(token)?
            .map(Arc::new)
            .ok_or_else(|| invalid("the key is unknown, expired or revoked"))?;
        self.remember(digest, Arc::clone(&holder), now);
        // Written down once in a while is enough: an answer does not wait for it.
        app.note_use(&holder.name);
        Ok(Some(holder))
    }

    fn remembered(&self, digest: &[u8; 32], now: Instant) -> Option<Arc<KeyHolder>> {
        let found = self.found.read().unwrap_or_else(PoisonError::into_inner);
        let entry = found.get(digest).filter(|entry| now < entry.until)?;
        Some(Arc::clone(&entry.holder))
    }

    fn remember(&self, digest: [u8; 32], holder: Arc<KeyHolder>, now: Instant) {
        let mut found = self.found.write().unwrap_or_else(PoisonError::into_inner);
        if found.len() >= N_KEYS_MAX {
            found.retain(|_, entry| now < entry.until);
        }
        if found.len() < N_KEYS_MAX {
            let until = now + KEY_BELIEVED_FOR;
            found.insert(digest, Found { holder, until });
        }
    }
}

/// Whether a route serves this holder.
pub(crate) fn authorise(needs: Needs, holder: Option<&KeyHolder>) -> Result<(), ApiError> {
    let Needs::OneOf(roles) = needs else {
        return Ok(());
    };
    match holder {
        Some(holder) if roles.contains(&holder.role) => Ok(()),
        Some(holder) => {
            let role = holder.role.name();
            let detail = format!("the key has the role {role}; needed is {}", either(roles));
            Err(ApiError::new(Problem::Forbidden, detail))
        }
        None => {
            let detail = format!("needed is a key with the role {}", either(roles));
            Err(ApiError::new(Problem::KeyMissing, detail))
        }
    }
}

/// The names of roles, as a choice.
pub(crate) fn either(roles: &[Role]) -> String {
    let names: Vec<&str> = roles.iter().map(|role| role.name()).collect();
    names.join(" or ")
}

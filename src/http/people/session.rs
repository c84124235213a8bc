//! Sessions of readers with a key, and the tokens of forms. They live in memory: a restart ends them.

use std::collections::HashMap;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant};

use data_encoding::HEXLOWER;
use hmac::{Hmac, Mac};
use rand::TryRng;
use rand::rngs::SysRng;
use sha2::Sha256;

use crate::app::App;
use crate::app::key::{KeyHash, KeyHolder};
use crate::domain::keyed_hash::keyed_hash;

/// How long a session lasts at most.
const LASTS: Duration = Duration::from_secs(8 * 3600);
/// How long a session lasts without a request.
const LASTS_IDLE: Duration = Duration::from_secs(3600);
/// Sessions open at once; when there are more, those that are over and then the idlest end.
const N_SESSIONS_MAX: usize = 10_000;
/// Random bytes of an id.
const RANDOM_BYTES: usize = 32;
/// Characters of a random text.
pub(super) const RANDOM_CHARS: usize = 2 * RANDOM_BYTES;

/// What ids are made of and what tokens are made of begins differently, so that no seed that a
/// reader sends makes the id of a session.
const OF_IDS: &[u8] = b"id:";
const OF_FORMS: &[u8] = b"form:";

/// All sessions, and the secret of this process behind the tokens of forms.
pub(crate) struct Sessions {
    secret: [u8; RANDOM_BYTES],
    n_drawn: AtomicU64,
    open: RwLock<HashMap<String, Session>>,
}

struct Session {
    key: KeyHash,
    opened: Instant,
    used: Instant,
}

impl Session {
    fn is_over(&self, now: Instant) -> bool {
        now.duration_since(self.opened) >= LASTS || now.duration_since(self.used) >= LASTS_IDLE
    }
}

impl Sessions {
    /// No sessions yet.
    ///
    /// # Errors
    /// When the system has no random bytes: nothing could be kept secret, so the server does not start.
    pub(crate) fn new() -> io::Result<Self> {
        let mut secret = [0_u8; RANDOM_BYTES];
        SysRng.try_fill_bytes(&mut secret).map_err(io::Error::other)?;
        Ok(Self { secret, n_drawn: AtomicU64::new(0), open: RwLock::default() })
    }

    /// A text that nobody can guess, another one each time: made of the secret of the process, so that
    /// no request depends on the system's randomness.
    pub(super) fn unguessable(&self) -> String {
        let n = self.n_drawn.fetch_add(1, Ordering::Relaxed);
        let own = keyed_hash(&self.secret).chain_update(OF_IDS).chain_update(n.to_be_bytes());
        HEXLOWER.encode(&own.finalize().into_bytes())
    }

    /// Opens a session for a key, where the key is good.
    pub(super) fn open(&self, app: &App, key: &str) -> Option<String> {
        let key = KeyHash::of(key.trim());
        app.key_holder_of(&key).ok().flatten()?;
        let (id, now) = (self.unguessable(), Instant::now());
        let mut open = self.open.write().unwrap_or_else(PoisonError::into_inner);
        if open.len() >= N_SESSIONS_MAX {
            open.retain(|_, session| !session.is_over(now));
        }
        if open.len() >= N_SESSIONS_MAX
            && let Some(idlest) =
                open.iter().min_by_key(|(_, session)| session.used).map(|(id, _)| id.clone())
        {
            open.remove(&idlest);
        }
        open.insert(id.clone(), Session { key, opened: now, used: now });
        Some(id)
    }

    /// Whether there is such a session; one that is over is forgotten.
    pub(super) fn knows(&self, id: &str) -> bool {
        let now = Instant::now();
        let mut open = self.open.write().unwrap_or_else(PoisonError::into_inner);
        match open.get_mut(id) {
            Some(session) if !session.is_over(now) => {
                session.used = now;
                true
            }
            Some(_) => {
                open.remove(id);
                false
            }
            None => false,
        }
    }

    /// Whose session it is, as long as the key is good: it is looked up anew each time.
    pub(super) fn holder(&self, app: &App, id: &str) -> Option<KeyHolder> {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        let key = open.get(id)?.key.clone();
        drop(open);
        app.key_holder_of(&key).ok().flatten()
    }

    pub(super) fn close(&self, id: &str) {
        self.open.write().unwrap_or_else(PoisonError::into_inner).remove(id);
    }

    /// The token of the forms that are made for a seed.
    pub(super) fn form_token(&self, seed: &str) -> String {
        HEXLOWER.encode(&self.mac(seed).finalize().into_bytes())
    }

    /// Whether a token was made for a seed, told in a time that does not depend on where they differ.
    pub(super) fn is_token(&self, seed: &str, token: &str) -> bool {
        let bytes = HEXLOWER.decode(token.as_bytes());
        bytes.is_ok_and(|bytes| self.mac(seed).verify_slice(&bytes).is_ok())
    }

    fn mac(&self, seed: &str) -> Hmac<Sha256> {
        keyed_hash(&self.secret).chain_update(OF_FORMS).chain_update(seed)
    }
}

#[cfg(test)]
mod tests {
    use super::{RANDOM_CHARS, Sessions};

    #[test]
    fn no_seed_makes_an_id() {
        let sessions = Sessions::new().unwrap();
        let first = sessions.unguessable();
        let number = String::from_utf8(0_u64.to_be_bytes().to_vec()).unwrap();
        for seed in [number.clone(), format!("id:{number}"), "number 0".to_owned()] {
            assert_ne!(sessions.form_token(&seed), first);
        }
    }

    #[test]
    fn a_token_is_good_for_its_seed_and_its_process_only() {
        let sessions = Sessions::new().unwrap();
        let token = sessions.form_token("seed");
        assert!(sessions.is_token("seed", &token));
        assert!(!sessions.is_token("other", &token));
        assert!(!Sessions::new().unwrap().is_token("seed", &token));
        for odd in ["", "0", "zz", "中文", &token[1..], &token[2..]] {
            assert!(!sessions.is_token("seed", odd), "{odd}");
        }
    }

    #[test]
    fn random_texts_are_long_and_differ() {
        let sessions = Sessions::new().unwrap();
        assert_eq!(sessions.unguessable().len(), RANDOM_CHARS);
        assert_ne!(sessions.unguessable(), sessions.unguessable());
        assert_ne!(sessions.unguessable(), Sessions::new().unwrap().unguessable());
    }
}

//! API keys: made, found, revoked. A key's token is shown once and stored as a hash.

use jiff::Timestamp;
use rand::TryRng;
use rand::rngs::SysRng;

use super::{App, AppError};
use crate::store::key::Rotation;
use crate::store::key::{self, StoredKey, token_hash};

/// What a key may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Submits, corrects and withdraws the decisions of its own organ.
    Authority,
    /// Submits ratings and complaints of its own platform.
    Platform,
    /// Sees its own full dossier.
    Merchant,
    /// Reads at higher limits.
    Reader,
    /// Works with models, runs and statistics.
    Analyst,
    /// May do everything.
    Admin,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 6] =
        [Self::Authority, Self::Platform, Self::Merchant, Self::Reader, Self::Analyst, Self::Admin];

    /// The name in commands and answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Authority => "authority",
            Self::Platform => "platform",
            Self::Merchant => "merchant",
            Self::Reader => "reader",
            Self::Analyst => "analyst",
            Self::Admin => "admin",
        }
    }

    /// The role of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// What a key of this role must be bound to, in words; none for roles bound to nothing.
    #[must_use]
    pub const fn needs_binding(self) -> Option<&'static str> {
        match self {
            Self::Authority => Some("the code of its organ"),
            Self::Platform => Some("the id of its platform"),
            Self::Merchant => Some("the id of its merchant"),
            Self::Reader | Self::Analyst | Self::Admin => None,
        }
    }
}

/// Who holds a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyHolder {
    /// The key's name.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// What it is bound to.
    pub binding: Option<String>,
}

/// The hash of a key's token: names the key to this service, and opens nothing elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyHash(String);

impl KeyHash {
    /// The hash of a token.
    #[must_use]
    pub fn of(token: &str) -> Self {
        Self(token_hash(token))
    }
}

/// What a new key is to be.
#[derive(Clone, Debug)]
pub struct NewKey<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it may do.
    pub role: Role,
    /// What it is bound to.
    pub binding: Option<&'a str>,
    /// When it ends, if it does.
    pub expires_at: Option<Timestamp>,
}

/// Random bytes in a token.
const TOKEN_BYTES: usize = 32;
/// Characters of a key's name, at most.
const NAME_CHARS_MAX: usize = 64;
/// Who changes keys: they are managed on the command line only.
const WHO: &str = "command line";

impl App {
    /// Makes a key and gives its token, the only time it is shown.
    ///
    /// # Errors
    /// When the name is taken or not well-formed, or the role wants a binding that is not given.
    pub fn create_key(&self, new: &NewKey<'_>) -> Result<String, AppError> {
        let well_formed = !new.name.is_empty()
            && new.name.len() <= NAME_CHARS_MAX
            && new.name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
        if !well_formed {
            let rule = "a key's name has letters, digits, - _ . and at most 64 characters";
            return Err(AppError::invalid("name", new.name, "key_name", rule));
        }
        match (new.role.needs_binding(), new.binding) {
            (Some(what), None) => {
                let rule = format!("a key of role {} is bound to {what}", new.role.name());
                return Err(AppError::invalid("binding", "", "key_binding", rule));
            }
            (None, Some(binding)) => {
                let rule = format!("a key of role {} is bound to nothing", new.role.name());
                return Err(AppError::invalid("binding", binding, "key_binding", rule));
            }
            _ => {}
        }
        let token = new_token()?;
        let stored = StoredKey {
            name: new.name.to_owned(),
            role: new.role.name().to_owned(),
            binding: new.binding.map(str::to_owned),
            created_at: self.settings().clock.now().as_microsecond(),
            expires_at: new.expires_at.map(Timestamp::as_microsecond),
            revoked_at: None,
            last_used_at: None,
            former_until: None,
        };
        if self.store().add_key(&stored, &token_hash(&token), WHO)? {
            Ok(token)
        } else {
            Err(AppError::invalid(
                "name",
                new.name,
                "key_name_taken",
                "a key has this name already",
            ))
        }
    }

    /// Who holds a token; none when it is unknown, expired or revoked.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn key_holder(&self, token: &str) -> Result<Option<KeyHolder>, AppError> {
        self.key_holder_of(&KeyHash::of(token))
    }

    /// The same, by the hash of the token.
    ///
    /// # Errors
    /// As [`App::key_holder`].
    pub fn key_holder_of(&self, hash: &KeyHash) -> Result<Option<KeyHolder>, AppError> {
        let now = self.settings().clock.now();
        let stored = self.store().read(|view| key::by_token(view, &hash.0, now))?;
        Ok(stored.and_then(|key| {
            let role = Role::parse(&key.role)?;
            Some(KeyHolder { name: key.name, role, binding: key.binding })
        }))
    }

    /// Gives a key another token, shown this once; the former one is good until then.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when there is no key of that name, or it is revoked.
    pub fn rotate_key(
        &self,
        name: &str,
        former_until: Timestamp,
        expires_at: Option<Timestamp>,
    ) -> Result<String, AppError> {
        let token = new_token()?;
        let token_hash = token_hash(&token);
        let now = self.settings().clock.now();
        let rotation = Rotation { name, token_hash: &token_hash, former_until, expires_at, now };
        if self.store().rotate_key(&rotation, WHO)? {
            Ok(token)
        } else {
            Err(AppError::NotFound { what: format!("key '{name}' that is not revoked") })
        }
    }

    /// Every key, by name.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn keys(&self) -> Result<Vec<StoredKey>, AppError> {
        Ok(self.store().read(|view| key::all(view))?)
    }

    /// Revokes a key from now on.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when there is none of that name.
    pub fn revoke_key(&self, name: &str) -> Result<(), AppError> {
        if self.store().revoke_key(name, self.settings().clock.now(), WHO)? {
            Ok(())
        } else {
            Err(AppError::NotFound { what: format!("key '{name}'") })
        }
    }
}

fn new_token() -> Result<String, AppError> {
    let mut bytes = [0_u8; TOKEN_BYTES];
    SysRng
        .try_fill_bytes(&mut bytes)
        .map_err(|error| AppError::Internal(format!("no random bytes: {error}")))?;
    Ok(format!("mc_{}", crate::store::body::hexadecimal(&bytes)))
}

//! Floor 3: use cases; what the service can do, in plain synchronous functions.

pub mod alarm;
pub mod attachment;
pub mod audit;
pub mod change;
pub mod complaint;
pub mod course;
pub mod deadline;
pub mod erasure;
pub mod error;
pub mod export;
mod folding;
pub mod frame;
pub mod govern;
pub mod health;
pub mod import;
pub mod judge;
mod kept_rows;
pub mod key;
pub mod mark;
pub mod model;
pub mod model_drift;
pub mod monitor;
pub mod note;
pub mod notice;
pub mod objection;
pub mod observe;
pub mod observed_report;
pub mod observed_table;
pub mod once;
pub mod outcome_rule;
pub mod outlook;
pub mod overview;
pub mod publication;
pub mod publishing;
pub mod queue;
pub mod quickstart;
pub mod rating;
pub mod recent;
pub mod record_page;
pub mod reference;
pub mod repair;
pub mod report;
pub mod rescore;
pub mod rules;
pub mod score;
pub mod score_basis;
pub mod score_table;
pub mod scorecards;
pub mod search;
mod shared_paper;
pub mod statistics;
pub mod submit;
pub mod traceability;
pub mod train_store;
pub mod train_table;
pub mod verification;
pub mod webhook;
pub mod withdrawal;
pub mod work;
pub mod workdays;

use std::path::Path;
use std::sync::{Arc, Mutex, RwLock};

use jiff::tz::TimeZone;

use crate::clock::Clock;
use crate::domain::day::Day;
use crate::store::Store;
use crate::store::append::Moment;

pub use error::AppError;

/// What an instance is set to.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where the time comes from.
    pub clock: Clock,
    /// The zone that decides which day it is.
    pub zone: TimeZone,
    /// The key of the hash of ID numbers, from a file the operator owns.
    pub id_number_key: Vec<u8>,
    /// What every answer about a score says of itself.
    pub disclaimer: String,
}

/// The service: a store, its settings, and what is kept ready between questions. Cheap to clone.
#[derive(Clone, Debug)]
pub struct App {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    store: Store,
    settings: Settings,
    ready: RwLock<model::Ready>,
    notes: Mutex<note::Notes>,
    recent: Mutex<Option<recent::Kept>>,
    overviews: Mutex<Option<overview::Kept>>,
    /// The report of the last run that was asked for.
    last_report: Mutex<Option<Arc<rescore::report::RunReport>>>,
}

impl App {
    /// Opens the data folder and makes known to the store what this program ships: scorecards, rules,
    /// working days.
    ///
    /// # Errors
    /// When the store cannot be opened or a shipped file breaks its own rules.
    pub fn open(folder: &Path, settings: Settings) -> Result<Self, AppError> {
        let store = Store::open(folder)?;
        let ready = RwLock::new(model::Ready::default());
        let app = Self {
            inner: Arc::new(Inner {
                store,
                settings,
                ready,
                notes: Mutex::default(),
                recent: Mutex::default(),
                overviews: Mutex::default(),
                last_report: Mutex::default(),
            }),
        };
        app.keep_shipped()?;
        Ok(app)
    }

    /// The store.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// What this instance is set to.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    /// The day it is for this instance.
    #[must_use]
    pub fn today(&self) -> Day {
        self.settings().clock.today(&self.settings().zone)
    }

    /// The day that an instant lies in for this instance.
    #[must_use]
    pub fn day_of(&self, instant: jiff::Timestamp) -> Day {
        Day::from(self.settings().zone.to_datetime(instant).date())
    }

    /// The instant and the day it is.
    #[must_use]
    pub fn moment(&self) -> Moment {
        Moment { now: self.settings().clock.now(), today: self.today() }
    }
}

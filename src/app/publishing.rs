//! Publishing a draft or on one more channel; and what the name of a record or merchant means.

use super::{App, AppError};
use crate::domain::day::Day;
use crate::domain::merchant::MerchantId;
use crate::domain::publication::state::Channel;
use crate::domain::record::Detail;
use crate::domain::record::envelope::{Corrects, Draft, Record, RecordId, Submitter};
use crate::domain::record::publication::Publication;
use crate::store::read;

impl App {
    /// Publishes a draft, or a decision on one more channel.
    ///
    /// # Errors
    /// [`AppError::NotFound`], or when it is no licence or penalty, lies before the decision or after
    /// today, or was published on that channel already.
    pub fn publication_of(
        &self,
        target: RecordId,
        channel: Channel,
        published_on: Day,
    ) -> Result<Draft, AppError> {
        let record = self.first_version(target)?;
        if !matches!(record.detail, Detail::Licence(_) | Detail::Penalty(_)) {
            let rule = "only licences and penalties are published";
            return Err(AppError::invalid("target", &target.to_string(), "record_kind", rule));
        }
        if published_on < record.effective_on || published_on > self.today() {
            let rule = format!(
                "must lie between the decision, {}, and today, {}",
                record.effective_on,
                self.today()
            );
            let value = published_on.to_string();
            return Err(AppError::invalid("published_on", &value, "day_order", rule));
        }
        if let Some(until) = self.answer_runs_until(&record, published_on)? {
            let rule = format!("the merchant was told and can answer until {until}");
            let value = published_on.to_string();
            return Err(AppError::invalid("published_on", &value, "answer_time", rule));
        }
        let said = Publication { target: record.seq, channel, published_on };
        let draft =
            Draft::step(&record, published_on, Corrects::Nothing, Detail::Publication(said));
        let published_at = Some(self.settings().clock.now());
        Ok(Draft { published_at, ..draft })
    }

    /// Publishes at once, as [`App::publication_of`] says.
    ///
    /// # Errors
    /// As there.
    pub fn publish(
        &self,
        target: RecordId,
        channel: Channel,
        published_on: Day,
        submitter: &Submitter,
    ) -> Result<RecordId, AppError> {
        let draft = self.publication_of(target, channel, published_on)?;
        self.submit_one(draft, submitter, "publication")
    }

    /// Whether two identities mean the same merchant.
    #[must_use]
    pub fn is_same_merchant(&self, one: &str, other: &MerchantId) -> bool {
        let other = other.to_string();
        if one == other {
            return true;
        }
        let found = self.store().read(|connection| {
            let one = read::find_merchant(connection, one)?;
            Ok((one, read::find_merchant(connection, &other)?))
        });
        matches!(found, Ok((Some(one), Some(other))) if one == other)
    }

    /// The first version of the record that a name means, of whatever version.
    ///
    /// # Errors
    /// [`AppError::NotFound`].
    pub fn first_version(&self, id: RecordId) -> Result<Record, AppError> {
        let found = self.store().read(|connection| {
            let Some(record) = read::record(connection, id.seq)? else { return Ok(None) };
            match record.version_of {
                Some(first) => read::record(connection, first),
                None => Ok(Some(record)),
            }
        })?;
        found
            .filter(|record| record.detail.kind() == id.kind)
            .ok_or_else(|| AppError::NotFound { what: format!("record {id}") })
    }
}

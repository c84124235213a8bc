//! Identities while appending: which merchant a name means, who owns a shop, what one merchant takes
//! over from another.

use rusqlite::{OptionalExtension, params};

use super::append::{Appending, Receipt, SubjectWas};
use super::{StoreError, body};
use crate::domain::day::Day;
use crate::domain::merchant::{Alias, AliasScheme, MerchantId};
use crate::domain::record::Detail;
use crate::domain::record::decision::Merge;
use crate::domain::record::envelope::{Corrects, Draft, Seq};
use crate::domain::record::kind::RecordKind;
use crate::domain::record::merchant::MerchantVersion;
use crate::domain::record::natural_key::natural_key;

impl Appending<'_> {
    /// The merchant that an identity means today: the owner where it is an alias or a shop.
    pub(super) fn subject(&mut self, id: &MerchantId) -> Result<(i64, SubjectWas), StoreError> {
        let text = id.as_str();
        if let Some(merchant) = self.known.subjects.get(text) {
            return Ok((*merchant, SubjectWas::Known));
        }
        let (merchant, was) = match super::read::find_merchant(self.transaction, text)? {
            Some(merchant) => (merchant, SubjectWas::Known),
            None => {
                self.transaction
                    .prepare_cached("INSERT INTO merchant (id) VALUES (?1)")?
                    .execute([text])?;
                (self.transaction.last_insert_rowid(), SubjectWas::Unknown)
            }
        };
        self.known.subjects.insert(text.to_owned(), merchant);
        Ok((merchant, was))
    }

    /// A shop has one owner: a version that claims another's shop is refused.
    pub(super) fn taken_shop(
        &self,
        owner: &MerchantId,
        version: &MerchantVersion,
    ) -> Result<Option<Receipt>, StoreError> {
        for shop in &version.shops {
            let holder: Option<String> = self
                .transaction
                .prepare_cached(
                    "SELECT m.id FROM alias a JOIN merchant m USING (merchant) WHERE a.alias = ?1",
                )?
                .query_row([shop.to_string()], |row| row.get(0))
                .optional()?;
            if let Some(holder) = holder
                && holder != owner.to_string()
            {
                return Ok(Some(Receipt::Refused {
                    field: "shops",
                    rule: "shop_has_another_owner",
                    message: format!("shop {shop} belongs to {holder}"),
                }));
            }
        }
        Ok(None)
    }

    /// Makes other identities find the merchant. One that has records of its own is merged by a
    /// record, so that the past stays as it was known.
    pub(super) fn link(&mut self, draft: &Draft, merchant: i64) -> Result<(), StoreError> {
        let aliases: Vec<String> = match &draft.detail {
            Detail::Merchant(version) => {
                let numbers = version.aliases.iter().map(|alias| alias.lookup());
                let former = version.aliases.iter().filter_map(former_uscc);
                let shops = version.shops.iter().map(ToString::to_string);
                numbers.chain(former).chain(shops).collect()
            }
            Detail::Merge(merge) => vec![merge.from.to_string()],
            _ => return Ok(()),
        };
        for alias in aliases {
            let added = self
                .transaction
                .prepare_cached(
                    "INSERT OR IGNORE INTO alias (alias, merchant, seq) VALUES (?1, ?2, ?3)",
                )?
                .execute(params![alias, merchant, self.last_seq])?;
            if added > 0 {
                self.known.subjects.clear();
                self.transaction
                    .prepare_cached(
                        "UPDATE merchant SET owner = ?2, owned_since = ?3
                         WHERE id = ?1 AND merchant <> ?2",
                    )?
                    .execute(params![alias, merchant, self.last_seq])?;
                self.adopt(draft, merchant, &alias)?;
            }
        }
        Ok(())
    }

    /// Where the alias stands for records of its own: records a merge, and makes its documents known
    /// under the merchant's own identity too.
    fn adopt(&mut self, draft: &Draft, merchant: i64, alias: &str) -> Result<(), StoreError> {
        let stub: Option<i64> = self
            .transaction
            .prepare_cached("SELECT merchant FROM merchant WHERE id = ?1")?
            .query_row([alias], |row| row.get(0))
            .optional()?;
        let Some(stub) = stub.filter(|stub| *stub != merchant) else {
            return Ok(());
        };
        self.keep_keys_of(stub, merchant)?;
        if matches!(draft.detail, Detail::Merge(_)) {
            return Ok(());
        }
        let Ok(from) = MerchantId::parse(alias) else {
            return Ok(());
        };
        let reason = format!("claimed by {}", draft.subject);
        let merge = Draft {
            detail: Detail::Merge(Merge { from, reason }),
            target: None,
            personal: Vec::new(),
            corrects: Corrects::Nothing,
            ..draft.clone()
        };
        self.keyed(&merge, merchant, SubjectWas::Known).map(|_| ())
    }

    fn keep_keys_of(&mut self, stub: i64, merchant: i64) -> Result<(), StoreError> {
        let owner = super::read::merchant_row(self.transaction, merchant)?.id;
        let mut statement = self.rows.in_table()?.prepare_cached(
            "SELECT seq, kind, effective_on, body FROM record
             WHERE merchant = ?1 AND version_of IS NULL AND kind IN (?2, ?3)",
        )?;
        let kinds = [RecordKind::Licence.number(), RecordKind::Penalty.number()];
        let mut rows = statement.query(params![stub, kinds[0], kinds[1]])?;
        while let Some(row) = rows.next()? {
            let seq = Seq(row.get(0)?);
            let kind = if row.get::<_, u8>(1)? == kinds[0] {
                RecordKind::Licence
            } else {
                RecordKind::Penalty
            };
            let content = row.get_ref(3)?.as_str().map_err(rusqlite::Error::from)?;
            let detail = body::parse(kind, seq, content)?;
            let key = natural_key(&owner, Day::from_number(row.get(2)?), &detail);
            self.claim_key(&key, seq)?;
        }
        Ok(())
    }

    /// Whether an identity means the merchant of a row, or one that has taken it over.
    pub(super) fn is_same_merchant(&self, id: &MerchantId, row: i64) -> Result<bool, StoreError> {
        let named = super::read::find_merchant(self.transaction, &id.to_string())?;
        let holder = super::read::owner(self.transaction, row, Seq::MAX)?;
        Ok(named == Some(holder))
    }
}

fn former_uscc(alias: &Alias) -> Option<String> {
    (alias.scheme == AliasScheme::FormerUscc).then(|| alias.number.clone())
}

//! Transactions (交易): one order on a platform with the papers that stand behind it.

use serde::{Deserialize, Serialize};

use crate::domain::day::Day;
use crate::domain::evidence::pseudonym::{Pseudonym, pseudonym};
use crate::domain::merchant::MerchantId;

/// Batches of goods that one order can name, at most.
pub const BATCHES_MAX: usize = 20;

/// One order. Its progress comes as new versions of the same record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transaction {
    /// The platform it was placed on.
    pub platform: String,
    /// Its number there, the one that ratings of it name.
    pub order: String,
    /// The day it was placed.
    pub placed_on: Day,
    /// What it came to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount_fen: Option<u32>,
    /// The number of the electronic contract (电子合同).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract: Option<String>,
    /// The number of the payment (支付流水号).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment: Option<String>,
    /// The day it was paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_on: Option<Day>,
    /// The number of the invoice (发票号码).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invoice: Option<String>,
    /// The day of the invoice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invoiced_on: Option<Day>,
    /// How it reached the buyer.
    #[serde(default, skip_serializing_if = "Delivery::is_usual")]
    pub delivery: Delivery,
    /// The number of the waybill (物流运单号).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waybill: Option<String>,
    /// The day it was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipped_on: Option<Day>,
    /// The day it arrived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered_on: Option<Day>,
    /// The day it was sent back (退货).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returned_on: Option<Day>,
    /// The day it was called off before it was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled_on: Option<Day>,
    /// The buyer, where it is a merchant too; consumers are not named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buyer: Option<MerchantId>,
    /// The batches (批次) of the goods.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub batches: Vec<String>,
}

/// How an order reaches its buyer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// By a carrier, with a waybill.
    #[default]
    Carrier,
    /// Fetched or consumed on the spot (到店): there is no waybill.
    OnSpot,
    /// By wire (数字商品): there is no waybill.
    Digital,
}

impl Delivery {
    /// Every way with its name in files and answers.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Carrier, "carrier"), (Self::OnSpot, "on_spot"), (Self::Digital, "digital")];

    const fn is_usual(&self) -> bool {
        matches!(self, Self::Carrier)
    }

    /// Its name in files and answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(delivery, _)| *delivery == self).map_or("", |(_, name)| name)
    }
}

/// What scoring needs of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransactionFact {
    /// The order, on the platform: what ratings of it name.
    pub order: Pseudonym,
    /// How it reached the buyer.
    pub delivery: Delivery,
    /// The waybill, whichever platform names it.
    pub waybill: Option<Pseudonym>,
    /// The invoice, whichever platform names it.
    pub invoice: Option<Pseudonym>,
    /// The day it was paid, where there is a payment.
    pub paid_on: Option<Day>,
    /// The day of the invoice.
    pub invoiced_on: Option<Day>,
    /// The day it was sent.
    pub shipped_on: Option<Day>,
    /// The day it arrived.
    pub delivered_on: Option<Day>,
    /// The day it was sent back.
    pub returned_on: Option<Day>,
    /// The day it was called off.
    pub cancelled_on: Option<Day>,
}

impl Transaction {
    /// What scoring needs of it.
    #[must_use]
    pub fn fact(&self) -> TransactionFact {
        let of_all = |kind: &str, number: &Option<String>| {
            number.as_deref().map(|number| pseudonym(kind, number))
        };
        TransactionFact {
            order: pseudonym(&self.platform, &self.order),
            delivery: self.delivery,
            waybill: of_all("waybill", &self.waybill),
            invoice: of_all("invoice", &self.invoice),
            paid_on: self.paid_on.filter(|_| self.payment.is_some()),
            invoiced_on: self.invoiced_on,
            shipped_on: self.shipped_on,
            delivered_on: self.delivered_on,
            returned_on: self.returned_on,
            cancelled_on: self.cancelled_on,
        }
    }
}

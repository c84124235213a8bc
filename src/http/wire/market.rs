//! The monthly monitor and the way of a batch of goods as JSON.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::app::monitor::{Figures, MonitorAnswer};
use crate::app::traceability::{TraceAnswer, TraceLink};

/// The figures of a month (电子商务月度监测).
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "MonthlyMonitor")]
pub struct MonitorBody {
    /// The first day of the month.
    pub from: String,
    /// Its last day.
    pub to: String,
    /// All together.
    pub total: MonthFiguresBody,
    /// By region (GB/T 2260, six digits), `unknown` where no record says it.
    pub by_region: Vec<GroupBody>,
    /// By trade (GB/T 4754, two digits), `unknown` where no record says it.
    pub by_trade: Vec<GroupBody>,
    /// By platform: orders, returns and what the platform itself numbered as complaints.
    pub by_platform: Vec<GroupBody>,
    /// The position of the last record used.
    pub seq: u64,
}

/// The figures of one group.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "MonthGroup")]
pub struct GroupBody {
    /// Its code or name.
    pub name: String,
    /// What is counted.
    pub figures: MonthFiguresBody,
}

/// What is counted of a month.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "MonthFigures")]
pub struct MonthFiguresBody {
    /// Active merchants at its end.
    pub n_merchants: u64,
    /// Orders placed in it and not called off.
    pub n_orders: u64,
    /// What they came to, in fen.
    pub amount_fen: u64,
    /// Those of them that were sent back.
    pub n_returns: u64,
    /// Complaints received in it, whatever became of them.
    pub n_complaints: u64,
}

/// Where a batch of goods came from, as far as records say (商品流通全流程追溯).
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Traceability")]
pub struct TraceBody {
    /// The batch.
    pub batch: String,
    /// The merchant asked about first, then those it bought from, nearest first.
    pub links: Vec<TraceLinkBody>,
    /// Whether more orders or merchants name the batch than were followed.
    pub is_cut: bool,
    /// The position of the last record used.
    pub seq: u64,
}

/// One merchant on the way of a batch.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "TraceLink")]
pub struct TraceLinkBody {
    /// The merchant.
    pub merchant: String,
    /// How many sales lie between it and the merchant asked about.
    pub distance: u32,
    /// Orders by which it sold goods of the batch, not called off.
    pub n_orders: u32,
    /// Those of them whose payment, waybill and invoice are there and agree.
    pub n_verified: u32,
    /// Those of them that were sent back.
    pub n_returned: u32,
    /// The day of the first of them.
    pub first_sold_on: Option<String>,
    /// The day of the last of them.
    pub last_sold_on: Option<String>,
    /// The merchants it bought the batch from.
    pub suppliers: Vec<String>,
    /// Its licences in force on the day of its last sale; today where it bought goods of the batch and
    /// no sale is on record.
    pub licences: Vec<String>,
}

impl From<&MonitorAnswer> for MonitorBody {
    fn from(answer: &MonitorAnswer) -> Self {
        Self {
            from: answer.from.to_string(),
            to: answer.to.to_string(),
            total: MonthFiguresBody::from(&answer.total),
            by_region: groups(&answer.by_region),
            by_trade: groups(&answer.by_trade),
            by_platform: groups(&answer.by_platform),
            seq: answer.at.0,
        }
    }
}

fn groups(groups: &BTreeMap<String, Figures>) -> Vec<GroupBody> {
    let body = |(name, figures): (&String, &Figures)| GroupBody {
        name: name.clone(),
        figures: MonthFiguresBody::from(figures),
    };
    groups.iter().map(body).collect()
}

impl From<&Figures> for MonthFiguresBody {
    fn from(figures: &Figures) -> Self {
        Self {
            n_merchants: figures.n_merchants,
            n_orders: figures.n_orders,
            amount_fen: figures.amount_fen,
            n_returns: figures.n_returns,
            n_complaints: figures.n_complaints,
        }
    }
}

impl From<&TraceAnswer> for TraceBody {
    fn from(answer: &TraceAnswer) -> Self {
        Self {
            batch: answer.batch.clone(),
            links: answer.links.iter().map(TraceLinkBody::from).collect(),
            is_cut: answer.is_cut,
            seq: answer.at.0,
        }
    }
}

impl From<&TraceLink> for TraceLinkBody {
    fn from(link: &TraceLink) -> Self {
        Self {
            merchant: link.merchant.to_string(),
            distance: link.distance,
            n_orders: link.n_orders,
            n_verified: link.n_verified,
            n_returned: link.n_returned,
            first_sold_on: link.sold.map(|sold| sold.first_on.to_string()),
            last_sold_on: link.sold.map(|sold| sold.last_on.to_string()),
            suppliers: link.suppliers.iter().map(ToString::to_string).collect(),
            licences: link.licences.iter().map(ToString::to_string).collect(),
        }
    }
}

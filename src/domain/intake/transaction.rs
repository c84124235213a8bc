//! Reading a transaction (交易): an order and the papers behind it.
//!
//! Days that contradict each other are taken as they come: they are what the order is judged by.

use super::cells::{Cells, Content};
use super::envelope;
use super::field::{Choice, Field, Form, Need, Privacy, position};
use super::rule::Rule;
use super::subject;
use crate::domain::record::Detail;
use crate::domain::record::transaction::{BATCHES_MAX, Delivery, Transaction};

const DELIVERIES: &[Choice] = &[
    Choice::word("carrier", &["快递物流"]),
    Choice::word("on_spot", &["到店"]),
    Choice::word("digital", &["数字商品"]),
];

const fn number(name: &'static str, about: &'static str, zh: &'static [&'static str]) -> Field {
    Field::new(name, Form::Key, about).zh(zh, &[]).chars_max(100).privacy(Privacy::Reference)
}

pub(super) const FIELDS: &[Field] = &[
    subject::SHOP_OWNER,
    subject::PLATFORM.need(Need::Always),
    subject::SHOP,
    number("order", "The number of the order on the platform, as ratings name it.", &["订单号"])
        .privacy(Privacy::Pseudonym)
        .need(Need::Always),
    Field::new("placed_on", Form::Day, "The day it was placed.")
        .zh(&["下单日期"], &[])
        .need(Need::Always),
    Field::new("amount_fen", Form::Count, "What it came to, in fen (分).")
        .zh(&["订单金额(分)"], &[]),
    number("contract", "The number of the electronic contract.", &["合同号", "电子合同号"]),
    number("payment", "The number of the payment.", &["支付流水号"]),
    Field::new("paid_on", Form::Day, "The day it was paid.").zh(&["支付日期"], &[]),
    number(
        "invoice",
        "The number of the invoice; of an older one its code (发票代码) before it, since the number \
         alone repeats from issuer to issuer.",
        &["发票号码"],
    ),
    Field::new("invoiced_on", Form::Day, "The day of the invoice.").zh(&["开票日期"], &[]),
    Field::new(
        "delivery",
        Form::Choice(DELIVERIES),
        "How it reached the buyer: carrier (the default), on_spot or digital; only the first has a \
         waybill.",
    )
    .zh(&["交付方式"], &[]),
    number("waybill", "The number of the waybill.", &["运单号", "物流单号"]),
    Field::new("shipped_on", Form::Day, "The day it was sent.").zh(&["发货日期"], &[]),
    Field::new("delivered_on", Form::Day, "The day it arrived.").zh(&["签收日期"], &[]),
    Field::new("returned_on", Form::Day, "The day it was sent back.").zh(&["退货日期"], &[]),
    Field::new("cancelled_on", Form::Day, "The day it was called off before it was sent.")
        .zh(&["取消日期"], &[]),
    Field::new(
        "buyer",
        Form::MerchantId,
        "The buyer, where it is a merchant too: its credit code, or scheme:number. Consumers are \
         not named.",
    )
    .zh(&["采购方代码"], &[])
    .chars_max(80),
    Field::new("batches", Form::List(BATCHES_MAX), "The batches of the goods, at most 20.")
        .zh(&["批次", "商品批次"], &[])
        .chars_max(60),
    envelope::KNOWN_SINCE,
    envelope::PUBLISHED_AT,
    envelope::JURISDICTION,
    envelope::CORRECTS,
];

pub(super) fn read(cells: &mut Cells<'_>) -> Option<Content> {
    const fn at(name: &str) -> usize {
        position(FIELDS, name)
    }
    const BUYER: usize = at("buyer");
    let platform = cells.platform(const { at("platform") });
    let subject = subject::of_shop(
        cells,
        subject::ShopPlaces {
            merchant: const { at("merchant") },
            platform: const { at("platform") },
            shop: const { at("shop") },
        },
        platform.as_deref(),
    );
    let order = cells.text(const { at("order") });
    let placed_on = cells.day(const { at("placed_on") });
    let amount_fen = cells.count(const { at("amount_fen") });
    let contract = cells.text(const { at("contract") });
    let payment = cells.text(const { at("payment") });
    let paid_on = cells.day(const { at("paid_on") });
    let invoice = cells.text(const { at("invoice") });
    let invoiced_on = cells.day(const { at("invoiced_on") });
    let delivery = cells.choice::<Delivery>(const { at("delivery") });
    let waybill = cells.text(const { at("waybill") });
    let shipped_on = cells.day(const { at("shipped_on") });
    let delivered_on = cells.day(const { at("delivered_on") });
    let returned_on = cells.day(const { at("returned_on") });
    let cancelled_on = cells.day(const { at("cancelled_on") });
    let buyer = cells.merchant_id(BUYER);
    let batches = cells.list(const { at("batches") });
    if buyer.is_some() && buyer == subject {
        cells.fault(BUYER, Rule::SameIdentity, "is the merchant itself");
    }
    Some(Content {
        subject: subject?,
        effective_on: placed_on?,
        detail: Detail::Transaction(Transaction {
            platform: platform?,
            order: order?,
            placed_on: placed_on?,
            amount_fen,
            contract,
            payment,
            paid_on,
            invoice,
            invoiced_on,
            delivery: delivery.unwrap_or_default(),
            waybill,
            shipped_on,
            delivered_on,
            returned_on,
            cancelled_on,
            buyer,
            batches,
        }),
    })
}

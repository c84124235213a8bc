//! Reading a rating (消费评价).

use super::cells::{Cells, Content};
use super::envelope;
use super::field::{Field, Form, Need, Privacy, position};
use super::rule::Rule;
use super::subject;
use crate::domain::evidence::text_print::TextPrint;
use crate::domain::record::Detail;
use crate::domain::record::rating::{Purchase, Rating, Stars};

pub(super) const FIELDS: &[Field] = &[
    subject::SHOP_OWNER,
    subject::PLATFORM.need(Need::Always),
    subject::SHOP,
    Field::new("order", Form::Key, "The number of the order on the platform.")
        .zh(&["订单号"], &[])
        .need(Need::Always)
        .chars_max(100)
        .privacy(Privacy::Pseudonym),
    Field::new("item", Form::Key, "The number of the item within the order.")
        .zh(&["商品号", "商品编号"], &[])
        .need(Need::Always)
        .chars_max(100)
        .privacy(Privacy::Pseudonym),
    Field::new(
        "sequence",
        Form::Count,
        "0 for the first rating of the item (the default), 1 and more for follow-up reviews (追评).",
    )
    .zh(&["追评序号"], &[]),
    Field::new("rated_on", Form::Day, "The day it was given.")
        .zh(&["评价日期"], &[])
        .need(Need::Always),
    Field::new(
        "rater",
        Form::Key,
        "A pseudonym of the rater, the same for one person on one platform.",
    )
    .zh(&["评价人"], &[])
    .need(Need::Always)
    .chars_max(100)
    .privacy(Privacy::Pseudonym),
    Field::new(
        "stars",
        Form::Stars,
        "The overall figure; either this or the three dimensions.",
    )
    .zh(&["评分", "星级"], &[]),
    Field::new("description_match", Form::Stars, "描述相符, as described.").zh(&["描述相符"], &[]),
    Field::new("service_attitude", Form::Stars, "服务态度, service.").zh(&["服务态度"], &[]),
    Field::new("logistics_service", Form::Stars, "物流服务, delivery.").zh(&["物流服务"], &[]),
    Field::new(
        "verified_purchase",
        Form::Flag,
        "Whether the platform matched it with a paid order; without it, it did not.",
    )
    .zh(&["已购买"], &[]),
    Field::new(
        "incentivised",
        Form::Flag,
        "Whether a reward was promised for it (好评返现); without it, none was.",
    )
    .zh(&["好评返现"], &[]),
    Field::new(
        "origin",
        Form::Key,
        "A pseudonym of the device or delivery address it came from, the same as in the shop's \
         own `origins`.",
    )
    .zh(&["来源标识"], &[])
    .chars_max(100)
    .privacy(Privacy::Pseudonym),
    Field::new(
        "text",
        Form::Text,
        "What the rater wrote; kept beside the record, masked and erasable.",
    )
    .zh(&["评价内容"], &[])
    .chars_max(4000)
    .privacy(Privacy::FreeText),
    envelope::KNOWN_SINCE,
    envelope::PUBLISHED_AT,
    envelope::JURISDICTION,
    envelope::CORRECTS,
];

const fn at(name: &str) -> usize {
    position(FIELDS, name)
}

pub(super) fn read(cells: &mut Cells<'_>) -> Option<Content> {
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
    let item = cells.text(const { at("item") });
    let sequence = cells.count(const { at("sequence") });
    let rated_on = cells.day(const { at("rated_on") });
    let rater = cells.text(const { at("rater") });
    let stars = stars(cells);
    let verified = cells.flag(const { at("verified_purchase") });
    let incentivised = cells.flag(const { at("incentivised") });
    let origin = cells.text(const { at("origin") });
    const TEXT: usize = at("text");
    cells.beside(TEXT);
    let text_print = cells.raw(TEXT).and_then(TextPrint::of);
    let rated_on = rated_on?;
    Some(Content {
        subject: subject?,
        effective_on: rated_on,
        detail: Detail::Rating(Rating {
            platform: platform?,
            order: order?,
            item: item?,
            sequence: sequence.unwrap_or_default(),
            rated_on,
            rater: rater?,
            stars: stars?,
            purchase: match verified {
                Some(true) => Purchase::Verified,
                _ => Purchase::Unverified,
            },
            incentivised: incentivised.unwrap_or_default(),
            origin,
            text_print,
        }),
    })
}

/// One figure, or all three dimensions.
fn stars(cells: &mut Cells<'_>) -> Option<Stars> {
    const OVERALL: usize = at("stars");
    let overall = cells.stars(OVERALL);
    let description_match = cells.stars(const { at("description_match") });
    let service_attitude = cells.stars(const { at("service_attitude") });
    let logistics_service = cells.stars(const { at("logistics_service") });
    let stars = match (overall, description_match, service_attitude, logistics_service) {
        (Some(stars), None, None, None) => Some(Stars::Overall(stars)),
        (None, Some(description_match), Some(service_attitude), Some(logistics_service)) => {
            Some(Stars::Dimensions { description_match, service_attitude, logistics_service })
        }
        _ => None,
    };
    if stars.is_none() && !cells.has_fault_of(Rule::Stars) {
        cells.fault(
            OVERALL,
            Rule::StarsOrDimensions,
            "must be given, or else all of description_match, service_attitude and \
             logistics_service; not both",
        );
    }
    stars
}

//! The first 双公示 standard, of 2015/2016, with the additions of 2017 for penalties.

use super::licence::Licence;
use super::merchant::Merchant;
use super::penalty::{Penalty, Severity};
use super::portal::{day, empty, text};
use super::sheet::Cell;

/// The codes of the licence fields.
pub(super) const LICENCE: [&str; 18] = [
    "XK_WSH",
    "XK_XMMC",
    "XK_SPLB",
    "XK_NR",
    "XK_XDR",
    "XK_XDR_SHXYM",
    "XK_XDR_ZDM",
    "XK_XDR_GSDJ",
    "XK_XDR_SWDJ",
    "XK_XDR_SFZ",
    "XK_FR",
    "XK_JDRQ",
    "XK_JZQ",
    "XK_XZJG",
    "XK_ZT",
    "DFBM",
    "SJC",
    "BZ",
];

/// The codes of the penalty fields.
pub(super) const PENALTY: [&str; 23] = [
    "CF_WSH",
    "CF_CFMC",
    "CF_CFLB1",
    "CF_CFLB2",
    "CF_SY",
    "CF_YJ",
    "CF_XDR_MC",
    "CF_XDR_SHXYM",
    "CF_XDR_ZDM",
    "CF_XDR_GSDJ",
    "CF_XDR_SWDJ",
    "CF_XDR_SFZ",
    "CF_FR",
    "CF_JG",
    "CF_JDRQ",
    "CF_XZJG",
    "CF_ZT",
    "DFBM",
    "SJC",
    "BZ",
    "CF_SYFW",
    "CF_SXYZCD",
    "CF_GSJZQ",
];

/// The row of a licence, in the order of [`LICENCE`].
pub(super) fn licence(merchant: &Merchant, licence: &Licence) -> Vec<Cell> {
    vec![
        text(licence.document_number(merchant)),
        text(licence.permit.document),
        text(licence.permit.class),
        text(licence.permit.content),
        text(merchant.name_on(licence.decided_on)),
        text(&merchant.id),
        empty(),
        text(&merchant.registration_number),
        empty(),
        empty(),
        text(&merchant.representative),
        day(licence.decided_on),
        licence.last_day.map_or_else(|| text("9999/12/31"), day),
        text(licence.organ.name()),
        text(licence.state.code_2016()),
        text(merchant.district.region),
        day(licence.decided_on),
        text(licence.state.remarks()),
    ]
}

/// The row of a penalty, in the order of [`PENALTY`]. The generation has no field for amounts: they
/// stand in the result (CF_JG).
pub(super) fn penalty(merchant: &Merchant, penalty: &Penalty) -> Vec<Cell> {
    let (first, second) =
        penalty.sanction.kinds_2018.split_once(';').unwrap_or((penalty.sanction.kinds_2018, ""));
    vec![
        text(penalty.document_number(merchant)),
        text(format!("{}案", penalty.offence.kind)),
        text(first),
        text(second),
        text(penalty.facts()),
        text(penalty.offence.basis),
        text(merchant.name_on(penalty.decided_on)),
        text(&merchant.id),
        empty(),
        text(&merchant.registration_number),
        empty(),
        empty(),
        text(&merchant.representative),
        text(penalty.content()),
        day(penalty.decided_on),
        text(penalty.organ.name()),
        text("0"),
        text(merchant.district.region),
        day(penalty.decided_on),
        empty(),
        text("0"),
        text(severity_code(penalty.severity)),
        penalty.display_last_day.map_or_else(empty, day),
    ]
}

/// 失信严重程度: 0 未定, 1 一般, 2 较重, 3 严重.
const fn severity_code(severity: Option<Severity>) -> &'static str {
    match severity {
        None | Some(Severity::Minor) => "0",
        Some(Severity::Ordinary) => "1",
        Some(Severity::RatherSerious) => "2",
        Some(Severity::Serious) => "3",
    }
}

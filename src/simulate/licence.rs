//! Licences: the registration of each merchant and the permits of its trade, term after term.

use super::chance::{Chance, Topic};
use super::merchant::{Merchant, category_name};
use super::output::Table;
use super::publication::Published;
use super::staged;
use super::town::{Office, Organ, Permit, REGISTRATION};
use super::world::World;
use super::{SimulateError, identity};
use crate::domain::day::Day;

/// Share of registrations that stand in the files.
const REGISTRATION_RECORDED: f64 = 0.7;
/// Share of permits renewed when their term ends.
const RENEWED: f64 = 0.88;
/// Decisions older than this are not in the files.
const OLDEST_DAYS: i32 = 365 * 7;

/// A licence as its authority decided it.
#[derive(Debug)]
pub(super) struct Licence {
    pub(super) permit: &'static Permit,
    pub(super) organ: Organ,
    pub(super) decided_on: Day,
    pub(super) valid_from: Day,
    /// The last day of its term; none means long-term.
    pub(super) last_day: Option<Day>,
    pub(super) state: State,
    pub(super) published: Published,
    /// Tells the licences of one merchant apart.
    pub(super) ordinal: usize,
}

/// 当前状态, with what each generation of the standard writes for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Valid,
    Void,
    Disputed,
    Other,
}

impl State {
    /// The word in our own files.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Void => "void",
            Self::Disputed => "disputed",
            Self::Other => "other",
        }
    }

    /// The code of 2018, which knows only two states.
    pub(super) const fn code_2018(self) -> &'static str {
        match self {
            Self::Void => "2",
            _ => "1",
        }
    }

    /// The code of 2016.
    pub(super) const fn code_2016(self) -> &'static str {
        match self {
            Self::Valid => "0",
            Self::Void => "1",
            Self::Disputed => "2",
            Self::Other => "3",
        }
    }

    /// What the remarks say where the code is not enough.
    pub(super) const fn remarks(self) -> &'static str {
        match self {
            Self::Valid | Self::Disputed => "",
            Self::Void => "许可决定已撤销",
            Self::Other => "许可证遗失补办中",
        }
    }
}

/// The columns of `licences.csv`.
pub(super) const COLUMNS: [&str; 20] = [
    "merchant",
    "subject_name",
    "category",
    "document_name",
    "document_number",
    "licence_class",
    "certificate_name",
    "licence_number",
    "content",
    "decided_on",
    "valid_from",
    "valid_until",
    "organ",
    "organ_code",
    "state",
    "data_source",
    "data_source_code",
    "remarks",
    "known_since",
    "published_at",
];

/// Draws the licences of a merchant.
pub(super) fn draw(world: &World, merchant: &Merchant) -> Vec<Licence> {
    let chance = &mut Chance::new(world.seed, merchant.index, Topic::Licences);
    if let Some(staged) = staged::licences(world, merchant) {
        return staged;
    }
    let mut licences = Vec::new();
    if merchant.category.is_none() {
        return licences;
    }
    if chance.happens(REGISTRATION_RECORDED) {
        push_terms(world, chance, merchant, &REGISTRATION, &mut licences);
    }
    if let Some(permit) = merchant.trade.permit {
        push_terms(world, chance, merchant, permit, &mut licences);
    }
    let oldest = world.until.plus(-OLDEST_DAYS);
    licences.retain(|licence| licence.decided_on >= oldest);
    licences
}

fn push_terms(
    world: &World,
    chance: &mut Chance,
    merchant: &Merchant,
    permit: &'static Permit,
    licences: &mut Vec<Licence>,
) {
    let (_, last_active) = merchant.active_days(world);
    let registers = std::ptr::eq(permit, &REGISTRATION);
    let mut begin = if registers {
        merchant.registered_on
    } else {
        merchant.registered_on.plus(chance.between(3, 60))
    };
    while begin <= last_active {
        let last_day = permit.years.map(|years| begin.plus_years(years).plus(-1));
        // A renewal is decided shortly before the old term ends.
        let decided_on = begin.plus(-chance.between(0, if registers { 0 } else { 12 }));
        let void = chance.happens(0.012);
        licences.push(Licence {
            permit,
            organ: organ(merchant),
            decided_on,
            valid_from: begin,
            last_day,
            state: if void { State::Void } else { State::Valid },
            published: Published::draw(world, chance, decided_on),
            ordinal: licences.len(),
        });
        match last_day {
            Some(last_day) if chance.happens(RENEWED) => begin = last_day.plus(1),
            _ => break,
        }
    }
}

/// The authority that licenses a merchant.
pub(super) fn organ(merchant: &Merchant) -> Organ {
    Organ { district: merchant.district, office: Office::Approval }
}

impl Licence {
    /// 文书号.
    pub(super) fn document_number(&self, merchant: &Merchant) -> String {
        format!(
            "样{}{}许〔{}〕{}号",
            self.organ.mark(),
            self.permit.mark,
            self.decided_on.date().year(),
            self.serial(merchant)
        )
    }

    /// 许可编号.
    pub(super) fn licence_number(&self, merchant: &Merchant) -> String {
        identity::permit_number(merchant.district.region, self.serial(merchant))
    }

    fn serial(&self, merchant: &Merchant) -> u64 {
        u64::from(merchant.index) * 20 + self.ordinal as u64 + 1
    }

    /// Writes it under our own headers.
    pub(super) fn write(
        &self,
        merchant: &Merchant,
        table: &mut Table,
    ) -> Result<(), SimulateError> {
        let organ = self.organ.name();
        let organ_code = identity::organ_code(self.organ);
        let last_day = self.last_day.map_or_else(|| "长期".to_owned(), |day| day.to_string());
        table.row(&[
            &merchant.id,
            merchant.name_on(self.decided_on),
            merchant.category.map_or("", category_name),
            self.permit.document,
            &self.document_number(merchant),
            self.permit.class,
            self.permit.certificate,
            &self.licence_number(merchant),
            self.permit.content,
            &self.decided_on.to_string(),
            &self.valid_from.to_string(),
            &last_day,
            &organ,
            organ_code.as_str(),
            self.state.name(),
            &organ,
            organ_code.as_str(),
            self.state.remarks(),
            &self.published.known_since(),
            &self.published.instant(),
        ])
    }
}

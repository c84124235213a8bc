//! The set of files that one simulation writes.

use std::fs;
use std::path::{Path, PathBuf};

use super::complaint::Complaint;
use super::licence::Licence;
use super::merchant::{self, Merchant};
use super::output::{Packing, Table};
use super::penalty::Penalty;
use super::portal::{Portals, Taken};
use super::procedure::Procedures;
use super::quality::STEPS;
use super::rating::{self, Channel, Given, Rating};
use super::world::World;
use super::{
    Layout, SimulateError, Summary, complaint, identity, inspection, licence, penalty_row,
    transaction,
};

/// The columns of `ratings.csv`.
const RATING_COLUMNS: [&str; 15] = [
    "merchant",
    "platform",
    "shop",
    "order",
    "item",
    "sequence",
    "rated_on",
    "rater",
    "stars",
    "description_match",
    "service_attitude",
    "logistics_service",
    "verified_purchase",
    "incentivised",
    "text",
];

/// The columns of `truth_ratings.csv`: which ratings were planted, and how.
const LABEL_COLUMNS: [&str; 7] =
    ["merchant", "platform", "order", "item", "sequence", "pattern", "care"];

/// Steps between two values of quality in `truth.csv`.
const TRUTH_STEPS: usize = 3;

/// The figures as texts, so that none is written twenty million times.
const FIGURES: [&str; 6] = ["0", "1", "2", "3", "4", "5"];

/// The files in the making.
#[derive(Debug)]
pub(super) struct Files {
    pub(super) merchants: Table,
    licences: Table,
    penalties: Table,
    pub(super) inspections: Table,
    pub(super) complaints: Table,
    ratings: Table,
    transactions: Option<Orders>,
    truth: Table,
    labels: Table,
    portals: Option<Portals>,
    procedures: Option<Procedures>,
    folder: PathBuf,
}

/// The files of orders.
#[derive(Debug)]
struct Orders {
    sales: Table,
    supplies: Table,
    /// The last grocer met: the next cooperative supplies it.
    grocer: Option<String>,
}

impl Orders {
    fn create(folder: &Path) -> Result<Self, SimulateError> {
        Ok(Self {
            sales: Table::create(folder, "transactions.csv", Packing::Gzip, &transaction::COLUMNS)?,
            supplies: Table::create(
                folder,
                "transactions-supplies.csv",
                Packing::Plain,
                &transaction::SUPPLY_COLUMNS,
            )?,
            grocer: None,
        })
    }

    fn write(
        &mut self,
        world: &World,
        merchant: &Merchant,
        channels: &[Channel],
        ratings: &[Rating],
    ) -> Result<(), SimulateError> {
        transaction::write(world, merchant, channels, ratings, &mut self.sales)?;
        if ["5212", "5223"].contains(&merchant.trade.industry) {
            self.grocer = Some(merchant.id.clone());
        } else if merchant.trade.is_farming()
            && let Some(grocer) = self.grocer.take()
        {
            transaction::write_supplies(world, merchant, &grocer, &mut self.supplies)?;
        }
        Ok(())
    }
}

impl Files {
    /// Begins all files.
    pub(super) fn create(
        world: &World,
        folder: &Path,
        layout: Layout,
    ) -> Result<Self, SimulateError> {
        fs::create_dir_all(folder)
            .map_err(|source| SimulateError::Write { path: folder.to_owned(), source })?;
        let ratings = match layout {
            Layout::Csv => Packing::Plain,
            Layout::CsvGzip | Layout::Town => Packing::Gzip,
        };
        let plain =
            |name: &str, columns: &[&str]| Table::create(folder, name, Packing::Plain, columns);
        let days = (0..=STEPS)
            .step_by(TRUTH_STEPS)
            .map(|step| format!("quality_{}", world.first_day(step)));
        let truth: Vec<String> = ["merchant", "industry", "region", "activity", "level"]
            .map(str::to_owned)
            .into_iter()
            .chain(days)
            .collect();
        let truth: Vec<&str> = truth.iter().map(String::as_str).collect();
        Ok(Self {
            merchants: plain("merchants.csv", &merchant::COLUMNS)?,
            licences: plain("licences.csv", &licence::COLUMNS)?,
            penalties: plain("penalties.csv", &penalty_row::COLUMNS)?,
            inspections: plain("inspections.csv", &inspection::COLUMNS)?,
            complaints: plain("complaints.csv", &complaint::COLUMNS)?,
            ratings: Table::create(folder, "ratings.csv", ratings, &RATING_COLUMNS)?,
            transactions: (layout == Layout::Town).then(|| Orders::create(folder)).transpose()?,
            truth: plain("truth.csv", &truth)?,
            labels: plain("truth_ratings.csv", &LABEL_COLUMNS)?,
            portals: (layout == Layout::Town).then(Portals::new),
            procedures: match layout {
                Layout::Town => Some(Procedures::create(folder)?),
                Layout::Csv | Layout::CsvGzip => None,
            },
            folder: folder.to_owned(),
        })
    }

    /// Writes a licence, to the portal of its district where there is one. Staged ones stay in our
    /// own files, whose fields say most.
    pub(super) fn write_licence(
        &mut self,
        world: &World,
        merchant: &Merchant,
        licence: &Licence,
    ) -> Result<(), SimulateError> {
        if let Some(portals) = &mut self.portals
            && !world.is_staged(merchant.index)
            && portals.take_licence(merchant, licence) == Taken::ByPortal
        {
            return Ok(());
        }
        licence.write(merchant, &mut self.licences)
    }

    /// Writes a penalty, as [`Self::write_licence`] does.
    pub(super) fn write_penalty(
        &mut self,
        world: &World,
        merchant: &Merchant,
        penalty: &Penalty,
    ) -> Result<(), SimulateError> {
        if let Some(portals) = &mut self.portals
            && !world.is_staged(merchant.index)
            && portals.take_penalty(merchant, penalty) == Taken::ByPortal
        {
            return Ok(());
        }
        penalty.write(merchant, &mut self.penalties)
    }

    /// Writes what was staged about a merchant's records, where that is told.
    pub(super) fn write_procedures(
        &mut self,
        world: &World,
        merchant: &Merchant,
        penalties: &[Penalty],
        complaints: &[Complaint],
    ) -> Result<(), SimulateError> {
        match &mut self.procedures {
            Some(procedures) => procedures.write(world, merchant, penalties, complaints),
            None => Ok(()),
        }
    }

    /// Draws and writes the ratings of a merchant and the labels of the planted ones.
    pub(super) fn write_ratings(
        &mut self,
        world: &World,
        merchant: &Merchant,
        channels: &[Channel],
    ) -> Result<(), SimulateError> {
        let ratings = rating::draw(world, merchant, channels);
        if let Some(orders) = &mut self.transactions {
            orders.write(world, merchant, channels, &ratings)?;
        }
        for rating in ratings {
            let order = format!("{:x}-{}", merchant.index + 1, rating.order + 1);
            self.write_rating(world, merchant, channels, &rating, &order)?;
            if let Some(attack) = rating.opinion.attack {
                self.labels.row(&[
                    &merchant.id,
                    channels[rating.opinion.channel].platform.name,
                    &order,
                    FIGURES[usize::from(rating.item)],
                    FIGURES[usize::from(rating.sequence)],
                    attack.pattern.name(),
                    attack.care.name(),
                ])?;
            }
        }
        Ok(())
    }

    fn write_rating(
        &mut self,
        world: &World,
        merchant: &Merchant,
        channels: &[Channel],
        rating: &Rating,
        order: &str,
    ) -> Result<(), SimulateError> {
        let opinion = &rating.opinion;
        let channel = &channels[opinion.channel];
        let figure = |figure: u8| FIGURES[usize::from(figure)];
        let [stars, description, service, logistics] = match opinion.given {
            Given::Overall(stars) => [figure(stars), "", "", ""],
            Given::Dimensions([description, service, logistics]) => {
                ["", figure(description), figure(service), figure(logistics)]
            }
        };
        let flag = |flag: bool| if flag { "true" } else { "false" };
        let text = opinion.wording.map_or_else(String::new, |it| it.text());
        self.ratings.row(&[
            channel.shop.as_ref().map_or(merchant.id.as_str(), |_| ""),
            channel.platform.name,
            channel.shop.as_deref().unwrap_or_default(),
            order,
            figure(rating.item),
            figure(rating.sequence),
            &opinion.day.to_string(),
            &identity::pseudonym(world.seed, opinion.rater),
            stars,
            description,
            service,
            logistics,
            flag(opinion.is_verified),
            flag(opinion.is_incentivised),
            &text,
        ])
    }

    /// Writes the hidden truth about a merchant: its activity, its level in logits, and its quality
    /// over time as the share of dealings that go well.
    pub(super) fn write_truth(&mut self, merchant: &Merchant) -> Result<(), SimulateError> {
        let mut cells = vec![
            merchant.id.clone(),
            merchant.trade.industry.to_owned(),
            merchant.district.region.to_owned(),
            format!("{:.3}", merchant.activity),
            format!("{:.4}", merchant.quality.level),
        ];
        let qualities = (0..=STEPS).step_by(TRUTH_STEPS);
        cells.extend(qualities.map(|step| format!("{:.4}", merchant.quality.share_at(step))));
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        self.truth.row(&cells)
    }

    /// Ends all files and gives them their names.
    pub(super) fn finish(self) -> Result<Summary, SimulateError> {
        let mut files = vec![self.merchants.finish()?];
        if let Some(portals) = self.portals {
            files.extend(portals.finish(&self.folder)?);
        }
        let records =
            [self.licences, self.penalties, self.inspections, self.complaints, self.ratings];
        for table in records {
            files.push(table.finish()?);
        }
        if let Some(orders) = self.transactions {
            files.push(orders.sales.finish()?);
            files.push(orders.supplies.finish()?);
        }
        if let Some(procedures) = self.procedures {
            files.extend(procedures.finish()?);
        }
        for table in [self.truth, self.labels] {
            files.push(table.finish()?);
        }
        Ok(Summary { files })
    }
}

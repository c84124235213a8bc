//! Staged decisions and procedures of the seed town: what became of some of its staged penalties,
//! and lists and honours of some merchants. They name their records by what stands on them, since
//! the store numbers records only when it takes them in.

use std::path::Path;

use super::SimulateError;
use super::complaint::Complaint;
use super::identity::{self, town_source};
use super::merchant::Merchant;
use super::output::{Packing, Table, WrittenFile};
use super::penalty::Penalty;
use super::town::{Office, Organ};
use super::world::World;
use crate::domain::day::Day;

const LISTING_COLUMNS: [&str; 10] = [
    "merchant",
    "list",
    "document_number",
    "ground",
    "organ",
    "organ_code",
    "entered_on",
    "given_until",
    "left_on",
    "exit",
];

/// An entry on a list: days before the last day, and how it ends.
struct Entry {
    list: &'static str,
    ground: &'static str,
    age: i32,
    given_for: Option<i32>,
    left: Option<Left>,
}

/// How an entry ended: days before the last day, and why.
#[derive(Clone, Copy)]
struct Left {
    age: i32,
    exit: &'static str,
}

const SERIOUS: Entry = Entry {
    list: "serious_violation",
    ground: "市场监督管理严重违法失信名单管理办法第二条, 情节严重的违法行为",
    age: 480,
    given_for: None,
    left: None,
};
const ABNORMAL: Entry = Entry {
    list: "abnormal_operation",
    ground: "企业信息公示暂行条例第十七条, 未按期公示年度报告",
    age: 130,
    given_for: None,
    left: None,
};
const HONOUR: Entry =
    Entry {
        list: "honour", ground: "守合同重信用", age: 400, given_for: Some(730), left: None
    };

/// The entry of a merchant on a list, by its index.
fn entry(index: u32) -> Option<Entry> {
    Some(match index {
        40 => SERIOUS,
        43 => ABNORMAL,
        46 => Entry {
            list: "abnormal_state",
            ground: "个体工商户年度报告暂行办法, 未按期报送年度报告",
            left: Some(Left { age: 30, exit: "duties_fulfilled" }),
            ..ABNORMAL
        },
        60 => HONOUR,
        61 => Entry { given_for: Some(300), ..HONOUR },
        62 => Entry { left: Some(Left { age: 60, exit: "application" }), age: 500, ..SERIOUS },
        _ => return None,
    })
}

/// The files of decisions and procedures.
#[derive(Debug)]
pub(super) struct Procedures {
    withdrawals: Table,
    repairs: Table,
    erasures: Table,
    publications: Table,
    listings: Table,
    applications: Table,
    objections: Table,
    statements: Table,
    notices: Table,
}

impl Procedures {
    /// Begins all files.
    pub(super) fn create(folder: &Path) -> Result<Self, SimulateError> {
        let table =
            |name: &str, columns: &[&str]| Table::create(folder, name, Packing::Plain, columns);
        let reasoned = ["merchant", "target", "decided_on", "reason"];
        Ok(Self {
            withdrawals: table(
                "withdrawals.csv",
                &["merchant", "target", "decided_on", "ground", "reason"],
            )?,
            repairs: table("repairs.csv", &["merchant", "target", "decided_on", "organ"])?,
            erasures: table("erasures.csv", &reasoned)?,
            publications: table(
                "publications.csv",
                &["merchant", "target", "channel", "published_on"],
            )?,
            listings: table("listings.csv", &LISTING_COLUMNS)?,
            applications: table("repair_applications.csv", &["merchant", "target", "applied_on"])?,
            objections: table(
                "objections.csv",
                &["merchant", "target", "raised_on", "raised_by", "ground", "explanation"],
            )?,
            statements: table("statements.csv", &["merchant", "target", "stated_on", "text"])?,
            notices: table(
                "notices.csv",
                &["merchant", "noticed_on", "answer_until", "target", "grade", "points"],
            )?,
        })
    }

    /// Writes what was staged about a merchant.
    pub(super) fn write(
        &mut self,
        world: &World,
        merchant: &Merchant,
        penalties: &[Penalty],
        complaints: &[Complaint],
    ) -> Result<(), SimulateError> {
        if let Some(entry) = entry(merchant.index) {
            self.write_entry(world, merchant, &entry)?;
        }
        if let Some(penalty) = penalties.first() {
            self.write_about_penalty(world, merchant, penalty)?;
        }
        match complaints.first() {
            Some(complaint) if merchant.index == 74 => {
                let target =
                    format!("complaint:{}:{}", town_source("12315"), complaint.number(merchant, 0));
                let on = ago(world, 20);
                self.erasures.row(&[&merchant.id, &target, &on, "投诉人申请删除个人信息"])
            }
            _ => Ok(()),
        }
    }

    fn write_about_penalty(
        &mut self,
        world: &World,
        merchant: &Merchant,
        penalty: &Penalty,
    ) -> Result<(), SimulateError> {
        let code = identity::organ_code(penalty.organ);
        let target = format!("penalty:{code}:{}", penalty.document_number(merchant));
        let (id, target) = (merchant.id.as_str(), target.as_str());
        match merchant.index {
            15 => {
                let (on, reason) = (ago(world, 6), "行政复议决定撤销原处罚决定");
                self.withdrawals.row(&[id, target, &on, "revoked", reason])
            }
            19 => self.repairs.row(&[id, target, &ago(world, 10), &penalty.organ.name()]),
            25 => self.applications.row(&[id, target, &ago(world, 4)]),
            28 => {
                let (on, channel) = (ago(world, 140), "enterprise_system");
                self.publications.row(&[id, target, channel, &on])?;
                let (on, why) = (ago(world, 3), "处罚种类与决定书不符");
                self.objections.row(&[id, target, &on, "merchant", "wrong_content", why])
            }
            31 => {
                let text = "已按决定书要求完成整改, 并开展员工培训。";
                self.statements.row(&[id, target, &ago(world, 5), text])
            }
            40 => {
                let days = [ago(world, 475), ago(world, 470)];
                self.notices.row(&[id, &days[0], &days[1], "", "D", "300"])
            }
            43 => {
                let (on, why) = (ago(world, 1), "对信用评分的依据有异议");
                self.objections.row(&[id, "", &on, "concerned", "other", why])
            }
            46 => {
                let days = [ago(world, 500), ago(world, 495)];
                self.notices.row(&[id, &days[0], &days[1], target, "", ""])
            }
            _ => Ok(()),
        }
    }

    fn write_entry(
        &mut self,
        world: &World,
        merchant: &Merchant,
        entry: &Entry,
    ) -> Result<(), SimulateError> {
        let organ = Organ { district: merchant.district, office: Office::MarketRegulation };
        let entered_on = world.until.plus(-entry.age);
        let year = entered_on.date().year();
        let number = format!("样{}列字〔{year}〕{}号", organ.mark(), merchant.index + 1);
        let until = entry.given_for.map(|days| entered_on.plus(days).to_string());
        let left_on = entry.left.map(|left| ago(world, left.age));
        self.listings.row(&[
            &merchant.id,
            entry.list,
            &number,
            entry.ground,
            &organ.name(),
            identity::organ_code(organ).as_str(),
            &entered_on.to_string(),
            &until.unwrap_or_default(),
            &left_on.unwrap_or_default(),
            entry.left.map_or("", |left| left.exit),
        ])
    }

    /// Ends all files and gives them their names.
    pub(super) fn finish(self) -> Result<Vec<WrittenFile>, SimulateError> {
        let tables = [
            self.listings,
            self.withdrawals,
            self.repairs,
            self.erasures,
            self.publications,
            self.applications,
            self.objections,
            self.statements,
            self.notices,
        ];
        tables.into_iter().map(Table::finish).collect()
    }
}

/// A day that many days before the last one.
fn ago(world: &World, days: i32) -> String {
    let day: Day = world.until.plus(-days);
    day.to_string()
}

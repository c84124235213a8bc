//! The columns of each kind of record in an export: the envelope, and what the content holds but free
//! text and what names people.

use crate::domain::merchant::SubjectCategory;
use crate::domain::publication::{PenaltyKind, Severity};
use crate::domain::record::Detail;
use crate::domain::record::complaint::RefusalGround;
use crate::domain::record::envelope::{Record, RecordId};
use crate::domain::record::kind::RecordKind;
use crate::domain::record::licence::LicenceState;
use crate::domain::record::notice::NoticeOf;
use crate::domain::record::penalty::Penalty;
use crate::domain::record::rating::{Purchase, Stars};
use crate::domain::uscc::Uscc;
use crate::files::table_writer::{Cell, ColumnType, TableColumn};

use ColumnType::{Day, Flag, Instant, Integer, Text};

const fn column(name: &'static str, holds: ColumnType) -> TableColumn {
    TableColumn { name, holds }
}

const ENVELOPE: [TableColumn; 11] = [
    column("merchant", Text),
    column("record", Text),
    column("version_of", Text),
    column("position", Integer),
    column("effective_on", Day),
    column("known_since", Day),
    column("recorded_at", Instant),
    column("published_at", Instant),
    column("jurisdiction", Text),
    column("submitter", Text),
    column("source", Text),
];

/// The columns of a kind.
pub(super) fn columns(kind: RecordKind) -> Vec<TableColumn> {
    let own: &[(&'static str, ColumnType)] = match kind {
        RecordKind::Merchant => &[
            ("status", Text),
            ("category", Text),
            ("registered_on", Day),
            ("region", Text),
            ("industry", Text),
        ],
        RecordKind::Licence => &[
            ("document_number", Text),
            ("organ", Text),
            ("valid_from", Day),
            ("valid_until", Day),
            ("state", Text),
        ],
        RecordKind::Penalty => &[
            ("document_number", Text),
            ("organ", Text),
            ("organ_code", Text),
            ("kinds", Text),
            ("fine_fen", Integer),
            ("confiscated_fen", Integer),
            ("simple_procedure", Flag),
            ("severity", Text),
            ("valid_until", Day),
            ("display_until", Day),
            ("act_ended_on", Day),
        ],
        RecordKind::Inspection => &[
            ("number", Text),
            ("result", Text),
            ("n_critical", Integer),
            ("n_serious", Integer),
            ("n_minor", Integer),
        ],
        RecordKind::Rating => &[
            ("platform", Text),
            ("stars_milli", Integer),
            ("description_match", Integer),
            ("service_attitude", Integer),
            ("logistics_service", Integer),
            ("verified_purchase", Flag),
            ("incentivised", Flag),
        ],
        RecordKind::Complaint => &[
            ("number", Text),
            ("class", Text),
            ("outcome", Text),
            ("accepted_on", Day),
            ("answered_on", Day),
            ("closed_on", Day),
            ("organ", Text),
            ("refused_for", Text),
            ("told_on", Day),
        ],
        RecordKind::Transaction => &[
            ("platform", Text),
            ("amount_fen", Integer),
            ("delivery", Text),
            ("paid_on", Day),
            ("invoiced_on", Day),
            ("shipped_on", Day),
            ("delivered_on", Day),
            ("returned_on", Day),
            ("cancelled_on", Day),
        ],
        RecordKind::Withdrawal | RecordKind::Repair | RecordKind::Erasure => &[("target", Integer)],
        RecordKind::Merge => &[("from", Text)],
        RecordKind::Publication => &[("target", Integer), ("channel", Text), ("published_on", Day)],
        RecordKind::Listing => &[
            ("list", Text),
            ("document_number", Text),
            ("organ", Text),
            ("organ_code", Text),
            ("entered_on", Day),
            ("given_until", Day),
            ("left_on", Day),
        ],
        RecordKind::RepairApplication => &[
            ("target", Integer),
            ("applied_on", Day),
            ("stage", Text),
            ("n_papers", Integer),
            ("accepted_on", Day),
            ("decided_on", Day),
        ],
        RecordKind::Objection => &[
            ("target", Integer),
            ("raised_on", Day),
            ("ground", Text),
            ("transferred_on", Day),
            ("outcome", Text),
            ("decided_on", Day),
        ],
        RecordKind::Statement => &[("target", Integer), ("stated_on", Day)],
        RecordKind::Notice => &[
            ("target", Integer),
            ("noticed_on", Day),
            ("answer_until", Day),
            ("grade", Text),
            ("points", Integer),
        ],
        RecordKind::Finding => &[("target", Integer), ("verdict", Text), ("organ", Text)],
    };
    ENVELOPE.into_iter().chain(own.iter().map(|(name, holds)| column(name, *holds))).collect()
}

/// What of a record must be put into words before it can stand in a row.
#[derive(Debug)]
pub(super) struct Words {
    merchant: String,
    record: String,
    version_of: Option<String>,
    /// The kinds of a penalty, or the identity that a merger takes over.
    own: String,
}

impl Words {
    pub(super) fn of(record: &Record) -> Self {
        let kind = record.detail.kind();
        let own = match &record.detail {
            Detail::Penalty(penalty) => {
                penalty.kinds.iter().map(PenaltyKind::chinese).collect::<Vec<_>>().join(";")
            }
            Detail::Merge(merge) => merge.from.to_string(),
            _ => String::new(),
        };
        Self {
            merchant: record.subject.to_string(),
            record: record.id().to_string(),
            version_of: record.version_of.map(|seq| RecordId { kind, seq }.to_string()),
            own,
        }
    }

    /// The row of the record, in the order of its kind's columns.
    pub(super) fn row<'r>(&'r self, record: &'r Record) -> Vec<Cell<'r>> {
        let mut row = vec![
            Cell::Text(&self.merchant),
            Cell::Text(&self.record),
            Cell::text(self.version_of.as_deref()),
            integer(record.seq.0),
            Cell::Day(record.effective_on),
            Cell::Day(record.known_since),
            Cell::Instant(record.recorded_at),
            record.published_at.map_or(Cell::Nothing, Cell::Instant),
            Cell::Text(&record.jurisdiction.0),
            Cell::Text(&record.submitter.key),
            Cell::Text(&record.source),
        ];
        row.extend(content(&record.detail, &self.own));
        row
    }
}

fn content<'r>(detail: &'r Detail, own: &'r str) -> Vec<Cell<'r>> {
    match detail {
        Detail::Merchant(version) => vec![
            Cell::Text(version.status.name()),
            Cell::text(version.category.map(category)),
            Cell::day(version.registered_on),
            Cell::text(version.region.as_deref()),
            Cell::text(version.industry.as_deref()),
        ],
        Detail::Licence(licence) => vec![
            Cell::Text(&licence.document_number),
            Cell::Text(&licence.organ),
            Cell::Day(licence.fact().valid_from),
            Cell::day(licence.valid_until),
            Cell::Text(state(licence.state)),
        ],
        Detail::Penalty(penalty) => penalty_cells(penalty, own),
        Detail::Inspection(inspection) => vec![
            Cell::Text(&inspection.number),
            Cell::Text(inspection.result.name()),
            integer(inspection.n_critical),
            integer(inspection.n_serious),
            integer(inspection.n_minor),
        ],
        Detail::Rating(rating) => {
            let [description_match, service_attitude, logistics_service] = match rating.stars {
                Stars::Overall(_) => [Cell::Nothing; 3],
                Stars::Dimensions { description_match, service_attitude, logistics_service } => {
                    [description_match, service_attitude, logistics_service].map(integer)
                }
            };
            vec![
                Cell::Text(&rating.platform),
                integer(rating.stars.overall_milli()),
                description_match,
                service_attitude,
                logistics_service,
                Cell::Flag(rating.purchase == Purchase::Verified),
                Cell::Flag(rating.incentivised),
            ]
        }
        Detail::Complaint(complaint) => vec![
            Cell::Text(&complaint.number),
            Cell::Text(complaint.class.name()),
            Cell::Text(complaint.outcome.name()),
            Cell::day(complaint.accepted_on),
            Cell::day(complaint.answered_on),
            Cell::day(complaint.closed_on),
            Cell::text(complaint.organ.as_deref()),
            Cell::text(complaint.refused_for.map(RefusalGround::name)),
            Cell::day(complaint.told_on),
        ],
        Detail::Transaction(order) => vec![
            Cell::Text(&order.platform),
            order.amount_fen.map_or(Cell::Nothing, integer),
            Cell::Text(order.delivery.name()),
            Cell::day(order.paid_on),
            Cell::day(order.invoiced_on),
            Cell::day(order.shipped_on),
            Cell::day(order.delivered_on),
            Cell::day(order.returned_on),
            Cell::day(order.cancelled_on),
        ],
        Detail::Withdrawal(withdrawal) => vec![integer(withdrawal.target.0)],
        Detail::Repair(repair) => vec![integer(repair.target.0)],
        Detail::Erasure(erasure) => vec![integer(erasure.target.0)],
        Detail::Merge(_) => vec![Cell::Text(own)],
        Detail::Listing(listing) => vec![
            Cell::Text(listing.list.name()),
            Cell::Text(&listing.document_number),
            Cell::Text(&listing.organ),
            Cell::text(listing.organ_code.as_ref().map(Uscc::as_str)),
            Cell::Day(listing.entered_on),
            Cell::day(listing.given_until),
            Cell::day(listing.left_on),
        ],
        Detail::Publication(_)
        | Detail::RepairApplication(_)
        | Detail::Objection(_)
        | Detail::Statement(_)
        | Detail::Notice(_) => procedure_cells(detail),
        Detail::Finding(finding) => vec![
            integer(finding.target.0),
            Cell::Text(finding.verdict.name()),
            Cell::Text(&finding.organ),
        ],
    }
}

fn procedure_cells(detail: &Detail) -> Vec<Cell<'_>> {
    match detail {
        Detail::Publication(publication) => vec![
            integer(publication.target.0),
            Cell::Text(publication.channel.name()),
            Cell::Day(publication.published_on),
        ],
        Detail::RepairApplication(application) => vec![
            integer(application.target.0),
            Cell::Day(application.applied_on),
            Cell::Text(application.stage().name()),
            integer(application.attachments.len()),
            Cell::day(application.acceptance.as_ref().map(|acceptance| acceptance.on)),
            Cell::day(application.decision.as_ref().map(|decision| decision.on)),
        ],
        Detail::Objection(objection) => {
            let decision = objection.decision.as_ref();
            vec![
                objection.target.map_or(Cell::Nothing, |target| integer(target.0)),
                Cell::Day(objection.raised_on),
                Cell::Text(objection.ground.name()),
                Cell::day(objection.transferred_on),
                Cell::text(decision.map(|decision| decision.outcome.name())),
                Cell::day(decision.map(|decision| decision.on)),
            ]
        }
        Detail::Statement(statement) => {
            vec![integer(statement.target.0), Cell::Day(statement.stated_on)]
        }
        Detail::Notice(notice) => {
            let [target, grade, points] = match notice.of {
                NoticeOf::Record(target) => [integer(target.0), Cell::Nothing, Cell::Nothing],
                NoticeOf::Grade { grade, points, .. } => {
                    [Cell::Nothing, Cell::Text(grade.letters()), integer(points)]
                }
            };
            vec![
                target,
                Cell::Day(notice.noticed_on),
                Cell::Day(notice.answer_until),
                grade,
                points,
            ]
        }
        _ => Vec::new(),
    }
}

fn penalty_cells<'r>(penalty: &'r Penalty, kinds: &'r str) -> Vec<Cell<'r>> {
    let fact = penalty.fact();
    vec![
        Cell::Text(&penalty.document_number),
        Cell::Text(&penalty.organ),
        Cell::text(penalty.organ_code.as_ref().map(Uscc::as_str)),
        Cell::Text(kinds),
        Cell::Integer(fact.fine_fen.number()),
        Cell::Integer(fact.confiscated_fen.number()),
        Cell::Flag(penalty.simple_procedure),
        Cell::text(penalty.severity.map(severity)),
        Cell::day(penalty.valid_until),
        Cell::day(penalty.display_until),
        Cell::day(penalty.act_ended_on),
    ]
}

fn integer<'r>(number: impl TryInto<i64>) -> Cell<'r> {
    number.try_into().map_or(Cell::Nothing, Cell::Integer)
}

const fn category(category: SubjectCategory) -> &'static str {
    match category {
        SubjectCategory::Organisation => "organisation",
        SubjectCategory::IndividualBusiness => "individual_business",
    }
}

const fn state(state: LicenceState) -> &'static str {
    match state {
        LicenceState::Valid => "valid",
        LicenceState::Void => "void",
        LicenceState::Disputed => "disputed",
        LicenceState::Other => "other",
    }
}

const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Minor => "minor",
        Severity::General => "general",
        Severity::Serious => "serious",
    }
}

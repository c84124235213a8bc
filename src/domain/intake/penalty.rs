//! Reading a penalty (行政处罚): the 30 fields of the 双公示 standard of 2018, those of 2016 and 2017.

use super::cells::{Cells, Content};
use super::penalty_checks;
use super::penalty_fields::FIELDS;
use super::field::position;
use super::rule::Rule;
use super::subject::{self, SubjectPlaces};
use crate::domain::record::Detail;
use crate::domain::record::penalty::Penalty;

const fn at(name: &str) -> usize {
    position(FIELDS, name)
}

const SUBJECT: SubjectPlaces = SubjectPlaces {
    merchant: at("merchant"),
    registration_number: at("registration_number"),
    organisation_code: at("organisation_code"),
    tax_number: at("tax_number"),
    category: at("category"),
    person_id_number: at("person_id_number"),
    legal_representative: at("legal_representative"),
    legal_representative_id_number: at("legal_representative_id_number"),
};

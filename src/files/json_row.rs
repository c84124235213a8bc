//! One JSON object as a row: the body of a POST, a line of NDJSON.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::json_cell::{JsonCell, Member};
use crate::domain::intake::{Fault, Generation, MASKED, Row, Rule, fields, personal};
use crate::domain::record::kind::RecordKind;

/// The row that a JSON object says, in canonical names; what is no field of the kind is refused.
///
/// # Errors
/// A [`Fault`] per member that is unknown or of a form that no field has.
pub fn row<'a>(kind: RecordKind, object: &'a Map<String, Value>) -> Result<Row<'a>, Vec<Fault>> {
    let mut building = Building::new(kind);
    for (name, value) in object {
        let member = Member { name: Cow::Borrowed(name), cell: JsonCell::of_value(value) };
        let at = fields(kind).iter().position(|field| field.name == name);
        building.add(at, member);
    }
    let (values, faults) = building.parts();
    if faults.is_empty() {
        Ok(Row { number: 0, generation: Generation::Own, values })
    } else {
        Err(faults)
    }
}

/// A row while its members come in.
pub(super) struct Building<'a> {
    kind: RecordKind,
    values: Vec<Option<Cow<'a, str>>>,
    seen: Vec<bool>,
    faults: Vec<Fault>,
}

impl<'a> Building<'a> {
    pub(super) fn new(kind: RecordKind) -> Self {
        let n_fields = fields(kind).len();
        Self { kind, values: vec![None; n_fields], seen: vec![false; n_fields], faults: Vec::new() }
    }

    /// Takes a member whose field is known, or refuses it.
    pub(super) fn add(&mut self, at: Option<usize>, member: Member<'a>) {
        let Some((at, field)) = at.and_then(|at| Some((at, fields(self.kind).get(at)?))) else {
            let fault = unknown(self.kind, &member.name);
            self.faults.push(fault);
            return;
        };
        let is_second = self.seen.get(at).copied().unwrap_or_default();
        if let Some(seen) = self.seen.get_mut(at) {
            *seen = true;
        }
        if is_second {
            self.refuse(field.name, Rule::UnknownField, "stands there twice");
            return;
        }
        match member.cell.into_text(field) {
            Ok(text) => {
                if let Some(value) = self.values.get_mut(at) {
                    *value = text.filter(|text| !text.is_empty());
                }
            }
            Err(fault) => self.refuse(field.name, fault.rule, fault.sentence),
        }
    }

    fn refuse(&mut self, field: &'static str, rule: Rule, sentence: &str) {
        self.faults.push(Fault {
            field,
            value: String::new(),
            rule,
            sentence: sentence.to_owned(),
        });
    }

    pub(super) fn parts(self) -> (Vec<Option<Cow<'a, str>>>, Vec<Fault>) {
        (self.values, self.faults)
    }
}

/// The fault of a member that is no field.
fn unknown(kind: RecordKind, name: &str) -> Fault {
    let shown: String = if personal::may_tell(name) {
        MASKED.to_owned()
    } else {
        name.chars().filter(|c| !c.is_control()).take(60).collect()
    };
    let nearest = fields(kind)
        .iter()
        .map(|field| (strsim::normalized_levenshtein(field.name, name), field.name))
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .filter(|(likeness, _)| *likeness >= 0.6)
        .map(|(_, name)| format!("; did you mean '{name}'?"))
        .unwrap_or_default();
    Fault::of_row(
        Rule::UnknownField,
        format!("has a member '{shown}', which is not a field of {}{nearest}", kind.plural()),
    )
}

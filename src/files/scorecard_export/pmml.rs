//! A scorecard as PMML 4.4 `Scorecard` (Data Mining Group), with reason codes by points lost.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::{ExportError, asking_order, is_numeric, writable};
use crate::domain::scorecard::{Bin, BinValues, Calibration, Characteristic, Scorecard};

const LANGUAGE: &str = "PMML";

type Xml = Writer<Vec<u8>>;

/// The card as a PMML document.
///
/// It gives `points`, `probability_of_bad` for a trained card, and one reason code for each
/// characteristic, most points below its best bin first. A missing value is an absent one.
///
/// # Errors
/// [`ExportError`] when a text holds a control character.
pub fn pmml(card: &Scorecard) -> Result<String, ExportError> {
    check_texts(card)?;
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let namespace = ("xmlns", "http://www.dmg.org/PMML-4_4");
    xml.create_element("PMML")
        .with_attributes([namespace, ("version", "4.4")])
        .write_inner_content(|xml| document(xml, card))?;
    let mut text = String::from_utf8_lossy(&xml.into_inner()).into_owned();
    text.push('\n');
    Ok(text)
}

fn check_texts(card: &Scorecard) -> Result<(), ExportError> {
    writable(&card.table().name, LANGUAGE)?;
    for characteristic in card.characteristics() {
        writable(&characteristic.feature, LANGUAGE)?;
        writable(&characteristic.reason.code, LANGUAGE)?;
        for bin in &characteristic.bins {
            if let BinValues::Categories(names) = &bin.values {
                names.iter().try_for_each(|name| writable(name, LANGUAGE).map(|_| ()))?;
            }
        }
    }
    Ok(())
}

fn document(xml: &mut Xml, card: &Scorecard) -> std::io::Result<()> {
    let table = card.table();
    let version = table.version.to_string();
    xml.create_element("Header").write_inner_content(|xml| {
        let application = [("name", "merchant-credit"), ("version", env!("CARGO_PKG_VERSION"))];
        xml.create_element("Application").with_attributes(application).write_empty()?;
        Ok(())
    })?;
    xml.create_element("DataDictionary").write_inner_content(|xml| {
        for characteristic in card.characteristics() {
            let (kind, data) = if is_numeric(characteristic) {
                ("continuous", "double")
            } else {
                ("categorical", "string")
            };
            let name = ("name", characteristic.feature.as_str());
            xml.create_element("DataField")
                .with_attributes([name, ("optype", kind), ("dataType", data)])
                .write_empty()?;
        }
        Ok(())
    })?;
    let model_name = format!("{}-{version}", table.name);
    let initial = table.base_points.to_string();
    xml.create_element("Scorecard")
        .with_attributes([
            ("modelName", model_name.as_str()),
            ("functionName", "regression"),
            ("initialScore", initial.as_str()),
            ("useReasonCodes", "true"),
            ("reasonCodeAlgorithm", "pointsBelow"),
            ("baselineMethod", "max"),
        ])
        .write_inner_content(|xml| {
            mining_schema(xml, card)?;
            output(xml, card)?;
            xml.create_element("Characteristics").write_inner_content(|xml| {
                card.characteristics().iter().try_for_each(|c| characteristic(xml, c))
            })?;
            Ok(())
        })?;
    Ok(())
}

fn mining_schema(xml: &mut Xml, card: &Scorecard) -> std::io::Result<()> {
    xml.create_element("MiningSchema").write_inner_content(|xml| {
        for characteristic in card.characteristics() {
            xml.create_element("MiningField")
                .with_attributes([
                    ("name", characteristic.feature.as_str()),
                    ("invalidValueTreatment", "asIs"),
                    ("missingValueTreatment", "asIs"),
                ])
                .write_empty()?;
        }
        Ok(())
    })?;
    Ok(())
}

fn output(xml: &mut Xml, card: &Scorecard) -> std::io::Result<()> {
    xml.create_element("Output").write_inner_content(|xml| {
        xml.create_element("OutputField")
            .with_attributes([
                ("name", "points"),
                ("optype", "continuous"),
                ("dataType", "double"),
                ("feature", "predictedValue"),
            ])
            .write_empty()?;
        if let Some(calibration) = card.table().calibration {
            xml.create_element("OutputField")
                .with_attributes([
                    ("name", "probability_of_bad"),
                    ("optype", "continuous"),
                    ("dataType", "double"),
                    ("feature", "transformedValue"),
                ])
                .write_inner_content(|xml| probability(xml, calibration))?;
        }
        for rank in 1..=card.characteristics().len() {
            let (name, rank) = (format!("reason_{rank}"), rank.to_string());
            xml.create_element("OutputField")
                .with_attributes([
                    ("name", name.as_str()),
                    ("optype", "categorical"),
                    ("dataType", "string"),
                    ("feature", "reasonCode"),
                    ("rank", rank.as_str()),
                ])
                .write_empty()?;
        }
        Ok(())
    })?;
    Ok(())
}

/// 1 / (1 + exp(−intercept − slope × points)), in PMML's built-in functions.
fn probability(xml: &mut Xml, calibration: Calibration) -> std::io::Result<()> {
    apply(xml, "/", |xml| {
        constant(xml, 1.0)?;
        apply(xml, "+", |xml| {
            constant(xml, 1.0)?;
            apply(xml, "exp", |xml| {
                apply(xml, "-", |xml| {
                    constant(xml, -calibration.intercept)?;
                    apply(xml, "*", |xml| {
                        constant(xml, calibration.slope)?;
                        let points = [("field", "points")];
                        xml.create_element("FieldRef").with_attributes(points).write_empty()?;
                        Ok(())
                    })
                })
            })
        })
    })
}

fn apply(
    xml: &mut Xml,
    function: &str,
    inner: impl FnOnce(&mut Xml) -> std::io::Result<()>,
) -> std::io::Result<()> {
    let element = xml.create_element("Apply").with_attributes([("function", function)]);
    element.write_inner_content(inner)?;
    Ok(())
}

fn constant(xml: &mut Xml, value: f64) -> std::io::Result<()> {
    let element = xml.create_element("Constant").with_attributes([("dataType", "double")]);
    element.write_text_content(BytesText::new(&number(value)))?;
    Ok(())
}

fn characteristic(xml: &mut Xml, characteristic: &Characteristic) -> std::io::Result<()> {
    let best = characteristic.bins.iter().map(|bin| bin.points).max().unwrap_or(0).to_string();
    xml.create_element("Characteristic")
        .with_attributes([
            ("name", characteristic.feature.as_str()),
            ("reasonCode", characteristic.reason.code.as_str()),
            ("baselineScore", best.as_str()),
        ])
        .write_inner_content(|xml| {
            for index in asking_order(characteristic) {
                let bin = &characteristic.bins[index];
                let points = bin.points.to_string();
                xml.create_element("Attribute")
                    .with_attributes([("partialScore", points.as_str())])
                    .write_inner_content(|xml| predicate(xml, &characteristic.feature, bin))?;
            }
            Ok(())
        })?;
    Ok(())
}

fn predicate(xml: &mut Xml, field: &str, bin: &Bin) -> std::io::Result<()> {
    match &bin.values {
        BinValues::Missing => {
            let attributes = [("field", field), ("operator", "isMissing")];
            xml.create_element("SimplePredicate").with_attributes(attributes).write_empty()?;
        }
        BinValues::Special(value) => compare(xml, field, "equal", *value)?,
        BinValues::Range { from: None, to: None } | BinValues::Unseen => {
            xml.create_element("True").write_empty()?;
        }
        BinValues::Range { from: None, to: Some(to) } => compare(xml, field, "lessThan", *to)?,
        BinValues::Range { from: Some(from), to: None } => {
            compare(xml, field, "greaterOrEqual", *from)?;
        }
        BinValues::Range { from: Some(from), to: Some(to) } => {
            let both = [("booleanOperator", "and")];
            xml.create_element("CompoundPredicate").with_attributes(both).write_inner_content(
                |xml| {
                    compare(xml, field, "greaterOrEqual", *from)?;
                    compare(xml, field, "lessThan", *to)
                },
            )?;
        }
        BinValues::Categories(names) => {
            let attributes = [("field", field), ("booleanOperator", "isIn")];
            let element = xml.create_element("SimpleSetPredicate").with_attributes(attributes);
            element.write_inner_content(|xml| array(xml, names))?;
        }
    }
    Ok(())
}

fn compare(xml: &mut Xml, field: &str, operator: &str, value: f64) -> std::io::Result<()> {
    let value = number(value);
    xml.create_element("SimplePredicate")
        .with_attributes([("field", field), ("operator", operator), ("value", value.as_str())])
        .write_empty()?;
    Ok(())
}

/// Quoted texts with a blank between; a quote inside is written with a backslash.
fn array(xml: &mut Xml, names: &[String]) -> std::io::Result<()> {
    let n = names.len().to_string();
    let quoted: Vec<String> =
        names.iter().map(|name| format!("\"{}\"", name.replace('"', "\\\""))).collect();
    xml.create_element("Array")
        .with_attributes([("n", n.as_str()), ("type", "string")])
        .write_text_content(BytesText::new(&quoted.join(" ")))?;
    Ok(())
}

/// The shortest text that reads back as the same double.
fn number(value: f64) -> String {
    format!("{value:?}")
}

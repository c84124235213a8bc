//! The fields and rules as tables for the documentation, and as empty files to fill in.

use std::fmt::Write;

use super::header::Header;
use crate::domain::intake::{Field, Form, Generation, Need, Privacy, Rule, fields};
use crate::domain::record::kind::RecordKind;

/// The tables of `docs/import.md`: the fields of every kind, then the rules. Markdown.
#[must_use]
pub fn field_tables() -> String {
    let mut text = String::new();
    for kind in RecordKind::ALL {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "### {}\n", kind.plural());
        text.push_str(
            "| field | value | must be there | code 2018 | code 2016 | Chinese | what it says |\n",
        );
        text.push_str("| --- | --- | --- | --- | --- | --- | --- |\n");
        for field in fields(kind) {
            let _ = writeln!(
                text,
                "| `{}` | {} | {} | {} | {} | {} | {}{} |",
                field.name,
                form(field),
                need(field.need),
                codes(field.codes),
                codes(field.codes_2016),
                chinese(field),
                field.about,
                privacy(field.privacy),
            );
        }
        text.push('\n');
    }
    text.push_str("### Rules\n\n| code | rule |\n| --- | --- |\n");
    for rule in Rule::all() {
        let _ = writeln!(text, "| `{}` | {} |", rule.code(), rule.about());
    }
    text
}

/// The first line of a CSV file to fill in.
#[must_use]
pub fn template(kind: RecordKind, generation: Generation) -> String {
    let header = Header::of_all_fields(kind, generation);
    let names: Vec<&str> = header.columns.iter().map(|column| column.name.as_str()).collect();
    format!("{}\n", names.join(","))
}

fn form(field: &Field) -> String {
    let most = field.chars_max;
    match field.form {
        Form::Text => format!("text, {most}"),
        Form::Name => format!("name, {most}"),
        Form::Key => format!("number of its source, {most}"),
        Form::Platform => format!("platform, {most}"),
        Form::Day => "day, not after today".to_owned(),
        Form::OpenDay => "day".to_owned(),
        Form::LastDay => "last day".to_owned(),
        Form::MerchantId => "merchant".to_owned(),
        Form::Uscc => "credit code".to_owned(),
        Form::WanYuan => "万元, 6 decimals".to_owned(),
        Form::Count => "count".to_owned(),
        Form::Stars => "1 to 5".to_owned(),
        Form::Choice(choices) => {
            let words: Vec<&str> = choices.iter().map(|choice| choice.value).collect();
            words.join(", ")
        }
        Form::PenaltyKinds => "kinds of penalty".to_owned(),
        Form::Flag => "true, false".to_owned(),
        Form::List(entries) => format!("up to {entries} texts, {most} each"),
        Form::Instant => "instant".to_owned(),
        Form::RecordId(_) => "record, or kind:issuer:number".to_owned(),
        Form::Ignored => "not read".to_owned(),
    }
}

const fn need(need: Need) -> &'static str {
    match need {
        Need::Always => "always",
        Need::In2018 => "in 2018 files",
        Need::Never => "",
    }
}

fn codes(codes: &[&str]) -> String {
    let codes: Vec<String> = codes.iter().map(|code| format!("`{code}`")).collect();
    codes.join(" ")
}

fn chinese(field: &Field) -> String {
    let mut names: Vec<&str> = field.zh.to_vec();
    names.extend(field.zh_2016.iter().filter(|name| !field.zh.contains(name)));
    names.join(" / ")
}

const fn privacy(privacy: Privacy) -> &'static str {
    match privacy {
        Privacy::Plain => "",
        Privacy::FreeText => " *Scanned; personal data masked.*",
        Privacy::Pseudonym => " *Hashed where it holds a person's number.*",
        Privacy::Reference => " *Only a keyed hash is kept.*",
        Privacy::PersonalName => " *Masked, kept beside the record, erasable.*",
        Privacy::IdNumber => " *Only a keyed hash and the last four are kept, erasable.*",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::read_from;

    const MARK: &str = "<!-- printed from the lists of fields; a test keeps it current -->\n\n";

    #[test]
    fn the_tables_in_the_documentation_are_current() {
        let document = include_str!("../../docs/import.md");
        let (_, printed) = document.split_once(MARK).unwrap();
        let current = field_tables();
        if printed != current {
            let path = std::env::temp_dir().join("import-tables.md");
            std::fs::write(&path, current).unwrap();
            panic!("docs/import.md is not current; the tables are in {}", path.display());
        }
    }

    #[test]
    fn a_template_is_a_file_of_its_kind() {
        for kind in RecordKind::ALL {
            let text = template(kind, Generation::Own);
            let mut rows = read_from(Box::new(std::io::Cursor::new(text)), kind).unwrap();
            assert!(rows.next_row().is_none());
        }
    }
}

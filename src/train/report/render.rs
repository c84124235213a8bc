//! A report as Markdown and as one self-contained HTML page.

use std::fmt::Write as _;

use super::document::{Document, Section, Sheet};

/// The report as Markdown; charts are named only, for the page to show.
#[must_use]
pub fn markdown(document: &Document) -> String {
    let mut text = format!("# {}\n", line(&document.title));
    for section in &document.sections {
        let _ = write!(text, "\n## {}\n", line(&section.heading));
        for sentence in &section.sentences {
            let _ = write!(text, "\n{}\n", line(sentence));
        }
        for sheet in &section.sheets {
            sheet_as_markdown(&mut text, sheet);
        }
    }
    text
}

fn sheet_as_markdown(text: &mut String, sheet: &Sheet) {
    if !sheet.caption.is_empty() {
        let _ = write!(text, "\n**{}**\n", line(&sheet.caption));
    }
    let row = |text: &mut String, cells: &[String]| {
        text.push('|');
        for cell in cells {
            let _ = write!(text, " {} |", line(cell).replace('|', "\\|"));
        }
        text.push('\n');
    };
    text.push('\n');
    row(text, &sheet.heads);
    let _ = writeln!(text, "|{}", " --- |".repeat(sheet.heads.len()));
    sheet.rows.iter().for_each(|cells| row(text, cells));
}

/// A text on one line, so that no name from a file can begin a new block.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('<', "&lt;")
}

const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;max-width:66rem;margin:2rem auto;\
padding:0 1rem;color:#1a1a1a;background:#fff}h1{font-size:1.6rem}h2{font-size:1.2rem;\
border-bottom:1px solid #ccc;margin-top:2.2rem}table{border-collapse:collapse;margin:.8rem 0;\
font-variant-numeric:tabular-nums}caption{text-align:left;font-weight:600;padding:.3rem 0}\
th,td{border:1px solid #ddd;padding:.2rem .6rem;text-align:left;vertical-align:top}\
th{background:#f4f4f4}figure{display:inline-block;margin:.6rem}figcaption{font-size:.9rem}\
svg{max-width:100%;height:auto}.scroll{overflow-x:auto}";

/// The report as one page that needs nothing beside itself.
#[must_use]
pub fn html(document: &Document) -> String {
    let title = escaped(&document.title);
    let mut text = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
    );
    document.sections.iter().for_each(|section| section_as_html(&mut text, section));
    text.push_str("</body>\n</html>\n");
    text
}

fn section_as_html(text: &mut String, section: &Section) {
    let _ = writeln!(text, "<section>\n<h2>{}</h2>", escaped(&section.heading));
    for sentence in &section.sentences {
        let _ = writeln!(text, "<p>{}</p>", escaped(sentence));
    }
    for sheet in &section.sheets {
        sheet_as_html(text, sheet);
    }
    for chart in &section.charts {
        let caption = escaped(&chart.caption);
        let _ = writeln!(
            text,
            "<figure role=\"img\" aria-label=\"{caption}\">{}\
             <figcaption>{caption}</figcaption></figure>",
            chart.svg
        );
    }
    text.push_str("</section>\n");
}

fn sheet_as_html(text: &mut String, sheet: &Sheet) {
    text.push_str("<div class=\"scroll\"><table>");
    if !sheet.caption.is_empty() {
        let _ = write!(text, "<caption>{}</caption>", escaped(&sheet.caption));
    }
    text.push_str("<thead><tr>");
    for head in &sheet.heads {
        let _ = write!(text, "<th scope=\"col\">{}</th>", escaped(head));
    }
    text.push_str("</tr></thead>\n<tbody>\n");
    for row in &sheet.rows {
        text.push_str("<tr>");
        for cell in row {
            let _ = write!(text, "<td>{}</td>", escaped(cell));
        }
        text.push_str("</tr>\n");
    }
    text.push_str("</tbody></table></div>\n");
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

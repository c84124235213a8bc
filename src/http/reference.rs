//! The reference page `/docs`: the OpenAPI document and the problems for people, in one HTML page
//! that asks nobody else for anything.

use std::fmt::Write;

use serde_json::Value;

use super::problem::Problem;

/// The style of the page; its policy allows none inside.
pub(crate) const STYLE: &str = "\
:root{color-scheme:light dark}\
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem}\
h2{border-bottom:1px solid #8888;margin-top:2.5rem}h3{margin-top:2rem}\
code,pre{font-family:ui-monospace,monospace;font-size:.9em;overflow-wrap:anywhere}\
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;\
padding:.25rem .75rem .25rem 0;border-bottom:1px solid #8884}\
.method{font-weight:700}nav li{list-style:none}nav ul{padding:0}";

/// Where the style is.
pub(crate) const STYLE_PATH: &str = "/assets/reference.css";
const STYLESHEET: &str = "<link rel=\"stylesheet\" href=\"/assets/reference.css\">";

/// The page that says in words what the document says.
#[must_use]
pub fn page(document: &Value) -> String {
    let mut html = String::with_capacity(64 << 10);
    let title = text(&document["info"]["title"]);
    let version = text(&document["info"]["version"]);
    html.push_str("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">");
    html.push_str("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">");
    let _ = write!(html, "<title>{title} API {version}</title>{STYLESHEET}</head><body>");
    let _ = write!(html, "<h1>{title} API {version}</h1>");
    paragraphs(&mut html, &document["info"]["description"]);
    html.push_str("<p>The same for programs: <a href=\"/openapi.json\">/openapi.json</a>.</p>");
    contents(&mut html, document);
    for tag in items(&document["tags"]) {
        let _ = write!(html, "<h2>{}</h2>", text(&tag["name"]));
        for (path, method, operation) in operations(document, &tag["name"]) {
            route(&mut html, path, method, operation);
        }
    }
    html.push_str("<h2 id=\"problems\">Problems</h2>");
    for problem in Problem::ALL {
        let facts = problem.facts();
        let _ = write!(
            html,
            "<h3 id=\"problem-{0}\"><code>{0}</code> ({1})</h3><p>{2}. {3}</p>",
            facts.code,
            facts.status,
            escape(facts.title),
            marked(facts.advice)
        );
    }
    html.push_str("<h2 id=\"schemas\">Schemas</h2>");
    for (name, schema) in members(&document["components"]["schemas"]) {
        let _ = write!(html, "<h3 id=\"schema-{0}\">{0}</h3>", escape(name));
        paragraphs(&mut html, &schema["description"]);
        fields(&mut html, schema);
    }
    html.push_str("</body></html>");
    html
}

fn contents(html: &mut String, document: &Value) {
    html.push_str("<nav><ul>");
    for tag in items(&document["tags"]) {
        for (path, method, operation) in operations(document, &tag["name"]) {
            let _ = write!(
                html,
                "<li><a href=\"#{}\"><code><span class=\"method\">{}</span> {}</code></a> {}</li>",
                text(&operation["operationId"]),
                method.to_uppercase(),
                escape(path),
                text(&operation["summary"])
            );
        }
    }
    html.push_str("<li><a href=\"#problems\">Problems</a></li>");
    html.push_str("<li><a href=\"#schemas\">Schemas</a></li></ul></nav>");
}

fn route(html: &mut String, path: &str, method: &str, operation: &Value) {
    let _ = write!(
        html,
        "<h3 id=\"{}\"><code><span class=\"method\">{}</span> {}</code></h3><p>{}.</p>",
        text(&operation["operationId"]),
        method.to_uppercase(),
        escape(path),
        text(&operation["summary"])
    );
    paragraphs(html, &operation["description"]);
    let parameters: Vec<&Value> = items(&operation["parameters"]).collect();
    if !parameters.is_empty() {
        html.push_str("<table><tr><th>Parameter</th><th>In</th><th>Type</th><th></th></tr>");
        for parameter in parameters {
            let required = if parameter["required"] == true { " (required)" } else { "" };
            let _ = write!(
                html,
                "<tr><td><code>{}</code>{required}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
                text(&parameter["name"]),
                text(&parameter["in"]),
                kind(&parameter["schema"]),
                marked(parameter["description"].as_str().unwrap_or_default())
            );
        }
        html.push_str("</table>");
    }
    let body = &operation["requestBody"]["content"]["application/json"]["schema"];
    if !body.is_null() {
        let _ = write!(html, "<p>Body: {}</p>", kind(body));
    }
    html.push_str("<table><tr><th>Status</th><th>Answer</th></tr>");
    for (status, response) in members(&operation["responses"]) {
        let _ = write!(html, "<tr><td>{}</td><td>", escape(status));
        answer(html, response);
        html.push_str("</td></tr>");
    }
    html.push_str("</table>");
}

fn answer(html: &mut String, response: &Value) {
    if let Some(status) = response["$ref"].as_str().and_then(|r| r.rsplit("Problem").next()) {
        let of_status = |problem: &Problem| problem.facts().status.to_string() == status;
        let links: Vec<String> = Problem::ALL
            .iter()
            .filter(|problem| of_status(problem))
            .map(|problem| problem.facts().code)
            .map(|code| format!("<a href=\"#problem-{code}\"><code>{code}</code></a>"))
            .collect();
        html.push_str(&links.join(", "));
        return;
    }
    html.push_str(&text(&response["description"]));
    for (media_type, content) in members(&response["content"]) {
        let _ = write!(html, ": {} ({})", kind(&content["schema"]), escape(media_type));
    }
}

fn fields(html: &mut String, schema: &Value) {
    let properties: Vec<(&String, &Value)> = members(&schema["properties"]).collect();
    if properties.is_empty() {
        let _ = write!(html, "<p>{}</p>", kind(schema));
        return;
    }
    let required = |name: &str| items(&schema["required"]).any(|known| known == name);
    html.push_str("<table><tr><th>Field</th><th>Type</th><th></th></tr>");
    for (name, property) in properties {
        let optional = if required(name) { "" } else { " (optional)" };
        let _ = write!(
            html,
            "<tr><td><code>{}</code>{optional}</td><td>{}</td><td>{}</td></tr>",
            escape(name),
            kind(property),
            marked(property["description"].as_str().unwrap_or_default())
        );
    }
    html.push_str("</table>");
}

/// The type that a schema describes, in a few words.
fn kind(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|r| r.rsplit('/').next()) {
        let name = escape(name);
        return format!("<a href=\"#schema-{name}\">{name}</a>");
    }
    for choices in [&schema["anyOf"], &schema["oneOf"]] {
        let choices: Vec<String> = items(choices).map(kind).collect();
        if !choices.is_empty() {
            return choices.join(" or ");
        }
    }
    let values: Vec<String> =
        items(&schema["enum"]).map(|value| format!("<code>{}</code>", text(value))).collect();
    if !values.is_empty() {
        return values.join(", ");
    }
    if !schema["const"].is_null() {
        return format!("<code>{}</code>", text(&schema["const"]));
    }
    if schema["type"] == "array" {
        return format!("list of {}", kind(&schema["items"]));
    }
    let format = schema["format"].as_str().map(|format| format!(" ({})", escape(format)));
    let names: Vec<String> = match &schema["type"] {
        Value::Array(names) => names.iter().map(text).collect(),
        name => vec![text(name)],
    };
    names.join(" or ") + &format.unwrap_or_default()
}

fn operations<'a>(
    document: &'a Value,
    group: &'a Value,
) -> impl Iterator<Item = (&'a str, &'a str, &'a Value)> {
    members(&document["paths"]).flat_map(move |(path, methods)| {
        members(methods)
            .filter(move |(_, operation)| operation["tags"][0] == *group)
            .map(move |(method, operation)| (path.as_str(), method.as_str(), operation))
    })
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn paragraphs(html: &mut String, value: &Value) {
    let words = value.as_str().unwrap_or_default().split("\n\n");
    for paragraph in words.filter(|words| !words.trim().is_empty()) {
        let _ = write!(html, "<p>{}</p>", marked(paragraph));
    }
}

/// The text of a value, escaped.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => escape(text),
        Value::Null => String::new(),
        other => escape(&other.to_string()),
    }
}

/// Escaped text in which `code` in backticks is marked up.
fn marked(text: &str) -> String {
    let mut html = String::new();
    for (place, piece) in text.split('`').enumerate() {
        if place % 2 == 1 {
            let _ = write!(html, "<code>{}</code>", escape(piece));
        } else {
            html.push_str(&escape(piece));
        }
    }
    html
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_and_code_is_marked() {
        assert_eq!(marked("a `<b>` & c"), "a <code>&lt;b&gt;</code> &amp; c");
    }

    #[test]
    fn types_are_said_in_words() {
        let check = |schema: Value, expect: &str| assert_eq!(kind(&schema), expect);
        check(serde_json::json!({"type": "integer", "format": "int64"}), "integer (int64)");
        check(serde_json::json!({"type": ["string", "null"]}), "string or null");
        check(
            serde_json::json!({"type": "array", "items": {"$ref": "#/components/schemas/A"}}),
            "list of <a href=\"#schema-A\">A</a>",
        );
        check(serde_json::json!({"enum": ["a", "b"]}), "<code>a</code>, <code>b</code>");
    }
}

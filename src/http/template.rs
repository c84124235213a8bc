//! Path templates such as `/v1/merchants/{id}/score`: match a path and take its variables out.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// A path with variables in braces, each a whole segment.
#[derive(Clone, Debug)]
pub struct Template {
    text: &'static str,
    segments: Vec<Segment>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Segment {
    Literal(&'static str),
    Variable(&'static str),
}

/// A named text out of a path or a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The variable of the template, or the parameter of the query.
    pub name: String,
    /// Its decoded text.
    pub text: String,
}

impl Template {
    /// Takes a template apart.
    #[must_use]
    pub fn new(text: &'static str) -> Self {
        let segments = text
            .split('/')
            .skip(1)
            .map(|segment| {
                segment
                    .strip_prefix('{')
                    .and_then(|name| name.strip_suffix('}'))
                    .map_or(Segment::Literal(segment), Segment::Variable)
            })
            .collect();
        Self { text, segments }
    }

    /// The template as written.
    #[must_use]
    pub const fn text(&self) -> &'static str {
        self.text
    }

    /// The names of its variables.
    pub fn variables(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.segments.iter().filter_map(|segment| match segment {
            Segment::Literal(_) => None,
            Segment::Variable(name) => Some(*name),
        })
    }

    /// Whether the path has this shape.
    #[must_use]
    pub fn fits(&self, path: &str) -> bool {
        self.pairs(path).is_some_and(|mut pairs| {
            pairs.all(|(segment, text)| match segment {
                Segment::Literal(literal) => *literal == text,
                Segment::Variable(_) => !text.is_empty(),
            })
        })
    }

    /// The variables of a path that has this shape, percent-decoded; bytes that are no UTF-8 become
    /// replacement characters, which no identity holds.
    #[must_use]
    pub fn take(&self, path: &str) -> Option<Vec<Named>> {
        if !self.fits(path) {
            return None;
        }
        let taken = self
            .pairs(path)?
            .filter_map(|(segment, text)| match segment {
                Segment::Literal(_) => None,
                Segment::Variable(name) => {
                    Some(Named { name: (*name).to_owned(), text: decode(text).into_owned() })
                }
            })
            .collect();
        Some(taken)
    }

    /// Segments of the template beside those of the path, if there are equally many.
    fn pairs<'a>(&'a self, path: &'a str) -> Option<impl Iterator<Item = (&'a Segment, &'a str)>> {
        let segments = path.strip_prefix('/')?;
        let same_number = segments.split('/').count() == self.segments.len();
        same_number.then(|| self.segments.iter().zip(segments.split('/')))
    }
}

fn decode(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8_lossy()
}

/// The parameters of a query string, decoded, in their order.
#[must_use]
pub fn query(text: &str) -> Vec<Named> {
    form_urlencoded::parse(text.as_bytes())
        .map(|(name, text)| Named { name: name.into_owned(), text: text.into_owned() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(template: &'static str, path: &str, expect: Option<&[&str]>) {
        let taken = Template::new(template)
            .take(path)
            .map(|named| named.into_iter().map(|n| n.text).collect::<Vec<_>>());
        let taken: Option<Vec<&str>> =
            taken.as_ref().map(|texts| texts.iter().map(String::as_str).collect());
        assert_eq!(taken.as_deref(), expect);
    }

    #[test]
    fn a_path_fits_its_template_segment_by_segment() {
        check("/v1/m/{id}", "/v1/m/taobao:1", Some(&["taobao:1"]));
        check("/v1/m/{id}", "/v1/m/taobao%3A1", Some(&["taobao:1"]));
        check("/v1/m/{id}/score", "/v1/m/a/score", Some(&["a"]));
        check("/healthz", "/healthz", Some(&[]));
        check("/healthz", "/healthz/", None);
        check("/v1/m/{id}", "/v1/m/", None);
        check("/v1/m/{id}", "/v1/m", None);
        check("/v1/m/{id}", "/v1/m/a/b", None);
        check("/v1/m/{id}", "/v1//a", None);
        check("/v1/m/{id}", "", None);
        check("/v1/m/{id}", "*", None);
    }

    #[test]
    fn an_encoded_slash_stays_inside_its_segment() {
        check("/v1/m/{id}", "/v1/m/a%2Fscore", Some(&["a/score"]));
    }
}

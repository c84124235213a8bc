//! Cookies: read by name, and written with everything that keeps them to this service.

/// The cookie of a session; the prefix makes browsers demand `Secure` and the whole site's path.
pub(crate) const SESSION: &str = "__Host-session";
/// The cookie that ties a form to a reader without a session.
pub(crate) const FORM: &str = "__Host-form";
/// The cookie that remembers a chosen language.
pub(crate) const LANGUAGE: &str = "language";
/// How long a chosen language is remembered: a year.
pub(crate) const LANGUAGE_SECONDS: u32 = 365 * 24 * 3600;

/// The value of a cookie in a `Cookie` header.
pub(crate) fn value<'a>(header: &'a str, name: &str) -> Option<&'a str> {
    let pairs = header.split(';').filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(|(own, _)| *own == name).map(|(_, value)| value).next()
}

/// A cookie that no script reads and no other site sends; it lasts as long as the browser, or so many
/// seconds.
pub(crate) fn host(name: &str, value: &str, seconds: Option<u32>) -> String {
    let age = seconds.map_or_else(String::new, |seconds| format!("; Max-Age={seconds}"));
    format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Strict{age}")
}

/// A cookie that is sent when a reader comes from elsewhere, too.
pub(crate) fn plain(name: &str, value: &str, seconds: u32) -> String {
    format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={seconds}")
}

#[cfg(test)]
mod tests {
    use super::{host, value};

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let header = "a=1; xa=2;language=en; b";
        assert_eq!(value(header, "a"), Some("1"));
        assert_eq!(value(header, "language"), Some("en"));
        assert_eq!(value(header, "b"), None);
        assert_eq!(value(header, "x"), None);
    }

    #[test]
    fn a_session_is_kept_from_scripts_other_sites_and_plain_connections() {
        let cookie = host("__Host-session", "v", None);
        for demanded in ["; Secure", "; HttpOnly", "; SameSite=Strict", "; Path=/"] {
            assert!(cookie.contains(demanded), "{cookie}");
        }
    }
}

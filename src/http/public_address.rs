//! The address under which readers reach the service, as its operator says it.

use warp::http::Uri;
use warp::http::uri::PathAndQuery;

/// Scheme and host, as in `https://credit.example.org`: printed reports lead there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicAddress(String);

impl PublicAddress {
    /// Reads an address.
    ///
    /// # Errors
    /// What an address looks like, for anything but `http` or `https` with a host and nothing else.
    pub fn parse(text: &str) -> Result<Self, String> {
        let odd = || format!("'{text}' is no address like https://credit.example.org");
        let address: Uri = text.parse().map_err(|_| odd())?;
        let is_web = matches!(address.scheme_str(), Some("http" | "https"));
        let path = address.path_and_query().map_or("/", PathAndQuery::as_str);
        let authority = address.authority().map(|authority| authority.as_str());
        let host = authority.filter(|host| !host.contains('@'));
        match (address.scheme_str(), host) {
            (Some(scheme), Some(host)) if is_web && path == "/" && !text.contains('#') => {
                Ok(Self(format!("{scheme}://{host}")))
            }
            _ => Err(odd()),
        }
    }

    /// Scheme and host, without a slash at the end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::PublicAddress;

    #[track_caller]
    fn check(text: &str, expect: Option<&str>) {
        let parsed = PublicAddress::parse(text).ok();
        assert_eq!(parsed.as_ref().map(PublicAddress::as_str), expect, "{text}");
    }

    #[test]
    fn an_address_is_a_scheme_and_a_host() {
        check("https://credit.example.org", Some("https://credit.example.org"));
        check("https://credit.example.org/", Some("https://credit.example.org"));
        check("http://localhost:8080", Some("http://localhost:8080"));
        check("http://[::1]:8080", Some("http://[::1]:8080"));
        for odd in [
            "",
            "credit.example.org",
            "ftp://credit.example.org",
            "https://",
            "https://credit.example.org/path",
            "https://credit.example.org?query",
            "https://credit.example.org/#part",
            "https://user@credit.example.org",
            "javascript:alert(1)",
            "https://a b",
        ] {
            check(odd, None);
        }
    }
}

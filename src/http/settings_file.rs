//! The section of the server in the file of settings, and the settings it makes.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use super::allowance::{Allowance, Limits, RouteClass, Tier};
use super::public_address::PublicAddress;
use super::settings::{Cors, Settings};

/// Longest patience that can be set, in seconds.
const PATIENCE_S_MAX: u64 = 3600;

/// What an operator decides about the server; whatever is left out has its default.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ServeSection {
    /// Where it listens.
    pub listen: Option<SocketAddr>,
    /// The address under which readers reach it, `https://credit.example.org`: printed reports lead
    /// there. Where it is left out, that of each request.
    pub public_address: Option<String>,
    /// Proxies whose `X-Forwarded-For` is believed, as networks.
    pub trusted_proxies: Vec<String>,
    /// Pages of which origins may call: `closed`, `open`, or a list of origins.
    pub cors: CorsSetting,
    /// Networks inside which webhooks may call, though they are private.
    pub webhook_networks: Vec<String>,
    /// How long the server waits, in seconds.
    pub patience_s: PatienceSection,
    /// How much it takes on at once.
    pub capacity: CapacitySection,
    /// How much each client may ask.
    pub limits: LimitsSection,
}

/// Pages of which origins may call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum CorsSetting {
    /// `closed` or `open`.
    Word(String),
    /// These.
    Origins(Vec<String>),
}

impl Default for CorsSetting {
    fn default() -> Self {
        Self::Word("closed".to_owned())
    }
}

/// How long the server waits, in seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PatienceSection {
    /// For the first complete head on a new connection.
    pub head: Option<u64>,
    /// For a complete JSON body.
    pub body: Option<u64>,
    /// For the next request on an open connection.
    pub idle: Option<u64>,
    /// For the writer's answer.
    pub answer: Option<u64>,
    /// For accepted requests when the server stops.
    pub stop: Option<u64>,
}

/// How much the server takes on at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CapacitySection {
    /// Connections.
    pub n_connections_max: Option<usize>,
    /// Requests in the writer's queue or on threads for long work.
    pub n_in_flight_max: Option<usize>,
    /// Batches that are being received.
    pub n_batches_max: Option<usize>,
    /// Requests that wait for something to happen.
    pub n_waiting_max: Option<usize>,
    /// Threads for long work.
    pub n_blocking_threads: Option<usize>,
    /// Bytes of all request bodies in memory.
    pub body_bytes_max: Option<usize>,
}

/// How much each client may ask.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LimitsSection {
    /// Clients remembered for each allowance before strangers have to share.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub n_clients_max: Option<usize>,
    /// By tier (`anonymous` or a role) and class (`read`, `write`, `batch`, `search`): `60/min`.
    #[serde(flatten)]
    pub tiers: BTreeMap<String, BTreeMap<String, String>>,
}

/// A setting that cannot be used: where it stands, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{at}: {why}")]
pub struct SettingError {
    at: String,
    why: String,
}

fn error(at: &str, why: impl Into<String>) -> SettingError {
    SettingError { at: at.to_owned(), why: why.into() }
}

impl ServeSection {
    /// The settings of the server.
    ///
    /// # Errors
    /// [`SettingError`] naming the setting and what would be right.
    pub fn settings(&self) -> Result<Settings, SettingError> {
        let usual = SocketAddr::from((Ipv4Addr::LOCALHOST, 8080));
        let mut settings = Settings::standard(self.listen.unwrap_or(usual));
        let address = self.public_address.as_deref().map(PublicAddress::parse).transpose();
        settings.public_address = address.map_err(|why| error("public_address", why))?;
        settings.trusted_proxies = networks("trusted_proxies", &self.trusted_proxies)?;
        settings.webhook_networks = networks("webhook_networks", &self.webhook_networks)?;
        settings.cors = self.cors.cors()?;
        settings.limits = self.limits.limits()?;
        let patience = &mut settings.patience;
        for (name, sent, place) in [
            ("head", self.patience_s.head, &mut patience.head),
            ("body", self.patience_s.body, &mut patience.body),
            ("idle", self.patience_s.idle, &mut patience.idle),
            ("answer", self.patience_s.answer, &mut patience.answer),
            ("stop", self.patience_s.stop, &mut patience.stop),
        ] {
            let Some(seconds) = sent else { continue };
            if !(1..=PATIENCE_S_MAX).contains(&seconds) {
                let why = format!("{seconds} is not from 1 to {PATIENCE_S_MAX} seconds");
                return Err(error(&format!("patience_s.{name}"), why));
            }
            *place = Duration::from_secs(seconds);
        }
        let capacity = &mut settings.capacity;
        for (name, sent, place) in [
            ("n_connections_max", self.capacity.n_connections_max, &mut capacity.n_connections_max),
            ("n_in_flight_max", self.capacity.n_in_flight_max, &mut capacity.n_in_flight_max),
            ("n_batches_max", self.capacity.n_batches_max, &mut capacity.n_batches_max),
            ("n_waiting_max", self.capacity.n_waiting_max, &mut capacity.n_waiting_max),
            (
                "n_blocking_threads",
                self.capacity.n_blocking_threads,
                &mut capacity.n_blocking_threads,
            ),
            ("body_bytes_max", self.capacity.body_bytes_max, &mut capacity.body_bytes_max),
        ] {
            let Some(n) = sent else { continue };
            if n == 0 {
                return Err(error(&format!("capacity.{name}"), "must be at least 1"));
            }
            *place = n;
        }
        Ok(settings)
    }

    /// The same section with every setting written out, as it applies.
    #[must_use]
    pub fn written_out(&self, settings: &Settings) -> Self {
        let Settings { patience, capacity, limits, .. } = settings;
        let seconds = |patience: Duration| Some(patience.as_secs());
        let class = |tier| {
            let allowance =
                |class: RouteClass| (class.name().to_owned(), print(limits.of(tier, class)));
            RouteClass::ALL.into_iter().map(allowance).collect()
        };
        let tiers = Tier::ALL.into_iter().map(|tier| (tier.name().to_owned(), class(tier)));
        Self {
            listen: Some(settings.listen),
            patience_s: PatienceSection {
                head: seconds(patience.head),
                body: seconds(patience.body),
                idle: seconds(patience.idle),
                answer: seconds(patience.answer),
                stop: seconds(patience.stop),
            },
            capacity: CapacitySection {
                n_connections_max: Some(capacity.n_connections_max),
                n_in_flight_max: Some(capacity.n_in_flight_max),
                n_batches_max: Some(capacity.n_batches_max),
                n_waiting_max: Some(capacity.n_waiting_max),
                n_blocking_threads: Some(capacity.n_blocking_threads),
                body_bytes_max: Some(capacity.body_bytes_max),
            },
            limits: LimitsSection {
                n_clients_max: Some(limits.n_clients_max.get()),
                tiers: tiers.collect(),
            },
            ..self.clone()
        }
    }
}

fn networks(at: &str, texts: &[String]) -> Result<Vec<IpNet>, SettingError> {
    let one = |text: &String| {
        let address = || text.parse::<std::net::IpAddr>().ok().map(IpNet::from);
        let network = text.parse().ok().or_else(address);
        network.ok_or_else(|| error(at, format!("'{text}' is no network like 10.0.0.0/8")))
    };
    texts.iter().map(one).collect()
}

impl CorsSetting {
    fn cors(&self) -> Result<Cors, SettingError> {
        match self {
            Self::Word(word) if word == "closed" => Ok(Cors::Closed),
            Self::Word(word) if word == "open" => Ok(Cors::Open),
            Self::Word(word) => {
                let why = format!("'{word}' is not `closed`, `open` or a list of origins");
                Err(error("cors", why))
            }
            Self::Origins(origins) => Ok(Cors::Origins(origins.clone())),
        }
    }
}

impl LimitsSection {
    /// The allowances.
    ///
    /// # Errors
    /// [`SettingError`] naming the tier and the class.
    pub fn limits(&self) -> Result<Limits, SettingError> {
        let mut limits = Limits::standard();
        for (tier_name, classes) in &self.tiers {
            let tier = Tier::ALL.into_iter().find(|tier| tier.name() == tier_name);
            let unknown = || {
                let known: Vec<&str> = Tier::ALL.iter().map(|tier| tier.name()).collect();
                let why = format!("'{tier_name}' is none of {}", known.join(", "));
                error("limits", why)
            };
            let tier = tier.ok_or_else(unknown)?;
            for (class_name, text) in classes {
                let at = format!("limits.{tier_name}.{class_name}");
                let class = RouteClass::ALL.into_iter().find(|class| class.name() == class_name);
                let class =
                    class.ok_or_else(|| error(&at, "is none of read, write, batch, search"));
                let allowance = parse(text).map_err(|why| error(&at, why))?;
                limits = limits.with(tier, class?, allowance);
            }
        }
        if let Some(n) = self.n_clients_max {
            let n = n.try_into().map_err(|_| error("limits.n_clients_max", "must be at least 1"));
            limits.n_clients_max = n?;
        }
        Ok(limits)
    }
}

const UNITS: [(&str, u64); 4] = [("s", 1), ("min", 60), ("h", 3600), ("d", 86_400)];

/// Reads `600/min` or `100/10s`.
fn parse(text: &str) -> Result<Allowance, String> {
    let odd = || format!("'{text}' is no allowance like 600/min or 100/10s");
    let (n, per) = text.split_once('/').ok_or_else(odd)?;
    let n: u32 = n.trim().parse().map_err(|_| odd())?;
    let per = per.trim();
    let digits = per.len() - per.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (count, unit) = per.split_at(digits);
    let count: u64 = if count.is_empty() { 1 } else { count.parse().map_err(|_| odd())? };
    let (_, seconds) = UNITS.iter().find(|(name, _)| *name == unit).ok_or_else(odd)?;
    Allowance::new(n, Duration::from_secs(count.saturating_mul(*seconds)))
}

fn print(allowance: Allowance) -> String {
    let seconds = allowance.per.as_secs();
    let fitting = UNITS.iter().rev().find(|(_, unit)| seconds.is_multiple_of(*unit));
    let (unit, size) = fitting.copied().unwrap_or(("s", 1));
    match seconds / size {
        1 => format!("{}/{unit}", allowance.n),
        count => format!("{}/{count}{unit}", allowance.n),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_allowance_is_read_as_it_is_printed() {
        for text in ["60/min", "1/s", "100/10s", "5/h", "7/d", "600/5min"] {
            assert_eq!(print(parse(text).unwrap()), text);
        }
        for odd in ["", "60", "60/", "/min", "60/minute", "-1/s", "1/0s", "1/2d", "1.5/s"] {
            assert!(parse(odd).is_err(), "{odd}");
        }
    }

    #[test]
    fn what_is_written_out_makes_the_same_settings() {
        let section = ServeSection {
            cors: CorsSetting::Word("open".into()),
            patience_s: PatienceSection { body: Some(5), ..PatienceSection::default() },
            ..ServeSection::default()
        };
        let settings = section.settings().unwrap();
        let again = section.written_out(&settings).settings().unwrap();
        assert_eq!(again.limits, settings.limits);
        assert_eq!((again.patience, again.capacity), (settings.patience, settings.capacity));
        assert_eq!(again.cors, Cors::Open);
    }
}

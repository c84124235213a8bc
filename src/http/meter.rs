//! Counters and times of requests, in the text format that Prometheus reads.

use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use warp::http::StatusCode;

use super::endpoint::Endpoint;

/// The media type of the text format.
pub(crate) const OPENMETRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Upper bounds of the times that requests are sorted into, in seconds.
const SECONDS: [f64; 12] =
    [0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5, 10.0];

/// Classes of status: 1xx to 5xx.
const N_STATUS_CLASSES: usize = 5;
const STATUS_CLASSES: [&str; N_STATUS_CLASSES] = ["1xx", "2xx", "3xx", "4xx", "5xx"];

/// Counts requests.
pub(crate) struct Meter {
    registry: Registry,
    routes: Vec<RouteMeter>,
    no_route: RouteMeter,
    n_connections: Gauge,
    n_in_flight: Gauge,
    n_clients: Gauge,
    n_turned_away: Counter,
}

struct RouteMeter {
    by_status: [Counter; N_STATUS_CLASSES],
    seconds: Histogram,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RouteLabels {
    route: &'static str,
    method: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct StatusLabels {
    route: &'static str,
    method: &'static str,
    status: &'static str,
}

impl Meter {
    /// Counters for each of these endpoints.
    pub(crate) fn new(endpoints: &[Endpoint]) -> Self {
        let requests = Family::<StatusLabels, Counter>::default();
        let seconds =
            Family::<RouteLabels, Histogram>::new_with_constructor(|| Histogram::new(SECONDS));
        let of = |route: &'static str, method: &'static str| RouteMeter {
            by_status: STATUS_CLASSES.map(|status| {
                let labels = StatusLabels { route, method, status };
                requests.get_or_create_owned(&labels)
            }),
            seconds: seconds.get_or_create_owned(&RouteLabels { route, method }),
        };
        let routes = endpoints
            .iter()
            .map(|endpoint| of(endpoint.template.text(), endpoint.method.name()))
            .collect();
        let no_route = of("none", "any");
        let mut meter = Self {
            registry: Registry::with_prefix("merchant_credit_http"),
            routes,
            no_route,
            n_connections: Gauge::default(),
            n_in_flight: Gauge::default(),
            n_clients: Gauge::default(),
            n_turned_away: Counter::default(),
        };
        meter.register(&requests, &seconds);
        meter
    }

    fn register(
        &mut self,
        requests: &Family<StatusLabels, Counter>,
        seconds: &Family<RouteLabels, Histogram>,
    ) {
        let registry = &mut self.registry;
        registry.register("requests", "Requests answered", requests.clone());
        let help = "Time from a complete head to an answer";
        registry.register_with_unit("request_duration", help, Unit::Seconds, seconds.clone());
        let help = "Connections that are open";
        registry.register("connections", help, self.n_connections.clone());
        let help = "Requests in the writer's queue or on threads for long work";
        registry.register("in_flight", help, self.n_in_flight.clone());
        let help = "Clients that the limiter remembers";
        registry.register("limiter_clients", help, self.n_clients.clone());
        let help = "Connections turned away because too many were open";
        registry.register("connections_turned_away", help, self.n_turned_away.clone());
    }

    /// Counts one answer; `place` is the route's in the list, where one was found.
    pub(crate) fn count(&self, place: Option<usize>, status: StatusCode, duration: Duration) {
        let route = place.and_then(|place| self.routes.get(place)).unwrap_or(&self.no_route);
        let class = usize::from(status.as_u16() / 100).clamp(1, N_STATUS_CLASSES) - 1;
        if let Some(counter) = route.by_status.get(class) {
            counter.inc();
        }
        route.seconds.observe(duration.as_secs_f64());
    }

    pub(crate) fn connection_opened(&self) {
        self.n_connections.inc();
    }

    pub(crate) fn connection_closed(&self) {
        self.n_connections.dec();
    }

    pub(crate) fn connection_turned_away(&self) {
        self.n_turned_away.inc();
    }

    /// All counters as text, with the gauges that others know.
    pub(crate) fn text(&self, n_in_flight: usize, n_clients: usize) -> String {
        let whole = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        self.n_in_flight.set(whole(n_in_flight));
        self.n_clients.set(whole(n_clients));
        let mut text = String::new();
        match encode(&mut text, &self.registry) {
            Ok(()) => text,
            Err(_) => String::new(),
        }
    }
}

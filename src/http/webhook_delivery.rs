//! Sending webhooks' messages: signed as the Standard Webhooks specification says, tried again, and
//! never to an address inside a private network that the operator did not name.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use data_encoding::BASE64;
use hmac::Mac;
use ipnet::IpNet;
use serde::Serialize;
use ureq::Agent;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};

use super::wire::change::ChangeBody;
use crate::app::App;
use crate::app::webhook::DueMessage;
use crate::domain::keyed_hash::keyed_hash;

/// How often due messages are looked for.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// How long a receiver may take for its answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// Messages sent at a time.
const SENT_TOGETHER: usize = 8;
/// Characters of an error that are kept.
const WHY_CHARS_MAX: usize = 200;

/// The thread that sends messages; it ends when told so.
#[derive(Debug)]
pub(crate) struct Sending {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

/// What sending is set to.
#[derive(Clone, Debug)]
pub(crate) struct SendingSettings {
    /// Private networks that may be called.
    pub networks: Vec<IpNet>,
    /// After which times a message is tried again.
    pub retry_after: Vec<Duration>,
}

impl Sending {
    /// Starts the thread.
    pub(crate) fn start(app: App, settings: SendingSettings) -> std::io::Result<Self> {
        let stop = Arc::new(AtomicBool::new(false));
        let stopping = Arc::clone(&stop);
        let builder = std::thread::Builder::new().name("webhooks".to_owned());
        let thread = builder.spawn(move || {
            let agent = agent(settings.networks.clone());
            while !stopping.load(Ordering::Relaxed) {
                send_due(&app, &agent, &settings.retry_after);
                std::thread::park_timeout(LOOK_EVERY);
            }
        })?;
        Ok(Self { stop, thread })
    }

    /// Ends the thread; a message that is under way is finished.
    pub(crate) fn stop(self) {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.thread().unpark();
        if self.thread.join().is_err() {
            tracing::error!("the thread of webhooks had panicked");
        }
    }
}

fn agent(networks: Vec<IpNet>) -> Agent {
    let config = Config::builder()
        .timeout_global(Some(PATIENCE))
        .max_redirects(0)
        .http_status_as_error(true)
        .proxy(None)
        .user_agent(concat!("merchant-credit/", env!("CARGO_PKG_VERSION")))
        .build();
    Agent::with_parts(
        config,
        DefaultConnector::default(),
        Guarded { networks, ..Guarded::default() },
    )
}

fn send_due(app: &App, agent: &Agent, retry_after: &[Duration]) {
    let messages = match app.due_messages() {
        Ok(messages) => messages,
        Err(error) => {
            tracing::error!(%error, "due webhooks cannot be looked up");
            return;
        }
    };
    for group in messages.chunks(SENT_TOGETHER) {
        std::thread::scope(|scope| {
            for message in group {
                scope.spawn(move || send(app, agent, message, retry_after));
            }
        });
    }
}

fn send(app: &App, agent: &Agent, message: &DueMessage, retry_after: &[Duration]) {
    let noted = match post(app, agent, message) {
        Ok(()) => app.message_delivered(message),
        Err(why) => {
            tracing::warn!(webhook = message.webhook.webhook, %why, "a webhook was not told");
            let why: String = why.chars().take(WHY_CHARS_MAX).collect();
            app.message_failed(message, &why, retry_after)
        }
    };
    if let Err(error) = noted {
        tracing::error!(%error, "what became of a webhook's message cannot be noted");
    }
}

/// What a webhook is told.
#[derive(Serialize)]
struct Message<'a> {
    webhook: i64,
    merchant: &'a str,
    changes: Vec<ChangeBody>,
    next: u64,
}

fn post(app: &App, agent: &Agent, message: &DueMessage) -> Result<(), String> {
    let webhook = &message.webhook;
    let body = serde_json::to_vec(&Message {
        webhook: webhook.webhook,
        merchant: &webhook.merchant,
        changes: message.changes.changes.iter().map(ChangeBody::from).collect(),
        next: message.changes.next.0,
    })
    .map_err(|error| error.to_string())?;
    // The same changes have the same id, so that a receiver knows a message that comes twice.
    let id = format!("msg_{}_{}_{}", webhook.webhook, webhook.told_seq, message.changes.next);
    let at = app.settings().clock.now().as_second();
    let signature = signature(&webhook.secret, &id, at, &body);
    let answer = agent
        .post(&webhook.url)
        .header("content-type", "application/json")
        .header("webhook-id", &id)
        .header("webhook-timestamp", at.to_string())
        .header("webhook-signature", &signature)
        .send(&body[..]);
    match answer {
        Ok(answer) if answer.status().is_success() => Ok(()),
        Ok(answer) => Err(format!("the receiver answered {}", answer.status())),
        Err(error) => Err(error.to_string()),
    }
}

/// The signature of a message (Standard Webhooks): HMAC-SHA256 of id, time and body.
#[must_use]
pub(crate) fn signature(secret: &[u8], id: &str, at: i64, body: &[u8]) -> String {
    let mac = keyed_hash(secret).chain_update(format!("{id}.{at}.")).chain_update(body);
    format!("v1,{}", BASE64.encode(&mac.finalize().into_bytes()))
}

/// A secret as it is shown to its owner, once.
#[must_use]
pub(crate) fn shown_secret(secret: &[u8]) -> String {
    format!("whsec_{}", BASE64.encode(secret))
}

/// Looks names up, and refuses addresses inside private networks.
#[derive(Debug, Default)]
struct Guarded {
    networks: Vec<IpNet>,
    inner: DefaultResolver,
}

impl Resolver for Guarded {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.inner.resolve(uri, config, timeout)?;
        let mut allowed = self.empty();
        for address in found.iter().filter(|address| self.allows(address)) {
            allowed.push(*address);
        }
        if allowed.is_empty() {
            return Err(ureq::Error::HostNotFound);
        }
        Ok(allowed)
    }
}

impl Guarded {
    fn allows(&self, address: &SocketAddr) -> bool {
        let ip = address.ip().to_canonical();
        is_public(ip) || self.networks.iter().any(|network| network.contains(&ip))
    }
}

/// Whether an address belongs to no private or special network (RFC 6890).
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => {
            let [a, b, ..] = v4.octets();
            !(v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || v4.is_broadcast()
                || v4.is_documentation()
                || v4.is_multicast()
                || a == 0
                || a >= 240
                || (a == 100 && (64..128).contains(&b))
                || (a == 192 && b == 0)
                || (a == 198 && (b == 18 || b == 19)))
        }
        IpAddr::V6(v6) => {
            // Only 2000::/3 is given out; within it 2001::/23, 2001:db8::/32, 2002::/16 and 3fff::/20
            // are special.
            let [first, second, ..] = v6.segments();
            let is_special = match first {
                0x2001 => second < 0x200 || second == 0xdb8,
                0x2002 => true,
                0x3fff => second < 0x1000,
                _ => false,
            };
            first & 0xe000 == 0x2000 && !is_special
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_signed_as_the_specification_shows() {
        // The example of the Standard Webhooks specification's reference libraries.
        let secret = BASE64.decode(b"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let body = br#"{"test": 2432232314}"#;
        assert_eq!(
            signature(&secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        );
    }

    #[test]
    fn private_addresses_are_called_only_where_the_operator_says_so() {
        let check = |ip: &str, expect| assert_eq!(is_public(ip.parse().unwrap()), expect, "{ip}");
        for ip in ["8.8.8.8", "114.114.114.114", "2606:4700::1111"] {
            check(ip, true);
        }
        for ip in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "fe80::1",
            "fc00::1",
            "2001:db8::1",
            "2002:7f00:1::",
        ] {
            check(ip, false);
        }
        let guarded =
            Guarded { networks: vec!["10.0.0.0/8".parse().unwrap()], ..Guarded::default() };
        assert!(guarded.allows(&"10.1.2.3:80".parse().unwrap()));
        assert!(guarded.allows(&"[::ffff:10.1.2.3]:80".parse().unwrap()));
        assert!(!guarded.allows(&"127.0.0.1:80".parse().unwrap()));
    }
}

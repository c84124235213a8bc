//! A server with routes made for tests, on a free port, and plain ways to talk to it.

use std::cell::OnceCell;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::Path;
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use merchant_credit::app::App;
use merchant_credit::app::key::{NewKey, Role};
use merchant_credit::clock::Clock;
use merchant_credit::http::allowance::{Allowance, Limits};
use merchant_credit::http::caller::Caller;
use merchant_credit::http::endpoint::{Endpoint, Looked, get, post, wait};
use merchant_credit::http::error::ApiError;
use merchant_credit::http::openapi;
use merchant_credit::http::params::NoParams;
use merchant_credit::http::routes::with_reference;
use merchant_credit::http::serve::Server;
use merchant_credit::http::settings::Settings;
use merchant_credit::http::view::View;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::http_document::Document;

/// A running server over a store of its own; it stops when dropped.
pub(crate) struct Door {
    pub(crate) app: App,
    keys: [OnceCell<String>; Role::ALL.len()],
    /// Kept until the door is dropped.
    _folder: Option<tempfile::TempDir>,
    document: LazyLock<Arc<Document>, Box<dyn FnOnce() -> Arc<Document>>>,
    pub(crate) server: Option<Server>,
    pub(crate) address: SocketAddr,
}

impl Door {
    /// A server with the standard settings and allowances that no test uses up.
    pub(crate) fn open() -> Self {
        Self::with(|_| {})
    }

    /// A server with changed settings.
    pub(crate) fn with(change: impl FnOnce(&mut Settings)) -> Self {
        Self::serving(with_reference(routes()), change)
    }

    /// A server with other routes.
    pub(crate) fn serving(endpoints: Vec<Endpoint>, change: impl FnOnce(&mut Settings)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let app = open_app(folder.path());
        let mut door = Self::of(app, endpoints, change);
        door._folder = Some(folder);
        door
    }

    /// The service itself over a store that the test keeps.
    pub(crate) fn over(app: App) -> Self {
        Self::of(app, merchant_credit::http::routes::endpoints(), |_| {})
    }

    fn of(app: App, endpoints: Vec<Endpoint>, change: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = Settings::standard(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
        let plenty = Allowance::new(1_000_000, Duration::from_secs(1)).unwrap();
        settings.limits = Limits::uniform(plenty, 1_000.try_into().unwrap());
        change(&mut settings);
        let document = openapi::document(&endpoints);
        let document: Box<dyn FnOnce() -> Arc<Document>> = Box::new(|| Document::of(document));
        let document = LazyLock::new(document);
        let server = Server::start(app.clone(), settings, endpoints).unwrap();
        let address = server.address();
        Self {
            app,
            keys: Default::default(),
            _folder: None,
            document,
            server: Some(server),
            address,
        }
    }

    /// The token of the key of that role, made when it is first asked for; its name is the role's.
    pub(crate) fn key(&self, role: Role) -> &str {
        self.keys[role as usize].get_or_init(|| create_key(&self.app, role.name(), role))
    }

    /// The service itself, with all its routes.
    pub(crate) fn of_service() -> Self {
        Self::serving(merchant_credit::http::routes::endpoints(), |_| {})
    }

    /// The app behind the server.
    pub(crate) fn app(&self) -> &App {
        &self.app
    }

    /// Submits a JSON body as the holder of the key of a role.
    pub(crate) fn post_as(&self, role: Role, path: &str, body: &serde_json::Value) -> Answer {
        let sent = format!("Bearer {}", self.key(role));
        let headers = [("authorization", sent.as_str()), ("content-type", "application/json")];
        self.send("POST", path, &headers, &body.to_string())
    }

    /// Reads as the holder of the key of a role.
    pub(crate) fn get_as(&self, role: Role, path: &str) -> Answer {
        let sent = format!("Bearer {}", self.key(role));
        self.send("GET", path, &[("authorization", &sent)], "")
    }

    pub(crate) fn connect(&self) -> Connection {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        Connection { stream }
    }

    /// Returns once the server is in that state.
    #[track_caller]
    pub(crate) fn until(&self, state: impl Fn(&Server) -> bool) {
        let started = Instant::now();
        while !self.server.as_ref().is_some_and(&state) {
            assert!(started.elapsed() < Duration::from_secs(10), "the state was not reached");
            std::thread::yield_now();
        }
    }

    /// What comes back for these bytes until the server closes.
    pub(crate) fn send_raw(&self, text: &str) -> Vec<u8> {
        let mut connection = self.connect();
        connection.write(text);
        connection.read_to_end()
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], "")
    }

    pub(crate) fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let mut head = format!("{method} {path} HTTP/1.1\r\nhost: t\r\nconnection: close\r\n");
        for (name, value) in headers {
            head += &format!("{name}: {value}\r\n");
        }
        if !body.is_empty() {
            head += &format!("content-length: {}\r\n", body.len());
        }
        let answer = Answer::parse(&self.send_raw(&format!("{head}\r\n{body}")));
        self.document.check(method, path, &answer);
        answer
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        if let Some(server) = self.server.take() {
            let _ = server.stop();
        }
    }
}

/// A new store in a folder, on the system's clock.
pub(crate) fn open_app(folder: &Path) -> App {
    let settings = merchant_credit::app::Settings {
        clock: Clock::System,
        zone: jiff::tz::TimeZone::get("Asia/Shanghai").unwrap(),
        id_number_key: vec![7; 32],
        disclaimer: "A test.".into(),
    };
    App::open(folder, settings).unwrap()
}

/// The organ that the authority's key is bound to.
pub(crate) const ORGAN: &str = "11449922MB0A111041";
/// The platform that the platform's key is bound to.
pub(crate) const PLATFORM: &str = "yunshi";
/// The merchant that the merchant's key is bound to.
pub(crate) const MERCHANT: &str = "92449922MA3EUQEB9L";

/// Makes a key and gives its token.
pub(crate) fn create_key(app: &App, name: &str, role: Role) -> String {
    let new = NewKey {
        name,
        role,
        binding: match role {
            Role::Authority => Some(ORGAN),
            Role::Platform => Some(PLATFORM),
            Role::Merchant => Some(MERCHANT),
            Role::Reader | Role::Analyst | Role::Admin => None,
        },
        expires_at: None,
    };
    app.create_key(&new).unwrap()
}

/// A bare TCP connection.
pub(crate) struct Connection {
    pub(crate) stream: TcpStream,
}

impl Connection {
    pub(crate) fn write(&mut self, text: &str) {
        self.stream.write_all(text.as_bytes()).unwrap();
    }

    /// What comes until the server closes.
    pub(crate) fn read_to_end(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        match self.stream.read_to_end(&mut bytes) {
            Ok(_) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => bytes,
            Err(error) => panic!("the server did not close: {error}"),
        }
    }

    /// What comes until those bytes have come.
    pub(crate) fn read_until(&mut self, wanted: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut byte = [0];
        while !bytes.ends_with(wanted) {
            self.stream.read_exact(&mut byte).unwrap();
            bytes.push(byte[0]);
        }
        bytes
    }

    /// One answer with a length, on a connection that stays open.
    pub(crate) fn read_answer(&mut self) -> Answer {
        let mut bytes = Vec::new();
        let mut byte = [0];
        while !bytes.ends_with(b"\r\n\r\n") {
            self.stream.read_exact(&mut byte).unwrap();
            bytes.push(byte[0]);
        }
        let length: usize = Answer::parse(&bytes)
            .header("content-length")
            .and_then(|length| length.parse().ok())
            .unwrap_or(0);
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).unwrap();
        bytes.extend(body);
        Answer::parse(&bytes)
    }
}

/// An answer taken apart.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn parse(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n");
        let end = end.unwrap_or_else(|| panic!("no answer: {:?}", String::from_utf8_lossy(bytes)));
        let head = std::str::from_utf8(&bytes[..end]).unwrap();
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap();
        let headers = lines.map(|line| line.split_once(':').unwrap());
        Self {
            status: status.parse().unwrap(),
            headers: headers
                .map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
                .collect(),
            body: bytes[end + 4..].to_vec(),
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut all = self.headers.iter().filter(|(known, _)| known == name);
        all.next().map(|(_, value)| value.as_str())
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    pub(crate) fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct EchoParams {
    /// Any text.
    id: String,
    /// How often.
    n: Option<u32>,
}

#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EchoBody {
    /// Any texts.
    texts: Vec<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Echo {
    id: String,
    n: u32,
    key: Option<String>,
    padding: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct WaitParams {
    /// Milliseconds to wait.
    wait_ms: u64,
}

fn echo(_: &App, caller: &Caller, params: EchoParams) -> Result<View<Echo>, ApiError> {
    let n = params.n.unwrap_or(1);
    let tag = format!("{}-{n}", params.id);
    if caller.has(&tag) {
        return Ok(View::not_modified(tag));
    }
    Ok(View::found(Echo {
        padding: "x".repeat(n as usize),
        key: caller.holder.as_ref().map(|holder| holder.name.clone()),
        id: params.id,
        n,
    })
    .tagged(tag))
}

fn say(_: &App, _: &Caller, _: NoParams, body: EchoBody) -> Result<View<EchoBody>, ApiError> {
    Ok(View::found(body))
}

fn panics(_: &App, _: &Caller, _: NoParams) -> Result<View<Echo>, ApiError> {
    panic!("a fault of ours")
}

fn long(_: &App, _: &Caller, params: WaitParams) -> Result<View<EchoBody>, ApiError> {
    std::thread::sleep(Duration::from_millis(params.wait_ms));
    Ok(View::found(EchoBody { texts: Vec::new() }))
}

fn nothing(_: &App, _: &Caller, params: WaitParams) -> Result<Looked<EchoBody>, ApiError> {
    Ok(Looked::Nothing {
        so_far: View::found(EchoBody { texts: Vec::new() }),
        patience: Duration::from_millis(params.wait_ms),
    })
}

fn routes() -> Vec<Endpoint> {
    vec![
        get("/v1/echo/{id}", "Repeat. What was sent.", echo),
        post("/v1/say", "Repeat a body. What was sent.", one, say),
        post("/v1/echo/{id}/say", "Repeat a body. With an unused path.", one, say_at),
        get("/v1/admins", "Repeat. For admins.", echo_admin).needs(&[Role::Admin]),
        post("/v1/authorities", "Repeat a body. For authorities.", one, say)
            .needs(&[Role::Authority]),
        get("/v1/panics", "Fail. Always.", panics),
        get("/v1/long", "Work long. On a thread of its own.", long).blocking(),
        wait("/v1/wait", "Wait. For nothing.", nothing),
    ]
}

fn echo_admin(app: &App, caller: &Caller, _: NoParams) -> Result<View<Echo>, ApiError> {
    let params = EchoParams { id: "admin".into(), n: None };
    echo(app, caller, params)
}

fn say_at(
    app: &App,
    caller: &Caller,
    _: EchoParams,
    body: EchoBody,
) -> Result<View<EchoBody>, ApiError> {
    say(app, caller, NoParams {}, body)
}

fn one(_: &EchoBody) -> usize {
    1
}

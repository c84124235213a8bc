//! A browser with plain, blocking ways to use it; it and its driver end when it is dropped.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::elements::Element;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use warp::http::Method;

use crate::town::TOWN;

/// How long a page may take to show what is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// A browser of its own, without cookies.
pub(crate) struct Browser {
    runtime: Runtime,
    client: Client,
    driver: Child,
}

/// What a reader prefers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    Light,
    Dark,
}

/// A command of chromedriver that WebDriver does not have.
#[derive(Debug)]
struct Chrome {
    command: &'static str,
    parameters: Value,
}

impl WebDriverCompatibleCommand for Chrome {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (Method, Option<String>) {
        let body = json!({ "cmd": self.command, "params": self.parameters });
        (Method::POST, Some(body.to_string()))
    }
}

impl Browser {
    /// A browser whose reader speaks the languages of an `Accept-Language` header.
    pub(crate) fn speaking(languages: &str) -> Self {
        let (driver, port) = start_driver();
        let runtime = Runtime::new().unwrap();
        let options = json!({
            "args": [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                "--hide-scrollbars", "--force-device-scale-factor=1",
                format!("--accept-lang={languages}"),
            ],
            "prefs": { "intl.accept_languages": languages },
        });
        let mut wanted = serde_json::Map::new();
        wanted.insert("goog:chromeOptions".to_owned(), options);
        let address = format!("http://127.0.0.1:{port}");
        let client = runtime.block_on(async {
            let mut builder = ClientBuilder::new(HttpConnector::new());
            builder.capabilities(wanted).connect(&address).await.unwrap()
        });
        let browser = Self { runtime, client, driver };
        browser.size(1440, 900);
        browser
    }

    /// A browser whose reader speaks Chinese.
    pub(crate) fn open() -> Self {
        Self::speaking("zh-CN,zh")
    }

    fn chrome(&self, command: &'static str, parameters: Value) -> Value {
        self.runtime.block_on(self.client.issue_cmd(Chrome { command, parameters })).unwrap()
    }

    /// Sets the size of the screen, in CSS pixels.
    pub(crate) fn size(&self, width: u32, height: u32) {
        let parameters = json!({
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600,
        });
        self.chrome("Emulation.setDeviceMetricsOverride", parameters);
    }

    /// Sets what the reader prefers.
    pub(crate) fn prefer(&self, scheme: Scheme) {
        let value = if scheme == Scheme::Dark { "dark" } else { "light" };
        let features = json!([{ "name": "prefers-color-scheme", "value": value }]);
        self.chrome("Emulation.setEmulatedMedia", json!({ "features": features }));
    }

    /// Turns scripts of pages off.
    pub(crate) fn without_script(&self) {
        self.chrome("Emulation.setScriptExecutionDisabled", json!({ "value": true }));
    }

    /// Goes to a path of the town.
    pub(crate) fn visit(&self, path: &str) {
        self.runtime.block_on(self.client.goto(&TOWN.at(path))).unwrap();
    }

    /// The path and query of where it is.
    pub(crate) fn path(&self) -> String {
        let url = self.runtime.block_on(self.client.current_url()).unwrap();
        let query = url.query().map_or_else(String::new, |query| format!("?{query}"));
        format!("{}{query}", url.path())
    }

    pub(crate) fn title(&self) -> String {
        self.runtime.block_on(self.client.title()).unwrap()
    }

    pub(crate) fn source(&self) -> String {
        self.runtime.block_on(self.client.source()).unwrap()
    }

    /// The one element that a selector finds, waited for.
    #[track_caller]
    pub(crate) fn find(&self, selector: &str) -> Element {
        let wait = self.client.wait().at_most(PATIENCE);
        let found = self.runtime.block_on(wait.for_element(Locator::Css(selector)));
        found.unwrap_or_else(|error| panic!("{selector}: {error}"))
    }

    /// How many elements a selector finds.
    pub(crate) fn n(&self, selector: &str) -> usize {
        self.runtime.block_on(self.client.find_all(Locator::Css(selector))).unwrap().len()
    }

    #[track_caller]
    pub(crate) fn text(&self, selector: &str) -> String {
        let element = self.find(selector);
        self.runtime.block_on(element.text()).unwrap()
    }

    #[track_caller]
    pub(crate) fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        let element = self.find(selector);
        self.runtime.block_on(element.attr(name)).unwrap()
    }

    #[track_caller]
    pub(crate) fn click(&self, selector: &str) {
        let element = self.find(selector);
        self.runtime.block_on(element.click()).unwrap();
    }

    /// Types into what a selector finds.
    #[track_caller]
    pub(crate) fn type_into(&self, selector: &str, text: &str) {
        let element = self.find(selector);
        self.runtime.block_on(element.send_keys(text)).unwrap();
    }

    /// Signs in at the desk.
    #[track_caller]
    pub(crate) fn type_desk_key(&self, key: &str) {
        self.visit("/desk");
        self.type_into("#key", key);
        self.click("form.card button");
    }

    /// Types into whatever has the focus, as from the keyboard.
    pub(crate) fn press(&self, keys: &str) {
        let focused = self.runtime.block_on(self.client.active_element()).unwrap();
        self.runtime.block_on(focused.send_keys(keys)).unwrap();
    }

    /// Runs a script in the page and gives what it returns.
    pub(crate) fn script(&self, script: &str) -> Value {
        self.runtime.block_on(self.client.execute(script, Vec::new())).unwrap()
    }

    /// What axe-core finds wrong with the page, each with the elements concerned.
    pub(crate) fn violations(&self) -> Vec<String> {
        self.script(&std::fs::read_to_string(axe()).unwrap());
        let run = "const done = arguments[arguments.length - 1]; \
            axe.run(document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', \
            'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }) \
            .then(found => done(found.violations), fault => done([{ id: String(fault), nodes: [] }]))";
        let found = self.runtime.block_on(self.client.execute_async(run, Vec::new())).unwrap();
        let found = found.as_array().unwrap();
        found.iter().map(|own| format!("{}: {}", own["id"], targets(&own["nodes"]))).collect()
    }

    /// Keeps a picture of the whole page in the folder that git ignores.
    pub(crate) fn picture(&self, name: &str) {
        let parameters = json!({ "format": "webp", "quality": 80, "captureBeyondViewport": true });
        let taken = self.chrome("Page.captureScreenshot", parameters);
        let bytes = data_encoding::BASE64.decode(taken["data"].as_str().unwrap().as_bytes());
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/screenshots");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("{name}.webp")), bytes.unwrap()).unwrap();
    }

    /// The page printed to PDF, as the browser's own dialogue does it.
    pub(crate) fn pdf(&self) -> Vec<u8> {
        let parameters = json!({ "preferCSSPageSize": true, "printBackground": false });
        let printed = self.chrome("Page.printToPDF", parameters);
        data_encoding::BASE64.decode(printed["data"].as_str().unwrap().as_bytes()).unwrap()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.runtime.block_on(self.client.clone().close());
        // The driver leads a group of its own, so that no browser outlives a test that failed.
        let group = format!("-{}", self.driver.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
        let _ = self.driver.wait();
    }
}

fn start_driver() -> (Child, u16) {
    let mut driver = Command::new("chromedriver")
        .arg("--port=0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .expect("chromedriver is needed: scripts/test installs it");
    let lines = BufReader::new(driver.stdout.take().unwrap()).lines();
    let mut port = None;
    for line in lines.map_while(Result::ok) {
        if let Some((_, rest)) = line.split_once("successfully on port ") {
            port = rest.trim_end_matches('.').parse().ok();
            break;
        }
    }
    (driver, port.expect("chromedriver says its port"))
}

/// axe-core, as `scripts/test` installs it.
fn axe() -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    target.join("browser/node_modules/axe-core/axe.min.js")
}

fn targets(nodes: &Value) -> String {
    let nodes = nodes.as_array().into_iter().flatten();
    let named = nodes.map(|node| format!("{} {}", node["target"], node["failureSummary"]));
    named.take(5).collect::<Vec<_>>().join("; ")
}

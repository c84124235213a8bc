//! Pages for people: who reads them, what is answered, and how a refusal looks.

pub(crate) mod cookie;
pub(crate) mod refusal;
pub(crate) mod session;

use std::sync::Arc;

use warp::http::header::{self, HeaderName, HeaderValue};

use self::cookie::{FORM, LANGUAGE, LANGUAGE_SECONDS, SESSION};
use self::session::Sessions;
use super::door::Door;
use super::error::ApiError;
use super::head::Head;
use super::problem::Problem;
use super::reply::Reply;
use super::template::{Named, query};
use super::view::{Document, View};
use crate::app::App;
use crate::app::key::{KeyHolder, Role};
use crate::domain::disclosure::Audience;
use crate::web::language::Language;
use crate::web::visit::{LanguageLink, Visit};

/// The parameter that chooses the language, on every page.
const LANGUAGE_PARAMETER: &str = "lang";
/// The hidden field of every form.
const FORM_TOKEN_FIELD: &str = "form_token";

/// Who reads a page.
pub struct Reader {
    /// How the page is to be written.
    pub visit: Visit,
    /// Whose session it is, if any.
    pub holder: Option<KeyHolder>,
    /// The language was chosen by this very request, so it is remembered.
    chose_language: bool,
    /// Scheme and host of addresses on paper: the operator's, else those this reader reached us by.
    origin: String,
    session: Option<String>,
    seed: String,
    has_seed: bool,
    sessions: Arc<Sessions>,
}

/// What a reader gets.
pub struct Page {
    answer: Answer,
    cookies: Vec<String>,
    has_form: bool,
}

enum Answer {
    Document(Document),
    Elsewhere(String),
}

impl Page {
    /// A page as HTML.
    #[must_use]
    pub fn html(text: String) -> Self {
        Self::document(Document::html(text))
    }

    /// A file.
    #[must_use]
    pub const fn document(document: Document) -> Self {
        Self { answer: Answer::Document(document), cookies: Vec::new(), has_form: false }
    }

    /// The reader is sent to another page of ours.
    #[must_use]
    pub const fn elsewhere(path: String) -> Self {
        Self { answer: Answer::Elsewhere(path), cookies: Vec::new(), has_form: false }
    }

    /// The same page, which holds a form.
    #[must_use]
    pub const fn with_form(mut self) -> Self {
        self.has_form = true;
        self
    }
}

impl Reader {
    /// Who reads, by the head of the request and the parameters it carries; the parameter of the
    /// language is taken out of them.
    pub(crate) fn new(door: &Door, head: &Head, named: &mut Vec<Named>) -> Self {
        let (app, sessions) = (&door.app, &door.sessions);
        let sent = |name: &str| head.cookies.as_deref().and_then(|all| cookie::value(all, name));
        let place = named.iter().position(|named| named.name == LANGUAGE_PARAMETER);
        let asked = place.and_then(|place| Language::parse(&named.remove(place).text));
        let remembered = || sent(LANGUAGE).and_then(Language::parse);
        let accepted = || Language::accepted(head.languages.as_deref().unwrap_or_default());
        let language = asked.or_else(remembered).unwrap_or_else(accepted);
        let session = sent(SESSION).filter(|id| sessions.knows(id)).map(str::to_owned);
        let holder = session.as_deref().and_then(|id| sessions.holder(app, id));
        let session = session.filter(|_| holder.is_some());
        let sent_seed = session.as_deref().or_else(|| sent(FORM).filter(|seed| is_seed(seed)));
        let has_seed = sent_seed.is_some();
        let seed = sent_seed.map_or_else(|| sessions.unguessable(), str::to_owned);
        let visit = Visit {
            language,
            languages: language_links(head),
            path: head.uri.path().to_owned(),
            zone: app.settings().zone.clone(),
            holder: holder.as_ref().map(|holder| holder.name.clone()),
            form_token: sessions.form_token(&seed),
        };
        let sessions = Arc::clone(sessions);
        let chose_language = asked.is_some();
        Self {
            visit,
            holder,
            chose_language,
            origin: door
                .settings
                .public_address
                .as_ref()
                .map_or_else(|| head.own_origin(), |address| address.as_str().to_owned()),
            session,
            seed,
            has_seed,
            sessions,
        }
    }

    /// What this reader may see of runs: those who work with them see all, others no more than tells
    /// of nobody.
    #[must_use]
    pub fn audience_of_runs(&self) -> Audience {
        match self.holder.as_ref().map(|holder| holder.role) {
            Some(Role::Admin | Role::Analyst) => Audience::Privileged,
            _ => Audience::Public,
        }
    }

    /// The whole address of a path of ours, for paper.
    #[must_use]
    pub fn address(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// Checks that a form was made for this reader, and takes its token out of the fields.
    pub(crate) fn check_form(&self, fields: &mut Vec<Named>) -> Result<(), ApiError> {
        let place = fields.iter().position(|field| field.name == FORM_TOKEN_FIELD);
        let sent = place.map(|place| fields.remove(place).text);
        if self.has_seed && sent.is_some_and(|sent| self.sessions.is_token(&self.seed, &sent)) {
            return Ok(());
        }
        let detail = "the form was not made for this reader; load its page again";
        Err(ApiError::new(Problem::Forbidden, detail))
    }

    /// Opens a session for the holder of a key; none for a key that is not good.
    pub(crate) fn open_session(&self, app: &App, key: &str, page: Page) -> Option<Page> {
        let id = self.sessions.open(app, key)?;
        let mut page = page;
        page.cookies.push(cookie::host(SESSION, &id, None));
        page.cookies.push(cookie::host(FORM, "", Some(0)));
        Some(page)
    }

    /// Ends the reader's session.
    pub(crate) fn close_session(&self, page: Page) -> Page {
        if let Some(id) = &self.session {
            self.sessions.close(id);
        }
        let mut page = page;
        page.cookies.push(cookie::host(SESSION, "", Some(0)));
        page
    }

    /// The answer with the headers that go with it.
    pub(crate) fn reply(&self, page: Page) -> Reply {
        let mut cookies = page.cookies;
        if page.has_form && !self.has_seed {
            cookies.push(cookie::host(FORM, &self.seed, None));
        }
        if self.chose_language {
            let code = self.visit.language.code();
            cookies.push(cookie::plain(LANGUAGE, code, LANGUAGE_SECONDS));
        }
        let mut reply = match page.answer {
            Answer::Document(document) => Reply::tagged(View::found(document)),
            Answer::Elsewhere(path) => Reply::see_other(&path),
        };
        for (name, value) in self.headers() {
            reply = reply.with(name, value);
        }
        for cookie in cookies {
            if let Ok(value) = HeaderValue::from_str(&cookie) {
                reply = reply.with(header::SET_COOKIE, value);
            }
        }
        reply
    }

    fn headers(&self) -> Vec<(HeaderName, HeaderValue)> {
        let tag = self.visit.language.tag();
        let mut headers = vec![
            (header::CONTENT_LANGUAGE, HeaderValue::from_static(tag)),
            (header::VARY, HeaderValue::from_static("accept-language, cookie")),
        ];
        if self.session.is_some() {
            headers.push((header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")));
        }
        headers
    }
}

/// The address of the same page in each language.
fn language_links(head: &Head) -> Vec<LanguageLink> {
    let path = head.uri.path();
    let named = head.uri.query().map(query).unwrap_or_default();
    let link = |language: Language| {
        let mut address = form_urlencoded::Serializer::new(String::new());
        for own in named.iter().filter(|own| own.name != LANGUAGE_PARAMETER) {
            address.append_pair(&own.name, &own.text);
        }
        address.append_pair(LANGUAGE_PARAMETER, language.code());
        LanguageLink { language, address: format!("{path}?{}", address.finish()) }
    };
    Language::ALL.into_iter().map(link).collect()
}

/// Whether a text from a cookie can be a seed that this program made.
fn is_seed(text: &str) -> bool {
    text.len() == session::RANDOM_CHARS && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

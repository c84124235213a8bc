//! Things that rights are asked about: each made new by the operator, of an own or a foreign organ,
//! platform or merchant.

use std::cell::Cell;

use merchant_credit::app::key::Role;
use serde_json::{Value, json};

use crate::http_door::{Answer, Door, MERCHANT, ORGAN, PLATFORM};

const FOREIGN_ORGAN: &str = "11449981MB0A11104F";
const FOREIGN_PLATFORM: &str = "haimao";
const FOREIGN_MERCHANT: &str = "91449903MAYGW0JK27";

/// No time to answer a notice, so that a draft can be published at once.
const AT_ONCE: &str = r#"{"about": "Of the operator.", "rows": [{
    "id": "publication.notice-answer", "document": "虚构市办法", "clause": "第一条",
    "in_force_from": "1949-10-01", "jurisdiction": "cn", "region": "*", "organ": "*",
    "confidence": "seen", "values": {"step": "notice_answer", "within": {"working_days": 0}}
}]}"#;

/// Whose the thing is that a request is about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Whose {
    /// What the key is bound to.
    Own,
    /// Somebody else's.
    Foreign,
}

impl Whose {
    pub(crate) fn organ(self) -> &'static str {
        if self == Self::Own { ORGAN } else { FOREIGN_ORGAN }
    }

    pub(crate) fn platform(self) -> &'static str {
        if self == Self::Own { PLATFORM } else { FOREIGN_PLATFORM }
    }

    pub(crate) fn merchant(self) -> &'static str {
        if self == Self::Own { MERCHANT } else { FOREIGN_MERCHANT }
    }

    /// The code that a source has for a role: an organ's or a platform's.
    pub(crate) fn source(self, role: Role) -> &'static str {
        if role == Role::Platform { self.platform() } else { self.organ() }
    }
}

/// A service with two merchants, two organs and two platforms, and one run over everybody.
pub(crate) struct Things {
    pub(crate) door: Door,
    n: Cell<u32>,
}

impl Things {
    pub(crate) fn new() -> Self {
        let things = Self { door: Door::of_service(), n: Cell::new(0) };
        things.door.app.import_rules("publication", AT_ONCE, "spec").unwrap();
        for whose in [Whose::Own, Whose::Foreign] {
            things.made("/v1/merchants", &merchant(whose.merchant()));
        }
        assert_eq!(things.run(Role::Admin).status, 202);
        things
    }

    /// A number that nothing had before.
    pub(crate) fn number(&self) -> u32 {
        self.n.set(self.n.get() + 1);
        self.n.get()
    }

    /// Has the operator submit something, and gives the name it got.
    #[track_caller]
    pub(crate) fn made(&self, path: &str, body: &Value) -> String {
        let answer = self.door.post_as(Role::Admin, path, body);
        assert!(answer.status == 201, "{path}: {}", String::from_utf8_lossy(&answer.body));
        answer.json()["id"].as_str().unwrap_or_default().to_owned()
    }

    pub(crate) fn penalty(&self, organ: &str, merchant: &str) -> Value {
        json!({
            "merchant": merchant,
            "document_number": format!("样市监罚字〔2026〕{}号", self.number()),
            "kinds": ["罚款"],
            "fine_wan_yuan": "2",
            "decided_on": self.door.app.today().plus(-200).to_string(),
            "organ": "样例市霜降县水务局(虚构)",
            "organ_code": organ,
        })
    }

    pub(crate) fn penalty_of(&self, whose: Whose) -> String {
        self.made("/v1/penalties", &self.penalty(whose.organ(), whose.merchant()))
    }

    /// Something that the source of a role has handed in.
    pub(crate) fn record_of(&self, role: Role, whose: Whose) -> String {
        match role {
            Role::Platform => self.made("/v1/ratings", &self.rating(whose.platform())),
            _ => self.penalty_of(whose),
        }
    }

    pub(crate) fn licence(&self, organ: &str) -> Value {
        json!({
            "merchant": MERCHANT, "document_name": "准予许可决定书",
            "document_number": format!("样许〔2024〕{}号", self.number()),
            "decided_on": "2024-03-01", "valid_from": "2024-03-01", "valid_until": "2029-02-28",
            "organ": "样例市监局(虚构)", "organ_code": organ, "state": "valid",
        })
    }

    pub(crate) fn listing(&self, organ: &str) -> Value {
        json!({
            "merchant": "quiet:listed", "list": "abnormal_operation", "ground": "虚构",
            "document_number": format!("样列〔2026〕{}号", self.number()),
            "organ": "样例市霜降县水务局(虚构)", "organ_code": organ, "entered_on": "2026-01-05",
        })
    }

    pub(crate) fn inspection(&self, source: &str) -> Value {
        json!({
            "merchant": MERCHANT, "source": source, "number": format!("i{}", self.number()),
            "inspected_on": "2024-03-01", "result": "passed",
        })
    }

    pub(crate) fn rating(&self, platform: &str) -> Value {
        json!({
            "platform": platform, "shop": "s1", "order": format!("o{}", self.number()),
            "item": "1", "rated_on": "2024-03-01", "rater": "r", "stars": 5,
        })
    }

    pub(crate) fn complaint(&self, source: &str) -> Value {
        json!({
            "merchant": MERCHANT, "source": source, "number": format!("c{}", self.number()),
            "class": "quality", "received_on": "2024-03-01", "outcome": "accepted",
        })
    }

    /// A new complaint about a merchant, numbered by the source of a role.
    pub(crate) fn complaint_to(&self, role: Role, whose: Whose) -> String {
        let mut complaint = self.complaint(whose.source(role));
        complaint["merchant"] = whose.merchant().into();
        complaint["received_on"] = self.door.app.today().plus(-2).to_string().into();
        complaint["outcome"] = "received".into();
        self.made("/v1/complaints", &complaint)
    }

    pub(crate) fn application(&self, target: &str) -> Value {
        // `%PDF-1.7 invented` in Base64.
        let pdf = "JVBERi0xLjcgaW52ZW50ZWQ=";
        let papers = json!([{"purpose": "commitment", "content": pdf}, {"purpose": "proof", "content": pdf}]);
        json!({ "target": target, "papers": papers })
    }

    pub(crate) fn application_to(&self, whose: Whose) -> String {
        let body = self.application(&self.penalty_of(whose));
        self.made("/v1/repair-applications", &body)
    }

    pub(crate) fn objection_to(&self, whose: Whose) -> String {
        let body = json!({ "target": self.penalty_of(whose), "ground": "wrong_content" });
        self.made("/v1/objections", &body)
    }

    /// The number of a webhook of the role's key, or of another key.
    pub(crate) fn webhook_of(&self, role: Role, whose: Whose) -> i64 {
        let holder = match (whose, role) {
            (Whose::Own, role) => role,
            (Whose::Foreign, Role::Admin) => Role::Reader,
            (Whose::Foreign, _) => Role::Admin,
        };
        let answer = self.door.post_as(holder, "/v1/webhooks", &self.webhook());
        assert_eq!(answer.status, 201, "{answer:?}");
        answer.json()["webhook"].as_i64().unwrap()
    }

    /// A webhook for a merchant of which nothing more is told.
    pub(crate) fn webhook(&self) -> Value {
        let id = format!("quiet:m{}", self.number());
        self.made("/v1/merchants", &merchant(&id));
        json!({ "url": "https://hook.invalid/", "merchant": id })
    }

    /// A run, if the role may begin one, when it is over.
    pub(crate) fn run(&self, role: Role) -> Answer {
        let answer = self.door.post_as(role, "/v1/runs", &json!({}));
        if answer.status == 202 {
            // Its events end with it.
            let events = answer.header("location").unwrap().to_owned();
            assert_eq!(self.door.get_as(Role::Admin, &events).status, 200);
        }
        answer
    }
}

pub(crate) fn merchant(id: &str) -> Value {
    json!({
        "merchant": id, "effective_on": "2018-01-01", "name": "样例店(虚构)", "status": "active",
    })
}

"""Generators of our formats for schemathesis, and records that keep the rules no schema can say.

Used by scripts/contract through SCHEMATHESIS_HOOKS.
"""

import datetime
import itertools
import json
import string

import schemathesis
from hypothesis import strategies as st
from schemathesis.core.parameters import ParameterLocation

USCC_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = [pow(3, place, 31) for place in range(17)]
ORGANISATION_LETTERS = string.digits + string.ascii_uppercase
ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2]


def organisation_code(body):
    """The organisation code (GB 11714) with its check character, from its first eight."""
    total = sum(ORGANISATION_LETTERS.index(c) * w for c, w in zip(body, ORGANISATION_WEIGHTS))
    check = 11 - total % 11
    return body + {10: "X", 11: "0"}.get(check, str(check))


def uscc(body):
    """The unified social credit code (GB 32100) with its check character, from its first 17."""
    total = sum(USCC_LETTERS.index(c) * w for c, w in zip(body, USCC_WEIGHTS))
    return body + USCC_LETTERS[(31 - total % 31) % 31]


@st.composite
def credit_codes(draw):
    """Unified social credit codes of enterprises with both check characters right."""
    region = draw(st.sampled_from(["110101", "310115", "440106", "449922"]))
    plain = st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY")
    body = "".join(draw(st.lists(plain, min_size=8, max_size=8)))
    return uscc("91" + region + organisation_code(body))


identities = st.one_of(
    credit_codes(),
    st.from_regex(r"\A[a-z]{3,10}:[A-Za-z0-9]{1,20}\Z"),
)
days = st.dates(datetime.date(2000, 1, 1), datetime.date(2026, 1, 1)).map(str)
instants = st.datetimes(
    datetime.datetime(2000, 1, 1), datetime.datetime(2026, 1, 1)
).map(lambda instant: instant.replace(microsecond=0).isoformat() + "Z")

values = st.one_of(st.integers(), st.text(max_size=20), days, identities)
names = st.sampled_from(["merchant", "source", "number", "stars", "content", "no_such_field"])
lines = st.lists(st.dictionaries(names, values, max_size=5).map(json.dumps), min_size=1, max_size=3)

schemathesis.openapi.format("uscc", credit_codes())
schemathesis.openapi.format("merchant-id", identities)
schemathesis.openapi.format("date", days)
schemathesis.openapi.format("date-time", instants)
schemathesis.openapi.format("ndjson", lines.map("\n".join))

NDJSON = "application/x-ndjson"


@schemathesis.serializer(NDJSON)
def write_lines(_context, value):
    """What is sent is text already; what is not is for the server to refuse."""
    return {"data": (value if isinstance(value, str) else json.dumps(value)).encode()}


@schemathesis.deserializer(NDJSON)
def read_lines(_context, response):
    """The first line; the schema is that of one line."""
    answers = [json.loads(line) for line in response.text.splitlines()]
    assert all("status" in answer for answer in answers), answers
    return answers[0]


DAY = "2024-06-03"
SUBJECT = "92449922MA3EUQEB9L"
DECISION = {
    "merchant": SUBJECT, "category": "individual_business", "subject_name": "样例店(虚构)",
    "organ": "样例市监局(虚构)", "organ_code": "11449922MB0A111041", "decided_on": DAY,
    "state": "valid", "publish": True, "jurisdiction": "cn",
}
# Members of records that have rules among each other (docs/law.md and the `rule` of each fault), by the
# path of the kind: days in their order, amounts only with a fine, stars or dimensions. Each is taken
# from here, or left out where it says None; all others are what schemathesis makes of their schema.
RULED = {
    "/v1/merchants": {
        "merchant": SUBJECT, "category": "individual_business", "name": "样例店(虚构)",
        "jurisdiction": "cn", "former_uscc": None, "shops": None, "organisation_code": None,
        "registration_number": None, "tax_number": None, "registered_on": DAY,
        "effective_on": DAY,
    },
    "/v1/licences": DECISION | {
        "document_number": "样许〔2024〕{n}号", "document_name": "准予许可决定书",
        "valid_from": DAY, "valid_until": "2029-06-02",
    },
    "/v1/penalties": DECISION | {
        "document_number": "样罚〔2024〕{n}号", "kinds": ["warning"], "kinds_2": None,
        "fine_wan_yuan": None, "confiscated_wan_yuan": None, "certificate_name": None,
        "certificate": None, "content": "警告。", "use_scope": None, "act_ended_on": None,
        "display_until": "2024-09-02",
    },
    "/v1/listings": {
        "merchant": SUBJECT, "document_number": "样列〔2024〕{n}号", "ground": "虚假宣传",
        "organ": "样例市监局(虚构)", "organ_code": "11449922MB0A111041", "jurisdiction": "cn",
        "entered_on": DAY, "given_until": DAY, "left_on": DAY, "exit": "time",
    },
    "/v1/inspections": {
        "merchant": SUBJECT, "source": "样例市监局", "number": "{n}", "inspected_on": DAY,
        "n_critical": 0, "jurisdiction": "cn",
    },
    "/v1/ratings": {
        "merchant": None, "platform": "yunshi", "shop": "s1", "order": "{n}", "item": "1",
        "rater": "r{n}", "rated_on": DAY, "stars": 4, "description_match": None,
        "service_attitude": None, "logistics_service": None, "jurisdiction": "cn",
    },
    "/v1/complaints": {
        "merchant": SUBJECT, "platform": "yunshi", "shop": "s1", "source": "样例热线",
        "number": "{n}", "received_on": DAY, "accepted_on": DAY, "answered_on": DAY,
        "closed_on": DAY, "told_on": DAY, "outcome": "failed", "refused_for": None,
        "case_number": None, "penalty_number": None, "jurisdiction": "cn",
    },
    # A finding is on a rating that there is: this one is in seeds/town.
    "/v1/findings": {
        "merchant": "yunshi:s100003", "organ": "yunshi", "decided_on": DAY, "reason": "虚假交易",
        "target": "rating:yunshi:2-1:1:0", "jurisdiction": "cn",
    },
    "/v1/transactions": {
        "merchant": SUBJECT, "platform": "yunshi", "shop": "s1", "order": "{n}", "buyer": None,
        "placed_on": DAY, "paid_on": DAY, "invoiced_on": DAY, "shipped_on": DAY,
        "delivered_on": DAY, "returned_on": None, "cancelled_on": None, "jurisdiction": "cn",
    },
}
LEARNT = {"known_since": DAY, "published_at": DAY + "T09:00:00+08:00"}
numbers = itertools.count(1)


@schemathesis.hook
def filter_case(_context, case):
    """A wrong line is answered in its place of the stream: no batch is refused for what it holds."""
    if case.meta is None or case.operation.path != "/v1/batches/{kind}":
        return True
    body = case.meta.components.get(ParameterLocation.BODY)
    return body is None or body.mode.is_positive


@schemathesis.hook
def before_call(_context, case, _kwargs):
    """What is meant to be right keeps the rules; a key for one request is used for one."""
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    n = next(numbers)
    if "Idempotency-Key" in (case.headers or {}):
        case.headers["Idempotency-Key"] = f"contract-{n}"
    if case.method != "POST" or not isinstance(case.body, dict):
        return
    ruled = RULED.get(case.operation.path)
    for name, value in (ruled | LEARNT if ruled else {}).items():
        required = name in ("organ", "document_number", "merchant", "platform", "shop", "stars",
                            "effective_on", "target", "left_on", "exit")
        if name not in case.body and not required:
            continue
        if value is None:
            case.body.pop(name, None)
        else:
            case.body[name] = value.format(n=n) if isinstance(value, str) else value
    for name, value in case.body.items():
        # A text of nothing but spaces says nothing, and one line has no line ends in it.
        if isinstance(value, str):
            case.body[name] = " ".join(value.split()) or "text"
        # JSON Schema calls 4.0 a whole number; the server takes whole numbers without a point.
        if isinstance(value, float) and value.is_integer():
            case.body[name] = int(value)
    if case.operation.path.endswith("/decision") or case.body.get("accepted") is False:
        # Whatever is refused is refused with a reason, and what was corrected by a record.
        case.body["reason"] = "经核查无误"
        if case.body.get("outcome") == "corrected":
            case.body["corrected_by"] = "penalty-1"
    if case.operation.path == "/v1/objections" and not case.body.get("target"):
        # An objection is to a record, or else to the score of a merchant.
        case.body["merchant"] = case.body.get("merchant") or SUBJECT
    if case.body.get("take_up") is not None:
        # An interrupted run is taken up as it was begun.
        case.body = {"take_up": case.body["take_up"]}

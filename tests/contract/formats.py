"""Generators of our formats for schemathesis: identities that pass their checks, days, instants.

Used by scripts/contract through SCHEMATHESIS_HOOKS.
"""

import datetime
import string

import schemathesis
from hypothesis import strategies as st

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

schemathesis.openapi.format("uscc", credit_codes())
schemathesis.openapi.format("merchant-id", identities)
schemathesis.openapi.format("date", days)
schemathesis.openapi.format("date-time", instants)

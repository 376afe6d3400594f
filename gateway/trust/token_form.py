"""Form of a token request (RFC 6749): its fields, each once, with the purpose under either of its names."""

from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import parse_qsl

from chassis.client.client_tokens import ACCESS_TOKEN, ASSERTION_TYPE, TOKEN_EXCHANGE
from gateway.trust.access_tokens import LONGEST_S
from gateway.trust.errors import GrantNotSupported, TokenRequestInvalid

TO_REVOKE: Final = ("client_assertion_type", "client_assertion", "token")
_FIELDS: Final = frozenset(
    {
        "client_assertion",
        "client_assertion_type",
        "client_id",
        "expires_in",
        "grant_type",
        "office",
        "purpose",
        "subject_token",
        "subject_token_type",
    }
)
_REQUIRED: Final = ("client_assertion_type", "client_assertion", "purpose")
_REQUIRED_BY: Final[Mapping[str, tuple[str, ...]]] = {
    "client_credentials": _REQUIRED,
    TOKEN_EXCHANGE: (*_REQUIRED, "subject_token", "subject_token_type"),
}
_MANY_DIGITS: Final = 10  # of a number of seconds: more are no life of anything


def read_fields(form: bytes) -> dict[str, str]:
    """Return the form's fields; raise `TokenRequestInvalid` for one that is repeated or not text."""
    try:
        pairs = parse_qsl(form.decode("utf-8"), keep_blank_values=True, strict_parsing=True, max_num_fields=20)
    except (UnicodeDecodeError, ValueError):
        raise TokenRequestInvalid(reason="form-malformed") from None
    fields = dict(pairs)
    if len(fields) != len(pairs):  # RFC 6749 §3.2: each parameter once
        raise TokenRequestInvalid(reason="field-repeated")
    return fields


def read_form(form: bytes) -> dict[str, str]:
    """Return the fields of a request for a token; raise `TokenRequestInvalid` for one that is missing or odd."""
    fields = read_fields(form)
    demand(fields, ["grant_type"])
    required = _REQUIRED_BY.get(fields["grant_type"])
    if required is None:
        raise GrantNotSupported
    fields["purpose"] = _purpose(fields)
    demand(fields, required)
    if fields["client_assertion_type"] != ASSERTION_TYPE:
        raise TokenRequestInvalid(reason="client-assertion-type-unknown", expected=ASSERTION_TYPE)
    if fields.get("subject_token_type", ACCESS_TOKEN) != ACCESS_TOKEN:
        raise TokenRequestInvalid(reason="subject-token-type-unknown", expected=ACCESS_TOKEN)
    return {name: value for name, value in fields.items() if name in _FIELDS}  # RFC 6749 §3.2: others are ignored


def demand(fields: Mapping[str, str], names: Iterable[str]) -> None:
    """Raise `TokenRequestInvalid` with the names of those fields that are missing or empty."""
    if missing := [name for name in names if not fields.get(name)]:
        raise TokenRequestInvalid(reason="field-missing", fields=missing)


def life_of(fields: Mapping[str, str]) -> int:
    """Return how many seconds the token is asked for: more than a token of ours has becomes that."""
    asked = fields.get("expires_in", str(LONGEST_S))
    if not (asked.isascii() and asked.isdigit() and len(asked) <= _MANY_DIGITS and int(asked)):
        raise TokenRequestInvalid(reason="life-not-a-number")
    return min(int(asked), LONGEST_S)


def _purpose(fields: Mapping[str, str]) -> str:
    """Return the one purpose: `purpose`, or what OAuth libraries know it as, `scope` (RFC 6749 §3.3)."""
    named = {fields[name] for name in ("purpose", "scope") if fields.get(name)}
    named = {code for value in named for code in value.split(" ")}
    if len(named) > 1:
        raise TokenRequestInvalid(reason="purpose-named-twice")
    return next(iter(named), "")

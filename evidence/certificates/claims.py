"""What a certificate says: the claims of its CWT (RFC 8392), Claim 169 about the person, and ours about the event."""

from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from evidence.certificates.cbor import decoded, encoded
from evidence.certificates.lao import id_bytes, id_of
from evidence.certificates.layers import NotStated, Stopped
from evidence.certificates.members import EVENT, EVENT_NEEDS, IDENTITY

ISSUER, SUBJECT, EXPIRES, BEGINS, ISSUED, ID = 1, 2, 4, 5, 6, 7  # RFC 8392 §4
STATUS: Final = 65535  # draft-ietf-oauth-status-list §6.3
PERSON: Final = 169
CIVIL_EVENT: Final = -70001  # private: below -65536 (RFC 8392 §9.1)
HEALTH: Final = -260  # HC1
_DCC: Final = 1  # the one kind of health certificate that HC1 has

ID_PREFIX: Final = "crt_"  # of certificates: their ids stand in the claim without it

_LIST, _INDEX, _URI = "status_list", "idx", "uri"
_LATEST: Final = 2**53  # epoch seconds, and indices: what JSON and JavaScript still count


class StatusReference(NamedTuple):
    """Where a certificate's status stands: at that place of the list with that address."""

    uri: str
    place: int


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a certificate says, by words; times are epoch seconds."""

    issuer: str
    issued_at: int
    expires_at: int
    identity: Mapping[str, Any] = field(default_factory=dict)  # `IDENTITY`
    event: Mapping[str, Any] | None = None  # `EVENT`
    not_before: int | None = None
    subject: str | None = None
    certificate_id: str | None = None
    status: StatusReference | None = None
    health: Mapping[str, Any] | None = None  # of HC1, as it came
    unknown: Mapping[Any, Any] = field(default_factory=dict)  # members of Claim 169 that a newer version has added

    def json(self) -> dict[str, Any]:
        """Return the words for a JSON body; bytes are base64, as libraries for Claim 169 have them."""
        said = {
            "issuer": self.issuer,
            "issuedAt": self.issued_at,
            "expiresAt": self.expires_at,
            "notBefore": self.not_before,
            "subject": self.subject,
            "certificateId": self.certificate_id,
            "identity": self.identity or None,
            "event": self.event,
            "health": self.health,
        }
        shown: dict[str, Any] = _shown({word: value for word, value in said.items() if value is not None})
        return shown


class Profile(NamedTuple):
    """A kind of certificate: what its texts begin with, where its keys stand in a file of keys, how claims are read."""

    prefix: str
    keys: str
    read: Callable[[Mapping[Any, Any]], Mapping[str, Any]]


def _person(claims: Mapping[Any, Any]) -> Mapping[str, Any]:
    labelled = demanded(claims, PERSON, "169", dict)
    event = optional(claims, CIVIL_EVENT, "event", dict)
    return {
        "identity": IDENTITY.read(labelled),
        "unknown": IDENTITY.unknown(labelled),
        "event": None if event is None else EVENT.read(event),
    }


def _health(claims: Mapping[Any, Any]) -> Mapping[str, Any]:
    content = demanded(claims, HEALTH, "-260", dict)
    return {"health": demanded(content, _DCC, "-260", dict)}


CLAIM_169: Final = Profile("", "certificates", _person)
HC1: Final = Profile("HC1:", "healthCertificates", _health)


def written(certificate: Certificate) -> bytes:
    """Return the CWT claims of a certificate of ours; raise `NotStated`."""
    given = certificate
    _may_be_written(given)
    claims = {
        ISSUER: _said(given.issuer, "issuer"),
        SUBJECT: None if given.subject is None else _said(given.subject, "subject"),
        EXPIRES: given.expires_at,
        BEGINS: given.not_before,
        ISSUED: given.issued_at,
        ID: None if given.certificate_id is None else _number(given.certificate_id),
        PERSON: IDENTITY.written(given.identity),
        CIVIL_EVENT: None if given.event is None else EVENT.written(given.event),
        STATUS: None if given.status is None else _reference(given.status),
    }
    return encoded({label: value for label, value in claims.items() if value is not None})


def read(payload: bytes, profile: Profile = CLAIM_169) -> Certificate:
    """Return what a payload says; raise `Stopped`. Nothing of it is believed for standing there."""
    claims = mapping(decoded(payload), "claims")
    id_ = optional(claims, ID, "certificateId", bytes)
    return Certificate(
        issuer=demanded(claims, ISSUER, "issuer", str),
        issued_at=demanded(claims, ISSUED, "issuedAt", int),
        expires_at=demanded(claims, EXPIRES, "expiresAt", int),
        not_before=optional(claims, BEGINS, "notBefore", int),
        subject=optional(claims, SUBJECT, "subject", str),
        certificate_id=None if id_ is None else id_of(id_, ID_PREFIX),
        status=_status(claims.get(STATUS)),
        **profile.read(claims),
    )


def _may_be_written(given: Certificate) -> None:
    begins_at = given.issued_at if given.not_before is None else given.not_before
    times: tuple[Any, ...] = (given.issued_at, begins_at, given.expires_at)  # Any: types are not asked at run time
    if not all(type(at) is int and 0 <= at <= _LATEST for at in times):
        raise NotStated("times are epoch seconds")
    if given.expires_at <= max(times[:2]):
        raise NotStated("it would never be valid")
    if not given.identity or given.health is not None or given.unknown:
        raise NotStated("it says who it is about, in the members of Claim 169")
    if given.event is not None and any(word not in given.event for word in EVENT_NEEDS):
        raise NotStated(f"an event has {', '.join(EVENT_NEEDS)}")


def _said(text: object, member: str) -> str:
    if not isinstance(text, str) or not text or not text.isprintable():
        raise NotStated(f"{member} is a text")
    return text


def _reference(status: StatusReference) -> dict[str, Any]:
    if type(status.place) is not int or not 0 <= status.place <= _LATEST:
        raise NotStated("an index counts from 0")
    return {_LIST: {_INDEX: status.place, _URI: _said(status.uri, "uri")}}


def _status(claim: Any) -> StatusReference | None:  # Any: free data
    if claim is None:
        return None
    reference = demanded(mapping(claim, "status"), _LIST, "status", dict)
    place = demanded(reference, _INDEX, "status", int)
    return StatusReference(demanded(reference, _URI, "status", str), place)


def _number(id_: str) -> bytes:
    number = id_bytes(id_, ID_PREFIX)
    if number is None:
        raise NotStated(f"the id of a certificate begins with {ID_PREFIX}")
    return number


def mapping(value: object, member: str) -> Mapping[Any, Any]:  # Any: free data
    """Return the value if it is a map; raise `Stopped`."""
    if not isinstance(value, dict):
        raise Stopped("claim-other", member=member)
    return value


def demanded(claims: Mapping[Any, Any], label: object, member: str, of: type) -> Any:  # Any: by its type
    """Return a claim of that type; raise `Stopped`."""
    value = optional(claims, label, member, of)
    if value is None:
        raise Stopped("claim-missing", member=member)
    return value


def optional(claims: Mapping[Any, Any], label: object, member: str, of: type) -> Any:  # Any: by its type
    """Return a claim of that type, or None; an integer is a number of seconds, or a place. Raise `Stopped`."""
    value = claims.get(label)
    if value is None:
        return None
    if type(value) is not of or (type(value) is int and not 0 <= value <= _LATEST):
        raise Stopped("claim-other", member=member)
    return value


def statements(said: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, object]]:  # Any: free data
    """Yield each member of a `Certificate.json` by the words that lead to it, as `event.place`."""
    for word, value in said.items():
        if isinstance(value, dict):
            yield from statements(value, f"{before}{word}.")
        elif isinstance(value, list) and all(isinstance(each, dict) for each in value):
            for each in value:
                yield from statements(each, f"{before}{word}.")
        else:
            yield f"{before}{word}", value


def _shown(value: Any) -> Any:  # Any: free data
    if isinstance(value, bytes):
        return b64encode(value).decode("ascii")
    if isinstance(value, Mapping):
        return {str(word): _shown(each) for word, each in value.items()}
    return list(map(_shown, value)) if isinstance(value, list) else value

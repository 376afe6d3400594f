"""Sample certificates for tests: an issuer's key, a birth, what Hypothesis draws, and the status list beside it."""

from dataclasses import replace
from typing import Any, Final

import orjson
from hypothesis import strategies as st

from chassis.tokens.tokens import SigningKey
from evidence.certificates.checks import sign
from evidence.certificates.claims import CLAIM_169, Certificate, StatusReference
from evidence.certificates.keys import SignerKeys
from evidence.certificates.members import EVENT_NEEDS, IDENTITY
from evidence.certificates.status_lists import DAY, Statuses, StatusList

ISSUER: Final = "https://civil.example.la"
LIST: Final = "https://civil.example.la/status/1"
AT: Final = 1_796_000_000
YEAR: Final = 365 * DAY
KEY: Final = SigningKey.generate()
PLACE: Final = 123_456

CHILD: Final[dict[str, Any]] = {
    "fullName": "ສຸພາພອນ ວົງສະຫວັນ",
    "language": "lao",
    "secondaryFullName": "Souphaphone Vongsavanh",
    "secondaryLanguage": "eng",
    "dateOfBirth": "20260914",
    "gender": 2,
    "nationality": "LA",
}
BIRTH: Final[dict[str, Any]] = {
    "kind": "birth",
    "registrationNumber": "1801-2026-000123",
    "date": "20260914",
    "place": "ບ້ານໂພນສະຫວັນ, ສີສັດຕະນາກ",
    "motherName": "ບຸນມີ ວົງສະຫວັນ",
    "fatherName": "ສົມພອນ ວົງສະຫວັນ",
    "issuingOffice": "office_18-03",
    "printNumber": 1,
}
MARRIAGE: Final[dict[str, Any]] = {
    "kind": "marriage",
    "registrationNumber": "1801-2026-000124",
    "date": "20261120",
    "place": "ສີສັດຕະນາກ, ນະຄອນຫຼວງວຽງຈັນ",
    "spouseName": "ສົມພອນ ແກ້ວມະນີວົງ",
    "issuingOffice": "office_18-03",
    "printNumber": 2,
}
CERTIFICATE: Final = Certificate(
    issuer=ISSUER,
    issued_at=AT,
    expires_at=AT + YEAR,
    identity=CHILD,
    event=BIRTH,
    certificate_id="crt_01k9xj5t3m8z2q4r6w7y0abcde",
    status=StatusReference(LIST, PLACE),
)
WITHOUT_STATUS: Final = replace(CERTIFICATE, status=None)


def a_text(certificate: Certificate = CERTIFICATE, key: SigningKey = KEY) -> str:
    """Return the text of a certificate."""
    return sign(certificate, kid=key.kid, sign=key.sign_bytes)


def a_file_of_keys(key: SigningKey = KEY, **changes: Any) -> bytes:
    """Return the file of keys that a careful checker has."""
    return orjson.dumps({CLAIM_169.keys: [{**key.public_jwk, "iss": ISSUER, **changes}]})


def trusted(key: SigningKey = KEY, **changes: Any) -> SignerKeys:
    """Return the keys of that file."""
    return SignerKeys.read(a_file_of_keys(key, **changes), CLAIM_169.keys)


def a_list(issued_at: int = AT, count: int = PLACE + 1, **changes: Any) -> StatusList:
    """Return a status list in which every certificate is valid."""
    stated: dict[str, Any] = {"uri": LIST, "issuer": ISSUER, "issued_at": issued_at, "statuses": Statuses.of(count)}
    return StatusList(**stated | changes)


_LAO: Final = st.text(st.characters(min_codepoint=0x0E81, max_codepoint=0x0EDF, categories=["Lo", "Mn"]), min_size=1)
_LATIN: Final = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0x17F, exclude_categories=["Cc", "Zs"]), min_size=1
)
_NAMES: Final = st.builds(" ".join, st.lists(_LAO, min_size=1, max_size=3)) | st.builds(
    " ".join, st.lists(_LATIN, min_size=1, max_size=3)
)
_DAYS: Final = st.dates().map(lambda day: day.strftime("%Y%m%d").rjust(8, "0"))
_BIOMETRICS: Final = st.lists(
    st.fixed_dictionaries(
        {"data": st.binary(min_size=1, max_size=20), "format": st.integers(0, 3)},
        optional={"subFormat": st.integers(0, 1), "issuer": _LATIN},  # a sub format says nothing without its format
    ),
    min_size=1,
    max_size=2,
)
_DRAWN: Final[dict[str, st.SearchStrategy[Any]]] = {
    "dateOfBirth": _DAYS,
    "gender": st.integers(1, 3),
    "maritalStatus": st.integers(1, 3),
    "photo": st.binary(min_size=1, max_size=30),
    "photoFormat": st.integers(1, 4),
    "bestQualityFingers": st.lists(st.integers(0, 10), min_size=1, max_size=10),
}
PERSONS: Final = st.fixed_dictionaries(
    {"fullName": _NAMES},
    optional={
        word: _DRAWN.get(word, _NAMES if row.label < 50 else _BIOMETRICS)
        for word, row in IDENTITY.members.items()
        if word != "fullName"
    },
)
_OF_EVENTS: Final[dict[str, st.SearchStrategy[Any]]] = {
    "kind": st.sampled_from(["birth", "death", "marriage", "divorce"]),
    "registrationNumber": _LATIN,
    "date": _DAYS,
    "place": _NAMES,
    "motherName": _NAMES,
    "fatherName": _NAMES,
    "spouseName": _NAMES,
    "issuingOffice": _NAMES,
    "printNumber": st.integers(1, 9_999),
    **dict.fromkeys(("registeredOn", "spouseBirthDate", "endsOn"), _DAYS),
    **dict.fromkeys(("title", "registeredBy", "recognisedAs", "judgmentNumber", "sex"), _NAMES),
    **{
        word: st.lists(_NAMES, min_size=1, max_size=2).map("\n".join)
        for word in ("formerName", "guardianName", "recognisedBy", "others", "notSigned")
    },
}
EVENTS: Final = st.fixed_dictionaries(
    {word: _OF_EVENTS[word] for word in EVENT_NEEDS},
    optional={word: drawn for word, drawn in _OF_EVENTS.items() if word not in EVENT_NEEDS},
)
CERTIFICATES: Final = st.builds(
    Certificate,
    issuer=st.just(ISSUER),
    issued_at=st.just(AT),
    expires_at=st.integers(AT + 1, AT + YEAR),
    identity=PERSONS,
    event=st.none() | EVENTS,
    certificate_id=st.none() | st.just(CERTIFICATE.certificate_id),
    status=st.none() | st.builds(StatusReference, st.just(LIST), st.integers(0, PLACE)),
)

"""Makes the example of docs/certificates.md: `python -m tests.support.certificates_example docs/certificates-example`.

Its key comes from a word, so anybody can make it: it proves nothing to nobody. Signatures by ES256 hold random numbers,
so a second run writes other texts; the ones in the repository stay.
"""

import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import orjson

from evidence.certificates.checks import sign
from evidence.certificates.claims import Certificate, StatusReference
from evidence.certificates.status_lists import Status, Statuses, StatusList
from evidence.certificates.texts import packed, unpacked
from tests.support.evidence_example import a_key

ISSUER: Final = "https://civil.example.gov.la"
LIST: Final = f"{ISSUER}/civil-registration/v1/certificate-status-lists/1"
KEY: Final = a_key("the example's certificates")
PLACES: Final = (71_204, 3_518)
OFFICE: Final = "ຫ້ອງການທະບຽນເມືອງສີສັດຕະນາກ"
EVENT: Final[dict[str, Any]] = {
    "kind": "birth",
    "title": "ໃບຢັ້ງຢືນການເກີດ",
    "registrationNumber": "1801-2026-000123",
    "date": "20260914",
    "place": "ສີສັດຕະນາກ",
    "motherName": "ບຸນມີ ວົງສະຫວັນ\nBounmy Vongsavanh",
    "fatherName": "ສົມພອນ ວົງສະຫວັນ\nSomphone Vongsavanh",
    "registeredOn": "20260921",
    "registeredBy": OFFICE,
    "issuingOffice": OFFICE,
    "printNumber": 1,
}


def at(text: str) -> int:
    """Return the epoch second of a moment."""
    return int(datetime.fromisoformat(text).timestamp())


FIRST: Final = Certificate(
    issuer=ISSUER,
    issued_at=at("2026-11-30T09:00:00+07:00"),
    expires_at=at("2027-12-01T00:00:00+07:00"),
    identity={
        "fullName": "ສຸພາພອນ ວົງສະຫວັນ",
        "language": "lao",
        "secondaryFullName": "Souphaphone Vongsavanh",
        "secondaryLanguage": "eng",
        "dateOfBirth": "20260914",
        "gender": 2,
    },
    event=EVENT,
    certificate_id="crt_01k9xj5t3m8z2q4r6w7y0abcde",
    status=StatusReference(LIST, PLACES[0]),
)
SECOND: Final = replace(
    FIRST,
    event=EVENT | {"motherName": "ບຸນມີ ວົງສະຫວັດ\nBounmy Vongsavath", "printNumber": 2},
    certificate_id="crt_01k9xj9v7r8z2q4r6w7y0fghjk",
    status=StatusReference(LIST, PLACES[1]),
)


def write(folder: Path) -> None:
    """Write keys, texts and list into the folder."""
    first, second = (sign(each, kid=KEY.kid, sign=KEY.sign_bytes) for each in (FIRST, SECOND))
    token = unpacked(second)
    right, wrong = (name.encode("utf-8") for name in ("Somphone", "Somphane"))
    # one byte to a letter, 128 higher: as Lao texts stand in a symbol
    altered = token.replace(bytes(each + 128 for each in right), bytes(each + 128 for each in wrong))
    statuses = Statuses.of(131_072)
    statuses[PLACES[0]] = Status.SUPERSEDED
    listed = StatusList(LIST, ISSUER, at("2026-12-05T08:00:00+07:00"), statuses)
    public = {
        **KEY.public_jwk,
        "iss": ISSUER,
        "nbf": at("2026-01-01T00:00:00+07:00"),
        "exp": at("2030-01-01T00:00:00+07:00"),
    }
    files = {
        "keys.json": orjson.dumps({"certificates": [public]}, option=orjson.OPT_INDENT_2) + b"\n",
        "first-print.txt": f"{first}\n".encode(),
        "second-print.txt": f"{second}\n".encode(),
        "altered.txt": f"{packed(altered)}\n".encode(),
        "status-list": listed.signed(kid=KEY.kid, sign=KEY.sign_bytes),
    }
    for name, content in files.items():
        folder.joinpath(name).write_bytes(content)


if __name__ == "__main__":
    write(Path(sys.argv[1]))

"""What a file is that somebody took for another one of a certificate's check: said before what is needed."""

import re
from collections.abc import Callable
from typing import Final

import orjson

from evidence.certificates.claims import CLAIM_169, HC1
from evidence.findings import Both

_LETTERS: Final = re.compile(rb"(HC1:)?[0-9A-Z $%*+\-./:]{60,}\s*")  # of the text in a symbol
_SIGN1: Final = (b"\xd2\x84", b"\xd8\x3d\xd2\x84")  # how a COSE_Sign1 begins, in a CWT or alone
_MEMBERS: Final = (CLAIM_169.keys, HC1.keys)

_LOOKS: Final[tuple[tuple[Both, Callable[[bytes], object]], ...]] = (
    (Both("ບັນຊີສະຖານະ ຫຼື ຂໍ້ມູນອື່ນທີ່ມີລາຍເຊັນ", "a status list, or other signed data"), lambda data: data.startswith(_SIGN1)),
    (Both("ຂໍ້ຄວາມຂອງໃບຢັ້ງຢືນ", "the text of a certificate"), _LETTERS.fullmatch),
    (Both("ໜ້າເວັບ", "a web page"), lambda data: data.startswith(b"<")),
    (Both("ໃບຢັ້ງຢືນທີ່ເປັນ PDF", "a PDF"), lambda data: data.startswith(b"%PDF")),
)

KEYS_NEEDED: Final = Both(
    "ຕ້ອງໃຊ້ໄຟລ໌ກະແຈສາທາລະນະ (JSON) ທີ່ມີກະແຈຢູ່ກ້ອງ `certificates`: ເອົາໄດ້ຈາກ GET /civil-registration/v1/certificate-keys.",
    "Needed is the JSON file of public keys, with some under `certificates`: "
    "GET /civil-registration/v1/certificate-keys.",
)
LIST_NEEDED: Final = Both(
    "ຕ້ອງໃຊ້ບັນຊີສະຖານະທີ່ມີລາຍເຊັນ: ເອົາໄດ້ຈາກ GET /civil-registration/v1/certificate-status-lists/1.",
    "Needed is the signed status list: GET /civil-registration/v1/certificate-status-lists/1.",
)


def what_it_is(data: bytes) -> Both:
    """Return what the content of a file looks like."""
    start = data.lstrip()
    return next((it_is for it_is, looks_so in _LOOKS if looks_so(start)), None) or _json(start)


def _json(text: bytes) -> Both:
    try:
        members = orjson.loads(text)
    except orjson.JSONDecodeError:
        return Both("ໄຟລ໌ຊະນິດອື່ນ", "a file of another kind")
    if isinstance(members, dict) and any(member in members for member in _MEMBERS):
        return Both("ໄຟລ໌ກະແຈ", "a file of keys")
    return Both("ໄຟລ໌ JSON ທີ່ບໍ່ມີກະແຈຂອງໃບຢັ້ງຢືນ", "a JSON file without keys of certificates")

"""What is wrong with parameters, in words about parameters: faults of the query, a header, and of one parameter."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from contracts.problems import Fault
from gateway.directory.header_names import LONGEST

HEADER: Final = "header"
MAX_FIELDS: Final = 200
UNREADABLE: Final = Fault(
    code="syntax",
    location="query",
    name="",
    lo="ອ່ານພາຣາມິເຕີໃນທີ່ຢູ່ບໍ່ໄດ້: ຕ້ອງເປັນ UTF-8 ແລະ ບໍ່ເກີນ 200 ລາຍການ.",
    en="The query cannot be read: it is UTF-8 in percent-encoding, with at most 200 parameters.",
    params={"limit": MAX_FIELDS},
)
NULL: Final = Fault(
    code="null-character",
    location="query",
    name="",
    lo="ພາຣາມິເຕີມີຕົວອັກສອນ U+0000 ເຊິ່ງບາງລະບົບຖືວ່າເປັນທ້າຍຂໍ້ຄວາມ.",
    en="A parameter holds the character U+0000, where some systems end a text.",
)

TWICE: Final = Fault(
    code="given-twice",
    lo="ໃຫ້ພາຣາມິເຕີນີ້ມາສອງເທື່ອ: ບໍ່ຮູ້ວ່າຄ່າໃດຖືກ.",
    en="Is given twice: which of the values counts is not ours to guess.",
)
ODD_HEADER: Final = Fault(
    code="header-text",
    location=HEADER,
    lo=f"ຄ່າຂອງສ່ວນຫົວນີ້ມີໄດ້ແຕ່ຕົວອັກສອນ ASCII ທີ່ເບິ່ງເຫັນ ແລະ ຍະຫວ່າງ, ບໍ່ເກີນ {LONGEST} ຕົວ.",
    en=f"The value of this header has visible ASCII characters and spaces alone, at most {LONGEST}.",
    params={"limit": LONGEST},
)


def told(faults: Iterable[Fault], texts: Mapping[str, Sequence[str]], declared: Collection[str]) -> Iterator[Fault]:
    """Yield the faults that a schema finds in parameters, `texts` as they were sent, as one tells them of parameters.

    Several faults of an empty one are one, and of an unknown one it is said which are known.
    """
    found = list(faults)
    times = Counter(fault.name for fault in found)
    for fault in found:
        if fault.name not in declared and fault.code == "additionalProperties":
            yield _unknown(fault, sorted(declared))
        elif times[fault.name] > 1 and [*texts.get(fault.name or "", ())] == [""]:
            times[fault.name] = 0
            yield replace(fault, code="empty", lo=_EMPTY_LO, en=_EMPTY_EN, params={})
        elif fault.code == "format" and any(map(_LOST_PLUS.fullmatch, texts.get(fault.name or "", ()))):
            yield replace(fault, code="plus-lost", lo=_LOST_PLUS_LO, en=_LOST_PLUS_EN)
        elif times[fault.name]:
            yield fault


# A moment whose zone began with a plus: in an address that is a blank.
_LOST_PLUS: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9:.]+ [0-9]{2}:[0-9]{2}")
_LOST_PLUS_LO: Final = "ເຄື່ອງໝາຍ + ໃນທີ່ຢູ່ ຖືກອ່ານເປັນຍະຫວ່າງ: ໃຫ້ຂຽນ %2B ແທນ +, ເຊັ່ນ 2026-03-02T10:00:00%2B07:00."
_LOST_PLUS_EN: Final = "A plus in an address is read as a blank: write %2B for it, as in 2026-03-02T10:00:00%2B07:00."
_EMPTY_LO: Final = "ພາຣາມິເຕີນີ້ຫວ່າງເປົ່າ: ໃຫ້ໃສ່ຄ່າ ຫຼື ບໍ່ຕ້ອງໃສ່ພາຣາມິເຕີນີ້."
_EMPTY_EN: Final = "This parameter is empty: give it a value, or leave it out."


def _unknown(fault: Fault, known: Sequence[str]) -> Fault:
    lo, en = "ບໍ່ຮູ້ຈັກພາຣາມິເຕີນີ້.", "Is not a known parameter of this operation."
    if known:
        named = ", ".join(known)
        lo, en = f"{lo} ທີ່ຮູ້ຈັກ: {named}.", f"{en} Known: {named}."
    else:
        lo, en = f"{lo} ການດຳເນີນການນີ້ບໍ່ມີພາຣາມິເຕີ.", f"{en} It has none."
    return replace(fault, lo=lo, en=en)

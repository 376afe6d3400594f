"""Faults from pydantic's validation errors: what a typed model still refuses behind the national schema."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from contracts.pointers import pointer_to
from contracts.problems import Fault
from contracts.sentences import fault

Errors = Sequence[Mapping[str, Any]]  # Any: pydantic's error is a TypedDict of free context

MOST: Final = 100


def faults_in_body(errors: Errors, at: str = "") -> list[Fault]:
    """Return the faults of the part of a body at the JSON pointer `at`; at most `MOST`."""
    return [replace(_fault(error), pointer=at + pointer_to(tuple(error["loc"]))) for error in errors[:MOST]]


def faults_in_request(errors: Errors) -> list[Fault]:
    """Return the faults of a request, in its body or in a parameter; at most `MOST`."""
    return [_at(_fault(error), *error["loc"]) for error in errors[:MOST]]


def _at(fault: Fault, place: str, *rest: str | int) -> Fault:
    if place == "body":
        return replace(fault, pointer=pointer_to(rest))
    return replace(fault, location=place, name=str(rest[0]) if rest else "")


# What pydantic calls a moment or a day that cannot be, though it has the form that JSON Schema asks for.
_FORMATS: Final = {"datetime": "date-time", "timezone": "date-time", "date": "date", "time": "time"}
# RFC 3339 has a second 60; no clock and no register of ours counts it.
_NO_SUCH_MOMENT: Final = {
    "lo": "ຕ້ອງເປັນເວລາທີ່ມີຈິງ ພ້ອມເຂດເວລາ ເຊັ່ນ 2024-05-31T08:30:00+07:00; ວິນາທີແມ່ນ 0 ຫາ 59 (ວິນາທີເສີມ 60 ໃຫ້ຂຽນ 59).",
    "en": "Must be a moment that exists, with its time zone, such as 2024-05-31T08:30:00+07:00; seconds are 0 to 59 "
    "(write a leap second, 60, as 59).",
}


def _fault(error: Mapping[str, Any]) -> Fault:  # Any: as above
    kind = _FORMATS.get(str(error["type"]).partition("_")[0])
    if kind is not None:
        return fault("format", None, {"format": kind}, message=_NO_SUCH_MOMENT if kind == "date-time" else None)
    return Fault(
        code=str(error["type"]).replace("_", "-"),
        en=f"{error['msg'].removeprefix('Value error, ').removesuffix('.')}.",
        lo=error.get("ctx", {}).get("lo", "ຄ່ານີ້ບໍ່ກົງກັບຂໍ້ກຳນົດຂອງການດຳເນີນການ."),
    )

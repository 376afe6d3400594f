"""Faults from pydantic's validation errors: what a typed model still refuses behind the national schema."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from contracts.pointers import pointer_to
from contracts.problems import Fault

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


def _fault(error: Mapping[str, Any]) -> Fault:  # Any: as above
    return Fault(
        code=str(error["type"]).replace("_", "-"),
        en=f"{error['msg'].removeprefix('Value error, ').removesuffix('.')}.",
        lo=error.get("ctx", {}).get("lo", "ຄ່ານີ້ບໍ່ກົງກັບຂໍ້ກຳນົດຂອງການດຳເນີນການ."),
    )

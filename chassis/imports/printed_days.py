"""Days as old files have them: numbers in an order, or printed with the name of the month, in either era."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final

import orjson

from contracts.lao import fold
from contracts.official_numbers import plain_digits

BUDDHIST: Final = 543  # years that the Buddhist era is ahead of the common one
COMMON_YEARS: Final = range(1800, 2201)  # a year that a register can have; 543 later, the same of the Buddhist era
BUDDHIST_YEARS: Final = range(COMMON_YEARS.start + BUDDHIST, COMMON_YEARS.stop + BUDDHIST)
# what spreadsheets write behind a day when they take it for a moment is no part of it
_NUMBERS: Final = re.compile(r"([0-9]{1,4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,4})(?:[ T]0{1,2}:00(?::00)?)?")
_YEAR: Final = re.compile(r"[0-9]{4}")
# the month before the year or behind it
_MONTH: Final = re.compile(
    r"(?P<month>[0-9]{1,2})[-/.](?P<year>[0-9]{4})|(?P<first>[0-9]{4})[-/.](?P<second>[0-9]{1,2})"
)
_ERA: Final = r"(?P<{}>[\u0e9e\u0e84]\.? ?\u0eaa\.?)?"  # ພ.ສ. or ຄ.ສ.
_PRINTED_MONTH: Final = re.compile(
    r"(?:ເດືອນ\s*)?(?P<month>[\u0e81-\u0ecdA-Za-z]+)\.?\s*[-/.,]?\s*(?:ປີ\s*)?"
    + _ERA.format("before")
    + r"\s*(?P<year>[0-9]{4})\s*"
    + _ERA.format("behind")
)
_PRINTED: Final = re.compile(r"(?:ວັນທີ\s*)?(?P<day>[0-9]{1,2})\s*[-/.,]?\s*" + _PRINTED_MONTH.pattern)
_PRINTED_YEAR: Final = re.compile(r"ປີ\s*" + _ERA.format("before") + r"\s*(?P<year>[0-9]{4})\s*" + _ERA.format("behind"))


@dataclass(frozen=True, slots=True)
class DayRead:
    """What a text says: a day of the common era, or why it is none."""

    day: str | None  # ISO 8601
    was_buddhist: bool = False
    is_common: bool = False  # though the file is said to be Buddhist
    is_unclear: bool = False  # the year fits neither era


NO_DAY: Final = DayRead(None)


def read_day(stated: str, order: str, era: str) -> DayRead:
    """Return the day in a text, of its parts in that order or as printed, and in that era: each year its own if mixed.

    A text that names its era is read in it, whatever the file is said to be.
    """
    text = plain_digits(stated)
    if match := _NUMBERS.fullmatch(text):
        parts = dict(zip(order, match.groups(), strict=True))
        if len(parts["y"]) != len("2026"):
            return NO_DAY  # two digits of a year are a guess
        return _day(int(parts["y"]), int(parts["m"]), int(parts["d"]), era)
    if (match := _PRINTED.fullmatch(text)) and (month := _month_in(match)):
        return _day(int(match["year"]), month, int(match["day"]), _era_in(match, era))
    return NO_DAY


def read_part(stated: str, order: str, era: str) -> tuple[DayRead, str]:
    """Return the first day of the month or the year in a text and which of both it is; else the day, as `read_day`.

    Both are read as printed, too: `ກຸມພາ 2562`, `ປີ ພ.ສ. 2562`.
    """
    text = plain_digits(stated)
    if match := _YEAR.fullmatch(text):
        return _day(int(match[0]), 1, 1, era), "year"
    if match := _MONTH.fullmatch(text):
        return _day(int(match["year"] or match["first"]), int(match["month"] or match["second"]), 1, era), "month"
    if (match := _PRINTED_MONTH.fullmatch(text)) and (month := _month_in(match)):
        return _day(int(match["year"]), month, 1, _era_in(match, era)), "month"
    if match := _PRINTED_YEAR.fullmatch(text):
        return _day(int(match["year"]), 1, 1, _era_in(match, era)), "year"
    return read_day(stated, order, era), "day"


def _month_in(match: re.Match[str]) -> int | None:
    return _months().get(fold(match["month"]).casefold())


def _era_in(match: re.Match[str], era: str) -> str:
    """Return the era that the text itself names; else the one that the file is said to have."""
    named = match["before"] or match["behind"]
    return era if not named else "buddhist" if named.startswith("\u0e9e") else "common"


def _day(year: int, month: int, day: int, era: str) -> DayRead:
    is_buddhist = era == "buddhist" or (era == "mixed" and year in BUDDHIST_YEARS)
    if era == "mixed" and not is_buddhist and year not in COMMON_YEARS:
        return DayRead(None, is_unclear=True)
    if era == "buddhist" and year in COMMON_YEARS:
        return DayRead(None, is_common=True)
    try:
        read = date(year - BUDDHIST if is_buddhist else year, month, day)
    except ValueError:
        return NO_DAY
    return DayRead(read.isoformat(), was_buddhist=is_buddhist)


@cache
def _months() -> Mapping[str, int]:
    """Return the months by their names, also as they are often misspelt."""
    names: dict[str, list[str]] = orjson.loads((files(__package__) / "months.json").read_bytes())
    return {fold(name).casefold(): int(month) for month, given in names.items() for name in given}

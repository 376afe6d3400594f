"""Particulars of a refusal as sentences for people say them, in one language."""

from collections.abc import Mapping
from datetime import datetime
from math import ceil
from typing import Final, Literal, Self, TypeAlias

from contracts.calendar import VIENTIANE
from contracts.codelists import codelist_of

Language: TypeAlias = Literal["lo", "en"]
LANGUAGES: Final[tuple[Language, Language]] = ("en", "lo")
_IN_HOURS: Final = 120  # minutes
MOST_SAID: Final = 20  # of a list, in a sentence for people; `params` has them all


class Coded(str):
    """A code with its Lao name: `params` and English have the code alone, Lao says the name and the code behind it."""

    __slots__ = ("lo",)
    lo: str | None

    def __new__(cls, code: str, lo: str | None) -> Self:
        """Return the code; where nobody has named it, `lo` is None, and it is said as it stands."""
        made = super().__new__(cls, code)
        made.lo = lo
        return made

    def said(self, language: Language) -> str:
        """Return it as a sentence in that language says it."""
        return str(self) if language == "en" or self.lo is None else f"{self.lo} ({self})"


class Named(Coded):
    """A code that Lao says by its name alone: who reads it is to send nothing by it, and `params` has the code."""

    __slots__ = ()

    def said(self, language: Language) -> str:
        """Return the code in English, and in Lao its name, where it has one."""
        return str(self) if language == "en" or self.lo is None else self.lo


def waiting(seconds: int) -> Named:
    """Return how long to wait as people say it: in minutes, from two hours on in hours, rounded up."""
    minutes = max(1, ceil(seconds / 60))
    hours = ceil(minutes / 60)
    number, en, lo = (minutes, "minute", "ນາທີ") if minutes < _IN_HOURS else (hours, "hour", "ຊົ່ວໂມງ")
    return Named(f"{number} {en}{'s' * (number > 1)}", f"{number} {lo}")


def spoken(value: object, language: Language, codelist: str | None = None) -> object:
    """Return a particular as a sentence in that language says it.

    A code by its name in the list, a moment as day and time in Vientiane, a list by its first ones, a seat by one name,
    what is missing as `-`.
    """
    if value is None:
        return "-"
    if isinstance(value, Coded):
        return value.said(language)
    if isinstance(value, Mapping):
        return "/".join(map(str, value.values()))
    if isinstance(value, list):
        said = ", ".join(str(spoken(each, language, codelist)) for each in value[:MOST_SAID])
        return said + ", …" * (len(value) > MOST_SAID) or "-"
    if isinstance(value, datetime):
        return value.astimezone(VIENTIANE).strftime("%d/%m/%Y %H:%M")
    code = codelist_of(codelist).codes.get(str(value)) if codelist else None
    return value if code is None else code.lo if language == "lo" else code.en


class Said(dict[str, object]):
    """Particulars as sentences of one language say them; what a sentence names and nobody stated is `-`."""

    def __init__(self, particulars: Mapping[str, object], language: Language, codes: Mapping[str, str]) -> None:
        super().__init__({name: spoken(value, language, codes.get(name)) for name, value in particulars.items()})

    def __missing__(self, name: str) -> str:
        return "-"

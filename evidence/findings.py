"""Findings of a check: each holds or fails, and has a sentence in Lao and in English."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple, TypeAlias

from evidence.finding_sentences import SENTENCES

Language: TypeAlias = Literal["lo", "en"]

LONGEST: Final = 300  # characters of a particular that are shown
LANGUAGES: Final[tuple[Language, ...]] = ("en", "lo")


class Both(NamedTuple):
    """A text in both languages: a particular that is words itself."""

    lo: str
    en: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Result of one check: its stable code, whether it holds, and its particulars."""

    code: str
    holds: bool
    particulars: Mapping[str, object] = field(default_factory=dict)

    def sentence(self, language: Language) -> str:
        """Return the finding's sentence in that language."""
        said = SENTENCES[self.code]
        lo, en = said.holds if self.holds else said.fails
        return filled(lo if language == "lo" else en, self.particulars, language)


def filled(template: str, particulars: Mapping[str, object], language: Language) -> str:
    """Return a sentence with its particulars in it, each made safe to print."""
    return template.format_map({name: printable(_said(value, language)) for name, value in particulars.items()})


def _said(particular: object, language: Language) -> object:
    return getattr(particular, language) if isinstance(particular, Both) else particular


def printable(particular: object) -> str:
    """Return a particular made safe to print: it comes from outside, and might hold a ✓ of its own."""
    text = str(particular)
    shown = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text[:LONGEST])
    return shown if len(text) <= LONGEST else f"{shown}…"


def found(code: str, holds: bool, **particulars: object) -> Finding:
    """Return the finding that something holds, or does not."""
    return Finding(code, holds, particulars)


def holds(code: str, **particulars: object) -> Finding:
    """Return the finding that something holds."""
    return Finding(code, holds=True, particulars=particulars)


def fails(code: str, **particulars: object) -> Finding:
    """Return the finding that something does not hold."""
    return Finding(code, holds=False, particulars=particulars)


def all_hold(findings: Iterable[Finding]) -> bool:
    """Tell whether there are findings and all of them hold: no findings prove nothing."""
    verdicts = [finding.holds for finding in findings]
    return bool(verdicts) and all(verdicts)

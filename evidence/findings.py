"""What a check has found: each finding holds or does not, and says so in Lao and in English."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from evidence.finding_sentences import SENTENCES

Language: TypeAlias = Literal["lo", "en"]

LONGEST: Final = 300  # characters of a particular that are shown
LANGUAGES: Final[tuple[Language, ...]] = ("en", "lo")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked: its stable code, whether it holds, and of what it speaks."""

    code: str
    holds: bool
    particulars: Mapping[str, object] = field(default_factory=dict)

    def sentence(self, language: Language) -> str:
        """Return the finding as a sentence for people."""
        said = SENTENCES[self.code]
        lo, en = said.holds if self.holds else said.fails
        return (lo if language == "lo" else en).format_map(
            {name: _shown(told) for name, told in self.particulars.items()}
        )


def _shown(particular: object) -> str:
    """Return a particular as it may be shown: what is checked was written by others, who might draw a ✓ themselves."""
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
    """Tell whether something was checked and everything that was holds: nothing found proves nothing."""
    verdicts = [finding.holds for finding in findings]
    return bool(verdicts) and all(verdicts)

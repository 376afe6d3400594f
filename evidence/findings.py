"""What a check has found: each finding holds or does not, and says so in Lao and in English."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from evidence.finding_sentences import SENTENCES

Language: TypeAlias = Literal["lo", "en"]

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
        return (lo if language == "lo" else en).format_map(self.particulars)


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

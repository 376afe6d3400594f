"""Finding of a check: how it stands, what it is about, and one sentence per language that says what to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from cli.refusals import Refused

Level = Literal["ok", "warning", "wrong"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check has found; `stops` tells whether a start is refused for it."""

    check: str
    level: Level
    en: str
    lo: str
    stops: bool = False

    def document(self) -> dict[str, str]:
        """Return it as JSON."""
        return {"check": self.check, "level": self.level, "en": self.en, "lo": self.lo}


def ok(check: str, en: str, lo: str) -> Finding:
    """Return the finding that a check has passed."""
    return Finding(check, "ok", en, lo)


def warning(check: str, en: str, lo: str) -> Finding:
    """Return a finding that somebody should look at; the component works."""
    return Finding(check, "warning", en, lo)


def wrong(check: str, en: str, lo: str, *, stops: bool = True) -> Finding:
    """Return a finding of something that must be mended; a start is refused unless it mends itself (`stops` False)."""
    return Finding(check, "wrong", en, lo, stops)


def refusal(name: str, findings: Iterable[Finding]) -> Refused:
    """Return the refusal of a start, every reason in a line of its own."""
    stopping = [finding for finding in findings if finding.stops]
    en = "\n".join([f"{name} does not start:", *(f"  {each.check}: {each.en}" for each in stopping)])
    lo = "\n".join([f"{name} ເປີດບໍ່ໄດ້:", *(f"  {each.check}: {each.lo}" for each in stopping)])
    return Refused(en, lo)

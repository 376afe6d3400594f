"""Collects the failed findings of an audit: the first of each kind in full, the rest as a count."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from evidence.findings import Finding, fails, holds

NAMED: Final = 20  # of one kind: a ledger that was built anew has a million faults, and the first ones say it


class Faults:
    """Failed findings so far."""

    def __init__(self) -> None:
        self._named: list[Finding] = []
        self._counted: Counter[str] = Counter()

    def add(self, code: str, **particulars: object) -> None:
        """Add a failed finding."""
        self.take([fails(code, **particulars)])

    def take(self, findings: Iterable[Finding]) -> None:
        """Add those of the findings that failed."""
        for finding in findings:
            if not finding.holds:
                self._counted[finding.code] += 1
                if self._counted[finding.code] <= NAMED:
                    self._named.append(finding)

    def none_of(self, *codes: str) -> bool:
        """Tell whether no finding of these kinds has failed."""
        return not any(self._counted[code] for code in codes)

    def unless(self, code: str, **particulars: object) -> Iterator[Finding]:
        """Yield the finding that a rule holds throughout, unless one of its kind has failed."""
        if not self._counted[code]:
            yield holds(code, **particulars)

    def all(self) -> Iterator[Finding]:
        """Yield the failed findings, then a count for each kind with more than `NAMED`."""
        yield from self._named
        for code, count in self._counted.items():
            if count > NAMED:
                yield fails("and-more", of=code, count=count - NAMED)

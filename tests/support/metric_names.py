"""Names of metrics: what the code tells, what a running Saphan has told, and what a query asks for."""

import re
from typing import Final

from tests.architecture.house_rules import ROOT
from tests.support.prometheus import figures

# Told by Prometheus itself and by node_exporter.
OF_OTHERS: Final = frozenset({"up", "ALERTS", "node_filesystem_avail_bytes", "node_filesystem_size_bytes"})
_SUFFIX: Final = re.compile(r"(_seconds)?(_bucket|_count|_sum|_total)?$")
_IN_CODE: Final = re.compile(r'"((?:saphan|http\.server)\.[a-z_.]+)"')
_STRING: Final = re.compile(r'"[^"]*"')
_NOT_A_METRIC: Final = re.compile(
    r"\{[^}]*\}|\[[^\]]*\]|\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)"
)
_NAME: Final = re.compile(r"\b([a-zA-Z_][a-zA-Z0-9_:]*)\b(?!\s*\()")
_WORDS: Final = frozenset({"and", "or", "unless", "by", "without", "on", "bool", "offset"})


def root_of(name: str) -> str:
    """Return the name without its unit and its kind: `saphan_exchange_duration`."""
    return _SUFFIX.sub("", name)


def in_the_code() -> set[str]:
    """Return the roots of all names that our packages give to OpenTelemetry."""
    files = [file for package in ("chassis", "gateway", "services", "cli") for file in (ROOT / package).rglob("*.py")]
    found = {name for file in files for name in _IN_CODE.findall(file.read_text("utf-8"))}
    return {name.replace(".", "_") for name in found}


def recorded() -> set[str]:
    """Return the names that a running Saphan has told."""
    return {series.partition("{")[0] for page in ("first.txt", "second.txt") for series in figures(page)}


def asked_for(query: str) -> set[str]:
    """Return the names of metrics in a query."""
    bare = _NOT_A_METRIC.sub(" ", _STRING.sub('""', query))
    return {name for name in _NAME.findall(bare) if name not in _WORDS and not name.isdigit() and "__" not in name}

"""Templates of PDFs evaluate no text, fetch nothing and do not ask the day: a page shows what it was given."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.architecture.house_rules import ROOT

FORBIDDEN: Final = {
    r"\beval\s*\(": "evaluates a text, which may hold somebody's name",
    r"@(?!saphan/)[a-z-]+/": "takes a package from elsewhere",
    r"\bplugin\s*\(": "runs a program",
    r"\bdatetime\.today\b": "takes the day by itself",
}
TEMPLATES: Final = sorted(
    file for folder in ("chassis", "services", "gateway", "tests") for file in (ROOT / folder).rglob("*.typ")
)


def offences(template: str) -> Iterator[str]:
    for pattern, why in FORBIDDEN.items():
        if re.search(pattern, template):
            yield why


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_template_does_what_none_may(file: Path) -> None:
    assert list(offences(file.read_text("utf-8"))) == []


def test_what_none_may_is_found() -> None:
    bad = '#import "@preview/cetz:0.3.4": *\n#eval (shown.name)\n#datetime.today()\n#let p = plugin("x.wasm")'
    assert sorted(offences(bad)) == sorted(FORBIDDEN.values())
    assert TEMPLATES != []

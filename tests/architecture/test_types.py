"""Product and tests are typed strictly, all of them: mypy reads each package whole, and excuses no module of ours."""

import tomllib
from collections.abc import Iterator
from typing import Any, Final

import pytest

from tests.architecture.house_rules import PACKAGES, ROOT

READ: Final = {*PACKAGES, "tests"}


def amiss(mypy: dict[str, Any]) -> Iterator[str]:
    """Yield what mypy's settings leave out: packages that are not read, and modules of ours that are excused."""
    if not mypy.get("strict"):
        yield "strict"
    yield from sorted(READ - set(mypy["packages"]))
    if "exclude" in mypy:
        yield "exclude"
    for override in mypy.get("overrides", ()):
        yield from (module for module in override["module"] if module.partition(".")[0] in {*READ, "*"})


def test_everything_is_typed_strictly() -> None:
    assert list(amiss(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["mypy"])) == []


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"strict": False}, "strict"),
        ({"packages": [*PACKAGES, "tests.gateway"]}, "tests"),
        ({"exclude": "tests/old"}, "exclude"),
        ({"overrides": [{"module": ["jose.*", "tests.cli.*"], "ignore_errors": True}]}, "tests.cli.*"),
    ],
    ids=["not strict", "a folder instead of all", "left out", "excused"],
)
def test_what_is_left_out_is_named(change: dict[str, Any], named: str) -> None:
    assert list(amiss({"strict": True, "packages": sorted(READ)} | change)) == [named]

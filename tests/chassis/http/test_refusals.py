"""A refusal is found where it stands, in no list."""

import importlib
from pathlib import Path
from types import ModuleType

import pytest

from chassis.http.refusals import refusals_in

COMMON = """
from http import HTTPStatus
from contracts.problems import NotFound, Problem
class Baked(Problem):
    "What refusals of the oven share."
    status = HTTPStatus.CONFLICT
"""
OVEN = """
from bakery_errors import Baked
class OvenFull(Baked):
    "No room."
    code = "oven-full"
    en, lo = "The oven is full.", "ເຕົາເຕັມ."
"""
DOUGH = """
from http import HTTPStatus
from contracts.problems import Problem
from bakery_errors.oven import OvenFull
class DoughOld(Problem):
    "It has risen too long."
    code, status = "dough-old", HTTPStatus.CONFLICT
    en, lo = "The dough is old.", "ແປ້ງເກົ່າ."
"""


@pytest.fixture
def errors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    package = tmp_path / "bakery_errors"
    package.mkdir()
    for name, text in (("__init__", COMMON), ("oven", OVEN), ("dough", DOUGH)):
        (package / f"{name}.py").write_text(text, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    return importlib.import_module("bakery_errors")


def test_every_module_is_walked_and_each_refusal_found_once_in_the_order_of_codes(errors: ModuleType) -> None:
    assert [problem.code for problem in refusals_in(errors)] == ["dough-old", "oven-full"]


def test_one_module_has_its_own_refusals_only(errors: ModuleType) -> None:
    dough = importlib.import_module("bakery_errors.dough")
    assert [problem.code for problem in refusals_in(dough)] == ["dough-old"]

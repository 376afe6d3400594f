"""Every refusal has a code of its own, a sentence in each language, and a page."""

import importlib
import pkgutil
import re
import string
from collections import Counter
from http import HTTPStatus

import pytest

from chassis.http.refusals import every_problem
from contracts.problems import Problem
from gateway.front.refusals import catalogue
from tests.architecture.house_rules import PACKAGES


def import_everything() -> None:
    for package in PACKAGES:
        found = importlib.import_module(package)
        for module in pkgutil.walk_packages(found.__path__, f"{package}."):
            if not module.name.endswith("__main__") and ".migrations.versions" not in module.name:
                importlib.import_module(module.name)


import_everything()
OURS = [problem for problem in every_problem() if problem.__module__.split(".")[0] in PACKAGES]


def places(template: str) -> set[str]:
    """Return the particulars a sentence names; a list may stand in each language under a name of its own."""
    named = {name for _, name, _, _ in string.Formatter().parse(template) if name}
    return {re.sub(r"_(lo|en)$", "", name) for name in named}


def test_codes_are_unique_and_stable_words() -> None:
    counted = Counter(problem.code for problem in OURS)
    assert [code for code, times in counted.items() if times > 1] == []
    assert all(re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", code) for code in counted)


@pytest.mark.parametrize("problem", OURS, ids=lambda problem: problem.code)
def test_a_refusal_speaks_both_languages(problem: type[Problem]) -> None:
    assert problem.en.strip()[0].isalpha() or problem.en.startswith("{")
    assert any("\u0e81" <= letter <= "\u0edf" for letter in problem.lo)
    assert problem.title("en") != problem.title("lo")
    assert any("\u0e81" <= letter <= "\u0edf" for letter in problem.title("lo"))


@pytest.mark.parametrize("problem", OURS, ids=lambda problem: problem.code)
def test_both_sentences_name_the_same_particulars(problem: type[Problem]) -> None:
    assert places(problem.en) == places(problem.lo)


@pytest.mark.parametrize("problem", OURS, ids=lambda problem: problem.code)
def test_a_refusal_is_documented(problem: type[Problem]) -> None:
    page = catalogue(())[problem.code]
    assert page.meaning.endswith((".", "!")), "the class docstring is the page's explanation: one sentence"
    assert HTTPStatus(problem.status) >= HTTPStatus.BAD_REQUEST

"""Every refusal has a code of its own, a sentence in each language, and a page."""

import ast
import importlib
import inspect
import pkgutil
import re
import string
from collections import Counter
from datetime import date
from http import HTTPStatus
from textwrap import dedent

import pytest

from chassis.http.refusals import every_problem
from contracts.problems import Fault, Problem
from contracts.seats import Seat
from gateway.errors.passage import OfficeNotStanding
from gateway.errors.rights import DataClassNotAgreed, FieldGroupNotAgreed
from gateway.front.refusals import catalogue
from gateway.trust.errors import OfficeClosed, OfficeNotOpenYet, SubjectTokenRefused
from services.case_registry.errors.charges import ChargesUndecided
from services.case_registry.errors.imports import office_of_others
from services.case_registry.errors.proceedings import JudgeSatEarlier, another_level
from services.civil_registration.errors.facts import registrar_needed
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


@pytest.mark.parametrize("problem", OURS, ids=lambda problem: problem.code)
def test_lists_stand_in_particulars_as_lists_and_sentences_say_them(problem: type[Problem]) -> None:
    """What callers count and look up is no text that somebody has joined; `contracts.spoken` says it for people."""
    made = problem.__dict__.get("__init__")
    calls = ast.walk(ast.parse(dedent(inspect.getsource(made)))) if made is not None else ()
    named = [each for call in calls if isinstance(call, ast.Call) for each in call.keywords if each.arg != "headers"]
    joined = {each.arg for each in named if re.search(r"['\"], ['\"]\.join", ast.unparse(each.value))}
    assert joined == set()


SUCCESSOR, HELD = Seat("police", "0102"), [f"{number:04}" for number in range(101, 123)]
FIRST = ", ".join(HELD[:20])
SAID: list[tuple[Problem, dict[str, object], str]] = [
    (
        JudgeSatEarlier(["J-1", "J-2"]),
        {"judges": ["J-1", "J-2"]},
        "These judges sat in earlier proceedings of this case, or of the one it comes from: J-1, J-2. Name others.",
    ),
    (
        ChargesUndecided([1, 3]),
        {"undecided": [1, 3]},
        "These charges have no result of this trial yet: 1, 3. Decide on each before the judgment.",
    ),
    (
        OfficeNotStanding(reason="office-closed", system="s", office="0101", successor=SUCCESSOR, offices=HELD),
        {"reason": "office-closed", "system": "s", "office": "0101", "offices": HELD}
        | {"successor": {"member": "police", "office": "0102"}},
        (
            "The token is for the office 0101, from which s may not act now: office-closed. Its successor: "
            f"police/0102. The system is enrolled for: {FIRST}, …."
        ),
    ),
    (
        OfficeNotStanding(reason="office-not-held", system="s", office="0101", successor=None, offices=[]),
        {"reason": "office-not-held", "system": "s", "office": "0101", "offices": []},
        (
            "The token is for the office 0101, from which s may not act now: office-not-held. Its successor: -. "
            "The system is enrolled for: -."
        ),
    ),
    (
        OfficeClosed(member="police", office="0101", offices=("0102",)),
        {"member": "police", "office": "0101", "offices": ["0102"]},
        "The office 0101 of police is closed; who has its open records: -. Your system is enrolled for: 0102.",
    ),
    (
        OfficeNotOpenYet(member="police", office="0101", offices=("0102",), begins=date(2027, 1, 1)),
        {"member": "police", "office": "0101", "offices": ["0102"], "begins": "2027-01-01"},
        "The office 0101 of police opens on 2027-01-01. Your system is enrolled for: 0102.",
    ),
    (
        SubjectTokenRefused(reason="chain-too-long"),
        {"reason": "chain-too-long"},
        "The subject_token was not accepted: chain-too-long.",
    ),
    (
        SubjectTokenRefused(reason="office-closed", office="0101", successor=SUCCESSOR),
        {"reason": "office-closed", "office": "0101", "successor": {"member": "police", "office": "0102"}},
        "The subject_token was not accepted: office-closed.",
    ),
    (
        DataClassNotAgreed(operation="caseById", agreement="agr_1", classes={"specific", "general"}),
        {"operation": "caseById", "agreement": "agr_1", "classes": ["general", "specific"]},
        "caseById carries general, specific data, and the agreement agr_1 does not name that class.",
    ),
    (
        FieldGroupNotAgreed(parameter="name", agreement="agr_1", groups={"people"}),
        {"parameter": "name", "agreement": "agr_1", "groups": ["people"]},
        "The parameter name asks by people, which the agreement agr_1 does not cover.",
    ),
]


@pytest.mark.parametrize(("problem", "particulars", "sentence"), SAID, ids=lambda each: getattr(each, "code", ""))
def test_what_is_absent_is_left_out_and_what_is_there_is_said(
    problem: Problem, particulars: dict[str, object], sentence: str
) -> None:
    assert problem.particulars == particulars
    assert problem.detail("en").startswith(sentence)


FAULTS: list[tuple[Fault, dict[str, object], str]] = [
    (
        another_level("appeal"),
        {"expected": "appeal"},
        "While the case stands where it does, its proceedings are of this level: Appeal.",
    ),
    (another_level(None), {}, "While the case stands where it does, its proceedings are of this level: -."),
    (
        office_of_others(HELD),
        {"offices": HELD[:20]},
        "You act neither from this office nor from one above it. State one of: " + FIRST + ", ….",
    ),
    (
        registrar_needed("0101", [SUCCESSOR]),
        {"district": "0101", "choices": [{"member": "police", "office": "0102"}]},
        "No single registering office follows from district 0101: name one as registrar. Choices: police/0102.",
    ),
    (
        registrar_needed("0101", []),
        {"district": "0101", "choices": []},
        "No single registering office follows from district 0101: name one as registrar. Choices: -.",
    ),
]


@pytest.mark.parametrize(("fault", "params", "sentence"), FAULTS, ids=lambda each: getattr(each, "code", ""))
def test_faults_say_their_particulars_in_the_same_way(fault: Fault, params: dict[str, object], sentence: str) -> None:
    assert (fault.params, fault.en) == (params, sentence)

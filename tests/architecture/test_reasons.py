"""Every `reason` that the gateway can say has a row that tells what to change, and every row has its reason."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from chassis.http.refusals import every_problem
from cli.reasons_page import PAGE, page
from gateway.directory import seats
from gateway.errors import passage
from gateway.errors.reasons import OF_CODE, REASONS, Reasoned
from gateway.exchange import validate_response, withheld
from gateway.trust import errors
from tests.architecture.house_rules import ROOT

# Of the rules for all tokens those that an assertion, or an access token, has not.
NOT_OF_AN_ASSERTION: Final = {"issuer-not-expected", "not-fresh"}
NOT_OF_A_TOKEN: Final = {"not-fresh"}
ROOMS: Final = (passage, errors)  # whose refusals have reasons: imported, so that they are among all
OF_ANOTHER_KIND: Final = {"register", "service", "migrations"}  # rooms whose `reason` is an officer's own sentence


def calls(tree: ast.Module) -> Iterator[ast.Call]:
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def texts(node: ast.expr | None) -> set[str]:
    """Return the texts that an expression may be: a constant, or one of two."""
    if isinstance(node, ast.IfExp):
        return texts(node.body) | texts(node.orelse)
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()


def raised(path: Path, *names: str) -> set[str]:
    """Return the words with which the module calls one of these."""
    tree = ast.parse(path.read_text("utf-8"))
    named = (call for call in calls(tree) if isinstance(call.func, ast.Name) and call.func.id in names and call.args)
    return {word for call in named for word in texts(call.args[0])}


def with_keyword(path: Path) -> set[str]:
    """Return the words that the module gives as `reason`."""
    found = (keyword for call in calls(ast.parse(path.read_text("utf-8"))) for keyword in call.keywords)
    return {word for keyword in found if keyword.arg == "reason" for word in texts(keyword.value)}


def returned(path: Path, function: str) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    (found,) = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == function)
    return {word for node in ast.walk(found) if isinstance(node, ast.Return) for word in texts(node.value)}


def said() -> set[str]:
    """Return every reason that the code can say."""
    modules = [path for path in (ROOT / "gateway").rglob("*.py") if not OF_ANOTHER_KIND & set(path.parts)]
    token = raised(ROOT / "chassis/tokens/tokens.py", "_refuse", "TokenRefused")
    assertion = token | raised(ROOT / "gateway/trust/assertions.py", "TokenRefused")
    return {
        *(f"assertion-{word}" for word in assertion - NOT_OF_AN_ASSERTION),
        *(f"token-{word}" for word in token - NOT_OF_A_TOKEN),
        *(word for module in modules for word in with_keyword(module) | raised(module, "ProofRefused")),
        *returned(ROOT / "gateway/trust/standing.py", "fault_of"),
        *(seats.UNKNOWN, seats.NOT_OPEN_YET, seats.CLOSED, seats.NOT_HELD),
        *(withheld.MINIMISED, validate_response._SCHEMA, validate_response._HEADER),
    }


def test_every_reason_says_what_to_change_and_no_row_is_of_none() -> None:
    assert said() == set(REASONS)


def test_both_languages_say_it_with_the_same_particulars() -> None:
    for word, change in REASONS.items():
        assert change.en.endswith("."), word
        assert change.lo.endswith("."), word
        assert any("\u0e80" <= sign <= "\u0eff" for sign in change.lo), word
        assert set(_gaps(change.en)) == set(_gaps(change.lo)), word


def _gaps(template: str) -> list[str]:
    return [part.partition("}")[0] for part in template.split("{")[1:]]


def test_a_refusal_with_a_reason_says_what_to_change() -> None:
    refusals = [problem for problem in every_problem() if "{reason}" in problem.en and problem.code != "change-refused"]
    assert {problem.code for problem in refusals if not issubclass(problem, Reasoned)} == {"upstream-invalid"}


def test_the_page_of_each_refusal_with_a_reason_tells_all_that_it_may_be() -> None:
    with_reason = {problem.code for problem in every_problem() if "{reason}" in problem.en} - {"change-refused"}
    assert set(OF_CODE) == with_reason
    assert {word for words in OF_CODE.values() for word in words} == set(REASONS)


def test_the_page_of_reasons_is_what_the_code_says() -> None:
    assert PAGE.read_text("utf-8") == page(), "make reasons"

import ast
from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import get_args

import pytest

from gateway.exchange import exchange
from gateway.exchange.exchange import Exchange, Part
from gateway.exchange.pipeline import PIPELINE

PARTS = {field.name for field in fields(Exchange) if not field.init} - {"deadline"}  # a stream moves it on
SET_BY = {
    "authenticate": {"token_of", "identity"},
    "resolve": {"snapshot", "service", "resolved"},
    "authorise": {"agreement", "operation", "consent"},
    "receive": {"body"},
    "validate_request": {"epoch"},
    "record_intent": {"intent"},
    "forward": {"answer"},
    "validate_response": {"declared", "reply"},
    "minimise": {"leaving"},
    "record": {"outcome"},  # for the step record outcome, and for a refusal
}


def an_exchange() -> Exchange:
    """Return an exchange before its first step."""
    return Exchange.__new__(Exchange)


def sets(sources: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield the module and the part of every assignment to a part of an exchange, which every step calls `x`."""
    for module, text in sources:
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del) and node.attr in PARTS:
                yield module, node.attr


def test_every_part_is_set_by_its_step_alone() -> None:
    modules = [(file.stem, file.read_text()) for file in Path(exchange.__file__).parent.glob("*.py")]
    found = {module: {part for by, part in sets(modules) if by == module} for module, _ in sets(modules)}
    assert found == SET_BY
    assert set().union(*SET_BY.values()) == PARTS
    assert SET_BY.keys() - {"record"} <= {step.__name__ for step in PIPELINE}


@pytest.mark.parametrize("odd", ["x.reply = 1", "x.id, x.reply = 1, 2", "x.reply += 1", "del self._x.reply"])
def test_a_step_that_sets_the_part_of_another_is_found(odd: str) -> None:
    assert list(sets([("forward", odd)])) == [("forward", "reply")]


@pytest.mark.parametrize("part", sorted(PARTS))
def test_a_part_that_is_read_too_early_is_refused(part: str) -> None:
    with pytest.raises(AttributeError, match=part):
        getattr(an_exchange(), part)


@pytest.mark.parametrize("part", get_args(Part))
def test_an_exchange_knows_what_was_set(part: Part) -> None:
    x = an_exchange()
    assert not x.knows(part)
    setattr(x, part, None)
    assert x.knows(part)

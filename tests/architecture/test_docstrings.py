"""Every public module, class and function says more than its name: a line that repeats the name explains nothing."""

import ast
import re
from collections.abc import Iterator
from typing import Final, TypeAlias

import pytest

from tests.architecture.house_rules import Module, module, our_modules

Documented: TypeAlias = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef

FILLER: Final = re.compile(
    "a|all|an|and|are|as|at|be|by|each|for|from|give|given|gives|in|is|it|its|of|on|one|or|return|returns|that|the|this|"
    "to|with"
)
ENDING: Final = re.compile(r"(ing|ed|es|s|d|e)$")
WORD_BEGINS: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
SAID_ELSEWHERE: Final = frozenset({"overload", "override"})  # by the function that these stand for


def words(text: str) -> set[str]:
    """Return the words that carry meaning, without their endings: "Opens the cases" and `open_case` have the same."""
    found = re.findall(r"[^\W\d_]+", WORD_BEGINS.sub(" ", text).lower())
    return {ENDING.sub("", word) for word in found if not FILLER.fullmatch(word)}


def public(owner: ast.Module | ast.ClassDef) -> Iterator[ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield the public classes and functions of a module, and those of its classes."""
    for node in owner.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            if SAID_ELSEWHERE.isdisjoint(map(ast.unparse, node.decorator_list)):
                yield node
            if isinstance(node, ast.ClassDef):
                yield from public(node)


def amiss(node: Documented, name: str) -> str | None:
    """Return what is wrong with the docstring of a node under this name; None if it says something."""
    docstring = ast.get_docstring(node)
    if docstring is None:
        return "has no docstring"
    line = docstring.partition("\n")[0]
    return f"only repeats its name: {line!r}" if words(line) <= words(name) else None


def offences(of: Module) -> Iterator[str]:
    """Yield what says nothing in a module; its own name is its whole path."""
    if of.text.strip() and (what := amiss(of.tree, of.path.removesuffix(".py"))):
        yield f"{of.path}: {what}"
    if not of.is_migration:
        yield from (f"{of.path}: {node.name} {what}" for node in public(of.tree) if (what := amiss(node, node.name)))


def test_every_public_name_is_explained() -> None:
    assert [offence for of in our_modules() for offence in offences(of)] == []


STORY: Final = '"""Rows of loaves, by their number."""\n'
BAD: Final = {
    "a module without a docstring": "import os\n",
    "a module that repeats its name": '"""The store of the bakery."""\n',
    "a module that repeats its name before it tells": '"""Bakery store.\n\nIt keeps loaves.\n"""\n',
    "a class without one": STORY + "class Loaf:\n    pass\n",
    "a class that repeats its name": STORY + 'class OpenLoaf:\n    """An open loaf."""\n',
    "a function without one": STORY + "def bake():\n    pass\n",
    "a function that repeats its name": STORY + 'def bake_loaf():\n    """Bakes the given loaf."""\n',
    "an asynchronous one that does": STORY + 'async def baked_loaves():\n    """Return all baked loaves."""\n',
    "a method without one": STORY + 'class Loaf:\n    """Bread in one piece."""\n    def cut(self):\n        pass\n',
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_what_says_nothing_is_named(text: str) -> None:
    assert len(list(offences(module("services/bakery/store.py", text)))) == 1


GOOD: Final = {
    "a package that only groups": "",
    "what is private": STORY + "def _bake():\n    pass\n",
    "what another function says": STORY + "@overload\ndef bake(flour: str) -> str: ...\n",
    "a word beyond the name": STORY + 'def bake_loaf():\n    """Bake the loaf in a wood oven."""\n',
}


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD)
def test_what_says_something_is_left_alone(text: str) -> None:
    assert list(offences(module("services/bakery/store.py", text))) == []

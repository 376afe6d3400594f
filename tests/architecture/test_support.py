"""What helps every test rests on no story: the demo may be told anew without one of them."""

import ast
from collections.abc import Iterator

from tests.architecture.house_rules import ROOT, Module, module


def needs_the_demo(of: Module) -> Iterator[str]:
    """Support that imports `cli.demo` fails when the demo changes, in tests of something else."""
    for node in ast.walk(of.tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            above = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
            names = [f"{above}{each.name}" for each in node.names]
            yield from (f"line {node.lineno}: {name}" for name in names if f"{name}.".startswith("cli.demo."))


def test_no_support_of_tests_needs_the_demo() -> None:
    files = (ROOT / "tests" / "support").rglob("*.py")
    told = {file.name: list(needs_the_demo(module(file.name, file.read_text("utf-8")))) for file in files}
    assert {name: found for name, found in told.items() if found} == {}


def test_an_import_of_the_demo_is_found_however_it_is_written() -> None:
    text = "import cli.demo.records\nfrom cli.demo import records\nfrom cli import demo, demonstrate\n"
    assert len(list(needs_the_demo(module("bad.py", text)))) == 3

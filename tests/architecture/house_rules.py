"""The rules of the house that a program can check, each a function from a module to its offences.

Every rule says which leak it stops. A rule that catches nothing is worse than none: each is tested on a bad example.
"""

import ast
import re
import tokenize
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Final, TypeAlias

ROOT: Final = Path(__file__).parents[2]
PACKAGES: Final = ("contracts", "evidence", "chassis", "gateway", "services", "cli")
EXAMPLES: Final = ("docs/examples/hmcts-adapter/hmcts_adapter",)
GENERATED: Final = ("contracts/national/",)
GUEST_ROOMS: Final = (  # services in the gateway's own process; a test holds them equal to its tuple of guests
    "gateway/access_log/",
    "gateway/consent/",
    "gateway/directory/register/",
    "gateway/ledger/service/",
)
OF_A_SERVICE: Final = ("services/", *GUEST_ROOMS)

METHODS: Final = {"get", "put", "post", "patch", "delete", "head", "options"}

LONGEST_MODULE: Final = 300
LONGEST_FUNCTION: Final = 40
LONGEST_ROUTE: Final = 4


@dataclass(frozen=True)
class Module:
    """A Python file with its text and its tree."""

    path: str  # from the root, with slashes
    text: str
    tree: ast.Module

    @property
    def is_migration(self) -> bool:
        """Tell whether Alembic owns this file's shape."""
        return "/migrations/" in self.path


Rule: TypeAlias = Callable[[Module], Iterator[str]]


def module(path: str, text: str) -> Module:
    """Return the module of a text."""
    return Module(path, text, ast.parse(text))


def our_modules() -> list[Module]:
    """Return every module of the packages and examples, and the migrations of components under test; none generated."""
    files = sorted(file for package in (*PACKAGES, *EXAMPLES) for file in (ROOT / package).rglob("*.py"))
    files += sorted((ROOT / "tests").rglob("migrations/versions/*.py"))
    paths = {file.relative_to(ROOT).as_posix(): file for file in files}
    return [module(path, file.read_text("utf-8")) for path, file in paths.items() if not path.startswith(GENERATED)]


def tells_one_story(of: Module) -> Iterator[str]:
    """A file's first line says in one sentence what it is: without it, a folder cannot be read by its first lines."""
    if not of.text.strip():
        return  # a package that only groups
    told = ast.get_docstring(of.tree)
    if told is None:
        yield "has no docstring"
    elif not told.split("\n\n")[0].rstrip().endswith((".", "!", "?", ":")):
        yield "its docstring does not begin with a sentence"


def stays_short(of: Module) -> Iterator[str]:
    """A long file or function hides its second story: the ugly files of every code base are its longest."""
    lines = of.text.count("\n")
    if lines > LONGEST_MODULE:
        yield f"has {lines} lines, {LONGEST_MODULE} are enough"
    if of.is_migration:
        return
    for function in _functions(of.tree):
        length = (function.end_lineno or function.lineno) - function.lineno + 1
        if length > LONGEST_FUNCTION:
            yield f"{function.name} has {length} lines, {LONGEST_FUNCTION} are enough"


def asserts_nothing(of: Module) -> Iterator[str]:
    """An assert vanishes under -O, and so would the check: refuse with a Problem or raise."""
    for node in ast.walk(of.tree):
        if isinstance(node, ast.Assert):
            yield f"line {node.lineno}: assert is for tests"


def routes_are_thin(of: Module) -> Iterator[str]:
    """A route parses, calls one verb, renders; what it decides itself is decided where no domain test looks."""
    if not of.path.startswith(OF_A_SERVICE) or not (of.path.endswith("/routes.py") or "/routes/" in of.path):
        return
    for function in _functions(of.tree):
        if not any(map(_is_route, function.decorator_list)):
            continue
        body = [node for node in function.body if not _is_docstring(node)]
        if len(body) > LONGEST_ROUTE:
            yield f"{function.name} has {len(body)} statements, {LONGEST_ROUTE} are enough"
        for node in ast.walk(function):
            if isinstance(node, ast.If | ast.Try | ast.For | ast.While | ast.Match):
                yield f"{function.name} decides by itself (line {node.lineno})"


def nothing_commits_below_the_edge(of: Module) -> Iterator[str]:
    """One verb is one transaction, and the edge commits it before it answers: a commit below splits the verb in two."""
    if of.path.startswith(OF_A_SERVICE):
        for node in ast.walk(of.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit":
                yield f"line {node.lineno}: commits by itself"


CLOCKS_AND_DICE: Final = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("uuid", "uuid4"),
    ("random", "random"),
    ("random", "choice"),
    ("random", "randint"),
    ("secrets", "token_hex"),
    ("secrets", "token_bytes"),
    ("os", "urandom"),
}


def time_and_chance_are_arguments(of: Module) -> Iterator[str]:
    """What takes the time or a random number by itself cannot be told in a test what day it is."""
    if of.path.startswith(OF_A_SERVICE):
        for node in ast.walk(of.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = node.func.value
                name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
                if (name, node.func.attr) in CLOCKS_AND_DICE:
                    yield f"line {node.lineno}: {name}.{node.func.attr}() is the unit's to say"


SQL_TEXTS: Final = frozenset({"text", "literal_column", "exec_driver_sql"})


def sql_is_constant(of: Module) -> Iterator[str]:
    """SQL put together from pieces is read by nobody as it runs, and one day a piece comes from outside."""
    if not of.path.startswith("services/") or of.is_migration:
        return
    for node in ast.walk(of.tree):
        if isinstance(node, ast.Call):
            called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if called in SQL_TEXTS and not (node.args and isinstance(node.args[0], ast.Constant)):
                yield f"line {node.lineno}: {called} is not given one constant text"


EMPTY_WORDS: Final = re.compile(r"(Manager|Helper|Util|Utils)$|^Abstract|^Base[A-Z]")


def names_say_something(of: Module) -> Iterator[str]:
    """Manager, helper, utils: words that fit everything name nothing, and collect what has no home."""
    if {"utils", "helpers", "common", "misc"} & set(of.path.removesuffix(".py").split("/")):
        yield "its name says nothing"
    for node in ast.walk(of.tree):
        if isinstance(node, ast.ClassDef) and EMPTY_WORDS.search(node.name):
            yield f"line {node.lineno}: the name {node.name} says nothing"


SILENCED: Final = re.compile(r"#\s*(noqa|type:\s*ignore|pragma)\b")
WITH_REASON: Final = re.compile(
    r"#\s*(noqa:\s*[A-Z]+[0-9]+(,\s*[A-Z]+[0-9]+)*|type:\s*ignore\[[a-z, -]+\]|pragma:\s*no (cover|branch))"
    r"\s*(#|[(–-]|because)\s*\S+",
)
UNFINISHED: Final = re.compile(r"#.*\b(TODO|FIXME|XXX|HACK)\b")


def silence_has_a_reason(of: Module) -> Iterator[str]:
    """A warning silenced without a reason waits for the next reader; a TODO is a promise to nobody."""
    for token in tokenize.generate_tokens(StringIO(of.text).readline):
        if token.type != tokenize.COMMENT:
            continue
        if SILENCED.search(token.string) and not WITH_REASON.search(token.string):
            yield f"line {token.start[0]}: silenced without a reason"
        if UNFINISHED.search(token.string):
            yield f"line {token.start[0]}: unfinished"


OF_OURS: Final = re.compile(rf"\.|({'|'.join(PACKAGES)}|tests)(\.|$)")


def migrations_stand_alone(of: Module) -> Iterator[str]:
    """A migration that calls live code makes another database tomorrow than it made yesterday: it carries its own."""
    if not of.is_migration:
        return
    for node in ast.walk(of.tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from (f"line {node.lineno}: imports {name}" for name in _imported(node) if OF_OURS.match(name))


# The command imports late, so that `saphan --help` is fast; what it hides from the linter is nobody's circle.
SEEN_BY_THE_LINTER: Final = ("chassis/", "contracts/", "evidence/", "gateway/", "services/")


def no_import_is_for_types_alone(of: Module) -> Iterator[str]:
    """A module of ours that is imported under TYPE_CHECKING alone hides a circle: what both need belongs below both."""
    if not of.path.startswith(SEEN_BY_THE_LINTER):
        return
    for block in ast.walk(of.tree):
        if isinstance(block, ast.If) and _last_name(block.test) == "TYPE_CHECKING":
            for node in ast.walk(block):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield from (f"line {node.lineno}: hides {name}" for name in _imported(node) if OF_OURS.match(name))


# Which room of the gateway writes which of its tables; everybody may read.
OWNERS: Final = {
    "gateway/access_log/": "access_look_ups",
    "gateway/consent/": "consents",
    "gateway/directory/": "agreements directory_changes directory_documents directory_entries directory_version "
    "members services system_keys systems",
    "gateway/exchange/": "contract_breaches limit_buckets",
    "gateway/ledger/": "exchange_day_summaries exchange_days gateway_instances ledger_checkpoints ledger_details "
    "ledger_entries ledger_erasures ledger_head ledger_subjects ledger_tallies ledger_tiles pseudonym_epochs",
    "gateway/trust/": "gateway_keys revoked_tokens spent_tokens used_proofs",
}
OWNER: Final = {table: room for room, tables in OWNERS.items() for table in tables.split()}
WRITES: Final = re.compile(r"\b(?:insert\s+into|update|delete\s+from)\s+([a-z_]+)", re.IGNORECASE)
# A proof is used up in the very statement that records its exchange, or a crash between the two would split them.
WRITES_FOR_ANOTHER: Final = {("gateway/ledger/writer.py", "used_proofs")}


def tables_are_written_by_their_owner(of: Module) -> Iterator[str]:
    """A table that two rooms write has rules in two places, and whoever changes one does not know of the other."""
    if not of.path.startswith("gateway/") or of.is_migration:
        return
    for node in ast.walk(of.tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        for table in WRITES.findall(node.value):
            if not of.path.startswith(OWNER.get(table, "")) and (of.path, table) not in WRITES_FOR_ANOTHER:
                yield f"line {node.lineno}: writes {table}, which is for {OWNER[table]} to write"


RULES: Final[tuple[Rule, ...]] = (
    tells_one_story,
    stays_short,
    asserts_nothing,
    routes_are_thin,
    nothing_commits_below_the_edge,
    time_and_chance_are_arguments,
    sql_is_constant,
    names_say_something,
    silence_has_a_reason,
    migrations_stand_alone,
    no_import_is_for_types_alone,
    tables_are_written_by_their_owner,
)


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _is_route(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else None
    return isinstance(called, ast.Attribute) and called.attr in METHODS


def _last_name(expression: ast.expr) -> str | None:
    return expression.id if isinstance(expression, ast.Name) else getattr(expression, "attr", None)


def _imported(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    if isinstance(node, ast.ImportFrom):
        yield "." * node.level + (node.module or "")
    else:
        yield from (alias.name for alias in node.names)


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)

"""What the command loads before it answers: a newcomer's first `--help` waits for nothing that it does not use."""

import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

# Prints what is loaded, on a line of its own after whatever the command said.
RUN: Final = """
import sys
sys.argv = ["saphan", *sys.argv[1:]]
from cli.main import main
try:
    main()
finally:
    print("\\n" + " ".join(sorted(sys.modules)))
"""
OURS: Final = ("chassis", "cli", "contracts", "evidence", "gateway", "services")
OF_HELP: Final = {
    "cli",
    "cli.case",
    "cli.case.commands",
    "cli.certificate_commands",
    "cli.directory_commands",
    "cli.ledger_commands",
    "cli.list_commands",
    "cli.main",
    "cli.officers",
    "cli.refusals",
    "cli.schema_commands",
    "cli.topic_commands",
    "cli.verbs",
    "cli.verify",
}
HEAVY: Final = {"aiohttp", "alembic", "asyncio", "asyncpg", "cryptography", "fastapi", "gateway", "jose", "orjson"}
FOR_LOOKS: Final = {"markdown_it", "pygments", "rich"}


def loaded(*words: str) -> set[str]:
    """Return every module that is loaded once the command has ended, with the packages that they are in."""
    done = subprocess.run([sys.executable, "-c", RUN, *words], capture_output=True, text=True, timeout=60, check=False)
    return set(done.stdout.splitlines()[-1].split())


def ours(modules: set[str]) -> set[str]:
    return {each for each in modules if each.partition(".")[0] in OURS}


@pytest.mark.parametrize("group", [(), ("ledger",), ("verify",), ("directory",), ("case",)], ids=" ".join)
def test_help_loads_the_names_of_the_verbs_and_nothing_else(group: tuple[str, ...]) -> None:
    modules = loaded(*group, "--help")
    assert ours(modules) == OF_HELP
    assert modules & (HEAVY | FOR_LOOKS) == set()


def test_the_first_help_of_all_needs_no_pydantic_either() -> None:
    """Typer checks arguments with pydantic; `saphan --help` has none."""
    assert loaded("--help") & {"importlib.metadata", "pydantic"} == set()


def test_a_call_is_parsed_and_looked_at_before_its_client_is_loaded() -> None:
    """A path without its slash is the first thing that a parsed call is refused for."""
    modules = loaded("call", "--as", "police.json", "GET", "case-registry/v1/cases")
    assert ours(modules) == OF_HELP | {"cli.call", "cli.say"}
    assert modules & HEAVY == set()


def test_a_call_that_is_right_loads_its_client() -> None:
    modules = loaded("call", "--as", "nowhere.json", "GET", "/case-registry/v1/cases")
    assert {"aiohttp", "cryptography", "jose"} <= modules
    unsaid = {"chassis.client.receipts", "evidence.receipts", "evidence.trusted_keys"}
    assert modules & unsaid == set(), "--receipt was not said"
    rooms = {f"chassis.{room}" for room in ("bus", "events", "http", "imports", "postgres", "unit")}
    assert modules & rooms == set(), "a client is no service"
    assert modules & {"alembic", "asyncpg", "fastapi", "gateway", "services", "sqlalchemy"} == set()


def test_a_receipt_is_verified_by_the_evidence_alone(tmp_path: Path) -> None:
    """No client, no server, and no second library for signatures: an auditor has nothing of them."""
    file = tmp_path / "keys.json"
    file.write_text('{"keys": []}')
    modules = loaded("verify", "receipt", str(file), "--keys", str(file))
    assert "evidence.receipts" in modules
    assert {each.partition(".")[0] for each in ours(modules)} == {"cli", "evidence"}
    assert modules & {"aiohttp", "alembic", "asyncio", "asyncpg", "fastapi", "jose"} == set()

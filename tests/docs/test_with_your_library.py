"""docs/with-your-library.md shows the programs that the tests run, word for word."""

import re
from typing import Final

import pytest

from cli.reasons_page import PAGE as REASONS_PAGE
from tests.architecture.house_rules import ROOT
from tests.support.clients_page import PAGE, page
from tests.support.standard_clients import CLIENTS, PROGRAMS, StandardClient

TEXT: Final = (ROOT / "docs" / "with-your-library.md").read_text("utf-8")
SHOWN: Final = re.findall(r"^```(?:js|java|python)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.package)
def test_a_program_is_shown_as_it_is_run(client: StandardClient) -> None:
    assert client.path.read_text("utf-8") in SHOWN


def test_nothing_is_shown_that_is_not_run() -> None:
    assert len(SHOWN) == len(CLIENTS)
    programs = {path.name for path in PROGRAMS.glob("*/*") if path.suffix in {".mjs", ".java", ".py"}}
    assert programs == {client.program for client in CLIENTS}


def test_the_table_of_clients_is_what_the_lock_files_say() -> None:
    assert PAGE.read_text("utf-8") == page(), "make clients"


def test_no_lock_file_names_a_host() -> None:
    locks = [lock for kind in ("lock", "json", "sha256") for lock in PROGRAMS.rglob(f"*.{kind}")]
    assert len(locks) == 2 * 4  # of the standard clients and of the generated ones
    assert [lock.name for lock in locks if "://" in lock.read_text("utf-8")] == []


@pytest.mark.parametrize("word", sorted(set(re.findall(r"`((?:assertion|key|proof)-[a-z-]+)`", TEXT))))
def test_a_reason_that_the_page_names_is_one(word: str) -> None:
    assert f"| `{word}` |" in REASONS_PAGE.read_text("utf-8")

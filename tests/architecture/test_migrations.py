"""A migration that was released never changes: an installation has run it, and would never run the new one.

`migrations.txt` lists what was released, as `sha256sum` writes it. It is empty as long as nothing is released.
"""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.architecture.house_rules import ROOT

LINE: Final = re.compile(r"([0-9a-f]{64})  (\S+)")
A_MIGRATION: Final = "services/x/migrations/versions/0001_x.py"
TEXT: Final = b'"""The first table."""\n'
DIGEST: Final = hashlib.sha256(TEXT).hexdigest()


def broken_promises(listed: str, root: Path) -> Iterator[str]:
    """Yield what is not as the list of released migrations has it."""
    for line in listed.splitlines():
        match = LINE.fullmatch(line)
        if match is None:
            yield f"migrations.txt: not a digest, two blanks and a path: {line}"
        elif not (root / match[2]).is_file():
            yield f"{match[2]}: was released and must not disappear"
        elif hashlib.sha256((root / match[2]).read_bytes()).hexdigest() != match[1]:
            yield f"{match[2]}: was released and must not change; write a new migration"


def test_released_migrations_are_as_they_were_released() -> None:
    assert list(broken_promises((ROOT / "migrations.txt").read_text("utf-8"), ROOT)) == []


@pytest.mark.parametrize(
    ("listed", "promises"),
    [
        ("", []),
        (f"{DIGEST}  {A_MIGRATION}\n", []),
        (f"{'0' * 64}  {A_MIGRATION}\n", [f"{A_MIGRATION}: was released and must not change; write a new migration"]),
        (f"{DIGEST}  services/y.py\n", ["services/y.py: was released and must not disappear"]),
        (A_MIGRATION, [f"migrations.txt: not a digest, two blanks and a path: {A_MIGRATION}"]),
    ],
    ids=["nothing is released", "unchanged", "changed", "gone", "no digest"],
)
def test_a_changed_migration_is_found(tmp_path: Path, listed: str, promises: list[str]) -> None:
    file = tmp_path / A_MIGRATION
    file.parent.mkdir(parents=True)
    file.write_bytes(TEXT)
    assert list(broken_promises(listed, tmp_path)) == promises

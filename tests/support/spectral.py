"""Spectral, a linter of OpenAPI documents from npm, over the rules of `tests/data/openapi_rules`."""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import orjson
import pytest

_ROOT: Final = Path(__file__).parents[2]
RULES: Final = _ROOT / "tests" / "data" / "openapi_rules"
_FOUND_SOMETHING: Final = 1  # the exit code of Spectral; 2 is a fault of its own


class Finding(NamedTuple):
    """What a rule says of a place in a document."""

    rule: str
    document: str
    place: str


def lint(documents: Mapping[str, Mapping[str, Any]], ruleset: str, folder: Path) -> list[Finding]:
    """Return what the rules find in these documents, by their names, in one run of Spectral in this folder."""
    folder.mkdir(exist_ok=True)
    (folder / "node_modules").symlink_to(_installed())
    for rules in RULES.glob("*.yaml"):
        shutil.copy(rules, folder)
    for name, document in documents.items():
        (folder / f"{name}.json").write_bytes(orjson.dumps(document))
    command = ["node_modules/.bin/spectral", "lint", "-r", ruleset, "-f", "json", "-o", "found.json"]
    run = subprocess.run(
        [*command, *(f"{name}.json" for name in documents)], cwd=folder, capture_output=True, text=True, check=False
    )
    assert run.returncode in {0, _FOUND_SOMETHING}, run.stdout + run.stderr
    found = orjson.loads((folder / "found.json").read_bytes())
    return [Finding(each["code"], Path(each["source"]).stem, "/".join(map(str, each["path"]))) for each in found]


def _installed() -> Path:
    """Return the folder of the npm packages, which are installed once for each state of the lock file."""
    state = hashlib.sha256((RULES / "package-lock.json").read_bytes()).hexdigest()[:16]
    folder = _ROOT / "build" / "openapi-rules" / state
    if not folder.is_dir():
        if shutil.which("npm") is None:
            reason = "Spectral did not lint the documents: no npm to fetch it with"
            if os.environ.get("CI") == "true":
                pytest.fail(reason)
            pytest.skip(reason)
        # under another name first: an interrupted download, or that of another worker, must not look complete
        unfinished = folder.with_name(f"{state}.unfinished.{os.getpid()}")
        unfinished.mkdir(parents=True)
        for file in ("package.json", "package-lock.json"):
            shutil.copy(RULES / file, unfinished)
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        run = subprocess.run(command, cwd=unfinished, capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stdout + run.stderr
        if folder.is_dir():
            shutil.rmtree(unfinished)
        else:
            unfinished.rename(folder)
    return folder / "node_modules"

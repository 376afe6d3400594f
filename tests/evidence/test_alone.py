"""The package can be copied out and used alone: nothing of the rest of the house is needed to check evidence."""

import shutil
import subprocess
import sys
from pathlib import Path

import evidence
from tests.architecture.house_rules import ROOT

IMPORTS_ALL = """
import importlib, pkgutil, sys, evidence
for module in pkgutil.walk_packages(evidence.__path__, "evidence."):
    importlib.import_module(module.name)
print(sorted({name.partition(".")[0] for name in sys.modules} & set(sys.argv[1:])))
"""


def test_it_imports_nothing_of_the_rest_and_no_other_library(tmp_path: Path) -> None:
    shutil.copytree(Path(evidence.__file__).parent, tmp_path / "evidence")
    unwanted = [folder.name for folder in ROOT.iterdir() if folder.is_dir() and folder.name != "evidence"]
    unwanted += ["pydantic", "jose", "joserfc", "jiter", "jsonschema_rs", "fastapi", "sqlalchemy", "aiohttp"]
    told = subprocess.run(
        [sys.executable, "-c", IMPORTS_ALL, *unwanted], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    assert told.stdout == "[]\n"

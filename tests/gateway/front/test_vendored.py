import hashlib
import re
from pathlib import Path

import gateway.front
from gateway.front.assets import MEDIA_TYPES, asset

STATIC = Path(gateway.front.__file__).parent / "static"
VENDOR = STATIC / "vendor"


def test_every_file_of_others_is_the_one_its_provenance_names() -> None:
    named = dict(re.findall(r"^([0-9a-f]{64})  (\S+)$", (VENDOR / "PROVENANCE.md").read_text("utf-8"), re.MULTILINE))
    there = {file for file in VENDOR.rglob("*") if file.is_file() and file.name != "PROVENANCE.md"}
    assert {hashlib.sha256(file.read_bytes()).hexdigest(): str(file.relative_to(VENDOR)) for file in there} == named


def test_every_package_of_others_brings_its_licence() -> None:
    for package in VENDOR.iterdir():
        if package.is_dir():
            assert (package / "LICENSE").stat().st_size > 500


def test_every_file_that_can_be_asked_for_exists() -> None:
    assert all(asset(name) is not None for name in MEDIA_TYPES)

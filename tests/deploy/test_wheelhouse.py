"""Wheelhouse and bills of materials: what is missing is named, and a bill holds what the schema and the pins demand."""

import hashlib
import json
import os
import subprocess
import sys
import threading
import zipfile
from email.message import Message
from pathlib import Path
from typing import Any, Final

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from deploy.build import pins as pinned
from deploy.build.pins import Pin, all_pins, digests, images, merged, pins_of
from deploy.build.sbom import NotInWheelhouse, bill, licences
from deploy.build.wheelhouse import build_own_wheel, missing, tidy
from tests.architecture.house_rules import ROOT
from tests.support.images import wheelhouse

__all__ = ["wheelhouse"]

# The wheelhouse is shared with the tests of the images, by one worker.
SHARED: Final = pytest.mark.containers


def a_wheel(folder: Path, name: str, version: str, said: str) -> Pin:
    """Make a wheel as an index has it, and return its pin."""
    path = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        head = f"Metadata-Version: 2.4\nName: {name}\nVersion: {version}\n{said}\n"
        wheel.writestr(zipfile.ZipInfo(f"{name}-{version}.dist-info/METADATA"), head)
    return Pin(name, version, frozenset({hashlib.sha256(path.read_bytes()).hexdigest(), "0" * 64}))


def test_a_wheel_is_known_by_its_content_and_not_by_its_name(tmp_path: Path) -> None:
    pin = a_wheel(tmp_path, "orjson", "1.0", "License-Expression: MIT")
    assert missing([pin], tmp_path) == []
    (tmp_path / "orjson-1.0-py3-none-any.whl").write_bytes(b"half a wheel")
    assert missing([pin], tmp_path) == [pin]


def test_what_no_lock_names_any_more_is_removed(tmp_path: Path) -> None:
    kept, gone = a_wheel(tmp_path, "orjson", "2.0", ""), a_wheel(tmp_path, "orjson", "1.0", "")
    tidy([kept], tmp_path)
    assert missing([kept, gone], tmp_path) == [gone]
    assert len(list(tmp_path.iterdir())) == 1


def test_our_own_wheel_is_there_while_it_is_built_anew_and_an_older_one_goes(tmp_path: Path) -> None:
    """Images are built by one worker while another fills the same folder: a moment without it failed five tests."""
    build_own_wheel(tmp_path)
    (own,) = tmp_path.glob("saphan-*.whl")
    tidy([], tmp_path)
    assert own.exists(), "no lock names it, and it stays"
    (tmp_path / "saphan-0.0.1-py3-none-any.whl").write_bytes(own.read_bytes())
    seen, done = set[bool](), threading.Event()

    def look() -> None:
        while not done.is_set():
            seen.add(own.exists())

    looking = threading.Thread(target=look)
    looking.start()
    build_own_wheel(tmp_path)
    done.set()
    looking.join()
    assert seen == {True}
    assert [wheel.name for wheel in tmp_path.iterdir()] == [own.name]


def test_without_an_index_it_says_what_is_missing_and_harms_nothing(tmp_path: Path) -> None:
    copy = f"""
import sys
from pathlib import Path
from deploy.build import wheelhouse
wheelhouse.WHEELHOUSE = Path({str(tmp_path)!r})
sys.exit(wheelhouse.main())
"""
    environment = {**os.environ, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", copy],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 1
    assert f"lacks {len(all_pins())} of {len(all_pins())} wheels: aiohappyeyeballs" in done.stderr
    assert "`make wheelhouse` on a machine that" in done.stderr
    assert "Traceback" not in done.stderr


@SHARED
def test_a_full_wheelhouse_needs_no_index(wheelhouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    done = subprocess.run(
        [sys.executable, "-m", "deploy.build.wheelhouse"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert missing(all_pins(), wheelhouse) == []


@SHARED
def test_our_own_wheel_is_the_same_bytes_each_time_and_brings_no_way_to_make_images(wheelhouse: Path) -> None:
    own = next(wheelhouse.glob("saphan-*.whl"))
    before = own.read_bytes()
    subprocess.run([sys.executable, "-m", "deploy.build.wheelhouse"], cwd=ROOT, check=True, capture_output=True)
    assert own.read_bytes() == before
    names = zipfile.ZipFile(own).namelist()
    assert {"deploy/topics.toml", "cli/main.py", "schemas/codelists/PROVENANCE.md"} <= set(names)
    assert [name for name in names if name.startswith(("deploy/build", "deploy/bases", "tests/"))] == []


@SHARED
@pytest.mark.parametrize("image", list(images()))
def test_the_bill_of_an_image_is_valid_and_says_of_each_package_all_that_is_asked(wheelhouse: Path, image: str) -> None:
    text = bill(image, digests(wheelhouse))
    assert text == (wheelhouse / "sbom" / f"{image}.cdx.json").read_text("utf-8")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    told: dict[str, Any] = json.loads(text)
    pins = {pin.name: pin for pin in pins_of(image)}
    assert {part["name"] for part in told["components"]} == set(pins)
    for part in told["components"]:
        assert part["version"] == pins[part["name"]].version
        assert part["purl"] == f"pkg:pypi/{part['name']}@{part['version']}"
        assert {each["content"] for each in part["hashes"]} <= pins[part["name"]].hashes
        assert part["licenses"], part["name"]
    saphan = told["metadata"]["component"]
    assert (saphan["name"], saphan["licenses"]) == ("saphan", [{"license": {"id": "Apache-2.0"}}])


@SHARED
def test_the_schema_refuses_a_bill_that_says_less(wheelhouse: Path) -> None:
    told = json.loads(bill("gateway", digests(wheelhouse)))
    del told["components"][0]["name"]
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(told)) is not None


def test_no_bill_is_made_without_the_wheels() -> None:
    with pytest.raises(NotInWheelhouse, match="saphan"):
        bill("gateway", {})


@pytest.mark.parametrize(
    ("head", "licence"),
    [
        ({"License-Expression": "Apache-2.0 AND MIT"}, "Apache-2.0 AND MIT"),
        ({"License-Expression": "MIT"}, "MIT"),
        ({"Classifier": "License :: OSI Approved :: MIT License", "License": "a text\nof pages"}, "MIT License"),
        ({"License": "BSD-3-Clause"}, "BSD-3-Clause"),
        ({"License": "Permission is hereby granted\nto whom it may concern"}, None),
    ],
)
def test_a_licence_is_read_from_where_the_wheel_says_it(head: dict[str, str], licence: str | None) -> None:
    told = Message()
    for name, value in head.items():
        told[name] = value
    found = [
        getattr(each, "value", None) or getattr(each, "id", None) or getattr(each, "name", None)
        for each in licences(told)
    ]
    assert found == ([licence] if licence else [])


def test_a_line_that_is_no_pin_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pinned, "LOCKS", tmp_path)
    (tmp_path / "base.lock").write_text("uvloop==0.23.0 ; sys_platform != 'win32' \\\n")
    with pytest.raises(ValueError, match="neither a pin nor its hash"):
        pinned.pins("base")


def test_two_versions_of_a_package_are_refused() -> None:
    with pytest.raises(ValueError, match=r"orjson is pinned to 1\.0 and to 2\.0"):
        merged([[Pin("orjson", "1.0", frozenset())], [Pin("orjson", "2.0", frozenset())]])

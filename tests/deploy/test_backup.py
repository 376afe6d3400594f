"""A backup of the country is whole, its owner's alone, of this country; a restore asks before it replaces records."""

import os
import stat
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from cli.refusals import Refused
from deploy.country import backup
from deploy.country.backup import _ARCHIVES, _sums, _tar, for_root_alone, has_records, tree_size, unpack, whole
from deploy.country.engine import Engine
from deploy.country.folder import Country

FOLDERS = ("files", "checkpoints", "ca", "secrets", "sandbox")


class Containers(Engine):
    """An engine that knows no volume but those it is told."""

    __slots__ = ()

    def run(self, *words: str, check: bool = True) -> "subprocess.CompletedProcess[str]":  # noqa: ARG002 - of Engine
        there = (words[:2], words[2:]) == (("volume", "inspect"), ("kept_postgres",))
        return subprocess.CompletedProcess(words, 0 if there else 1, "", "")


ENGINE = Containers("podman", ("podman-compose",))


def a_country(folder: Path, *, leaves: int = 5) -> Country:
    for name in FOLDERS:
        (folder / name).mkdir(parents=True)
        (folder / name / "what").write_text(f"{name} of {folder.name}", encoding="utf-8")
    (folder / "checkpoints" / "checkpoint").write_text(f"localhost/ledger/v1\n{leaves}\nroot\n", encoding="utf-8")
    return Country(folder)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    country, to = a_country(tmp_path / "first"), tmp_path / "backup"
    with for_root_alone():
        to.mkdir()
        (to / "country.sql").write_text("-- a dump", encoding="utf-8")
        for name, folders in _ARCHIVES.items():
            _tar("-C", str(country.folder), "-cf", str(to / name), *folders)
        (to / "backup.json").write_bytes(orjson.dumps({"country": country.url, **_sums(to)}))
    return to


def said(folder: Path) -> dict[str, str]:
    return {name: (folder / name / "what").read_text(encoding="utf-8") for name in FOLDERS}


def test_everything_in_a_backup_is_its_owners_alone(kept: Path) -> None:
    assert {stat.S_IMODE(each.stat().st_mode) for each in kept.iterdir()} == {0o600}
    assert stat.S_IMODE(kept.stat().st_mode) == 0o700


def test_what_was_there_is_replaced_by_what_the_backup_has(kept: Path, tmp_path: Path) -> None:
    country = a_country(tmp_path / "second", leaves=3)
    (country.folder / "secrets" / "newer").write_text("made since", encoding="utf-8")
    assert list(unpack(country, kept)) == []
    assert said(country.folder) == {name: f"{name} of first" for name in FOLDERS}
    assert not (country.folder / "secrets" / "newer").exists()
    assert sorted(each.name for each in country.folder.iterdir()) == sorted(FOLDERS)


def test_of_two_checkpoints_that_of_the_larger_tree_stays(kept: Path, tmp_path: Path) -> None:
    country = a_country(tmp_path / "second", leaves=6)
    assert len(list(unpack(country, kept))) == 1
    assert tree_size(country.folder / "checkpoints") == 6
    assert said(country.folder)["checkpoints"] == "checkpoints of second"


def test_a_folder_without_a_checkpoint_has_no_tree(tmp_path: Path) -> None:
    assert tree_size(tmp_path) == -1


def test_attributes_of_files_are_kept(kept: Path, tmp_path: Path) -> None:
    letter = tmp_path / "first" / "files" / "what"
    try:
        os.setxattr(letter, "user.etag", b"abc")
    except OSError:
        reason = "no extended attributes in this file system"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    _tar("-C", str(tmp_path / "first"), "-cf", str(kept / "files.tar"), "files")
    country = Country(tmp_path / "second")
    list(unpack(country, kept))
    assert os.getxattr(country.folder / "files" / "what", "user.etag") == b"abc"


def test_a_backup_that_was_not_finished_is_refused(kept: Path) -> None:
    (kept / "backup.json").unlink()
    with pytest.raises(Refused, match="not finished"):
        whole(Country(kept), kept)


@pytest.mark.parametrize("name", ["country.sql", *_ARCHIVES])
def test_a_backup_that_was_changed_or_lost_a_part_is_refused(kept: Path, name: str) -> None:
    whole(Country(kept), kept)
    (kept / name).write_bytes(b"changed")
    with pytest.raises(Refused, match=name):
        whole(Country(kept), kept)
    (kept / name).unlink()
    with pytest.raises(Refused, match=name):
        whole(Country(kept), kept)


def test_a_backup_of_another_country_is_refused(kept: Path) -> None:
    with pytest.raises(Refused, match="COUNTRY_NAME"):
        whole(Country(kept, name="saphan.example"), kept)


def test_a_volume_or_a_file_is_a_record_and_secrets_are_none(tmp_path: Path) -> None:
    country = Country(tmp_path, project="none")
    (tmp_path / "secrets").mkdir()
    (tmp_path / "files" / "documents").mkdir(parents=True)
    (tmp_path / "files" / "documents").rmdir()
    assert not has_records(ENGINE, country)
    assert has_records(ENGINE, replace(country, project="kept"))
    (tmp_path / "files" / "letter").write_text("x", encoding="utf-8")
    assert has_records(ENGINE, country)


@pytest.mark.parametrize(
    ("raised", "words"),
    [({}, ["nothing has to be reopened"]), ({"ledger-behind": "size 3"}, ["ledger-behind (size 3)", "ledger reopen"])],
)
def test_the_end_says_whether_the_ledger_is_to_be_reopened(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], raised: dict[str, str], words: list[str]
) -> None:
    monkeypatch.setattr(backup, "alarms", lambda *_: raised)
    backup.say_whether_to_reopen(ENGINE, Country(Path("/nowhere")))
    heard: Any = capsys.readouterr().err
    assert [word for word in words if word not in heard] == []


class Gateways(Engine):
    """An engine whose gateways answer so to the question for their alarms; None: not at all."""

    __slots__ = ("answer",)
    answer: bytes | None

    def containers(self, country: Country, service: str) -> list[Mapping[str, Any]]:  # noqa: ARG002 - of Engine
        return [{"Id": service, "State": {"Running": True}}]

    def run(self, *words: str, check: bool = True) -> "subprocess.CompletedProcess[str]":  # noqa: ARG002 - of Engine
        said = "" if self.answer is None else self.answer.decode()
        return subprocess.CompletedProcess(words, int(self.answer is None), said, "")


def gateways(answer: bytes | None) -> Gateways:
    made = Gateways("podman", ("podman-compose",))
    object.__setattr__(made, "answer", answer)
    return made


def test_only_alarms_of_the_ledger_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup, "_LOOKED_S", 0.1)
    both = gateways(b'{"ledger-behind": "size 3, kept 5", "connections-full": "always"}')
    assert backup.alarms(both, Country(Path("/nowhere"))) == {"ledger-behind": "size 3, kept 5"}
    assert backup.alarms(gateways(b"{}"), Country(Path("/nowhere"))) == {}


def test_gateways_that_say_nothing_are_not_taken_for_content(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup, "_LOOKED_S", 0.1)
    with pytest.raises(Refused, match="No gateway says"):
        backup.alarms(gateways(None), Country(Path("/nowhere")))

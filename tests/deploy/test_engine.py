"""The container engine is found by its name or by its path, and by neither when its compose is missing."""

from pathlib import Path

import pytest

from cli.refusals import Refused
from deploy.country import engine
from deploy.country.bridges import hold_addresses
from deploy.country.engine import Engine


def only(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(engine, "_answers", lambda *words: words[0] == name)


@pytest.mark.parametrize("said", ["podman", "/usr/bin/podman", ""])
def test_podman_is_found_by_name_and_by_the_path_that_make_hands_over(
    monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    only(monkeypatch, "podman")
    found = Engine.found({"CONTAINER": said})
    assert (found.name, Path(found.compose[0]).name) == ("podman", "podman-compose")


def test_an_engine_that_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, "podman")
    with pytest.raises(Refused, match="install one of them"):
        Engine.found({"CONTAINER": "/usr/bin/docker"})


def test_a_bridge_with_an_address_of_its_own_or_without_containers_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "held").mkdir()
    (tmp_path / "held" / "addr_assign_type").write_text("3\n")
    assert hold_addresses(["held", "none-yet"], tmp_path) == []


def test_an_address_that_cannot_be_held_is_said(tmp_path: Path) -> None:
    (tmp_path / "no-such-bridge").mkdir()
    (tmp_path / "no-such-bridge" / "addr_assign_type").write_text("1\n")
    (tmp_path / "no-such-bridge" / "address").write_text("02:00:00:00:00:01\n")
    with pytest.raises(Refused, match="no-such-bridge cannot be held"):
        hold_addresses(["no-such-bridge"], tmp_path)

"""The container engine is found by its name or by its path, and by neither when its compose is missing."""

from pathlib import Path

import pytest

from cli.refusals import Refused
from deploy.country import engine
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

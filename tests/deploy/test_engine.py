"""The container engine is found by name or path; what has changed is replaced alone, and what fails is asked again."""

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pytest

from cli.refusals import Refused
from deploy.country import engine, up
from deploy.country.bridges import hold_addresses
from deploy.country.engine import Engine, would_do
from deploy.country.folder import Country


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


DRY_RUN = """\
DEBUG:podman_compose:Prepare to recreate services: {'migrate-gateway', 'gateway-1', 'proxy'}
INFO:podman_compose:podman stop -t 10 saphan_migrate-gateway_1
INFO:podman_compose:podman stop -t 20 saphan_gateway-1_1
INFO:podman_compose:podman rm saphan_migrate-gateway_1
INFO:podman_compose:podman rm saphan_gateway-1_1
INFO:podman_compose:podman create --name=saphan_migrate-gateway_1 --stop
"""


def test_of_what_podman_compose_would_remove_only_what_was_asked_for_goes() -> None:
    assert would_do(DRY_RUN, {"saphan_migrate-gateway_1", "saphan_topics_1"}) == [
        ["stop", "-t", "10", "saphan_migrate-gateway_1"],
        ["rm", "saphan_migrate-gateway_1"],
    ]


Look = list[Mapping[str, Any]] | Refused


class Engines(Engine):
    """An engine whose containers are a script: each look takes the next line, and the last one stays."""

    __slots__ = ("looks", "raised")
    looks: list[Look]
    raised: list[Sequence[str]]

    def __init__(self, *looks: Look) -> None:
        super().__init__("podman", ("podman-compose",))
        object.__setattr__(self, "looks", list(looks))
        object.__setattr__(self, "raised", [])

    def containers(self, country: Country, service: str) -> list[Mapping[str, Any]]:  # noqa: ARG002 - of Engine
        look = self.looks.pop(0) if len(self.looks) > 1 else self.looks[0]
        if isinstance(look, Refused):
            raise look
        return look

    def up(self, country: Country, services: Sequence[str]) -> None:  # noqa: ARG002 - of Engine
        self.raised.append(services)


ENDED: Final[list[Mapping[str, Any]]] = [{"Id": "1", "State": {"Running": False, "Status": "exited", "ExitCode": 0}}]
GONE: Final = Refused("`podman inspect` failed: read /proc/5558/cgroup: no such process", "ບໍ່ສຳເລັດ")
JOB: Final = up.Stage("members", "ສະມາຊິກ", ("enrol",), jobs=True)


def test_a_container_that_ends_while_it_is_looked_at_is_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(up, "_PAUSE_S", 0)
    up.start(Engines(GONE, ENDED), Country(Path("/nowhere")), JOB, JOB.services)


def test_an_engine_that_fails_for_good_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(up, "_PATIENCE_S", -1)
    with pytest.raises(Refused, match=r"enrol is not ready: `podman inspect` failed"):
        up.start(Engines(GONE), Country(Path("/nowhere")), JOB, JOB.services)


@pytest.mark.parametrize(
    ("there", "turns"), [([], [["gateway-1", "gateway-2"]]), (ENDED, [("gateway-1",), ("gateway-2",)])]
)
def test_gateways_start_together_and_are_replaced_one_after_the_other(
    monkeypatch: pytest.MonkeyPatch, there: list[Mapping[str, Any]], turns: list[Sequence[str]]
) -> None:
    monkeypatch.setattr(up, "_until_healthy", lambda *_: None)
    found = Engines(there)
    stage = up.Stage("gateways", "ປະຕູ", ("gateway-1", "gateway-2"), in_turn=True)
    up.start(found, Country(Path("/nowhere")), stage, stage.services)
    assert found.raised == turns


class Talking(Engine):
    """An engine that says these things of one container, one after the other."""

    __slots__ = ("sayings",)
    sayings: list[tuple[int, str]]

    def run(self, *words: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
        code, said = (0, "006c") if words[0] == "ps" else self.sayings.pop(0)
        if check and code:
            raise GONE
        return subprocess.CompletedProcess(words, code, said, "")


def talking(*sayings: tuple[int, str]) -> Talking:
    told = Talking("podman", ("podman-compose",))
    object.__setattr__(told, "sayings", list(sayings))
    return told


def test_podman_is_asked_three_times_for_a_container_that_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_AGAIN_S", 0)
    country = Country(Path("/nowhere"))
    assert talking((125, ""), (125, ""), (0, '[{"Id": "006c"}]')).containers(country, "enrol") == [{"Id": "006c"}]
    with pytest.raises(Refused, match="no such process"):
        talking((125, ""), (125, ""), (125, "")).containers(country, "enrol")

